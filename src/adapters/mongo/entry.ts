/**
 * A journal entry as it is stored, and the hash chain over it.
 *
 * What is hashed is the stored document itself without `hash` (canonical JSON, RFC 8785), so an auditor needs nothing
 * but a dump of the collection and a SHA-256 tool. Facts are upcast when they are read and never rewritten: the hash of
 * an old entry stays the hash of its old shape.
 *
 * Pure: shared by the MongoDB journal, the verifier and the in-memory journal of the tests.
 */
import type { Entry, EntryDraft, Touch } from '../../application/ports.ts';
import { canonical, sha256Hex } from '../../domain/canonical.ts';
import type { Fact } from '../../domain/events.ts';
import type { Instant } from '../../domain/values.ts';
import { digest } from '../../domain/ids.ts';
import type { Digest } from '../../domain/ids.ts';

/** The shape number written into new entries. */
export const SCHEMA = 1;
/** A document of MongoDB holds 16 MB; what is bigger than this belongs into a blob. */
export const MAX_ENTRY_BYTES = 4_000_000;

export interface StoredEntry extends Omit<EntryDraft, 'touches'> {
  readonly _id: string;
  readonly chain: string;
  readonly seq: number;
  /** `task/T2026-007@12`: unique in the chain, so an insert fails when a stream has moved. */
  readonly touches: readonly string[];
  readonly at: Instant;
  readonly schema: number;
  readonly prevHash: Digest;
  readonly hash: Digest;
}

const asDigest = (hex: string): Digest => {
  const parsed = digest(hex);
  if (parsed === null) throw new TypeError(`not a SHA-256 digest: ${hex}`);
  return parsed;
};

/** prevHash of the first entry. */
export const GENESIS: Digest = asDigest('0'.repeat(64));

/** 'main:000000000042': sorts by sequence number as text. */
export const entryId = (chain: string, seq: number): string => `${chain}:${String(seq).padStart(12, '0')}`;

export const touchKey = (touch: Touch): string => `${touch.stream}@${String(touch.version)}`;
export const parseTouch = (key: string): Touch => {
  const at = key.lastIndexOf('@');
  return { stream: key.slice(0, at), version: Number(key.slice(at + 1)) };
};

/** The hash an entry must carry: over everything but the hash itself. */
export const hashOf = (entry: Omit<StoredEntry, 'hash'>): Digest => {
  const { hash: _, ...hashed }: Omit<StoredEntry, 'hash'> & { readonly hash?: Digest } = entry;
  return asDigest(sha256Hex(canonical(hashed)));
};

export interface Place {
  readonly chain: string;
  readonly seq: number;
  readonly at: Instant;
  readonly prevHash: Digest;
}

/**
 * Gives a draft its place in the chain and its hash.
 * @throws TypeError when the draft holds something without a canonical form, or is too big for a document
 */
export const seal = (draft: EntryDraft, place: Place): StoredEntry => {
  const { actor, via, unit, cause, events, blobs } = draft;
  const { chain, seq, at, prevHash } = place;
  const open = { _id: entryId(chain, seq), chain, seq, touches: draft.touches.map(touchKey), at, actor, via, unit, cause, schema: SCHEMA, events, blobs, prevHash };
  const text = canonical(open);
  if (text.length > MAX_ENTRY_BYTES) throw new TypeError(`journal entry of ${String(text.length)} characters: bulk data belong into a blob`);
  return { ...open, hash: asDigest(sha256Hex(text)) };
};

/** Raises the facts of one schema to the next; the n-th of the table leads from schema n to n + 1. */
export type Upcast = (facts: readonly unknown[]) => readonly unknown[];
const UPCASTS: readonly Upcast[] = [];

/** Facts in today's shape. @param table upcasts in order, for tests of the mechanism itself */
export const upcast = (facts: readonly Fact[], schema: number, table: readonly Upcast[] = UPCASTS): readonly Fact[] => {
  if (schema > table.length + 1) throw new Error(`journal entry of schema ${String(schema)}: written by a newer version of this program`);
  return table.slice(schema - 1).reduce<readonly unknown[]>((older, raise) => raise(older), facts) as readonly Fact[];
};

/** The entry as the application reads it. */
export const entryOf = (stored: StoredEntry): Entry => {
  const { _id, chain, seq, touches, at, actor, via, unit, cause, schema, events, blobs, prevHash, hash } = stored;
  return { id: _id, chain, seq, touches: touches.map(parseTouch), at, actor, via, unit, cause, schema, events: upcast(events, schema), blobs, prevHash, hash };
};

/** Digests an entry depends on: its own list and whatever its facts refer to. */
export const digestsOf = (entry: Pick<StoredEntry, 'events' | 'blobs'>): ReadonlySet<string> => {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) return value.forEach(walk);
    const members = value as Readonly<Record<string, unknown>>;
    if (typeof members['sha256'] === 'string' && typeof members['bytes'] === 'number') found.add(members['sha256']);
    Object.values(members).forEach(walk);
  };
  walk(entry.blobs);
  walk(entry.events);
  return found;
};
