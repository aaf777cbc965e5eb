/**
 * The working calendar of a unit: the bundled notices, what a clerk imported, and local days (壮族三月三, 台风停工).
 *
 * Imports replace the year they are for, whole; local days come last and win. Everything that counts working days takes
 * such a calendar as an argument, so an import changes every deadline that is shown and none that was met.
 */
import type { Fact } from '../events.ts';
import type { Instant, LocalDate } from '../values.ts';
import type { PersonId } from '../ids.ts';
import { HOLIDAYS } from './holidays.ts';

export interface ImportedYear {
  readonly year: number;
  /** 文号. */
  readonly notice: string;
  /** Weekdays without work; a notice may reach into the year before. */
  readonly off: readonly LocalDate[];
  /** Saturdays and Sundays with work (调休). */
  readonly on: readonly LocalDate[];
  readonly at: Instant;
  readonly by: PersonId;
}
export interface LocalDay {
  readonly date: LocalDate;
  readonly change: 'off' | 'on';
  readonly reason: string;
}

/** Stream 'calendar/main' and 'calendar/<unit>'. */
export interface CalendarState {
  readonly imports: readonly ImportedYear[];
  readonly local: readonly LocalDay[];
}
export const newCalendar: CalendarState = { imports: [], local: [] };

export const evolveCalendar = (state: CalendarState, fact: Fact, at: Instant): CalendarState => {
  if (fact.type === 'CalendarImported') {
    const { year, notice, off, on, by } = fact;
    return { ...state, imports: [...state.imports.filter((other) => other.year !== year), { year, notice, off, on, at, by }] };
  }
  if (fact.type !== 'LocalDaysChanged') return state;
  const { days, change, reason } = fact;
  const others = state.local.filter(({ date }) => !days.includes(date));
  return { ...state, local: change === 'as-official' ? others : [...others, ...days.map((date) => ({ date, change, reason }))] };
};

export interface Calendar {
  /** Notices by the year they are for; a year without one is estimated. */
  readonly notices: ReadonlyMap<number, string>;
  readonly off: ReadonlySet<LocalDate>;
  readonly on: ReadonlySet<LocalDate>;
  readonly local: ReadonlyMap<LocalDate, LocalDay>;
}

const dated = (year: number, days: string): readonly LocalDate[] => days.split(' ').map((day) => `${String(year)}-${day}`);
export const yearOf = (date: LocalDate): number => Number(date.slice(0, 4));

/** @param states from the widest scope to the narrowest; later ones win */
export const calendarOf = (...states: readonly CalendarState[]): Calendar => {
  const imports = new Map(states.flatMap(({ imports: list }) => list.map((each) => [each.year, each] as const)));
  const bundled = [...HOLIDAYS].filter(([year]) => !imports.has(year));
  return {
    notices: new Map([...bundled.map(([year, { notice }]) => [year, notice] as const), ...[...imports].map(([year, { notice }]) => [year, notice] as const)]),
    off: new Set([...bundled.flatMap(([year, { off }]) => dated(year, off)), ...[...imports.values()].flatMap(({ off }) => off)]),
    on: new Set([...bundled.flatMap(([year, { on }]) => dated(year, on)), ...[...imports.values()].flatMap(({ on }) => on)]),
    local: new Map(states.flatMap(({ local }) => local.map((day) => [day.date, day] as const))),
  };
};

/** The published notices as bundled, without imports and local days. */
export const BUNDLED: Calendar = calendarOf();

/** Whether the year of a date has its notice; what is counted in others is 暂估. */
export const isPublished = ({ notices }: Calendar, date: LocalDate): boolean => notices.has(yearOf(date));
