/**
 * Confidential texts and files (health, kinship): the journal holds a salted digest, the content lies here and can be erased.
 *
 * The salt goes with the content: after an erasure nobody can test guesses against the digest in the journal. A file, its name with
 * it, is encrypted under the key of the configuration; whoever copies the database without the key reads none.
 */
import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';
import type { Confidential } from '../../application/ports.ts';
import { digest } from '../../domain/ids.ts';
import type { Digest, UnitId } from '../../domain/ids.ts';
import type { Db } from './connection.ts';
import { sealing } from './sealing.ts';
import type { Sealed, SealingOptions } from './sealing.ts';

interface ConfidentialDocument {
  readonly _id: string;
  readonly unit: UnitId;
  readonly salt: mongo.Binary;
  /** A text … */
  readonly text?: string;
  /** … or a file. */
  readonly file?: Sealed;
}
const ID_BYTES = 12;
const SALT_BYTES = 16;

const salted = (salt: Uint8Array, content: string | Uint8Array): Digest => {
  const hash = digest(createHash('sha256').update(salt).update(content).digest('hex'));
  if (hash === null) throw new TypeError('SHA-256 failed');
  return hash;
};

/** The name in one line, the bytes behind it. */
const packed = (name: string, data: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(`${JSON.stringify(name)}\n`), data]);
const unpacked = (bytes: Uint8Array): { readonly name: string; readonly data: Uint8Array } => {
  const end = bytes.indexOf(10);
  return { name: JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) as string, data: bytes.subarray(end + 1) };
};

export interface RotatingConfidential extends Confidential {
  /** Encrypts under the present key what lies under an earlier one. @returns how many */
  readonly rewrap: () => Promise<number>;
}

export const mongoConfidential = (db: Db, options: SealingOptions): RotatingConfidential => {
  const { random } = options;
  const collection = db.collection<ConfidentialDocument>('confidential');
  const { seal, open } = sealing(options, '证明材料');
  const insert = async (unit: UnitId, content: string | Uint8Array, member: (id: string) => Pick<ConfidentialDocument, 'text' | 'file'>) => {
    const id = Buffer.from(random(ID_BYTES)).toString('hex');
    const salt = random(SALT_BYTES);
    await collection.insertOne({ _id: id, unit, salt: new mongo.Binary(salt), ...member(id) });
    return { id, digest: salted(salt, content) };
  };
  return {
    put: (unit, text) => insert(unit, text, () => ({ text })),
    get: async (ref) => {
      const found = await collection.findOne({ _id: ref.id });
      if (found?.text === undefined) return null;
      if (salted(found.salt.value(), found.text) !== ref.digest) throw new Error(`the confidential text ${ref.id} has changed`);
      return found.text;
    },
    putFile: (unit, { name, data }) => {
      const bytes = packed(name, data);
      return insert(unit, bytes, (id) => ({ file: seal(id, bytes) }));
    },
    getFile: async (ref) => {
      const found = await collection.findOne({ _id: ref.id });
      if (found?.file === undefined) return null;
      const bytes = open(ref.id, found.file);
      if (salted(found.salt.value(), bytes) !== ref.digest) throw new Error(`the confidential file ${ref.id} has changed`);
      return unpacked(bytes);
    },
    erase: async (ref) => {
      await collection.deleteOne({ _id: ref.id });
    },
    rewrap: async () => {
      let done = 0;
      for await (const { _id, file } of collection.find({ 'file.key': { $in: (options.retired ?? []).map(({ id }) => id) } })) {
        if (file === undefined) continue;
        const { matchedCount } = await collection.updateOne({ _id, 'file.key': file.key }, { $set: { file: seal(_id, open(_id, file)) } });
        done += matchedCount;
      }
      return done;
    },
  };
};
