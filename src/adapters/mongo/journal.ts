/**
 * The journal (全程留痕): decisions are appended to one hash-chained collection, one insert a decision.
 *
 * One appender per process takes the decisions that wait and inserts them as one ordered batch, so a burst shares one
 * flush to disk. Another process may take a sequence number first: the batch moves up behind it (rebase). Somebody may
 * have moved a stream first: that decision alone goes back to its maker (StreamMoved). An answer lost on the wire is
 * looked up by its key. Whatever happens, one cause is recorded at most once: the index sees to it.
 */
import { StreamMoved } from '../../application/ports.ts';
import type { Clock, Entry, EntryDraft, Journal } from '../../application/ports.ts';
import type { Db } from './connection.ts';
import type { Entries, Head } from './entries.ts';
import { entryOf, parseTouch, seal } from './entry.ts';
import type { StoredEntry } from './entry.ts';
import { firstFailure, isDoubtful, persistently } from './errors.ts';
import { fold } from './fold.ts';
import type { Versioned } from './fold.ts';
import type { Applied, Projections } from './projections.ts';

/** A decision on its way into the journal. */
interface Waiting {
  readonly draft: EntryDraft;
  /** The touched streams as they were decided upon. */
  readonly before: ReadonlyMap<string, Versioned>;
  readonly resolve: (entry: Entry | Promise<Entry>) => void;
  readonly reject: (error: Error) => void;
}

export interface JournalOptions {
  readonly db: Db;
  readonly entries: Entries;
  readonly projections: Projections;
  readonly clock: Clock;
  readonly chain?: string;
}
export interface MongoJournal extends Journal {
  /** Resolves when nothing waits and everything is projected. */
  drain(): Promise<void>;
}

const BATCH = 100;
const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

export const mongoJournal = ({ db, entries, projections, clock, chain = 'main' }: JournalOptions): MongoJournal => {
  const marks = db.collection<{ _id: string; count: number }>('marks');
  let queue: Waiting[] = [];
  let head: Head | null = null;
  let running: Promise<void> | null = null;
  /** Entries on their way into the projections. */
  const showing = new Set<Promise<void>>();

  /** What was read may not be on disk yet; one journaled write behind it makes it so. */
  const onDisk = async (): Promise<void> => {
    await persistently(async () => marks.updateOne({ _id: 'on-disk' }, { $inc: { count: 1 } }, { upsert: true }));
  };

  /** An entry that was recorded before, durable and projected. */
  const again = async (found: StoredEntry): Promise<Entry> => {
    await onDisk();
    await Promise.all(found.touches.map(parseTouch).map(async ({ stream, version }) => projections.before(stream, version)));
    return entryOf(found);
  };

  /** Decisions whose streams are taken: each was recorded before, by itself, or overtaken by another one. */
  const overtaken = async (drafts: readonly EntryDraft[]): Promise<readonly (() => Promise<Entry>)[]> => {
    const first = await persistently(async () => entries.byCauses(drafts.map(({ cause }) => cause)));
    return drafts.map(({ cause, touches }) => async () => {
      const found = first.get(cause);
      if (found !== undefined) return again(found);
      await Promise.all(touches.filter(({ stream, version }) => projections.known(stream) < version).map(async ({ stream, version }) => projections.refresh(stream, version)));
      throw new StreamMoved(touches.filter(({ stream, version }) => projections.known(stream) >= version).map(({ stream }) => stream));
    });
  };
  const settleOvertaken = async (all: readonly Waiting[]): Promise<void> => {
    if (all.length === 0) return;
    try {
      const answers = await overtaken(all.map(({ draft }) => draft));
      answers.forEach((answer, i) => all[i]?.resolve(answer()));
    } catch (error) {
      for (const { reject } of all) reject(asError(error));
    }
  };

  /** The next batch: what cannot succeed is sent back, what collides with a batch-mate waits for the outcome. */
  const take = (): readonly Waiting[] => {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const moved: Waiting[] = [];
    const taken = new Set<string>();
    for (const waiting of queue) {
      const { cause, touches } = waiting.draft;
      const keys = [`cause ${cause}`, ...touches.map((touch) => touch.stream)];
      if (touches.some((touch) => projections.known(touch.stream) >= touch.version)) moved.push(waiting);
      else if (batch.length >= BATCH || keys.some((key) => taken.has(key))) later.push(waiting);
      else {
        for (const key of keys) taken.add(key);
        batch.push(waiting);
      }
    }
    queue = later;
    void settleOvertaken(moved);
    return batch;
  };

  interface Sealed extends Applied {
    readonly waiting: Waiting;
  }
  /** Seals and folds a batch behind the head; what cannot be sealed or folded goes back and never enters the journal. */
  const sealAll = (batch: readonly Waiting[], behind: Head): readonly Sealed[] => {
    const sealed: Sealed[] = [];
    let last = behind;
    for (const waiting of batch) {
      const { draft, before, reject } = waiting;
      try {
        const now = clock();
        const entry = seal(draft, { chain, seq: last.seq + 1, at: now > last.at ? now : last.at, prevHash: last.hash });
        const after = new Map([...before].map(([stream, state]) => [stream, fold(stream, state, entry)]));
        sealed.push({ waiting, entry, after });
        last = entry;
      } catch (error) {
        reject(asError(error));
      }
    }
    return sealed;
  };

  const accept = (sealed: readonly Sealed[]): void => {
    const last = sealed.at(-1);
    if (last === undefined) return;
    head = last.entry;
    const shown = projections.apply(sealed);
    showing.add(shown);
    void shown.catch(() => undefined).finally(() => showing.delete(shown));
    for (const { waiting, entry } of sealed) waiting.resolve(shown.then(() => entryOf(entry)));
  };

  /** After a lost answer: which of the batch are in the journal? They are a run from its start, or none. */
  const written = async (sealed: readonly Sealed[]): Promise<number> => {
    const first = sealed[0];
    if (first === undefined) return 0;
    const found = new Set((await persistently(async () => entries.after(first.entry.seq - 1, sealed.length))).map((entry) => entry.hash));
    const count = sealed.findIndex(({ entry }) => !found.has(entry.hash));
    const inserted = count < 0 ? sealed.length : count;
    if (inserted > 0) await onDisk();
    return inserted;
  };

  /**
   * Inserts what it can and settles what cannot be.
   * @returns what has to be tried again, behind a head that may have moved
   */
  const insert = async (batch: readonly Waiting[]): Promise<readonly Waiting[]> => {
    head ??= await persistently(async () => entries.last());
    const sealed = sealAll(batch, head);
    if (sealed.length === 0) return [];
    try {
      await entries.insert(sealed.map(({ entry }) => entry));
      accept(sealed);
      return [];
    } catch (error) {
      const failure = firstFailure(error);
      if (failure === null) {
        if (!isDoubtful(error)) throw error;
        const count = await written(sealed);
        accept(sealed.slice(0, count));
        head = null;
        return sealed.slice(count).map(({ waiting }) => waiting);
      }
      accept(sealed.slice(0, failure.index));
      const stopped = sealed[failure.index];
      const rest = sealed.slice(failure.index + 1).map(({ waiting }) => waiting);
      if (stopped === undefined) throw error;
      const { waiting } = stopped;
      if (failure.duplicate === null) waiting.reject(failure.error);
      else if (failure.duplicate.includes('touches') || failure.duplicate.includes('cause')) void settleOvertaken([waiting]);
      else {
        head = null; // another process took the number
        return [waiting, ...rest];
      }
      return rest;
    }
  };

  const run = async (): Promise<void> => {
    for (let batch = take(); batch.length > 0; batch = take()) {
      try {
        while (batch.length > 0) batch = await insert(batch);
      } catch (error) {
        // The database is gone for longer than we wait. Whether these are recorded is open; the same cause asks again.
        head = null;
        for (const { reject } of batch) reject(asError(error));
      }
    }
  };
  const start = (): void => {
    running ??= run().finally(() => {
      running = null;
      if (queue.length > 0) start();
    });
  };

  return {
    append: async (draft) => {
      const states = await Promise.all(draft.touches.map(async ({ stream, version }) => projections.before(stream, version - 1)));
      const skipped = draft.touches.find(({ version }, i) => (states[i]?.version ?? 0) < version - 1);
      if (skipped !== undefined) throw new RangeError(`${skipped.stream} is at version ${String(projections.known(skipped.stream))}: an entry cannot give it ${String(skipped.version)}`);
      const before = new Map(draft.touches.flatMap(({ stream }, i) => (states[i] === undefined ? [] : [[stream, states[i]] as const])));
      return new Promise<Entry>((resolve, reject) => {
        queue.push({ draft, before, resolve, reject });
        start();
      });
    },
    byCause: async (cause) => {
      const found = await entries.byCause(cause);
      return found === null ? null : entryOf(found);
    },
    read: async (after, limit) => {
      const found = await entries.after(after, limit);
      // An entry can be seen here before this process has heard that it was inserted: its states come first.
      await Promise.all(found.flatMap(({ touches }) => touches.map(parseTouch)).map(async ({ stream, version }) => projections.before(stream, version)));
      await Promise.allSettled(showing);
      return found.map(entryOf);
    },
    ofStream: async (stream, limit) => (await entries.ofStream(stream, limit)).map(entryOf),
    head: async () => {
      const { seq, hash } = await entries.last();
      return { seq, hash };
    },
    drain: async () => {
      while (running !== null) await running;
      await Promise.allSettled(showing);
    },
  };
};
