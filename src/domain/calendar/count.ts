/**
 * A count of working days as a person would check it with a wall calendar: from which day, what was left out, what was
 * counted although it is a weekend, to which day.
 */
import type { LocalDate } from '../values.ts';
import { isPublished, yearOf } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { addDays, isWeekend, isWorkingDay, workingDaysAfter } from './working-days.ts';

/** Days without work in a row, at least one of them a weekday. */
export interface DaysOff {
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Why the unit itself does not work then; null for official holidays. */
  readonly local: string | null;
}
export interface CountOfDays {
  readonly from: LocalDate;
  readonly days: number;
  readonly due: LocalDate;
  readonly off: readonly DaysOff[];
  /** Saturdays and Sundays with work. */
  readonly on: readonly LocalDate[];
  /** Years that were counted without a notice (暂估). */
  readonly estimated: readonly number[];
}

/** @param days ≥ 0, as in workingDaysAfter: the day of the event is not counted */
export const countOfDays = (calendar: Calendar, from: LocalDate, days: number): CountOfDays => {
  const due = workingDaysAfter(calendar, from, days).date;
  const off: DaysOff[] = [];
  const on: LocalDate[] = [];
  let run: LocalDate[] = [];
  const close = (): void => {
    const [first] = run;
    const last = run.at(-1);
    if (first !== undefined && last !== undefined && run.some((date) => !isWeekend(date))) off.push({ from: first, to: last, local: run.map((date) => calendar.local.get(date)?.reason).find((reason) => reason !== undefined) ?? null });
    run = [];
  };
  for (let at = addDays(from, 1); at <= due; at = addDays(at, 1)) {
    if (!isWorkingDay(calendar, at)) run.push(at);
    else {
      close();
      if (isWeekend(at)) on.push(at);
    }
  }
  const years = [...new Set([yearOf(from), yearOf(due)])];
  return { from, days, due, off, on, estimated: years.filter((year) => !isPublished(calendar, `${String(year)}-01-01`)) };
};
