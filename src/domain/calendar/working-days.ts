/**
 * Working days in China, 调休 included, on dates written 'YYYY-MM-DD' in Asia/Shanghai.
 *
 * The day an event happens is not counted: 20 working days from 2026-09-16 end on 2026-10-20. A year without an official
 * notice counts Monday–Friday and the answer says that it is provisional, never silently.
 */
import type { Instant, LocalDate } from '../events.ts';
import { HOLIDAYS } from './holidays.ts';

const DAY_MS = 86_400_000;
/** China keeps UTC+8 the whole year since 1991. */
const SHANGHAI_MS = 8 * 3_600_000;

export const localDate = (at: Instant): LocalDate => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(0, 10);
/** 'HH:mm' in Asia/Shanghai. */
export const localTime = (at: Instant): string => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(11, 16);
/** The instant of a local date and time. */
export const instantOf = (date: LocalDate, time: string): Instant => new Date(Date.parse(`${date}T${time}:00.000Z`) - SHANGHAI_MS).toISOString();

export const addDays = (date: LocalDate, days: number): LocalDate => new Date(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).toISOString().slice(0, 10);

const year = (date: LocalDate): number => Number(date.slice(0, 4));
export const isPublished = (date: LocalDate): boolean => HOLIDAYS[year(date)] !== undefined;

export const isWorkingDay = (date: LocalDate): boolean => {
  const weekday = new Date(`${date}T00:00:00.000Z`).getUTCDay();
  const holidays = HOLIDAYS[year(date)];
  const isWeekend = weekday === 0 || weekday === 6;
  return isWeekend ? holidays?.on.includes(date.slice(5)) === true : holidays?.off.includes(date.slice(5)) !== true;
};

/**
 * The n-th working day after a date.
 * @param days ≥ 0; 0 gives the date itself when it is a working day, else the next one
 */
export const workingDaysAfter = (date: LocalDate, days: number): { readonly date: LocalDate; readonly provisional: boolean } => {
  let at = date;
  let left = days;
  if (days === 0) while (!isWorkingDay(at)) at = addDays(at, 1);
  while (left > 0) {
    at = addDays(at, 1);
    if (isWorkingDay(at)) left -= 1;
  }
  return { date: at, provisional: !isPublished(at) || !isPublished(date) };
};

/** Whether messages may go out now: 8:30–17:30 on working days (P30). */
export const isOfficeTime = (at: Instant): boolean => {
  const time = localTime(at);
  return isWorkingDay(localDate(at)) && time >= '08:30' && time < '17:30';
};
