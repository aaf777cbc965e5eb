/**
 * The sandbox's time: expiry of tokens, uuid windows, the 14 days of a card, rate buckets and redelivery all read it.
 *
 * 'real' runs with the machine's clock; 'virtual' stands still until it is moved. Both can be moved ahead, which fires what falls due on
 * the way in order, each at its own instant. Only the app's answer budget (3 s) is measured by the machine, in delivery/.
 */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs `what` at `dueMs`, once; answers how to cancel it. */
  at(dueMs: number, what: () => Promise<void>): () => void;
  /** Resolves when everything that fell due has ended. */
  advance(byMs: number): Promise<void>;
  stop(): void;
}

interface Entry {
  readonly dueMs: number;
  readonly what: () => Promise<void>;
  timer: NodeJS.Timeout | null;
}

/** @param startMs where a virtual clock begins, and how far ahead of the machine a real one that was moved is (0 = not) */
export const createClock = (kind: 'real' | 'virtual', startMs: number): Clock => {
  const entries = new Set<Entry>();
  let offsetMs = startMs;
  const machine = (): number => (kind === 'real' ? Date.now() : 0);
  const now = (): number => machine() + offsetMs;

  const fire = (entry: Entry): Promise<void> => {
    entries.delete(entry);
    if (entry.timer !== null) clearTimeout(entry.timer);
    return entry.what();
  };
  const arm = (entry: Entry): void => {
    if (kind === 'virtual') return;
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.timer = setTimeout(() => void fire(entry), Math.max(0, entry.dueMs - now()));
    entry.timer.unref();
  };
  const earliestUntil = (targetMs: number): Entry | null => {
    let first: Entry | null = null;
    for (const entry of entries) if (entry.dueMs <= targetMs && (first === null || entry.dueMs < first.dueMs)) first = entry;
    return first;
  };

  return {
    now,
    at: (dueMs, what) => {
      const entry: Entry = { dueMs, what, timer: null };
      entries.add(entry);
      arm(entry);
      return () => {
        entries.delete(entry);
        if (entry.timer !== null) clearTimeout(entry.timer);
      };
    },
    advance: async (byMs) => {
      const targetMs = now() + byMs;
      for (let due = earliestUntil(targetMs); due !== null; due = earliestUntil(targetMs)) {
        offsetMs += Math.max(0, due.dueMs - now());
        await fire(due);
      }
      offsetMs += Math.max(0, targetMs - now());
      for (const entry of entries) arm(entry);
    },
    stop: () => {
      for (const entry of entries) if (entry.timer !== null) clearTimeout(entry.timer);
      entries.clear();
    },
  };
};
