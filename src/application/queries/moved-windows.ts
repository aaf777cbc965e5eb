/**
 * 不宜告知 after 延期: a visit that was moved is unknown until the first day of its own window, and its task is not over before the
 * last. Only visits that are not over count: what was found somewhere is no secret there.
 */
import type { TargetCode } from '../../domain/ids.ts';
import { hidesTarget } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskSettings } from '../../domain/task/settings.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { States } from '../ports.ts';

type Reads = { readonly states: States };

const openVisits = async ({ states }: Reads, task: TaskState) => (await states.find('inspection', { task: requireTask(task).id, finished: null })).map(({ state }) => state);

/** From the last day on which visits begin to the last on which they end; for a task that is announced, the window of the task. */
export const latestWindow = async (deps: Reads, task: TaskState): Promise<TaskSettings['window']> => {
  const { settings } = requireTask(task);
  if (!settings.noNotice) return settings.window;
  const windows = (await openVisits(deps, task)).flatMap(({ window }) => window ?? []);
  return windows.reduce((last, { from, to }) => ({ from: from > last.from ? from : last.from, to: to > last.to ? to : last.to }), settings.window);
};

/** Targets nobody may know of yet; none of a task that is announced. */
export const hiddenTargets = async (deps: Reads, task: TaskState, today: LocalDate): Promise<ReadonlySet<TargetCode>> => {
  const { settings } = requireTask(task);
  if (!settings.noNotice) return new Set();
  return new Set((await openVisits(deps, task)).flatMap((visit) => (visit.target !== null && hidesTarget(settings, visit, today) ? [visit.target.code] : [])));
};
