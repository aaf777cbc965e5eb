/**
 * For every rule of separation: whether somebody now holds both its sides, read off the facts alone.
 *
 * Written from what the rules forbid and not from the code that forbids it; complete by type.
 */
import type { Fact, FactOf } from '../../src/domain/events.ts';
import type { InspectorCode, PersonId } from '../../src/domain/ids.ts';
import type { Role } from '../../src/domain/people/roles.ts';
import type { SeparationRule } from '../../src/domain/people/separation.ts';
import type { UnitState } from '../../src/domain/people/unit.ts';

/** One decision: what was so before it, and what it recorded. */
export interface Moment {
  readonly fresh: readonly Fact[];
  /** Everything recorded, this included. */
  readonly all: readonly Fact[];
  /** People and their parts when it was decided. */
  readonly unit: UnitState;
  /** Teams by visit when it was decided. */
  readonly teams: ReadonlyMap<string, readonly InspectorCode[]>;
  /** Everybody on the list of inspectors. */
  readonly listed: ReadonlySet<string>;
}

const of = <T extends Fact['type']>(facts: readonly Fact[], type: T): readonly FactOf<T>[] => facts.filter((fact): fact is FactOf<T> => fact.type === type);
const certificate = (unit: UnitState, id: PersonId | null): InspectorCode | null => unit.people.find((person) => person.id === id)?.certificate ?? null;
const holds = (unit: UnitState, id: PersonId, role: Role): boolean => unit.people.some((person) => person.id === id && person.roles.includes(role));
const attemptOf = (all: readonly Fact[], { task, attempt }: { readonly task: string; readonly attempt: number }) => of(all, 'DrawCommitted').find((each) => each.task === task && each.attempt === attempt);
const lockedAttempts = (all: readonly Fact[], task: string) => of(all, 'DrawLocked').filter((each) => each.task === task).flatMap((each) => attemptOf(all, each) ?? []);
const objectors = (all: readonly Fact[], { task, attempt }: { readonly task: string; readonly attempt: number }): readonly PersonId[] => of(all, 'ObjectionRaised').filter((each) => each.task === task && each.attempt === attempt).map(({ by }) => by);
const requestOf = (all: readonly Fact[], substitution: string) => of(all, 'SubstitutionRequested').find((each) => each.substitution === substitution);

export const HOLDS_BOTH: Readonly<Record<SeparationRule, (moment: Moment) => boolean>> = {
  'drawer-witness': ({ fresh, all }) => of(fresh, 'DrawCommitted').some(({ drawer, witness }) => drawer === witness) || of(fresh, 'ContributionsClosed').some((close) => attemptOf(all, close)?.drawer === close.by) || of(fresh, 'DrawAttested').some((seen) => attemptOf(all, seen)?.drawer === seen.by),
  'inspector-witness': ({ fresh, unit, listed }) => of(fresh, 'DrawCommitted').some(({ witness }) => listed.has(certificate(unit, witness) ?? '')),
  'administrator-witness': ({ fresh, unit }) => of(fresh, 'DrawCommitted').some(({ witness }) => holds(unit, witness, 'administrator')),
  'witness-lock': ({ fresh, all }) => of(fresh, 'DrawLocked').some((lock) => attemptOf(all, lock)?.witness === lock.by),
  'envelope-code': ({ fresh, unit }) => of(fresh, 'CustodyCodeFetched').some(({ by }) => holds(unit, by, 'supervisor')),
  'value-entry-check': ({ fresh, all }) => of(fresh, 'PublicValueConfirmed').some(({ by, task, attempt }) => of(all, 'PublicValueEntered').findLast((each) => each.task === task && each.attempt === attempt)?.by === by),
  'objector-judge': ({ fresh, all }) => of(fresh, 'ObjectionDecided').some((fact) => objectors(all, fact).includes(fact.by)),
  'drawer-judge': ({ fresh, all }) => of(fresh, 'ObjectionDecided').some((fact) => attemptOf(all, fact)?.drawer === fact.by),
  'objector-void': ({ fresh, all }) => of(fresh, 'AttemptVoided').some((fact) => objectors(all, fact).includes(fact.by)),
  'drawer-void': ({ fresh, all }) => of(fresh, 'AttemptVoided').some((fact) => attemptOf(all, fact)?.drawer === fact.by),
  'drawer-check': ({ fresh, all }) => of(fresh, 'CheckApproved').some(({ task, by }) => lockedAttempts(all, task).some(({ drawer }) => drawer === by)),
  'request-approve': ({ fresh, all }) => of(fresh, 'SubstitutionApproved').some(({ substitution, by }) => requestOf(all, substitution)?.by === by) || of(fresh, 'SubstitutionRefused').some(({ substitution, by }) => requestOf(all, substitution)?.by === by),
  'team-approve': ({ fresh, unit, teams }) => [...of(fresh, 'SubstitutionApproved'), ...of(fresh, 'SubstitutionRefused')].some(({ inspection, by }) => (teams.get(inspection) ?? []).some((member) => member === certificate(unit, by))),
  'approve-take-over': ({ fresh, unit }) => of(fresh, 'SubstitutionApproved').some((fact) => certificate(unit, fact.by) === fact.new),
  'witness-take-over': ({ fresh, all, unit }) => of(fresh, 'SubstitutionApproved').some((fact) => lockedAttempts(all, fact.inspection.replace(/-\d+$/, '')).some(({ witness }) => certificate(unit, witness) === fact.new)),
  'rule-propose-adopt': ({ fresh }) => of(fresh, 'RuleChangeApproved').some(({ proposedBy, by }) => proposedBy === by),
  'key-propose-approve': ({ fresh, all }) => of(fresh, 'KeyChangeDecided').some(({ target, by }) => of(all, 'KeyChangeProposed').findLast((each) => each.target === target)?.by === by),
  'plan-draft-approve': ({ fresh, all }) => of(fresh, 'PlanApproved').some(({ by, draft }) => [...of(all, 'PlanDrafted'), ...of(all, 'PlanSubmitted')].some((each) => each.draft === draft && each.by === by) || of(all, 'PlanApproved').filter((each) => each.draft === draft && each.by === by).length > 1),
  'import-review': ({ fresh }) => of(fresh, 'RosterImported').some(({ by, reviewedBy }) => reviewedBy !== undefined && by === reviewedBy),
  'leave-approve': ({ fresh, unit }) => [...of(fresh, 'LeaveApproved'), ...of(fresh, 'LeaveRefused')].some(({ inspector, by }) => certificate(unit, by) === inspector),
};
