/**
 * 期限: when the results of a task's visits have to be public, and how that was counted. Nothing is stored: a new calendar
 * changes every answer.
 */
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { publicationClocks } from '../../domain/disclosure/clock.ts';
import type { PublicationClock } from '../../domain/disclosure/clock.ts';
import { disclosureOf, missingChannels, registrationsOf, requiredChannels } from '../../domain/disclosure/channels.ts';
import type { LocalDate } from '../../domain/values.ts';
import { byNumber } from '../../domain/ids.ts';
import type { TaskId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import type { PublishChannel, RuleSet } from '../../domain/rules/rule-set.ts';
import { requireTask, rulesOfTask } from '../../domain/task/require.ts';
import type { Disclosure, TaskState } from '../../domain/task/task.ts';
import { calendarFor } from '../calendar.ts';
import type { Deps } from '../deps.ts';

export interface VisitDeadline extends PublicationClock {
  readonly visit: InspectionState;
  readonly disclosure: Disclosure | null;
  /** Whether it is public anywhere. */
  readonly begun: boolean;
  /** Where it still has to be published. */
  readonly missing: readonly PublishChannel[];
}
export interface TaskDeadlines {
  readonly task: TaskState;
  readonly rules: RuleSet;
  readonly calendar: Calendar;
  readonly visits: readonly VisitDeadline[];
}

/** @param visits every visit of the task */
export const deadlinesFrom = (task: TaskState, calendar: Calendar, visits: readonly InspectionState[]): TaskDeadlines => {
  const rules = rulesOfTask(task);
  const sorted = visits.toSorted((a, b) => byNumber(a.id ?? '', b.id ?? ''));
  const clocks = new Map(publicationClocks(rules, calendar, sorted).map((clock) => [clock.inspection, clock]));
  return {
    task, rules, calendar,
    visits: sorted.flatMap((visit) => {
      const clock = visit.id === null ? undefined : clocks.get(visit.id);
      return clock === undefined ? [] : [{ ...clock, visit, disclosure: disclosureOf(task, rules, visit), begun: registrationsOf(task, clock.inspection).length > 0, missing: missingChannels(registrationsOf(task, clock.inspection), requiredChannels(rules, visit.target?.code ?? '')) }];
    }),
  };
};

/** Visits whose clock runs, by the day they are due, earliest first. */
export const runningByDue = ({ visits }: TaskDeadlines): readonly { readonly due: LocalDate; readonly visits: readonly VisitDeadline[] }[] => {
  const byDue = new Map<LocalDate, VisitDeadline[]>();
  for (const each of visits) {
    if (each.count === null || each.disclosure !== null) continue;
    byDue.set(each.count.due, [...(byDue.get(each.count.due) ?? []), each]);
  }
  return [...byDue].map(([due, list]) => ({ due, visits: list })).toSorted((a, b) => (a.due < b.due ? -1 : 1));
};

/** @throws Refusal when there is no such task */
export const taskDeadlines = (deps: Pick<Deps, 'states'>) => async (id: TaskId, as?: Calendar): Promise<TaskDeadlines> => {
  const { state } = await deps.states.load('task', id);
  const { unit } = requireTask(state);
  const [calendar, found] = await Promise.all([as ?? calendarFor(deps.states, unit), deps.states.find('inspection', { task: id })]);
  return deadlinesFrom(state, calendar, found.map(({ state: visit }) => visit));
};
