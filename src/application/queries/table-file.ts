/**
 * Any table somebody asked for as an .xlsx: made in a stream, kept like every file under its digest.
 */
import type { BlobRef } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { Deps } from '../deps.ts';
import type { TableSheetModel } from '../ports.ts';

export type FileTable = Pick<TableSheetModel, 'title' | 'columns' | 'rows'>;

/** A full edition, for staff: nothing of it is published. @param madeBy name of who asked */
export const tableFile = (deps: Pick<Deps, 'states' | 'journal' | 'blobs' | 'sheetWriter' | 'clock'>) => async (unit: UnitId, madeBy: string, table: FileTable): Promise<BlobRef> => {
  const [{ state }, head] = await Promise.all([deps.states.load('unit', unit), deps.journal.head()]);
  return deps.blobs.put(`${table.title}.xlsx`, deps.sheetWriter.table({ edition: 'full', unit: state.name, madeBy, madeAt: deps.clock(), fingerprint: head.hash, ...table }));
};
