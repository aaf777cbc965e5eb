/**
 * One attempt of a draw as anybody who shows it needs it: its people by name, its result, and where its seven steps stand.
 *
 * Loaded once and pure from there on: cards, pages and screens are functions of it.
 */
import type { DrawResult } from '../../domain/draw/types.ts';
import type { Instant } from '../../domain/values.ts';
import type { TaskId } from '../../domain/ids.ts';
import { personName } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { CreatedTask } from '../../domain/task/require.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { readResult } from './read-result.ts';

/** 承诺 · 投入 · 封口 · 公开数 · 开出 · 见证 · 锁定; the public value only where the rules ask for one. */
export type CeremonyStepName = 'plan' | 'contributions' | 'closed' | 'public' | 'result' | 'attested' | 'locked';
export interface CeremonyStep {
  readonly step: CeremonyStepName;
  /** 'never': the attempt ended before it. */
  readonly state: 'done' | 'now' | 'ahead' | 'never';
  /** Where the record knows it. */
  readonly at: Instant | null;
}

export interface CeremonyView {
  readonly task: CreatedTask;
  readonly unit: UnitState;
  readonly rules: RuleSet;
  readonly attempt: Attempt;
  readonly steps: readonly CeremonyStep[];
  /** Attempts of this task before this one, void and abandoned ones included. */
  readonly earlier: readonly Attempt[];
  readonly drawer: string;
  readonly witness: string;
  readonly result: DrawResult | null;
}

/** The first step that is not done is the present one, unless the attempt has ended. */
const stepsOf = ({ phase, committedAt, closedAt, contributions, public: awaited, publicValue, result, drawnAt, attested }: Attempt): readonly CeremonyStep[] => {
  const hasEnded = phase === 'abandoned' || phase === 'void';
  const isClosed = closedAt !== undefined || result !== null || phase === 'closed' || phase === 'waiting';
  const isPublished = publicValue !== undefined && (publicValue.confirmedBy !== null || publicValue.value.kind === 'drand');
  const known: readonly (readonly [CeremonyStepName, boolean, Instant | null])[] = [
    ['plan', true, committedAt],
    ['contributions', contributions.length > 0, null],
    ['closed', isClosed, closedAt ?? null],
    ...(awaited === undefined ? [] : [['public', isPublished, publicValue?.at ?? null] as const]),
    ['result', result !== null, drawnAt],
    ['attested', attested, null],
    ['locked', phase === 'locked', null],
  ];
  const next = known.findIndex(([, isDone]) => !isDone);
  return known.map(([step, isDone, at], i) => ({ step, at: isDone ? at : null, state: isDone ? 'done' : hasEnded ? 'never' : i === next ? 'now' : 'ahead' }));
};

type Reads = Pick<Deps, 'states' | 'blobs'>;

/** One attempt of a task already loaded. */
export const ceremonyOf = async (deps: Reads, state: TaskState, attempt: Attempt): Promise<CeremonyView> => {
  const task = requireTask(state);
  const { state: unit } = await deps.states.load('unit', task.unit);
  return {
    task, unit, attempt,
    rules: rulesInForce(task.rules),
    steps: stepsOf(attempt),
    earlier: state.attempts.filter((other) => other.attempt < attempt.attempt),
    drawer: personName(unit, attempt.drawer),
    witness: personName(unit, attempt.witness),
    result: attempt.result === null ? null : await readResult(deps.blobs, attempt.result.sha256),
  };
};

/** The last attempt of a task; null before the first. @throws Refusal when there is no such task */
export const ceremonyView = (deps: Reads) => async (id: TaskId): Promise<CeremonyView | null> => {
  const { state } = await deps.states.load('task', id);
  requireTask(state);
  const attempt = lastAttempt(state);
  return attempt === null ? null : ceremonyOf(deps, state, attempt);
};
