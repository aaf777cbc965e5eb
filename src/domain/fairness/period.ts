/** The period a report is about: a month, a quarter, a year. A draw belongs to the day it was committed on. */
import type { LocalDate } from '../values.ts';

export interface Period {
  /** First and last day, both included. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** '2026年9月', '2026年第3季度', '2026年'. */
  readonly name: string;
  /** As it is typed: '2026-09', '2026Q3', '2026'. */
  readonly key: string;
}

const padded = (month: number): string => String(month).padStart(2, '0');
const lastDay = (year: number, month: number): LocalDate => new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);

export const monthPeriod = (year: number, month: number): Period => ({ from: `${String(year)}-${padded(month)}-01`, to: lastDay(year, month), name: `${String(year)}年${String(month)}月`, key: `${String(year)}-${padded(month)}` });
export const quarterPeriod = (year: number, quarter: number): Period => ({ from: `${String(year)}-${padded(quarter * 3 - 2)}-01`, to: lastDay(year, quarter * 3), name: `${String(year)}年第${String(quarter)}季度`, key: `${String(year)}Q${String(quarter)}` });
export const yearPeriod = (year: number): Period => ({ from: `${String(year)}-01-01`, to: `${String(year)}-12-31`, name: `${String(year)}年`, key: String(year) });

/**
 * 「月」「本月」「上月」「季」「年」「去年」「2026-09」「2026年9月」「9月」「2026Q3」「三季度」「2026」; nothing typed is the year so far.
 * @returns null for what is no period
 */
export const periodOf = (typed: string, today: LocalDate): Period | null => {
  const text = typed.normalize('NFKC').replace(/\s+/g, '').toUpperCase();
  const [year, month] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  if (text === '' || /^(?:本|今)?年度?$/.test(text)) return yearPeriod(year);
  if (/^(?:去年|上年度?)$/.test(text)) return yearPeriod(year - 1);
  if (/^(?:本|当)?月$/.test(text)) return monthPeriod(year, month);
  if (/^上个?月$/.test(text)) return month === 1 ? monthPeriod(year - 1, 12) : monthPeriod(year, month - 1);
  const quarter = Math.ceil(month / 3);
  if (/^(?:本)?季度?$/.test(text)) return quarterPeriod(year, quarter);
  if (/^上个?季度?$/.test(text)) return quarter === 1 ? quarterPeriod(year - 1, 4) : quarterPeriod(year, quarter - 1);
  const ofQuarter = /^(?:(20\d\d)年?)?(?:Q([1-4])|第?([1-4一二三四])季度?)$/.exec(text);
  if (ofQuarter !== null) return quarterPeriod(Number(ofQuarter[1] ?? year), ofQuarter[2] === undefined ? '一二三四'.indexOf(ofQuarter[3] ?? '') + 1 || Number(ofQuarter[3]) : Number(ofQuarter[2]));
  const ofMonth = /^(?:(20\d\d)[年.\-/])?(1[0-2]|0?[1-9])月?$/.exec(text);
  if (ofMonth !== null) return monthPeriod(Number(ofMonth[1] ?? year), Number(ofMonth[2]));
  const ofYear = /^(20\d\d)年?度?$/.exec(text);
  return ofYear === null ? null : yearPeriod(Number(ofYear[1]));
};

export const isIn = ({ from, to }: Pick<Period, 'from' | 'to'>, day: LocalDate): boolean => from <= day && day <= to;
