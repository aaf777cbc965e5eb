/**
 * What counts towards the yearly cap of a target, and in which year (年度抽查上限, 通州意见 三(二)4, 威海临港细则 第七条).
 *
 * One visit counts once, however many departments take part (联合抽查计 1 次). It counts in the year of the visit: reserved
 * when the draw is closed, for every year its window touches, because nobody knows yet on which day it will be made.
 */
import type { TaskSettings, VisitKind } from './settings.ts';
import type { LocalDate } from '../values.ts';
import type { UnitId } from '../ids.ts';
import type { Attempt, TaskState } from './task.ts';

export const VISIT_KINDS: Readonly<Record<VisitKind, { readonly name: string; /** Visits counted per target. */ readonly counts: 0 | 1 }>> = {
  random: { name: '随机抽查', counts: 1 },
  recheck: { name: '复查', counts: 0 },
  complaint: { name: '投诉举报核查', counts: 0 },
  licence: { name: '许可核查', counts: 0 },
};

export const countsToCap = ({ kind = 'random' }: Pick<TaskSettings, 'kind'>): boolean => VISIT_KINDS[kind].counts === 1;

const yearOf = (day: LocalDate): number => Number(day.slice(0, 4));

/** Years a visit of the task may fall into, ascending. */
export const visitYears = ({ window: { from, to } }: Pick<TaskSettings, 'window'>): readonly number[] => {
  const [first, last] = [yearOf(from), yearOf(to)];
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

/** The stream of a unit's counts of one year: 'cap/<unit>/<year>' without the kind. */
export const capStreamId = (unit: UnitId, year: number): string => `${unit}/${String(year)}`;

/** A stream of counts an attempt reserves in; `frozen` is the version its lists were frozen on, null where it never was. */
export interface ReservedYear { readonly id: string; readonly frozen: number | null }

/**
 * Where a committed attempt is counted. Attempts of earlier journals were frozen on the year the task was created in; their
 * visits are reserved in the years of the window as well.
 */
export const reservedYears = (attempt: Pick<Attempt, 'capVersion' | 'capYears'>, settings: Pick<TaskSettings, 'window'>, unit: UnitId, createdOn: LocalDate): readonly ReservedYear[] => {
  if (attempt.capYears !== undefined) return attempt.capYears.map(({ year, version }) => ({ id: capStreamId(unit, year), frozen: version }));
  const created = yearOf(createdOn);
  return [{ id: capStreamId(unit, created), frozen: attempt.capVersion }, ...visitYears(settings).filter((year) => year !== created).map((year) => ({ id: capStreamId(unit, year), frozen: null }))];
};

/** Whether the visits of an earlier task count in one of these years. */
export const countsIn = (task: Pick<TaskState, 'settings'>, years: readonly number[]): boolean =>
  task.settings !== null && countsToCap(task.settings) && visitYears(task.settings).some((year) => years.includes(year));
