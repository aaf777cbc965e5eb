/**
 * The scheduler on the real engine: plans survive restarts untouched, one of several processes runs a slot, a stop waits.
 *
 * Nobody waits for a clock: a slot is made due by moving its plan into the past, and each test waits for the run itself.
 */
import { agendaScheduler } from '../../../src/adapters/agenda/scheduler.ts';
import type { JobRow, Scheduler } from '../../../src/jobs/ports.ts';
import { testDatabase } from '../../support/engine.ts';

jest.setTimeout(60_000);
const NIGHTLY = '40 3 * * *';
const database = testDatabase();
const opened: Scheduler[] = [];
const failures: string[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((scheduler) => scheduler.stop(1000)));
  failures.splice(0);
});

const scheduler = (instance = 'one', clock = () => new Date().toISOString()): Scheduler => {
  const made = agendaScheduler({ db: database.get().db, clock, instance, pollMs: 20, log: { info: () => undefined, error: (_, message) => void failures.push(message) } });
  opened.push(made);
  return made;
};
/** A short lock keeps the library's own timers short; nothing here runs that long. */
const row = (over: Partial<JobRow> = {}): JobRow => ({ name: 'sweep', cron: NIGHTLY, lockSeconds: 1, payload: {}, run: async () => 0, ...over });
const plans = () => database.get().db.collection('jobs');
const plan = (name = 'sweep') => plans().findOne({ name });
const makeDue = (name = 'sweep') => plans().updateOne({ name }, { $set: { nextRunAt: new Date(Date.now() - 60_000), lockedAt: null } });

/** Counts runs, and lets a test wait for the n-th. */
const counter = (): { readonly hit: () => number; readonly reached: (n: number) => Promise<void>; readonly count: () => number } => {
  let count = 0;
  let waiting: readonly (readonly [n: number, done: () => void])[] = [];
  return {
    hit: () => {
      count += 1;
      for (const [n, done] of waiting) if (count >= n) done();
      return count;
    },
    reached: (n) => new Promise((resolve) => (count >= n ? resolve() : (waiting = [...waiting, [n, resolve]]))),
    count: () => count,
  };
};

test('a new row is planned for its next slot in Chinese time and does not run at once', async () => {
  await scheduler('one', () => '2026-09-08T01:00:00.000Z').start([row()]);
  const kept = await plan();
  expect(kept).toMatchObject({ name: 'sweep', repeatInterval: NIGHTLY, repeatTimezone: 'Asia/Shanghai', data: { plan: 'sweep', payload: {} } });
  expect((kept?.['nextRunAt'] as Date).toISOString()).toMatch(/T19:40:00\.000Z$/); // 03:40 in Shanghai
});

test('a restart leaves every plan as it is: an overdue slot stays overdue and is run once', async () => {
  const first = scheduler();
  await first.start([row()]);
  await first.stop(1000);
  await makeDue();
  const before = await plan();
  const runs = counter();
  await scheduler('two').start([row({ run: async () => runs.hit() })]);
  await runs.reached(1);
  expect(String((await plan())?.['_id'])).toBe(String(before?.['_id']));
  expect(await plans().countDocuments({})).toBe(1);
});

test('starting beside a process that runs a slot does not take its lock away', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const runs = counter();
  const busy = row({ run: async () => (runs.hit(), await gate, 1) });
  const first = scheduler('one');
  await first.start([busy]);
  await makeDue();
  await runs.reached(1);
  await scheduler('two').start([busy]);
  expect((await plan())?.['lockedAt']).toBeInstanceOf(Date);
  release();
});

test('two processes at the first start plan a row once', async () => {
  await Promise.all([scheduler('one').start([row()]), scheduler('two').start([row()])]);
  expect(await plans().countDocuments({})).toBe(1);
});

test('a changed time replaces its plan, a vanished row loses it', async () => {
  const first = scheduler();
  await first.start([row(), row({ name: 'gone' })]);
  await first.stop(1000);
  await scheduler().start([row({ cron: '0 4 * * *' })]);
  expect(await plan()).toMatchObject({ repeatInterval: '0 4 * * *' });
  expect(await plans().countDocuments({})).toBe(1);
});

test('each of thirty slots is run by one of two processes', async () => {
  const runs = counter();
  const by: string[] = [];
  const counting = (name: string): JobRow => row({ run: async () => (by.push(name), runs.hit()) });
  await Promise.all([scheduler('one').start([counting('one')]), scheduler('two').start([counting('two')])]);
  for (let slot = 1; slot <= 30; slot += 1) {
    // The plan may still be locked by the run before; a slot is due when nobody holds it.
    while ((await plans().updateOne({ name: 'sweep', lockedAt: null }, { $set: { nextRunAt: new Date(Date.now() - 60_000) } })).matchedCount === 0);
    await runs.reached(slot);
  }
  await Promise.all(opened.map((each) => each.stop(5000)));
  expect(runs.count()).toBe(30);
});

test('a row that fails is logged and looks again at its next slot', async () => {
  const runs = counter();
  const failing = row({
    run: async () => {
      if (runs.hit() === 1) throw new Error('no');
      return 0;
    },
  });
  const one = scheduler();
  await one.start([failing]);
  await makeDue();
  await runs.reached(1);
  while ((await plans().updateOne({ name: 'sweep', lockedAt: null }, { $set: { nextRunAt: new Date(Date.now() - 60_000) } })).matchedCount === 0);
  await runs.reached(2);
  expect(failures).toContain('job failed');
});

test('a run that was cut off before its row began is run at the next start; one that ended or failed is not', async () => {
  const runs = counter();
  const first = scheduler();
  await first.start([row(), row({ name: 'fine' }), row({ name: 'failing', run: () => Promise.reject(new Error('no')) })]);
  await makeDue('fine');
  await makeDue('failing');
  while ((await plans().countDocuments({ lastFinishedAt: { $ne: null }, lockedAt: null })) < 2);
  await first.stop(1000);
  // As the library leaves it when the process dies between moving the plan and calling the row.
  await plans().updateOne({ name: 'sweep' }, { $set: { lastRunAt: new Date(Date.now() - 5000), lockedAt: new Date(Date.now() - 5000) } });
  const again = (name: string): JobRow => row({ name, run: async () => (expect(name).toBe('sweep'), runs.hit()) });
  await scheduler('two').start([again('sweep'), again('fine'), again('failing')]);
  await runs.reached(1);
  while ((await plans().countDocuments({ name: 'sweep', lockedAt: null, lastFinishedAt: { $ne: null } })) === 0);
  expect(runs.count()).toBe(1);
  expect(failures).toEqual(['job failed']);
});

test('a stop waits for what runs', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const runs = counter();
  let finished = false;
  const one = scheduler();
  await one.start([row({ run: async () => (runs.hit(), await gate, (finished = true), 1) })]);
  await makeDue();
  await runs.reached(1);
  const stopped = one.stop(60_000);
  release();
  await stopped;
  expect(finished).toBe(true);
});

test('health says when nobody has run the plans for a while', async () => {
  const one = scheduler();
  expect(await one.health()).toMatchObject({ ok: false });
  await one.start([row()]);
  expect(await one.health()).toEqual({ ok: true, detail: '1 plans' });
  const later = scheduler('later', () => new Date(Date.now() + 3 * 86_400_000).toISOString());
  await later.start([row()]);
  expect(await later.health()).toMatchObject({ ok: false, detail: '1 of 1 plans overdue' });
});
