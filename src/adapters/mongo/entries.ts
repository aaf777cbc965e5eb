/**
 * The collection `journal`: its unique indexes, and the few ways it is read.
 *
 * Three keys make the journal what it is: `_id` gives every sequence number to one entry, (chain, touches) gives every
 * version of a stream to one entry, (chain, cause) lets one command be recorded once. Nothing ever updates or deletes.
 */
import type { Db } from './connection.ts';
import { GENESIS, entryId, parseTouch, touchKey } from './entry.ts';
import type { StoredEntry } from './entry.ts';
import type { Digest } from '../../domain/ids.ts';
import type { Instant } from '../../domain/values.ts';

export interface Head {
  readonly seq: number;
  readonly hash: Digest;
  readonly at: Instant;
}

export const JOURNAL = 'journal';
/** Entries that touch no stream stay out of the unique index: their empty lists would collide. */
const HAS_TOUCHES = { touches: { $type: 'string' } } as const;

export interface Entries {
  /** Creates the indexes. */
  prepare(): Promise<void>;
  /** One ordered batch; an error says where it stopped (errors.ts). */
  insert(entries: readonly StoredEntry[]): Promise<void>;
  last(): Promise<Head>;
  byCause(cause: string): Promise<StoredEntry | null>;
  byCauses(causes: readonly string[]): Promise<ReadonlyMap<string, StoredEntry>>;
  /** seq > after, in order. */
  after(seq: number, limit: number): Promise<readonly StoredEntry[]>;
  /** Entries that gave a stream the versions after `version`, in order, at most `limit`. */
  following(stream: string, version: number, limit: number): Promise<readonly StoredEntry[]>;
  /** The latest `limit` entries of a stream, in order. */
  ofStream(stream: string, limit: number | undefined): Promise<readonly StoredEntry[]>;
  /** Every entry, in order, as a stream. */
  all(): AsyncIterable<StoredEntry>;
}

export const journalEntries = (db: Db, chain: string): Entries => {
  const collection = db.collection<StoredEntry>(JOURNAL);
  const from = (seq: number) => ({ _id: { $gt: entryId(chain, seq), $lt: `${chain};` } }); // ';' follows ':'
  return {
    prepare: async () => {
      await collection.createIndexes([
        { key: { chain: 1, touches: 1 }, name: 'touches', unique: true, partialFilterExpression: HAS_TOUCHES },
        { key: { chain: 1, cause: 1 }, name: 'cause', unique: true },
      ]);
    },
    insert: async (entries) => {
      await collection.insertMany([...entries], { ordered: true });
    },
    last: async () => {
      const [last] = await collection.find(from(0), { projection: { seq: 1, hash: 1, at: 1 } }).sort({ _id: -1 }).limit(1).toArray();
      return last === undefined ? { seq: 0, hash: GENESIS, at: '' } : { seq: last.seq, hash: last.hash, at: last.at };
    },
    byCause: async (cause) => collection.findOne({ chain, cause }),
    byCauses: async (causes) => new Map((await collection.find({ chain, cause: { $in: [...causes] } }).toArray()).map((entry) => [entry.cause, entry])),
    after: async (seq, limit) => collection.find(from(seq)).sort({ _id: 1 }).limit(limit).toArray(),
    following: async (stream, version, limit) => {
      const keys = Array.from({ length: limit }, (_, i) => touchKey({ stream, version: version + 1 + i }));
      const found = await collection.find({ chain, touches: { $in: keys } }).toArray();
      return found.sort((a, b) => a.seq - b.seq);
    },
    ofStream: async (stream, limit) => {
      const found = collection.find({ chain, $and: [HAS_TOUCHES, { touches: { $elemMatch: { $gte: `${stream}@`, $lt: `${stream}@:` } } }] }).sort({ seq: -1 });
      return (await (limit === undefined ? found : found.limit(limit)).toArray()).reverse();
    },
    all: () => collection.find(from(0)).sort({ _id: 1 }),
  };
};

/** The version an entry gives a stream, or null when it does not touch it. */
export const versionGiven = (entry: Pick<StoredEntry, 'touches'>, stream: string): number | null => {
  const touch = entry.touches.map(parseTouch).find((each) => each.stream === stream);
  return touch === undefined ? null : touch.version;
};
