/**
 * What the use cases need from outside, in their own words. Adapters implement it; each port has one contract suite in
 * test/contract/ that every implementation passes.
 */
import type { BlobRef, ConfidentialRef, Fact, Instant, RosterKind } from '../domain/events.ts';
import type { Account } from '../domain/events.ts';
import type { Digest, ImportId, PersonId, UnitId } from '../domain/ids.ts';
import type { StateOf, StreamKind } from '../domain/streams.ts';

export type Clock = () => Instant;
/** Cryptographically strong random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** Who decided: a person by proven platform identity, or the service itself (jobs). */
export interface Actor {
  readonly person: PersonId | null;
  readonly account: Account | null;
  readonly name: string;
}
export const SERVICE: Actor = { person: null, account: null, name: '系统' };

// ---------------------------------------------------------------- journal

/** A stream is '<kind>/<id>', e.g. 'task/T2026-007'. `version` is the version this entry GIVES it: the first entry gives 1. */
export interface Touch {
  readonly stream: string;
  readonly version: number;
}

export interface EntryDraft {
  readonly actor: Actor;
  readonly via: 'chat' | 'card' | 'job' | 'web' | 'service';
  readonly unit: UnitId | null;
  /**
   * Idempotency key of the command (the platform's event id, a job slot …). Unique in the journal: appending a second
   * entry with the same cause returns the first one and changes nothing.
   */
  readonly cause: string;
  readonly touches: readonly Touch[];
  readonly events: readonly Fact[];
  readonly blobs: readonly BlobRef[];
}

export interface Entry extends EntryDraft {
  readonly id: string;
  readonly chain: string;
  readonly seq: number;
  readonly at: Instant;
  readonly schema: number;
  readonly prevHash: Digest;
  readonly hash: Digest;
}

/** Thrown by append when a touched stream has moved since it was loaded: load and decide again. */
export class StreamMoved extends Error {
  override readonly name = 'StreamMoved';
  readonly streams: readonly string[];
  constructor(streams: readonly string[]) {
    super(`streams have moved: ${streams.join(', ')}`);
    this.streams = streams;
  }
}

export interface Journal {
  /**
   * Inserts one decision; resolves when it is durable AND the states it touches are readable at their new version.
   * @throws StreamMoved when a touched stream already has the version this entry would give it
   */
  append(draft: EntryDraft): Promise<Entry>;
  byCause(cause: string): Promise<Entry | null>;
  /** Entries with seq > after, in order. */
  read(after: number, limit: number): Promise<readonly Entry[]>;
  /** Entries that touch a stream, in order. */
  ofStream(stream: string, limit?: number): Promise<readonly Entry[]>;
  head(): Promise<{ readonly seq: number; readonly hash: Digest }>;
}

/** The projections: one state per stream, folded from the journal by the domain's evolve functions. */
export interface States {
  /** The state and the version it was read at; a stream nobody has touched yet has version 0 and its initial state. */
  load<K extends StreamKind>(kind: K, id: string): Promise<{ readonly state: StateOf<K>; readonly version: number }>;
  /**
   * All states of a kind whose top-level members equal the given scalars (array members: contain them), ordered by id.
   * Members that may be asked for are the indexed ones listed in domain/streams.ts.
   */
  find<K extends StreamKind>(kind: K, where: Readonly<Record<string, string | number | boolean>>, limit?: number): Promise<readonly { readonly id: string; readonly version: number; readonly state: StateOf<K> }[]>;
}

// ---------------------------------------------------------------- bulk data

export interface Blobs {
  /** Stores bytes under their SHA-256; storing the same bytes twice stores them once. Durable when resolved. */
  put(name: string, data: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobRef>;
  /** @throws Error when unknown, or when the stored bytes no longer have this digest */
  get(sha256: Digest): Promise<Uint8Array>;
  stream(sha256: Digest): AsyncIterable<Uint8Array>;
}

/** One change of an import; the changes blob is JSON Lines of these, ascending by code. */
export type RowChange = { readonly code: string; readonly row: Readonly<Record<string, unknown>> | null };

/** Versioned roster rows: a projection of the change blobs that RosterImported facts name. */
export interface Rosters {
  /** Rows in force at a version, ascending by code (UTF-8 bytes); waits until the version is readable. */
  rows(unit: UnitId, roster: RosterKind, version: number): AsyncIterable<{ readonly code: string; readonly row: Readonly<Record<string, unknown>> }>;
  row(unit: UnitId, roster: RosterKind, version: number, code: string): Promise<Readonly<Record<string, unknown>> | null>;
  /** Rows whose code or name contains the text, at most `limit`. */
  search(unit: UnitId, roster: RosterKind, version: number, text: string, limit: number): Promise<readonly { readonly code: string; readonly row: Readonly<Record<string, unknown>> }[]>;
  count(unit: UnitId, roster: RosterKind, version: number): Promise<number>;
}

/** An import that was judged and waits for its confirmation; not part of the record until confirmed. */
export interface StagedImport {
  readonly id: ImportId;
  readonly unit: UnitId;
  readonly roster: RosterKind;
  /** Roster version the differences were computed against. */
  readonly base: number;
  readonly source: BlobRef;
  readonly changes: BlobRef;
  /** Annotated workbook with the reasons beside the rows. */
  readonly annotated: BlobRef | null;
  readonly counts: import('../domain/events.ts').ImportCounts;
  /** First findings for the card, sentences with row and column. */
  readonly findings: readonly string[];
  readonly by: PersonId;
  readonly at: Instant;
  readonly state: 'waiting' | 'confirmed' | 'abandoned';
}
export interface Imports {
  put(staged: StagedImport): Promise<void>;
  get(id: ImportId): Promise<StagedImport | null>;
  settle(id: ImportId, state: 'confirmed' | 'abandoned'): Promise<void>;
}

/** Secrets of a ceremony in progress, encrypted at rest under a key from the configuration; gone after the reveal. */
export interface Secrets {
  /** Stores once; a second put with another value is refused. */
  put(id: string, secret: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array | null>;
  erase(id: string): Promise<void>;
}

/** Erasable texts that few may read (health, kinship). */
export interface Confidential {
  put(unit: UnitId, text: string): Promise<ConfidentialRef>;
  get(ref: ConfidentialRef): Promise<string | null>;
  erase(ref: ConfidentialRef): Promise<void>;
}

// ---------------------------------------------------------------- sheets

export interface SheetRow {
  /** 1-based row number as the office program shows it. */
  readonly number: number;
  readonly cells: readonly SheetCell[];
}
export type SheetCell =
  | null
  | { readonly kind: 'text'; readonly value: string }
  /** A number cell; `lossy` when it has more than 15 significant digits and can no longer be trusted. */
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly lossy: boolean }
  | { readonly kind: 'date'; readonly value: string }
  | { readonly kind: 'formula'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string };

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly SheetRow[];
  readonly merges: readonly string[];
}

export interface SheetReader {
  /**
   * Reads a workbook (.xlsx) or a .csv (UTF-8, GB18030) outside this process, within limits of size, rows and time.
   * @throws Refusal for everything that cannot be read, with what to do instead
   */
  read(name: string, data: Uint8Array): Promise<readonly Sheet[]>;
}
