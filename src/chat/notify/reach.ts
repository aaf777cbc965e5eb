/** Who hears that somebody cannot be reached: the clerks who can be, on one card a day; with none, the administrators. */
import type { UnitId } from '../../domain/ids.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { LocalDate } from '../../domain/values.ts';
import { reachCard, reachSubject } from '../cards/reach.ts';
import type { HearingDeps, Hearing } from './hearing.ts';
import { keep, peopleOf } from './note.ts';
import type { Note } from './note.ts';

const report = async (deps: HearingDeps, unitId: UnitId, on: LocalDate): Promise<readonly Note[]> => {
  const [{ state: unit }, { state: reach }] = await Promise.all([deps.states.load('unit', unitId), deps.states.load('reach', unitId)]);
  // Told late, after a stop over midnight: the day it was about is over.
  if (reach.on !== on) return [];
  const isReached = ({ id }: { readonly id: (typeof reach.people)[number] }): boolean => !reach.people.includes(id);
  const clerks = withRole(unit, 'clerk').filter(isReached);
  const told = clerks.length > 0 ? clerks : withRole(unit, 'administrator').filter(isReached);
  const card = reachCard(peopleOf(unit, reach.people), unit.groups.filter(({ chat }) => reach.groups.includes(chat)), on);
  return told.map((person) => keep(person, reachSubject(unitId, on), card));
};

export const REACH_HEARING: Hearing<'PersonNotReached' | 'GroupNotReached'> = {
  PersonNotReached: ({ unit, on }, { deps }) => report(deps, unit, on),
  GroupNotReached: ({ unit, on }, { deps }) => report(deps, unit, on),
};
