/**
 * What the use cases need from outside, in their own words. Adapters implement it; each port has one contract suite in
 * test/contract/ that every implementation passes.
 */
import type { Fact, RosterKind } from '../domain/events.ts';
import type { BlobRef, ConfidentialRef, Instant, Account } from '../domain/values.ts';
import type { Digest, PersonId, UnitId } from '../domain/ids.ts';
import type { RosterPage, RosterQuery } from '../domain/roster/search.ts';
import type { Sheet, SheetCell, SheetRow } from '../domain/roster/sheet.ts';
import type { SheetRecord } from '../domain/sheets/disclosure.ts';
import type { PlainForm } from '../domain/sheets/plain-form.ts';
import type { Edition, SheetKind, FormKind } from '../domain/sheets/kinds.ts';
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

// ---------------------------------------------------------------- links

/** Pages that are open to whoever holds their address, and to nobody else: the address carries a proof that we made it. */
export type LinkedPage = 'screen' | 'check' | 'evidence';
export interface Links {
  /** The full address of a page about `id` (letters, digits, '-'). */
  readonly to: (page: LinkedPage, id: string) => string;
  /** What a token from such an address is about; null when we did not make it. */
  readonly idOf: (page: LinkedPage, token: string) => string | null;
}

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
  /** Entries with seq > after, in order; resolves when the states they touch are readable, as append does. */
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
   * All states of a kind whose top-level members equal the given scalars (array members: contain them; null: they are not there), ordered by id.
   * Members that may be asked for are the indexed ones listed in domain/streams.ts.
   */
  find<K extends StreamKind>(kind: K, where: Readonly<Record<string, string | number | boolean | null>>, limit?: number): Promise<readonly { readonly id: string; readonly version: number; readonly state: StateOf<K> }[]>;
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
  /**
   * One page of the hits in force at a version, in the order people read: names by pinyin, items by number.
   * Quick on a million rows; every hit before the page is passed, so `skip` should stay in the thousands.
   */
  page(unit: UnitId, roster: RosterKind, version: number, query: RosterQuery, slice: { readonly skip: number; readonly limit: number }): Promise<RosterPage>;
  count(unit: UnitId, roster: RosterKind, version: number): Promise<number>;
}

/** Secrets of a ceremony in progress, encrypted at rest under a key from the configuration; gone after the reveal. */
export interface Secrets {
  /** Stores once; a second put with another value is refused. */
  put(id: string, secret: Uint8Array): Promise<void>;
  get(id: string): Promise<Uint8Array | null>;
  erase(id: string): Promise<void>;
}

export interface ConfidentialFile { readonly name: string; readonly data: Uint8Array }
/** Erasable texts and files that few may read (health, kinship). */
export interface Confidential {
  put(unit: UnitId, text: string): Promise<ConfidentialRef>;
  /** Null for a file, and for what was erased. */
  get(ref: ConfidentialRef): Promise<string | null>;
  /** At most some 15 MB; its name is as confidential as the file. */
  putFile(unit: UnitId, file: ConfidentialFile): Promise<ConfidentialRef>;
  /** Null for a text, and for what was erased. */
  getFile(ref: ConfidentialRef): Promise<ConfidentialFile | null>;
  erase(ref: ConfidentialRef): Promise<void>;
}

/** The unit's log key (Ed25519): signs the checkpoint of a draw's log; its public half is shown at set-up and pinned by verifiers. */
export interface Signer {
  /** SPKI DER. */
  readonly publicKey: Uint8Array;
  /** Public keys of before a change of the root, newest first: what was signed under them stays valid. */
  readonly former?: readonly Uint8Array[];
  /** 64 bytes, RFC 8032. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

// ---------------------------------------------------------------- sheets

export type { Sheet, SheetCell, SheetRow };

export interface SheetReader {
  /**
   * Reads a workbook (.xlsx) or a .csv (UTF-8, GB18030) outside this process, within limits of size, rows and time.
   * @throws Refusal for everything that cannot be read, with what to do instead
   */
  read(name: string, data: Uint8Array): Promise<readonly Sheet[]>;
}

/** Records of a list, in order; may be gone through more than once. */
export type SheetRecords = Iterable<SheetRecord> | AsyncIterable<SheetRecord>;
/** One sheet: its words and values; the template says which of them stand where. */
export interface SheetModel {
  readonly sheet: SheetKind;
  readonly edition: Edition;
  /** The unit's own template, null for the built-in one. */
  readonly template: Uint8Array | null;
  /** Author of the workbook: the unit, never a person. */
  readonly unit: string;
  readonly madeAt: Instant;
  /** By the words of domain/sheets/vocabulary.ts; a public edition holds only what may be disclosed. */
  readonly fields: SheetRecord;
  readonly lists: Readonly<Record<string, SheetRecords>>;
  /** A form to fill in: 填写说明 and drop-downs come with it. */
  readonly form?: { readonly of: FormKind; readonly sections: readonly string[] };
}

/** Any other plain table (利害关系登记, 覆盖情况, 到期人员 …), as long as it may be. */
export interface TableSheetModel {
  /** A public table is scanned cell by cell for phone and identity card numbers. */
  readonly edition: 'full' | 'public';
  readonly unit: string;
  readonly title: string;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly fingerprint: Digest;
  /** Width in characters. */
  readonly columns: readonly { readonly title: string; readonly width: number }[];
  readonly rows: AsyncIterable<readonly (string | number | null)[]> | Iterable<readonly (string | number | null)[]>;
}

export interface SheetWriter {
  /**
   * A sheet filled from its template, streamed: memory does not grow with its rows. Import reads a roster back unchanged.
   * @throws Refusal while it is read, naming the cell: a word the template asks for and may not have, or personal data in a public edition
   */
  fill(model: SheetModel): AsyncIterable<Uint8Array>;
  /** The built-in template of a sheet. */
  builtIn(sheet: SheetKind, edition: Edition): Promise<Uint8Array>;
  /** Whether a workbook holds a word in double braces; false for whatever cannot be opened or is too large to be a template. */
  hasPlaceholders(bytes: Uint8Array): Promise<boolean>;
  /** @throws Refusal naming what a template must not hold: pictures, charts, links to other files … */
  demandPlain(name: string, bytes: Uint8Array): Promise<void>;
  /** An empty form with placeholders in the row beneath its header. */
  place(name: string, bytes: Uint8Array, form: PlainForm): Promise<Uint8Array>;
  /** @throws Refusal while it is read, naming the cell, when a public table holds personal data */
  table(model: TableSheetModel): AsyncIterable<Uint8Array>;
}

// ---------------------------------------------------------------- documents

/** One document: the words and rows its template may ask for. */
export interface DocumentModel {
  /** Name of the template and of the document: 「行政检查通知书」. */
  readonly title: string;
  /** Author of the document: the unit, never a person. */
  readonly unit: string;
  readonly madeAt: Instant;
  readonly fields: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** What the QR code in the document says; null where it has none. */
  readonly code: string | null;
}

export interface DocumentWriter {
  /**
   * A .docx filled from its template.
   * @throws Refusal naming a word the template asks for and may not have, or a template that is broken or missing
   */
  fill(model: DocumentModel): Promise<Uint8Array>;
}
