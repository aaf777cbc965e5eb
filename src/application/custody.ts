/**
 * 开封口令: handed to the main leader, who keeps it on paper; each handing over is on record and the supervisors hear of it.
 */
import { demand, may } from '../domain/people/permissions.ts';
import { impossible } from '../domain/people/separation.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { custodyOf } from '../domain/people/unit.ts';
import type { UnitId } from '../domain/ids.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import { custodyCode } from './secrets.ts';

/**
 * @param isNew whether the next edition shall take over, because this one was seen
 * @returns the code; it is in no fact and in no log
 */
export const fetchCustodyCode = (deps: Deps) => async (by: By, unit: UnitId, isNew: boolean): Promise<{ readonly version: number; readonly code: string }> => {
  const entry = await record(deps, by, async (desk) => {
    const state = await desk.take('unit', unit);
    const person = actingPerson(state, by.actor.account);
    demand(person, 'draw.custody');
    if (person.roles.includes('supervisor')) throw impossible('custody.holds-envelope', 'envelope-code', person, state.people.filter((other) => may(other, 'draw.custody') && !other.roles.includes('supervisor')));
    const { version } = custodyOf(state);
    if (!isNew) return { unit, events: [{ type: 'CustodyCodeFetched', unit, version, by: person.id }] };
    return { unit, events: [{ type: 'CustodyCodeSpent', unit, version, by: person.id }, { type: 'CustodyCodeFetched', unit, version: version + 1, by: person.id }] };
  });
  const fetched = entry.events.find((fact) => fact.type === 'CustodyCodeFetched');
  const version = fetched?.version ?? 1;
  return { version, code: await custodyCode(deps, unit, version) };
};
