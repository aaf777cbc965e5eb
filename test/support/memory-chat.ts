/**
 * Inbox, outbox and checkpoints in memory, with the leases, lanes and orders of the real ones (test/contract/ runs one
 * suite on both).
 */
import { laneOf } from '../../src/chat/ports.ts';
import type { Checkpoints, InboxStore, LeasedInbound, LeasedItem, OutboxItem, OutboxStore } from '../../src/chat/ports.ts';
import type { CardRef, Inbound } from '../../src/chat/platform.ts';
import type { Instant } from '../../src/domain/values.ts';

interface Lease {
  readonly owner: string;
  readonly until: Instant;
}
const isHeld = (lease: Lease | null, now: Instant): boolean => lease !== null && lease.until > now;
const ageMs = (now: Instant, then: readonly Instant[]): number => (then.length === 0 ? 0 : Math.max(0, Date.parse(now) - Math.min(...then.map((each) => Date.parse(each)))));

interface InboxRow {
  readonly inbound: Inbound;
  readonly claimedAt: Instant;
  state: 'waiting' | 'done' | 'parked';
  failures: number;
  retryAt: Instant | null;
  lease: Lease | null;
  endedAt: Instant | null;
}

export const memoryInbox = (): InboxStore => {
  const rows = new Map<string, InboxRow>();
  const keyOf = (inbound: Inbound): string => `${inbound.platform}/${inbound.key}`;
  const rowOf = (inbound: Inbound): InboxRow | undefined => rows.get(keyOf(inbound));
  const waiting = (): readonly InboxRow[] => [...rows.values()].filter((row) => row.state === 'waiting');
  return {
    claim: async (inbound, now) => {
      if (rowOf(inbound) !== undefined) return Promise.resolve('seen');
      rows.set(keyOf(inbound), { inbound: structuredClone(inbound), claimedAt: now, state: 'waiting', failures: 0, retryAt: null, lease: null, endedAt: null });
      return Promise.resolve('new');
    },
    lease: async ({ owner, now, until, limit }) => {
      const lanes = new Set<string>();
      const leased: LeasedInbound[] = [];
      for (const row of waiting()) {
        const lane = laneOf(row.inbound.platform, row.inbound.chat);
        if (lanes.has(lane)) continue;
        lanes.add(lane);
        if (leased.length >= limit || isHeld(row.lease, now) || (row.retryAt !== null && row.retryAt > now)) continue;
        row.lease = { owner, until };
        leased.push({ inbound: structuredClone(row.inbound), claimedAt: row.claimedAt, failures: row.failures });
      }
      return Promise.resolve(leased);
    },
    done: async (inbound, now) => {
      const row = rowOf(inbound);
      if (row !== undefined) Object.assign(row, { state: 'done', lease: null, endedAt: now });
      return Promise.resolve();
    },
    failed: async (inbound, { now, retryAt }) => {
      const row = rowOf(inbound);
      if (row?.state === 'waiting') Object.assign(row, { state: retryAt === null ? 'parked' : 'waiting', failures: row.failures + 1, retryAt, lease: null, endedAt: retryAt === null ? now : null });
      return Promise.resolve();
    },
    release: async (owner) => {
      for (const row of rows.values()) if (row.lease?.owner === owner) row.lease = null;
      return Promise.resolve();
    },
    lag: async (now) => {
      const open = waiting();
      return Promise.resolve({ waiting: open.length, oldestMs: ageMs(now, open.map((row) => row.claimedAt)), parked: [...rows.values()].filter((row) => row.state === 'parked').length });
    },
    sweep: async (before) => {
      const old = [...rows].filter(([, row]) => row.state === 'done' && row.endedAt !== null && row.endedAt < before);
      for (const [key] of old) rows.delete(key);
      return Promise.resolve(old.length);
    },
  };
};

interface OutboxRow {
  readonly item: OutboxItem;
  state: 'waiting' | 'sent' | 'dead';
  failures: number;
  retryAt: Instant | null;
  firstTriedAt: Instant | null;
  /** The first try belongs to the lease in progress: giving back takes it back too. */
  isFirstLease: boolean;
  lease: Lease | null;
  endedAt: Instant | null;
  card: CardRef | null;
}

const subjectOf = (row: OutboxRow): string | null => {
  const { message, subject } = row.item;
  if (message.kind === 'card') return subject;
  return message.kind === 'update' && row.card !== null ? message.subject : null;
};

export const memoryOutbox = (): OutboxStore => {
  const rows = new Map<string, OutboxRow>();
  const waiting = (): readonly OutboxRow[] => [...rows.values()].filter((row) => row.state === 'waiting');
  const isDue = (row: OutboxRow, now: Instant): boolean => row.item.notBefore <= now;
  const change = async (key: string, changes: (row: OutboxRow) => Partial<OutboxRow>): Promise<void> => {
    const row = rows.get(key);
    if (row?.state === 'waiting') Object.assign(row, changes(row));
    return Promise.resolve();
  };
  /** The run of a lane that may go out now, in order. */
  const runOf = (lane: readonly OutboxRow[], now: Instant): readonly OutboxRow[] => {
    if (lane.some((row) => isHeld(row.lease, now))) return [];
    const stop = lane.findIndex((row) => row.retryAt !== null && row.retryAt > now);
    return (stop < 0 ? lane : lane.slice(0, stop)).filter((row) => isDue(row, now));
  };
  return {
    put: async (items) => {
      for (const item of items) {
        if (!rows.has(item.key)) rows.set(item.key, { item: structuredClone(item), state: 'waiting', failures: 0, retryAt: null, firstTriedAt: null, isFirstLease: false, lease: null, endedAt: null, card: null });
      }
      return Promise.resolve();
    },
    lease: async ({ owner, now, until, limit }) => {
      const lanes = new Map<string, OutboxRow[]>();
      for (const row of waiting()) {
        const lane = laneOf(row.item.platform, row.item.to);
        lanes.set(lane, [...(lanes.get(lane) ?? []), row]);
      }
      const runs = new Set([...lanes.values()].flatMap((lane) => runOf(lane, now)));
      const taken = waiting().filter((row) => runs.has(row)).slice(0, limit);
      const leased: readonly LeasedItem[] = taken.map((row) => ({ item: structuredClone(row.item), failures: row.failures, firstTriedAt: row.firstTriedAt }));
      for (const row of taken) Object.assign(row, { lease: { owner, until }, isFirstLease: row.firstTriedAt === null, firstTriedAt: row.firstTriedAt ?? now });
      return Promise.resolve(leased);
    },
    sent: async (key, { at, card }) => change(key, () => ({ state: 'sent', lease: null, endedAt: at, card })),
    retryAt: async (key, when) => change(key, (row) => ({ failures: row.failures + 1, retryAt: when, lease: null, isFirstLease: false })),
    dead: async (key, at) => change(key, () => ({ state: 'dead', lease: null, endedAt: at })),
    giveBack: async (keys) => {
      for (const key of keys) await change(key, (row) => ({ lease: null, firstTriedAt: row.isFirstLease ? null : row.firstTriedAt }));
    },
    cards: async (subject) => {
      const found = [...rows.values()].filter((row) => row.state !== 'dead' && subjectOf(row) === subject);
      return Promise.resolve(found.map(({ item, card, state, endedAt }) => ({ platform: item.platform, to: item.to, ref: card, sentAt: state === 'sent' ? endedAt : null })));
    },
    ageing: async (before) => {
      const newest = new Map<string, { readonly row: OutboxRow; readonly subject: string }>();
      for (const row of rows.values()) {
        const subject = subjectOf(row);
        if (subject !== null && row.state !== 'dead') newest.set(`${subject} ${laneOf(row.item.platform, row.item.to)}`, { row, subject });
      }
      const old = [...newest.values()].filter(({ row }) => row.state === 'sent' && row.endedAt !== null && row.endedAt < before);
      return Promise.resolve(old.map(({ row: { item: { key, platform, to } }, subject }) => ({ key, platform, to, subject })));
    },
    release: async (owner) => {
      for (const row of rows.values()) if (row.lease?.owner === owner) row.lease = null;
      return Promise.resolve();
    },
    lag: async (now) => {
      const due = waiting().filter((row) => isDue(row, now));
      return Promise.resolve({ waiting: due.length, oldestMs: ageMs(now, due.map((row) => row.item.notBefore)), dead: [...rows.values()].filter((row) => row.state === 'dead').length });
    },
    sweep: async (before) => {
      const old = [...rows].filter(([, row]) => row.state !== 'waiting' && row.endedAt !== null && row.endedAt < before);
      for (const [key] of old) rows.delete(key);
      return Promise.resolve(old.length);
    },
  };
};

export const memoryCheckpoints = (): Checkpoints => {
  const stored = new Map<string, number>();
  return {
    get: async (name) => Promise.resolve(stored.get(name) ?? 0),
    set: async (name, seq) => {
      stored.set(name, Math.max(seq, stored.get(name) ?? 0));
      return Promise.resolve();
    },
  };
};
