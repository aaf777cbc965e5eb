/**
 * The process that reads and judges a stranger's file: it dies of a file alone, and what it holds is gone with it.
 *
 * Only argument: the folder of the job. Lines go out on standard output; a line on standard input says that the rows in
 * force are there.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../../domain/refusal.ts';
import { FILES } from './job.ts';
import type { JobLine, JudgeJob } from './job.ts';
import { runJob } from './dropped.ts';

const say = (line: JobLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const [, , folder] = process.argv;
if (folder !== undefined) {
  const job = JSON.parse(readFileSync(join(folder, FILES.job), 'utf8')) as JudgeJob;
  try {
    await runJob(folder, job, say, async () => {
      await once(process.stdin, 'data');
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(['refused', error.code, error.message, error.next]);
  }
  process.stdin.destroy();
}
