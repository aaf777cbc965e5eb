/**
 * 年度抽查计划表 (domain notes 7.4): the columns of the published plans of five counties, ready for whoever makes the plan.
 *
 * The rows are neutral records by column, so that the plan's own shapes may change without touching a sheet.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { UnitId } from '../../domain/ids.ts';
import { planStream, versionInForce } from '../../domain/plan/plan.ts';
import { scopeText } from '../../domain/plan/row.ts';
import type { PlanRow } from '../../domain/plan/row.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { AdoptedRules } from '../../domain/rules/adopted.ts';
import { ratioText } from '../../domain/rules/ratio.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import type { Edition } from '../../domain/sheets/kinds.ts';
import type { Deps } from '../deps.ts';
import { itemsInForce, planView, readPlan } from '../queries/plan.ts';
import type { SheetContent } from './make.ts';
import { nameOf } from './task.ts';

/** One line of the plan; texts are '' where the unit says nothing. */
export interface PlanSheetRow {
  readonly number: string;
  readonly task: string;
  /** 定向 or 不定向. */
  readonly directed: boolean;
  /** 部门内, 联合, 跨区域. */
  readonly range: '部门内' | '联合' | '跨区域';
  readonly matter: string;
  readonly items: readonly string[];
  readonly basis: string;
  readonly scope: string;
  /** 抽查基数, null while unknown. */
  readonly base: number | null;
  readonly ratio: string;
  readonly expected: number | null;
  readonly frequency: string;
  readonly drawAt: string;
  readonly visits: string;
  readonly methods: readonly string[];
  readonly lead: string;
  readonly cooperating: readonly string[];
  readonly subject: string;
  readonly section: string;
  readonly level: string;
  readonly listPublic: boolean;
  readonly note: string;
}
export interface PlanSheetModel {
  readonly year: number;
  readonly name: string;
  readonly version: number;
  readonly rules: AdoptedRules | null;
  readonly filing: { readonly office: string; readonly number: string; readonly date: string };
  readonly url: string;
  readonly adjustment: string;
  readonly approval: { readonly by: string; readonly date: string };
  readonly rows: readonly PlanSheetRow[];
  /** 附页: which items the plan covers. */
  readonly coverage: readonly { readonly code: string; readonly name: string; readonly kind: string; readonly section: string; /** 计划编号 of the lines that cover it; '' when none does. */ readonly line: string; readonly remark: string }[];
  /** 附页: compared with last year. */
  readonly comparison: readonly { readonly what: string; readonly before: number; readonly now: number }[];
}

/** +2, -1, 无变化. */
const signed = (difference: number): string => (difference === 0 ? '无变化' : difference > 0 ? `增加 ${String(difference)}` : `减少 ${String(-difference)}`);
const joined = (parts: readonly string[]): string => parts.join('、');
const flag = (value: boolean): string => (value ? '是' : '否');

const rowRecord = ({ year, name }: PlanSheetModel) => (row: PlanSheetRow, index: number): SheetRecord => ({
  序号: index + 1, 计划编号: row.number, 年度: year, 计划名称: name, 任务名称: row.task, 抽查类型: row.directed ? '定向' : '不定向', 范围: row.range, 抽查任务: row.matter, 抽查事项: joined(row.items),
  抽查依据: row.basis, 检查对象范围: row.scope, 抽查基数: row.base ?? '', 抽查比例: row.ratio, 预计户数: row.expected ?? '', 抽查频次: row.frequency, 抽取时间: row.drawAt, 实施检查时间: row.visits,
  检查方式: joined(row.methods), 牵头部门: row.lead, 配合部门: joined(row.cooperating), 抽查主体: row.subject, 责任科室: row.section, 实施层级: row.level, 是否公示抽取名单: flag(row.listPublic), 备注: row.note,
});

export const planContent = (model: PlanSheetModel): SheetContent => ({
  period: `${String(model.year)}年度`,
  rules: model.rules,
  suffix: `_${String(model.year)}_${model.version === 0 ? '草稿' : `第${String(model.version)}版`}`,
  fields: {
    年度: model.year, 计划名称: model.name, 计划版本: model.version === 0 ? '草稿' : `第${String(model.version)}版`, 备案机关: model.filing.office, 备案文号: model.filing.number, 备案日期: model.filing.date, 公开网址: model.url,
    调整理由: model.adjustment, 审批人: model.approval.by, 审批日期: model.approval.date, 条数: model.rows.length,
  },
  lists: {
    行: model.rows.map(rowRecord(model)),
    覆盖: model.coverage.map(({ code, name, kind, section, line, remark }, index): SheetRecord => ({ 序号: index + 1, 事项编码: code, 事项名称: name, 事项类别: kind, 责任科室: section, 计划编号: line, 是否覆盖: flag(line !== ''), 说明: remark })),
    比较: model.comparison.map(({ what, before, now }, index): SheetRecord => ({ 序号: index + 1, 项目: what, 上年: before, 本年: now, 变化: signed(now - before) })),
  },
});

const NO_CHECK: ReadonlyMap<string, { readonly targets: number; readonly visits: number }> = new Map();

const sheetRow = (row: PlanRow, names: ReadonlyMap<string, string>, unit: string, counted: typeof NO_CHECK): PlanSheetRow => ({
  number: row.no, task: row.name, directed: row.scope.length > 0, range: row.reach, matter: row.name, items: row.items.map((code) => `${code} ${names.get(code) ?? ''}`.trim()), basis: row.basis,
  scope: row.scope.length > 0 ? scopeText(row.scope) : row.scopeText, base: counted.get(row.no)?.targets ?? null, ratio: ratioText(row.ratio), expected: counted.get(row.no)?.visits ?? null,
  frequency: `每年${String(row.campaigns)}次`, drawAt: row.drawOn, visits: `${row.window.from} 至 ${row.window.to}`, methods: row.methods, lead: row.section, cooperating: row.cooperating, subject: unit, section: row.section, level: row.level, listPublic: true, note: row.reason,
});

/** Lines, joint ones, items and campaigns of a year: what two years are compared by. */
const figuresOf = (rows: readonly PlanRow[]): readonly (readonly [string, number])[] => [
  ['计划行数', rows.length], ['联合抽查行数', rows.filter(({ reach }) => reach !== '部门内').length], ['涉及抽查事项数', new Set(rows.flatMap(({ items }) => items)).size], ['抽查次数合计', rows.reduce((sum, { campaigns }) => sum + campaigns, 0)],
];

/**
 * A year's plan: internally the draft when there is one; the public sees only what has been approved.
 * @throws Refusal when there is no such plan
 */
export const yearContent = async (deps: Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>, unit: UnitId, year: number, edition: Edition): Promise<SheetContent> => {
  const [view, { state }, items] = await Promise.all([planView(deps)(unit, year), deps.states.load('unit', unit), itemsInForce(deps, unit)]);
  if (view === null) throw new Refusal('plan.none', `${String(year)} 年还没有年度计划`, { next: `请经办人发送：计划 新建 ${String(year)}` });
  const { plan } = view;
  const inForce = versionInForce(plan);
  if (edition === 'public' && inForce === null) throw new Refusal('plan.not-approved', `${String(year)} 年度计划还没有批准，没有公开版`, { next: '批准后再导出公开版；内部讨论请导出完整版' });
  const isDraft = view.isDraft && edition === 'full';
  const rows = isDraft || inForce === null ? view.rows : await readPlan(deps.blobs, inForce.rows);
  const counted = view.isDraft && !isDraft ? NO_CHECK : view.check.lines;
  const { state: before } = await deps.states.load('plan', planStream(unit, year - 1));
  const last = versionInForce(before);
  const [now, then] = [figuresOf(rows), figuresOf(last === null ? [] : await readPlan(deps.blobs, last.rows))];
  const names = new Map(items.map(({ code, name }) => [code as string, name]));
  const version = isDraft || inForce === null ? 0 : inForce.version;
  const filed = plan.filings.findLast((each) => each.version === version);
  const approvals = isDraft ? (plan.draft?.approvals ?? []) : (inForce?.approvals ?? []);
  const lastApproval = approvals.at(-1);
  return planContent({
    year, name: `${String(year)}年度抽查计划`, version, rules: null, filing: { office: filed?.to ?? '', number: filed?.number ?? '', date: filed?.on ?? '' },
    url: plan.publications.findLast((each) => each.version === version)?.url ?? '', adjustment: (isDraft ? plan.draft?.reason : inForce?.reason) ?? '',
    approval: { by: lastApproval === undefined ? '' : nameOf(state, lastApproval.by), date: lastApproval === undefined ? '' : localDate(lastApproval.at) },
    rows: rows.map((row) => sheetRow(row, names, state.name, counted)),
    coverage: items.map(({ code, name, kind, section }) => ({ code, name, kind, section, line: rows.filter((row) => row.items.includes(code)).map(({ no }) => no).join('、'), remark: '' })),
    comparison: last === null ? [] : now.map(([what, figure], index) => ({ what, before: then[index]?.[1] ?? 0, now: figure })),
  });
};
