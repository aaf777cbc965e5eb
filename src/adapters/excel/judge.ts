/**
 * Judges the staff's files, each in a child process of its own, at most two at once; the others wait their turn.
 *
 * The service neither parses a stranger's bytes nor holds its rows: source, rows in force and changes go through files in a
 * folder that is removed in the end, and through the stores in streams. A file that eats memory or time takes its child
 * with it and becomes a refusal; a clerk who no longer wants it ends the child.
 */
import { spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { OtherTable } from '../../domain/importable.ts';
import type { FoundConflicts, JudgedFile, JudgeRequest, NoRoster, SheetJudge } from '../../application/imports/ports.ts';
import type { BlobRef } from '../../domain/values.ts';
import { Refusal } from '../../domain/refusal.ts';
import { childArguments, createTurns } from './child-process.ts';
import { FILES } from './judge/job.ts';
import type { JobLine, JudgedRows, JudgeJob } from './judge/job.ts';
import { sheetCollector } from './reader.ts';
import { ROSTER_LIMITS } from './read/limits.ts';
import type { ReadLimits } from './read/limits.ts';

const AT_ONCE = 2;
/** Rows are gone as soon as they are judged: a larger nursery only holds more of them. */
const YOUNG_MB = 8;

const tooHard = (name: string): Refusal =>
  new Refusal('import.too-hard', `“${name}”太大或太复杂，读了一半读不动了，什么也没有导入`, { next: '请新建工作簿，只粘贴名录的文字（选择性粘贴—数值），或分成几个文件分别导入' });
const cancelled = (): Refusal => new Refusal('import.cancelled', '这次导入已取消，什么也没有写入', { next: '需要时请重新发送文件' });

type Said = JudgedRows | NoRoster | Extract<JudgedFile, { readonly outcome: 'question' }>;

/** The rows in force as lines; a cursor reads ahead only as far as the file takes them. */
async function* currentLines(rows: AsyncIterable<{ readonly code: string; readonly row: Readonly<Record<string, unknown>> }>): AsyncIterable<string> {
  for await (const { code, row } of rows) yield `${JSON.stringify({ code, row })}\n`;
}

const judgeInChild = (folder: string, request: JudgeRequest, limits: ReadLimits): Promise<Said> =>
  new Promise((resolve, reject) => {
    const { name, signal } = request;
    if (signal?.aborted === true) {
      reject(cancelled());
      return;
    }
    const child = spawn(process.execPath, [...childArguments('./judge/child', [`--max-old-space-size=${limits.heapMb}`, `--max-semi-space-size=${YOUNG_MB}`]), folder], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), limits.timeoutMs);
    const abort = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', abort, { once: true });
    let outcome: Said | Error | null = null;
    let other: OtherTable | null = null;
    const { take, sheets } = sheetCollector();
    const sendCurrent = async (roster: JudgedRows['roster']): Promise<void> => {
      try {
        await pipeline(Readable.from(currentLines(request.current(roster))), createWriteStream(join(folder, FILES.current)));
        child.stdin.write('ready\n');
      } catch (error) {
        outcome = error instanceof Error ? error : new Error(String(error));
        child.kill('SIGKILL');
      }
    };
    const hear = (line: JobLine): void => {
      switch (line[0]) {
        case 'roster':
          void sendCurrent(line[1]);
          return;
        case 'progress':
          request.progress({ step: 'judging', rows: line[1], about: line[2] });
          return;
        case 'writing':
          request.progress({ step: 'writing', rows: 0, about: 0 });
          return;
        case 'other':
          other = line[1];
          return;
        case 'sheet':
        case 'row':
        case 'merge':
          take(line);
          return;
        case 'end':
          outcome = other === null ? null : { outcome: 'other', kind: other, sheets };
          return;
        case 'unsure':
          outcome = { outcome: 'unsure', kinds: line[1] };
          return;
        case 'form':
          outcome = { outcome: 'form', kinds: line[1], refused: { code: line[2], message: line[3], next: line[4] } };
          return;
        case 'question':
          outcome = { outcome: 'question', question: line[1] };
          return;
        case 'judged':
          outcome = line[1];
          return;
        case 'refused':
          outcome = new Refusal(line[1], line[2], { next: line[3] });
          return;
      }
    };
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted === true) reject(cancelled());
      else if (outcome === null) reject(tooHard(name));
      else if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    // A child that refuses early closes its input while we still write: that is not our error.
    child.stdin.on('error', () => undefined);
    child.on('error', end);
    const lines = createInterface({ input: child.stdout, crlfDelay: Infinity });
    lines.on('line', (text) => hear(JSON.parse(text) as JobLine));
    lines.on('close', end);
  });

/** @param stored keeps a file of the job */
export const storedConflicts = async ({ count, unlisted }: JudgedRows['conflicts'], stored: (file: string) => Promise<BlobRef>): Promise<FoundConflicts | null> => {
  if (count === 0) return null;
  const found = { count, blob: await stored(FILES.conflicts) };
  return Object.values(unlisted).every((beyond) => beyond === 0) ? found : { ...found, unlisted, all: await stored(FILES.contradictions) };
};

const judgeFile = async (request: JudgeRequest, limits: ReadLimits): Promise<JudgedFile> => {
  const folder = await mkdtemp(join(tmpdir(), 'yaohao-import-'));
  try {
    const { unit, name, at, kind, roster, answers, remembered, today, sections } = request;
    const job: JudgeJob = { unit, name, at, kind, roster, answers, remembered, choices: request.decided?.choices ?? null, today, sections, limits };
    await writeFile(join(folder, FILES.job), JSON.stringify(job));
    await pipeline(request.bytes, createWriteStream(join(folder, FILES.source)));
    if (request.decided !== null) await pipeline(request.decided.contradictions, createWriteStream(join(folder, FILES.decided)));
    const said = await judgeInChild(folder, request, limits);
    if ('outcome' in said) return said;
    const stored = (stored: string, file: string): Promise<BlobRef> => request.store(stored, createReadStream(join(folder, file)));
    const changes = await stored('changes.jsonl', FILES.changes);
    const annotated = await stored(`批注_${name.replace(/\.[^.]*$/, '')}.xlsx`, FILES.annotated);
    const conflicts = await storedConflicts(said.conflicts, (file) => stored(file, file));
    return { ...said, outcome: 'judged', changes, annotated, conflicts };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** @param limits see ROSTER_LIMITS; tests give their own */
export const createSheetJudge = (limits: ReadLimits = ROSTER_LIMITS): SheetJudge => {
  const inTurn = createTurns(AT_ONCE);
  return { judge: (request) => inTurn(() => judgeFile(request, limits)) };
};
