/** Months and days as they are written: '2026-09', 「2026年9月16日」. */
import type { LocalDate } from '../values.ts';

/** 'YYYY-MM'. */
export type Month = string;

export const isMonth = (text: string): text is Month => /^20\d\d-(?:0[1-9]|1[0-2])$/.test(text);
export const monthOf = (date: LocalDate): Month => date.slice(0, 7);
export const firstDayOf = (month: Month): LocalDate => `${month}-01`;
export const monthAfter = (month: Month): Month => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${String(year + 1)}-01` : `${String(year)}-${String(number + 1).padStart(2, '0')}`;
};
export const monthBefore = (month: Month): Month => {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 1 ? `${String(year - 1)}-12` : `${String(year)}-${String(number - 1).padStart(2, '0')}`;
};
/** 「2026年9月」 */
export const monthWords = (month: Month): string => `${month.slice(0, 4)}年${String(Number(month.slice(5)))}月`;
/** 「2026年9月16日」 */
export const dayText = (day: LocalDate): string => `${day.slice(0, 4)}年${String(Number(day.slice(5, 7)))}月${String(Number(day.slice(8, 10)))}日`;
/** 「2026年9月9日至2026年9月30日」 */
export const windowText = ({ from, to }: { readonly from: LocalDate; readonly to: LocalDate }): string => `${dayText(from)}至${dayText(to)}`;
