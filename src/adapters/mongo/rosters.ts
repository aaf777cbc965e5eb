/**
 * Versioned roster rows (名录库): a projection of the change blobs that the facts of imports and edits name.
 *
 * A row is in force from the version that brought it to the version that replaced it, so every version ever confirmed can
 * still be read, and a draw sees exactly the version it was confirmed on. Applying an import closes and inserts by key in
 * batches: doing it twice, in two processes, or going on after a crash gives the same rows; its mark is written last.
 *
 * Codes are ordered by their UTF-8 bytes: MongoDB compares strings without a collation that way.
 */
import type { RowChange, Rosters } from '../../application/ports.ts';
import type { RosterKind } from '../../domain/events.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { Digest, UnitId } from '../../domain/ids.ts';
import { rosterStream, versionIn } from '../../domain/roster/roster.ts';
import { comparable, hitBy } from '../../domain/roster/search.ts';
import type { RosterPage, RosterQuery } from '../../domain/roster/search.ts';
import { streamOf } from '../../domain/streams.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import type { Entries } from './entries.ts';
import { entryOf } from './entry.ts';
import { ignoringDuplicates, persistently } from './errors.ts';
import { sortKey } from './pinyin-key.ts';
import { NO_HITS, rosterIndex } from './roster-index.ts';
import { byPlace, slicedPage } from './roster-page.ts';
import type { Standing } from './roster-page.ts';

export interface RowDocument {
  readonly _id: string;
  /** 'U1/targets'. */
  readonly list: string;
  readonly code: string;
  readonly name: string;
  /** Where it stands in the order people read: pinyin, or the number of an item. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** JSON text: rows are stored and read a million at a time, and nobody queries inside them. */
  readonly row: string;
}
interface VersionDocument {
  readonly _id: string;
  readonly list: string;
  readonly version: number;
  readonly rows: number;
}
type Row = Readonly<Record<string, unknown>>;
interface CodeRow {
  readonly code: string;
  readonly row: Row;
}

/** What there is under each prefix. */
export const ROSTER_COLLECTIONS = ['rows', 'versions', 'leaves', 'postings', 'blocks', 'indexes'] as const;

/** `to` of a row still in force. */
const OPEN = 2_147_483_647;
const BATCH = 2000;
const READ_BATCH = 2000;
/** Rows that changed since the newest index are looked through one by one; beyond so many the index is made anew. */
const MOST_BESIDE_INDEX = 2000;

export interface MongoRosters extends Rosters {
  prepare(): Promise<void>;
  /** Makes a version readable. @throws Error when the journal knows no such version */
  ensure(unit: UnitId, roster: RosterKind, version: number): Promise<void>;
  /** Forgets all rows; they come back from the blobs when they are asked for. */
  clear(): Promise<void>;
}
export interface RosterOptions {
  readonly entries: Entries;
  readonly readBlob: (sha256: Digest) => AsyncIterable<Uint8Array>;
  /** Prefix of the collections' names; the verifier builds beside the live ones under another. */
  readonly prefix?: string;
}

const changesOf = async function* (bytes: AsyncIterable<Uint8Array>): AsyncIterable<readonly RowChange[]> {
  const decoder = new TextDecoder();
  let open = '';
  let batch: RowChange[] = [];
  for await (const part of bytes) {
    const lines = (open + decoder.decode(part, { stream: true })).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) if (line !== '') batch.push(JSON.parse(line) as RowChange);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  const last = open + decoder.decode();
  if (last !== '') batch.push(JSON.parse(last) as RowChange);
  if (batch.length > 0) yield batch;
};

const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What the index in use does not know of a version: rows that came, rows that are no longer so. Both in order. */
interface Beside { readonly added: readonly Standing[]; readonly gone: readonly Standing[] }
const NOTHING_BESIDE: Beside = { added: [], gone: [] };
const BESIDES_KEPT = 8;

export const mongoRosters = (db: Db, { entries, readBlob, prefix = 'roster' }: RosterOptions): MongoRosters => {
  const rows = db.collection<RowDocument>(`${prefix}_rows`);
  const versions = db.collection<VersionDocument>(`${prefix}_versions`);
  /** Highest version known to be readable, and the work in progress, by list. */
  const readable = new Map<string, number>();
  const working = new Map<string, Promise<void>>();
  const index = rosterIndex(db, prefix);
  const indexing = new Map<string, Promise<void>>();
  /** Which index this process reads, by list, and what changed since. */
  const bases = new Map<string, number>();
  const besides = new Map<string, Beside>();

  const inForce = (list: string, version: number) => ({ list, from: { $lte: version }, to: { $gt: version } });
  const parsed = ({ code, row }: Pick<RowDocument, 'code' | 'row'>): CodeRow => ({ code, row: JSON.parse(row) as Row });

  const apply = async (list: string, roster: RosterKind, version: number, changes: BlobRef): Promise<void> => {
    const hasOlder = (await rows.findOne({ list, from: { $lt: version } }, { projection: { _id: 1 } })) !== null;
    for await (const batch of changesOf(readBlob(changes.sha256))) {
      if (hasOlder) {
        const codes = batch.map(({ code }) => code);
        await persistently(async () => rows.updateMany({ list, code: { $in: codes }, from: { $lt: version }, to: OPEN }, { $set: { to: version } }, REBUILDABLE));
      }
      const added = batch.flatMap(({ code, row }): RowDocument[] =>
        row === null ? [] : [{ _id: `${list}@${String(version)}/${code}`, list, code, name: asText(row['name']), key: sortKey(roster, code, asText(row['name'])), from: version, to: OPEN, row: JSON.stringify(row) }],
      );
      if (added.length > 0) await persistently(async () => ignoringDuplicates(rows.insertMany(added, { ordered: false, ...REBUILDABLE })));
    }
    const count = await rows.countDocuments(inForce(list, version));
    await persistently(async () => ignoringDuplicates(versions.insertOne({ _id: `${list}@${String(version)}`, list, version, rows: count }, REBUILDABLE)));
    readable.set(list, version);
  };

  const work = async (unit: UnitId, roster: RosterKind): Promise<void> => {
    const list = rosterStream(unit, roster);
    const [last] = await versions.find({ list }).sort({ version: -1 }).limit(1).toArray();
    const known = last?.version ?? 0;
    readable.set(list, known);
    const facts = (await entries.ofStream(streamOf('roster', list), undefined)).flatMap((stored) => entryOf(stored).events);
    for (const fact of facts) {
      const brought = versionIn(fact);
      if (brought?.unit === unit && brought.roster === roster && brought.version > known) await apply(list, roster, brought.version, brought.changes);
    }
  };

  const ensure = async (unit: UnitId, roster: RosterKind, version: number): Promise<void> => {
    const list = rosterStream(unit, roster);
    const isReadable = (): boolean => (readable.get(list) ?? 0) >= version;
    // Work in progress may have begun before the version was confirmed: then a second round finds it.
    for (let round = 0; round < 2 && !isReadable(); round++) {
      const now = working.get(list) ?? work(unit, roster).finally(() => working.delete(list));
      working.set(list, now);
      await now;
    }
    if (!isReadable()) throw new Error(`${list} has no version ${String(version)}`);
  };

  const buildIndex = async (list: string, roster: RosterKind, version: number): Promise<void> => {
    const cursor = rows.find(inForce(list, version), { projection: { _id: 0, code: 1, name: 1, key: 1, row: 1 } }).hint('reading-order').sort({ list: 1, key: 1, code: 1 });
    const inOrder = async function* () {
      for await (const each of cursor.batchSize(READ_BATCH)) yield { ...each, row: JSON.parse(each.row) as Row };
    };
    await index.build(list, roster, version, inOrder());
  };

  /** Rows in force at one version and not at another. */
  const onlyAt = (list: string, version: number, other: number) => rows.find(version > other
    ? { ...broughtBetween(list, other, version), to: { $gt: version } }
    : { list, to: { $gt: version, $lte: other }, from: { $lte: version } }, { projection: { _id: 0, code: 1, key: 1, row: 1 } });
  /** Rows that came after one version up to another: their ids begin with the version. */
  const broughtBetween = (list: string, after: number, upTo: number) => ({
    $or: Array.from({ length: upTo - after }, (_, n) => ({ _id: { $gte: `${list}@${String(after + n + 1)}/`, $lt: `${list}@${String(after + n + 1)}0` } })),
  });
  const changedSince = async (list: string, base: number): Promise<number> => {
    const upTo = readable.get(list) ?? 0;
    return upTo <= base ? 0 : rows.countDocuments(broughtBetween(list, base, upTo), { limit: MOST_BESIDE_INDEX + 1 });
  };

  /** What the index at `base` does not know of `version`; it never changes, so the last few are kept. */
  const besideIndex = async (list: string, version: number, base: number): Promise<Beside> => {
    const id = `${list}@${String(base)}/${String(version)}`;
    const known = besides.get(id);
    if (known !== undefined) return known;
    const [added, gone] = await Promise.all([onlyAt(list, version, base).toArray(), base === 0 ? [] : onlyAt(list, base, version).toArray()]);
    const standing = (rows: readonly Pick<RowDocument, 'code' | 'key' | 'row'>[]): readonly Standing[] => rows.map(({ code, key, row }) => ({ key, ...comparable({ code, row: JSON.parse(row) as Row }) })).sort(byPlace);
    const found: Beside = { added: standing(added), gone: standing(gone) };
    if (besides.size >= BESIDES_KEPT) besides.clear();
    besides.set(id, found);
    return found;
  };

  /** The index to read by: made first where there is none for a long list, made anew in the background where it is old. */
  const indexFor = async (list: string, roster: RosterKind, version: number): Promise<number> => {
    const base = bases.get(list) ?? (await index.newest(list));
    bases.set(list, base);
    if (base === version || besides.has(`${list}@${String(base)}/${String(version)}`) || (await changedSince(list, base)) <= MOST_BESIDE_INDEX) return base;
    const now = indexing.get(list) ?? buildIndex(list, roster, readable.get(list) ?? version).finally(() => {
      indexing.delete(list);
      bases.delete(list);
    });
    indexing.set(list, now);
    if (base > 0) {
      void now.catch(() => undefined);
      return base;
    }
    await now;
    return index.newest(list);
  };

  const pageOf = async (list: string, roster: RosterKind, version: number, query: RosterQuery, { skip, limit }: { readonly skip: number; readonly limit: number }): Promise<RosterPage> => {
    const base = await indexFor(list, roster, version);
    const [beside, hits] = await Promise.all([base === version ? NOTHING_BESIDE : besideIndex(list, version, base), base === 0 ? NO_HITS : index.find(list, base, query)]);
    // Another process has made two newer ones since.
    if (hits === null) {
      bases.delete(list);
      return pageOf(list, roster, version, query, { skip, limit });
    }
    const isWanted = hitBy(query);
    const { codes: page, ...counted } = await slicedPage(hits, { added: beside.added.filter(isWanted), gone: beside.gone.filter(isWanted) }, { skip, limit });
    const found = new Map((await rows.find({ ...inForce(list, version), code: { $in: page } }, { projection: { _id: 0, code: 1, row: 1 } }).toArray()).map((each) => [each.code, parsed(each)]));
    return { rows: page.flatMap((code) => found.get(code) ?? []), ...counted };
  };

  const clear = async (): Promise<void> => {
    [readable, bases, besides].forEach((memory) => { memory.clear(); });
    await versions.deleteMany({});
    await rows.deleteMany({});
    await index.clear();
  };

  return {
    prepare: async () => {
      await rows.createIndexes([
        { key: { list: 1, code: 1, from: 1, to: 1 }, name: 'in-force' },
        { key: { list: 1, key: 1, code: 1 }, name: 'reading-order' },
        { key: { list: 1, to: 1 }, name: 'gone', partialFilterExpression: { to: { $lt: OPEN } } },
      ]);
      await index.prepare();
      await versions.createIndexes([{ key: { list: 1, version: 1 }, name: 'version', unique: true }]);
      // Written before rows had a place in the reading order: they come back from the blobs.
      const any = await rows.findOne({}, { projection: { key: 1 } });
      if (any !== null && (any.key as string | undefined) === undefined) await clear();
    },
    ensure,
    clear,
    rows: async function* (unit, roster, version) {
      await ensure(unit, roster, version);
      const found = rows.find(inForce(rosterStream(unit, roster), version), { projection: { _id: 0, code: 1, row: 1 } }).sort({ code: 1 });
      for await (const each of found.batchSize(READ_BATCH)) yield parsed(each);
    },
    row: async (unit, roster, version, code) => {
      await ensure(unit, roster, version);
      const found = await rows.findOne({ ...inForce(rosterStream(unit, roster), version), code });
      return found === null ? null : parsed(found).row;
    },
    page: async (unit, roster, version, query, slice) => {
      await ensure(unit, roster, version);
      return pageOf(rosterStream(unit, roster), roster, version, query, slice);
    },
    count: async (unit, roster, version) => {
      await ensure(unit, roster, version);
      if (version === 0) return 0;
      const list = rosterStream(unit, roster);
      return (await versions.findOne({ _id: `${list}@${String(version)}` }))?.rows ?? rows.countDocuments(inForce(list, version));
    },
  };
};
