/**
 * What the chat keeps between receiving and sending: the inbox, the outbox and the follower's checkpoints.
 *
 * Both boxes are queues of plain data that survive a restart. Everything may be handed out twice (a lease runs out when
 * its holder dies), so keys decide: the same inbound key is handled once, the same outgoing key is sent once. No store
 * reads a clock; instants come in as arguments.
 *
 * A *lane* is one chat on one platform (laneOf): within a lane order is kept, lanes know nothing of each other.
 */
import type { Instant } from '../domain/values.ts';
import type { Address, Card, CardRef, Inbound, Outgoing, PlatformId } from './platform.ts';

/** Who holds items and until when. `owner` is stable across restarts of one instance, so that it can release its own. */
export interface LeaseRequest {
  readonly owner: string;
  readonly now: Instant;
  /** After this instant the items may be handed out again. */
  readonly until: Instant;
  readonly limit: number;
}

export const laneOf = (platform: PlatformId, address: Address): string =>
  address.kind === 'group' ? `${platform}/group/${address.chat}` : `${platform}/person/${address.user}`;

// ---------------------------------------------------------------- inbox

export interface LeasedInbound {
  readonly inbound: Inbound;
  /** When it was claimed. */
  readonly claimedAt: Instant;
  /** Tries that failed so far. */
  readonly failures: number;
}

export interface InboxStore {
  /**
   * Remembers an inbound by `${platform}/${key}`; durable when resolved. Concurrent calls may share one write.
   * @returns 'seen' when the key is known already, whatever became of it
   */
  claim(inbound: Inbound, now: Instant): Promise<'new' | 'seen'>;
  /**
   * Hands out unfinished items, oldest first: at most one per lane, none of a lane whose oldest unfinished item is
   * leased or waits for a retry. Parked and done items are not unfinished.
   */
  lease(request: LeaseRequest): Promise<readonly LeasedInbound[]>;
  /** Handled; the key stays known. */
  done(inbound: Inbound, now: Instant): Promise<void>;
  /** Failed: tried again at `retryAt`, or parked for good (kept for the operator) when that is null. */
  failed(inbound: Inbound, outcome: { readonly now: Instant; readonly why: string; readonly retryAt: Instant | null }): Promise<void>;
  /** Gives back everything this owner still holds from an earlier life. */
  release(owner: string): Promise<void>;
  /** Unfinished and parked items. */
  lag(now: Instant): Promise<{ readonly waiting: number; readonly oldestMs: number; readonly parked: number }>;
  /** Forgets what was finished before the instant (platforms redeliver for hours, not days). */
  sweep(before: Instant): Promise<number>;
}

// ---------------------------------------------------------------- outbox

/** Replaces the card(s) of a subject at the item's address; sent as a new card where the old one can no longer change. */
export interface CardUpdate {
  readonly kind: 'update';
  readonly subject: string;
  readonly card: Card;
}

export interface OutboxItem {
  /** Deterministic: putting the same key again changes nothing. */
  readonly key: string;
  readonly platform: PlatformId;
  readonly to: Address;
  readonly message: Outgoing | CardUpdate;
  /** Of cards only: what the card is about, e.g. 'task/T2026-007/attempt/1'; later updates find it by this. */
  readonly subject: string | null;
  /** Once it is there, its reader is called to it (加急), where the platform can; for what must not be overlooked today. */
  readonly urgent?: true;
  /** Not sent before; waiting for this does not hold back what was put later. */
  readonly notBefore: Instant;
}

export interface LeasedItem {
  readonly item: OutboxItem;
  /** Tries that failed so far. */
  readonly failures: number;
  /** When it was first leased; null on the first lease. Written before it is handed out, so it survives a crash. */
  readonly firstTriedAt: Instant | null;
}

/** The newest card of a subject at an address, by the key it was put under. */
export interface AgeingCard {
  readonly key: string;
  readonly platform: PlatformId;
  readonly to: Address;
  readonly subject: string;
}

/** A card of a subject at an address; `ref` and `sentAt` are null while it still waits to be sent. */
export interface SentCard {
  readonly platform: PlatformId;
  readonly to: Address;
  readonly ref: CardRef | null;
  readonly sentAt: Instant | null;
}

export interface OutboxStore {
  /** Durable when resolved; the order of the array, and of calls, is the order within a lane. */
  put(items: readonly OutboxItem[], now: Instant): Promise<void>;
  /**
   * Hands out due items in put order. Within a lane the run of due items is handed out in order to ONE holder; a lane is
   * skipped while any of its items is leased, or while its oldest failed item waits for its retry.
   */
  lease(request: LeaseRequest): Promise<readonly LeasedItem[]>;
  /** Sent; `message` and `card` as the platform gave them (null for updates in place). A card is remembered under its subject. */
  sent(key: string, sent: { readonly at: Instant; readonly message: string | null; readonly card: CardRef | null }): Promise<void>;
  /** Failed: handed out again not before `when`; holds back its lane until then. */
  retryAt(key: string, when: Instant, why: string): Promise<void>;
  /** Given up; `why` is for the operator. */
  dead(key: string, at: Instant, why: string): Promise<void>;
  /** Gives back leased items untried (stopping before their turn). */
  giveBack(keys: readonly string[]): Promise<void>;
  /** Every card put for a subject that is not dead, newest last. */
  cards(subject: string): Promise<readonly SentCard[]>;
  /** Of every subject at every address the newest card that is not dead, where that was sent before the instant; in no particular order. */
  ageing(before: Instant): Promise<readonly AgeingCard[]>;
  release(owner: string): Promise<void>;
  /** Items that are due and unsent. */
  lag(now: Instant): Promise<{ readonly waiting: number; readonly oldestMs: number; readonly dead: number }>;
  /** Forgets what was sent or given up before the instant. */
  sweep(before: Instant): Promise<number>;
}

// ---------------------------------------------------------------- checkpoints

/** How far a follower of the journal has come. */
export interface Checkpoints {
  /** 0 for a follower never seen. */
  get(name: string): Promise<number>;
  /** Never moves backwards. */
  set(name: string, seq: number): Promise<void>;
}
