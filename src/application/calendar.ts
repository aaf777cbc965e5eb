/**
 * The working calendar of a unit, and the decisions that change it: a year's notice imported, local days off or worked.
 */
import { calendarOf } from '../domain/calendar/calendar.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import { decideCalendarImport, decideLocalDays } from '../domain/calendar/decide.ts';
import type { WantedDays, WantedYear } from '../domain/calendar/decide.ts';
import type { CalendarScope } from '../domain/events.ts';
import type { UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import type { Person } from '../domain/people/unit.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry, States } from './ports.ts';

export const EVERYWHERE = 'main';

/** Bundled notices, what was imported for all units, then what the unit itself knows better. */
export const calendarFor = async (states: States, unit: UnitId): Promise<Calendar> => {
  const [all, own] = await Promise.all([states.load('calendar', EVERYWHERE), states.load('calendar', unit)]);
  return calendarOf(all.state, own.state);
};

/** The administrator speaks for every unit of the deployment, a clerk for his own. */
const scopeOf = (person: Person, unit: UnitId): CalendarScope => (person.roles.includes('clerk') ? unit : EVERYWHERE);

export const importCalendar = (deps: Deps) => (by: By, unit: UnitId, wanted: WantedYear): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const scope = scopeOf(person, unit);
    return { unit, events: decideCalendarImport(scope, person, await desk.take('calendar', scope), wanted) };
  });

export const changeLocalDays = (deps: Deps) => (by: By, unit: UnitId, wanted: WantedDays): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const scope = scopeOf(person, unit);
    const states = scope === EVERYWHERE ? [await desk.take('calendar', EVERYWHERE)] : [await desk.read('calendar', EVERYWHERE), await desk.take('calendar', scope)];
    return { unit, events: decideLocalDays(scope, person, states, wanted, deps.clock()) };
  });
