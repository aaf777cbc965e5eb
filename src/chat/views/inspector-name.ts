/** The name behind an inspector's code: the bound person, else the roster. */
import type { Rosters, States } from '../../application/ports.ts';
import type { InspectorCode } from '../../domain/ids.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { rosterStream } from '../../domain/roster/roster.ts';

export const inspectorName = (deps: { readonly states: States; readonly rosters: Rosters }) => async (unit: UnitState, code: InspectorCode): Promise<string> => {
  const person = personOfInspector(unit, code);
  if (person !== null || unit.id === null) return person?.name ?? '';
  const { state } = await deps.states.load('roster', rosterStream(unit.id, 'inspectors'));
  const row = state.version === 0 ? null : await deps.rosters.row(unit.id, 'inspectors', state.version, code);
  const name = row?.['name'];
  return typeof name === 'string' ? name : '';
};
