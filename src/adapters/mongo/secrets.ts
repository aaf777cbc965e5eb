/**
 * Secrets of a ceremony in progress, encrypted under a key from the configuration (AES-256-GCM); gone after the reveal.
 *
 * The secret's id is authenticated with it, so a stored secret cannot be moved to another draw. Every secret names its
 * key, so keys can be changed while ceremonies run.
 */
import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../../application/ports.ts';
import type { Db } from './connection.ts';
import { isDuplicate } from './errors.ts';
import { sealing } from './sealing.ts';
import type { Sealed, SealingOptions } from './sealing.ts';

interface SecretDocument extends Sealed { readonly _id: string }

export interface RotatingSecrets extends Secrets {
  /** Encrypts under the present key what lies under an earlier one. @returns how many */
  readonly rewrap: () => Promise<number>;
}

export const mongoSecrets = (db: Db, options: SealingOptions): RotatingSecrets => {
  const collection = db.collection<SecretDocument>('secrets');
  const { seal, open } = sealing(options, '抽取的秘密数');
  const get = async (id: string): Promise<Uint8Array | null> => {
    const found = await collection.findOne({ _id: id });
    return found === null ? null : open(id, found);
  };

  return {
    put: async (id, secret) => {
      try {
        await collection.insertOne({ _id: id, ...seal(id, secret) });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const known = await get(id);
        const isSame = known?.length === secret.length && timingSafeEqual(known, secret);
        if (!isSame) throw new Error(`the secret ${id} is already stored with another value`, { cause: error });
      }
    },
    get,
    rewrap: async () => {
      let done = 0;
      for await (const stored of collection.find({ key: { $in: (options.retired ?? []).map(({ id }) => id) } })) {
        const { matchedCount } = await collection.replaceOne({ _id: stored._id, key: stored.key }, seal(stored._id, open(stored._id, stored)));
        done += matchedCount;
      }
      return done;
    },
    erase: async (id) => {
      await collection.deleteOne({ _id: id });
    },
  };
};
