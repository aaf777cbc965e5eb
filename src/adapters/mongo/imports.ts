/** Files on their way into rosters: judged, shown, chosen about; each is settled once. */
import type { Imports, StagedImport } from '../../application/imports/ports.ts';
import type { Instant } from '../../domain/values.ts';
import type { Db } from './connection.ts';

type ImportDocument = Omit<StagedImport, 'id'> & { readonly _id: StagedImport['id'] };

export interface MongoImports extends Imports {
  prepare(): Promise<void>;
  /** Digests that imports not yet settled depend on. */
  digests(): Promise<readonly string[]>;
  /** Forgets imports staged before the instant, settled or not. */
  sweep(before: Instant): Promise<number>;
}

const UNSETTLED = ['running', 'waiting', 'submitted', 'failed'] as const;

export const mongoImports = (db: Db): MongoImports => {
  const collection = db.collection<ImportDocument>('imports');
  const withId = ({ _id, ...staged }: ImportDocument): StagedImport => ({ id: _id, ...staged });
  return {
    prepare: async () => {
      await collection.createIndexes([{ key: { at: 1 }, name: 'at' }, { key: { state: 1 }, name: 'state' }]);
    },
    put: async ({ id, ...staged }) => {
      await collection.updateOne({ _id: id }, { $setOnInsert: staged }, { upsert: true, ignoreUndefined: true });
    },
    get: async (id) => {
      const found = await collection.findOne({ _id: id });
      return found === null ? null : withId(found);
    },
    finish: async ({ id, ...staged }) => {
      await collection.replaceOne({ _id: id, state: 'running' }, staged, { ignoreUndefined: true });
    },
    progress: async (id, progress) => {
      await collection.updateOne({ _id: id, state: 'running' }, { $set: { progress } });
    },
    choose: async (id, which, choice) => {
      await collection.updateOne({ _id: id, state: 'waiting' }, { $set: { [typeof which === 'number' ? `choices.each.${String(which)}` : `choices.kinds.${which}`]: choice } });
    },
    settle: async (id, state) => {
      await collection.updateOne({ _id: id, state: { $in: [...UNSETTLED] } }, { $set: { state } });
    },
    running: async () => (await collection.find({ state: 'running' }).sort({ at: 1 }).toArray()).map(withId),
    digests: async () => {
      const projection = { source: 1, changes: 1, annotated: 1, conflicts: 1 };
      const waiting = await collection.find({ state: { $in: [...UNSETTLED] } }, { projection }).toArray();
      return waiting.flatMap(({ source, changes, annotated, conflicts }) => [source, changes, annotated, conflicts?.blob ?? null, conflicts?.all ?? null].flatMap((blob) => (blob === null ? [] : [blob.sha256])));
    },
    sweep: async (before) => (await collection.deleteMany({ at: { $lt: before } })).deletedCount,
  };
};
