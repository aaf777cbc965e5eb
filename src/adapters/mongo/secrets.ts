/**
 * Secrets of a ceremony in progress, encrypted under a key from the configuration (AES-256-GCM); gone after the reveal.
 *
 * The secret's id is authenticated with it, so a stored secret cannot be moved to another draw. Every secret names its
 * key, so keys can be changed while ceremonies run.
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { mongo } from 'mongoose';
import type { RandomBytes, Secrets } from '../../application/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Db } from './connection.ts';
import { isDuplicate } from './errors.ts';

export interface SecretKey {
  /** Names the key in what it has encrypted, e.g. the first digits of its digest. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}
interface SecretDocument {
  readonly _id: string;
  readonly key: string;
  readonly iv: mongo.Binary;
  readonly tag: mongo.Binary;
  readonly data: mongo.Binary;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;

export interface SecretsOptions {
  /** Encrypts what is new. */
  readonly key: SecretKey;
  /** Earlier keys: they only decrypt. */
  readonly retired?: readonly SecretKey[];
  readonly random: RandomBytes;
}

export interface RotatingSecrets extends Secrets {
  /** Encrypts under the present key what lies under an earlier one. @returns how many */
  readonly rewrap: () => Promise<number>;
}

export const mongoSecrets = (db: Db, { key, retired = [], random }: SecretsOptions): RotatingSecrets => {
  const collection = db.collection<SecretDocument>('secrets');
  const keys = new Map([...retired, key].map((each) => [each.id, each.key]));

  const encrypt = (id: string, secret: Uint8Array): SecretDocument => {
    const iv = random(IV_BYTES);
    const cipher = createCipheriv(CIPHER, key.key, iv).setAAD(Buffer.from(id));
    const data = Buffer.concat([cipher.update(secret), cipher.final()]);
    return { _id: id, key: key.id, iv: new mongo.Binary(iv), tag: new mongo.Binary(cipher.getAuthTag()), data: new mongo.Binary(data) };
  };
  const decrypt = ({ _id, key: keyId, iv, tag, data }: SecretDocument): Uint8Array => {
    const found = keys.get(keyId);
    if (found === undefined) throw new Refusal('storage.secret-key', `抽取的秘密数以密钥 ${keyId} 加密,而当前配置中没有这个密钥`, { next: '请把 SECRET_KEY 恢复为原来的值, 或把原来的值填入 SECRET_KEYS_RETIRED, 再重新启动' });
    const decipher = createDecipheriv(CIPHER, found, iv.value()).setAAD(Buffer.from(_id)).setAuthTag(tag.value());
    return new Uint8Array(Buffer.concat([decipher.update(data.value()), decipher.final()]));
  };
  const get = async (id: string): Promise<Uint8Array | null> => {
    const found = await collection.findOne({ _id: id });
    return found === null ? null : decrypt(found);
  };

  return {
    put: async (id, secret) => {
      try {
        await collection.insertOne(encrypt(id, secret));
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
      for await (const stored of collection.find({ key: { $in: retired.map(({ id }) => id) } })) {
        const { matchedCount } = await collection.replaceOne({ _id: stored._id, key: stored.key }, encrypt(stored._id, decrypt(stored)));
        done += matchedCount;
      }
      return done;
    },
    erase: async (id) => {
      await collection.deleteOne({ _id: id });
    },
  };
};
