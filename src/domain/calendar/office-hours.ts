/**
 * Hours of work (8:30–17:30 on the unit's working days, P30): how long somebody has really had to answer.
 */
import type { Instant } from '../values.ts';
import type { Calendar } from './calendar.ts';
import { instantOf, localDate, workingDaysAfter } from './working-days.ts';

const OPENS = '08:30';
const CLOSES = '17:30';
const HOUR_MS = 3_600_000;

/**
 * The instant when this many hours of work have passed; nights, weekends and holidays do not count.
 * @param hours ≥ 0
 */
export const officeHoursAfter = (calendar: Calendar, since: Instant, hours: number): Instant => {
  let day = workingDaysAfter(calendar, localDate(since), 0).date;
  let left = hours * HOUR_MS;
  for (;;) {
    const opens = Date.parse(instantOf(day, OPENS));
    const start = Math.max(opens, Date.parse(since));
    const open = Math.max(0, Date.parse(instantOf(day, CLOSES)) - start);
    if (left <= open) return new Date(start + left).toISOString();
    left -= open;
    day = workingDaysAfter(calendar, day, 1).date;
  }
};
