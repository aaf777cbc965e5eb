/**
 * The only file that knows both inside and outside: builds every room and joins them, in the order in which they need
 * each other; stops them in the opposite order.
 */
import { openDatabase } from './adapters/mongo/connection.ts';
import type { Place } from './adapters/mongo/connection.ts';
import type { Config } from './config.ts';
import type { Logger } from './log.ts';
import { createWebApp } from './web/app.ts';
import { listen } from './web/listen.ts';
import { createMetrics } from './web/metrics.ts';
import type { HealthChecks } from './web/ports.ts';

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

/** What was opened, closed in the opposite order; one part that fails to close does not keep the others open. */
const closing = (log: Logger) => {
  const parts: (readonly [name: string, close: () => Promise<void>])[] = [];
  return {
    add: (name: string, close: () => Promise<void>): void => void parts.push([name, close]),
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

const open = async (config: Config, log: Logger, closers: ReturnType<typeof closing>): Promise<Service> => {
  const place: Place = config.mongoUri === null ? { dataDir: config.dataDir } : { uri: config.mongoUri.reveal() };
  const database = await openDatabase(place, { notice: (text) => log.warn({}, text) });
  closers.add('database', () => database.close());

  const checks: HealthChecks = { database: () => database.health() };
  const metrics = createMetrics([]);
  closers.add('metrics', async () => metrics.close());
  const web = await listen(createWebApp({ log, checks, metrics, callbacks: {}, chatPage: null }), config.http);
  closers.add('web', () => web.close(HTTP_DRAIN_MS));
  return { url: `http://127.0.0.1:${web.port}`, chatPage: null, administratorCode: null, stop: () => closers.all() };
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
