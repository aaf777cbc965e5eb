/**
 * What the cards of a draw need to know, loaded once: the attempt, its people by name, its result.
 */
import type { Blobs, States } from '../../application/ports.ts';
import { readResult } from '../../application/queries/read-result.ts';
import type { DrawResult } from '../../domain/draw/types.ts';
import type { TaskId } from '../../domain/ids.ts';
import { personById } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { RuleSet } from '../../domain/rules/rule-set.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { CreatedTask } from '../../domain/task/require.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';

export interface CeremonyView {
  readonly task: CreatedTask;
  readonly unit: UnitState;
  readonly rules: RuleSet;
  readonly attempt: Attempt;
  /** Attempts of this task before this one, void and abandoned ones included. */
  readonly earlier: readonly Attempt[];
  readonly drawer: string;
  readonly witness: string;
  readonly result: DrawResult | null;
}

const nameOf = (unit: UnitState, id: Attempt['drawer']): string => personById(unit, id)?.name ?? '（已解绑）';

export const ceremonyView = async (deps: { readonly states: States; readonly blobs: Blobs }, state: TaskState, attempt: Attempt): Promise<CeremonyView> => {
  const task = requireTask(state);
  const { state: unit } = await deps.states.load('unit', task.unit);
  return {
    task, unit, attempt,
    rules: rulesInForce(task.rules),
    earlier: state.attempts.filter((other) => other.attempt < attempt.attempt),
    drawer: nameOf(unit, attempt.drawer),
    witness: nameOf(unit, attempt.witness),
    result: attempt.result === null ? null : await readResult(deps.blobs, attempt.result.sha256),
  };
};

/** One evolving card per attempt, wherever it was sent. */
export const attemptSubject = (task: TaskId, attempt: number): string => `task/${task}/attempt/${String(attempt)}`;
/** The witness's own card of the same attempt. */
export const witnessSubject = (task: TaskId, attempt: number): string => `task/${task}/attempt/${String(attempt)}/witness`;
export const rostersSubject = (task: TaskId): string => `task/${task}/rosters`;
