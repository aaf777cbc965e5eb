/**
 * Which pending visits could be made at one time: visits of different tasks to the same object with days in common.
 *
 * Found through the results of the tasks under way, so that a unit with fifty thousand visits is not gone through one by one. What
 * is not to be announced is not looked at at all.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { InspectionId, TargetCode, TaskId, UnitId } from '../../domain/ids.ts';
import { isMergeable, sharedWindow, windowOf } from '../../domain/inspection/merge.ts';
import type { MergePart } from '../../domain/inspection/merge.ts';
import { requireTask } from '../../domain/task/require.ts';
import { lockedAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { Deps } from '../deps.ts';
import { visitsDrawn } from './yearly.ts';

export interface MergeOffer {
  readonly target: string;
  readonly visits: readonly { readonly id: InspectionId; readonly task: string }[];
  readonly shared: { readonly from: LocalDate; readonly to: LocalDate };
}

type Reads = Pick<Deps, 'states' | 'blobs' | 'clock'>;

const drawnIn = async (deps: Reads, task: TaskState): Promise<readonly { readonly code: TargetCode; readonly id: InspectionId }[]> => {
  const result = lockedAttempt(task, ['together', 'objects'])?.result;
  return result == null ? [] : visitsDrawn(deps, task, result);
};

/** @param about only offers with a visit of this task; null = all */
export const mergeOffers = (deps: Reads) => async (unit: UnitId, about: TaskId | null = null): Promise<readonly MergeOffer[]> => {
  const today = localDate(deps.clock());
  const tasks = (await deps.states.find('task', { unit, phase: 'dispatched' })).map(({ state }) => state).filter(({ settings }) => settings !== null && !settings.noNotice && settings.window.to >= today);
  const byTarget = new Map<TargetCode, { readonly id: InspectionId; readonly task: TaskState }[]>();
  for (const task of tasks) for (const { code, id } of await drawnIn(deps, task)) byTarget.set(code, [...(byTarget.get(code) ?? []), { id, task }]);
  const several = [...byTarget.values()].filter((visits) => visits.length > 1 && (about === null || visits.some(({ task }) => task.id === about)));
  const offers = await Promise.all(several.map(async (visits): Promise<readonly MergeOffer[]> => {
    const parts = (await Promise.all(visits.map(async ({ id, task }): Promise<MergePart> => ({ task, visit: (await deps.states.load('inspection', id)).state })))).filter(isMergeable);
    const shared = sharedWindow(parts.map(windowOf));
    const [first] = parts;
    if (first === undefined || parts.length < 2 || shared === null || shared.to < today || (about !== null && !parts.some(({ task }) => task.id === about))) return [];
    return [{ target: first.visit.target?.name ?? '', visits: parts.flatMap(({ visit, task }) => (visit.id === null ? [] : [{ id: visit.id, task: requireTask(task).settings.name }])), shared: { from: shared.from > today ? shared.from : today, to: shared.to } }];
  }));
  return offers.flat();
};
