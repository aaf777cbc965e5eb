/** How far each follower of the journal has come; never moves backwards. */
import type { Checkpoints } from '../../chat/ports.ts';
import type { Db } from './connection.ts';
import { ignoringDuplicates } from './errors.ts';

export const mongoCheckpoints = (db: Db): Checkpoints => {
  const collection = db.collection<{ _id: string; seq: number }>('followers');
  return {
    get: async (name) => (await collection.findOne({ _id: name }))?.seq ?? 0,
    set: async (name, seq) => ignoringDuplicates(collection.updateOne({ _id: name }, { $max: { seq } }, { upsert: true })),
  };
};
