/**
 * The projections: the state of every stream, folded from the journal and kept beside it.
 *
 * A state at a version is determined by the journal, so every write is "replace when older": any process may write it,
 * any number of times, in any order. What another process decided is caught up where it matters – when an append finds
 * its stream moved, and from the checkpoint at the start. The checkpoint moves last and never past a gap.
 */
import type { States } from '../../application/ports.ts';
import { streamOf } from '../../domain/streams.ts';
import type { Seed, StateOf, StreamKind } from '../../domain/streams.ts';
import { batching } from './batching.ts';
import { REBUILDABLE } from './connection.ts';
import type { Db } from './connection.ts';
import type { Entries } from './entries.ts';
import { versionGiven } from './entries.ts';
import { entryOf, parseTouch } from './entry.ts';
import type { StoredEntry } from './entry.ts';
import { ignoringDuplicates, persistently } from './errors.ts';
import { checkWhere, fold, seedingsOf, splitStream, untouched } from './fold.ts';
import type { Versioned } from './fold.ts';
import { stateMemory } from './state-memory.ts';
import { stateStore } from './state-store.ts';

/** An entry with the states it gives its streams. */
export interface Applied {
  readonly entry: StoredEntry;
  readonly after: ReadonlyMap<string, Versioned>;
}

export interface Projections extends States {
  prepare(): Promise<void>;
  /** A stream at exactly this version, or what it has moved to; from memory when it is known there. */
  before(stream: string, version: number): Promise<Versioned>;
  /** The highest version known in this process: a lower bound of the truth. */
  known(stream: string): number;
  /** Takes new entries over into memory at once; resolves when load and find show them. */
  apply(applied: readonly Applied[]): Promise<void>;
  /** Brings a stream up to the journal, at least to the given version. */
  refresh(stream: string, atLeast: number): Promise<void>;
  /** Folds everything after the checkpoint. */
  catchUp(): Promise<void>;
  /** Forgets all projections and folds the journal from its beginning. */
  rebuild(): Promise<void>;
  /** Writes the checkpoint down; for an orderly stop. */
  settle(): Promise<void>;
}

export interface ProjectionOptions {
  readonly entries: Entries;
  readonly readBlob: (sha256: StoredEntry['blobs'][number]['sha256']) => Promise<Uint8Array>;
  /** No other process writes: loads may be answered from memory. */
  readonly exclusive: boolean;
  /** Only where exclusive: decisions do not wait for the database to show them; loads do not ask it, and finds wait. */
  readonly writeBehind?: boolean;
  /** Prefix of the collections' names; the verifier builds beside the live ones under another. */
  readonly prefix?: string;
  readonly chain?: string;
}

const PAGE = 200;
const VERSIONS_AT_ONCE = 16;
/** The checkpoint is written once in so many entries; a start folds at most about that many again. */
const CHECKPOINT_EVERY = 100;

export const projections = (db: Db, { entries, readBlob, exclusive, writeBehind = false, prefix = 'states', chain = 'main' }: ProjectionOptions): Projections => {
  const store = stateStore(db, prefix);
  const checkpoints = db.collection<{ _id: string; seq: number }>('checkpoints');
  const checkpointId = `${prefix}/${chain}`;
  const memory = stateMemory();

  /** The checkpoint of this process: everything up to `done` is projected; `ahead` holds what is done beyond a gap. */
  let done = 0;
  let saved = 0;
  const ahead = new Set<number>();
  let catchingUp: Promise<void> | null = null;
  /** Counts seedings, so that a read begun before one does not report "untouched" after it. */
  let seedings = 0;
  /** Writes in progress, and whether one failed that no decision waited for. */
  const onTheWay = new Set<Promise<null>>();
  let isBehind = false;

  const current = async (stream: string): Promise<Versioned> => {
    const seedingsBefore = seedings;
    const found = await store.get(stream);
    const state = found ?? untouched(splitStream(stream).kind);
    if (found !== null) memory.offer(stream, found);
    else if (seedings === seedingsBefore) memory.offerUntouched(stream, state);
    return state;
  };

  /**
   * Writes what an entry brings into being. Always before the entry's own states: a task's state at a version implies
   * that the inspections it seeded are there.
   */
  const seed = async ({ entry, after }: Applied): Promise<readonly Seed[]> => {
    const found = seedingsOf(entryOf(entry).events, after);
    if (found.length === 0) return [];
    const seeds = (await Promise.all(found.map(async ({ blob, read }) => read(await readBlob(blob.sha256))))).flat();
    seedings++;
    await store.seed(seeds);
    for (const { kind, id } of seeds) if (memory.get(streamOf(kind, id))?.version === 0) memory.forget(streamOf(kind, id));
    seedings++;
    return seeds;
  };

  const saveCheckpoint = async (): Promise<void> => {
    saved = done;
    // A duplicate here means two first writes at once: the other one is as good.
    await ignoringDuplicates(checkpoints.updateOne({ _id: checkpointId }, { $max: { seq: saved } }, { upsert: true, ...REBUILDABLE }));
  };
  const finished = async (seqs: readonly number[]): Promise<void> => {
    for (const seq of seqs) if (seq > done) ahead.add(seq);
    while (ahead.delete(done + 1)) done++;
    if (done - saved >= CHECKPOINT_EVERY) await saveCheckpoint();
    // Entries of other processes lie between ours: fold them in the background.
    if (ahead.size >= CHECKPOINT_EVERY && catchingUp === null) void catchUp().catch(() => undefined);
  };

  /** States of entries that come while others are being written share the next write; the newest of a stream suffices. */
  const show = batching<{ readonly states: ReadonlyMap<string, Versioned>; readonly seqs: readonly number[] }, null>(async (waiting) => {
    const newest = new Map<string, Versioned>();
    for (const [stream, state] of waiting.flatMap(({ states }) => [...states])) {
      if ((newest.get(stream)?.version ?? -1) < state.version) newest.set(stream, state);
    }
    await store.advance(newest);
    await finished(waiting.flatMap(({ seqs }) => seqs));
    return waiting.map(() => null);
  });

  /** Folds entries in order, whatever of them is projected already, and writes what they changed. */
  const foldPage = async (page: readonly StoredEntry[]): Promise<void> => {
    const streams = new Set(page.flatMap((entry) => entry.touches.map((key) => parseTouch(key).stream)));
    const states = await store.getAll(streams);
    const changed = new Map<string, Versioned>();
    for (const stored of page) {
      const entry = entryOf(stored);
      const after = new Map<string, Versioned>();
      for (const { stream, version } of entry.touches) {
        const now = states.get(stream) ?? untouched(splitStream(stream).kind);
        if (now.version >= version) continue;
        if (now.version !== version - 1) throw new Error(`journal entry ${entry.id} gives ${stream} version ${String(version)} after ${String(now.version)}`);
        after.set(stream, fold(stream, now, entry));
      }
      for (const { kind, id, state } of await seed({ entry: stored, after })) {
        const stream = streamOf(kind, id);
        if (streams.has(stream) && !states.has(stream)) states.set(stream, { version: 0, seq: 0, state });
      }
      for (const [stream, state] of after) {
        states.set(stream, state);
        changed.set(stream, state);
      }
    }
    await store.advance(changed);
    for (const [stream, state] of changed) memory.offer(stream, state);
  };

  const run = async (): Promise<void> => {
    const checkpoint = await checkpoints.findOne({ _id: checkpointId });
    done = Math.max(done, checkpoint?.seq ?? 0);
    for (;;) {
      const page = await entries.after(done, PAGE);
      const last = page.at(-1);
      if (last === undefined) break;
      await foldPage(page);
      done = Math.max(done, last.seq);
      while (ahead.delete(done + 1)) done++;
    }
    for (const seq of ahead) if (seq <= done) ahead.delete(seq);
    if (done > saved) await saveCheckpoint();
  };
  const catchUp = async (): Promise<void> => {
    catchingUp ??= persistently(run).finally(() => {
      catchingUp = null;
    });
    return catchingUp;
  };

  const refresh = async (stream: string, atLeast: number): Promise<void> => {
    memory.forget(stream);
    let now = await store.get(stream);
    // What was never projected may still have to be seeded by an earlier entry.
    if (now === null) {
      await catchUp();
      now = await current(stream);
    }
    while (now.version < atLeast) {
      const missing = await entries.following(stream, now.version, VERSIONS_AT_ONCE);
      if (missing.length === 0) break;
      for (const entry of missing) {
        if (versionGiven(entry, stream) !== now.version + 1) continue;
        now = fold(stream, now, entryOf(entry));
        await seed({ entry, after: new Map([[stream, now]]) });
      }
      await store.advance(new Map([[stream, now]]));
    }
    memory.offer(stream, now);
  };

  return {
    prepare: async () => store.prepare(),
    before: async (stream, version) => {
      const known = memory.get(stream);
      if (known !== undefined && known.version >= version) return known;
      const now = await current(stream);
      if (now.version >= version) return now;
      await refresh(stream, version);
      return memory.get(stream) ?? current(stream);
    },
    known: (stream) => memory.get(stream)?.version ?? 0,
    apply: async (applied) => {
      const latest = new Map<string, Versioned>();
      for (const { after } of applied) {
        for (const [stream, state] of after) {
          latest.set(stream, state);
          memory.offer(stream, state);
        }
      }
      for (const each of applied) await seed(each);
      const shown = show({ states: latest, seqs: applied.map(({ entry }) => entry.seq) });
      onTheWay.add(shown);
      const settled = shown.finally(() => onTheWay.delete(shown));
      if (!exclusive || !writeBehind) await settled;
      else settled.catch(() => {
        isBehind = true;
      });
    },
    refresh,
    catchUp,
    rebuild: async () => {
      await store.clear();
      await checkpoints.deleteOne({ _id: checkpointId });
      memory.clear();
      ahead.clear();
      done = 0;
      saved = 0;
      await catchUp();
    },
    settle: async () => {
      await Promise.allSettled(onTheWay);
      await catchingUp;
      if (done > saved) await saveCheckpoint();
    },
    load: async <K extends StreamKind>(kind: K, id: string) => {
      const stream = streamOf(kind, id);
      const found = (exclusive ? memory.get(stream) : undefined) ?? (await current(stream));
      // Our own newest state may still be on its way to the database.
      const known = memory.get(stream);
      const { state, version } = known !== undefined && known.version > found.version ? known : found;
      return { state: state as StateOf<K>, version };
    },
    find: async <K extends StreamKind>(kind: K, where: Readonly<Record<string, string | number | boolean | null>>, limit?: number) => {
      checkWhere(kind, where);
      if (writeBehind) await Promise.allSettled(onTheWay);
      if (isBehind) {
        await catchUp();
        isBehind = false;
      }
      const documents = await store.find(kind, where, limit);
      return documents.map(({ _id, version, state }) => ({ id: _id, version, state: state as StateOf<K> }));
    },
  };
};
