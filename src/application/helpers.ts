/**
 * 协助人员和专家: named for one visit or for all of a task, and taken back; judged on the lists of today.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { InspectionId, InspectorCode, TaskId, UnitId } from '../domain/ids.ts';
import type { InspectionState } from '../domain/inspection/inspection.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { InspectorRow } from '../domain/roster/rows.ts';
import { decideHelper, decideHelperRelease } from '../domain/task/helpers.ts';
import type { HelperKind } from '../domain/task/helper-words.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';
import { atTask } from './task.ts';

export interface HelperWish {
  /** Null: every visit of the task. */
  readonly inspection: InspectionId | null;
  readonly helper: InspectorCode;
  readonly as: HelperKind;
}

const rowOf = async (deps: Deps, desk: Desk, unit: UnitId, code: InspectorCode): Promise<InspectorRow | null> => {
  const { version } = await desk.read('roster', rosterStream(unit, 'inspectors'));
  return version === 0 ? null : ((await deps.rosters.row(unit, 'inspectors', version, code)) as unknown as InspectorRow | null);
};

const visitsOf = async (deps: Deps, desk: Desk, task: TaskId, inspection: InspectionId | null): Promise<readonly InspectionState[]> => {
  if (inspection === null) return (await deps.states.find('inspection', { task })).map(({ state }) => state);
  const visit = await desk.read('inspection', inspection);
  return visit.id === null ? [] : [visit];
};

export const attachHelper = (deps: Deps) => (by: By, task: TaskId, { inspection, helper, as }: HelperWish): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person, unit } = await atTask(desk, by, task);
    const [duty, row, visits] = [await desk.read('duty', unitId), await rowOf(deps, desk, unitId, helper), await visitsOf(deps, desk, task, inspection)];
    return { unit: unitId, events: decideHelper({ task: state, unit, duty, visits }, person, { inspection, row, as }, localDate(deps.clock())) };
  });

export const releaseHelper = (deps: Deps) => (by: By, task: TaskId, inspection: InspectionId | null, helper: InspectorCode): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const row = await rowOf(deps, desk, unitId, helper);
    return { unit: unitId, events: decideHelperRelease(state, person, inspection, helper, row?.name ?? helper) };
  });
