/**
 * 公示登记: the publication of results, entered with day and address by whoever published; and the reasons for a late one.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import { decideDisclosure, decideDisclosureWithdrawal, decideOverdueReason } from '../domain/disclosure/register.ts';
import type { WantedDisclosure } from '../domain/disclosure/register.ts';
import type { LocalDate } from '../domain/values.ts';
import type { InspectionId, TaskId } from '../domain/ids.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';
import { runningByDue, taskDeadlines } from './queries/deadlines.ts';
import { eraseSpent } from './secrets.ts';
import { atTask } from './task.ts';

/** Once every visit is public no team changes any more: what later rounds would have drawn on is forgotten. */
export const registerDisclosure = (deps: Deps) => async (by: By, task: TaskId, wanted: WantedDisclosure): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const { visits } = await taskDeadlines(deps)(task);
    const about = wanted.inspection === null ? visits : visits.filter(({ inspection }) => inspection === wanted.inspection);
    const open = about.filter(({ disclosure }) => disclosure === null);
    // Together they are in time only until the first of them is due.
    const latest = open.reduce<LocalDate | null>((first, { count }) => (count === null || (first !== null && first <= count.due) ? first : count.due), null);
    return { unit: unitId, events: decideDisclosure(state, about.map(({ visit }) => visit), visits.map(({ visit }) => visit), person, wanted, latest, localDate(deps.clock())) };
  });
  await eraseSpent(deps, task);
  return entry;
};

export const withdrawDisclosure = (deps: Deps) => (by: By, task: TaskId, inspection: InspectionId | null, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    return { unit: unitId, events: decideDisclosureWithdrawal(state, person, inspection, reason) };
  });

export const explainOverdue = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const [first] = runningByDue(await taskDeadlines(deps)(task));
    return { unit: unitId, events: decideOverdueReason(state, person, first?.due ?? null, reason, localDate(deps.clock())) };
  });
