/**
 * One workbook in this process, and what it cost: `own` reads it as the product's child does, `exceljs` into its memory;
 * `judge` does all the child does with a job's folder: reads, judges against the rows in force, writes changes and annotated sheet.
 * Arguments: which, file or folder. Output: one JSON line.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { FILES } from '../../src/adapters/excel/judge/job.ts';
import type { JudgeJob } from '../../src/adapters/excel/judge/job.ts';
import { runJob } from '../../src/adapters/excel/judge/dropped.ts';
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

const judge = async (folder: string): Promise<number> => {
  let rows = 0;
  const job = JSON.parse(readFileSync(join(folder, FILES.job), 'utf8')) as JudgeJob;
  await runJob(folder, job, (line) => {
    if (line[0] === 'judged') rows = line[1].counts.read;
  }, () => Promise.resolve());
  return rows;
};

const [, , which, path] = process.argv;
if (which !== undefined && path !== undefined) {
  const began = performance.now();
  const rows = await (which === 'judge' ? judge(path) : (which === 'own' ? own : exceljs)(readFileSync(path)));
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(`${JSON.stringify({ rows, ms: performance.now() - began, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 })}\n`);
}
