/**
 * Real processes, real time: a process killed inside a job leaves its lock behind; when it has run out another process runs the
 * slot again, once, and the next slot stays where it was planned. Nobody waits for a clock, only for what the processes say and
 * the database shows.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { testDatabase } from '../../support/engine.ts';

jest.setTimeout(90_000);
const database = testDatabase();
const children: ChildProcess[] = [];
afterEach(() => { for (const child of children.splice(0)) child.kill('SIGKILL'); });

const service = (instance: string, mode = '') => {
  const { uri, db } = database.get();
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'child.ts'), uri, db.databaseName, instance, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const wake of waiting) wake();
  });
  const said = (line: string, times = 1): Promise<void> => new Promise((resolve) => {
    const look = (): void => {
      if (lines.filter((each) => each === line).length < times) return;
      waiting.delete(look);
      resolve();
    };
    waiting.add(look);
    look();
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => { resolve(); }));
  return { said, lines, kill: async (): Promise<void> => { child.kill('SIGKILL'); await gone; } };
};
const plans = () => database.get().db.collection('jobs');
const makeDue = () => plans().updateOne({ name: 'sweep' }, { $set: { nextRunAt: new Date(Date.now() - 60_000) } });

test('a process killed inside a job: when its lock has run out the slot runs in another process, once, and the next slot is kept', async () => {
  const first = service('one', 'hangs');
  await first.said('started');
  await makeDue();
  await first.said('began');
  await first.kill();
  const left = await plans().findOne({ name: 'sweep' });
  expect(left?.['lockedAt']).toBeInstanceOf(Date);
  // The library has moved the plan to its next slot already; nobody makes it due here.
  expect(Number(left?.['nextRunAt'])).toBeGreaterThan(Date.now());
  const second = service('two');
  await second.said('ended');
  while ((await plans().findOne({ name: 'sweep', lockedAt: null, lastModifiedBy: 'two' })) === null);
  const after = await plans().findOne({ name: 'sweep' });
  expect(after?.['nextRunAt']).toEqual(left?.['nextRunAt']);
  // The lock was waited for: what still might have been alive was not run beside itself.
  expect(Number(after?.['lastRunAt']) - Number(left?.['lockedAt'])).toBeGreaterThanOrEqual(2000);
  // A third start finds nothing cut off.
  const third = service('three');
  await third.said('started');
  expect(first.lines).not.toContain('ended');
  expect([...second.lines, ...third.lines].filter((line) => line === 'began')).toHaveLength(1);
  expect(await plans().countDocuments({})).toBe(1);
});

test('two service processes on one database run a slot once between them, again and again', async () => {
  const both = [service('one'), service('two')];
  await Promise.all(both.map(({ said }) => said('started')));
  const began = (): number => both.flatMap(({ lines }) => lines).filter((line) => line === 'began').length;
  for (let slot = 1; slot <= 10; slot += 1) {
    while ((await plans().updateOne({ name: 'sweep', lockedAt: null }, { $set: { nextRunAt: new Date(Date.now() - 60_000) } })).matchedCount === 0);
    const counts = both.map(({ lines }) => lines.filter((line) => line === 'ended').length);
    await Promise.race(both.map(({ said }, n) => said('ended', (counts[n] ?? 0) + 1)));
  }
  // Whatever still runs would have begun; a slot run twice shows in the count.
  while ((await plans().countDocuments({ lockedAt: { $ne: null } })) > 0);
  expect(began()).toBe(10);
});
