/**
 * 催接受: an assignment nobody has accepted after one working day is reminded, after two the section head hears of it.
 *
 * A reminder is itself a fact, once per person, visit and kind; the sweep may run as often as it likes, miss days, or run in
 * two processes at once. It speaks only in office hours of working days (P30).
 */
import { isOfficeTime, localDate, localTime, instantOf, workingDaysAfter } from '../domain/calendar/working-days.ts';
import type { Fact, Instant } from '../domain/events.ts';
import type { PersonId } from '../domain/ids.ts';
import type { InspectionState, Post } from '../domain/inspection/inspection.ts';
import { personOfInspector, withRole } from '../domain/people/unit.ts';
import type { UnitState } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import type { TaskState } from '../domain/task/task.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import { SERVICE } from './ports.ts';

type Kind = 'acceptance' | 'acceptance-escalated';
/** Working days after the assignment. */
const WORKDAYS: Readonly<Record<Kind, number>> = { acceptance: 1, 'acceptance-escalated': 2 };

const dueAt = (assignedAt: Instant, kind: Kind): Instant => instantOf(workingDaysAfter(localDate(assignedAt), WORKDAYS[kind]).date, localTime(assignedAt));

/** When somebody got this post: at the dispatch, or when he was sent as a substitute. */
const assignedAt = async (deps: Pick<Deps, 'states'>, task: TaskState, inspection: InspectionState, post: Post): Promise<Instant | null> => {
  const replacement = inspection.replaced.findLast((each) => each.new === post.inspector);
  return replacement === undefined ? task.dispatchedAt : (await deps.states.load('substitution', replacement.substitution)).state.decidedAt;
};

const hearers = (unit: UnitState, post: Post, kind: Kind): readonly PersonId[] => {
  const self = personOfInspector(unit, post.inspector);
  const heads = kind === 'acceptance' ? [] : withRole(unit, 'section-head', post.section);
  return [...new Set([...(self === null ? [] : [self.id]), ...heads.map(({ id }) => id)])];
};

const remind = async (deps: Deps, unit: UnitState, inspection: InspectionState, post: Post, kind: Kind, due: Instant): Promise<boolean> => {
  const to = hearers(unit, post, kind);
  if (to.length === 0 || inspection.id === null) return false;
  const subject = `${inspection.id}/${post.inspector}`;
  const cause = `reminder/${kind}/${subject}/${due}`;
  if ((await deps.journal.byCause(cause)) !== null) return false;
  const by: By = { actor: SERVICE, via: 'job', cause, unit: unit.id };
  try {
    await record(deps, by, async (desk) => {
      // Accepted or replaced a moment ago: nothing to remind of.
      const now = await desk.read('inspection', inspection.id ?? '');
      const still = now.posts.find((each) => each.inspector === post.inspector);
      if (still?.acceptedAt !== null || still.substitution !== null) throw new Refusal('reminder.moot', '已接受或已申请更换', { next: '无需提醒' });
      await desk.take('reminder', `${subject}/${kind}`);
      const fact: Fact = { type: 'ReminderDue', subject, kind, due, to };
      return { unit: unit.id, events: [fact] };
    });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/** @returns how many reminders were given */
export const sweepAcceptances = (deps: Deps) => async (now: Instant): Promise<number> => {
  if (!isOfficeTime(now)) return 0;
  let given = 0;
  for (const { state: task } of await deps.states.find('task', { phase: 'dispatched' })) {
    if (task.id === null || task.unit === null || (task.settings !== null && task.settings.window.to < localDate(now))) continue;
    const { state: unit } = await deps.states.load('unit', task.unit);
    for (const { state: inspection } of await deps.states.find('inspection', { task: task.id })) {
      for (const post of inspection.posts.filter(({ acceptedAt, substitution }) => acceptedAt === null && substitution === null)) {
        const since = await assignedAt(deps, task, inspection, post);
        if (since === null) continue;
        for (const kind of ['acceptance', 'acceptance-escalated'] as const) {
          const due = dueAt(since, kind);
          if (due <= now && (await remind(deps, unit, inspection, post, kind, due))) given += 1;
        }
      }
    }
  }
  return given;
};
