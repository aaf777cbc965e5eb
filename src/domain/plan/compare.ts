/** 计划 对比: two versions of a plan line by line, field by field. */
import { scopeText } from './row.ts';
import type { PlanRow } from './row.ts';

export interface PlanChange {
  readonly no: string;
  readonly name: string;
  readonly change: 'added' | 'dropped' | 'changed';
  readonly fields: readonly { readonly title: string; readonly before: string; readonly after: string }[];
}

const ratioOf = ({ num, den }: PlanRow['ratio']): string => (num === den ? '全部' : `${String(Math.round((num * 10_000) / den) / 100)}%`);

/** The fields people compare, as they stand on the sheet. */
export const shownFields = (row: PlanRow): readonly (readonly [title: string, value: string])[] => [
  ['名称', row.name], ['抽查事项', row.items.join('、')], ['抽查依据', row.basis], ['检查对象范围', row.scope.length > 0 ? scopeText(row.scope) : row.scopeText], ['范围', row.reach], ['抽查比例', ratioOf(row.ratio)],
  ['抽查频次', `${String(row.campaigns)} 次`], ['抽取时间', row.drawOn], ['检查期限', `${row.window.from} 至 ${row.window.to}`], ['检查方式', row.methods.join('、')],
  ['牵头科室', row.section], ['配合部门', row.cooperating.join('、')], ['实施层级', row.level], ['公示抽取名单', row.listWithheld === true ? '否' : '是'], ['说明', row.reason],
];

export const comparePlans = (before: readonly PlanRow[], after: readonly PlanRow[]): readonly PlanChange[] => {
  const older = new Map(before.map((row) => [row.no, row]));
  const newer = new Set(after.map(({ no }) => no));
  const changes = after.flatMap((row): readonly PlanChange[] => {
    const was = older.get(row.no);
    if (was === undefined) return [{ no: row.no, name: row.name, change: 'added', fields: [] }];
    const now = shownFields(row);
    const fields = shownFields(was).flatMap(([title, value], index) => (now[index]?.[1] === value ? [] : [{ title, before: value, after: now[index]?.[1] ?? '' }]));
    return fields.length === 0 ? [] : [{ no: row.no, name: row.name, change: 'changed', fields }];
  });
  return [...changes, ...before.filter(({ no }) => !newer.has(no)).map(({ no, name }): PlanChange => ({ no, name, change: 'dropped', fields: [] }))];
};
