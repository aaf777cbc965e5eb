/**
 * Planned draws: both lists are asked for the working day before; at the hour people are asked to draw. Nothing is ever
 * drawn from here, and an hour that was missed is asked about once (P21). Closed draws are reminded of their public value.
 */
import { instantOf, workingDaysBefore } from '../../domain/calendar/working-days.ts';
import type { PlannedDraw } from '../../domain/task/settings.ts';
import { isInCharge } from '../../domain/people/permissions.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Person } from '../../domain/people/unit.ts';
import { missingConfirmations } from '../../domain/task/confirm.ts';
import type { RosterVersions } from '../../domain/task/confirm.ts';
import { requireTask } from '../../domain/task/require.ts';
import { awaitsDraw, decidePostponement } from '../../domain/task/schedule.ts';
import type { TaskState } from '../../domain/task/task.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Deps } from '../deps.ts';
import { record } from '../decision.ts';
import { SERVICE } from '../ports.ts';
import { rosterVersions } from '../task.ts';
import { give, givenIn, hearersOf, sumOver, sweep } from './give.ts';
import type { Moment, Reminder } from './give.ts';
import { remindOfPublicValues } from './public-values.ts';

/** On the working day before, after the digest. */
const CONFIRM_AT = '09:00';

const confirmation = (at: Moment, task: TaskState, draw: PlannedDraw, versions: RosterVersions): Reminder | null => {
  const due = instantOf(workingDaysBefore(at.calendar, draw.on, 1).date, CONFIRM_AT);
  const missing = missingConfirmations(task, versions);
  if (at.now < due || at.now >= instantOf(draw.on, draw.time) || missing.length === 0) return null;
  const { id } = requireTask(task);
  const asked = missing.flatMap(({ section }) => [...withRole(at.state, 'section-head', section), ...withRole(at.state, 'liaison', section)]);
  return { subject: id, kind: 'roster-confirmation', due, to: hearersOf(at, asked), book: id };
};

/** Those who may open it; where a list is still unconfirmed, the 分管负责人 too. */
const drawers = (at: Moment, section: string, isBlocked: boolean): readonly Person[] => [
  ...withRole(at.state, 'section-head', section), ...withRole(at.state, 'clerk'),
  ...(isBlocked ? at.state.people.filter((person) => isInCharge(person, section)) : []),
];

const theHour = (at: Moment, task: TaskState, draw: PlannedDraw, versions: RosterVersions): Reminder | null => {
  const due = instantOf(draw.on, draw.time);
  // Whoever has begun today needs no call.
  const hasBegun = task.attempts.some(({ committedAt }) => committedAt >= instantOf(draw.on, '00:00'));
  if (at.now < due || hasBegun) return null;
  const { id, settings } = requireTask(task);
  return { subject: id, kind: 'draw-due', due, to: hearersOf(at, drawers(at, settings.section, missingConfirmations(task, versions).length > 0)), book: id };
};

/** P47: the heads did not confirm in time; the day moves by itself, and everybody concerned hears why. */
const postpone = async (deps: Deps, at: Moment, task: TaskState, versions: RosterVersions): Promise<number> => {
  const { id } = requireTask(task);
  if (decidePostponement(task, versions, at.calendar, at.now).length === 0) return 0;
  await record(deps, { actor: SERVICE, via: 'job', cause: `postpone/${id}/${task.draw?.on ?? ''}/${at.today}`, unit: at.unit }, async (desk) => {
    const events = decidePostponement(await desk.take('task', id), versions, at.calendar, at.now);
    if (events.length === 0) throw new Refusal('task.postponement-moot', '已经办理', { next: '无需顺延' });
    return { unit: at.unit, events };
  }).catch((error: unknown) => {
    // Confirmed, drawn or moved a moment ago.
    if (!(error instanceof Refusal)) throw error;
  });
  return 1;
};

const ofPlanned = async (deps: Deps, at: Moment, tasks: readonly TaskState[]): Promise<number> => {
  const planned = tasks.filter((task) => task.draw !== undefined && awaitsDraw(task));
  if (planned.length === 0) return 0;
  const versions = await rosterVersions(deps, at.unit);
  return sumOver(planned, async (task) => {
    const { draw, id } = task;
    if (draw === undefined || id === null) return 0;
    const wanted = [confirmation(at, task, draw, versions), theHour(at, task, draw, versions)].filter((reminder) => reminder !== null);
    const isGiven = wanted.length === 0 ? () => true : await givenIn(deps, id);
    const remind = (): Promise<number> => sumOver(wanted, async (reminder) =>
      isGiven(reminder) ? 0 : give(deps, at, reminder, async (desk) => {
        const still = await desk.read('task', id);
        return !awaitsDraw(still) || still.draw?.on !== draw.on || still.draw.time !== draw.time;
      }), ({ kind }) => `${id}/${kind}`);
    // After what is said of the day, so that a day on which the service stood still is said too.
    return sumOver([remind, () => (at.notice === undefined ? postpone(deps, at, task, versions) : Promise.resolve(0))], (step) => step(), (_, index) => `${id}/${index === 0 ? 'reminders' : 'postponement'}`);
  }, ({ id }) => id ?? '');
};

/** @returns how many reminders were given */
export const sweepDraws = sweep(async (deps: Deps, at) => {
  if (!at.isOffice) return 0;
  const found = await Promise.all((['confirming', 'drawing'] as const).map((phase) => deps.states.find('task', { unit: at.unit, phase })));
  const tasks = found.flat().map(({ state }) => state);
  return sumOver([remindOfPublicValues, ofPlanned], (remind) => remind(deps, at, tasks), (remind) => `${at.unit}/${remind.name}`);
});
