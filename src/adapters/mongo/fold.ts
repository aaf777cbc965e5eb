/**
 * Folding entries into states: what an entry makes of the streams it touches.
 *
 * The one idea: the state of a stream at a version is determined by the journal alone, so it may be computed by any
 * process, any number of times, and written with "replace when older".
 *
 * Pure: shared by the projections, the verifier and the in-memory states of the tests.
 */
import type { Entry } from '../../application/ports.ts';
import type { Fact } from '../../domain/events.ts';
import type { BlobRef, Instant } from '../../domain/values.ts';
import { STREAMS, seedsOf, streamOf } from '../../domain/streams.ts';
import type { Seed, StateOf, StreamKind } from '../../domain/streams.ts';

/** A state at a version; `seq` is the entry that gave it (0: seeded or untouched). */
export interface Versioned {
  readonly version: number;
  readonly seq: number;
  readonly state: unknown;
}

/** The stream table as the storage sees it: states are opaque documents. */
interface AnyStream {
  readonly initial: unknown;
  evolve(state: unknown, fact: Fact, at: Instant): unknown;
  readonly indexed: readonly string[];
}
export const KINDS = Object.keys(STREAMS) as readonly StreamKind[];
export const streamTable = (kind: StreamKind): AnyStream => STREAMS[kind];

const isKind = (text: string): text is StreamKind => Object.hasOwn(STREAMS, text);

/** 'roster/U1/targets' → kind 'roster', id 'U1/targets'. */
export const splitStream = (stream: string): { readonly kind: StreamKind; readonly id: string } => {
  const slash = stream.indexOf('/');
  const kind = stream.slice(0, slash);
  if (slash < 1 || !isKind(kind)) throw new TypeError(`unknown stream ${stream}`);
  return { kind, id: stream.slice(slash + 1) };
};

export const untouched = (kind: StreamKind): Versioned => ({ version: 0, seq: 0, state: streamTable(kind).initial });

/** The state of one touched stream after an entry. */
export const fold = (stream: string, before: Versioned, entry: Pick<Entry, 'seq' | 'at' | 'events'>): Versioned => {
  const table = streamTable(splitStream(stream).kind);
  return { version: before.version + 1, seq: entry.seq, state: entry.events.reduce((state, fact) => table.evolve(state, fact, entry.at), before.state) };
};

export interface Seeding {
  readonly blob: BlobRef;
  readonly read: (bytes: Uint8Array) => readonly Seed[];
}

/** What the facts of an entry bring into being. @param after states of the touched streams after the entry */
export const seedingsOf = (events: readonly Fact[], after: ReadonlyMap<string, Versioned>): readonly Seeding[] =>
  events.flatMap((fact) => {
    const task = 'task' in fact ? (after.get(streamOf('task', fact.task))?.state as StateOf<'task'> | undefined) : undefined;
    const seeding = seedsOf(fact, task ?? null);
    return seeding === null ? [] : [seeding];
  });

/** @throws TypeError when States.find is asked for a member that is not indexed */
export const checkWhere = (kind: StreamKind, where: Readonly<Record<string, unknown>>): void => {
  const { indexed } = streamTable(kind);
  const wrong = Object.keys(where).filter((member) => !indexed.includes(member));
  if (wrong.length > 0) throw new TypeError(`${kind} is not searched by ${wrong.join(', ')}: only by ${indexed.join(', ')}`);
};
