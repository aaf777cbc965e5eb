/** The inspectors' own cards of a visit: new ones, and those already sent as they are now. */
import { localDate } from '../../domain/calendar/working-days.ts';
import { taskOf } from '../../domain/ids.ts';
import type { InspectionId, InspectorCode } from '../../domain/ids.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { assignmentCard, assignmentSubject } from '../cards/assignment.ts';
import { assignmentsCard, assignmentsSubject } from '../cards/assignments.ts';
import { assignmentView } from '../views/assignment.ts';
import { assignmentsView } from '../views/assignments.ts';
import type { Heard } from './hearing.ts';
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

export const newAssignment = async ({ deps, entry }: Heard, unit: UnitState, inspection: InspectionId, code: InspectorCode, kind: string): Promise<readonly Note[]> => {
  const card = assignmentCard(await assignmentView(deps, inspection, code, localDate(entry.at)));
  return boundOf(unit, code).map((person) => toPerson(person, kind, { kind: 'card', card }, assignmentSubject(inspection, code)));
};
