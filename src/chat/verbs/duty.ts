/**
 * Verbs about who is away and who must not meet whom: 请假 · 销假 · 利害关系.
 *
 * Why somebody must not meet somebody is read by the person himself, the deputy in charge and the supervisor (P40).
 */
import { Refusal } from '../../domain/refusal.ts';
import { may } from '../../domain/people/permissions.ts';
import { maySeeInterest } from '../../domain/roster/interests.ts';
import type { Interest } from '../../domain/roster/roster.ts';
import { interestsCard } from '../cards/interests.ts';
import { leavesCard } from '../cards/roster-life.ts';
import { textAfter } from '../parse/command.ts';
import { dateOf, rangeOf } from '../parse/dates.ts';
import { personOf, pickInspector, pickTarget, rosterVersion, unitOf } from '../pick.ts';
import { inspectorName } from '../views/inspector-name.ts';
import type { Answer, Ask, Verb } from '../verb.ts';

export const interest = async (ask: Ask): Promise<Answer> => {
  const [who, what] = ask.command.words;
  if (who === undefined || what === undefined) throw new Refusal('interest.incomplete', '利害关系要写明人员和对象', { next: '例如：利害关系 张伟 启明培训 配偶任职；本人可写：利害关系 我 启明培训 配偶任职' });
  const [inspector, target] = [await pickInspector(ask, who), await pickTarget(ask, what)];
  const lastDay = ask.command.options['有效期'] ?? ask.command.options['有效期至'];
  const until = lastDay === undefined || lastDay === '长期' ? undefined : dateOf(lastDay, ask.today);
  if (until === null) throw new Refusal('interest.bad-day', `看不懂有效期「${lastDay ?? ''}」`, { next: '例如：有效期=2027-12-31；长期有效的不写' });
  const text = lastDay === undefined ? textAfter(ask.command, 2) : ask.command.words.slice(2).join(' ');
  await ask.deps.useCases.registerInterest(ask.by(), unitOf(ask).id, { inspector: inspector.inspector, target: target.target, text, ...(until === undefined ? {} : { until }) });
  return { line: `已登记：${inspector.name} 与 ${target.name} 有利害关系${until === undefined ? '' : `（至 ${until}）`}，抽取时自动回避（理由只有分管负责人和监督员可见）`, tone: 'ok' };
};

const withdraw = async (ask: Ask): Promise<Answer> => {
  const [who, what] = ask.command.words;
  if (who === undefined || what === undefined) throw new Refusal('interest.incomplete', '要写明撤销谁与哪个对象的登记', { next: '例如：利害关系 撤销 张伟 启明培训 配偶已离职' });
  const [inspector, target] = [await pickInspector(ask, who), await pickTarget(ask, what)];
  await ask.deps.useCases.withdrawInterest(ask.by(), unitOf(ask).id, { inspector: inspector.inspector, target: target.target, reason: textAfter(ask.command, 2) });
  return { line: `已撤销：${inspector.name} 与 ${target.name} 的利害关系登记，已告知监督员；已冻结的名单不变`, tone: 'ok' };
};

const interests = async (ask: Ask): Promise<Answer> => {
  const person = personOf(ask);
  const { id, state: unit } = unitOf(ask);
  const { state: duty } = await ask.deps.states.load('duty', id);
  const seesReasons = may(person, 'interest.reasons');
  const [who] = ask.command.words;
  const wanted = who === undefined ? null : (await pickInspector(ask, who)).inspector;
  const [people, targets] = [await rosterVersion(ask, 'inspectors'), await rosterVersion(ask, 'targets')];
  const sectionOf = async (roster: 'inspectors' | 'targets', code: string): Promise<{ readonly name: string; readonly section: string }> => {
    const version = roster === 'inspectors' ? people : targets;
    const row = version === 0 ? null : await ask.deps.rosters.row(id, roster, version, code);
    return { name: typeof row?.['name'] === 'string' ? row['name'] : code, section: typeof row?.['section'] === 'string' ? row['section'] : '' };
  };
  const isOwn = (pair: Interest): boolean => pair.inspector === person.certificate;
  const lines = [];
  for (const pair of duty.interests) {
    if (wanted !== null && pair.inspector !== wanted) continue;
    const [inspector, target] = [await sectionOf('inspectors', pair.inspector), await sectionOf('targets', pair.target)];
    if (!maySeeInterest(person, pair.inspector, inspector.section)) continue;
    const reason = pair.detail !== undefined && (seesReasons || isOwn(pair)) ? ((await ask.deps.confidential.get(pair.detail)) ?? '') : null;
    lines.push({ inspector: inspector.name, target: target.name, reason: pair.detail === undefined ? '' : reason, until: pair.until ?? null });
  }
  return { cards: [{ card: interestsCard(unit.name, lines) }] };
};

const leave = async (ask: Ask): Promise<Answer> => {
  const [first, ...rest] = ask.command.words;
  if (first === undefined) throw new Refusal('leave.incomplete', '没有写请假日期', { next: '例如：请假 9.14-9.18；代登记：请假 吴静 9.14-9.18' });
  const own = rangeOf([first, ...rest].join(''), ask.today);
  const range = own ?? rangeOf(rest.join(''), ask.today);
  if (range === null) throw new Refusal('leave.bad-dates', `看不懂请假日期「${[first, ...rest].join(' ')}」`, { next: '结束日期不能早于开始日期；例如：请假 9.14-9.18、请假 9月14日至18日' });
  const { inspector, name } = await pickInspector(ask, own === null ? first : '我');
  const entry = await ask.deps.useCases.takeLeave(ask.by(), unitOf(ask).id, { inspector, ...range });
  const awaits = entry.events.some((fact) => fact.type === 'LeaveTaken' && fact.awaits === true);
  const visits = await ask.deps.queries.openVisits(unitOf(ask).id, inspector, range);
  const touched = visits.length === 0 ? '' : `；涉及未完成的检查 ${visits.map(({ inspection }) => inspection).slice(0, 6).join('、')}，已告知经办人和科室负责人，需要换人请申请更换`;
  return { line: `已登记：${name} ${range.from} 至 ${range.to} 请假，期间的检查不会抽到${awaits ? '；已请科室负责人审批' : ''}${touched}`, tone: 'ok' };
};

/** 「销假」, 「销假 吴静」, 「销假 吴静 9.14」. */
const personAndDay = async (ask: Ask): Promise<{ readonly inspector: Awaited<ReturnType<typeof pickInspector>>; readonly from: string | null; readonly taken: number }> => {
  const [first, second] = ask.command.words;
  const ownDay = first === undefined ? null : dateOf(first, ask.today);
  if (first === undefined || ownDay !== null) return { inspector: await pickInspector(ask, '我'), from: ownDay, taken: first === undefined ? 0 : 1 };
  const day = second === undefined ? null : dateOf(second, ask.today);
  return { inspector: await pickInspector(ask, first), from: day, taken: day === null ? 1 : 2 };
};

const back = async (ask: Ask): Promise<Answer> => {
  const { inspector, from } = await personAndDay(ask);
  await ask.deps.useCases.endLeave(ask.by(), unitOf(ask).id, { inspector: inspector.inspector, from });
  return { line: `已销假：${inspector.name} 从今天起可以抽到`, tone: 'ok' };
};

const settle = (approved: boolean) => async (ask: Ask): Promise<Answer> => {
  if (ask.command.words[0] === undefined) throw new Refusal('leave.nobody', '没有写是谁的请假', { next: `例如：请假 ${approved ? '同意 吴静' : '不同意 吴静 当周已安排检查'}` });
  const { inspector, from, taken } = await personAndDay(ask);
  await ask.deps.useCases.decideLeave(ask.by(), unitOf(ask).id, { inspector: inspector.inspector, from, approved, reason: textAfter(ask.command, taken) });
  return { line: approved ? `已同意 ${inspector.name} 的请假` : `未同意 ${inspector.name} 的请假，登记已取消，已告知本人`, tone: 'ok' };
};

const leaves = async (ask: Ask): Promise<Answer> => {
  const { id, state: unit } = unitOf(ask);
  const { state: duty } = await ask.deps.states.load('duty', id);
  const nameOf = inspectorName(ask.deps);
  const ahead = duty.leaves.filter(({ to }) => to >= ask.today).toSorted((a, b) => (a.from < b.from ? -1 : 1));
  return { cards: [{ card: leavesCard(await Promise.all(ahead.map(async (each) => ({ ...each, name: await nameOf(unit, each.inspector) })))) }] };
};

export const DUTY_VERBS: readonly Verb[] = [
  { verb: '利害关系', aliases: ['conflict', '回避登记', '利害关系 登记'], usage: '利害关系 我 启明培训 配偶任职', help: '登记利害关系，抽取时自动回避；不是长期的可写 有效期=2027-12-31', for: 'interest.register', answers: 'privately', writes: true, run: interest },
  { verb: '利害关系 查', aliases: ['conflict list', '利害关系 查询', '回避登记 查'], usage: '利害关系 查', help: '看登记的利害关系；理由只有本人、分管负责人和监督员可见', for: 'interest.see', answers: 'privately', writes: false, run: interests },
  { verb: '利害关系 撤销', aliases: ['conflict withdraw', '回避登记 撤销'], usage: '利害关系 撤销 张伟 启明培训 配偶已离职', help: '撤销利害关系登记，须写理由', for: 'interest.register', answers: 'privately', writes: true, run: withdraw },
  { verb: '请假', aliases: ['leave'], usage: '请假 9.14-9.18', help: '登记请假，期间不会被抽到', for: 'leave.register', answers: 'privately', writes: true, run: leave },
  { verb: '请假 查', aliases: ['leave list', '请假 查询'], usage: '请假 查', help: '看当前和今后谁请假', for: 'business.see', answers: 'privately', writes: false, run: leaves },
  { verb: '请假 同意', aliases: ['leave approve'], usage: '请假 同意 吴静', help: '同意本科室人员的请假', for: 'leave.approve', answers: 'privately', writes: true, run: settle(true) },
  { verb: '请假 不同意', aliases: ['leave refuse'], usage: '请假 不同意 吴静 当周已安排检查', help: '不同意请假，登记随即取消', for: 'leave.approve', answers: 'privately', writes: true, run: settle(false) },
  { verb: '销假', aliases: ['back'], usage: '销假', help: '提前回来或不请了；代办写姓名', for: 'leave.register', answers: 'privately', writes: true, run: back },
];
