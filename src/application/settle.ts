/**
 * After the draw: attest, object, decide, void, lock, dispatch. Each is one step of the task's own stream.
 */
import type { Fact } from '../domain/events.ts';
import type { TaskId } from '../domain/ids.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import { decideCheckApproval, decideCheckReturn } from '../domain/task/approval.ts';
import { decideAttestation, decideDispatch, decideLock, decideObjection, decideObjectionRaised, decideVoid } from '../domain/task/settle.ts';
import { lastAttempt } from '../domain/task/task.ts';
import type { TaskState } from '../domain/task/task.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import { entered } from './draws.ts';
import type { Entry } from './ports.ts';
import { reservationsOf } from './queries/yearly.ts';
import { eraseSpent } from './secrets.ts';
import { atTask } from './task.ts';

/** @param isVoiding whether the step takes the draw's visits out of the yearly counts again; those of a locked first stage stay */
const step = async (deps: Deps, by: By, task: TaskId, decide: (state: TaskState, person: Person) => readonly Fact[], isVoiding = false): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const events = decide(state, person);
    const last = lastAttempt(state);
    if (isVoiding && last !== null && last.stage !== 'inspectors') for (const { id } of reservationsOf(state, last)) await desk.take('cap', id);
    return { unit: unitId, events: await entered(desk, unitId, events) };
  });
  if (isVoiding) await eraseSpent(deps, task);
  return entry;
};

export const attestDraw = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> => step(deps, by, task, decideAttestation);

export const objectToDraw = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> => step(deps, by, task, (state, person) => decideObjectionRaised(state, person, reason));

/** 裁定异议: upheld voids the attempt, otherwise the result stands. */
export const decideDrawObjection = (deps: Deps) => (by: By, task: TaskId, upheld: boolean, reason: string): Promise<Entry> =>
  step(deps, by, task, (state, person) => decideObjection(state, person, upheld, reason), upheld);

export const voidAttempt = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> => step(deps, by, task, (state, person) => decideVoid(state, person, reason), true);

export const lockDraw = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> => step(deps, by, task, decideLock);

const approval = (deps: Deps, by: By, task: TaskId, decide: (unit: UnitState, state: TaskState, person: Person) => readonly Fact[]): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    return { unit: unitId, events: decide(unit, state, person) };
  });

/** 行政检查审批 before the dispatch, where the task's rules ask for it. */
export const approveCheck = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> => approval(deps, by, task, decideCheckApproval);

export const returnCheck = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> => approval(deps, by, task, (unit, state, person) => decideCheckReturn(unit, state, person, reason));

export const dispatchTask = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> => step(deps, by, task, decideDispatch);
