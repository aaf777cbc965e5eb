/**
 * 不宜告知: at 7:00 on the first day of the visits the teams learn their targets, and nobody earlier (P38). The one thing
 * that is said before office hours.
 */
import { instantOf, isWorkingDay, localTime, workingDaysAfter } from '../../domain/calendar/working-days.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { Deps } from '../deps.ts';
import { give, givenIn, sumOver, sweep } from './give.ts';
import type { Moment, Reminder } from './give.ts';
import type { TaskState } from '../../domain/task/task.ts';

const TOLD_AT = '07:00';
const UNTIL = '17:30';

const ofTask = async (deps: Deps, at: Moment, task: TaskState): Promise<number> => {
  const { id, settings } = requireTask(task);
  const visits = (await deps.states.find('inspection', { task: id, finished: null })).map(({ state }) => state);
  const isGiven = await givenIn(deps, id);
  // A visit that was moved is told on the first day of its own window.
  const windows = new Map(visits.map(({ window }) => window ?? settings.window).map((window) => [`${window.from} ${window.to}`, window]));
  return sumOver([...windows.values()], async ({ from, to }) => {
    const due = instantOf(workingDaysAfter(at.calendar, from, 0).date, TOLD_AT);
    if (at.now < due || at.today > to) return 0;
    const codes = [...new Set(visits.filter(({ window }) => (window ?? settings.window).from === from && (window ?? settings.window).to === to).flatMap(({ inspectors }) => inspectors))];
    return sumOver(codes, async (code) => {
      const person = personOfInspector(at.state, code);
      if (person === null) return 0;
      const reminder: Reminder = { subject: `${id}/${code}`, kind: 'targets-told', due, to: [person.id], book: id };
      return isGiven(reminder) ? 0 : give(deps, at, reminder);
    }, (code) => `${id}/${code}`);
  });
};

export const sweepTargets = sweep(async (deps, at) => {
  const time = localTime(at.now);
  if (!isWorkingDay(at.calendar, at.today) || time < TOLD_AT || time >= UNTIL) return 0;
  const tasks = await deps.states.find('task', { unit: at.unit, phase: 'dispatched' });
  return sumOver(tasks.filter(({ state }) => state.settings?.noNotice === true), ({ state }) => ofTask(deps, at, state), ({ id }) => id);
});
