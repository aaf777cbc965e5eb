/**
 * Reads one workbook in this process and says what it cost: `own` as the product's child does, `exceljs` in its memory.
 * Arguments: which, file. Output: one JSON line.
 */
import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { readFile } from '../../src/adapters/excel/read/file.ts';
import { DEFAULT_LIMITS } from '../../src/adapters/excel/read/limits.ts';

const UNLIMITED = { ...DEFAULT_LIMITS, fileBytes: 2 ** 31, entryBytes: 2 ** 33, totalBytes: 2 ** 33, rows: 1_048_576, cells: 2 ** 30, strings: 2 ** 24, stringBytes: 2 ** 31 };

const own = async (data: Uint8Array): Promise<number> => {
  let rows = 0;
  await readFile('bench.xlsx', data, UNLIMITED, { sheet: () => undefined, row: () => void (rows += 1), merge: () => undefined, drained: async () => undefined });
  return rows;
};
const exceljs = async (data: Uint8Array): Promise<number> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(data).buffer);
  return workbook.worksheets[0]?.rowCount ?? 0;
};

const [, , which, file] = process.argv;
if (which !== undefined && file !== undefined) {
  const data = readFileSync(file);
  const began = performance.now();
  const rows = await (which === 'own' ? own : exceljs)(data);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(`${JSON.stringify({ rows, ms: performance.now() - began, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 })}\n`);
}
