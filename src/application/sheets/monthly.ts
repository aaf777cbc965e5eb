/** 监督月报 as a sheet: one section a question, every line with its time and who signed it. Never public. */
import { monthWords } from '../../domain/calendar/month.ts';
import type { Month } from '../../domain/calendar/month.ts';
import type { UnitId } from '../../domain/ids.ts';
import { PHASE_NAMES } from '../../domain/people/delegate.ts';
import { MATTER_NAMES } from '../../domain/people/matters.ts';
import { personName, personOfInspector } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import type { Deps } from '../deps.ts';
import type { BlobRef } from '../../domain/values.ts';
import { monthlyReport } from '../queries/monthly.ts';
import type { MonthlyReport } from '../queries/monthly.ts';
import type { SubstitutionRecord } from '../queries/substitutions-of.ts';
import { makeSheet, minuteText } from './make.ts';
import type { SheetContent, SheetDeps } from './make.ts';

const numbered = <T>(list: readonly T[], record: (one: T) => SheetRecord): readonly SheetRecord[] => list.map((one, index) => ({ 序号: index + 1, ...record(one) }));

const forcedRecord = (unit: UnitState) => ({ requestedAt, inspection, inspector, words, phase, pick }: SubstitutionRecord & { readonly words: string }): SheetRecord => ({
  时间: minuteText(requestedAt), 检查编号: inspection, 人员: personOfInspector(unit, inspector)?.name ?? inspector, 原因: words,
  处理: phase === 'approved' ? `由 ${pick === null ? '' : (personOfInspector(unit, pick)?.name ?? pick)} 顶替` : phase === 'refused' ? '不同意' : '待审批',
});

export const monthlyLists = ({ unit, technical, stopped, objections, substitutions, forced, delegations, overdue, rules, takenBack }: MonthlyReport): SheetContent['lists'] => ({
  管理: numbered(technical, ({ at, who, what, about, mark }) => ({ 时间: minuteText(at), 人员: who, 操作: what, 内容: about, 留痕: mark })),
  抽取: numbered(stopped, ({ at, task, attempt, what, why, who }) => ({ 时间: minuteText(at), 任务编号: task, 情形: what, 次数: attempt === null ? '' : `第${String(attempt)}次`, 理由: why, 办理人: who })),
  异议: numbered(objections, ({ at, task, by, reason, verdict, decidedBy, decidedAt }) => ({ 时间: minuteText(at), 任务编号: task, 提出人: by, 异议: reason, 裁定: verdict, 裁定人: decidedBy, 裁定时间: minuteText(decidedAt) })),
  更换: numbered(substitutions, ({ reason, asked, approved, refused, waiting, appointed, byLot, forced: without }) => ({ 原因: reason, 申请: asked, 同意: approved, 不同意: refused, 待办: waiting, 选派: appointed, 递补抽取: byLot, 强制更换: without })),
  强制: numbered(forced, forcedRecord(unit)),
  授权: numbered(delegations, ({ delegation: { principal, delegate, matter, from, to, phase }, signed }) => ({
    授权人: personName(unit, principal), 被授权人: personName(unit, delegate), 事项: MATTER_NAMES[matter], 起: from, 止: to, 状态: PHASE_NAMES[phase], 代签次数: signed,
  })),
  逾期: numbered(overdue, ({ task, due, toldDays, reason, isPublic }) => ({ 任务编号: task, 公示期限: due, 逾期提醒天数: toldDays, 逾期原因: reason === '' ? '未填写' : reason, 现状: isPublic ? '已公示' : '尚未公示' })),
  规则: numbered(rules, ({ at, version, what, basis, who }) => ({ 时间: minuteText(at), 规则版本号: `第${String(version)}版`, 变更: what, 依据: basis === '' ? '—' : basis, 办理人: who })),
  更正: numbered(takenBack, ({ at, about, what, why, who }) => ({ 时间: minuteText(at), 编号: about, 情形: what, 理由: why === '' ? '—' : why, 办理人: who })),
});

export const monthlyContent = async (deps: Pick<Deps, 'states' | 'journal'>, unit: UnitId, month: Month): Promise<SheetContent> => {
  const report = await monthlyReport(deps)(unit, month);
  const { from, to, drawn, locked, technical, stopped, objections, forced, substitutions, delegations, overdue, rules, takenBack } = report;
  const fields: SheetRecord = {
    月份: monthWords(month), 开出次数: drawn, 锁定次数: locked, 未成次数: stopped.length, 异议件数: objections.length, 更换件数: substitutions.reduce((sum, { asked }) => sum + asked, 0), 强制更换件数: forced.length,
    授权件数: delegations.length, 逾期件数: overdue.length, 规则变更数: rules.length, 更正件数: takenBack.length, 管理员操作数: technical.length,
  };
  return { period: `${from} 至 ${to}`, rules: null, suffix: `_${month}`, fields, lists: monthlyLists(report) };
};

/** @param madeBy whoever asked; the service itself on the first working day */
export const monthlySheet = (deps: SheetDeps) => async (unit: UnitId, month: Month, madeBy: string): Promise<BlobRef> =>
  makeSheet(deps)({ unit, sheet: 'monthly', edition: 'full', madeBy }, await monthlyContent(deps, unit, month));
