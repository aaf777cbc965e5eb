/** 监督月报: the month on one card; the sheet says the rest. */
import type { MonthlyReport } from '../../application/queries/monthly.ts';
import { monthWords } from '../../domain/calendar/month.ts';

import { MATTER_NAMES } from '../../domain/people/matters.ts';
import { personName } from '../../domain/people/unit.ts';
import { dayWords } from '../day-words.ts';
import { clipped, plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';

const SHOWN = 3;
const section = (title: string, lines: readonly string[], none: string): readonly string[] =>
  lines.length === 0 ? [`${title}：${none}`] : [`**${title} ${String(lines.length)}**`, ...lines.slice(0, SHOWN).map((line) => `• ${plain(clipped(line, 90))}`), ...(lines.length > SHOWN ? [`• 其余 ${String(lines.length - SHOWN)} 条见表`] : [])];

export const monthlyCard = (report: MonthlyReport, today: string): Card => {
  const { unit, month, to, drawn, locked, technical, stopped, objections, substitutions, forced, delegations, overdue, rules, takenBack } = report;
  const asked = substitutions.reduce((sum, each) => sum + each.asked, 0);
  const isRed = overdue.some(({ isPublic }) => !isPublic);
  return {
    title: `监督月报 · ${monthWords(month)}`, tone: isRed ? 'danger' : stopped.length + objections.length + overdue.length > 0 ? 'warn' : 'info',
    summary: `${monthWords(month)}：开出 ${String(drawn)} 次，未成 ${String(stopped.length)}，异议 ${String(objections.length)}，更换 ${String(asked)}，公示逾期 ${String(overdue.length)}`,
    body: [
      `${to >= today ? '**本月未完，截至目前**：' : ''}开出 ${String(drawn)} 次，锁定 ${String(locked)} 次`,
      ...section('未成的抽取', stopped.map(({ at, task, what, why, who }) => `${localMinute(at)} ${task} ${what}${why === '' ? '' : `：${why}`}（${who}）`), '无'),
      ...section('异议', objections.map(({ task, by, reason, verdict }) => `${task} ${by}：${reason} → ${verdict}`), '无'),
      ...section('更换', substitutions.map((each) => `${each.reason} ${String(each.asked)} 件（选派 ${String(each.appointed)}，递补抽取 ${String(each.byLot)}，不同意 ${String(each.refused)}，待办 ${String(each.waiting)}）`), '无'),
      ...(forced.length === 0 ? [] : [`其中强制更换 ${String(forced.length)} 件`]),
      ...section('授权', delegations.map(({ delegation, signed }) => `${personName(unit, delegation.principal)} → ${personName(unit, delegation.delegate)} ${MATTER_NAMES[delegation.matter]}，${dayWords(delegation.from)} 至 ${dayWords(delegation.to)}，代签 ${String(signed)} 次`), '无'),
      ...section('公示逾期', overdue.map(({ task, due, reason, isPublic }) => `${task} 期限 ${dayWords(due)}，${isPublic ? '已公示' : '尚未公示'}；原因：${reason === '' ? '未填写' : reason}`), '无'),
      ...section('规则变更', rules.map(({ what, who }) => `${what}（${who}）`), '无'),
      ...section('更正', takenBack.map(({ about, what, why }) => `${about} ${what}${why === '' ? '' : `：${why}`}`), '无'),
      ...section('系统管理员操作', technical.map(({ at, who, what, about }) => `${localMinute(at)} ${who} ${what}${about === '' ? '' : `：${about}`}`), '无'),
    ].join('\n'),
    note: `逐条见附件（不公开）。同组搭档、选派集中度发送：公平性 ${month}；某一件的经过发送「日志 编号」。`,
  };
};

