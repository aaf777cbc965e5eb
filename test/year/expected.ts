/**
 * What had to be said in the year, worked out a second time: from what people did and at which tick somebody looked, without any
 * of the sweeps.
 */
import { taskDeadlines } from '../../src/application/queries/deadlines.ts';
import { firstDayOf, monthBefore, monthOf } from '../../src/domain/calendar/month.ts';
import { BUNDLED } from '../../src/domain/calendar/calendar.ts';
import { instantOf, isOfficeTime, isWorkingDay, localDate, localTime, workingDaysAfter, workingDaysBefore } from '../../src/domain/calendar/working-days.ts';
import type { FactOf } from '../../src/domain/events.ts';
import type { LocalDate } from '../../src/domain/values.ts';
import { U1 } from '../support/bureau.ts';
import { NEVER } from './living.ts';
import type { Lived, Tick } from './living.ts';

type Expected = Pick<FactOf<'ReminderDue'>, 'kind' | 'subject' | 'due'>;
export const keyOf = ({ kind, subject, due }: Expected): string => `${kind} ${subject} ${due}`;

/** What had to be said, worked out from what people did. */
export const expectedOf = async ({ lives, ticks, deps }: Lived): Promise<ReadonlySet<string>> => {
  const office = ticks.filter(({ now }) => isOfficeTime(BUNDLED, now));
  const between = (after: number, until: number): readonly Tick[] => office.filter(({ index }) => index > after && index <= until);
  const expected = new Set<string>();
  const add = (each: Expected): void => void expected.add(keyOf(each));
  for (const { noNotice, drawOn, window, hour, task, created, confirmed, drawn, dispatchedAt, disclosed, visits } of lives) {
    if (task === null) continue;
    const draw = instantOf(drawOn, hour);
    const ask = instantOf(workingDaysBefore(BUNDLED, drawOn, 1).date, '09:00');
    if (between(created, confirmed).some(({ now }) => now >= ask && now < draw)) add({ kind: 'roster-confirmation', subject: task, due: ask });
    if (between(created, drawn).some(({ now }) => now >= draw)) add({ kind: 'draw-due', subject: task, due: draw });
    for (const { id, posts } of visits) {
      for (const { code, accepted } of posts) {
        for (const [kind, days] of [['acceptance', 1], ['acceptance-escalated', 2]] as const) {
          const due = instantOf(workingDaysAfter(BUNDLED, localDate(dispatchedAt), days).date, localTime(dispatchedAt));
          if (between(drawn, accepted).some(({ now }) => now >= due && localDate(now) <= window.to)) add({ kind, subject: `${id}/${code}`, due });
        }
      }
    }
    // The teams of a task that is not announced hear their targets at seven on the first day, or as soon as somebody looks.
    const first = instantOf(workingDaysAfter(BUNDLED, window.from, 0).date, '07:00');
    const mornings = noNotice ? ticks.filter(({ now, index }) => index > drawn && now >= first && localDate(now) <= window.to && isWorkingDay(BUNDLED, localDate(now)) && localTime(now) >= '07:00' && localTime(now) < '17:30') : [];
    for (const { index } of mornings) for (const { finished, posts } of visits) if (finished > index) for (const { code } of posts) add({ kind: 'targets-told', subject: `${task}/${code}`, due: first });
    // Every visit has its own day; those with the same day are reminded of together, from the first that ended.
    const since = new Map<LocalDate, number>();
    for (const { inspection, count } of (await taskDeadlines(deps())(task)).visits) {
      const ended = visits.find(({ id }) => id === inspection)?.finished ?? NEVER;
      if (count !== null) since.set(count.due, Math.min(since.get(count.due) ?? NEVER, ended));
    }
    for (const [deadline, ended] of since) {
      const steps = [10, 5, 3, 1, 0].flatMap((left) => {
        const day = workingDaysBefore(BUNDLED, deadline, left).date;
        return left === 0 ? [instantOf(day, '09:00'), instantOf(day, '15:00')] : [instantOf(day, '09:00')];
      });
      for (const { now } of between(ended, disclosed)) {
        const due = localDate(now) > deadline ? instantOf(localDate(now), '09:00') : steps.findLast((step) => step <= now);
        if (due !== undefined && due <= now) add({ kind: localDate(now) > deadline ? 'publication-overdue' : 'publication', subject: `${task}/${deadline}`, due });
      }
    }
  }
  for (const { now } of office) {
    const month = firstDayOf(monthOf(localDate(now)));
    const due = instantOf(workingDaysAfter(BUNDLED, month, 0).date, '09:10');
    if (month > '2025-01-01' && now >= due) add({ kind: 'monthly', subject: `monthly/${U1}/${monthBefore(monthOf(month))}`, due });
  }
  for (const day of new Set(office.map(({ now }) => localDate(now)))) add({ kind: 'digest', subject: `digest/${U1}`, due: instantOf(day, '08:30') });
  return expected;
};
