/**
 * The sweep over open ceremonies: at every start, and every minute.
 */
import type { Instant } from '../domain/values.ts';
import { Refusal } from '../domain/refusal.ts';
import { decideTimeout } from '../domain/task/ceremony.ts';
import { requireTask } from '../domain/task/require.ts';
import { lastAttempt } from '../domain/task/task.ts';
import type { TaskState } from '../domain/task/task.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import { entered } from './draws.ts';
import { SERVICE } from './ports.ts';
import { revealDraw } from './reveal.ts';
import { settleRounds } from './rounds.ts';
import { eraseSpent, secretId } from './secrets.ts';

/**
 * Finishes what a stop interrupted: closed ceremonies are revealed, commitments past their time given up.
 * @throws the first error, after every other ceremony has had its turn
 */
export const settleCeremonies = (deps: Deps) => async (now: Instant): Promise<number> => {
  const open = await deps.states.find('task', { phase: 'drawing' });
  const outcomes: PromiseSettledResult<boolean>[] = [];
  for (const { state } of open) outcomes.push(...(await Promise.allSettled([settleOne(deps, state, now)])));
  const [rounds] = await Promise.allSettled([settleRounds(deps)(now)]);
  const failed = [...outcomes, rounds].find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length + (rounds.status === 'fulfilled' ? rounds.value : 0);
};

const settleOne = async (deps: Deps, state: TaskState, now: Instant): Promise<boolean> => {
  const last = lastAttempt(state);
  if (state.id === null || last === null) return false;
  await eraseSpent(deps, state.id);
  if (last.phase === 'closed') return (await revealDraw(deps)(state.id)) !== null;
  return decideTimeout(state, now).length > 0 && expire(deps, state, now);
};

const expire = async (deps: Deps, seen: TaskState, now: Instant): Promise<boolean> => {
  const { id, unit } = requireTask(seen);
  const by: By = { actor: SERVICE, via: 'job', cause: `witness-timeout/${secretId(id, lastAttempt(seen)?.attempt ?? 0)}`, unit };
  try {
    await record(deps, by, async (desk) => {
      const events = decideTimeout(await desk.take('task', id), now);
      if (events.length === 0) throw new Refusal('draw.not-late', '见证没有超时', { next: '无需处理' });
      return { unit, events: await entered(desk, unit, events) };
    });
    await eraseSpent(deps, id);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};
