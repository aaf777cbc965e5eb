/** Time moved by hand: sleepers wake when the clock is moved to them, in order, and nothing waits for real. */
import type { Timing } from '../../src/adapters/feishu/timing.ts';

export interface ManualTiming extends Timing {
  /** Moves the clock and wakes everybody on the way. */
  advance(milliseconds: number): Promise<void>;
  /** Moves the clock from sleeper to sleeper until the work is done. */
  until<T>(work: Promise<T>): Promise<T>;
}

/** Lets everything that can go on without time passing go on. */
export const flush = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

export const manualTiming = (startMs = Date.parse('2026-03-10T01:00:00Z')): ManualTiming => {
  let now = startMs;
  let sleepers: { readonly dueMs: number; readonly wake: () => void }[] = [];
  const ticks = new Set<{ readonly every: number; next: number; readonly tick: () => void }>();

  const nextDue = (): number => Math.min(...sleepers.map(({ dueMs }) => dueMs), ...[...ticks].map(({ next }) => next));
  const moveTo = (targetMs: number): void => {
    now = Math.max(now, targetMs);
    const due = sleepers.filter(({ dueMs }) => dueMs <= now);
    sleepers = sleepers.filter(({ dueMs }) => dueMs > now);
    for (const { wake } of due) wake();
    for (const entry of ticks) {
      if (entry.next > now) continue;
      entry.next = now + entry.every;
      entry.tick();
    }
  };

  return {
    now: () => now,
    monotonic: () => now,
    sleep: (milliseconds) => new Promise((wake) => sleepers.push({ dueMs: now + milliseconds, wake })),
    every: (every, tick) => {
      const entry = { every, next: now + every, tick };
      ticks.add(entry);
      return () => ticks.delete(entry);
    },
    advance: async (milliseconds) => {
      const target = now + milliseconds;
      await flush();
      for (let due = nextDue(); due <= target; due = nextDue()) {
        moveTo(due);
        await flush();
      }
      moveTo(target);
      await flush();
    },
    until: async (work) => {
      const state = { done: false };
      const finish = (): void => {
        state.done = true;
      };
      void work.then(finish, finish);
      await flush();
      while (!state.done) {
        const due = nextDue();
        if (!Number.isFinite(due)) throw new Error('nobody sleeps and the work is not done');
        moveTo(due);
        await flush();
      }
      return work;
    },
  };
};
