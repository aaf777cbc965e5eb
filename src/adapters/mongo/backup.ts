/**
 * Logical backup and restore: one compressed file of canonical Extended JSON lines, the same for the embedded engine and
 * a server, so records can move between the two.
 *
 * What can be folded again (projections, roster rows) is left out. The order makes a backup of a running service whole:
 * followers and queues first – what they have not done yet is done again, by key – then the journal, then what its
 * entries name and what was therefore written before them.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { mongo } from 'mongoose';
import type { Instant } from '../../domain/values.ts';
import { Refusal } from '../../domain/refusal.ts';
import { BUCKET } from './blobs.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import { JOURNAL } from './entries.ts';

const FORMAT = 'yaohao-backup/1';
const REBUILT = /^(states_|roster_|verify_)|^(checkpoints|marks)$/;
const BEFORE_JOURNAL = ['followers', 'inbox', 'outbox', 'imports', 'secrets'];
const AFTER_JOURNAL = ['confidential', `${BUCKET}.files`, `${BUCKET}.chunks`];
const BATCH_DOCUMENTS = 500;
const BATCH_CHARACTERS = 8_000_000;

type Line = { readonly format: string; readonly at: Instant } | { readonly collection: string } | { readonly document: Readonly<Record<string, unknown>> } | { readonly end: { readonly documents: string } };
const { EJSON } = mongo.BSON;
const written = (line: Line): string => `${EJSON.stringify(line, { relaxed: false })}\n`;

/** Names of everything that is kept, in the order of the backup. */
const kept = async (db: Db): Promise<readonly string[]> => {
  const all = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).filter((name) => !REBUILT.test(name) && !name.startsWith('system.'));
  const known = [...BEFORE_JOURNAL, JOURNAL, ...AFTER_JOURNAL];
  return [...known.filter((name) => all.includes(name)), ...all.filter((name) => !known.includes(name)).sort()];
};

/** Writes a backup; the file appears under its name only when it is complete. @returns number of documents */
export const backup = async (db: Db, file: string, at: Instant): Promise<number> => {
  let documents = 0;
  const lines = async function* (): AsyncIterable<string> {
    yield written({ format: FORMAT, at });
    for (const collection of await kept(db)) {
      yield written({ collection });
      // In the order of _id: entries of the journal in theirs.
      for await (const document of db.collection(collection).find().sort({ _id: 1 })) {
        documents++;
        yield written({ document });
      }
    }
    yield written({ end: { documents: String(documents) } }); // as text: strict parsing wraps numbers
  };
  const draft = `${file}.part`;
  await pipeline(lines, createGzip(), createWriteStream(draft, { mode: 0o600, flush: true }));
  await rename(draft, file).catch(async (error: unknown) => {
    await rm(draft, { force: true });
    throw error;
  });
  return documents;
};

const notABackup = (file: string, why: string): Refusal =>
  new Refusal('storage.backup-unreadable', `${file} 不是完整的备份文件:${why}`, { next: '请选用另一份由 npm run backup 生成的备份文件;数据库未作任何改动' });

const linesOf = async function* (file: string): AsyncIterable<Line> {
  const source = createReadStream(file);
  const input = createGunzip();
  // readline does not pass on errors of its input: they surface when the pipeline is awaited.
  const flow = pipeline(source, input).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
  for await (const line of createInterface({ input, crlfDelay: Infinity })) yield EJSON.parse(line, { relaxed: false }) as Line;
  const error = await flow;
  if (error instanceof Error) throw error;
};

/** Reads a backup from its first line to its last. @throws Refusal when it is not whole */
export const checkBackup = async (file: string): Promise<{ readonly at: Instant; readonly documents: number }> => {
  let at: Instant | null = null;
  let documents = 0;
  let claimed = -1;
  try {
    for await (const line of linesOf(file)) {
      if ('format' in line) at = line.format === FORMAT ? line.at : null;
      else if ('document' in line) documents++;
      else if ('end' in line) claimed = Number(line.end.documents);
      if (at === null) throw new Error('格式不符');
    }
  } catch (error) {
    throw notABackup(file, error instanceof Error ? error.message : String(error));
  }
  if (at === null || claimed !== documents) throw notABackup(file, '内容不完整');
  return { at, documents };
};

export const isEmpty = async (db: Db): Promise<boolean> => {
  for (const name of await kept(db)) if ((await db.collection(name).findOne({}, { projection: { _id: 1 } })) !== null) return false;
  return true;
};

/**
 * Loads a backup that was checked.
 * @param force replaces what the database holds; without it a database that is not empty is left alone
 * @throws Refusal when the file is not whole, or the database not empty
 */
export const restore = async (db: Db, file: string, { force }: { readonly force: boolean }): Promise<{ readonly at: Instant; readonly documents: number }> => {
  const checked = await checkBackup(file);
  if (!force && !(await isEmpty(db))) {
    throw new Refusal('storage.not-empty', '数据库中已有数据,恢复会覆盖它们', { next: '请改用空的数据目录或数据库;确需覆盖时在命令末尾加 --force(此前请先备份现有数据)' });
  }
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) if (!name.startsWith('system.')) await db.collection(name).deleteMany({});

  let collection: string | null = null;
  let batch: Readonly<Record<string, unknown>>[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    if (collection !== null && batch.length > 0) await db.collection(collection).insertMany(batch, { ordered: true, ...REBUILDABLE });
    batch = [];
    characters = 0;
  };
  for await (const line of linesOf(file)) {
    if ('collection' in line) {
      await flush();
      collection = line.collection;
    } else if ('document' in line) {
      batch.push(line.document);
      characters += collection === `${BUCKET}.chunks` ? 400_000 : 2000; // what a document may weigh; exact sizes do not matter
      if (batch.length >= BATCH_DOCUMENTS || characters >= BATCH_CHARACTERS) await flush();
    }
  }
  await flush();
  // One journaled write behind all the others brings them to disk.
  await db.collection<{ _id: string; count: number }>('marks').updateOne({ _id: 'on-disk' }, { $inc: { count: 1 } }, { upsert: true });
  return checked;
};
