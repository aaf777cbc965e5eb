/**
 * The collections of states, one per kind of stream: documents {_id, version, seq, state}.
 *
 * Two writes, both safe to repeat and to race: "replace when older", and "insert when absent" for seeds. Neither is
 * journaled: a crash loses at most what the next start folds again.
 */
import type { AnyBulkWriteOperation } from 'mongodb';
import { streamOf } from '../../domain/streams.ts';
import type { Seed, StreamKind } from '../../domain/streams.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import { ignoringDuplicates, persistently } from './errors.ts';
import { KINDS, splitStream, streamTable } from './fold.ts';
import type { Versioned } from './fold.ts';
import { groupBy } from './group-by.ts';

export interface StateDocument {
  readonly _id: string;
  readonly version: number;
  readonly seq: number;
  readonly state: unknown;
}

export interface StateStore {
  /** Creates the indexes of the members that are searched by. */
  prepare(): Promise<void>;
  get(stream: string): Promise<Versioned | null>;
  /** Those that are there. */
  getAll(streams: Iterable<string>): Promise<Map<string, Versioned>>;
  /** Writes states, except where the stored one is as new. */
  advance(states: ReadonlyMap<string, Versioned>): Promise<void>;
  /** Writes states at version 0, except where there is any. */
  seed(seeds: readonly Seed[]): Promise<void>;
  find(kind: StreamKind, where: Readonly<Record<string, string | number | boolean | null>>, limit: number | undefined): Promise<readonly StateDocument[]>;
  clear(): Promise<void>;
}

const SEED_BATCH = 1000;
const UNORDERED = { ordered: false, ignoreUndefined: true, ...REBUILDABLE } as const;

/** @param prefix of the collections' names; the verifier builds beside the live ones under another */
export const stateStore = (db: Db, prefix: string): StateStore => {
  const collectionOf = (kind: StreamKind) => db.collection<StateDocument>(`${prefix}_${kind}`);

  const advanceKind = async (kind: StreamKind, states: readonly (readonly [string, Versioned])[]): Promise<void> => {
    const operations = states.map(([stream, state]): AnyBulkWriteOperation<StateDocument> => ({
      replaceOne: { filter: { _id: splitStream(stream).id, version: { $lt: state.version } }, replacement: state, upsert: true },
    }));
    // A duplicate _id means: the stored state is as new or newer.
    await persistently(async () => ignoringDuplicates(collectionOf(kind).bulkWrite(operations, UNORDERED)));
  };

  return {
    prepare: async () => {
      for (const kind of KINDS) {
        const { indexed } = streamTable(kind);
        if (indexed.length > 0) await collectionOf(kind).createIndexes(indexed.map((member) => ({ key: { [`state.${member}`]: 1, _id: 1 }, name: member })));
      }
    },
    get: async (stream) => {
      const { kind, id } = splitStream(stream);
      const found = await collectionOf(kind).findOne({ _id: id });
      return found === null ? null : { version: found.version, seq: found.seq, state: found.state };
    },
    getAll: async (streams) => {
      const states = new Map<string, Versioned>();
      for (const [kind, parts] of groupBy([...streams].map(splitStream), (part) => part.kind)) {
        const documents = await collectionOf(kind).find({ _id: { $in: parts.map(({ id }) => id) } }).toArray();
        for (const { _id, version, seq, state } of documents) states.set(streamOf(kind, _id), { version, seq, state });
      }
      return states;
    },
    advance: async (states) => {
      const byKind = groupBy([...states], ([stream]) => splitStream(stream).kind);
      await Promise.all([...byKind].map(async ([kind, changed]) => advanceKind(kind, changed)));
    },
    seed: async (seeds) => {
      for (let i = 0; i < seeds.length; i += SEED_BATCH) {
        for (const [kind, batch] of groupBy(seeds.slice(i, i + SEED_BATCH), (each) => each.kind)) {
          const documents = batch.map(({ id, state }) => ({ _id: id, version: 0, seq: 0, state }));
          await persistently(async () => ignoringDuplicates(collectionOf(kind).insertMany(documents, UNORDERED)));
        }
      }
    },
    find: async (kind, where, limit) => {
      const filter = Object.fromEntries(Object.entries(where).map(([member, value]) => [`state.${member}`, { $eq: value }]));
      const found = collectionOf(kind).find(filter).sort({ _id: 1 });
      return (limit === undefined ? found : found.limit(limit)).toArray();
    },
    clear: async () => {
      await Promise.all(KINDS.map(async (kind) => collectionOf(kind).deleteMany({})));
    },
  };
};
