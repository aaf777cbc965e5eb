/**
 * Decisions about the calendar: a year's notice imported with its number, local days off or worked (台风停工、三月三).
 */
import type { CalendarScope, Fact } from '../events.ts';
import type { LocalDate } from '../values.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { calendarOf, yearOf } from './calendar.ts';
import type { CalendarState } from './calendar.ts';
import { addDays, isWeekend, isWorkingDay, localDate } from './working-days.ts';

export interface WantedYear {
  readonly year: number;
  readonly notice: string;
  /** Every day off as the notice prints it, weekends included. */
  readonly off: readonly LocalDate[];
  /** Days with work, as the notice prints them. */
  readonly on: readonly LocalDate[];
}

const FIRST_YEAR = 2015;
const LAST_YEAR = 2100;
/** The law alone gives 13 days; a notice that frees fewer weekdays was read wrongly, or is not one. */
const MIN_WEEKDAYS_OFF = 6;
const MAX_WEEKDAYS_OFF = 40;
const MAX_REASON = 100;
const MAX_LOCAL_DAYS = 31;
/** A closure may be entered late, but not so late that every old deadline moves. */
const MAX_DAYS_BACK = 60;

const HELP = '例如：日历 2027 导入 文号=国办发明电〔2026〕9号 休=1.1-1.3,2.5-2.11 班=1.9,2.13';
const shown = (days: readonly LocalDate[]): string => days.slice(0, 5).join('、');

export const decideCalendarImport = (scope: CalendarScope, by: Person, state: CalendarState, wanted: WantedYear): readonly Fact[] => {
  demand(by, 'calendar.change');
  const { year, off, on } = wanted;
  const notice = wanted.notice.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (!Number.isSafeInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) throw new Refusal('calendar.bad-year', `年份「${String(year)}」不在 ${String(FIRST_YEAR)}–${String(LAST_YEAR)} 之间`, { next: HELP });
  if (notice === '' || notice.length > MAX_REASON) throw new Refusal('calendar.no-notice', '没有写放假通知的文号', { next: `请写明国务院办公厅通知的文号，${HELP}`, clause: '期限按公布的放假安排计算，须有依据' });
  const outside = [...off, ...on].filter((date) => yearOf(date) !== year && !date.startsWith(`${String(year - 1)}-12`));
  if (outside.length > 0) throw new Refusal('calendar.outside', `${shown(outside)} 不在 ${String(year)} 年`, { next: '请核对日期；放假安排只列当年（及上年 12 月）的日期' });
  const working = on.filter((date) => !isWeekend(date));
  if (working.length > 0) throw new Refusal('calendar.not-weekend', `${shown(working)} 不是周六、周日，本来就上班`, { next: '「班」只写调休上班的周末，请核对' });
  const both = on.filter((date) => off.includes(date));
  if (both.length > 0) throw new Refusal('calendar.both', `${shown(both)} 既写了放假又写了上班`, { next: '请核对通知原文' });
  const weekdays = [...new Set(off.filter((date) => !isWeekend(date)))].toSorted();
  if (weekdays.length < MIN_WEEKDAYS_OFF || weekdays.length > MAX_WEEKDAYS_OFF) throw new Refusal('calendar.implausible', `放假的周一至周五共 ${String(weekdays.length)} 天，不像全年的放假安排`, { next: `请导入全年（元旦至国庆）的安排。${HELP}` });
  const weekends = [...new Set(on)].toSorted();
  const known = state.imports.find((each) => each.year === year);
  if (known !== undefined && known.notice === notice && known.off.join() === weekdays.join() && known.on.join() === weekends.join()) throw new Refusal('calendar.known', `${String(year)} 年的放假安排已按 ${notice} 导入`, { next: `发送「日历 ${String(year)}」查看` });
  return [{ type: 'CalendarImported', scope, year, notice, off: weekdays, on: weekends, by: by.id }];
};

export interface WantedDays {
  readonly days: readonly LocalDate[];
  /** 'as-official' takes a local change back. */
  readonly change: 'off' | 'on' | 'as-official';
  readonly reason: string;
}

export const decideLocalDays = (scope: CalendarScope, by: Person, states: readonly CalendarState[], wanted: WantedDays, at: string): readonly Fact[] => {
  demand(by, 'calendar.change');
  const days = [...new Set(wanted.days)].toSorted();
  const [first] = days;
  if (first === undefined || days.length > MAX_LOCAL_DAYS) throw new Refusal('calendar.no-days', days.length === 0 ? '没有写日期' : `一次最多 ${String(MAX_LOCAL_DAYS)} 天`, { next: '例如：日历 加 2026-11-25 停工 原因=台风' });
  if (first < addDays(localDate(at), -MAX_DAYS_BACK)) throw new Refusal('calendar.long-past', `${first} 已过去 ${String(MAX_DAYS_BACK)} 天以上，不能再改`, { next: '请核对日期；早已过去的期限以当时的记录为准' });
  const reason = wanted.reason.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (reason === '' || reason.length > MAX_REASON) throw new Refusal('calendar.no-reason', '没有写原因', { next: '例如：日历 加 2026-11-25 停工 原因=台风', clause: '本地停工、上班会改变期限，须留痕' });
  const calendar = calendarOf(...states);
  const { change } = wanted;
  const idle = days.filter((date) => (change === 'as-official' ? !calendar.local.has(date) : isWorkingDay(calendar, date) === (change === 'on')));
  if (idle.length > 0) {
    const why = change === 'as-official' ? '没有本地调整' : change === 'on' ? '本来就上班' : '本来就不上班';
    throw new Refusal('calendar.no-change', `${shown(idle)} ${why}`, { next: `发送「日历 ${first.slice(0, 4)}」查看现行安排` });
  }
  return [{ type: 'LocalDaysChanged', scope, days, change, reason, by: by.id }];
};
