/** What one inspector's card about all his visits of a task needs to know. */
import type { States } from '../../application/ports.ts';
import type { LocalDate } from '../../domain/values.ts';
import { byNumber } from '../../domain/ids.ts';
import type { InspectorCode, TaskId } from '../../domain/ids.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { AssignmentsView } from '../cards/assignments.ts';

export const assignmentsView = async (deps: { readonly states: States }, task: TaskId, inspector: InspectorCode, today: LocalDate): Promise<AssignmentsView> => {
  const [{ state }, found] = await Promise.all([deps.states.load('task', task), deps.states.find('inspection', { inspectors: inspector })]);
  const { settings } = requireTask(state);
  return { task, taskName: settings.name, inspector, visits: found.map((each) => each.state).filter((visit) => visit.task === task).toSorted((a, b) => byNumber(a.id ?? '', b.id ?? '')), hidesTargets: settings.noNotice && today < settings.window.from };
};
