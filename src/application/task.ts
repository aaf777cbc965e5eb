/**
 * Tasks: created from the item list, their rosters confirmed by the responsible sections, locked and dispatched.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { PlannedDraw, TaskSettings } from '../domain/task/settings.ts';
import { nthTask } from '../domain/ids.ts';
import type { TaskId, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import { demandPlanned, planYear, withLine } from '../domain/plan/execute.ts';
import { planStream, versionInForce } from '../domain/plan/plan.ts';
import { rulesInForce } from '../domain/rules/adopted.ts';
import type { RuleSet } from '../domain/rules/rule-set.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { ItemRow } from '../domain/roster/rows.ts';
import { decideConfirmation, decideQuestion } from '../domain/task/confirm.ts';
import type { ConfirmedRoster, RosterVersions } from '../domain/task/confirm.ts';
import { decideTask, decideTaskChange, decideWithdrawal } from '../domain/task/create.ts';
import { decideSchedule, demandDrawTime } from '../domain/task/schedule.ts';
import { requireTask, rulesOfTask } from '../domain/task/require.ts';
import type { TaskState } from '../domain/task/task.ts';
import { calendarFor } from './calendar.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';
import { readPlan } from './queries/plan.ts';

const rowsOfItems = async (deps: Deps, unit: UnitId, version: number, codes: readonly string[]): Promise<ReadonlyMap<string, ItemRow>> => {
  const found = await Promise.all(codes.map(async (code) => [code, await deps.rosters.row(unit, 'items', version, code)] as const));
  return new Map(found.flatMap(([code, row]) => (row === null ? [] : [[code, row as unknown as ItemRow] as const])));
};

/** A task that carries out a line changes what the plan knows of itself; another only reads it. */
const keepToPlan = async (deps: Deps, desk: Desk, unitId: UnitId, settings: TaskSettings, rules: RuleSet, self: TaskId | null): Promise<TaskSettings> => {
  const plan = await desk[settings.planRow === undefined ? 'read' : 'take']('plan', planStream(unitId, planYear(settings)));
  const inForce = versionInForce(plan);
  const rows = inForce === null ? [] : await readPlan(deps.blobs, inForce.rows);
  demandPlanned(settings, plan, rows, rules, self);
  return withLine(settings, rows);
};

/** @throws Refusal when the person may not, or the settings break a rule */
export const createTask = (deps: Deps) => (by: By, unit: UnitId, settings: TaskSettings): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.read('unit', unit);
    const person = actingPerson(state, by.actor.account);
    const today = localDate(deps.clock());
    const year = Number(today.slice(0, 4));
    const register = await desk.take('register', `${unit}/${String(year)}`);
    const { version } = await desk.read('roster', rosterStream(unit, 'items'));
    const id = nthTask(unit, year, register.tasks + 1);
    await desk.take('task', id);
    const source = settings.supplements === undefined ? null : await desk.read('task', settings.supplements);
    if (settings.draw !== undefined) demandDrawTime(await calendarFor(deps.states, unit), settings.draw, deps.clock());
    const planned = await keepToPlan(deps, desk, unit, settings, rulesInForce(state.rules), null);
    return { unit, events: decideTask(state, person, { id, unit, settings: planned, today, source }, await rowsOfItems(deps, unit, version, settings.items)) };
  });

/** 修改: what a task asks for, while nothing has been drawn by it. */
export const changeTask = (deps: Deps) => (by: By, task: TaskId, settings: TaskSettings): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const { version } = await desk.read('roster', rosterStream(unitId, 'items'));
    const planned = await keepToPlan(deps, desk, unitId, settings, rulesOfTask(state), task);
    return { unit: unitId, events: decideTaskChange(unit, state, person, planned, localDate(deps.clock()), await rowsOfItems(deps, unitId, version, settings.items)) };
  });

/** The versions both rosters have now. */
export const rosterVersions = async (deps: Pick<Deps, 'states'>, unit: UnitId): Promise<RosterVersions> => {
  const [targets, inspectors] = await Promise.all([deps.states.load('roster', rosterStream(unit, 'targets')), deps.states.load('roster', rosterStream(unit, 'inspectors'))]);
  return { targets: targets.state.version, inspectors: inspectors.state.version };
};

/** What every step of a task starts from: the task taken, the unit read, the person who acts. */
export const atTask = async (desk: Desk, by: By, task: TaskId): Promise<{ readonly state: TaskState; readonly unit: UnitState; readonly unitId: UnitId; readonly person: Person }> => {
  const state = await desk.take('task', task);
  const { unit: unitId } = requireTask(state);
  const unit = await desk.read('unit', unitId);
  return { state, unit, unitId, person: actingPerson(unit, by.actor.account) };
};

export const confirmRoster = (deps: Deps) => (by: By, task: TaskId, roster: ConfirmedRoster, section: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const versions = await rosterVersions(deps, unitId);
    const standing = standingFor(unit, person, 'roster', localDate(deps.clock()), (as) => decideConfirmation(state, as.person, roster, section, versions));
    return { unit: unitId, events: signedFor(decideConfirmation(state, standing.person, roster, section, versions), standing), principal: standing.principal };
  });

/** 撤销 a task nothing was drawn in yet. */
export const withdrawTask = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    if (state.settings?.planRow !== undefined) await desk.take('plan', planStream(unitId, planYear(state.settings)));
    return { unit: unitId, events: decideWithdrawal(state, person, reason) };
  });

export const questionRoster = (deps: Deps) => (by: By, task: TaskId, roster: ConfirmedRoster, section: string, what: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const standing = standingFor(unit, person, 'roster', localDate(deps.clock()), (as) => decideQuestion(state, as.person, roster, section, what));
    return { unit: unitId, events: signedFor(decideQuestion(state, standing.person, roster, section, what), standing), principal: standing.principal };
  });

/** 改期: when people mean to draw. */
export const scheduleDraw = (deps: Deps) => (by: By, task: TaskId, draw: PlannedDraw, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    return { unit: unitId, events: decideSchedule(state, person, draw, reason, await calendarFor(deps.states, unitId), deps.clock()) };
  });
