/**
 * Two ways to put load on something: as fast as so many callers can, and steadily so many a second whatever the answers do.
 */
import { setTimeout as pause } from 'node:timers/promises';

export interface Load {
  readonly perSecond: number;
  readonly latenciesMs: readonly number[];
}

/** Each of `callers` sends its next request when it has the answer to the last. */
export const asFastAs = async (callers: number, total: number, send: (n: number) => Promise<void>): Promise<Load> => {
  const latenciesMs: number[] = [];
  let next = 0;
  const caller = async (): Promise<void> => {
    while (next < total) {
      const n = next;
      next += 1;
      const began = performance.now();
      await send(n);
      latenciesMs.push(performance.now() - began);
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: callers }, caller));
  return { perSecond: (total * 1000) / (performance.now() - began), latenciesMs };
};

/** A request is sent when its time has come, even when earlier ones are still unanswered: slow answers cannot hide. */
export const steadily = async (perSecond: number, total: number, send: (n: number) => Promise<void>): Promise<Load> => {
  const latenciesMs: number[] = [];
  const began = performance.now();
  const answers = Array.from({ length: total }, async (_, n) => {
    const due = began + (n * 1000) / perSecond;
    await pause(Math.max(0, due - performance.now()));
    await send(n);
    // From when it was due: what a caller waits when the sender itself is late counts too.
    latenciesMs.push(performance.now() - due);
  });
  await Promise.all(answers);
  return { perSecond: (total * 1000) / (performance.now() - began), latenciesMs };
};
