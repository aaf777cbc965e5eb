/** The inspectors' own cards of a visit: new ones, and those already sent as they are now. */
import { localDate } from '../../domain/calendar/working-days.ts';
import { taskOf } from '../../domain/ids.ts';
import type { InspectionId, InspectorCode, TaskId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import type { Instant } from '../../domain/values.ts';
import { assignmentCard, assignmentSubject } from '../cards/assignment.ts';
import { assignmentsCard, assignmentsSubject } from '../cards/assignments.ts';
import { assignmentView } from '../views/assignment.ts';
import { assignmentsView } from '../views/assignments.ts';
import type { Heard, HearingDeps } from './hearing.ts';
import { refresh, toPerson } from './note.ts';
import type { Note } from './note.ts';

/** The bound person behind a code; [] for somebody without an account. */
export const boundOf = (unit: UnitState, code: InspectorCode): readonly Person[] => {
  const person = personOfInspector(unit, code);
  return person === null ? [] : [person];
};

/** The inspector's own card as it is now, wherever it was sent; where he has one card for all visits of the task, that one. */
export const refreshAssignment = async ({ deps, entry }: Heard, inspection: InspectionId, code: InspectorCode): Promise<readonly Note[]> => {
  const today = localDate(entry.at);
  const single = await refresh(deps, assignmentSubject(inspection, code), assignmentCard(await assignmentView(deps, inspection, code, today)));
  const task = taskOf(inspection);
  const subject = assignmentsSubject(task, code);
  const hasList = (await deps.outbox.cards(subject)).length > 0;
  return hasList ? [...single, ...(await refresh(deps, subject, assignmentsCard(await assignmentsView(deps, task, code, today))))] : single;
};

/** The cards of everybody in a team. */
export const refreshTeam = async (heard: Heard, inspection: InspectionId): Promise<readonly Note[]> => {
  const { state: visit } = await heard.deps.states.load('inspection', inspection);
  return (await Promise.all(visit.inspectors.map((code) => refreshAssignment(heard, inspection, code)))).flat();
};

const isUnanswered = (visit: InspectionState, code: InspectorCode): boolean => visit.finished === undefined && visit.posts.some(({ inspector, acceptedAt, substitution }) => inspector === code && acceptedAt === null && substitution === null);

/** The inspector's card of a visit he has not accepted; none once he has, and none when the visit is over. */
export const askInspector = async (deps: HearingDeps, at: Instant, unit: UnitState, inspection: InspectionId, code: InspectorCode): Promise<readonly Note[]> => {
  const [{ state: visit }, { state: task }] = await Promise.all([deps.states.load('inspection', inspection), deps.states.load('task', taskOf(inspection))]);
  const isOver = task.phase !== 'dispatched' || visit.window === null || visit.window.to < localDate(at);
  return isOver || !isUnanswered(visit, code) ? [] : newAssignment({ deps, entry: { at } }, unit, inspection, code, assignmentSubject(inspection, code));
};

/** The inspector's one card of all his visits of a task, while he has not accepted one of them. */
export const askInspectorOfAll = async (deps: HearingDeps, at: Instant, unit: UnitState, task: TaskId, code: InspectorCode): Promise<readonly Note[]> => {
  const today = localDate(at);
  const [view, { state }] = await Promise.all([assignmentsView(deps, task, code, today), deps.states.load('task', task)]);
  const isAsked = state.phase === 'dispatched' && view.visits.some((visit) => isUnanswered(visit, code) && visit.window !== null && visit.window.to >= today);
  const subject = assignmentsSubject(task, code);
  return isAsked ? boundOf(unit, code).map((person) => toPerson(person, subject, { kind: 'card', card: assignmentsCard(view) }, subject)) : [];
};

export const newAssignment = async ({ deps, entry }: { readonly deps: HearingDeps; readonly entry: { readonly at: Instant } }, unit: UnitState, inspection: InspectionId, code: InspectorCode, kind: string): Promise<readonly Note[]> => {
  const card = assignmentCard(await assignmentView(deps, inspection, code, localDate(entry.at)));
  return boundOf(unit, code).map((person) => toPerson(person, kind, { kind: 'card', card }, assignmentSubject(inspection, code)));
};
