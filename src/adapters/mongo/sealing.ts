/**
 * Encryption at rest (AES-256-GCM) under a key from the configuration. What is sealed is bound to its id, so it cannot be moved, and
 * names its key, so keys can be changed while older things are still read.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { mongo } from 'mongoose';
import type { RandomBytes } from '../../application/ports.ts';
import { Refusal } from '../../domain/refusal.ts';

export interface SecretKey {
  /** Names the key in what it has encrypted, e.g. the first digits of its digest. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}
export interface Sealed {
  readonly key: string;
  readonly iv: mongo.Binary;
  readonly tag: mongo.Binary;
  readonly data: mongo.Binary;
}
export interface SealingOptions {
  /** Encrypts what is new. */
  readonly key: SecretKey;
  /** Earlier keys: they only decrypt. */
  readonly retired?: readonly SecretKey[];
  readonly random: RandomBytes;
}

const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;

/** @param what is encrypted, for the operator who has lost a key: 「抽取的秘密数」 */
export const sealing = ({ key, retired = [], random }: SealingOptions, what: string) => {
  const keys = new Map([...retired, key].map((each) => [each.id, each.key]));
  return {
    seal: (id: string, data: Uint8Array): Sealed => {
      const iv = random(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key.key, iv).setAAD(Buffer.from(id));
      const sealed = Buffer.concat([cipher.update(data), cipher.final()]);
      return { key: key.id, iv: new mongo.Binary(iv), tag: new mongo.Binary(cipher.getAuthTag()), data: new mongo.Binary(sealed) };
    },
    open: (id: string, { key: keyId, iv, tag, data }: Sealed): Uint8Array => {
      const found = keys.get(keyId);
      if (found === undefined) throw new Refusal('storage.secret-key', `${what}以密钥 ${keyId} 加密,而当前配置中没有这个密钥`, { next: '请把 SECRET_KEY 恢复为原来的值, 或把原来的值填入 SECRET_KEYS_RETIRED, 再重新启动' });
      const decipher = createDecipheriv(CIPHER, found, iv.value()).setAAD(Buffer.from(id)).setAuthTag(tag.value());
      return new Uint8Array(Buffer.concat([decipher.update(data.value()), decipher.final()]));
    },
  };
};
