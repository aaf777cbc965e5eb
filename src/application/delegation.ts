/**
 * Delegation (授权) and hand-over (交接): given, consented to, ended. One decision, one entry on the unit.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { Fact } from '../domain/events.ts';
import type { LocalDate } from '../domain/values.ts';
import type { PersonId, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { decideDelegation, decideDelegationConsent, decideDelegationRefusal, decideDelegationWithdrawal, decideHandover, decideHandoverConsent, decideHandoverRefusal } from '../domain/people/delegate.ts';
import type { NewDelegation } from '../domain/people/delegate.ts';
import type { Role } from '../domain/people/roles.ts';
import { personById } from '../domain/people/unit.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import { demandFreeAccount } from './set-up.ts';
import type { Entry } from './ports.ts';

/** Who would have whose roles by a fact, for good or for some days. */
const receiving = (fact: Fact, state: UnitState): { readonly by: PersonId; readonly roles: readonly Role[] } | null => {
  switch (fact.type) {
    case 'HandoverProposed': case 'HandoverApproved': return { by: fact.successor, roles: fact.roles };
    case 'DelegationProposed': case 'DelegationGranted': return { by: fact.delegate, roles: personById(state, fact.principal)?.roles ?? [] };
    default: return null;
  }
};

/** Whoever works for several units receives no decision of one of them. */
const demandOneUnit = async (deps: Deps, unit: UnitId, state: UnitState, facts: readonly Fact[]): Promise<void> => {
  for (const fact of facts) {
    const wanted = receiving(fact, state);
    const person = wanted === null ? null : personById(state, wanted.by);
    if (wanted !== null && person !== null) await demandFreeAccount(deps, { account: person.account, roles: [...person.roles, ...wanted.roles] }, unit);
  }
};

const step = (deps: Deps, by: By, unit: UnitId, decide: (state: UnitState, person: Person, today: LocalDate) => readonly Fact[]): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.take('unit', unit);
    const events = decide(state, actingPerson(state, by.actor.account), localDate(deps.clock()));
    await demandOneUnit(deps, unit, state, events);
    return { unit, events };
  });

/** A leader's takes effect at once; a head's waits for a leader's consent. */
export const delegate = (deps: Deps) => (by: By, unit: UnitId, wanted: NewDelegation): Promise<Entry> => step(deps, by, unit, (state, person, today) => decideDelegation(state, unit, person, wanted, today));

export const consentDelegation = (deps: Deps) => (by: By, unit: UnitId, number: number): Promise<Entry> => step(deps, by, unit, (state, person, today) => decideDelegationConsent(state, unit, person, number, today));

export const refuseDelegation = (deps: Deps) => (by: By, unit: UnitId, number: number): Promise<Entry> => step(deps, by, unit, (state, person) => decideDelegationRefusal(state, unit, person, number));

export const withdrawDelegation = (deps: Deps) => (by: By, unit: UnitId, number: number): Promise<Entry> => step(deps, by, unit, (state, person) => decideDelegationWithdrawal(state, unit, person, number));

const bound = (state: UnitState, id: PersonId): Person => {
  const person = personById(state, id);
  if (person === null) throw new Refusal('people.unknown', '没有这个人的绑定', { next: '发送「名录 人员」查看已绑定的人' });
  return person;
};

export const proposeHandover = (deps: Deps) => (by: By, unit: UnitId, leaver: PersonId, successor: PersonId): Promise<Entry> =>
  step(deps, by, unit, (state, person) => decideHandover(state, unit, person, bound(state, leaver), bound(state, successor)));

export const approveHandover = (deps: Deps) => (by: By, unit: UnitId, number: number): Promise<Entry> => step(deps, by, unit, (state, person) => decideHandoverConsent(state, unit, person, number));

export const refuseHandover = (deps: Deps) => (by: By, unit: UnitId, number: number): Promise<Entry> => step(deps, by, unit, (state, person) => decideHandoverRefusal(state, unit, person, number));
