/**
 * After the draw: attest, object, decide, void, lock, dispatch. Each is one step of the task's own stream.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { Fact } from '../domain/events.ts';
import type { TaskId, UnitId } from '../domain/ids.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import { decideCheckApproval, decideCheckReturn } from '../domain/task/approval.ts';
import { planYear } from '../domain/plan/execute.ts';
import { planStream } from '../domain/plan/plan.ts';
import { decideAttestation, decideDispatch, decideLock, decideObjection, decideObjectionRaised, decideVoid } from '../domain/task/settle.ts';
import { evolveTask, lastAttempt, lockedAttempt } from '../domain/task/task.ts';
import { decideTaskVoid } from '../domain/task/void.ts';
import type { TaskState } from '../domain/task/task.ts';
import type { By, Deps } from './deps.ts';
import { checkApprovalModel } from './documents/check-approval.ts';
import { filledDocument } from './documents/make.ts';
import { record } from './decision.ts';
import type { Decision, Desk } from './decision.ts';
import { entered } from './draws.ts';
import type { Entry } from './ports.ts';
import { reservationsOf } from './queries/yearly.ts';
import { eraseSpent } from './secrets.ts';
import { atTask } from './task.ts';

/** @param isVoiding whether the step takes the draw's visits out of the yearly counts again; those of a locked first stage stay */
const settled = async (desk: Desk, { state, unitId }: { readonly state: TaskState; readonly unitId: UnitId }, events: readonly Fact[], isVoiding: boolean): Promise<Decision> => {
  const last = lastAttempt(state);
  if (isVoiding && last !== null && last.stage !== 'inspectors') for (const { id } of reservationsOf(state, last)) await desk.take('cap', id);
  return { unit: unitId, events: await entered(desk, unitId, events) };
};

const step = (deps: Deps, by: By, task: TaskId, decide: (state: TaskState, person: Person, unit: UnitState) => readonly Fact[]): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const at = await atTask(desk, by, task);
    return settled(desk, at, decide(at.state, at.person, at.unit), false);
  });

/** What leaders settle, in their own right or through whom they named (授权 异议裁定). */
const ruling = async (deps: Deps, by: By, task: TaskId, decide: (state: TaskState, person: Person, unit: UnitState) => readonly Fact[], isVoiding: boolean): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const at = await atTask(desk, by, task);
    const standing = standingFor(at.unit, at.person, 'objection', localDate(deps.clock()), (as) => decide(at.state, as.person, as.unit));
    return { ...(await settled(desk, at, signedFor(decide(at.state, standing.person, standing.unit), standing), isVoiding)), principal: standing.principal };
  });
  if (isVoiding) await eraseSpent(deps, task);
  return entry;
};

export const attestDraw = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> => step(deps, by, task, decideAttestation);

export const objectToDraw = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> => step(deps, by, task, (state, person) => decideObjectionRaised(state, person, reason));

/** 裁定异议: upheld voids the attempt, otherwise the result stands. */
export const decideDrawObjection = (deps: Deps) => (by: By, task: TaskId, upheld: boolean, reason: string): Promise<Entry> =>
  ruling(deps, by, task, (state, person, unit) => decideObjection(unit, state, person, upheld, reason), upheld);

export const voidAttempt = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> => ruling(deps, by, task, (state, person, unit) => decideVoid(unit, state, person, reason), true);

/** 整任务作废 after the lock: the counts its visits reserved are free again, its line of the plan is open again. */
export const voidTask = (deps: Deps) => async (by: By, task: TaskId, reason: string): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const finished = (await deps.states.find('inspection', { task })).filter(({ state: visit }) => visit.finished !== undefined).length;
    const events = decideTaskVoid(state, person, reason, finished);
    const drawn = lockedAttempt(state, ['objects', 'together']);
    if (drawn !== null) for (const { id } of reservationsOf(state, drawn)) await desk.take('cap', id);
    if (state.settings?.planRow !== undefined) await desk.take('plan', planStream(unitId, planYear(state.settings)));
    return { unit: unitId, events };
  });
  await eraseSpent(deps, task);
  return entry;
};

export const lockDraw = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> => step(deps, by, task, (state, person, unit) => decideLock(unit, state, person));

/** 行政检查审批 before the dispatch, where the task's rules ask for it; the form is filled with the approval and filed with it. */
export const approveCheck = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const standing = standingFor(unit, person, 'check', localDate(deps.clock()), (at) => decideCheckApproval(at.unit, state, at.person));
    const events = signedFor(decideCheckApproval(standing.unit, state, standing.person), standing);
    const approved = events.reduce((now, fact) => evolveTask(now, fact, deps.clock()), state);
    const file = await filledDocument(deps, await checkApprovalModel(deps, unit, approved), task);
    return { unit: unitId, events: events.map((fact) => (fact.type === 'CheckApproved' ? { ...fact, file } : fact)), blobs: [file], principal: standing.principal };
  });

export const returnCheck = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const standing = standingFor(unit, person, 'check', localDate(deps.clock()), (at) => decideCheckReturn(at.unit, state, at.person, reason));
    return { unit: unitId, events: signedFor(decideCheckReturn(standing.unit, state, standing.person, reason), standing), principal: standing.principal };
  });

export const dispatchTask = (deps: Deps) => (by: By, task: TaskId): Promise<Entry> => step(deps, by, task, decideDispatch);
