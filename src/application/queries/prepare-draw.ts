/**
 * Everything a draw is asked for, read from the rosters and the year's counts as they are now.
 *
 * Preview and commitment use the same preparation, so what people saw is what is frozen.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import { freeze } from '../../domain/draw/draw.ts';
import type { Frozen } from '../../domain/draw/draw.ts';
import { matches } from '../../domain/draw/strata.ts';
import type { DrawRequest, DrawResult, InspectorLine, TargetLine } from '../../domain/draw/types.ts';
import type { DrawStage } from '../../domain/events.ts';
import type { TargetCode, UnitId } from '../../domain/ids.ts';
import type { InspectorRow, TargetRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { nextAttempt } from '../../domain/task/ceremony.ts';
import type { RosterVersions } from '../../domain/task/confirm.ts';
import { inspectorLine, recusalLines, targetLine } from '../../domain/task/lines.ts';
import type { Counts } from '../../domain/task/lines.ts';
import { WITHOUT_NAMES } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lastAttempt, lockedAttempt, standingAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';

type Reads = Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock'>;

export const readResult = async (blobs: Deps['blobs'], sha256: Parameters<Deps['blobs']['get']>[0]): Promise<DrawResult> =>
  JSON.parse(new TextDecoder().decode(await blobs.get(sha256))) as DrawResult;

/** The stream of a unit's yearly counts for a task: the year in which the task was created. */
export const capStream = (task: TaskState, unit: UnitId): string => `${unit}/${localDate(task.createdAt ?? '1970-01-01T00:00:00.000Z').slice(0, 4)}`;

/** Visits and loads of the year from all results that count, this task's own left out. */
const yearlyCounts = async (deps: Reads, task: TaskState, unit: UnitId): Promise<Counts & { readonly version: number }> => {
  const cap = await deps.states.load('cap', capStream(task, unit));
  const visits = new Map<string, number>();
  const loads = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string): void => { counts.set(key, (counts.get(key) ?? 0) + 1); };
  for (const id of cap.state.tasks) {
    if (id === task.id) continue;
    const { state } = await deps.states.load('task', id);
    const targets = standingAttempt(state, ['objects', 'together']);
    const people = standingAttempt(state, ['inspectors', 'together']);
    if (targets?.result != null) (await readResult(deps.blobs, targets.result.sha256)).selected.forEach(({ code }) => { add(visits, code); });
    if (people?.result != null) (await readResult(deps.blobs, people.result.sha256)).teams?.forEach(({ members }) => { members.forEach(({ inspector }) => { add(loads, inspector); }); });
  }
  return { visits, loads, version: cap.version };
};

const targetLines = async (deps: Reads, task: TaskState, unit: UnitId, version: number, counts: Counts, locked: ReadonlySet<string> | null): Promise<readonly TargetLine[]> => {
  const { settings, rules } = requireTask(task);
  const maxPerYear = rulesInForce(rules).objectCap.maxPerYear.value;
  const lines: TargetLine[] = [];
  for await (const { row } of deps.rosters.rows(unit, 'targets', version)) {
    const line = targetLine(row as unknown as TargetRow, counts.visits.get(String(row['code'])) ?? 0, maxPerYear);
    if (locked === null ? matches(line, settings.scope) : locked.has(line.id)) lines.push(line);
  }
  return lines;
};

const inspectorLines = async (deps: Reads, task: TaskState, unit: UnitId, version: number, counts: Counts): Promise<readonly InspectorLine[]> => {
  const { settings } = requireTask(task);
  const { state: duty } = await deps.states.load('duty', unit);
  const lines: InspectorLine[] = [];
  for await (const { row } of deps.rosters.rows(unit, 'inspectors', version)) {
    const line = inspectorLine(row as unknown as InspectorRow, settings, duty, counts.loads.get(String(row['code'])) ?? 0);
    if (line !== null) lines.push(line);
  }
  return lines;
};

/** The targets as they were frozen at the locked first stage (威海 第十四条): a second stage never sees a later roster of them. */
const lockedTargetsOf = async (deps: Reads, task: TaskState): Promise<readonly TargetCode[] | null> => {
  const objects = lockedAttempt(task, ['objects']);
  if (objects?.result == null) return null;
  return (await readResult(deps.blobs, objects.result.sha256)).selected.map(({ code }) => code);
};

const frozenTargets = async (deps: Reads, task: TaskState, locked: ReadonlySet<string>): Promise<readonly TargetLine[]> => {
  const objects = lockedAttempt(task, ['objects']);
  if (objects === null) return [];
  const text = new TextDecoder().decode(await deps.blobs.get(objects.targets.sha256));
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as TargetLine).filter((line) => locked.has(line.id));
};

export interface PreparedDraw {
  readonly request: DrawRequest;
  readonly frozen: Frozen;
  readonly capVersion: number;
  /** Everybody on the list of the sections taking part, also where only targets are drawn now. */
  readonly staff: readonly InspectorLine[];
}

/**
 * @param versions of the lists: those whose confirmations were checked, so that an import in between is not drawn from
 * @param saltKey keys the salts of lines that the public edition may withhold; null for a preview
 * @throws Refusal when a list is not fit to be frozen
 */
export const prepareDraw = (deps: Reads) => async (task: TaskState, stage: DrawStage, versions: RosterVersions, saltKey: Uint8Array | null): Promise<PreparedDraw> => {
  const { id, unit, settings, rules } = requireTask(task);
  const set = rulesInForce(rules);
  const [counts, unitState] = await Promise.all([yearlyCounts(deps, task, unit), deps.states.load('unit', unit)]);
  const lockedTargets = stage === 'inspectors' ? await lockedTargetsOf(deps, task) : null;
  const locked = lockedTargets === null ? null : new Set<string>(lockedTargets);
  const targets = locked === null ? await targetLines(deps, task, unit, versions.targets, counts, null) : await frozenTargets(deps, task, locked);
  const staff = await inspectorLines(deps, task, unit, versions.inspectors, counts);
  const inspectors = stage === 'objects' ? [] : staff;
  const { state: duty } = await deps.states.load('duty', unit);
  const request: DrawRequest = {
    task: id,
    attempt: nextAttempt(task),
    stage,
    unit: unitState.state.name,
    rules,
    strata: settings.strata.map(({ name, where, ratio }) => ({ name, where, num: ratio.num, den: ratio.den })),
    team: { size: settings.teamSize, minCertified: set.team.minCertified.value, leaderSection: set.team.leaderFrom.value === 'initiatingSection' ? settings.section : null },
    lockedTargets,
    targets,
    inspectors,
    recusals: recusalLines(duty, new Set(inspectors.map((line) => line.id)), new Set(targets.map((line) => line.id))),
    previousPlan: lastAttempt(task)?.planHash ?? null,
  };
  const frozen = freeze(request, saltKey);
  const feasibility = settings.noNotice && !frozen.feasibility.ok ? { ...frozen.feasibility, sentence: WITHOUT_NAMES } : frozen.feasibility;
  return { request, frozen: { ...frozen, feasibility }, capVersion: counts.version, staff };
};
