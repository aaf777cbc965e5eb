/**
 * Working days in China, 调休 included, on dates written 'YYYY-MM-DD' in Asia/Shanghai.
 *
 * The day an event happens is not counted: 20 working days from 2026-09-16 end on 2026-10-20. A year without an official
 * notice counts Monday–Friday less the holidays of the law, and the answer says that it is provisional, never silently.
 */
import type { Instant, LocalDate } from '../values.ts';
import { isPublished } from './calendar.ts';
import type { Calendar } from './calendar.ts';
import { isStatutoryHoliday } from './statutory.ts';

const DAY_MS = 86_400_000;
/** China keeps UTC+8 the whole year since 1991. */
const SHANGHAI_MS = 8 * 3_600_000;

export const localDate = (at: Instant): LocalDate => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(0, 10);
/** 'HH:mm' in Asia/Shanghai. */
export const localTime = (at: Instant): string => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(11, 16);
/** The instant of a local date and time. */
export const instantOf = (date: LocalDate, time: string): Instant => new Date(Date.parse(`${date}T${time}:00.000Z`) - SHANGHAI_MS).toISOString();

export const addDays = (date: LocalDate, days: number): LocalDate => new Date(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const isWeekend = (date: LocalDate): boolean => [0, 6].includes(new Date(`${date}T00:00:00.000Z`).getUTCDay());

export const isWorkingDay = (calendar: Calendar, date: LocalDate): boolean => {
  const local = calendar.local.get(date);
  if (local !== undefined) return local.change === 'on';
  if (isWeekend(date)) return calendar.on.has(date);
  if (calendar.off.has(date)) return false;
  return isPublished(calendar, date) || !isStatutoryHoliday(date);
};

export interface Counted {
  readonly date: LocalDate;
  /** 暂估: a year in between has no notice yet. */
  readonly provisional: boolean;
}

const step = (calendar: Calendar, date: LocalDate, days: number, by: 1 | -1): Counted => {
  let at = date;
  let left = days;
  if (days === 0) while (!isWorkingDay(calendar, at)) at = addDays(at, by);
  while (left > 0) {
    at = addDays(at, by);
    if (isWorkingDay(calendar, at)) left -= 1;
  }
  return { date: at, provisional: !isPublished(calendar, at) || !isPublished(calendar, date) };
};

/**
 * The n-th working day after a date.
 * @param days ≥ 0; 0 gives the date itself when it is a working day, else the next one
 */
export const workingDaysAfter = (calendar: Calendar, date: LocalDate, days: number): Counted => step(calendar, date, days, 1);
/** The n-th working day before a date; 0 gives the date itself when it is a working day, else the one before. */
export const workingDaysBefore = (calendar: Calendar, date: LocalDate, days: number): Counted => step(calendar, date, days, -1);

/** Working days d with from < d ≤ to; negative when `to` lies before `from`. */
export const workingDaysBetween = (calendar: Calendar, from: LocalDate, to: LocalDate): number => {
  if (to < from) return -workingDaysBetween(calendar, to, from);
  let count = 0;
  for (let at = addDays(from, 1); at <= to; at = addDays(at, 1)) if (isWorkingDay(calendar, at)) count += 1;
  return count;
};

/** Whether messages may go out now: 8:30–17:30 on working days (P30). */
export const isOfficeTime = (calendar: Calendar, at: Instant): boolean => {
  const time = localTime(at);
  return isWorkingDay(calendar, localDate(at)) && time >= '08:30' && time < '17:30';
};
