/**
 * The inbox at work: what was said is claimed durably before the platform is answered, then handled in order per chat.
 *
 * Handling may be repeated after a crash; it is harmless because decisions carry the inbound's key as their cause and
 * replies carry it in theirs. What fails again and again is answered with a plain sentence and parked for the operator.
 */
import type { Instant } from '../domain/values.ts';
import { crew } from './crew.ts';
import type { Timers } from './loop.ts';
import type { Inbound } from './platform.ts';
import type { InboxStore, LeasedInbound } from './ports.ts';

const LEASE_MS = 120_000;
/** Leased at a time; few enough to be handled well within a lease. */
const IN_HAND = 64;
/** How long to wait after the first, second … failure; after the last the item is parked. */
const RETRY_WAITS_MS: readonly number[] = [500, 2000, 10_000, 30_000];

export interface InboxDeps {
  readonly store: InboxStore;
  readonly clock: () => Instant;
  readonly timers: Timers;
  readonly owner: string;
  /** Chats handled at the same time. */
  readonly concurrency: number;
  readonly restMs: number;
  readonly handle: (inbound: Inbound) => Promise<void>;
  /** Tells the speaker that it did not work. */
  readonly giveUp: (inbound: Inbound) => Promise<void>;
  readonly log: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

export interface Inbox {
  /** Durable when resolved; handled afterwards. */
  receive(inbound: Inbound): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  drain(): Promise<void>;
}

const plus = (at: Instant, milliseconds: number): Instant => new Date(Date.parse(at) + milliseconds).toISOString();
const reasonOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

export const inbox = ({ store, clock, timers, owner, concurrency, restMs, handle, giveUp, log }: InboxDeps): Inbox => {
  const work = async ({ inbound, failures }: LeasedInbound): Promise<void> => {
    try {
      await handle(inbound);
      await store.done(inbound, clock());
    } catch (error) {
      const wait = RETRY_WAITS_MS[failures];
      log('inbox.failed', { platform: inbound.platform, key: inbound.key, failures, parked: wait === undefined, why: reasonOf(error) });
      if (wait === undefined) await giveUp(inbound);
      const now = clock();
      await store.failed(inbound, { now, why: reasonOf(error).slice(0, 2000), retryAt: wait === undefined ? null : plus(now, wait) });
    }
  };

  const workers = crew<LeasedInbound>({
    lease: (inHand) => {
      const now = clock();
      return store.lease({ owner, now, until: plus(now, LEASE_MS), limit: IN_HAND - inHand });
    },
    work, concurrency, timers, restMs,
    onError: (where, error) => { log(where === 'work' ? 'inbox.store-failed' : 'inbox.step-failed', { why: reasonOf(error) }); },
  });

  return {
    receive: async (inbound) => {
      if ((await store.claim(inbound, clock())) === 'new') workers.wake();
    },
    start: async () => {
      await store.release(owner);
      workers.start();
    },
    stop: async () => {
      if ((await workers.stop()).length > 0) await store.release(owner);
    },
    drain: () => workers.drain(),
  };
};
