/** Visits that somebody leaves short – on leave, suspended, unbound – are told to the clerks and the head of his section (P22). */
import type { InspectorCode, UnitId } from '../../domain/ids.ts';
import { withRole } from '../../domain/people/unit.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { touchedText } from '../cards/roster-life.ts';
import { inspectorName } from '../views/inspector-name.ts';
import type { HearingDeps } from './hearing.ts';
import { tellAll } from './note.ts';
import type { Note } from './note.ts';

export const unique = (people: readonly Person[]): readonly Person[] => [...new Map(people.map((person) => [person.id, person])).values()];

export interface RowFacts { readonly name: string; readonly section: string }
export const rowFacts = async ({ states, rosters }: HearingDeps, unit: UnitId, roster: 'targets' | 'inspectors', code: string): Promise<RowFacts> => {
  const { state } = await states.load('roster', rosterStream(unit, roster));
  const row = state.version === 0 ? null : await rosters.row(unit, roster, state.version, code);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { name: text(row?.['name']) || code, section: text(row?.['section']) };
};

/** Clerks and the heads of a section, without whoever acted. */
export const responsible = (unit: UnitState, section: string): readonly Person[] => unique([...withRole(unit, 'clerk'), ...withRole(unit, 'section-head', section)]);

/** Which visits somebody leaves short; nothing when there are none. */
export const shortVisits = async (deps: HearingDeps, about: { readonly unit: UnitId; readonly inspector: InspectorCode; readonly during: { readonly from: string; readonly to: string } | null; readonly why: string; readonly kind: string }): Promise<readonly Note[]> => {
  const visits = await deps.queries.openVisits(about.unit, about.inspector, about.during);
  if (visits.length === 0) return [];
  const { state: unit } = await deps.states.load('unit', about.unit);
  const { section } = await rowFacts(deps, about.unit, 'inspectors', about.inspector);
  const name = await inspectorName(deps)(unit, about.inspector);
  return tellAll(responsible(unit, section), about.kind, touchedText(name, about.why, visits, about.during));
};
