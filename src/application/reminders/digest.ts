/**
 * 8:30 今日清单: everything due for a person on one card a working day; nothing when nothing is due.
 *
 * One entry a unit and day names all who get it; a service that was down at 8:30 makes up for it during the day, once.
 */
import { instantOf } from '../../domain/calendar/working-days.ts';
import { isOnLeave } from '../../domain/people/hearer.ts';
import type { Deps } from '../deps.ts';
import { mineOf, workOf } from '../queries/people.ts';
import { give, givenIn, sweep } from './give.ts';
import type { Reminder } from './give.ts';

const TOLD_AT = '08:30';

/** @returns how many people are told */
export const sweepDigests = sweep(async (deps: Deps, at) => {
  if (!at.isOffice) return 0;
  const book = `digest/${at.unit}`;
  const slot = { subject: book, kind: 'digest', due: instantOf(at.today, TOLD_AT) } as const;
  const isGiven = await givenIn(deps, book);
  if (isGiven(slot)) return 0;
  const work = await workOf(deps, at.unit, at.state, null);
  const people = at.state.people.filter((person) => !isOnLeave(at.duty, person, at.today) && mineOf(work, person).due.length > 0);
  // A morning on which nobody had anything is recorded too: what comes up later in the day waits for the next one.
  const reminder: Reminder = { ...slot, to: people.map(({ id }) => id), book };
  return (await give(deps, at, reminder)) === 0 ? 0 : people.length;
});
