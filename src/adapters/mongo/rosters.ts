/**
 * Versioned roster rows (名录库): a projection of the change blobs that RosterImported facts name.
 *
 * A row is in force from the version that brought it to the version that replaced it, so every version ever confirmed can
 * still be read, and a draw sees exactly the version it was confirmed on. Applying an import closes and inserts by key in
 * batches: doing it twice, in two processes, or going on after a crash gives the same rows; its mark is written last.
 *
 * Codes are ordered by their UTF-8 bytes: MongoDB compares strings without a collation that way.
 */
import type { RowChange, Rosters } from '../../application/ports.ts';
import type { BlobRef, RosterKind } from '../../domain/events.ts';
import type { Digest, UnitId } from '../../domain/ids.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { streamOf } from '../../domain/streams.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import type { Entries } from './entries.ts';
import { entryOf } from './entry.ts';
import { ignoringDuplicates, persistently } from './errors.ts';

export interface RowDocument {
  readonly _id: string;
  /** 'U1/targets'. */
  readonly list: string;
  readonly code: string;
  readonly name: string;
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

/** `to` of a row still in force. */
const OPEN = 2_147_483_647;
const BATCH = 2000;
const READ_BATCH = 2000;

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
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

export const mongoRosters = (db: Db, { entries, readBlob, prefix = 'roster' }: RosterOptions): MongoRosters => {
  const rows = db.collection<RowDocument>(`${prefix}_rows`);
  const versions = db.collection<VersionDocument>(`${prefix}_versions`);
  /** Highest version known to be readable, and the work in progress, by list. */
  const readable = new Map<string, number>();
  const working = new Map<string, Promise<void>>();

  const inForce = (list: string, version: number) => ({ list, from: { $lte: version }, to: { $gt: version } });
  const parsed = ({ code, row }: Pick<RowDocument, 'code' | 'row'>): CodeRow => ({ code, row: JSON.parse(row) as Row });

  const apply = async (list: string, version: number, changes: BlobRef): Promise<void> => {
    const hasOlder = (await rows.findOne({ list, from: { $lt: version } }, { projection: { _id: 1 } })) !== null;
    for await (const batch of changesOf(readBlob(changes.sha256))) {
      if (hasOlder) {
        const codes = batch.map(({ code }) => code);
        await persistently(async () => rows.updateMany({ list, code: { $in: codes }, from: { $lt: version }, to: OPEN }, { $set: { to: version } }, REBUILDABLE));
      }
      const added = batch.flatMap(({ code, row }): RowDocument[] =>
        row === null ? [] : [{ _id: `${list}@${String(version)}/${code}`, list, code, name: asText(row['name']), from: version, to: OPEN, row: JSON.stringify(row) }],
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
      if (fact.type === 'RosterImported' && fact.unit === unit && fact.roster === roster && fact.version > known) await apply(list, fact.version, fact.changes);
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

  return {
    prepare: async () => {
      await rows.createIndexes([{ key: { list: 1, code: 1, from: 1, to: 1 }, name: 'in-force' }]);
      await versions.createIndexes([{ key: { list: 1, version: 1 }, name: 'version', unique: true }]);
    },
    ensure,
    clear: async () => {
      readable.clear();
      await versions.deleteMany({});
      await rows.deleteMany({});
    },
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
    search: async (unit, roster, version, text, limit) => {
      await ensure(unit, roster, version);
      const wanted = { $regex: escaped(text), $options: 'i' };
      const found = rows.find({ ...inForce(rosterStream(unit, roster), version), $or: [{ code: wanted }, { name: wanted }] });
      return (await found.sort({ code: 1 }).limit(limit).toArray()).map(parsed);
    },
    count: async (unit, roster, version) => {
      await ensure(unit, roster, version);
      if (version === 0) return 0;
      const list = rosterStream(unit, roster);
      return (await versions.findOne({ _id: `${list}@${String(version)}` }))?.rows ?? rows.countDocuments(inForce(list, version));
    },
  };
};
