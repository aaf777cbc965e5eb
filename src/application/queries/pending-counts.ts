/**
 * Draws that are closed and wait for their public value hold visits nobody can count yet (年度上限, 通州意见 三(二)4).
 *
 * Two draws must not both take the last visit of a target: while one of them waits, another may begin only where no target
 * of both could pass the yearly cap by it.
 */
import type { TargetLine } from '../../domain/draw/types.ts';
import type { DrawStage } from '../../domain/events.ts';
import { Refusal } from '../../domain/refusal.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { capStreamId, countsIn } from '../../domain/task/visit-kinds.ts';
import type { PreparedDraw } from './prepare-draw.ts';

type Reads = Pick<Deps, 'states' | 'blobs'>;
const mayBeDrawn = ({ excluded, key }: TargetLine): boolean => excluded === null && !key;

const openTargets = async (deps: Reads, attempt: Attempt): Promise<readonly TargetLine[]> =>
  new TextDecoder().decode(await deps.blobs.get(attempt.targets.sha256)).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as TargetLine).filter(mayBeDrawn);

/**
 * @throws Refusal naming the draw that has to be finished first
 */
export const demandCountsKnown = async (deps: Reads, task: TaskState, stage: DrawStage, { request: { targets }, visits, capYears }: PreparedDraw): Promise<void> => {
  const { unit } = requireTask(task);
  const { maxPerYear } = rulesOfTask(task).objectCap;
  const max = maxPerYear.value;
  if (max === null || stage === 'inspectors') return;
  const atLimit = new Set<string>(targets.filter((line) => mayBeDrawn(line) && (visits.get(line.id) ?? 0) + 1 >= max).map(({ id }) => id));
  if (atLimit.size === 0) return;
  const years = capYears.map(({ year }) => year);
  const caps = await Promise.all(years.map((year) => deps.states.load('cap', capStreamId(unit, year))));
  for (const id of new Set(caps.flatMap(({ state }) => state.tasks))) {
    const { state } = await deps.states.load('task', id);
    const other = lastAttempt(state);
    if (id === task.id || !countsIn(state, years) || other?.phase !== 'waiting' || other.stage === 'inspectors') continue;
    const both = (await openTargets(deps, other)).filter((line) => atLimit.has(line.id)).length;
    if (both === 0) continue;
    throw new Refusal('draw.counts-open', `${id} 已封口，正在等公开数，抽中谁还不知道；其中 ${String(both)} 户再抽中一次就到年度上限`, { next: `请等 ${id} 开出以后再抽取本任务`, clause: maxPerYear.clause });
  }
};
