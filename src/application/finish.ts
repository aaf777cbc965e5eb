/**
 * The end of a visit: evidence filed, finished with its result, taken back while nothing of it is public.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { BlobRef, LocalDate } from '../domain/values.ts';
import { taskOf } from '../domain/ids.ts';
import type { InspectionId } from '../domain/ids.ts';
import { decideEvidence, decideFinish, decideReopening } from '../domain/inspection/finish.ts';
import type { OutcomeCode } from '../domain/inspection/outcomes.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { Refusal } from '../domain/refusal.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';

const atVisit = async (desk: Desk, by: By, id: InspectionId) => {
  const visit = await desk.take('inspection', id);
  if (visit.unit === null) throw new Refusal('inspection.unknown', `没有「${id}」这一户检查`, { next: '发送「我的」查看您的任务编号' });
  return { visit, unit: visit.unit, task: await desk.read('task', taskOf(id)), person: actingPerson(await desk.read('unit', visit.unit), by.actor.account) };
};

export interface FinishWords {
  readonly on: LocalDate;
  readonly resultOn: LocalDate | null;
  readonly outcomes: readonly OutcomeCode[];
  /** Kept apart as confidential: it may name people. '' when nothing was said. */
  readonly text: string;
}

/** Takes the task too: it may be taken back whole only while no visit is over. */
export const finishVisit = (deps: Deps) => (by: By, id: InspectionId, { on, resultOn, outcomes, text }: FinishWords): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { visit, unit, person } = await atVisit(desk, by, id);
    const task = await desk.take('task', taskOf(id));
    const said = text.trim().slice(0, 2000);
    const today = localDate(deps.clock());
    const wanted = { on, resultOn, outcomes, hasDetail: said !== '', detail: null };
    decideFinish(task, visit, person, wanted, today);
    const detail = said === '' ? null : await deps.confidential.put(unit, said);
    return { unit, events: decideFinish(task, visit, person, { ...wanted, detail }, today) };
  });

/** Takes the task too, so that nothing can be registered as public in between. */
export const reopenVisit = (deps: Deps) => (by: By, id: InspectionId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { visit, unit, person } = await atVisit(desk, by, id);
    return { unit, events: decideReopening(await desk.take('task', taskOf(id)), visit, person, reason) };
  });

/** @param file stored before: its bytes are part of the record from here on */
export const fileEvidence = (deps: Deps) => (by: By, id: InspectionId, file: BlobRef): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { visit, unit, task, person } = await atVisit(desk, by, id);
    return { unit, events: decideEvidence(task, visit, person, file), blobs: [file] };
  });
