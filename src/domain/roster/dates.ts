/**
 * Dates in all the ways people type them, as 'YYYY-MM-DD'.
 *
 * What two readers could read differently (9/8/2026, 26.9.8) is refused with the way to write it, never guessed.
 */
import type { LocalDate } from '../values.ts';

export type DateReading =
  | { readonly date: LocalDate; readonly note: string | null }
  | { readonly fault: string };

const HOW = '请写成 2026-09-08 的样子';
const two = (n: number): string => String(n).padStart(2, '0');
const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Days of a month; 0 when there is no such month. */
export const daysOfMonth = (year: number, month: number): number => (month === 2 && isLeap(year) ? 29 : (DAYS[month - 1] ?? 0));

const CHINESE_DIGITS = '〇一二三四五六七八九';
/** 二〇二六 → 2026, 十二 → 12, 三十一 → 31; other characters stay. */
const withDigits = (text: string): string =>
  text
    .replace(/[零○]/g, '〇')
    .replace(/([一二三])?十([一二三四五六七八九])?/g, (_, tens: string | undefined, ones: string | undefined) => `${tens === undefined ? 1 : CHINESE_DIGITS.indexOf(tens)}${ones === undefined ? 0 : CHINESE_DIGITS.indexOf(ones)}`)
    .replace(/[〇一二三四五六七八九]/g, (digit) => String(CHINESE_DIGITS.indexOf(digit)));

const reading = (year: number, month: number, day: number, note: string | null, typed: string): DateReading => {
  if (year < 1900 || year > 9999) return { fault: `“${typed}”的年份不对，${HOW}` };
  if (day < 1 || day > daysOfMonth(year, month)) return { fault: `“${typed}”不是日历上的日子，${HOW}` };
  return { date: `${year}-${two(month)}-${two(day)}`, note };
};

const FOREVER = /^(长期|长期有效|永久|永久有效|无固定期限|无期限)$/;

/**
 * @param typed  the cell's text
 * @param meaning 'until': a month alone means its last day, 长期 means 9999-12-31, of a period its end; 'on': the first day, the start
 */
export const readDate = (typed: string, meaning: 'until' | 'on'): DateReading => {
  const text = withDigits(typed.normalize('NFKC').replace(/\s+/g, ' ').trim());
  if (FOREVER.test(text)) return meaning === 'until' ? { date: '9999-12-31', note: null } : { fault: `“${typed}”不是一个日期，${HOW}` };
  const period = /^(.{6,}?)\s*(?:至|到|~|—+|–|\s-\s)\s*(.{2,})$/.exec(text);
  if (period !== null) {
    const part = readDate((meaning === 'until' ? period[2] : period[1]) ?? '', meaning);
    return 'date' in part ? { date: part.date, note: `“${typed}”是一段时间，取${meaning === 'until' ? '截止' : '起始'}日 ${part.date}` } : { fault: `“${typed}”读不出日期，${HOW}` };
  }
  const compact = /^(\d{4})(\d{2})(\d{2})(?:日)?$/.exec(text);
  const full = compact ?? /^(\d{4})\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?[日号]?(?:[ T]\s?\d{1,2}[:时]\d{1,2}.*)?$/.exec(text);
  if (full !== null) return reading(Number(full[1]), Number(full[2]), Number(full[3]), null, typed);
  const month = /^(\d{4})\s?[-/.年]\s?(\d{1,2})\s?月?$/.exec(text) ?? /^(\d{4})(\d{2})$/.exec(text);
  if (month !== null) {
    const day = meaning === 'until' ? Math.max(1, daysOfMonth(Number(month[1]), Number(month[2]))) : 1;
    return reading(Number(month[1]), Number(month[2]), day, `“${typed}”没有写日，按 ${day} 日计`, typed);
  }
  if (/^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$/.test(text)) return { fault: `“${typed}”分不清月和日，${HOW}` };
  if (/^\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$/.test(text)) return { fault: `“${typed}”的年份只有两位，${HOW}` };
  return { fault: `“${typed}”读不出日期，${HOW}` };
};

/** A number in a date column whose cell lost its date format: days since 1900, as Excel counts. */
export const dateOfSerial = (serial: number): LocalDate | null => {
  if (!Number.isInteger(serial) || serial < 20_000 || serial > 80_000) return null;
  const date = new Date(Date.UTC(1899, 11, 30) + serial * 86_400_000);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
};
