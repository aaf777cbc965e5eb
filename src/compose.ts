/**
 * The only room that knows both inside and outside: builds every part and joins them, in the order in which they need
 * each other; stops them in the opposite order.
 */
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { agendaScheduler } from './adapters/agenda/scheduler.ts';
import { createSheetReader } from './adapters/excel/reader.ts';
import { createSheetWriter } from './adapters/excel/writer.ts';
import { openStorage } from './adapters/mongo/storage.ts';
import type { Storage } from './adapters/mongo/storage.ts';
import type { Deps } from './application/deps.ts';
import { settleCeremonies } from './application/draw.ts';
import type { Clock } from './application/ports.ts';
import { sweepAcceptances } from './application/reminders.ts';
import { DEPLOYMENT } from './application/set-up.ts';
import type { Config } from './config.ts';
import { scheduleOf } from './jobs/schedule.ts';
import type { JobCalls } from './jobs/ports.ts';
import type { Logger } from './log.ts';
import { keysFrom, secretKeyOf } from './secret-key.ts';
import type { Keys } from './secret-key.ts';
import { createWebApp } from './web/app.ts';
import { listen } from './web/listen.ts';
import { createMetrics } from './web/metrics.ts';
import type { Gauge, HealthChecks } from './web/ports.ts';

export interface Service {
  readonly url: string;
  /** Address of the built-in chat page; null with a real platform. */
  readonly chatPage: string | null;
  /** Shown until somebody redeemed it. */
  readonly administratorCode: string | null;
  /** Ends everything in order; never rejects. */
  readonly stop: () => Promise<void>;
}

const HTTP_DRAIN_MS = 5000;
const JOBS_DRAIN_MS = 5000;
/** Messages that wait longer than this mean that something is wrong with the link. */
const OUTBOX_LAG_MS = 5 * 60_000;

const clock: Clock = () => new Date().toISOString();

/** What was opened, closed in the opposite order; one part that fails to close does not keep the others open. */
const closing = (log: Logger) => {
  const parts: (readonly [name: string, close: () => void | Promise<void>])[] = [];
  return {
    add: (name: string, close: () => void | Promise<void>): void => void parts.push([name, close]),
    all: async (): Promise<void> => {
      for (const [name, close] of parts.toReversed()) {
        try {
          await close();
        } catch (error) {
          log.error({ err: error, part: name }, 'could not close');
        }
      }
    },
  };
};

const depsOf = (storage: Storage, keys: Keys): Deps => ({
  ...storage,
  sheetReader: createSheetReader(),
  sheetWriter: createSheetWriter(() => new Date()),
  signer: keys.log,
  clock,
  randomBytes,
  administratorCode: createHash('sha256').update(keys.administratorCode.replaceAll('-', '')).digest('hex'),
});

const jobCalls = (deps: Deps, storage: Storage): JobCalls => ({
  sweepAcceptances: sweepAcceptances(deps),
  sweepWitnesses: settleCeremonies(deps),
  sweepBoxes: async (before) => (await storage.inbox.sweep(before)) + (await storage.outbox.sweep(before)),
  sweepBlobs: async (before) => {
    const { blobs, imports } = await storage.sweep({ blobs: before, imports: before });
    return blobs + imports;
  },
});

const outboxGauges = ({ inbox, outbox }: Storage): readonly Gauge[] => [
  { name: 'yaohao_outbox_waiting', help: 'Messages that are due and not yet sent', read: async () => (await outbox.lag(clock())).waiting },
  { name: 'yaohao_outbox_oldest_seconds', help: 'How long the oldest of them has been waiting', read: async () => (await outbox.lag(clock())).oldestMs / 1000 },
  { name: 'yaohao_outbox_dead', help: 'Messages that can never arrive', read: async () => (await outbox.lag(clock())).dead },
  { name: 'yaohao_inbox_waiting', help: 'Messages received and not yet handled', read: async () => (await inbox.lag(clock())).waiting },
  { name: 'yaohao_inbox_parked', help: 'Messages that failed again and again and wait for the operator', read: async () => (await inbox.lag(clock())).parked },
];

const outboxHealth = async ({ outbox }: Storage): Promise<{ readonly ok: boolean; readonly detail: string }> => {
  const { waiting, oldestMs, dead } = await outbox.lag(clock());
  return { ok: oldestMs < OUTBOX_LAG_MS, detail: `${waiting} waiting, oldest ${Math.round(oldestMs / 1000)} s, ${dead} dead` };
};

const open = async (config: Config, log: Logger, closers: ReturnType<typeof closing>): Promise<Service> => {
  const keys = keysFrom(secretKeyOf(config));
  const storage = await openStorage(config.mongoUri === null ? { dataDir: config.dataDir } : { uri: config.mongoUri.reveal() }, {
    clock,
    random: randomBytes,
    secretKey: keys.ceremony,
    notice: (text) => log.warn({}, text),
  });
  closers.add('storage', () => storage.close());
  const deps = depsOf(storage, keys);

  const jobs = agendaScheduler({ db: storage.database.db, log, clock, instance: `${hostname()}/${process.pid}` });
  await jobs.start(scheduleOf(jobCalls(deps, storage)));
  closers.add('jobs', () => jobs.stop(JOBS_DRAIN_MS));

  const checks: HealthChecks = { database: () => storage.health(), jobs: () => jobs.health(), outbox: () => outboxHealth(storage) };
  const metrics = createMetrics(outboxGauges(storage));
  closers.add('metrics', metrics.close);
  const web = await listen(createWebApp({ log, checks, metrics, callbacks: {}, chatPage: null }), config.http);
  closers.add('web', () => web.close(HTTP_DRAIN_MS));

  const { state: deployment } = await storage.states.load('deployment', DEPLOYMENT);
  const administratorCode = deployment.administrator === null ? keys.administratorCode : null;
  return { url: `http://127.0.0.1:${web.port}`, chatPage: null, administratorCode, stop: () => closers.all() };
};

/** @throws when a part cannot be opened; what was opened before it is closed again */
export const compose = async (config: Config, log: Logger): Promise<Service> => {
  const closers = closing(log);
  try {
    return await open(config, log, closers);
  } catch (error) {
    await closers.all();
    throw error;
  }
};
