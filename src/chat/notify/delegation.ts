/** Who hears of delegations and hand-overs: the two concerned, who consents, the supervisor; never the group. */
import type { FactOf } from '../../domain/events.ts';
import type { UnitId } from '../../domain/ids.ts';
import { mayConsent, mayPass } from '../../domain/people/delegate.ts';
import { may } from '../../domain/people/permissions.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Delegation, Handover, UnitState } from '../../domain/people/unit.ts';
import { delegationCard, delegationSubject, delegationText, handoverCard, handoverSubject } from '../cards/delegation.ts';
import type { Heard, HearingDeps, Hearing } from './hearing.ts';
import { peopleOf, refresh, tellAll, toPerson, without } from './note.ts';
import type { Note } from './note.ts';

const known = async (deps: HearingDeps, unit: UnitId, number: number): Promise<{ readonly state: UnitState; readonly each: Delegation | undefined }> => {
  const { state } = await deps.states.load('unit', unit);
  return { state, each: (state.delegations ?? []).find((other) => other.number === number) };
};
const handover = async (deps: HearingDeps, unit: UnitId, number: number): Promise<{ readonly state: UnitState; readonly each: Handover | undefined }> => {
  const { state } = await deps.states.load('unit', unit);
  return { state, each: (state.handovers ?? []).find((other) => other.number === number) };
};

/** Both concerned and the supervisors, in a line; the cards that asked are closed. */
const settled = async ({ unit, delegation }: { readonly unit: UnitId; readonly delegation: number }, { deps, entry }: Heard, line: (text: string) => string): Promise<readonly Note[]> => {
  const { state, each } = await known(deps, unit, delegation);
  if (each === undefined) return [];
  const told = without([...peopleOf(state, [each.principal, each.delegate]), ...withRole(state, 'supervisor')], entry.actor.person);
  return [...(await refresh(deps, delegationSubject(unit, delegation), delegationCard(state, each))), ...tellAll(told, `delegation/${String(delegation)}`, line(delegationText(state, each)))];
};

const handedOver = async (fact: FactOf<'HandoverApproved' | 'HandoverRefused'>, { deps, entry }: Heard): Promise<readonly Note[]> => {
  const { state, each } = await handover(deps, fact.unit, fact.handover);
  if (each === undefined) return [];
  const roles = each.roles.map((role) => ROLE_NAMES[role]).join('、');
  const [leaver = '', successor = ''] = [each.leaver, each.successor].map((id) => peopleOf(state, [id])[0]?.name);
  const isApproved = fact.type === 'HandoverApproved';
  const line = isApproved ? `交接已由 ${entry.actor.name} 批准：${leaver} 的${roles}工作由 ${successor} 接手。${successor}发送「我的」查看待办` : `${leaver} 的${roles}交接未获 ${entry.actor.name} 同意`;
  const told = without([...peopleOf(state, [each.leaver, each.successor, each.by]), ...withRole(state, 'supervisor')], entry.actor.person);
  const administrators = isApproved ? without(state.people.filter((person) => may(person, 'people.bind')), entry.actor.person, ...told.map(({ id }) => id)) : [];
  return [
    ...(await refresh(deps, handoverSubject(fact.unit, fact.handover), handoverCard(state, each))),
    ...tellAll([...new Map(told.map((person) => [person.id, person])).values()], `handover/${String(fact.handover)}`, line),
    ...tellAll(administrators, `handover/${String(fact.handover)}`, `${line}。${leaver}确已离任的，请发送：解绑 ${leaver}`),
  ];
};

/** The card of whoever may consent; none once it is settled. */
export const askConsent = async (deps: HearingDeps, unit: UnitId, number: number): Promise<readonly Note[]> => {
  const { state, each } = await known(deps, unit, number);
  if (each?.phase !== 'proposed') return [];
  const subject = delegationSubject(unit, number);
  return state.people.filter((person) => mayConsent(state, each.principal, person, each.delegate)).map((person) => toPerson(person, subject, { kind: 'card', card: delegationCard(state, each) }, subject));
};

/** The card of whoever may pass a hand-over; none once it is settled. */
export const askHandover = async (deps: HearingDeps, unit: UnitId, number: number): Promise<readonly Note[]> => {
  const { state, each } = await handover(deps, unit, number);
  if (each?.phase !== 'proposed') return [];
  const subject = handoverSubject(unit, number);
  return state.people.filter((person) => mayPass(state, each, person)).map((person) => toPerson(person, subject, { kind: 'card', card: handoverCard(state, each) }, subject));
};

type DelegationFacts = 'DelegationProposed' | 'DelegationGranted' | 'DelegationRefused' | 'DelegationWithdrawn' | 'HandoverProposed' | 'HandoverApproved' | 'HandoverRefused';

export const DELEGATION_HEARING: Hearing<DelegationFacts> = {
  DelegationProposed: ({ unit, delegation }, { deps }) => askConsent(deps, unit, delegation),
  DelegationGranted: (fact, heard) => settled(fact, heard, (text) => `授权生效：${text}`),
  DelegationRefused: (fact, heard) => settled(fact, heard, (text) => `授权未获 ${heard.entry.actor.name} 同意：${text}`),
  DelegationWithdrawn: (fact, heard) => settled(fact, heard, (text) => `授权已由 ${heard.entry.actor.name} 撤回：${text}`),
  HandoverProposed: ({ unit, handover: number }, { deps }) => askHandover(deps, unit, number),
  HandoverApproved: handedOver,
  HandoverRefused: handedOver,
};
