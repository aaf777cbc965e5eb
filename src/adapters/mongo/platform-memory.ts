/** The little a platform adapter must remember over restarts, as text by key. */
import type { PlatformId, PlatformMemory } from '../../chat/platform.ts';
import type { Db } from './connection.ts';

export const mongoPlatformMemory = (db: Db, platform: PlatformId): PlatformMemory => {
  const collection = db.collection<{ _id: string; value: string }>('platform_memory');
  const idOf = (key: string): string => `${platform}/${key}`;
  return {
    get: async (key) => (await collection.findOne({ _id: idOf(key) }))?.value ?? null,
    set: async (key, value) => {
      await collection.updateOne({ _id: idOf(key) }, { $set: { value } }, { upsert: true });
    },
  };
};
