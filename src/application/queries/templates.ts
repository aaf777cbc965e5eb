/**
 * 模板: the empty sheet of a roster, with the unit's own sections in its drop-downs.
 */
import type { BlobRef, RosterKind } from '../../domain/events.ts';
import type { UnitId } from '../../domain/ids.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import type { Deps } from '../deps.ts';

export const rosterTemplate = (deps: Pick<Deps, 'states' | 'blobs' | 'sheetWriter'>) => async (unit: UnitId, roster: RosterKind): Promise<BlobRef> => {
  const { state } = await deps.states.load('unit', unit);
  return deps.blobs.put(`${ROSTER_NAMES[roster]}_模板.xlsx`, await deps.sheetWriter.template(roster, state.name, state.sections));
};
