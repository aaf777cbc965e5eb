/**
 * The journal and the states in memory, for tests of everything that decides: same hash chain, same conflicts, same
 * seeds as the real ones (test/contract/ runs one suite on both).
 */
import { GENESIS, entryOf, seal } from '../../src/adapters/mongo/entry.ts';
import type { StoredEntry } from '../../src/adapters/mongo/entry.ts';
import { checkWhere, fold, seedingsOf, splitStream, untouched } from '../../src/adapters/mongo/fold.ts';
import type { Versioned } from '../../src/adapters/mongo/fold.ts';
import { StreamMoved } from '../../src/application/ports.ts';
import type { Blobs, Clock, EntryDraft, Journal, States } from '../../src/application/ports.ts';
import { streamOf } from '../../src/domain/streams.ts';
import type { StateOf } from '../../src/domain/streams.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const copy = <T>(value: T): T => structuredClone(value);

/** Everything that was decided, and what came of it. Entries and states are never changed in place. */
export interface Past { readonly entries: readonly StoredEntry[]; readonly states: ReadonlyMap<string, Versioned> }
const NOTHING: Past = { entries: [], states: new Map() };

export const memoryJournal = ({ clock, blobs, chain = 'main', past = NOTHING }: { clock: Clock; blobs: Blobs; chain?: string; past?: Past }): { readonly journal: Journal; readonly states: States; readonly past: () => Past } => {
  const entries: StoredEntry[] = [...past.entries];
  const states = new Map<string, Versioned>(past.states);
  let turn: Promise<unknown> = Promise.resolve();
  const now = (stream: string): Versioned => states.get(stream) ?? untouched(splitStream(stream).kind);
  const withCause = (cause: string): StoredEntry | undefined => entries.find((entry) => entry.cause === cause);

  const insert = async (draft: EntryDraft): Promise<StoredEntry> => {
    const first = withCause(draft.cause);
    if (first !== undefined) return first;
    const moved = draft.touches.filter((touch) => now(touch.stream).version >= touch.version);
    if (moved.length > 0) throw new StreamMoved(moved.map((touch) => touch.stream));
    const skipping = draft.touches.find((touch) => touch.version !== now(touch.stream).version + 1);
    if (skipping !== undefined) throw new RangeError(`${skipping.stream} is at version ${String(now(skipping.stream).version)}: an entry cannot give it ${String(skipping.version)}`);
    const last = entries.at(-1);
    const at = clock();
    const entry = seal(copy(draft), { chain, seq: entries.length + 1, at: last !== undefined && last.at > at ? last.at : at, prevHash: last?.hash ?? GENESIS });
    const after = new Map(draft.touches.map(({ stream }) => [stream, fold(stream, now(stream), entry)]));
    for (const { blob, read } of seedingsOf(entry.events, after)) {
      for (const seed of read(await blobs.get(blob.sha256))) {
        const stream = streamOf(seed.kind, seed.id);
        if (!states.has(stream)) states.set(stream, { version: 0, seq: 0, state: seed.state });
      }
    }
    entries.push(entry);
    after.forEach((state, stream) => states.set(stream, state));
    return entry;
  };

  const journal: Journal = {
    append: async (draft) => {
      const mine = turn.then(() => insert(draft));
      turn = mine.catch(() => undefined);
      return entryOf(copy(await mine));
    },
    byCause: async (cause) => Promise.resolve(withCause(cause)).then((found) => (found === undefined ? null : entryOf(copy(found)))),
    read: async (after, limit) => Promise.resolve(entries.slice(after, after + limit).map((entry) => entryOf(copy(entry)))),
    ofStream: async (stream, limit = Infinity) => {
      const touching = entries.filter((entry) => entry.touches.some((key) => key.slice(0, key.lastIndexOf('@')) === stream));
      return Promise.resolve(touching.slice(-Math.min(limit, touching.length || 1)).map((entry) => entryOf(copy(entry))));
    },
    head: async () => Promise.resolve({ seq: entries.length, hash: entries.at(-1)?.hash ?? GENESIS }),
  };

  return {
    journal,
    past: () => ({ entries: [...entries], states: new Map(states) }),
    states: {
      load: async (kind, id) => {
        const { state, version } = now(streamOf(kind, id));
        return Promise.resolve({ state: copy(state) as StateOf<typeof kind>, version });
      },
      find: async (kind, where, limit = Infinity) => {
        checkWhere(kind, where);
        const matches = ({ state }: Versioned): boolean =>
          Object.entries(where).every(([member, wanted]) => {
            const value = (state as Readonly<Record<string, unknown>>)[member];
            return Array.isArray(value) ? value.includes(wanted) : (value ?? null) === wanted;
          });
        const found = [...states].filter(([stream, state]) => splitStream(stream).kind === kind && matches(state));
        const rows = found.map(([stream, { version, state }]) => ({ id: splitStream(stream).id, version, state: copy(state) as StateOf<typeof kind> }));
        return Promise.resolve(rows.sort((a, b) => byBytes(a.id, b.id)).slice(0, limit));
      },
    },
  };
};
