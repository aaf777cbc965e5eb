/**
 * Confidential texts (health, kinship): the journal holds a salted digest, the text lies here and can be erased.
 *
 * The salt goes with the text: after an erasure nobody can test guesses against the digest in the journal.
 */
import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';
import type { Confidential, RandomBytes } from '../../application/ports.ts';
import { digest } from '../../domain/ids.ts';
import type { Digest, UnitId } from '../../domain/ids.ts';
import type { Db } from './connection.ts';

interface ConfidentialDocument {
  readonly _id: string;
  readonly unit: UnitId;
  readonly salt: mongo.Binary;
  readonly text: string;
}
const ID_BYTES = 12;
const SALT_BYTES = 16;

const salted = (salt: Uint8Array, text: string): Digest => {
  const hash = digest(createHash('sha256').update(salt).update(text).digest('hex'));
  if (hash === null) throw new TypeError('SHA-256 failed');
  return hash;
};

export const mongoConfidential = (db: Db, random: RandomBytes): Confidential => {
  const collection = db.collection<ConfidentialDocument>('confidential');
  return {
    put: async (unit, text) => {
      const id = Buffer.from(random(ID_BYTES)).toString('hex');
      const salt = random(SALT_BYTES);
      await collection.insertOne({ _id: id, unit, salt: new mongo.Binary(salt), text });
      return { id, digest: salted(salt, text) };
    },
    get: async (ref) => {
      const found = await collection.findOne({ _id: ref.id });
      if (found === null) return null;
      if (salted(found.salt.value(), found.text) !== ref.digest) throw new Error(`the confidential text ${ref.id} has changed`);
      return found.text;
    },
    erase: async (ref) => {
      await collection.deleteOne({ _id: ref.id });
    },
  };
};
