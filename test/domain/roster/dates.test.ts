import { dateOfSerial, readDate } from '../../../src/domain/roster/dates.ts';

describe('dates as people type them', () => {
  it.each([
    ['2026-09-08', '2026-09-08'],
    ['2026/9/8', '2026-09-08'],
    ['2026.9.8', '2026-09-08'],
    ['20260908', '2026-09-08'],
    ['2026年9月8日', '2026-09-08'],
    ['2026年09月08号', '2026-09-08'],
    ['２０２６－０９－０８', '2026-09-08'],
    ['2026 年 9 月 8 日', '2026-09-08'],
    ['2026-9-8 00:00:00', '2026-09-08'],
    ['2026-09-08T08:30', '2026-09-08'],
    ['二〇二六年九月八日', '2026-09-08'],
    ['二○二六年十二月三十一日', '2026-12-31'],
    ['2028-02-29', '2028-02-29'],
  ])('%s is %s', (typed, date) => {
    expect(readDate(typed, 'on')).toEqual({ date, note: null });
  });

  it('长期 is a validity without end, but no day on which something happened', () => {
    expect(readDate('长期', 'until')).toEqual({ date: '9999-12-31', note: null });
    expect(readDate('长期', 'on')).toHaveProperty('fault');
  });

  it('a month alone is valid until its last day, and says so', () => {
    expect(readDate('2027年2月', 'until')).toEqual({ date: '2027-02-28', note: '“2027年2月”没有写日，按 28 日计' });
  });

  it('of a period the end counts for a validity, the start for a day', () => {
    expect(readDate('2022-07-01至2027-06-30', 'until')).toMatchObject({ date: '2027-06-30' });
    expect(readDate('2022.07.01—2027.06.30', 'until')).toMatchObject({ date: '2027-06-30' });
    expect(readDate('2022-07-01 至 长期', 'until')).toMatchObject({ date: '9999-12-31' });
    expect(readDate('2022-07-01至2027-06-30', 'on')).toMatchObject({ date: '2022-07-01' });
  });

  it.each([
    ['9/8/2026', '分不清月和日'],
    ['26.9.8', '年份只有两位'],
    ['2026-02-30', '不是日历上的日子'],
    ['2027-02-29', '不是日历上的日子'],
    ['1026-09-08', '年份不对'],
    ['明年底', '读不出日期'],
  ])('%s is refused: %s', (typed, fault) => {
    expect(readDate(typed, 'on')).toEqual({ fault: expect.stringContaining(fault) as string });
  });

  it('a number that lost its date format is counted as Excel counts', () => {
    expect(dateOfSerial(46273)).toBe('2026-09-08');
    expect(dateOfSerial(12)).toBeNull();
  });
});
