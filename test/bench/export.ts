/**
 * Export: writing 检查对象名录库 of N rows (all of its columns, with drop-downs) from its template. Peer: exceljs's own
 * streaming writer, the same rows, the same run; it is left out above 200,000 rows.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { temporaryFolder } from '../support/built-service.ts';
import { against, measure } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const DEFAULT_ROWS = 100_000;
const PEER_ROWS_MAX = 200_000;
const CHILD = fileURLToPath(new URL('../support/export-child.ts', import.meta.url));

interface Cost { readonly rows: number; readonly ms: number; readonly cpuMs: number; readonly rssMb: number; readonly fileMb: number }

const cost = (which: 'own' | 'exceljs', rows: number, file: string): Cost => {
  const tsx = pathToFileURL(fileURLToPath(import.meta.resolve('tsx'))).href;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', tsx, CHILD, which, String(rows), file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${which} died: ${stderr}`);
  return JSON.parse(stdout) as Cost;
};

export const bench: Bench = async ({ rows: asked }) => {
  const rows = asked ?? DEFAULT_ROWS;
  const folder = temporaryFolder();
  try {
    const own = cost('own', rows, join(folder.path, 'own.xlsx'));
    const peer = rows > PEER_ROWS_MAX ? null : cost('exceljs', rows, join(folder.path, 'peer.xlsx'));
    const compared = (name: string, value: (one: Cost) => number, unit: string): Measure => (peer === null ? measure(name, value(own), unit) : against(name, value(own), unit, 'exceljs', value(peer)));
    return await Promise.resolve([
      measure('workbook', own.fileMb, 'MB'),
      compared('written', (one) => one.rows / (one.ms / 1000), 'rows/s'),
      compared('written, CPU', ({ cpuMs }) => cpuMs / 1000, 's'),
      compared('written, peak RSS', ({ rssMb }) => rssMb, 'MB'),
    ]);
  } finally {
    folder.remove();
  }
};
