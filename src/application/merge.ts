/** 综合查一次: visits to one object made one, and parted again. */
import { localDate } from '../domain/calendar/working-days.ts';
import { taskOf } from '../domain/ids.ts';
import type { InspectionId, UnitId } from '../domain/ids.ts';
import { decideMerge, decideParting, windowOf } from '../domain/inspection/merge.ts';
import type { MergePart } from '../domain/inspection/merge.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { Refusal } from '../domain/refusal.ts';
import { capStreamId } from '../domain/task/visit-kinds.ts';
import type { LocalDate } from '../domain/values.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';

const partsOf = (desk: Desk, ids: readonly InspectionId[]): Promise<readonly MergePart[]> =>
  Promise.all([...new Set(ids)].map(async (id) => ({ visit: await desk.take('inspection', id), task: await desk.read('task', taskOf(id)) })));

/** The years in which the visits may be made: where the group is looked up when visits are counted. */
const takeYears = async (desk: Desk, unit: UnitId, parts: readonly MergePart[]): Promise<void> => {
  const years = new Set(parts.map(windowOf).flatMap(({ from, to }) => [from.slice(0, 4), to.slice(0, 4)]));
  for (const year of years) await desk.take('merges', capStreamId(unit, Number(year)));
};

/** What parting a group of visits changes: the visits, and the years in which they are looked up. */
export const takeGroup = async (desk: Desk, unit: UnitId, ids: readonly InspectionId[]): Promise<void> => takeYears(desk, unit, await partsOf(desk, ids));

export const mergeVisits = (deps: Deps) => (by: By, unit: UnitId, ids: readonly InspectionId[], on: LocalDate): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const [parts, state] = [await partsOf(desk, ids), await desk.read('unit', unit)];
    const events = decideMerge(unit, parts, actingPerson(state, by.actor.account), on, localDate(deps.clock()));
    await takeYears(desk, unit, parts);
    return { unit, events };
  });

export const partVisits = (deps: Deps) => (by: By, unit: UnitId, id: InspectionId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { merged } = await desk.read('inspection', id);
    if (merged === undefined) throw new Refusal('merge.none', `${id} 没有与别的检查合并`, { next: '发送「合并」查看可以合并的检查' });
    const [parts, state] = [await partsOf(desk, merged.visits), await desk.read('unit', unit)];
    const events = decideParting(unit, parts, actingPerson(state, by.actor.account), reason);
    await takeYears(desk, unit, parts);
    return { unit, events };
  });
