/**
 * Two counters with two names (X1, X2): how often an object was visited this year, and how often an item was campaigned.
 *
 * 「≤2 次」 of 通州 and 威海 limits visits of one object; 「≥2 次」 of 福州 asks for campaigns of one item. They never share a name.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { VisitKind } from '../../domain/task/settings.ts';
import type { LocalDate } from '../../domain/values.ts';
import { nthInspection, taskOf } from '../../domain/ids.ts';
import type { InspectionId, TaskId, UnitId } from '../../domain/ids.ts';
import { countedOnce } from '../../domain/inspection/merge.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { ItemRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { hidesTarget, hidesTargets } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lockedAttempt, standingAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { capStreamId, VISIT_KINDS, visitYears } from '../../domain/task/visit-kinds.ts';
import type { Deps } from '../deps.ts';
import { readResult } from './read-result.ts';

type Reads = Pick<Deps, 'states' | 'blobs' | 'clock'>;

export interface ObjectVisit {
  readonly inspection: InspectionId;
  readonly task: string;
  readonly kind: VisitKind;
  /** 联合: several departments, counted once. */
  readonly joint: boolean;
  readonly window: { readonly from: LocalDate; readonly to: LocalDate };
  readonly locked: boolean;
}
export interface ObjectYear {
  readonly year: number;
  /** Ascending by window. */
  readonly visits: readonly ObjectVisit[];
  /** Visits that count towards the limit. */
  readonly counted: number;
  readonly limit: number | null;
  readonly clause: string;
  readonly byKind: readonly { readonly name: string; readonly count: number }[];
}

const tasksOf = async (deps: Reads, unit: UnitId, year: number): Promise<readonly TaskState[]> =>
  (await deps.states.find('task', { unit })).map(({ state }) => state).filter(({ settings, phase }) => settings !== null && phase !== 'withdrawn' && phase !== 'void' && visitYears(settings).includes(year));

/**
 * 本年检查次数 of an object, by kind of check. Visits that nobody may know of yet (不宜告知) are left out until their day.
 */
export const objectYear = (deps: Reads) => async (unit: UnitId, code: string): Promise<ObjectYear> => {
  const today = localDate(deps.clock());
  const year = Number(today.slice(0, 4));
  const { value: limit, clause } = rulesInForce((await deps.states.load('unit', unit)).state.rules).objectCap.maxPerYear;
  const visits: ObjectVisit[] = [];
  for (const task of await tasksOf(deps, unit, year)) {
    const { id, settings } = requireTask(task);
    const attempt = standingAttempt(task, ['objects', 'together']);
    if (attempt?.result == null || hidesTargets(settings, today)) continue;
    const refill = (task.refills ?? []).find((each) => each.code === code);
    const hit = refill === undefined ? (await readResult(deps.blobs, attempt.result.sha256)).selected.find((target) => target.code === code) : { no: Number(/\d+$/.exec(refill.inspection)?.[0] ?? '0') };
    if (hit === undefined) continue;
    const inspection = nthInspection(id, hit.no);
    // Made later (延期): known when its own window begins.
    const { window, finished } = (await deps.states.load('inspection', inspection)).state;
    if (finished === undefined && hidesTarget(settings, { window }, today)) continue;
    visits.push({ inspection, task: settings.name, kind: settings.kind ?? 'random', joint: settings.cooperating.length > 0, window: window ?? settings.window, locked: lockedAttempt(task, ['objects', 'together']) !== null });
  }
  const ordered = visits.toSorted((a, b) => (a.window.from < b.window.from ? -1 : 1));
  const { groups } = (await deps.states.load('merges', capStreamId(unit, year))).state;
  const counting = new Set(visits.filter(({ kind }) => VISIT_KINDS[kind].counts > 0).map(({ inspection }) => taskOf(inspection)));
  const away = countedOnce({ groups }, (task) => counting.has(task));
  const kinds = [...new Set(ordered.map(({ kind }) => kind))];
  return {
    year, visits: ordered, limit, clause,
    counted: ordered.reduce((sum, { kind, inspection }) => sum + (away.has(inspection) ? 0 : VISIT_KINDS[kind].counts), 0),
    byKind: kinds.map((kind) => ({ name: VISIT_KINDS[kind].name, count: ordered.filter((visit) => visit.kind === kind).length })),
  };
};

export interface ItemYear {
  readonly year: number;
  /** Campaigns whose objects are drawn and stand. */
  readonly campaigns: readonly { readonly task: TaskId; readonly name: string; readonly window: { readonly from: LocalDate; readonly to: LocalDate } }[];
  /** Tasks of the item that have not drawn yet. */
  readonly ahead: number;
  /** Campaigns that the item list, else the rules, ask for in a year, and where they say so; null where nothing does. */
  readonly least: number | null;
  readonly clause: string;
}

/** 本年抽查活动次数 of an item. */
export const itemYear = (deps: Reads & Pick<Deps, 'rosters'>) => async (unit: UnitId, item: string): Promise<ItemYear> => {
  const year = Number(localDate(deps.clock()).slice(0, 4));
  const campaigns = rulesInForce((await deps.states.load('unit', unit)).state.rules).campaigns.minPerItemPerYear;
  const { state: list } = await deps.states.load('roster', rosterStream(unit, 'items'));
  const row = list.version === 0 ? null : ((await deps.rosters.row(unit, 'items', list.version, item)) as unknown as ItemRow | null);
  const own = (await tasksOf(deps, unit, year)).filter(({ settings }) => settings?.items.some((code) => code === item) === true);
  const isDrawn = (task: TaskState): boolean => lockedAttempt(task, ['objects', 'together']) !== null;
  return {
    year,
    campaigns: own.filter(isDrawn).flatMap(({ id, settings }) => (id === null || settings === null ? [] : [{ task: id, name: settings.name, window: settings.window }])),
    ahead: own.filter((task) => !isDrawn(task)).length,
    ...(row?.timesPerYear == null ? { least: campaigns.value, clause: campaigns.clause } : { least: row.timesPerYear, clause: `事项清单「${row.frequency}」` }),
  };
};
