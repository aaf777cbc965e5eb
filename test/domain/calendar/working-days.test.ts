/**
 * Working days with 调休, checked day by day against two independent calendars and against the cases of the rules.
 */
import { isWorkday } from 'chinese-days';

import { addDays, instantOf, isOfficeTime, isWorkingDay, localDate, localTime, workingDaysAfter } from '../../../src/domain/calendar/working-days.ts';

describe('工作日', () => {
  test('every day from 2018 to 2026 agrees with the published calendars', () => {
    const differing: string[] = [];
    for (let day = '2018-01-01'; day <= '2026-12-31'; day = addDays(day, 1)) if (isWorkingDay(day) !== isWorkday(day)) differing.push(day);
    expect(differing).toEqual([]);
  });

  test.each([
    ['2026-09-16', 20, '2026-10-20'],
    ['2026-01-28', 20, '2026-03-03'],
    ['2026-09-08', 1, '2026-09-09'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-10-09', 1, '2026-10-10'],
    ['2026-10-01', 0, '2026-10-08'],
    ['2026-09-16', 0, '2026-09-16'],
  ])('%s and %i working days → %s', (from, days, expected) => {
    expect(workingDaysAfter(from, days)).toEqual({ date: expected, provisional: false });
  });

  test('a year without a published notice says 暂估, on either end', () => {
    expect(workingDaysAfter('2026-12-28', 10).provisional).toBe(true);
    expect(workingDaysAfter('2027-03-01', 1)).toEqual({ date: '2027-03-02', provisional: true });
  });

  test('counting on is counting on: a then b working days is a + b', () => {
    for (const [a, b] of [[3, 4], [7, 13], [1, 19]] as const) {
      expect(workingDaysAfter(workingDaysAfter('2026-09-16', a).date, b).date).toBe(workingDaysAfter('2026-09-16', a + b).date);
    }
  });

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
    expect(isOfficeTime(at)).toBe(may);
  });
});
