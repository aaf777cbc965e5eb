/**
 * Content-addressed bytes (snapshots, result lists, uploaded files) in GridFS.
 *
 * Written before the entry that names their digest: chunks first, the file's document last, with its digest under a
 * unique index, so the same bytes are kept once and a half-written upload is nothing. Reading checks the digest.
 * What no entry, import or message names is swept after a while; putting it again before that keeps it.
 *
 * The layout is GridFS (files and chunks of 255 KiB), so MongoDB's own tools read it.
 */
import { createHash } from 'node:crypto';
import { mongo } from 'mongoose';
import type { Blobs, Clock } from '../../application/ports.ts';
import type { BlobRef, Instant } from '../../domain/values.ts';
import { digest } from '../../domain/ids.ts';
import type { Digest } from '../../domain/ids.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import { isDuplicate } from './errors.ts';

export const BUCKET = 'blobs';
const CHUNK_BYTES = 255 * 1024;
/** Chunks sent to the database at once: four megabytes. */
const CHUNKS_AT_ONCE = 16;

interface FileDocument {
  readonly _id: mongo.ObjectId;
  readonly length: number;
  readonly chunkSize: number;
  /** When it was put last: the sweep goes by it. */
  readonly uploadDate: Date;
  readonly filename: string;
  readonly metadata: { readonly sha256: Digest };
}
interface ChunkDocument {
  readonly _id: mongo.ObjectId;
  readonly files_id: mongo.ObjectId;
  readonly n: number;
  readonly data: mongo.Binary;
}

export interface MongoBlobs extends Blobs {
  prepare(): Promise<void>;
  /** Every stored digest with its size, for the verifier and the backup. */
  all(): AsyncIterable<{ readonly sha256: Digest; readonly bytes: number; readonly name: string }>;
  /** Deletes what was put before the instant and is not `kept`. @returns how many blobs went */
  sweep(before: Instant, kept: ReadonlySet<string>): Promise<number>;
}

const once = async function* (data: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(data);
};

/** Cuts a stream of any pieces into chunks of the bucket's size. */
const chunked = async function* (data: AsyncIterable<Uint8Array>): AsyncIterable<Buffer> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of data) {
    for (let at = 0; at < piece.length; ) {
      const part = piece.subarray(at, at + CHUNK_BYTES - bytes);
      waiting.push(part);
      bytes += part.length;
      at += part.length;
      if (bytes < CHUNK_BYTES) continue;
      yield Buffer.concat(waiting);
      waiting = [];
      bytes = 0;
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting);
};

export const mongoBlobs = (db: Db, clock: Clock): MongoBlobs => {
  const files = db.collection<FileDocument>(`${BUCKET}.files`);
  const chunks = db.collection<ChunkDocument>(`${BUCKET}.chunks`);

  /** Renews a stored blob, so that no sweep takes it. @returns null when it is not there */
  const renewed = async (sha256: Digest): Promise<FileDocument | null> => files.findOneAndUpdate({ 'metadata.sha256': sha256 }, { $set: { uploadDate: new Date(clock()) } });

  const upload = async (name: string, data: AsyncIterable<Uint8Array>): Promise<BlobRef> => {
    const id = new mongo.ObjectId();
    const hash = createHash('sha256');
    let length = 0;
    let batch: ChunkDocument[] = [];
    let n = 0;
    // Not journaled one by one: the journaled write of the file's document follows them to disk.
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await chunks.insertMany(batch, REBUILDABLE);
      batch = [];
    };
    for await (const chunk of chunked(data)) {
      hash.update(chunk);
      length += chunk.length;
      batch.push({ _id: new mongo.ObjectId(), files_id: id, n: n++, data: new mongo.Binary(chunk) });
      if (batch.length >= CHUNKS_AT_ONCE) await flush();
    }
    await flush();
    const sha256 = digest(hash.digest('hex'));
    if (sha256 === null) throw new TypeError('SHA-256 failed');
    try {
      await files.insertOne({ _id: id, length, chunkSize: CHUNK_BYTES, uploadDate: new Date(clock()), filename: name, metadata: { sha256 } });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      await renewed(sha256);
      await chunks.deleteMany({ files_id: id });
    }
    return { sha256, bytes: length, name };
  };

  const stream = async function* (sha256: Digest): AsyncIterable<Uint8Array> {
    const file = await files.findOne({ 'metadata.sha256': sha256 });
    if (file === null) throw new Error(`no blob ${sha256}`);
    const hash = createHash('sha256');
    for await (const { data } of chunks.find({ files_id: file._id }).sort({ n: 1 })) {
      const bytes = data.value();
      hash.update(bytes);
      yield new Uint8Array(bytes);
    }
    if (hash.digest('hex') !== sha256) throw new Error(`the stored bytes of blob ${sha256} have changed`);
  };

  return {
    prepare: async () => {
      await files.createIndexes([
        { key: { 'metadata.sha256': 1 }, name: 'sha256', unique: true },
        { key: { uploadDate: 1 }, name: 'uploaded' },
      ]);
      await chunks.createIndexes([{ key: { files_id: 1, n: 1 }, name: 'chunk', unique: true }]);
    },
    put: async (name, data) => {
      if (!(data instanceof Uint8Array)) return upload(name, data);
      const sha256 = digest(createHash('sha256').update(data).digest('hex'));
      const known = sha256 === null ? null : await renewed(sha256);
      return known === null ? upload(name, once(data)) : { sha256: known.metadata.sha256, bytes: known.length, name };
    },
    get: async (sha256) => {
      const parts: Uint8Array[] = [];
      for await (const part of stream(sha256)) parts.push(part);
      return new Uint8Array(Buffer.concat(parts));
    },
    stream,
    all: async function* () {
      for await (const { metadata, length, filename } of files.find().sort({ _id: 1 })) yield { sha256: metadata.sha256, bytes: length, name: filename };
    },
    sweep: async (before, kept) => {
      const limit = new Date(before);
      let swept = 0;
      for await (const { _id, metadata } of files.find({ uploadDate: { $lt: limit } })) {
        if (kept.has(metadata.sha256)) continue;
        // Conditional on its age: it may have been put again this very moment.
        const { deletedCount } = await files.deleteOne({ _id, uploadDate: { $lt: limit } });
        if (deletedCount === 0) continue;
        await chunks.deleteMany({ files_id: _id });
        swept++;
      }
      // Chunks of uploads that never came to their end; an id begins with its time.
      const oldId = mongo.ObjectId.createFromTime(Math.floor(limit.getTime() / 1000));
      for await (const { files_id } of chunks.find({ n: 0, files_id: { $lt: oldId } }, { projection: { files_id: 1 } })) {
        if ((await files.findOne({ _id: files_id }, { projection: { _id: 1 } })) === null) await chunks.deleteMany({ files_id });
      }
      return swept;
    },
  };
};
