/**
 * One workbook in this process, and what it cost: `own` reads it as the product's child does, `exceljs` into its memory;
 * `judge` does all the child does with a job's folder: reads, judges against the rows in force, writes changes and annotated sheet.
 * `service` has the job's file judged by a child of its own, as the product does, and says by how much it has grown meanwhile.
 * Arguments: which, file or folder. Output: one JSON line.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createSheetJudge } from '../../src/adapters/excel/judge.ts';
import { FILES } from '../../src/adapters/excel/judge/job.ts';
import type { JudgeJob } from '../../src/adapters/excel/judge/job.ts';
import { runJob } from '../../src/adapters/excel/judge/dropped.ts';
import { readFile } from '../../src/adapters/excel/read/file.ts';
import type { Digest } from '../../src/domain/ids.ts';
import { DEFAULT_LIMITS } from '../../src/adapters/excel/read/limits.ts';

const NO_BLOB = { sha256: 'f'.repeat(64) as Digest };
const UNLIMITED = { ...DEFAULT_LIMITS, fileBytes: 2 ** 31, entryBytes: 2 ** 33, totalBytes: 2 ** 33, rows: 1_048_576, cells: 2 ** 30, strings: 2 ** 24, stringBytes: 2 ** 31 };

const own = async (data: Uint8Array): Promise<number> => {
  let rows = 0;
  await readFile('bench.xlsx', data, UNLIMITED, { sheet: () => undefined, row: () => void (rows += 1), merge: () => undefined, drained: async () => undefined });
  return rows;
};
const exceljs = async (data: Uint8Array): Promise<number> => {
  const { default: ExcelJS } = await import('exceljs');
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

const SAMPLE_MS = 100;
/** Rows in force come from a file and what is stored goes nowhere, as a database would have it. */
const service = async (folder: string): Promise<{ readonly rows: number; readonly grownMb: number }> => {
  const job = JSON.parse(readFileSync(join(folder, FILES.job), 'utf8')) as JudgeJob;
  const [sheetJudge, before] = [createSheetJudge(), process.memoryUsage().rss];
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, SAMPLE_MS);
  const done = await sheetJudge.judge({
    ...job, decided: null, bytes: createReadStream(join(folder, FILES.source)), progress: () => undefined, signal: null,
    current: async function* () {
      for await (const line of createInterface({ input: createReadStream(join(folder, FILES.current)) })) yield JSON.parse(line) as { readonly code: string; readonly row: Readonly<Record<string, unknown>> };
    },
    store: async (name, stored) => {
      let bytes = 0;
      for await (const part of stored) bytes += part.length;
      return { sha256: NO_BLOB.sha256, bytes, name };
    },
  });
  clearInterval(watch);
  return { rows: done.outcome === 'judged' ? done.counts.read : 0, grownMb: (most - before) / 1024 / 1024 };
};

const [, , which, path] = process.argv;
if (which !== undefined && path !== undefined) {
  // Loaded by who needs it, before the clock starts: it would stand in the other figures, too.
  if (which === 'exceljs') await import('exceljs');
  const began = performance.now();
  if (which === 'service') {
    const { rows, grownMb } = await service(path);
    process.stdout.write(`${JSON.stringify({ rows, ms: performance.now() - began, cpuMs: 0, rssMb: grownMb })}\n`);
    process.exit(0);
  }
  const rows = await (which === 'judge' ? judge(path) : (which === 'own' ? own : exceljs)(readFileSync(path)));
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(`${JSON.stringify({ rows, ms: performance.now() - began, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024 })}\n`);
}
