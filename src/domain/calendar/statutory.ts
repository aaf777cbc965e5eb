/**
 * Days off that the law itself gives, for years whose notice is not published yet (全国年节及纪念日放假办法, 2025-01-01 起施行).
 *
 * An estimate, used only with the word 暂估: it knows neither the bridged days nor the make-up working days (调休), and
 * nothing of lunar festivals beyond the years listed. Fewer days off than the notice will give means an earlier estimate:
 * whoever relies on it is not late.
 */
import type { LocalDate } from '../values.ts';

/** 元旦, 劳动节 (two days), 国庆节 (three days). */
const FIXED: readonly string[] = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'];

/** 除夕至初三, 清明, 端午, 中秋. */
const LUNAR: Readonly<Record<string, string>> = {
  2027: '02-05 02-06 02-07 02-08 04-05 06-09 09-15',
  2028: '01-25 01-26 01-27 01-28 04-04 05-28 10-03',
  2029: '02-12 02-13 02-14 02-15 04-04 06-16 09-22',
  2030: '02-02 02-03 02-04 02-05 04-05 06-05 09-12',
};

export const isStatutoryHoliday = (date: LocalDate): boolean => FIXED.includes(date.slice(5)) || LUNAR[date.slice(0, 4)]?.includes(date.slice(5)) === true;
