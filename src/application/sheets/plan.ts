/**
 * 年度抽查计划表: the columns of the published plans of five counties, the items the plan covers, and last
 * year beside it. Internally the draft when there is one; the public sees only what has been approved.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { UnitId } from '../../domain/ids.ts';
import { signature } from '../../domain/people/delegation.ts';
import { planStream, versionInForce } from '../../domain/plan/plan.ts';
import { scopeText } from '../../domain/plan/row.ts';
import type { PlanRow } from '../../domain/plan/row.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { ItemRow } from '../../domain/roster/rows.ts';
import { ratioText } from '../../domain/rules/ratio.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import type { Edition } from '../../domain/sheets/kinds.ts';
import type { Deps } from '../deps.ts';
import { itemsInForce, planView, readPlan } from '../queries/plan.ts';
import { formOf } from './make.ts';
import type { SheetContent } from './make.ts';

type Counted = ReadonlyMap<string, { readonly targets: number; readonly visits: number }>;

interface PlanFacts {
  readonly year: number;
  readonly title: string;
  readonly unit: string;
  readonly items: readonly ItemRow[];
  /** By line; empty for rows nobody counted. */
  readonly counted: Counted;
}

const joined = (parts: readonly string[]): string => parts.join('、');

const rowRecord = ({ year, title, unit, items, counted }: PlanFacts) => (row: PlanRow, index: number): SheetRecord => {
  const named = row.items.map((code) => `${code} ${items.find((item) => item.code === code)?.name ?? ''}`.trim());
  const line = counted.get(row.no);
  return {
    序号: index + 1, 计划编号: row.no, 年度: year, 计划名称: title, 任务名称: row.name, 抽查类型: row.scope.length > 0 ? '定向' : '不定向', 范围: row.reach, 抽查任务: row.name, 抽查事项: joined(named), 抽查依据: row.basis,
    检查对象范围: row.scope.length > 0 ? scopeText(row.scope) : row.scopeText, 抽查基数: line?.targets ?? '', 抽查比例: ratioText(row.ratio), 预计户数: line?.visits ?? '', 抽查频次: `每年${String(row.campaigns)}次`,
    抽取时间: row.drawOn, 实施检查时间: `${row.window.from} 至 ${row.window.to}`, 检查方式: joined(row.methods), 牵头部门: row.section, 配合部门: joined(row.cooperating), 抽查主体: unit, 责任科室: row.section,
    实施层级: row.level, 是否公示抽取名单: row.listWithheld === true ? '否' : '是', 备注: row.reason,
  };
};

const coverageRecord = (rows: readonly PlanRow[]) => ({ code, name, kind, section }: ItemRow, index: number): SheetRecord => {
  const lines = rows.filter((row) => row.items.includes(code)).map(({ no }) => no);
  return { 序号: index + 1, 事项编码: code, 事项名称: name, 事项类别: kind, 责任科室: section, 计划编号: joined(lines), 是否覆盖: lines.length > 0 ? '是' : '否', 说明: '' };
};

const FIGURES: readonly (readonly [what: string, count: (rows: readonly PlanRow[]) => number])[] = [
  ['计划行数', (rows) => rows.length],
  ['联合抽查行数', (rows) => rows.filter(({ reach }) => reach !== '部门内').length],
  ['涉及抽查事项数', (rows) => new Set(rows.flatMap(({ items }) => items)).size],
  ['抽查次数合计', (rows) => rows.reduce((sum, { campaigns }) => sum + campaigns, 0)],
];
const changeText = (difference: number): string => (difference === 0 ? '无变化' : difference > 0 ? `增加 ${String(difference)}` : `减少 ${String(-difference)}`);

const comparison = (before: readonly PlanRow[], now: readonly PlanRow[]): readonly SheetRecord[] =>
  FIGURES.map(([what, count], index): SheetRecord => ({ 序号: index + 1, 项目: what, 上年: count(before), 本年: count(now), 变化: changeText(count(now) - count(before)) }));

/** @throws Refusal when there is no such plan, or none the public may see */
export const yearContent = async (deps: Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>, unit: UnitId, year: number, edition: Edition): Promise<SheetContent> => {
  const [view, { state }, items, { state: before }] = await Promise.all([planView(deps)(unit, year), deps.states.load('unit', unit), itemsInForce(deps, unit), deps.states.load('plan', planStream(unit, year - 1))]);
  if (view === null) throw new Refusal('plan.none', `${String(year)} 年还没有年度计划`, { next: `请经办人发送：计划 新建 ${String(year)}` });
  const { plan } = view;
  const inForce = versionInForce(plan);
  if (edition === 'public' && inForce === null) throw new Refusal('plan.not-approved', `${String(year)} 年度计划还没有批准，没有公开版`, { next: '批准后再导出公开版；内部讨论请导出完整版' });
  const draft = edition === 'full' ? plan.draft : null;
  const rows = draft !== null || inForce === null || !view.isDraft ? view.rows : await readPlan(deps.blobs, inForce.rows);
  const last = versionInForce(before);
  const version = draft === null ? (inForce?.version ?? 0) : 0;
  const shownVersion = version === 0 ? '草稿' : `第${String(version)}版`;
  const filed = plan.filings.findLast((each) => each.version === version);
  const approval = (draft ?? inForce)?.approvals.at(-1);
  const title = `${String(year)}年度抽查计划`;
  const facts: PlanFacts = { year, title, unit: state.name, items, counted: rows === view.rows ? view.check.lines : new Map() };
  return {
    period: `${String(year)}年度`,
    rules: null,
    suffix: `_${String(year)}_${shownVersion}`,
    fields: {
      年度: year, 计划名称: title, 计划版本: shownVersion, 备案机关: filed?.to ?? '', 备案文号: filed?.number ?? '', 备案日期: filed?.on ?? '', 公开网址: plan.publications.findLast((each) => each.version === version)?.url ?? '',
      调整理由: (draft ?? inForce)?.reason ?? '', 审批人: approval === undefined ? '' : signature(state, approval.by, approval.for), 审批日期: approval === undefined ? '' : localDate(approval.at), 条数: rows.length,
    },
    form: formOf('plan', state.sections),
    lists: { 行: rows.map(rowRecord(facts)), 覆盖: items.map(coverageRecord(rows)), 比较: last === null ? [] : comparison(await readPlan(deps.blobs, last.rows), rows) },
  };
};
