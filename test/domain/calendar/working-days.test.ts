/**
 * Working days with 调休: every day of every bundled year against an independent calendar and against the sentences of the
 * notices, hundreds of deadlines against a second way of counting, the cases of the rules, and laws that must always hold.
 */
import { isWorkday } from 'chinese-days';
import fc from 'fast-check';

import { BUNDLED, calendarOf, newCalendar } from '../../../src/domain/calendar/calendar.ts';
import type { CalendarState } from '../../../src/domain/calendar/calendar.ts';
import { countOfDays } from '../../../src/domain/calendar/count.ts';
import { HOLIDAYS } from '../../../src/domain/calendar/holidays.ts';
import { addDays, instantOf, isOfficeTime, isWeekend, isWorkingDay, localDate, localTime, workingDaysAfter, workingDaysBefore, workingDaysBetween } from '../../../src/domain/calendar/working-days.ts';
import { personId } from '../../../src/domain/ids.ts';
import { NOTICES, printed } from './notices.ts';

const FIRST = '2015-01-01';
const LAST = '2026-12-31';
const every = function* (from: string, to: string): Generator<string> {
  for (let day = from; day <= to; day = addDays(day, 1)) yield day;
};

describe('every day of every bundled year', () => {
  test('the years are 2015 to 2026, each with its notice', () => {
    expect([...HOLIDAYS.keys()]).toEqual(Object.keys(NOTICES).map(Number));
    for (const [year, { notice }] of HOLIDAYS) expect(notice).toContain(`${String(year)}年`);
  });
  test('agrees with an independent calendar', () => {
    expect([...every(FIRST, LAST)].filter((day) => isWorkingDay(BUNDLED, day) !== isWorkday(day))).toEqual([]);
  });
  test('agrees with the sentences of the notices', () => {
    const { off, work } = printed();
    const wanted = (day: string): boolean => work.has(day) || (!off.has(day) && !isWeekend(day));
    expect([...every(FIRST, LAST)].filter((day) => isWorkingDay(BUNDLED, day) !== wanted(day))).toEqual([]);
  });
});

/** The same count by hand: a list of all days that the independent calendar calls workdays, and steps along it. */
const workdays = [...every(FIRST, LAST)].filter((day) => isWorkday(day));
const steppedOn = (from: string, days: number): string | undefined => workdays[workdays.findIndex((day) => day > from) + days - 1];

describe('deadlines', () => {
  // The 1st, 11th, 21st and last day of every month of 12 years, and 20 working days: 576 cases but those that leave the data.
  const cases = [...every(FIRST, '2026-11-30')].filter((day) => ['01', '11', '21'].includes(day.slice(8)) || addDays(day, 1).endsWith('-01')).map((day) => [day, steppedOn(day, 20)] as const);
  test('there are more than 500 of them, around every holiday', () => {
    expect(cases.length).toBeGreaterThan(500);
    expect(cases.every(([, due]) => due !== undefined)).toBe(true);
  });
  test.each(cases)('20 working days from %s end on %s', (from, due) => {
    expect(workingDaysAfter(BUNDLED, from, 20)).toEqual({ date: due, provisional: false });
  });

  test.each([
    ['2026-09-16', 20, '2026-10-20'],
    ['2026-01-28', 20, '2026-03-03'],
    ['2026-09-08', 1, '2026-09-09'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-10-09', 1, '2026-10-10'],
    ['2026-10-01', 0, '2026-10-08'],
    ['2026-09-16', 0, '2026-09-16'],
    ['2015-09-02', 1, '2015-09-06'],
    ['2020-01-23', 1, '2020-02-03'],
    ['2019-04-30', 1, '2019-05-05'],
    ['2018-12-28', 1, '2018-12-29'],
    ['2024-02-08', 1, '2024-02-09'],
  ])('%s and %i working days → %s', (from, days, expected) => {
    expect(workingDaysAfter(BUNDLED, from, days)).toEqual({ date: expected, provisional: false });
  });

  test('counted step by step as on a wall calendar', () => {
    expect(countOfDays(BUNDLED, '2026-09-16', 20)).toEqual({
      from: '2026-09-16', days: 20, due: '2026-10-20', on: ['2026-09-20', '2026-10-10'], estimated: [],
      off: [{ from: '2026-09-25', to: '2026-09-27', local: null }, { from: '2026-10-01', to: '2026-10-07', local: null }],
    });
  });
});

describe('laws of counting', () => {
  const date = fc.integer({ min: 0, max: 4300 }).map((n) => addDays(FIRST, n));
  const days = fc.integer({ min: 1, max: 60 });
  test('counting on is counting on: a then b working days is a + b', () => {
    fc.assert(fc.property(date, days, days, (from, a, b) => workingDaysAfter(BUNDLED, workingDaysAfter(BUNDLED, from, a).date, b).date === workingDaysAfter(BUNDLED, from, a + b).date));
  });
  test('a later start never ends earlier', () => {
    fc.assert(fc.property(date, date, days, (a, b, n) => {
      const [early, late] = a <= b ? [a, b] : [b, a];
      return workingDaysAfter(BUNDLED, early, n).date <= workingDaysAfter(BUNDLED, late, n).date;
    }));
  });
  test('a deadline is a working day after its start, and there are as many working days up to it as were given', () => {
    fc.assert(fc.property(date, days, (from, n) => {
      const { date: due } = workingDaysAfter(BUNDLED, from, n);
      return due > from && isWorkingDay(BUNDLED, due) && workingDaysBetween(BUNDLED, from, due) === n && workingDaysBetween(BUNDLED, due, from) === -n;
    }));
  });
  test('counting back from a deadline leads to the last working day before or at the start', () => {
    fc.assert(fc.property(date, days, (from, n) => workingDaysBefore(BUNDLED, workingDaysAfter(BUNDLED, from, n).date, n).date === workingDaysBefore(BUNDLED, from, 0).date));
  });
  test('the explanation ends on the same day as the count', () => {
    fc.assert(fc.property(date, days, (from, n) => countOfDays(BUNDLED, from, n).due === workingDaysAfter(BUNDLED, from, n).date));
  });
});

describe('years at the edge of the data', () => {
  test('a year without a published notice says 暂估, on either end', () => {
    expect(workingDaysAfter(BUNDLED, '2026-12-28', 10).provisional).toBe(true);
    expect(workingDaysAfter(BUNDLED, '2027-03-01', 1)).toEqual({ date: '2027-03-02', provisional: true });
    expect(workingDaysAfter(BUNDLED, '2014-12-30', 5).provisional).toBe(true);
    expect(countOfDays(BUNDLED, '2026-12-28', 10).estimated).toEqual([2027]);
  });
  test('the estimate knows the days off of the law, and no make-up working days', () => {
    expect(isWorkingDay(BUNDLED, '2027-01-01')).toBe(false);
    expect(isWorkingDay(BUNDLED, '2027-02-05')).toBe(false);
    expect(isWorkingDay(BUNDLED, '2027-02-08')).toBe(false);
    expect(isWorkingDay(BUNDLED, '2027-02-09')).toBe(true);
    expect([...every('2027-01-01', '2027-12-31')].filter((day) => isWeekend(day) && isWorkingDay(BUNDLED, day))).toEqual([]);
  });
  test('once the notice is imported the same count changes and is no estimate any more', () => {
    const by = personId('U1-P001');
    if (by === null) throw new Error('bad id');
    const state: CalendarState = { ...newCalendar, imports: [{ year: 2027, notice: '国办发明电〔2026〕9号', off: ['2026-12-31', '2027-01-01'], on: ['2027-01-09'], at: '2026-11-10T02:00:00.000Z', by }] };
    const imported = calendarOf(newCalendar, state);
    expect(workingDaysAfter(BUNDLED, '2026-12-30', 3)).toEqual({ date: '2027-01-05', provisional: true });
    expect(workingDaysAfter(imported, '2026-12-30', 3)).toEqual({ date: '2027-01-06', provisional: false });
    expect(isWorkingDay(imported, '2027-01-09')).toBe(true);
  });
  test('a day on which the unit stood still is left out, with its reason; a day it worked is counted', () => {
    const state: CalendarState = { ...newCalendar, local: [{ date: '2026-11-25', change: 'off', reason: '台风停工' }, { date: '2026-11-28', change: 'on', reason: '补工' }] };
    const local = calendarOf(newCalendar, state);
    expect(countOfDays(local, '2026-11-24', 3)).toEqual({ from: '2026-11-24', days: 3, due: '2026-11-28', off: [{ from: '2026-11-25', to: '2026-11-25', local: '台风停工' }], on: ['2026-11-28'], estimated: [] });
  });
});

describe('the clock on the wall', () => {
  test('a date is the date in Shanghai, whatever the machine thinks', () => {
    expect(localDate('2026-09-07T16:00:00.000Z')).toBe('2026-09-08');
    expect(localTime('2026-09-07T16:05:00.000Z')).toBe('00:05');
    expect(instantOf('2026-09-08', '09:00')).toBe('2026-09-08T01:00:00.000Z');
  });

  test.each([
    ['2026-09-08T00:29:00.000Z', false],
    ['2026-09-08T00:30:00.000Z', true],
    ['2026-09-08T09:30:00.000Z', false],
    ['2026-10-10T02:00:00.000Z', true],
    ['2026-10-05T02:00:00.000Z', false],
  ])('messages may go out at %s: %s', (at, may) => {
    expect(isOfficeTime(BUNDLED, at)).toBe(may);
  });
});
