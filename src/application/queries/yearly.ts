/**
 * What earlier draws have taken: visits and loads of the years a task will be visited in, who visited a target last, and
 * what a supplementary draw leaves out.
 *
 * All from locked or standing results as they are now; whoever freezes a list freezes these judgements with it.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import { nthInspection, taskOf } from '../../domain/ids.ts';
import { countedOnce } from '../../domain/inspection/merge.ts';
import type { MergesState } from '../../domain/inspection/merge.ts';
import type { InspectionId, InspectorCode, TargetCode, TaskId, UnitId } from '../../domain/ids.ts';
import type { Counts } from '../../domain/task/lines.ts';
import type { SubstitutionState } from '../../domain/substitution/substitution.ts';
import { hidesTargets } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lockedAttempt, standingAttempt } from '../../domain/task/task.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';
import { capStreamId, countsIn, reservedYears, visitYears } from '../../domain/task/visit-kinds.ts';
import type { ReservedYear } from '../../domain/task/visit-kinds.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { Deps } from '../deps.ts';
import { hiddenTargets } from './moved-windows.ts';
import { readResult } from './read-result.ts';

type Reads = Pick<Deps, 'states' | 'blobs' | 'clock'>;

/** Where the visits of an attempt are counted. */
export const reservationsOf = (task: TaskState, attempt: Attempt): readonly ReservedYear[] => {
  const { unit, settings } = requireTask(task);
  return reservedYears(attempt, settings, unit, localDate(task.createdAt ?? '1970-01-01T00:00:00.000Z'));
};

export interface YearlyCounts extends Counts {
  /** The years of this task's visits, with the versions of their counts. */
  readonly years: readonly { readonly year: number; readonly version: number }[];
  /** Per target: who made its last visit, replaced people by those sent instead. */
  readonly last: ReadonlyMap<TargetCode, readonly InspectorCode[]>;
}

/** Whoever one approved request sent instead, by inspection and the person replaced. */
export const sentBy = (state: SubstitutionState): readonly (readonly [string, InspectorCode])[] => {
  // A visit passed on has a whole new team by one request.
  if (state.taken?.way.kind === 'reassign') return state.taken.way.posts.map(({ old, inspector }) => [`${state.inspection ?? ''} ${old}`, inspector]);
  return state.pick === null ? [] : [[`${state.inspection ?? ''} ${state.inspector ?? ''}`, state.pick]];
};
const substitutesSent = async (deps: Reads, unit: UnitId): Promise<ReadonlyMap<string, InspectorCode>> =>
  new Map((await deps.states.find('substitution', { unit, phase: 'approved' })).flatMap(({ state }) => sentBy(state)));

/** Who comes in the end instead of somebody drawn. @param sent by inspection and the person replaced: `${inspection} ${inspector}` */
export const present = (sent: ReadonlyMap<string, InspectorCode>, inspection: string, drawn: InspectorCode): InspectorCode => {
  // Whoever came instead may have been replaced himself; a chain never comes back to the same person in the same post.
  const next = sent.get(`${inspection} ${drawn}`);
  return next === undefined || next === drawn ? drawn : present(new Map([...sent].filter(([pair]) => pair !== `${inspection} ${drawn}`)), inspection, next);
};

/** Every visit of a result, those that came for others (递补) included. */
export const visitsDrawn = async (deps: Pick<Deps, 'blobs'>, task: TaskState, result: BlobRef): Promise<readonly { readonly code: TargetCode; readonly id: InspectionId }[]> => {
  const drawn = (await readResult(deps.blobs, result.sha256)).selected.map(({ code, no }) => ({ code, id: nthInspection(requireTask(task).id, no) }));
  return [...drawn, ...(task.refills ?? []).map(({ code, inspection }) => ({ code, id: inspection }))];
};

/** Groups of merged visits (综合查一次) of some years. */
const mergesOf = async (deps: Reads, unit: UnitId, years: readonly number[]): Promise<MergesState> => {
  const streams = await Promise.all(years.map(async (year) => (await deps.states.load('merges', capStreamId(unit, year))).state.groups));
  // A window over New Year is in both.
  return { groups: [...new Map(streams.flat().map((group) => [group.join(), group])).values()] };
};

/** In the order in which they were or will be visited. */
const byVisit = (a: TaskState, b: TaskState): number => {
  const at = (task: TaskState): string => `${task.settings?.window.from ?? ''} ${lockedAttempt(task, ['together', 'inspectors'])?.drawnAt ?? ''} ${task.id ?? ''}`;
  return at(a) < at(b) ? -1 : 1;
};

/** A window over New Year reserves in both years until the visit is made; then it counts where it was made. */
const visitedInOtherYears = async (deps: Reads, task: TaskState, years: readonly number[]): Promise<ReadonlySet<TargetCode>> => {
  const { id, settings } = requireTask(task);
  if (visitYears(settings).every((year) => years.includes(year))) return new Set();
  const visits = await deps.states.find('inspection', { task: id });
  return new Set(visits.flatMap(({ state: { target, finished } }) => (target !== null && finished !== undefined && !years.includes(Number(finished.on.slice(0, 4))) ? [target.code] : [])));
};

/** Visits and loads from all results that count in the years of this task's visits, its own left out. */
export const yearlyCounts = async (deps: Reads, task: TaskState): Promise<YearlyCounts> => {
  const { unit, settings } = requireTask(task);
  const years = visitYears(settings);
  const [first = 0] = years;
  // The year before: who visited last, and tasks of earlier journals, which were counted where they were made.
  const streams = await Promise.all([first - 1, ...years].map(async (year) => ({ year, cap: await deps.states.load('cap', capStreamId(unit, year)) })));
  const ids = [...new Set(streams.flatMap(({ cap }) => cap.state.tasks))].filter((id) => id !== task.id);
  const tasks = await Promise.all(ids.map(async (id) => (await deps.states.load('task', id)).state));
  const sent = await substitutesSent(deps, unit);
  const counting = new Set(tasks.flatMap((other) => (other.id !== null && countsIn(other, years) ? [other.id] : [])));
  const away = countedOnce(await mergesOf(deps, unit, years), (id) => counting.has(id));
  const today = localDate(deps.clock());
  const visits = new Map<string, number>();
  const loads = new Map<string, number>();
  const last = new Map<TargetCode, readonly InspectorCode[]>();
  const add = (counts: Map<string, number>, key: string): void => { counts.set(key, (counts.get(key) ?? 0) + 1); };
  for (const other of tasks.sort(byVisit)) {
    const { id, settings: theirs } = requireTask(other);
    const targets = standingAttempt(other, ['objects', 'together']);
    const people = standingAttempt(other, ['inspectors', 'together']);
    if (countsIn(other, years) && targets?.result != null) {
      const elsewhere = await visitedInOtherYears(deps, other, years);
      (await visitsDrawn(deps, other, targets.result)).forEach((visit) => { if (!elsewhere.has(visit.code) && !away.has(visit.id)) add(visits, visit.code); });
    }
    if (people?.result == null) continue;
    const { selected, teams } = await readResult(deps.blobs, people.result.sha256);
    const isThisYear = visitYears(theirs).some((year) => years.includes(year));
    // What is hidden until the day of the visit is hidden here as well.
    const isKnown = people.phase === 'locked' && !hidesTargets(theirs, today);
    const hidden = isKnown ? await hiddenTargets(deps, other, today) : new Set<TargetCode>();
    const codes = new Map(selected.map(({ no, code }) => [no, code]));
    for (const { no, members } of teams ?? []) {
      if (isThisYear) members.forEach(({ inspector }) => { add(loads, inspector); });
      const code = codes.get(no);
      if (isKnown && code !== undefined && !hidden.has(code)) last.set(code, members.map(({ inspector }) => present(sent, nthInspection(id, no), inspector)));
    }
  }
  return { visits, loads, last, years: streams.slice(1).map(({ year, cap: { version } }) => ({ year, version })) };
};

/**
 * 本年度第 n 次: how often each target was or will be visited in the year before this task's visit, in the order of the visits.
 * What nobody may know of yet (不宜告知) is left out until its day, here as everywhere.
 */
export const earlierVisits = async (deps: Reads, task: TaskState): Promise<ReadonlyMap<TargetCode, number>> => {
  const { id, unit, settings } = requireTask(task);
  const years = visitYears(settings);
  const caps = await Promise.all(years.map(async (year) => (await deps.states.load('cap', capStreamId(unit, year))).state.tasks));
  const today = localDate(deps.clock());
  const merges = await mergesOf(deps, unit, years);
  // What is merged with a visit of this task is that visit.
  const own = new Set(merges.groups.filter((group) => group.some((visit) => taskOf(visit) === id)).flat());
  const visits = new Map<TargetCode, number>();
  const others = await Promise.all([...new Set(caps.flat())].filter((each) => each !== id).map(async (each) => (await deps.states.load('task', each)).state));
  const counting = new Set(others.flatMap((other) => (other.id !== null && countsIn(other, years) ? [other.id] : [])));
  const away = countedOnce(merges, (each) => counting.has(each));
  for (const other of others) {
    const result = standingAttempt(other, ['objects', 'together'])?.result;
    if (result == null || !countsIn(other, years) || byVisit(other, task) > 0 || hidesTargets(requireTask(other).settings, today)) continue;
    const elsewhere = await visitedInOtherYears(deps, other, years);
    const hidden = await hiddenTargets(deps, other, today);
    for (const { code, id: visit } of await visitsDrawn(deps, other, result)) if (!elsewhere.has(code) && !hidden.has(code) && !own.has(visit) && !away.has(visit)) visits.set(code, (visits.get(code) ?? 0) + 1);
  }
  return visits;
};

/** The task at the head of a chain of supplements. */
const rootOf = (id: TaskId, supplements: ReadonlyMap<TaskId, TaskId>, seen: ReadonlySet<TaskId> = new Set()): TaskId => {
  const before = supplements.get(id);
  return before === undefined || seen.has(id) ? id : rootOf(before, supplements, new Set([...seen, id]));
};

/** 补抽: everything that stands drawn by the task supplemented and by its other supplements, ascending. */
export const drawnBefore = async (deps: Reads, task: TaskState): Promise<readonly TargetCode[]> => {
  const { id, unit, settings } = requireTask(task);
  if (settings.supplements === undefined) return [];
  const tasks = (await deps.states.find('task', { unit })).map(({ state }) => state);
  const supplements = new Map(tasks.flatMap(({ id: own, settings: its }) => (own === null || its?.supplements === undefined ? [] : [[own, its.supplements] as const])));
  const root = rootOf(id, supplements);
  const family = tasks.filter((other) => other.id !== null && other.id !== id && other.phase !== 'void' && rootOf(other.id, supplements) === root);
  const results = await Promise.all(family.map(async (other) => {
    const result = standingAttempt(other, ['objects', 'together'])?.result;
    return result == null ? [] : [...(await readResult(deps.blobs, result.sha256)).selected, ...(other.refills ?? [])].map(({ code }) => code);
  }));
  return [...new Set(results.flat())].sort();
};
