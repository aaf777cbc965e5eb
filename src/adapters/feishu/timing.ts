/**
 * Time as the adapter needs it, handed in so that tests can move it by hand.
 */
export interface Timing {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Never goes backwards; for distances only. */
  monotonic(): number;
  /** Ends early when the signal is given. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Calls back every so often until the returned function is called; never keeps the process alive. */
  every(milliseconds: number, tick: () => void): () => void;
}

export const realTiming: Timing = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      }, { once: true });
    }),
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds);
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** Resolves with the value, or with `late` when that takes longer than the budget; the work goes on either way. */
export const within = async <T, L>(timing: Timing, budgetMs: number, work: Promise<T>, late: L): Promise<T | L> => {
  const inTime = new AbortController();
  try {
    return await Promise.race([work, timing.sleep(budgetMs, inTime.signal).then(() => late)]);
  } finally {
    inTime.abort();
  }
};
