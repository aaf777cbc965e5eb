/** Judges a file with the child's own code in this process: no start-up to wait for. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { storedConflicts } from '../../../src/adapters/excel/judge.ts';
import { sheetCollector } from '../../../src/adapters/excel/reader.ts';
import { FILES } from '../../../src/adapters/excel/judge/job.ts';
import type { JobLine } from '../../../src/adapters/excel/judge/job.ts';
import { runJob } from '../../../src/adapters/excel/judge/dropped.ts';
import { ROSTER_LIMITS } from '../../../src/adapters/excel/read/limits.ts';
import type { ReadLimits } from '../../../src/adapters/excel/read/limits.ts';
import type { JudgedFile, SheetJudge } from '../../../src/application/imports/ports.ts';
import type { RosterKind } from '../../../src/domain/events.ts';

export const judgeInProcess = (limits: Partial<ReadLimits> = {}): SheetJudge => ({
  judge: async (request): Promise<JudgedFile> => {
    const folder = await mkdtemp(join(tmpdir(), 'judge-'));
    try {
      const { unit, name, at, kind: told, roster, answers, remembered, today, sections, store } = request;
      await pipeline(request.bytes, createWriteStream(join(folder, FILES.source)));
      if (request.decided !== null) await pipeline(request.decided.contradictions, createWriteStream(join(folder, FILES.decided)));
      const said: JobLine[] = [];
      const { take, sheets } = sheetCollector();
      let kind: RosterKind | null = null;
      const say = (line: JobLine): void => {
        if (line[0] === 'sheet' || line[0] === 'row' || line[0] === 'merge') return take(line);
        said.push(line);
        if (line[0] === 'roster') kind = line[1];
        if (line[0] === 'progress') request.progress({ step: 'judging', rows: line[1], about: line[2] });
      };
      await runJob(folder, { unit, name, at, kind: told, roster, answers, remembered, choices: request.decided?.choices ?? null, today, sections, limits: { ...ROSTER_LIMITS, ...limits } }, say, async () => {
        let lines = '';
        if (kind !== null) for await (const { code, row } of request.current(kind)) lines += `${JSON.stringify({ code, row })}\n`;
        await writeFile(join(folder, FILES.current), lines);
      });
      const last = said.at(-1);
      if (last?.[0] === 'unsure') return { outcome: 'unsure', kinds: last[1] };
      if (last?.[0] === 'form') return { outcome: 'form', kinds: last[1], refused: { code: last[2], message: last[3], next: last[4] } };
      const [first] = said;
      if (first?.[0] === 'other') return { outcome: 'other', kind: first[1], sheets };
      if (last?.[0] === 'question') return { outcome: 'question', question: last[1] };
      if (last?.[0] !== 'judged' || !existsSync(join(folder, FILES.changes))) throw new Error('the job ended without a word');
      const stored = (file: string) => store(file, createReadStream(join(folder, file)));
      return { ...last[1], outcome: 'judged', changes: await stored(FILES.changes), annotated: await stored(FILES.annotated), conflicts: await storedConflicts(last[1].conflicts, stored) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
