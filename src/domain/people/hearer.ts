/**
 * Who hears what is meant for somebody who is away (P30): a named stand-in, else the head of the section, else a clerk.
 */
import type { LocalDate } from '../values.ts';
import type { DutyState } from '../roster/roster.ts';
import { personById, withRole } from './unit.ts';
import type { Person, UnitState } from './unit.ts';

/** The person named to stand in for somebody on a day (书面授权); null where nobody is. */
export type StandIn = (person: Person, date: LocalDate) => Person['id'] | null;
export const NO_STAND_IN: StandIn = () => null;

export const isOnLeave = (duty: DutyState, person: Person, date: LocalDate): boolean =>
  person.certificate !== null && duty.leaves.some(({ inspector, from, to }) => inspector === person.certificate && from <= date && date <= to);

/** Silence is worse than a message to somebody on leave: with nobody else to hear it, he does. */
export const hearerFor = (unit: UnitState, duty: DutyState, person: Person, date: LocalDate, standIn: StandIn = NO_STAND_IN): Person => {
  if (!isOnLeave(duty, person, date)) return person;
  const isPresent = (other: Person): boolean => other.id !== person.id && !isOnLeave(duty, other, date);
  const named = standIn(person, date);
  const candidates = [...(named === null ? [] : [personById(unit, named)]), ...withRole(unit, 'section-head', person.section), ...withRole(unit, 'clerk')];
  return candidates.find((other) => other !== null && isPresent(other)) ?? person;
};
