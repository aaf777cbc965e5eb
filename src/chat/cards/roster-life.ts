/** Leave, the quarterly check, differences between versions, coverage, certificates. */
import type { Coverage, Expiring } from '../../application/queries/coverage.ts';
import type { OpenVisit } from '../../application/queries/open-visits.ts';
import type { RosterDiff, RosterVersion } from '../../application/queries/roster-history.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { InspectorCode, UnitId } from '../../domain/ids.ts';
import type { Leave } from '../../domain/roster/roster.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { clipped, plain } from '../markdown.ts';
import { localMinute } from '../parse/dates.ts';
import type { Card } from '../platform.ts';

const LISTED = 10;
interface Span { readonly from: LocalDate; readonly to: LocalDate }

// ---------------------------------------------------------------- visits left short

/** By number only: a target may be one that nobody must hear of yet. */
export const touchedText = (name: string, why: string, visits: readonly OpenVisit[], during: Span | null): string => {
  const whole = (window: Span): boolean => during === null || (during.from <= window.from && during.to >= window.to);
  const one = ({ inspection, window, leader }: OpenVisit): string => `${inspection}${leader ? '（组长）' : ''} ${window.from} 至 ${window.to}${whole(window) ? '，须更换' : '，可错开日期，否则须更换'}`;
  const rest = visits.length > LISTED ? `\n还有 ${String(visits.length - LISTED)} 户` : '';
  const days = during === null || during.to.startsWith('9999') ? '' : `（${during.from} 至 ${during.to}）`;
  return `${name}${why}${days}，涉及 ${String(visits.length)} 户未完成的检查：\n${visits.slice(0, LISTED).map(one).join('\n')}${rest}\n更换请发送：更换 编号 人员=${name} 原因=工作冲突`;
};

// ---------------------------------------------------------------- leave

export const leaveSubject = (unit: UnitId, inspector: InspectorCode, from: LocalDate): string => `leave/${unit}/${inspector}/${from}`;

export const leaveCard = (name: string, leave: Span & { readonly inspector: InspectorCode }, visits: readonly OpenVisit[]): Card => ({
  title: `请假审批 · ${name}`,
  tone: visits.length > 0 ? 'warn' : 'info',
  summary: `${name} 申请 ${leave.from} 至 ${leave.to} 请假`,
  body: [`${plain(name)} 申请 **${leave.from} 至 ${leave.to}** 请假，登记已生效，期间不会被抽到。`, ...(visits.length === 0 ? [] : touchedText(name, '请假', visits, leave).split('\n').map(plain))].join('\n'),
  form: { fields: [{ name: 'reason', label: '不同意请写理由', type: 'text', required: true, hint: '例如：当周已安排检查' }], submit: { id: 'leave.refuse', label: '不同意', style: 'danger', value: { inspector: leave.inspector, from: leave.from } } },
  actions: [{ id: 'leave.approve', label: '同意', style: 'primary', value: { inspector: leave.inspector, from: leave.from } }],
  note: '不同意则取消登记。请假原因不在这里收集。',
});

export const leaveSettledCard = (name: string, { from, to }: Span, outcome: string): Card => ({ title: `请假审批 · ${name}`, tone: 'muted', summary: `${name} ${from} 至 ${to}：${outcome}`, body: plain(`${from} 至 ${to}，${outcome}`) });

export const leavesCard = (leaves: readonly (Leave & { readonly name: string })[]): Card => ({
  title: '请假情况', tone: 'info', summary: `当前及今后请假 ${String(leaves.length)} 人次`,
  ...(leaves.length === 0 ? { body: '没有当前或今后的请假登记。' } : { table: { columns: ['人员', '起', '止', '状态'], rows: leaves.slice(0, 30).map(({ name, from, to, awaits }) => [name, from, to, awaits === true ? '待科室负责人同意' : '已登记']) } }),
  note: '登记：请假 9.14-9.18；提前回来：销假。',
});

// ---------------------------------------------------------------- the quarterly check

export const rosterCheckCard = (unit: string, quarter: string, section: string): Card => ({
  title: `名录定期核查 · ${quarter}`,
  tone: 'info',
  summary: `请核查${section}的名录是否真实、完整、及时`,
  body: `请核查**${plain(section)}**在${plain(unit)}两库中的部分：检查对象的存续状态、执法检查人员的在岗和证件。\n有变化的请更新名录（拖入 .xlsx，或发送「名录 停用」「名录 启用」），没有变化的点「核查无误」。`,
  actions: [{ id: 'roster.verify', label: '核查无误', style: 'primary', value: { section } }, { id: 'coverage.show', label: '事项覆盖情况' }, { id: 'people.expiring', label: '到期人员' }],
  note: '每季度一次，留痕备查。打字也可以：名录 核查',
});

// ---------------------------------------------------------------- versions and differences

export const diffWords = ({ added, removed, changed }: Pick<RosterDiff, 'added' | 'removed' | 'changed'>): string => `+${String(added)} / −${String(removed)} / 变更 ${String(changed)}`;

export const diffCard = (diff: RosterDiff): Card => ({
  title: `${ROSTER_NAMES[diff.roster]}差异 · 第 ${String(diff.from)} 版 → 第 ${String(diff.to)} 版`,
  tone: 'info',
  summary: `${ROSTER_NAMES[diff.roster]} ${diffWords(diff)}`,
  body: `**${diffWords(diff)}**`,
  ...(diff.rows.length === 0 ? {} : { table: { columns: ['变动', '名称', '内容'], rows: diff.rows.slice(0, LISTED).map(({ kind, name, changes }) => [kind, clipped(name, 30), clipped(changes.map(({ title, from, to }) => `${title}：${from === '' ? '（空）' : from} → ${to === '' ? '（空）' : to}`).join('；') || '—', 80)]) } }),
  note: diff.rows.length > LISTED ? `只列前 ${String(LISTED)} 条，全部见附件。` : '全部见附件。',
});

export const historyCard = (roster: RosterDiff['roster'], history: readonly RosterVersion[], inForce: { readonly day: LocalDate; readonly version: number } | null): Card => ({
  title: `${ROSTER_NAMES[roster]} · 版本`,
  tone: 'info',
  summary: inForce === null ? `共 ${String(history.length)} 版` : `${inForce.day} 用的是第 ${String(inForce.version)} 版`,
  table: { columns: ['版本', '时间', '谁', '内容'], rows: history.slice(-LISTED).toReversed().map(({ version, at, who, what }) => [`第 ${String(version)} 版`, localMinute(at), who, clipped(what, 40)]) },
  note: '看差异：名录 差异 3 4；看某天的名录：名录 对象 名称 日期=2026-09-01',
});

// ---------------------------------------------------------------- coverage and certificates

export const coverageCard = ({ items, short, withoutPower, sharedPowers, needed, clause }: Coverage): Card => {
  const gaps = items.filter(({ isShort, powerCode }) => isShort || powerCode === '').toSorted((a, b) => Number(b.isShort) - Number(a.isShort));
  return {
    title: '覆盖情况 · 事项与人员',
    tone: short > 0 ? 'warn' : 'ok',
    summary: short > 0 ? `${String(short)} 个事项合格人员不足 ${String(needed)} 人` : '每个事项都有合格人员',
    body: [
      `有效事项 ${String(items.length)} 个：**合格人员不足 ${String(needed)} 人的 ${String(short)} 个**，没有权责清单事项编码的 ${String(withoutPower)} 个`,
      ...(sharedPowers.length === 0 ? [] : [`多个事项用同一权责编码：${plain(sharedPowers.slice(0, 5).map(({ power, items: own }) => `${power}（${own.join('、')}）`).join('；'))}`]),
    ].join('\n'),
    ...(gaps.length === 0 ? {} : { table: { columns: ['事项', '责任科室', '合格人员', '权责编码'], rows: gaps.slice(0, LISTED).map(({ code, name, section, qualified, powerCode }) => [clipped(`${code} ${name}`, 40), section, qualified.length === 0 ? '无' : clipped(`${String(qualified.length)} 人：${qualified.join('、')}`, 30), powerCode === '' ? '缺' : powerCode]) } }),
    note: `合格：持证在有效期内、在岗，“可查事项编码”含本事项；没有填的，看所在科室。依据：${clause}。全表见附件。`,
  };
};

/** 到期当日仍有效. */
export const leftText = (days: number): string => (days < 0 ? `已过期 ${String(-days)} 天` : days === 0 ? '今天到期' : `还有 ${String(days)} 天`);

export const expiringCard = (people: readonly Expiring[], days: number): Card => ({
  title: `人员 · ${String(days)} 天内执法证到期`,
  tone: people.some(({ daysLeft }) => daysLeft < 0) ? 'danger' : people.length > 0 ? 'warn' : 'ok',
  summary: people.length === 0 ? `${String(days)} 天内没有执法证到期` : `${String(people.length)} 人的执法证将到期或已过期`,
  ...(people.length === 0 ? { body: `${String(days)} 天内没有执法证到期的人员。` } : { table: { columns: ['姓名', '科室', '有效期至', '说明'], rows: people.slice(0, 30).map(({ name, section, until, daysLeft }) => [name, section, until, leftText(daysLeft)]) } }),
  note: '证件在检查期限内到期的，抽取时自动排除。换证后请经办人更新名录。',
});
