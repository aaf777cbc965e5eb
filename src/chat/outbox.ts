/**
 * The outbox at work: every message put down is delivered once, in order within its chat, whatever the platform does.
 *
 * A message's key gives its uuid, so the platform itself refuses a second copy for an hour; after a longer outage the
 * adapter is told to look into the chat's history first (`reconcile`). What fails waits and holds back its own chat only.
 *
 * Promises: nothing is forgotten silently – a message that can never arrive is marked dead, and `unreachable` hears of its reader.
 */
import { sha256Hex } from '../domain/canonical.ts';
import type { Instant } from '../domain/values.ts';
import { crew } from './crew.ts';
import type { Timers } from './loop.ts';
import { PlatformError } from './platform.ts';
import type { Card, Outgoing, Platform, PlatformId, Sent } from './platform.ts';
import { laneOf } from './ports.ts';
import type { LeasedItem, OutboxItem, OutboxStore, SentCard } from './ports.ts';

const MINUTE_MS = 60_000;
/** The platform protects a uuid for one hour; a little less, because its clock is not ours. */
const PROTECTED_MS = 55 * MINUTE_MS;
/** Cards can be replaced for 14 days after sending (https://open.feishu.cn/document/server-docs/im-v1/message-card/patch). */
export const CHANGEABLE_MS = 13 * 24 * 60 * MINUTE_MS;
const LEASE_MS = 2 * MINUTE_MS;
/** Messages leased at a time; few enough to be on their way well within a lease. */
const IN_HAND = 64;
const GIVE_UP_MS = 48 * 60 * MINUTE_MS;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = MINUTE_MS;

export interface OutboxDeps {
  readonly store: OutboxStore;
  readonly platforms: ReadonlyMap<PlatformId, Platform>;
  readonly clock: () => Instant;
  /** Uniform in [0, 1): spreads retries. */
  readonly random: () => number;
  readonly timers: Timers;
  readonly owner: string;
  /** Lanes delivered at the same time. */
  readonly concurrency: number;
  readonly restMs: number;
  /** A person or group cannot be reached any more; may be told again and again. */
  readonly unreachable: (item: OutboxItem) => Promise<void>;
  readonly log: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

export interface Outbox {
  put(items: readonly OutboxItem[]): Promise<void>;
  start(): Promise<void>;
  /** Lets what is on its way arrive, leaves the rest for the next start. */
  stop(): Promise<void>;
  /** Delivers everything that is due now. */
  drain(): Promise<void>;
}

/** ≤ 50 characters of [0-9a-f], the same for the same key. */
export const uuidOf = (key: string): string => sha256Hex(`yaohao/outbox/${key}`).slice(0, 40);

const plus = (at: Instant, milliseconds: number): Instant => new Date(Date.parse(at) + milliseconds).toISOString();
const between = (from: Instant, to: Instant): number => Date.parse(to) - Date.parse(from);

/** 1 s, 2 s, 4 s … 60 s, each between half and one and a half of it. */
export const waitAfter = (failures: number, random: () => number): number =>
  Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 10)) * (0.5 + random()));

const NEUTRAL: Readonly<Record<'content' | 'too-large', string>> = {
  content: '有一条消息未能在此显示，请私聊我发送「我的」查看待办。',
  'too-large': '内容过大，未能在此显示，请私聊我发送「我的」查看，或发送「结果表」取表。',
};

/** Updates that a later update of the same card makes pointless. */
const supersededIn = (run: readonly LeasedItem[]): ReadonlySet<string> => {
  const superseded = new Set<string>();
  const newest = new Map<string, string>();
  for (const { item } of run) {
    if (item.message.kind !== 'update') continue;
    const earlier = newest.get(item.message.subject);
    if (earlier !== undefined) superseded.add(earlier);
    newest.set(item.message.subject, item.key);
  }
  return superseded;
};

export const outbox = (deps: OutboxDeps): Outbox => {
  const { store, platforms, clock, random, timers, owner, concurrency, restMs, log } = deps;

  const sendNew = (platform: Platform, leased: LeasedItem, message: Outgoing, uuidKey: string): Promise<Sent> => {
    const { item, firstTriedAt } = leased;
    const reconcile = firstTriedAt !== null && between(firstTriedAt, clock()) > PROTECTED_MS;
    return platform.send(item.to, message, { uuid: uuidOf(uuidKey), reconcile, firstTriedAt });
  };

  /** Replaces every card of the subject at the address that can still change; false when there is none. */
  const replaced = async (platform: Platform, item: OutboxItem, subject: string, card: Card): Promise<boolean> => {
    const lane = laneOf(item.platform, item.to);
    const here = (await store.cards(subject)).filter((sent) => laneOf(sent.platform, sent.to) === lane);
    const isFresh = (sent: SentCard): boolean => sent.sentAt !== null && between(sent.sentAt, clock()) < CHANGEABLE_MS;
    let count = 0;
    for (const sent of here.filter(isFresh)) {
      if (sent.ref === null) continue;
      try {
        await platform.updateCard(sent.ref, card);
        count += 1;
      } catch (error) {
        if (!(error instanceof PlatformError) || error.kind !== 'stale') throw error;
      }
    }
    return count > 0;
  };

  /** The message is there already: that nobody could be called to it is no reason to send it again. */
  const urged = async (platform: Platform, key: string, message: string, user: string): Promise<void> => {
    try {
      await platform.urge(message, [user]);
    } catch (error) {
      log('outbox.not-urged', { key, why: error instanceof Error ? error.message : String(error) });
    }
  };

  const deliver = async (platform: Platform, leased: LeasedItem): Promise<void> => {
    const { item } = leased;
    const { message } = item;
    if (message.kind === 'update' && (await replaced(platform, item, message.subject, message.card))) {
      await store.sent(item.key, { at: clock(), message: null, card: null });
      return;
    }
    const outgoing: Outgoing = message.kind === 'update' ? { kind: 'card', card: message.card } : message;
    const sent = await sendNew(platform, leased, outgoing, item.key);
    await store.sent(item.key, { at: clock(), message: sent.message, card: sent.card });
    if (item.urgent === true && item.to.kind === 'person') await urged(platform, item.key, sent.message, item.to.user);
  };

  const failed = async (platform: Platform, leased: LeasedItem, error: unknown): Promise<'held' | 'settled'> => {
    const { item, failures, firstTriedAt } = leased;
    const kind = error instanceof PlatformError ? error.kind : 'retry';
    const why = error instanceof Error ? error.message : String(error);
    log('outbox.failed', { key: item.key, kind, failures, why });
    if (kind === 'retry' || kind === 'rate' || kind === 'auth') {
      if (firstTriedAt === null || between(firstTriedAt, clock()) < GIVE_UP_MS) {
        const wait = (error instanceof PlatformError ? error.waitMs : null) ?? waitAfter(failures, random);
        await store.retryAt(item.key, plus(clock(), wait), why);
        return 'held';
      }
    }
    if ((kind === 'content' || kind === 'too-large') && item.message.kind !== 'text') {
      try {
        const sent = await sendNew(platform, leased, { kind: 'text', text: NEUTRAL[kind] }, `${item.key}/neutral`);
        await store.sent(item.key, { at: clock(), message: sent.message, card: null });
        return 'settled';
      } catch (second) {
        if (second instanceof PlatformError && second.kind !== 'content' && second.kind !== 'too-large') return failed(platform, leased, second);
      }
    }
    if (kind === 'unreachable') await deps.unreachable(item);
    await store.dead(item.key, clock(), why);
    return 'settled';
  };

  const deliverRun = async (run: readonly LeasedItem[]): Promise<void> => {
    const superseded = supersededIn(run);
    for (const [index, leased] of run.entries()) {
      const { item } = leased;
      const platform = platforms.get(item.platform);
      if (workers.isStopping()) {
        await store.giveBack(run.slice(index).map((each) => each.item.key));
        return;
      }
      if (platform === undefined) {
        await store.dead(item.key, clock(), `no such platform: ${item.platform}`);
      } else if (superseded.has(item.key)) {
        await store.sent(item.key, { at: clock(), message: null, card: null });
      } else {
        try {
          await deliver(platform, leased);
        } catch (error) {
          if ((await failed(platform, leased, error)) === 'held') {
            await store.giveBack(run.slice(index + 1).map((each) => each.item.key));
            return;
          }
        }
      }
    }
  };

  /** What is due, as one run for each lane: within a lane order is kept, lanes know nothing of each other. */
  const leaseRuns = async (): Promise<readonly (readonly LeasedItem[])[]> => {
    const now = clock();
    const leased = await store.lease({ owner, now, until: plus(now, LEASE_MS), limit: IN_HAND });
    const runs = new Map<string, LeasedItem[]>();
    for (const each of leased) {
      const lane = laneOf(each.item.platform, each.item.to);
      const run = runs.get(lane);
      if (run === undefined) runs.set(lane, [each]);
      else run.push(each);
    }
    return [...runs.values()];
  };

  const workers = crew<readonly LeasedItem[]>({
    lease: leaseRuns, work: deliverRun, concurrency, timers, restMs,
    onError: (where, error) => { log(where === 'work' ? 'outbox.store-failed' : 'outbox.step-failed', { why: error instanceof Error ? error.message : String(error) }); },
  });

  return {
    put: async (items) => {
      if (items.length === 0) return;
      await store.put(items, clock());
      workers.wake();
    },
    start: async () => {
      await store.release(owner);
      workers.start();
    },
    stop: async () => {
      const untried = (await workers.stop()).flat().map(({ item }) => item.key);
      if (untried.length > 0) await store.giveBack(untried);
    },
    drain: () => workers.drain(),
  };
};
