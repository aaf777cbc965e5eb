/** What one inspector's card about all his visits of a task needs to know. */
import type { States } from '../../application/ports.ts';
import type { LocalDate } from '../../domain/values.ts';
import { byNumber } from '../../domain/ids.ts';
import type { InspectionId, InspectorCode, TaskId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { hidesTarget } from '../../domain/task/notice.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskSettings } from '../../domain/task/settings.ts';
import type { AssignmentsView } from '../cards/assignments.ts';

/** The visits whose objects may not be named yet; one that was moved has days of its own. */
export const hiddenAmong = (settings: Pick<TaskSettings, 'noNotice' | 'window'>, visits: readonly InspectionState[], today: LocalDate): ReadonlySet<InspectionId> =>
  new Set(visits.flatMap((visit) => (visit.id !== null && hidesTarget(settings, visit, today) ? [visit.id] : [])));

export const assignmentsView = async (deps: { readonly states: States }, task: TaskId, inspector: InspectorCode, today: LocalDate): Promise<AssignmentsView> => {
  const [{ state }, found] = await Promise.all([deps.states.load('task', task), deps.states.find('inspection', { inspectors: inspector })]);
  const { settings } = requireTask(state);
  const visits = found.map((each) => each.state).filter((visit) => visit.task === task).toSorted((a, b) => byNumber(a.id ?? '', b.id ?? ''));
  return { task, taskName: settings.name, inspector, visits, hidden: hiddenAmong(settings, visits, today) };
};
