/**
 * Days as staff say them: 9月16日（三）、9/25–27, and a count of working days step by step.
 */
import { addDays } from '../domain/calendar/working-days.ts';
import type { CountOfDays, DaysOff } from '../domain/calendar/count.ts';
import type { LocalDate } from '../domain/values.ts';

const WEEKDAYS = '日一二三四五六';
const monthOf = (date: LocalDate): string => String(Number(date.slice(5, 7)));
const dayOf = (date: LocalDate): string => String(Number(date.slice(8, 10)));

/** '9月16日（三）'. @param sameYear the year that need not be said, e.g. of today or of a date beside it */
export const dayWords = (date: LocalDate, sameYear: LocalDate = date): string => {
  const year = date.slice(0, 4) === sameYear.slice(0, 4) ? '' : `${date.slice(0, 4)}年`;
  return `${year}${monthOf(date)}月${dayOf(date)}日（${WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? ''}）`;
};

const slashed = (date: LocalDate): string => `${monthOf(date)}/${dayOf(date)}`;
/** '9/25–27', '9/29–10/7', '6/19'. */
export const spanWords = (from: LocalDate, to: LocalDate): string =>
  from === to ? slashed(from) : `${slashed(from)}–${from.slice(0, 7) === to.slice(0, 7) ? dayOf(to) : slashed(to)}`;

/** Days in a row as one span: '12/31–1/3、2/5–11'. @param days ascending */
export const spansWords = (days: readonly LocalDate[]): string => {
  const spans: { from: LocalDate; to: LocalDate }[] = [];
  for (const day of days) {
    const last = spans.at(-1);
    if (last !== undefined && addDays(last.to, 1) === day) last.to = day;
    else spans.push({ from: day, to: day });
  }
  return spans.map(({ from, to }) => spanWords(from, to)).join('、');
};

/** '9/20、10/10'. */
export const daysWords = (days: readonly LocalDate[]): string => days.map(slashed).join('、');

const offWords = ({ from, to, local }: DaysOff): string => `${spanWords(from, to)}${local === null ? '' : `（${local}）`}`;

/** 「9月16日（三）检查结束 → 次日起算 → 扣除 9/25–27、10/1–7，计入 9/20、10/10 上班 → 10月20日（二）」; what people typed is in it. */
export const countWords = ({ from, days, due, off, on, estimated }: CountOfDays, what: string): string => {
  const exceptions = [...(off.length === 0 ? [] : [`扣除 ${off.map(offWords).join('、')}`]), ...(on.length === 0 ? [] : [`计入 ${daysWords(on)} 上班`])].join('，');
  const estimate = estimated.length === 0 ? '' : `（暂估：${estimated.join('、')} 年放假安排尚未公布）`;
  return [`${dayWords(from, due)}${what}`, '次日起算', ...(exceptions === '' ? [] : [exceptions]), `第 ${String(days)} 个工作日 ${dayWords(due)}${estimate}`].join(' → ');
};
