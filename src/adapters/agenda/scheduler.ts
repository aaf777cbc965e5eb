/**
 * The schedule on Agenda: plans live in our database, its locks decide which process runs a slot.
 *
 * Plans are written only when they are new or have changed. Writing an unchanged one at start would unlock a run in
 * progress elsewhere and move an overdue slot to the next one, losing the run that was missed while nobody ran.
 * Retries need no back-off: a row that fails looks again at its next slot. A row whose process died inside it does not wait for
 * that: the library moves the plan to its next slot before it runs, so the slot would be lost; at start and every minute a run
 * that began, has not ended and whose lock has run out is made due again.
 *
 * Source: agenda 6.2.6 and its MongoDB backend as read and measured; see docs/decisions/0005-agenda.md.
 */
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda } from 'agenda';
import type { Db } from 'mongodb';
import type { JobLog, JobRow, Scheduler } from '../../jobs/ports.ts';

export interface AgendaDeps {
  readonly db: Db;
  readonly log: JobLog;
  readonly clock: () => string;
  /** Name of this process in the plans, for the operator. */
  readonly instance: string;
  /** How often due slots are looked for. */
  readonly pollMs?: number;
}

const COLLECTION = 'jobs';
const ZONE = 'Asia/Shanghai';
const POLL_MS = 5000;
/** Looks for due slots between two looks for runs that were cut off: a minute. */
const LOOKS_PER_RECOVERY = 12;
/** A plan this late means that nobody runs plans. */
const OVERDUE_MS = 10 * 60_000;
const DUPLICATE_KEY = 11000;

const isDuplicate = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY;

interface Plan {
  readonly plan: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Brings the kept plans in line with the table: new ones in, changed ones rewritten, vanished ones out; the rest untouched. */
const writePlans = async (agenda: Agenda, rows: readonly JobRow[]): Promise<void> => {
  const { jobs: kept } = await agenda.queryJobs({});
  for (const { name, cron, payload } of rows) {
    const found = kept.find((job) => job.name === name);
    const data: Plan = { plan: name, payload };
    if (found?.repeatInterval === cron && JSON.stringify(found.data) === JSON.stringify(data)) continue;
    if (found?._id) await agenda.cancel({ id: found._id });
    const job = agenda.create<Plan>(name, data).unique({ 'data.plan': name }, { insertOnly: true }).repeatEvery(cron, { timezone: ZONE, skipImmediate: true });
    // Another process that starts at the same moment may have written the same plan.
    await job.save().catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
    });
  }
  const gone = kept.map((job) => job.name).filter((name) => !rows.some((row) => row.name === name));
  if (gone.length > 0) await agenda.cancel({ names: gone });
};

/**
 * Makes due again what began and did not end before its lock ran out. The plan itself is the ledger: the library writes when a run
 * began with the next slot, and when it ended together with giving back the lock; both processes of a pair may do this at once.
 */
const recoverKilled = async ({ db, log }: AgendaDeps, rows: readonly JobRow[]): Promise<void> => {
  const now = new Date();
  const isUnfinished = { $gt: ['$lastRunAt', { $ifNull: ['$lastFinishedAt', null] }] };
  for (const { name, lockSeconds } of rows) {
    const isFree = [{ lockedAt: null }, { lockedAt: { $lte: new Date(now.getTime() - lockSeconds * 1000) } }];
    const { modifiedCount } = await db.collection(COLLECTION).updateOne({ name, lastRunAt: { $ne: null }, nextRunAt: { $gt: now }, $expr: isUnfinished, $or: isFree }, { $set: { nextRunAt: now, lockedAt: null } });
    if (modifiedCount > 0) log.info({ job: name }, 'a run that was cut off is run again');
  }
};

const createAgenda = async ({ db, log, instance, pollMs = POLL_MS }: AgendaDeps): Promise<Agenda> => {
  await db.collection(COLLECTION).createIndex({ name: 1, 'data.plan': 1 }, { unique: true }, {});
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: db, collection: COLLECTION }),
    name: instance,
    processEvery: pollMs,
    // One run of a row at a time; and never lock more than can be run soon.
    defaultConcurrency: 1,
    defaultLockLimit: 1,
    maxConcurrency: 4,
    lockLimit: 4,
  });
  agenda.on('error', (error: Error) => log.error({ err: error }, 'job scheduler failed'));
  await agenda.ready;
  return agenda;
};

export const agendaScheduler = (deps: AgendaDeps): Scheduler => {
  const { db, log, clock } = deps;
  const running = new Set<Promise<void>>();
  let agenda: Agenda | null = null;
  let recovering: NodeJS.Timeout | undefined;

  const runRow = async (row: JobRow, data: Plan | undefined): Promise<void> => {
    try {
      const count = await row.run(data?.payload, clock());
      if (count > 0) log.info({ job: row.name, count }, 'job done');
    } catch (error) {
      // A sweep goes on past what fails and tells of each with its subject.
      for (const each of error instanceof AggregateError ? error.errors : []) log.error({ err: each, job: row.name }, 'a matter of a job failed');
      log.error({ err: error, job: row.name }, 'job failed');
      throw error;
    }
  };
  return {
    start: async (rows) => {
      const started = await createAgenda(deps);
      for (const row of rows)
        started.define<Plan>(
          row.name,
          async (job) => {
            const run = runRow(row, job.attrs.data);
            const settled = run.then(
              () => undefined,
              () => undefined,
            );
            running.add(settled);
            await run.finally(() => running.delete(settled));
          },
          { lockLifetime: row.lockSeconds * 1000 },
        );
      await writePlans(started, rows);
      await recoverKilled(deps, rows);
      await started.start();
      recovering = setInterval(() => {
        recoverKilled(deps, rows).catch((error: unknown) => { log.error({ err: error }, 'runs that were cut off could not be looked for'); });
      }, (deps.pollMs ?? POLL_MS) * LOOKS_PER_RECOVERY);
      recovering.unref();
      agenda = started;
    },
    health: async () => {
      if (agenda === null) return { ok: false, detail: 'not started' };
      const latest = new Date(Date.parse(clock()) - OVERDUE_MS);
      const plans = db.collection(COLLECTION);
      const [planned, overdue] = await Promise.all([plans.countDocuments({}), plans.countDocuments({ nextRunAt: { $lt: latest }, disabled: { $ne: true } })]);
      return { ok: planned > 0 && overdue === 0, detail: overdue === 0 ? `${planned} plans` : `${overdue} of ${planned} plans overdue` };
    },
    stop: async (limitMs) => {
      // stop() gives back what was locked ahead of time (drain() would leave it locked); what runs is awaited here.
      clearInterval(recovering);
      await agenda?.stop(false);
      agenda = null;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([Promise.all(running), new Promise((resolve) => (timer = setTimeout(resolve, limitMs)))]);
      clearTimeout(timer);
    },
  };
};
