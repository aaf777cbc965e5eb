/**
 * Which deadlines a change of the calendar moves: everything that runs, counted with the calendar before and now.
 */
import type { Calendar } from '../../domain/calendar/calendar.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { PersonId, TaskId, UnitId } from '../../domain/ids.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import { requireTask } from '../../domain/task/require.ts';
import { calendarFor } from '../calendar.ts';
import type { Deps } from '../deps.ts';
import { deadlinesFrom } from './deadlines.ts';

export interface DeadlineChange {
  readonly task: TaskId;
  readonly section: string;
  /** Visits that moved together. */
  readonly visits: number;
  readonly before: LocalDate;
  readonly after: LocalDate;
  /** 组长 of these visits. */
  readonly leaders: readonly PersonId[];
}

export const deadlineChanges = (deps: Pick<Deps, 'states'>) => async (unit: UnitId, before: Calendar): Promise<readonly DeadlineChange[]> => {
  const [{ state }, calendar, tasks] = await Promise.all([deps.states.load('unit', unit), calendarFor(deps.states, unit), deps.states.find('task', { unit, phase: 'dispatched' })]);
  const changes = new Map<string, DeadlineChange>();
  for (const { state: task } of tasks) {
    const { id, settings } = requireTask(task);
    const visits = (await deps.states.find('inspection', { task: id })).map((each) => each.state);
    const old = new Map(deadlinesFrom(task, before, visits).visits.map(({ inspection, count }) => [inspection, count?.due]));
    for (const { inspection, count, disclosure, visit } of deadlinesFrom(task, calendar, visits).visits) {
      const was = old.get(inspection);
      if (disclosure !== null || count === null || was === undefined || was === count.due) continue;
      const leaders = visit.posts.filter(({ leader }) => leader).flatMap(({ inspector }) => personOfInspector(state, inspector)?.id ?? []);
      const key = `${id} ${was} ${count.due}`;
      const known = changes.get(key);
      changes.set(key, { task: id, section: settings.section, visits: (known?.visits ?? 0) + 1, before: was, after: count.due, leaders: [...new Set([...(known?.leaders ?? []), ...leaders])] });
    }
  }
  return [...changes.values()];
};
