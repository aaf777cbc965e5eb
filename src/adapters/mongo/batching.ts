/**
 * Group commit: calls that come while a write is under way share the next one, in their order.
 *
 * One call alone waits for nothing; under load the flushes to disk stay few.
 */
const LIMIT = 200;

/** @param run answers one result per item, in order; when it fails, every call of that batch fails */
export const batching = <T, R>(run: (items: readonly T[]) => Promise<readonly R[]>, limit = LIMIT): ((item: T) => Promise<R>) => {
  interface Call {
    readonly item: T;
    readonly resolve: (result: R) => void;
    readonly reject: (error: unknown) => void;
  }
  let waiting: Call[] = [];
  let isRunning = false;

  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, limit);
      waiting = waiting.slice(limit);
      try {
        const results = await run(batch.map(({ item }) => item));
        results.forEach((result, i) => batch[i]?.resolve(result));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  };
  return async (item) =>
    new Promise<R>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isRunning) return;
      isRunning = true;
      void work();
    });
};

/** Numbers that grow with time and never repeat in a process: milliseconds times a thousand, and a counter. */
export const ordering = (): ((now: string) => number) => {
  let last = 0;
  return (now) => {
    last = Math.max(last + 1, Date.parse(now) * 1000);
    return last;
  };
};
