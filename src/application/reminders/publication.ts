/**
 * 公示催办: as the deadline comes nearer more people hear of it; once it has passed, everybody concerned every working day.
 *
 * Of several steps that were missed only the nearest is said. The people are those the rule set names (domain/rules).
 */
import { instantOf, localTime, workingDaysBefore, workingDaysBetween } from '../../domain/calendar/working-days.ts';
import { registersFor } from '../../domain/inspection/inspection.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import { isUrgent, stepsBefore, toldWhenOverdue } from '../../domain/disclosure/ladder.ts';
import { isInCharge } from '../../domain/people/permissions.ts';
import { personOfInspector, withRole } from '../../domain/people/unit.ts';
import type { Person } from '../../domain/people/unit.ts';
import type { ReminderRole, RuleSet } from '../../domain/rules/rule-set.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { deadlinesFrom, runningByDue } from '../queries/deadlines.ts';
import type { VisitDeadline } from '../queries/deadlines.ts';
import { give, givenIn, hearersOf, sumOver, sweep } from './give.ts';
import type { Moment, Reminder } from './give.ts';

const MORNING = '09:00';
/** On the last day it is said once more. */
const AFTERNOON = '15:00';

const concerned = (at: Moment, section: string, visits: readonly VisitDeadline[], role: ReminderRole): readonly Person[] => {
  switch (role) {
    case 'team-leader':
      return visits.flatMap(({ visit }) => visit.posts.filter((post) => registersFor(visit, post))).flatMap(({ inspector }) => personOfInspector(at.state, inspector) ?? []);
    case 'section-head':
      return withRole(at.state, 'section-head', section);
    case 'deputy':
      return at.state.people.filter((person) => isInCharge(person, section));
    case 'clerk': case 'leader': case 'supervisor':
      return withRole(at.state, role);
  }
};

interface Step {
  readonly kind: 'publication' | 'publication-overdue';
  readonly due: Instant;
  readonly left: number;
  readonly to: readonly ReminderRole[];
}

/** What is to be said now about a deadline; null while nothing is. */
const stepNow = (rules: RuleSet['reminders'], { calendar, now, today }: Moment, deadline: LocalDate): Step | null => {
  if (today > deadline) return localTime(now) < MORNING ? null : { kind: 'publication-overdue', due: instantOf(today, MORNING), left: workingDaysBetween(calendar, today, deadline), to: toldWhenOverdue };
  const steps = stepsBefore(rules)
    .flatMap(({ daysLeft, to }): readonly Step[] => {
      const date = workingDaysBefore(calendar, deadline, daysLeft).date;
      return (daysLeft === 0 ? [MORNING, AFTERNOON] : [MORNING]).map((time) => ({ kind: 'publication', due: instantOf(date, time), left: daysLeft, to }));
    })
    .filter(({ due }) => due <= now)
    .toSorted((a, b) => (a.due < b.due ? -1 : 1));
  return steps.at(-1) ?? null;
};

const ofTask = async (deps: Deps, at: Moment, task: TaskState): Promise<number> => {
  const { id, settings } = requireTask(task);
  const deadlines = deadlinesFrom(task, at.calendar, (await deps.states.find('inspection', { task: id })).map(({ state }) => state));
  const due = runningByDue(deadlines).flatMap((each) => {
    const step = stepNow(deadlines.rules.reminders, at, each.due);
    return step === null ? [] : [{ ...each, step }];
  });
  if (due.length === 0) return 0;
  const isGiven = await givenIn(deps, id);
  return sumOver(due, async ({ due: deadline, visits, step }) => {
    const people = step.to.flatMap((role) => concerned(at, settings.section, visits, role));
    const reminder: Reminder = { subject: `${id}/${deadline}`, kind: step.kind, due: step.due, left: step.left, to: hearersOf(at, people), book: id, ...(isUrgent(step.left) ? { urgent: true as const } : {}) };
    if (isGiven(reminder)) return 0;
    return give(deps, at, reminder, async (desk) => {
      const now = await desk.read('task', id);
      return now.phase !== 'dispatched' || (now.disclosures ?? []).length !== (task.disclosures ?? []).length;
    });
  }, ({ due: deadline }) => `${id}/${deadline}`);
};

export const sweepPublications = sweep(async (deps, at) => {
  if (!at.isOffice) return 0;
  const tasks = await deps.states.find('task', { unit: at.unit, phase: 'dispatched' });
  return sumOver(tasks, ({ state }) => ofTask(deps, at, state), ({ id }) => id);
});
