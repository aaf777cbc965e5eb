/**
 * Instants as office staff write them, always Beijing time whatever the computer's zone. Pure.
 */
const ZONE = 'Asia/Shanghai';
const part = (options: Intl.DateTimeFormatOptions) => {
  const format = new Intl.DateTimeFormat('zh-CN', { timeZone: ZONE, ...options });
  return (epochMs: number): string => format.format(epochMs);
};
const isoFormat = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' });
const clockFormat = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false });
const weekday = part({ weekday: 'long' });
const longDay = part({ year: 'numeric', month: 'long', day: 'numeric' });
const shortDay = part({ month: 'long', day: 'numeric' });

const DAY_MS = 86_400_000;

/** `2026-03-16`. */
export const dayOf = (epochMs: number): string => isoFormat.format(epochMs);
/** `09:31`. */
export const clockOf = (epochMs: number): string => clockFormat.format(epochMs);

/** The line between two days of a chat. */
export const dayLine = (epochMs: number, nowMs: number): string => {
  const day = dayOf(epochMs);
  if (day === dayOf(nowMs)) return '今天';
  if (day === dayOf(nowMs - DAY_MS)) return '昨天';
  const sameYear = day.slice(0, 4) === dayOf(nowMs).slice(0, 4);
  return `${sameYear ? shortDay(epochMs) : longDay(epochMs)} ${weekday(epochMs)}`;
};

/** When, as short as the chat list needs it. */
export const shortWhen = (epochMs: number, nowMs: number): string => {
  const day = dayOf(epochMs);
  if (day === dayOf(nowMs)) return clockOf(epochMs);
  if (day === dayOf(nowMs - DAY_MS)) return '昨天';
  return day.slice(0, 4) === dayOf(nowMs).slice(0, 4) ? shortDay(epochMs) : day;
};

/** The day on the sandbox's clock: `3月10日 星期二`. */
export const dayWhen = (epochMs: number): string => `${shortDay(epochMs)} ${weekday(epochMs)}`;

const DATE_PARTS: Readonly<Record<string, (epochMs: number) => string>> = {
  YYYY: (ms) => dayOf(ms).slice(0, 4), MM: (ms) => dayOf(ms).slice(5, 7), DD: (ms) => dayOf(ms).slice(8, 10), HH: (ms) => clockOf(ms).slice(0, 2), mm: (ms) => clockOf(ms).slice(3, 5),
};
/** A table cell's date in the column's own format, default `YYYY/MM/DD`. */
export const formatDate = (epochMs: number, format = 'YYYY/MM/DD'): string => format.replace(/YYYY|MM|DD|HH|mm/g, (token) => DATE_PARTS[token]?.(epochMs) ?? token);
