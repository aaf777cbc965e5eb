/**
 * What the use cases need from outside, in their own words. Adapters implement it; each port has one contract suite in
 * test/contract/ that every implementation passes.
 */
import type { BlobRef, ConfidentialRef, Fact, Instant, RosterKind } from '../domain/events.ts';
import type { Account } from '../domain/events.ts';
import type { Digest, ImportId, PersonId, TaskId, UnitId } from '../domain/ids.ts';
import type { ImportQuestion } from '../domain/roster/question.ts';
import type { RosterPage, RosterQuery } from '../domain/roster/search.ts';
import type { RowVerdict, Sheet, SheetCell, SheetRow } from '../domain/roster/sheet.ts';
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
export type LinkedPage = 'screen';
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
  /**
   * One page of the hits in force at a version, in the order people read: names by pinyin, items by number.
   * Quick on a million rows; every hit before the page is passed, so `skip` should stay in the thousands.
   */
  page(unit: UnitId, roster: RosterKind, version: number, query: RosterQuery, slice: { readonly skip: number; readonly limit: number }): Promise<RosterPage>;
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
  /** What has to be answered before the rows can be judged; null when the sheet says it all. */
  readonly question: ImportQuestion | null;
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

/** The unit's log key (Ed25519): signs the checkpoint of a draw's log; its public half is shown at set-up and pinned by verifiers. */
export interface Signer {
  /** SPKI DER. */
  readonly publicKey: Uint8Array;
  /** 64 bytes, RFC 8032. */
  readonly sign: (message: Uint8Array) => Uint8Array;
}

// ---------------------------------------------------------------- sheets

export type { RowVerdict, Sheet, SheetCell, SheetRow };

export interface SheetReader {
  /**
   * Reads a workbook (.xlsx) or a .csv (UTF-8, GB18030) outside this process, within limits of size, rows and time.
   * @throws Refusal for everything that cannot be read, with what to do instead
   */
  read(name: string, data: Uint8Array): Promise<readonly Sheet[]>;
}

export interface AnnotatedModel {
  readonly unit: string;
  readonly sheet: Sheet;
  /** 1-based number of the (last) header row; the two new titles are written there. */
  readonly headerRow: number;
  readonly verdicts: readonly RowVerdict[];
  /** Findings about the file as a whole, printed above the table. */
  readonly findings: readonly string[];
}

export interface ResultInspector {
  readonly name: string;
  readonly section: string;
  /** 执法证号; left out of the public edition by the writer. */
  readonly certificate: string;
}
/** One drawn target with its team (7.5). */
export interface ResultRow {
  readonly no: number;
  readonly stratum: string;
  readonly code: string;
  readonly name: string;
  readonly section: string;
  readonly ticket: string;
  /** 名次/基数. */
  readonly rank: number;
  readonly eligible: number;
  readonly group: number;
  /** null in stage 'objects': nobody drawn yet. */
  readonly leader: ResultInspector | null;
  readonly members: readonly ResultInspector[];
  /** 协助人员/专家. */
  readonly helpers: readonly string[];
}
/** Everything 抽取结果表 says, appendices ①–⑤ included; the public edition is built fresh from a white list of it. */
export interface ResultSheetModel {
  readonly edition: 'full' | 'public';
  readonly unit: string;
  readonly task: TaskId;
  readonly taskName: string;
  readonly drawnAt: Instant;
  /** 抽取次数: this one is the nth; the void and abandoned ones before it with their reasons. */
  readonly attempt: number;
  readonly earlierAttempts: readonly { readonly attempt: number; readonly outcome: string; readonly reason: string }[];
  readonly drawer: string;
  readonly witness: string;
  /** 规则版本, e.g. 「威海临港细则 第1版」. */
  readonly rules: string;
  readonly snapshots: { readonly targets: Digest; readonly inspectors: Digest };
  readonly planHash: Digest;
  readonly seed: Digest;
  readonly contributions: readonly { readonly by: string; readonly text: string }[];
  readonly items: readonly string[];
  readonly window: { readonly from: string; readonly to: string };
  readonly strata: readonly { readonly name: string; readonly onRoster: number; readonly excluded: number; readonly eligible: number; readonly wanted: number; readonly drawn: number; readonly shortfall: number }[];
  readonly rows: readonly ResultRow[];
  /** ① 合格未抽中, in order of tickets within their stratum. */
  readonly notDrawn: readonly { readonly stratum: string; readonly rank: number; readonly code: string; readonly name: string; readonly ticket: string }[];
  /** ② 排除名单及理由 (publishable categories only). */
  readonly excluded: readonly { readonly code: string; readonly name: string; readonly section: string; readonly reason: string }[];
  /** ③ 递补顺序; [] when the rule set knows no reserve. */
  readonly reserve: readonly { readonly stratum: string; readonly order: number; readonly code: string; readonly name: string }[];
  /** ④ 更换记录; `reason` is the category, never the confidential text. */
  readonly substitutions: readonly { readonly inspection: string; readonly target: string; readonly old: string; readonly new: string; readonly reason: string; readonly approver: string; readonly at: Instant }[];
  /** ⑤ 复核方法, one step a line. */
  readonly recheck: readonly string[];
  readonly madeBy: string;
  readonly madeAt: Instant;
  /** Head hash of the journal, the fingerprint line of every sheet. */
  readonly fingerprint: Digest;
}

/** A roster as a sheet: full, or the public edition with masked and hidden columns. */
export interface RosterSheetModel {
  readonly roster: RosterKind;
  readonly edition: 'full' | 'public';
  readonly unit: string;
  readonly version: number;
  readonly madeBy: string;
  readonly madeAt: Instant;
  readonly fingerprint: Digest;
  readonly rows: AsyncIterable<Readonly<Record<string, unknown>>> | Iterable<Readonly<Record<string, unknown>>>;
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
  /** An empty import template: 填写说明, the table with drop-downs and example rows, a hidden 字典. `sections` feed the drop-down. */
  template(roster: RosterKind, unit: string, sections: readonly string[]): Promise<Uint8Array>;
  /** The imported sheet with 「导入结果」 and 「原因」 beside every row. */
  annotated(model: AnnotatedModel): Promise<Uint8Array>;
  /** 抽取结果表.xlsx. */
  result(model: ResultSheetModel): Promise<Uint8Array>;
  /** A roster, streamed: memory does not grow with its rows. Import reads it back unchanged. */
  roster(model: RosterSheetModel): AsyncIterable<Uint8Array>;
  /** @throws Refusal while it is read, naming the cell, when a public table holds personal data */
  table(model: TableSheetModel): AsyncIterable<Uint8Array>;
}
