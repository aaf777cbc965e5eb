/**
 * The only room that knows both inside and outside: builds every part and joins them, in the order in which they need
 * each other; stops them in the opposite order.
 */
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { agendaScheduler } from './adapters/agenda/scheduler.ts';
import { checkBeacon } from './adapters/drand/beacon.ts';
import { createSheetJudge } from './adapters/excel/judge.ts';
import { createSheetReader } from './adapters/excel/reader.ts';
import { createSheetWriter } from './adapters/excel/writer.ts';
import { createDocumentWriter } from './adapters/word/writer.ts';
import { feishu } from './adapters/feishu/index.ts';
import { mongoPlatformMemory } from './adapters/mongo/platform-memory.ts';
import { foundation, openStorage } from './adapters/mongo/storage.ts';
import type { Storage } from './adapters/mongo/storage.ts';
import { verify } from './adapters/mongo/verify.ts';
import type { Deps } from './application/deps.ts';
import { longImports } from './application/imports/long.ts';
import { settleCeremonies } from './application/settle-ceremonies.ts';
import type { Clock } from './application/ports.ts';
import { forceSubstitutions } from './application/forced-substitutions.ts';
import { sweepAcceptances } from './application/reminders/acceptance.ts';
import { sweepAnchors } from './application/reminders/anchors.ts';
import { sweepDigests } from './application/reminders/digest.ts';
import { dueReminders } from './application/reminders/due.ts';
import { sweepDraws } from './application/reminders/draws.ts';
import { sweepHealth } from './application/reminders/health.ts';
import { sweepMonthly } from './application/reminders/monthly.ts';
import { sweepPublications } from './application/reminders/publication.ts';
import { sweepSubstitutions } from './application/reminders/substitutions.ts';
import { sweepTargets } from './application/reminders/targets.ts';
import { sweepRosterChecks } from './application/roster-checks.ts';
import { DEPLOYMENT } from './application/set-up.ts';
import { chat } from './chat/chat.ts';
import type { Chat } from './chat/chat.ts';
import type { Timers } from './chat/loop.ts';
import { counterpartOf } from './compose/platform.ts';
import { queriesOf, useCasesOf } from './compose/use-cases.ts';
import { findingsOf, gaugesOf, journalWatch, reminderWatch } from './compose/watch.ts';
import type { Config } from './config.ts';
import { scheduleOf } from './jobs/schedule.ts';
import type { JobCalls } from './jobs/ports.ts';
import type { Logger } from './log.ts';
import { keysFrom, retiredFrom, secretKeyOf } from './secret-key.ts';
import type { Keys } from './secret-key.ts';
import { checkPage } from './application/queries/check-page.ts';
import { evidencePage } from './application/substitution-evidence.ts';
import { screenOf } from './application/queries/screen.ts';
import { createWebApp } from './web/app.ts';
import { createCheckPage } from './web/check.ts';
import { createEvidencePage } from './web/evidence.ts';
import { linksOf } from './web/links.ts';
import { listen } from './web/listen.ts';
import { createMetrics } from './web/metrics.ts';
import { createScreens } from './web/screen.ts';
import type { HandleCallback, HealthChecks } from './web/ports.ts';

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

const timers: Timers = {
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
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

const depsOf = (storage: Storage, keys: Keys, retired: readonly Keys[], publicUrl: string): Omit<Deps, 'longImports'> => ({
  ...storage,
  sheetReader: createSheetReader(),
  sheetJudge: createSheetJudge(),
  sheetWriter: createSheetWriter(),
  documentWriter: createDocumentWriter(),
  signer: { ...keys.log, former: retired.map(({ log }) => log.publicKey) },
  checkBeacon,
  links: linksOf(keys.links, publicUrl, retired.map(({ links }) => links)),
  clock,
  randomBytes,
  administratorCode: createHash('sha256').update(keys.administratorCode.replaceAll('-', '')).digest('hex'),
});

const jobCalls = (deps: Deps, storage: Storage, talking: Chat, record: ReturnType<typeof journalWatch>): JobCalls => ({
  sweepAcceptances: sweepAcceptances(deps),
  sweepSubstitutions: sweepSubstitutions(deps),
  forceSubstitutions: forceSubstitutions(deps),
  sweepDraws: sweepDraws(deps),
  sweepPublications: sweepPublications(deps),
  sweepTargets: sweepTargets(deps),
  sweepDigests: sweepDigests(deps),
  sweepAnchors: sweepAnchors(deps),
  sweepMonthly: sweepMonthly(deps),
  sweepHealth: sweepHealth(deps, findingsOf(storage, record, clock)),
  sweepRosterChecks: sweepRosterChecks(deps),
  resendOldCards: (now) => talking.resendOldCards(now),
  sweepWitnesses: settleCeremonies(deps),
  sweepBoxes: async (before) => (await storage.inbox.sweep(before)) + (await storage.outbox.sweep(before)),
  sweepBlobs: async (before) => {
    const { blobs, imports } = await storage.sweep({ blobs: before, imports: before });
    return blobs + imports;
  },
  verifyJournal: record.run,
});

/** What a stop interrupted between closing a draw and opening its seed is finished before anybody speaks. */
const finishCeremonies = async (deps: Deps, log: Logger): Promise<void> => {
  try {
    await settleCeremonies(deps)(clock());
  } catch (error) {
    log.error({ err: error }, 'an interrupted draw could not be finished yet; the job tries again');
  }
};

const open = async (config: Config, log: Logger, closers: ReturnType<typeof closing>): Promise<Service> => {
  const keys = keysFrom(secretKeyOf(config));
  const retired = retiredFrom(config);
  const storage = await openStorage(config.mongoUri === null ? { dataDir: config.dataDir } : { uri: config.mongoUri.reveal() }, {
    clock,
    random: randomBytes,
    secretKey: keys.ceremony,
    retiredKeys: retired.map(({ ceremony }) => ceremony),
    notice: (text) => log.warn({}, text),
  });
  closers.add('storage', () => storage.close());
  if (storage.rewrapped > 0) log.info({ secrets: storage.rewrapped }, 'secrets of draws are now encrypted under the present key; the retired keys are still needed for old links and old backups');
  const parts = depsOf(storage, keys, retired, config.http.publicUrl);
  // Begun by the chat and telling it: the chat is there before anything can be begun.
  const imports = longImports(parts, (staged, step) => talking.importMoved(staged, step), (id, error) => log.error({ err: error, import: id }, 'an import stopped; it is taken up again after a restart'));
  const deps: Deps = { ...parts, longImports: imports };
  const { db } = storage.database;
  // The same after a restart, so that this instance takes back what its earlier life still held.
  const owner = `${hostname()}:${config.http.port}`;

  const counterpart = await counterpartOf(config);
  closers.add('sandbox', counterpart.stop);
  const platform = feishu(counterpart.feishu, { blobs: storage.blobs, memory: mongoPlatformMemory(db, 'feishu'), log });
  const talking = chat({
    ...storage,
    useCases: useCasesOf(deps),
    queries: queriesOf(deps),
    links: deps.links,
    platforms: new Map([[platform.id, platform]]),
    clock,
    random: Math.random,
    timers,
    owner,
    log: (event, detail) => log.warn({ event, ...detail }, 'chat'),
  });
  await finishCeremonies(deps, log);
  await talking.start();
  closers.add('chat', () => talking.stop());
  await imports.resume();
  closers.add('imports', () => imports.stop());
  await platform.start(talking.handlers);
  closers.add('platform', () => platform.stop());

  const jobs = agendaScheduler({ db, log, clock, instance: owner });
  const record = journalWatch(() => verify({ db, ...foundation(storage.database, clock) }), { clock, log });
  await jobs.start(scheduleOf(jobCalls(deps, storage, talking, record)));
  closers.add('jobs', () => jobs.stop(JOBS_DRAIN_MS));

  const reminders = reminderWatch(dueReminders(deps), { clock, log });
  const checks: HealthChecks = { database: () => storage.health(), platform: () => platform.health(), jobs: () => jobs.health(), journal: record.health, reminders: reminders.health, chat: () => talking.health() };
  const metrics = createMetrics(gaugesOf({ ...storage, platform, reminders }, clock));
  closers.add('metrics', metrics.close);
  const callbacks = counterpart.feishu.transport === 'http' ? { feishu: ((headers, body) => platform.handleCallback(headers, body)) satisfies HandleCallback } : {};
  const screens = createScreens({ links: deps.links, screenOf: screenOf(deps) });
  const web = await listen(createWebApp({ log, checks, metrics, callbacks, chatPage: counterpart.chatPage, screens, checkPage: createCheckPage({ links: deps.links, checkPage: checkPage(deps) }), evidencePage: createEvidencePage({ links: deps.links, evidence: evidencePage(deps) }) }), config.http);
  closers.add('web', () => web.close(HTTP_DRAIN_MS));
  closers.add('screens', screens.close);

  const { state: deployment } = await storage.states.load('deployment', DEPLOYMENT);
  const administratorCode = deployment.administrator === null ? keys.administratorCode : null;
  return { url: `http://127.0.0.1:${web.port}`, chatPage: counterpart.chatPage, administratorCode, stop: () => closers.all() };
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
