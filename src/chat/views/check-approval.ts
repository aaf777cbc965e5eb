/**
 * What the 行政检查审批 card shows: how many checks, by whom, on what, and the how-manieth of the year each would be. No target's
 * name: the same card serves tasks that are not to be announced.
 */
import type { Blobs, States } from '../../application/ports.ts';
import { readResult } from '../../application/queries/read-result.ts';
import { earlierVisits } from '../../application/queries/yearly.ts';
import type { Instant } from '../../domain/values.ts';
import { signature } from '../../domain/people/delegation.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { CreatedTask } from '../../domain/task/require.ts';
import { standingAttempt } from '../../domain/task/task.ts';
import type { TaskState } from '../../domain/task/task.ts';

export interface CheckApprovalView {
  readonly task: CreatedTask;
  readonly clause: string;
  readonly targets: number;
  readonly inspectors: number;
  /** How many targets would be visited for the first, second … time this year: [nth, targets], ascending. */
  readonly nth: readonly (readonly [number, number])[];
  readonly approval: { readonly by: string; readonly at: Instant } | null;
  readonly returned: { readonly by: string; readonly at: Instant; readonly reason: string } | null;
}

/** @param at the instant by whose day hidden targets of other tasks are still hidden */
export const checkApprovalView = async (deps: { readonly states: States; readonly blobs: Blobs }, state: TaskState, unit: UnitState, at: Instant): Promise<CheckApprovalView> => {
  const task = requireTask(state);
  const results = [standingAttempt(state, ['together', 'objects'])?.result, standingAttempt(state, ['together', 'inspectors'])?.result];
  const [objects, people] = await Promise.all(results.map(async (blob) => (blob == null ? null : readResult(deps.blobs, blob.sha256))));
  const visits = await earlierVisits({ ...deps, clock: () => at }, state);
  const nth = new Map<number, number>();
  for (const { code } of objects?.selected ?? []) {
    const which = (visits.get(code) ?? 0) + 1;
    nth.set(which, (nth.get(which) ?? 0) + 1);
  }
  return {
    task, clause: rulesOfTask(state).check.priorApproval.clause,
    targets: objects?.selected.length ?? 0,
    inspectors: new Set((people?.teams ?? []).flatMap(({ members }) => members.map(({ inspector }) => inspector))).size,
    nth: [...nth].sort(([a], [b]) => a - b),
    approval: state.approval === undefined ? null : { by: signature(unit, state.approval.by, state.approval.for), at: state.approval.at },
    returned: state.returned === undefined ? null : { by: signature(unit, state.returned.by, state.returned.for), at: state.returned.at, reason: state.returned.reason },
  };
};
