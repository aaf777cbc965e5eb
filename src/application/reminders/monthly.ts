/**
 * 监督月报: on the first working day of a month the supervisors get the sheet of the month before, an empty one too – that
 * nothing happened is what they should read, not guess.
 */
import { firstDayOf, monthBefore, monthOf } from '../../domain/calendar/month.ts';
import { instantOf, localDate, workingDaysAfter } from '../../domain/calendar/working-days.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Deps } from '../deps.ts';
import { give, givenIn, hearersOf, sweep } from './give.ts';

/** After the digest. */
const TOLD_AT = '09:10';

export const sweepMonthly = sweep(async (deps: Deps, at) => {
  const first = firstDayOf(monthOf(at.today));
  const due = instantOf(workingDaysAfter(at.calendar, first, 0).date, TOLD_AT);
  const supervisors = withRole(at.state, 'supervisor');
  if (!at.isOffice || at.now < due || supervisors.length === 0) return 0;
  const book = `monthly/${at.unit}`;
  const slot = { subject: `${book}/${monthBefore(monthOf(at.today))}`, kind: 'monthly', due } as const;
  if ((await givenIn(deps, book))(slot)) return 0;
  // A unit that is younger than the month has nothing to report on it.
  const [begun] = await deps.journal.ofStream(`unit/${at.unit}`);
  if (begun === undefined || localDate(begun.at) >= first) return 0;
  return give(deps, at, { ...slot, to: hearersOf(at, supervisors), book });
});
