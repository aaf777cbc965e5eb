/**
 * The rules of a unit: wished for, approved, refused. One decision, one entry; the unit and its book of rules move together.
 */
import type { UnitId } from '../domain/ids.ts';
import { localDate } from '../domain/calendar/working-days.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import type { Fact } from '../domain/events.ts';
import type { RuleWish } from '../domain/rules/adopted.ts';
import type { RulesBook } from '../domain/rules/book.ts';
import { decideRuleApproval, decideRuleRefusal, decideWish } from '../domain/rules/decide.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';

const step = (deps: Deps, by: By, unit: UnitId, decide: (state: UnitState, book: RulesBook, person: Person) => readonly Fact[]): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.take('unit', unit);
    const book = await desk.take('rules', unit);
    return { unit, events: decide(state, book, actingPerson(state, by.actor.account)) };
  });

/**
 * Adopts a preset or switches the overlay where the person may; everything else becomes a proposal.
 * @param basis 依据, '' when none was given
 */
export const wishRules = (deps: Deps) => (by: By, unit: UnitId, wish: RuleWish, basis = ''): Promise<Entry> =>
  step(deps, by, unit, (state, book, person) => decideWish(state, unit, book, person, wish, basis));

/** A decision on a proposal: in one's own right, or in the place of somebody who named one for it. */
const settled = (deps: Deps, by: By, unit: UnitId, decide: (state: UnitState, book: RulesBook, person: Person) => readonly Fact[]): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.take('unit', unit);
    const book = await desk.take('rules', unit);
    const standing = standingFor(state, actingPerson(state, by.actor.account), 'rules', localDate(deps.clock()), (as) => decide(as.unit, book, as.person));
    return { unit, events: signedFor(decide(standing.unit, book, standing.person), standing), principal: standing.principal };
  });

export const approveRules = (deps: Deps) => (by: By, unit: UnitId, change: number): Promise<Entry> =>
  settled(deps, by, unit, (state, book, person) => decideRuleApproval(state, unit, book, person, change));

export const refuseRules = (deps: Deps) => (by: By, unit: UnitId, change: number, reason: string): Promise<Entry> =>
  settled(deps, by, unit, (state, book, person) => decideRuleRefusal(state, unit, book, person, change, reason));
