/**
 * A dropped file, opened once: what it is decides what becomes of it. A roster is judged here, row by row; any other table
 * goes out as it is, because it is short; what could be several things, or is an empty form, is said.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { importable, recognise, toldKind } from '../../../domain/importable.ts';
import type { OtherTable, Recognised } from '../../../domain/importable.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { SheetHead } from '../../../domain/roster/sheet.ts';
import { emptyFormKinds } from '../../../domain/sheets/plain-form.ts';
import { readFile } from '../read/file.ts';
import type { ReadLimits } from '../read/limits.ts';
import { packCell } from '../read/wire.ts';
import { FILES } from './job.ts';
import type { JobLine, JudgeJob } from './job.ts';
import { judgeRoster } from './run.ts';
import { openSource } from './source.ts';

/** Tables that are no roster are short; what is longer is judged as one. */
const OTHER_BYTES_MAX = 1024 * 1024;

/** What the file is, by what the clerk said, else by its header. */
const recognised = ({ kind, roster, answers, name }: JudgeJob, heads: readonly SheetHead[], bytes: number): Recognised => {
  if (kind !== null) return toldKind(kind);
  return roster !== null || answers !== null || bytes > OTHER_BYTES_MAX ? { as: 'roster' } : recognise(name, heads);
};

const sayTable = async (kind: OtherTable, name: string, path: string, limits: ReadLimits, say: (line: JobLine) => void): Promise<void> => {
  say(['other', kind]);
  await readFile(name, readFileSync(path), limits, {
    sheet: (sheet, hidden) => say(['sheet', sheet, hidden]),
    row: (row) => say(['row', row.number, row.cells.map(packCell)]),
    merge: (ref) => say(['merge', ref]),
    drained: () => Promise.resolve(),
  });
  say(['end']);
};

/** Refusals of a roster that an empty form gets too. */
const NO_LIST: ReadonlySet<string> = new Set(['import.no-rows', 'import.no-header', 'import.missing-columns']);
/** Forms are small. */
const FORM_BYTES = 256 * 1024;

/**
 * @param currentRows resolves when `current.jsonl` is there
 * @throws Refusal for files that cannot be read or are nothing that can be imported
 */
export const runJob = async (folder: string, job: JudgeJob, say: (line: JobLine) => void, currentRows: () => Promise<void>): Promise<void> => {
  const path = join(folder, FILES.source);
  const { size } = statSync(path);
  const source = await openSource(job.name, path, job.limits);
  try {
    const what = recognised(job, source.heads, size);
    if (what.as === 'unsure') return say(['unsure', what.kinds]);
    if (what.as !== 'roster') {
      if (size > OTHER_BYTES_MAX) throw new Refusal('import.too-large', `“${job.name}”超过 1 MB，不像${importable(what.as).title}`, { next: '请只留这一张表，删去图片和无关内容再发' });
      return await sayTable(what.as, job.name, path, job.limits, say);
    }
    await judgeRoster(folder, job, source, say, currentRows);
  } catch (error) {
    const forms = error instanceof Refusal && NO_LIST.has(error.code) && size <= FORM_BYTES && /\.xlsx$/i.test(job.name) ? emptyFormKinds(source.heads) : [];
    if (!(error instanceof Refusal) || forms.length === 0) throw error;
    say(['form', forms, error.code, error.message, error.next]);
  } finally {
    source.close();
  }
};
