/**
 * 试抽: a rehearsal with a seed that is thrown away. It writes nothing – no journal entry, no blob, no secret – and says
 * nothing about the real draw, whose code is committed, mixed with what people throw in, and revealed later.
 */
import { arithmeticOf } from '../../domain/draw/arithmetic.ts';
import type { Arithmetic } from '../../domain/draw/arithmetic.ts';
import { drawFrom, planOf } from '../../domain/draw/draw.ts';
import { plannedRules } from '../../domain/draw/strata.ts';
import type { DrawResult } from '../../domain/draw/types.ts';
import type { Instant } from '../../domain/values.ts';
import type { Json } from '../../domain/canonical.ts';
import { canonical } from '../../domain/canonical.ts';
import type { TaskId } from '../../domain/ids.ts';
import { demand } from '../../domain/people/permissions.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { PHASE_WORDS } from '../../domain/task/ceremony.ts';
import { requireStanding, requireTask } from '../../domain/task/require.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { prepareNext } from './preview.ts';

/** A rehearsal or two show how it goes; more would look like drawing until it suits. */
export const TRIALS_PER_HOUR = 3;
const HOUR_MS = 3_600_000;

export interface Trial {
  readonly task: TaskState;
  readonly result: DrawResult;
  readonly arithmetic: readonly Arithmetic[];
  /** How often more this hour (count, ≥ 0). */
  readonly left: number;
}

const IN_PROGRESS: readonly string[] = ['committed', 'closed', 'drawn', 'disputed'];

/** @returns the query; it remembers in this process alone when each task was rehearsed */
export const trialDraw = (deps: Pick<Deps, 'states' | 'rosters' | 'blobs' | 'clock' | 'randomBytes'>) => {
  const made = new Map<TaskId, readonly Instant[]>();
  return async (id: TaskId, by: Person): Promise<Trial> => {
    const { state } = await deps.states.load('task', id);
    const { settings } = requireTask(state);
    requireStanding(state);
    demand(by, 'draw.trial', settings.section);
    const last = lastAttempt(state);
    if (last !== null && IN_PROGRESS.includes(last.phase)) throw new Refusal('draw.trial-late', `第 ${String(last.attempt)} 次抽取${PHASE_WORDS[last.phase]}，不能再试抽`, { next: '试抽只在正式抽取之前；发送「任务」查看进度' });
    const now = deps.clock();
    const recent = (made.get(id) ?? []).filter((at) => Date.parse(now) - Date.parse(at) < HOUR_MS);
    if (recent.length >= TRIALS_PER_HOUR) {
      throw new Refusal('draw.trial-often', `本任务 1 小时内已试抽 ${String(recent.length)} 次`, { next: '试抽只为核对流程，与正式结果无关；看基数和排除理由请发送「预览」，正式抽取请发送「抽取」' });
    }
    const { request, frozen, task } = await prepareNext(deps, id);
    if (!frozen.feasibility.ok) throw new Refusal('draw.infeasible', frozen.feasibility.sentence, { next: frozen.feasibility.remedies.map(({ text }) => text).join('；'), clause: frozen.feasibility.clause });
    if (frozen.strata.every(({ drawn }) => drawn === 0)) throw new Refusal('draw.nobody', '范围内没有可以抽取的检查对象', { next: '发送「预览」查看基数和排除理由' });
    const { plan } = planOf(request, frozen, { otpTop: '0'.repeat(64), otpLength: 1, witness: '试抽', closeBefore: now, logSize: 0 });
    const seed = Buffer.from(deps.randomBytes(32)).toString('hex');
    const result = drawFrom({ plan: JSON.parse(canonical(plan)) as Json, targets: frozen.targets, inspectors: frozen.inspectors, recusals: frozen.recusals, seed });
    made.set(id, [...recent, now]);
    return { task, result, arithmetic: arithmeticOf(plannedRules(request), frozen.strata), left: TRIALS_PER_HOUR - recent.length - 1 };
  };
};
