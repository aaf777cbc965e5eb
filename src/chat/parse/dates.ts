/**
 * Dates the way staff write them: 9月16日、9.16、9/16、2026-09-16、今天, and ranges 9.14-9.18、9月14日至18日.
 *
 * Relative to a given today (Asia/Shanghai); nothing here reads a clock. A date without a year is the one nearest to
 * today that is not more than half a year past: in December, 1.5 is next January.
 */
import { addDays, localDate, localTime } from '../../domain/calendar/working-days.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';

const DAY_MS = 86_400_000;

/** 'YYYY-MM-DD HH:MM' in Asia/Shanghai. */
export const localMinute = (at: Instant): string => `${localDate(at)} ${localTime(at)}`;

const real = (year: number, month: number, day: number): LocalDate | null => {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text ? null : text;
};

const nearest = (month: number, day: number, today: LocalDate): LocalDate | null => {
  const year = Number(today.slice(0, 4));
  const thisYear = real(year, month, day);
  if (thisYear !== null && Date.parse(thisYear) >= Date.parse(today) - 183 * DAY_MS) return thisYear;
  return real(year + 1, month, day) ?? thisYear;
};

const RELATIVE: ReadonlyMap<string, number> = new Map([['昨天', -1], ['今天', 0], ['今日', 0], ['明天', 1], ['明日', 1], ['后天', 2]]);
const FULL = /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})[日号]?$/;
const SHORT = /^(\d{1,2})(?:-|\/|\.|月)(\d{1,2})[日号]?$/;

export const dateOf = (text: string, today: LocalDate): LocalDate | null => {
  const clean = text.normalize('NFKC').replace(/\s+/g, '');
  const days = RELATIVE.get(clean);
  if (days !== undefined) return addDays(today, days);
  const full = FULL.exec(clean);
  if (full !== null) return real(Number(full[1]), Number(full[2]), Number(full[3]));
  const short = SHORT.exec(clean);
  return short === null ? null : nearest(Number(short[1]), Number(short[2]), today);
};

export interface DateRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

const SEPARATORS = [/(.+?)(?:至|到|~|—+|–|\.\.)(.+)/, /^(\d{1,2}[./]\d{1,2})-(\d{1,2}[./]\d{1,2})$/, /^(.+[日号])-(.+)$/, /^(\d{4}[./]\d{1,2}[./]\d{1,2})-(.+)$/];

/** A range or a single day; the end may leave out what it shares with the start (9月14日至18日). Null when it ends before it starts. */
export const rangeOf = (text: string, today: LocalDate): DateRange | null => {
  const clean = text.normalize('NFKC').replace(/\s+/g, '');
  const single = dateOf(clean, today);
  if (single !== null) return { from: single, to: single };
  for (const separator of SEPARATORS) {
    const match = separator.exec(clean);
    if (match === null) continue;
    const from = dateOf(match[1] ?? '', today);
    if (from === null) continue;
    const end = match[2] ?? '';
    const bareDay = /^(\d{1,2})[日号]?$/.exec(end);
    const to = bareDay === null ? dateOf(end, from) : real(Number(from.slice(0, 4)), Number(from.slice(5, 7)), Number(bareDay[1]));
    return to === null || to < from ? null : { from, to };
  }
  return null;
};
