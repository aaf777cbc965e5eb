/** Imports that were judged and wait for their confirmation; each is settled once. */
import type { Imports, StagedImport } from '../../application/ports.ts';
import type { Instant } from '../../domain/events.ts';
import type { Db } from './connection.ts';

type ImportDocument = Omit<StagedImport, 'id'> & { readonly _id: StagedImport['id'] };

export interface MongoImports extends Imports {
  prepare(): Promise<void>;
  /** Digests that imports still waiting depend on. */
  digests(): Promise<readonly string[]>;
  /** Forgets imports staged before the instant, settled or not. */
  sweep(before: Instant): Promise<number>;
}

export const mongoImports = (db: Db): MongoImports => {
  const collection = db.collection<ImportDocument>('imports');
  return {
    prepare: async () => {
      await collection.createIndexes([{ key: { at: 1 }, name: 'at' }]);
    },
    put: async ({ id, ...staged }) => {
      await collection.updateOne({ _id: id }, { $setOnInsert: staged }, { upsert: true, ignoreUndefined: true });
    },
    get: async (id) => {
      const found = await collection.findOne({ _id: id });
      if (found === null) return null;
      const { _id, ...staged } = found;
      return { id: _id, ...staged };
    },
    settle: async (id, state) => {
      await collection.updateOne({ _id: id, state: 'waiting' }, { $set: { state } });
    },
    digests: async () => {
      const waiting = await collection.find({ state: 'waiting' }, { projection: { source: 1, changes: 1, annotated: 1 } }).toArray();
      return waiting.flatMap(({ source, changes, annotated }) => [source, changes, annotated].flatMap((blob) => (blob === null ? [] : [blob.sha256])));
    },
    sweep: async (before) => (await collection.deleteMany({ at: { $lt: before } })).deletedCount,
  };
};
