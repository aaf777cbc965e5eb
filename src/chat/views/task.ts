/**
 * What the cards about a task need to know: which lists are confirmed, by whom, how many rows they have.
 */
import type { Rosters, States } from '../../application/ports.ts';
import type { SinceLastDraw } from '../../application/queries/roster-history.ts';
import type { Queries } from '../queries.ts';
import { rosterVersions } from '../../application/task.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { RosterState } from '../../domain/roster/roster.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { personName, withRole } from '../../domain/people/unit.ts';
import { missingConfirmations, requiredConfirmations } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster } from '../../domain/task/confirm.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { CreatedTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';

export interface ConfirmationLine {
  readonly roster: ConfirmedRoster;
  readonly section: string;
  readonly done: boolean;
  /** Who confirmed, else who is asked to. */
  readonly who: string;
}
export interface RostersView {
  readonly task: CreatedTask;
  readonly unit: UnitState;
  readonly state: TaskState;
  readonly rosters: Readonly<Record<ConfirmedRoster, { readonly roster: RosterState; readonly rows: number }>>;
  readonly lines: readonly ConfirmationLine[];
  readonly isComplete: boolean;
  /** What changed since the draw before; null where nothing was drawn before. */
  readonly since: SinceLastDraw | null;
  /** Registered pairs that must not meet. */
  readonly interests: number;
}

const askedIn = (unit: UnitState, section: string): string => {
  const people = [...withRole(unit, 'section-head', section), ...withRole(unit, 'liaison', section)];
  return people.length === 0 ? '（还没有绑定科室负责人）' : people.map(({ name }) => name).join('、');
};

export const rostersView = async (deps: { readonly states: States; readonly rosters: Rosters; readonly queries: Pick<Queries, 'sinceLastDraw'> }, state: TaskState): Promise<RostersView> => {
  const task = requireTask(state);
  const [{ state: unit }, versions, { state: duty }, targets, inspectors] = await Promise.all([
    deps.states.load('unit', task.unit), rosterVersions(deps, task.unit), deps.states.load('duty', task.unit),
    deps.states.load('roster', rosterStream(task.unit, 'targets')), deps.states.load('roster', rosterStream(task.unit, 'inspectors')),
  ]);
  const count = (roster: ConfirmedRoster): Promise<number> => (versions[roster] === 0 ? Promise.resolve(0) : deps.rosters.count(task.unit, roster, versions[roster]));
  const [targetRows, inspectorRows] = await Promise.all([count('targets'), count('inspectors')]);
  const missing = missingConfirmations(state, versions);
  const lines = requiredConfirmations(state).map(({ roster, section }) => {
    const done = !missing.some((each) => each.roster === roster && each.section === section);
    const by = state.confirmations.find((each) => each.roster === roster && each.section === section)?.by;
    return { roster, section, done, who: done && by !== undefined ? personName(unit, by) : askedIn(unit, section) };
  });
  return {
    task, unit, state, lines,
    rosters: { targets: { roster: targets.state, rows: targetRows }, inspectors: { roster: inspectors.state, rows: inspectorRows } },
    isComplete: missing.length === 0,
    since: await deps.queries.sinceLastDraw(task.unit, task.id),
    interests: duty.interests.length,
  };
};
