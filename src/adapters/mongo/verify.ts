/**
 * The verifier: is the record what it was when it was written, and do the projections say what the record says?
 *
 * It re-hashes every entry and the chain, reads every blob an entry names, folds the whole journal beside the live
 * projections and compares the two, rosters included. It changes nothing but collections of its own, which it drops.
 * It may run beside a running service: what is decided meanwhile is not judged.
 */
import type { Instant } from '../../domain/values.ts';
import { canonical } from '../../domain/canonical.ts';
import { digest, unitId } from '../../domain/ids.ts';
import type { MongoBlobs } from './blobs.ts';
import type { Db } from './connection.ts';
import type { Entries } from './entries.ts';
import { GENESIS, digestsOf, entryId, entryOf, hashOf, parseTouch } from './entry.ts';
import { KINDS } from './fold.ts';
import { projections } from './projections.ts';
import { mongoRosters, ROSTER_COLLECTIONS } from './rosters.ts';
import type { RowDocument } from './rosters.ts';
import type { StateDocument } from './state-store.ts';

export interface VerifyReport {
  readonly entries: number;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly blobs: number;
  readonly states: number;
  readonly rosterRows: number;
  /** Chinese sentences; empty when everything is as it was written. */
  readonly findings: readonly string[];
}
export interface VerifyParts {
  readonly db: Db;
  readonly entries: Entries;
  readonly blobs: MongoBlobs;
}

/** More of the same would not tell more. */
const MAX_FINDINGS = 100;
const BESIDE = 'verify_states';
const BESIDE_ROSTERS = 'verify_roster';

/** Notes what is wrong, up to a limit. */
const findingsList = () => {
  const found: string[] = [];
  const note = (sentence: string): void => {
    if (found.length < MAX_FINDINGS) found.push(sentence);
  };
  return { found, note };
};
type Note = (sentence: string) => void;

interface Walked {
  readonly seq: number;
  readonly hash: string;
  /** Blobs named by entries, with the entry that names them first. */
  readonly blobs: ReadonlyMap<string, number>;
}

/** Re-hashes the chain: numbers without gaps, hashes, links, time, and each stream's versions one after another. */
const walk = async (entries: Entries, note: Note): Promise<Walked> => {
  const versions = new Map<string, number>();
  const blobs = new Map<string, number>();
  let seq = 0;
  let hash: string = GENESIS;
  let last: Instant = '';
  for await (const stored of entries.all()) {
    const where = `留痕第 ${String(stored.seq)} 条`;
    seq++;
    if (stored.seq !== seq || stored._id !== entryId(stored.chain, seq)) note(`${where}:编号不连续,应为第 ${String(seq)} 条`);
    seq = stored.seq;
    if (stored.prevHash !== hash) note(`${where}:与上一条的哈希不相连`);
    hash = stored.hash;
    try {
      if (hashOf(stored) !== stored.hash) note(`${where}:内容与哈希不符,记录被改动过`);
      entryOf(stored);
    } catch (error) {
      note(`${where}:无法读取(${error instanceof Error ? error.message : String(error)})`);
    }
    if (stored.at < last) note(`${where}:时间早于上一条`);
    last = stored.at;
    for (const { stream, version } of stored.touches.map(parseTouch)) {
      if (version !== (versions.get(stream) ?? 0) + 1) note(`${where}:${stream} 的版本 ${String(version)} 不连续`);
      versions.set(stream, version);
    }
    for (const sha256 of digestsOf(stored)) if (!blobs.has(sha256)) blobs.set(sha256, stored.seq);
  }
  return { seq, hash, blobs };
};

const checkBlobs = async (blobs: MongoBlobs, named: Walked['blobs'], note: Note): Promise<number> => {
  let read = 0;
  for (const [sha256, seq] of named) {
    try {
      const wanted = digest(sha256);
      if (wanted === null) throw new Error('not a digest');
      for await (const _ of blobs.stream(wanted)) read += 0;
      read++;
    } catch {
      note(`留痕第 ${String(seq)} 条所指的文件 ${sha256.slice(0, 12)}… 缺失或被改动过`);
    }
  }
  return read;
};

/** Walks two cursors in the order of _id and calls back for every pair that is not the same. */
const compare = async <T extends { readonly _id: string }>(live: AsyncIterable<T>, rebuilt: AsyncIterable<T>, differ: (live: T | null, rebuilt: T | null) => void): Promise<number> => {
  const left = live[Symbol.asyncIterator]();
  const right = rebuilt[Symbol.asyncIterator]();
  let [a, b] = await Promise.all([left.next(), right.next()]);
  let compared = 0;
  while (a.done !== true || b.done !== true) {
    const one: T | null = a.done === true ? null : a.value;
    const two: T | null = b.done === true ? null : b.value;
    const order = one === null ? 1 : two === null ? -1 : Buffer.compare(Buffer.from(one._id), Buffer.from(two._id));
    if (order === 0) {
      compared++;
      if (canonical(plain(one)) !== canonical(plain(two))) differ(one, two);
    } else if (order < 0) differ(one, null);
    else differ(null, two);
    if (order <= 0) a = await left.next();
    if (order >= 0) b = await right.next();
  }
  return compared;
};
/** Without members that are not there. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const compareStates = async ({ db, entries, blobs }: VerifyParts, upTo: number, note: Note): Promise<number> => {
  const beside = projections(db, { entries, readBlob: async (sha256) => blobs.get(sha256), exclusive: false, prefix: BESIDE });
  let compared = 0;
  try {
    await beside.rebuild();
    for (const kind of KINDS) {
      const sorted = (prefix: string) => db.collection<StateDocument>(`${prefix}_${kind}`).find().sort({ _id: 1 });
      compared += await compare(sorted('states'), sorted(BESIDE), (live, rebuilt) => {
        // Decided after we began: one of the two has not heard of it yet.
        if ((live?.seq ?? 0) > upTo || (rebuilt?.seq ?? 0) > upTo) return;
        const id = `${kind}/${live?._id ?? rebuilt?._id ?? ''}`;
        note(live === null ? `投影 ${id} 缺失` : rebuilt === null ? `投影 ${id} 在留痕中没有依据` : `投影 ${id} 与留痕不一致`);
      });
    }
  } catch (error) {
    note(`无法由留痕重建投影:${error instanceof Error ? error.message : String(error)}`);
  } finally {
    for (const kind of KINDS) await db.collection(`${BESIDE}_${kind}`).drop();
    await db.collection<{ _id: string }>('checkpoints').deleteMany({ _id: { $regex: `^${BESIDE}/` } });
  }
  return compared;
};

const compareRosters = async ({ db, entries, blobs }: VerifyParts, note: Note): Promise<number> => {
  const beside = mongoRosters(db, { entries, readBlob: (sha256) => blobs.stream(sha256), prefix: BESIDE_ROSTERS });
  const versions = await db.collection<{ _id: string; list: string; version: number }>('roster_versions').find().sort({ list: 1, version: 1 }).toArray();
  const latest = new Map(versions.map(({ list, version }) => [list, version]));
  let compared = 0;
  try {
    await beside.prepare();
    for (const [list, version] of latest) {
      const [unit, roster] = [unitId(list.split('/')[0] ?? ''), (['targets', 'inspectors', 'items'] as const).find((kind) => list.endsWith(`/${kind}`))];
      if (unit === null || roster === undefined) throw new Error(`unknown roster ${list}`);
      await beside.ensure(unit, roster, version);
      // Newer versions may be under way: rows they brought are not judged, rows they closed count as open.
      const sorted = (prefix: string) => db.collection<RowDocument>(`${prefix}_rows`).find({ list, from: { $lte: version } }).sort({ _id: 1 });
      const upTo = async function* (rows: AsyncIterable<RowDocument>): AsyncIterable<RowDocument> {
        for await (const row of rows) yield { ...row, to: row.to > version ? version + 1 : row.to };
      };
      compared += await compare(upTo(sorted('roster')), upTo(sorted(BESIDE_ROSTERS)), (live, rebuilt) => {
        note(`名录 ${list} 第 ${String(version)} 版的条目 ${live?.code ?? rebuilt?.code ?? ''} 与导入的文件不一致`);
      });
    }
  } catch (error) {
    note(`无法由导入的文件重建名录:${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await Promise.all(ROSTER_COLLECTIONS.map(async (name) => db.collection(`${BESIDE_ROSTERS}_${name}`).drop()));
  }
  return compared;
};

export const verify = async (parts: VerifyParts): Promise<VerifyReport> => {
  const { found, note } = findingsList();
  const walked = await walk(parts.entries, note);
  const blobs = await checkBlobs(parts.blobs, walked.blobs, note);
  const states = await compareStates(parts, walked.seq, note);
  const rosterRows = await compareRosters(parts, note);
  return { entries: walked.seq, head: { seq: walked.seq, hash: walked.hash }, blobs, states, rosterRows, findings: found };
};
