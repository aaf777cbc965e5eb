/**
 * A whole file, read in this process: the part that runs inside the child (child.ts).
 */
import type { SheetRow } from '../../../application/ports.ts';
import { readCsv } from './csv.ts';
import type { ReadLimits } from './limits.ts';
import { sniff } from './sniff.ts';
import { NO_STRINGS, readStrings } from './strings.ts';
import { readWorkbook } from './workbook.ts';
import { worksheetScanner } from './worksheet.ts';
import type { ReadBudget } from './worksheet.ts';
import { openParts } from './zip.ts';

export interface FileSink {
  sheet(name: string, hidden: boolean): void;
  row(row: SheetRow): void;
  merge(ref: string): void;
  /** Resolves when the reader of our output has caught up. */
  drained(): Promise<void>;
}

/** Hands chunks on, waiting for the sink in between: rows never pile up in memory. */
async function* paced(chunks: AsyncIterable<string>, sink: FileSink): AsyncIterable<string> {
  for await (const chunk of chunks) {
    yield chunk;
    await sink.drained();
  }
}

/** @throws Refusal for everything that cannot be read */
export const readFile = async (name: string, data: Uint8Array, limits: ReadLimits, sink: FileSink): Promise<void> => {
  if (sniff(name, data, limits) === 'csv') {
    sink.sheet(name.replace(/\.[^.]*$/, ''), false);
    readCsv(name, data, limits, (row) => sink.row(row));
    return;
  }
  const parts = await openParts(name, data, limits);
  try {
    const frame = await readWorkbook(name, parts, limits);
    const strings = frame.strings !== null && parts.has(frame.strings) ? await readStrings(name, await parts.text(frame.strings), limits) : NO_STRINGS;
    const budget: ReadBudget = { rows: 0, cells: 0 };
    for (const sheet of frame.sheets) {
      sink.sheet(sheet.name, sheet.hidden);
      const scanner = worksheetScanner(name, sheet.name, frame, strings, limits, budget, sink);
      for await (const chunk of paced(await parts.text(sheet.path), sink)) scanner.write(chunk);
      scanner.end();
    }
  } finally {
    parts.close();
  }
};
