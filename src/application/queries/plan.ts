/**
 * What a year's plan says, and what it would do to the year.
 */
import { isPublished } from '../../domain/calendar/calendar.ts';
import { sha256Hex } from '../../domain/canonical.ts';
import { isWorkingDay } from '../../domain/calendar/working-days.ts';
import { matches } from '../../domain/draw/filters.ts';
import type { BlobRef, LocalDate } from '../../domain/values.ts';
import { yearOfTask } from '../../domain/ids.ts';
import type { UnitId } from '../../domain/ids.ts';
import { checkPlan, expectedVisits } from '../../domain/plan/check.ts';
import type { PlanFinding } from '../../domain/plan/check.ts';
import { comparePlans } from '../../domain/plan/compare.ts';
import type { PlanChange } from '../../domain/plan/compare.ts';
import { planStream, versionInForce } from '../../domain/plan/plan.ts';
import type { PlanState } from '../../domain/plan/plan.ts';
import type { PlanRow } from '../../domain/plan/row.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { InspectorRow, ItemRow, TargetRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { TaskSettings } from '../../domain/task/settings.ts';
import { targetLine } from '../../domain/task/lines.ts';
import { calendarFor } from '../calendar.ts';
import type { Deps } from '../deps.ts';
import { remembered } from '../remembered.ts';

type Reads = Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>;

export const readPlan = async (blobs: Pick<Deps['blobs'], 'get'>, ref: Pick<BlobRef, 'sha256'>): Promise<readonly PlanRow[]> =>
  new TextDecoder().decode(await blobs.get(ref.sha256)).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as PlanRow);

/** Plans, and versions of each roster, whose counts are kept: a bureau looks at one plan at a time, approver by approver. */
const KEPT = 12;
const keptItems = remembered<readonly ItemRow[]>(KEPT);
const keptReach = remembered<Reach>(KEPT);
const keptStaff = remembered<ReadonlyMap<string, number>>(KEPT);

const readItems = async (deps: Pick<Deps, 'rosters'>, unit: UnitId, version: number): Promise<readonly ItemRow[]> => {
  const items: ItemRow[] = [];
  for await (const { row } of deps.rosters.rows(unit, 'items', version)) {
    const item = row as unknown as ItemRow;
    if (item.status === '有效') items.push(item);
  }
  return items;
};

/** Items in force, in the order of the list. */
export const itemsInForce = async (deps: Pick<Deps, 'states' | 'rosters'>, unit: UnitId): Promise<readonly ItemRow[]> => {
  const { version } = (await deps.states.load('roster', rosterStream(unit, 'items'))).state;
  return version === 0 ? [] : keptItems(deps.rosters, `${unit}/${String(version)}`, () => readItems(deps, unit, version));
};

export interface PlanCheck {
  readonly findings: readonly PlanFinding[];
  readonly items: number;
  /** By line: targets inside its range, and visits to be expected over the year. */
  readonly lines: ReadonlyMap<string, { readonly targets: number; readonly visits: number }>;
}

interface Reach {
  /** By line: targets inside its range. */
  readonly targets: ReadonlyMap<string, number>;
  /** How many targets are reached how often. */
  readonly exposure: ReadonlyMap<number, number>;
}

/** One pass over a version of the roster: seconds at a million targets. */
const countReach = async (deps: Pick<Deps, 'rosters'>, unit: UnitId, version: number, rows: readonly PlanRow[]): Promise<Reach> => {
  const targets = new Map<string, number>(rows.map(({ no }) => [no, 0]));
  const exposure = new Map<number, number>();
  if (version === 0) return { targets, exposure };
  for await (const { row } of deps.rosters.rows(unit, 'targets', version)) {
    const line = targetLine(row as unknown as TargetRow, 0, { maxPerYear: null, keyObjectsExempt: true });
    if (line.excluded !== null) continue;
    let times = 0;
    for (const { no, scope, campaigns } of rows) {
      if (!matches(line, scope)) continue;
      targets.set(no, (targets.get(no) ?? 0) + 1);
      times += campaigns;
    }
    exposure.set(times, (exposure.get(times) ?? 0) + 1);
  }
  return { targets, exposure };
};

/** Counted once for a version of the roster and the ranges of a plan; a ratio changed, an approval given cost no pass. */
const reachOf = async (deps: Reads, unit: UnitId, rows: readonly PlanRow[]): Promise<Reach> => {
  const { version } = (await deps.states.load('roster', rosterStream(unit, 'targets'))).state;
  const ranges = rows.map(({ no, scope, campaigns }) => [no, campaigns, scope]);
  return keptReach(deps.rosters, `${unit}/${String(version)}/${sha256Hex(JSON.stringify(ranges))}`, () => countReach(deps, unit, version, rows));
};

const staffOf = async (deps: Reads, unit: UnitId): Promise<ReadonlyMap<string, number>> => {
  const { version } = (await deps.states.load('roster', rosterStream(unit, 'inspectors'))).state;
  return keptStaff(deps.rosters, `${unit}/${String(version)}`, () => countStaff(deps, unit, version));
};
const countStaff = async (deps: Pick<Deps, 'rosters'>, unit: UnitId, version: number): Promise<ReadonlyMap<string, number>> => {
  const staff = new Map<string, number>();
  if (version === 0) return staff;
  for await (const { row } of deps.rosters.rows(unit, 'inspectors', version)) {
    const { certified, status, section } = row as unknown as InspectorRow;
    if (certified && status !== '停用') staff.set(section, (staff.get(section) ?? 0) + 1);
  }
  return staff;
};

/** 计划 体检. */
export const planCheck = (deps: Reads) => async (unit: UnitId, year: number, rows: readonly PlanRow[]): Promise<PlanCheck> => {
  const [calendar, { state }, items, reach, inspectors] = await Promise.all([calendarFor(deps.states, unit), deps.states.load('unit', unit), itemsInForce(deps, unit), reachOf(deps, unit, rows), staffOf(deps, unit)]);
  const facts = { items, ...reach, inspectors, isWorkingDay: (date: LocalDate) => isWorkingDay(calendar, date), isPublishedYear: isPublished(calendar, `${String(year)}-01-01`) };
  const lines = new Map(rows.map((row) => [row.no, { targets: reach.targets.get(row.no) ?? 0, visits: expectedVisits(row, reach.targets.get(row.no) ?? 0) }]));
  return { findings: checkPlan(rows, facts, rulesInForce(state.rules)), items: items.length, lines };
};

export interface PlanView {
  readonly plan: PlanState;
  /** Of the draft when there is one, else of the version in force. */
  readonly rows: readonly PlanRow[];
  readonly isDraft: boolean;
  readonly check: PlanCheck;
  /** Against the version in force, or for the year's first draft against the year before. */
  readonly changes: readonly PlanChange[];
  readonly comparedWith: string;
  /** Tasks of the year that follow no line, by where they come from; those taken back are not counted. */
  readonly outside: ReadonlyMap<TaskSettings['source'], number>;
}

/** The lines of the version in force; [] before one is approved. */
export const planLines = (deps: Pick<Deps, 'states' | 'blobs'>) => async (unit: UnitId, year: number): Promise<readonly PlanRow[]> => {
  const inForce = versionInForce((await deps.states.load('plan', planStream(unit, year))).state);
  return inForce === null ? [] : readPlan(deps.blobs, inForce.rows);
};

/** 计划外: counted apart from the plan's own. */
const outsideOf = async (deps: Pick<Deps, 'states'>, unit: UnitId, year: number): Promise<PlanView['outside']> => {
  const counts = new Map<TaskSettings['source'], number>();
  for (const { state: { id, settings, phase } } of await deps.states.find('task', { unit })) {
    if (id === null || settings === null || settings.planRow !== undefined || phase === 'withdrawn' || yearOfTask(id) !== year) continue;
    counts.set(settings.source, (counts.get(settings.source) ?? 0) + 1);
  }
  return counts;
};

/** @returns null when the year has no plan yet */
export const planView = (deps: Reads) => async (unit: UnitId, year: number): Promise<PlanView | null> => {
  const { state: plan } = await deps.states.load('plan', planStream(unit, year));
  const now = versionInForce(plan);
  const ref = plan.draft?.rows ?? now?.rows;
  if (ref === undefined) return null;
  const rows = await readPlan(deps.blobs, ref);
  const earlier = plan.draft !== null && now !== null ? now : (plan.versions.at(plan.draft === null ? -2 : -1) ?? versionInForce((await deps.states.load('plan', planStream(unit, year - 1))).state));
  const isSameYear = earlier !== null && plan.versions.includes(earlier);
  return {
    plan, rows, isDraft: plan.draft !== null,
    check: await planCheck(deps)(unit, year, rows),
    // Numbers count within a year: lines of two years are not the same lines.
    changes: earlier === null || !isSameYear ? [] : comparePlans(await readPlan(deps.blobs, earlier.rows), rows),
    outside: now === null ? new Map() : await outsideOf(deps, unit, year),
    comparedWith: earlier === null || !isSameYear ? '' : `第 ${String(plan.versions.indexOf(earlier) + 1)} 版`,
  };
};
