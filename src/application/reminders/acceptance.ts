/**
 * 催接受: an assignment nobody has accepted after one working day is reminded, after two the section head hears of it.
 */
import { instantOf, localDate, localTime, workingDaysAfter } from '../../domain/calendar/working-days.ts';
import type { Instant } from '../../domain/values.ts';
import { personOfInspector, withRole } from '../../domain/people/unit.ts';
import type { InspectionState, Post } from '../../domain/inspection/inspection.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { give, givenIn, hearersOf, sumOver, sweep } from './give.ts';
import type { Moment, Reminder } from './give.ts';

type Kind = 'acceptance' | 'acceptance-escalated';
/** Working days after the assignment. */
const WORKDAYS: Readonly<Record<Kind, number>> = { acceptance: 1, 'acceptance-escalated': 2 };

/** When somebody got this post: at the dispatch, or when he was sent as a substitute. */
const assignedAt = async (deps: Pick<Deps, 'states'>, task: TaskState, visit: InspectionState, post: Post): Promise<Instant | null> => {
  const replacement = visit.replaced.findLast((each) => each.new === post.inspector);
  return replacement === undefined ? task.dispatchedAt : (await deps.states.load('substitution', replacement.substitution)).state.decidedAt;
};

const hearers = (at: Moment, post: Post, kind: Kind): Reminder['to'] => {
  const self = personOfInspector(at.state, post.inspector);
  const heads = kind === 'acceptance' ? [] : withRole(at.state, 'section-head', post.section);
  return hearersOf(at, [...(self === null ? [] : [self]), ...heads]);
};

const isWaiting = ({ acceptedAt, substitution }: Post): boolean => acceptedAt === null && substitution === null;

const ofTask = async (deps: Deps, at: Moment, task: TaskState): Promise<number> => {
  const { id, settings } = task;
  if (id === null || settings === null) return 0;
  const visits = (await deps.states.find('inspection', { task: id, finished: null })).map(({ state }) => state);
  const waiting = visits.flatMap((visit) => ((visit.window ?? settings.window).to >= at.today ? visit.posts.filter(isWaiting).map((post) => ({ visit, post })) : []));
  if (waiting.length === 0) return 0;
  const isGiven = await givenIn(deps, id);
  return sumOver(waiting, async ({ visit, post }) => {
    const since = await assignedAt(deps, task, visit, post);
    if (since === null || visit.id === null) return 0;
    const inspection = visit.id;
    return sumOver(['acceptance', 'acceptance-escalated'] as const, async (kind) => {
      const due = instantOf(workingDaysAfter(at.calendar, localDate(since), WORKDAYS[kind]).date, localTime(since));
      const reminder: Reminder = { subject: `${inspection}/${post.inspector}`, kind, due, to: hearers(at, post, kind), book: id };
      if (due > at.now || reminder.to.length === 0 || isGiven(reminder)) return 0;
      return give(deps, at, reminder, async (desk) => {
        // Accepted or replaced a moment ago.
        const still = (await desk.read('inspection', inspection)).posts.find((each) => each.inspector === post.inspector);
        return still === undefined || !isWaiting(still);
      });
    }, (kind) => `${inspection}/${post.inspector}/${kind}`);
  }, ({ visit, post }) => `${visit.id ?? ''}/${post.inspector}`);
};

/** @returns how many reminders were given */
export const sweepAcceptances = sweep(async (deps, at) => {
  if (!at.isOffice) return 0;
  const tasks = await deps.states.find('task', { unit: at.unit, phase: 'dispatched' });
  return sumOver(tasks, ({ state }) => ofTask(deps, at, state), ({ id }) => id);
});
