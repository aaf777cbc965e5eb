/**
 * The planned draw whose hour passes while nobody runs: the plan kept in the database brings the slot back at the next start,
 * and the sweep behind it asks for the draw – once between two services, and draws nothing.
 */
import { agendaScheduler } from '../../../src/adapters/agenda/scheduler.ts';
import { storageOn } from '../../../src/adapters/mongo/storage.ts';
import { sweepDraws } from '../../../src/application/reminders/draws.ts';
import { createTask } from '../../../src/application/task.ts';
import { instantOf } from '../../../src/domain/calendar/working-days.ts';
import type { JobRow, Scheduler } from '../../../src/jobs/ports.ts';
import { openBureau, settings, U1 } from '../../support/bureau.ts';
import { confirmAll } from '../../support/ceremony.ts';
import { testDatabase } from '../../support/engine.ts';

jest.setTimeout(60_000);
const database = testDatabase();
const running: Scheduler[] = [];
const failures: string[] = [];
afterEach(async () => { await Promise.all(running.splice(0).map((scheduler) => scheduler.stop(1000))); });

test('the service was down at the hour of a draw: the missed slot is run once at the next start, people are asked, nothing is drawn', async () => {
  let now = instantOf('2026-09-08', '09:00');
  const clock = () => now;
  const stores = await storageOn(database.get(), { clock, random: (count) => new Uint8Array(count).fill(7), secretKey: { id: 'test', key: new Uint8Array(32) } });
  const bureau = await openBureau({ stores, start: now });
  const deps = { ...bureau.deps, clock };
  const created = await createTask(deps)(bureau.by('王敏'), U1, settings({ draw: { on: '2026-09-09', time: '09:00' } }));
  const task = created.events.find((fact) => fact.type === 'TaskCreated')?.task;
  if (task === undefined) throw new Error('no task');
  await confirmAll({ ...bureau, deps }, task);

  const { db } = database.get();
  let looked = 0;
  const row: JobRow = { name: 'planned-draws', cron: '1-56/5 8-17 * * *', lockSeconds: 1, payload: {}, run: async (_, at) => { const given = await sweepDraws(deps)(at); looked += 1; return given; } };
  const service = async (instance: string): Promise<Scheduler> => {
    const scheduler = agendaScheduler({ db, clock, instance, pollMs: 20, log: { info: () => undefined, error: (fields, message) => { failures.push(`${message} ${String(fields['err'])}`); } } });
    running.push(scheduler);
    await scheduler.start([row]);
    return scheduler;
  };
  const slotPassed = () => db.collection('jobs').updateOne({ name: 'planned-draws', lockedAt: null }, { $set: { nextRunAt: new Date(Date.now() - 60_000) } });
  const untilLooked = async (times: number): Promise<void> => { while (looked < times) await db.command({ ping: 1 }); };
  const asked = async () => (await deps.journal.read(0, 10_000)).flatMap(({ events }) => events.filter((fact) => fact.type === 'ReminderDue' && fact.kind === 'draw-due'));

  await (await service('one')).stop(1000);
  await slotPassed();
  now = instantOf('2026-09-09', '10:31');
  await Promise.all([service('one'), service('two')]);
  await untilLooked(1);
  expect(await asked()).toMatchObject([{ subject: task, due: instantOf('2026-09-09', '09:00') }]);

  // Slots go on, services come and go: it is not asked again, and only people draw.
  while ((await slotPassed()).matchedCount === 0);
  await service('three');
  await untilLooked(2);
  expect(failures).toEqual([]);
  expect(await asked()).toHaveLength(1);
  expect((await deps.journal.read(0, 10_000)).flatMap(({ events }) => events.filter(({ type }) => /^Draw(?:Committed|Completed)/.test(type)))).toEqual([]);
});
