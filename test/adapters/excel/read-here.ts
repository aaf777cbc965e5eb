/** Reads in this process: what the child does, without the child. */
import { readFile } from '../../../src/adapters/excel/read/file.ts';
import { DEFAULT_LIMITS } from '../../../src/adapters/excel/read/limits.ts';
import type { ReadLimits } from '../../../src/adapters/excel/read/limits.ts';
import type { Sheet, SheetRow } from '../../../src/domain/roster/sheet.ts';

export const readHere = async (name: string, data: Uint8Array, limits: ReadLimits = DEFAULT_LIMITS): Promise<readonly Sheet[]> => {
  const sheets: { name: string; hidden: boolean; rows: SheetRow[]; merges: string[] }[] = [];
  await readFile(name, data, limits, {
    sheet: (sheet, hidden) => void sheets.push({ name: sheet, hidden, rows: [], merges: [] }),
    row: (row) => void sheets.at(-1)?.rows.push(row),
    merge: (ref) => void sheets.at(-1)?.merges.push(ref),
    drained: async () => undefined,
  });
  return sheets;
};
