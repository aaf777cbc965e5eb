/** Who hears of the life of the rosters: rows taken out of force, leave, interests, certificates, key objects. Never a group. */
import { addDays, localDate } from '../../domain/calendar/working-days.ts';
import type { FactOf } from '../../domain/events.ts';
import type { InspectorCode, TargetCode, UnitId } from '../../domain/ids.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import { withDelegates } from '../../domain/people/delegation.ts';
import { personName, personOfInspector, withRole } from '../../domain/people/unit.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { keyDeciders, keyStream } from '../../domain/roster/key-object.ts';
import { keyApprovalCard, keySettledCard, keySubject } from '../cards/key-objects.ts';
import { leaveCard, leaveSettledCard, leaveSubject, rosterCheckCard, touchedText } from '../cards/roster-life.ts';
import { silent } from './hearing.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { peopleOf, refresh, tell, tellAll, toPerson, without } from './note.ts';
import type { Note } from './note.ts';
import { rostersChanged } from './imports.ts';
import { responsible, rowFacts, shortVisits, unique } from './short-visits.ts';
import type { RowFacts } from './short-visits.ts';

const person = async (deps: HearingDeps, { unit: id, inspector }: { readonly unit: UnitId; readonly inspector: InspectorCode }): Promise<{ readonly unit: UnitState; readonly self: Person | null } & RowFacts> => {
  const { state: unit } = await deps.states.load('unit', id);
  return { unit, self: personOfInspector(unit, inspector), ...(await rowFacts(deps, id, 'inspectors', inspector)) };
};

/** Who is asked about a change of the list: the deputies in charge, else the main leader. */
const proposal = async (deps: HearingDeps, id: UnitId, target: TargetCode, today: LocalDate) => {
  const [{ state: unit }, { state }, row] = await Promise.all([deps.states.load('unit', id), deps.states.load('keyObject', keyStream(id, target)), rowFacts(deps, id, 'targets', target)]);
  const deciders = keyDeciders(unit, state, row.section);
  const deputies = deciders.filter(({ roles }) => roles.includes('deputy'));
  return { unit, state, row, asked: withDelegates(unit, deputies.length > 0 ? deputies : deciders, 'key', today) };
};

/** The section head's card of somebody's leave, as it is at an instant. */
export const askHead = async (deps: HearingDeps, leave: Pick<FactOf<'LeaveTaken'>, 'unit' | 'inspector' | 'from' | 'to'>, at: Instant): Promise<readonly Note[]> => {
  const { unit, name, section, self } = await person(deps, leave);
  const visits = await deps.queries.openVisits(leave.unit, leave.inspector, leave);
  const subject = leaveSubject(leave.unit, leave.inspector, leave.from);
  const heads = without(withDelegates(unit, withRole(unit, 'section-head', section), 'leave', localDate(at)), self?.id);
  return heads.map((head) => toPerson(head, subject, { kind: 'card', card: leaveCard(name, leave, visits) }, subject));
};

/** The card of whoever decides about a key object, as it is at an instant; none when nothing is proposed. */
export const askKeyDecider = async (deps: HearingDeps, id: UnitId, target: TargetCode, at: Instant): Promise<readonly Note[]> => {
  const { unit, state, row, asked } = await proposal(deps, id, target, localDate(at));
  if (state.proposal === null) return [];
  const subject = keySubject(id, target);
  const card = keyApprovalCard({ code: target, ...row }, state, personName(unit, state.proposal.by));
  return asked.map((each) => toPerson(each, subject, { kind: 'card', card }, subject));
};

const settledLeave = async (deps: HearingDeps, fact: FactOf<'LeaveApproved' | 'LeaveRefused' | 'LeaveEnded'>, outcome: string): Promise<readonly Note[]> => {
  const { name } = await person(deps, fact);
  return refresh(deps, leaveSubject(fact.unit, fact.inspector, fact.from), leaveSettledCard(name, fact, outcome));
};

/** A certificate that is over stays over. */
const NEVER = '9999-12-31';

type RosterFacts =
  | 'RosterEdited' | 'RosterCheckAsked' | 'RosterPartVerified' | 'CertificateExpiring' | 'InterestWithdrawn' | 'LeaveTaken' | 'LeaveApproved' | 'LeaveRefused' | 'LeaveEnded'
  | 'KeyChangeProposed' | 'KeyEvidenceFiled' | 'KeyChangeDecided' | 'KeyObjectReviewed' | 'KeyReviewDue';

export const ROSTER_HEARING: Hearing<RosterFacts> = {
  RosterEdited: async ({ unit: id, roster, code, from, to, reason, by }, { deps, entry }) => {
    const { state: unit } = await deps.states.load('unit', id);
    const { name, section } = await rowFacts(deps, id, roster, code);
    const told = without(responsible(unit, section), by);
    const bound = roster === 'inspectors' && to === '停用' ? unit.people.find(({ certificate }) => certificate === code)?.certificate : null;
    return [
      ...(await rostersChanged(deps, id)),
      ...tellAll(told, 'edited', `${entry.actor.name} 把${roster === 'targets' ? '检查对象' : '执法检查人员'}「${name}」由“${from}”改为“${to}”（${reason}）`),
      ...(bound == null ? [] : await shortVisits(deps, { unit: id, inspector: bound, during: null, why: '已停用', kind: 'short' })),
    ];
  },
  RosterCheckAsked: async ({ unit: id, quarter, to }, { deps }) => {
    const { state: unit } = await deps.states.load('unit', id);
    return peopleOf(unit, to).map((head) => toPerson(head, 'roster-check', { kind: 'card', card: rosterCheckCard(unit.name, quarter, head.section) }));
  },
  RosterPartVerified: async ({ unit: id, section, quarter, by }, { deps, entry }) => {
    const { state: unit } = await deps.states.load('unit', id);
    return tellAll(without(withRole(unit, 'clerk'), by), 'verified', `${section}（${entry.actor.name}）已核查本科室 ${quarter} 的名录`);
  },
  CertificateExpiring: async (fact, { deps }) => {
    const { unit, self, name } = await person(deps, fact);
    const others = without(peopleOf(unit, fact.to), self?.id);
    const own = self === null ? [] : [tell(self, 'expiring', `您的执法证 ${fact.until} 到期，到期后不能参加检查。请尽快换证，换证后请经办人更新名录`)];
    // Visits that may still be made after the last day: somebody else will have to go (P22).
    const after = await shortVisits(deps, { unit: fact.unit, inspector: fact.inspector, during: { from: addDays(fact.until, 1), to: NEVER }, why: `的执法证 ${fact.until} 到期，到期后不能参加检查`, kind: 'expiring/short' });
    return [...own, ...after, ...tellAll(others, 'expiring', `${name} 的执法证 ${fact.until} 到期，请督促换证并更新名录；发送「人员 到期」看全部`)];
  },
  InterestWithdrawn: async (fact, { deps, entry }) => {
    const { unit, name } = await person(deps, fact);
    const { name: target } = await rowFacts(deps, fact.unit, 'targets', fact.target);
    return tellAll(without(withRole(unit, 'supervisor'), fact.by), 'interest', `${entry.actor.name} 撤销了 ${name} 与 ${target} 的利害关系登记，今后抽取不再自动回避；理由发送「利害关系 查」查看`);
  },
  LeaveTaken: async (fact, { deps, entry }) => {
    const { unit, name, section } = await person(deps, fact);
    const visits = await deps.queries.openVisits(fact.unit, fact.inspector, fact);
    const asked = fact.awaits === true ? await askHead(deps, fact, entry.at) : [];
    const isAsked = ({ account }: Person): boolean => asked.some(({ platform, to }) => to.kind === 'person' && platform === account.platform && to.user === account.id);
    const told = visits.length === 0 ? [] : responsible(unit, section).filter((each) => !isAsked(each));
    return [...asked, ...tellAll(told, 'short', touchedText(name, '请假', visits, fact))];
  },
  LeaveApproved: async (fact, { deps, entry }) => {
    const { self } = await person(deps, fact);
    return [...(await settledLeave(deps, fact, `${entry.actor.name} 已同意`)), ...(self === null ? [] : [tell(self, 'leave', `${fact.from} 至 ${fact.to} 的请假，${entry.actor.name} 已同意`)])];
  },
  LeaveRefused: async (fact, { deps, entry }) => {
    const { self } = await person(deps, fact);
    return [...(await settledLeave(deps, fact, `${entry.actor.name} 未同意：${fact.reason}`)), ...(self === null ? [] : [tell(self, 'leave', `${fact.from} 至 ${fact.to} 的请假，${entry.actor.name} 未同意：${fact.reason}。登记已取消`)])];
  },
  LeaveEnded: async (fact, { deps, entry }) => {
    const { unit, name, section } = await person(deps, fact);
    const words = fact.last === null ? '已撤销请假' : `已销假，请假到 ${fact.last} 止`;
    return [...(await settledLeave(deps, fact, words)), ...tellAll(without(withRole(unit, 'section-head', section), entry.actor.person), 'back', `${name} ${words}（原 ${fact.from} 至 ${fact.to}）`)];
  },
  KeyChangeProposed: async ({ unit: id, target, by }, { deps, entry }) => {
    const { unit, state, row, asked } = await proposal(deps, id, target, localDate(entry.at));
    return [
      ...(await askKeyDecider(deps, id, target, entry.at)),
      ...tellAll(without(withRole(unit, 'supervisor'), by, ...asked.map((each) => each.id)), 'key', `${entry.actor.name} 提出把「${row.name}」${state.proposal?.change === 'remove' ? '移出' : '列入'}重点对象名单，待分管负责人审批`),
    ];
  },
  KeyEvidenceFiled: async ({ unit: id, target, file, by }, { deps, entry }) => {
    const { unit, state, row, asked } = await proposal(deps, id, target, localDate(entry.at));
    const card = keyApprovalCard({ code: target, ...row }, state, personName(unit, by));
    return [...(await refresh(deps, keySubject(id, target), card)), ...asked.map((each) => toPerson(each, 'key-evidence', { kind: 'file', name: file.name, blob: file.sha256 }))];
  },
  KeyChangeDecided: async ({ unit: id, target, change, approved, reason, by }, { deps, entry }) => {
    const { state: unit } = await deps.states.load('unit', id);
    const row = await rowFacts(deps, id, 'targets', target);
    const words = `「${row.name}」${change === 'list' ? '列入' : '移出'}重点对象名单：${entry.actor.name} ${approved ? '已同意' : `未同意（${reason}）`}`;
    const told = unique([...responsible(unit, row.section), ...withRole(unit, 'supervisor')]);
    return [...(await refresh(deps, keySubject(id, target), keySettledCard(words))), ...tellAll(without(told, by), 'key', words)];
  },
  KeyObjectReviewed: silent,
  KeyReviewDue: async ({ unit: id, targets, to }, { deps }) => {
    const { state: unit } = await deps.states.load('unit', id);
    return tellAll(peopleOf(unit, to), 'key-review', `${String(targets.length)} 个重点对象列入已满 12 个月，请复核情形是否仍在：发送「重点对象」查看；仍在的「重点对象 复核 名称 结论」，已消除的「重点对象 移出 名称 依据=…」`);
  },
};
