/**
 * A crew of bounded size that works off a leased queue: the common half of inbox and outbox.
 *
 * Pieces are leased in handfuls and wait in hand for a free worker; more are leased before the hand is empty, so that a
 * burst needs few looks into the store. What a piece is, and what becomes of a failed one, is its owner's business.
 */
import { loop } from './loop.ts';
import type { Timers } from './loop.ts';

export interface CrewSettings<Piece> {
  /** Leases what is due; [] when nothing is. @param inHand pieces that wait here already */
  readonly lease: (inHand: number) => Promise<readonly Piece[]>;
  /** Does one piece; what it throws is logged and left to the lease. */
  readonly work: (piece: Piece) => Promise<void>;
  /** Pieces worked on at the same time. */
  readonly concurrency: number;
  readonly timers: Timers;
  readonly restMs: number;
  readonly onError: (where: 'lease' | 'work', error: unknown) => void;
}
export interface Crew<Piece> {
  start(): void;
  /** There is work: do not rest. */
  wake(): void;
  /** Works until a round begins nothing; for tests and for stopping in order. */
  drain(): Promise<void>;
  /** Begins nothing more, waits for what is being done, and returns what was leased and not begun. */
  stop(): Promise<readonly Piece[]>;
  isStopping(): boolean;
}

export const crew = <Piece>({ lease, work, concurrency, timers, restMs, onError }: CrewSettings<Piece>): Crew<Piece> => {
  const busy = new Set<Promise<void>>();
  const inHand: Piece[] = [];
  let isStopping = false;
  /** Pieces ever begun: drain() has finished when a round begins none. */
  let begun = 0;

  const pump = (): void => {
    while (busy.size < concurrency && !isStopping) {
      const piece = inHand.shift();
      if (piece === undefined) break;
      const working = work(piece)
        .catch((error: unknown) => { onError('work', error); })
        .finally(() => {
          busy.delete(working);
          pump();
          if (inHand.length < concurrency) worker.wake();
        });
      busy.add(working);
      begun += 1;
    }
  };

  const step = async (): Promise<boolean> => {
    if (inHand.length >= concurrency || isStopping) return false;
    const leased = await lease(inHand.length);
    inHand.push(...leased);
    pump();
    return leased.length > 0;
  };

  const worker = loop({ step, timers, restMs, onError: (error) => { onError('lease', error); } });

  return {
    start: () => { worker.start(); },
    wake: () => { worker.wake(); },
    drain: async () => {
      let before: number;
      do {
        before = begun;
        await worker.drain();
        await Promise.all(busy);
      } while (begun !== before);
    },
    stop: async () => {
      isStopping = true;
      await worker.stop();
      await Promise.all(busy);
      return inHand.splice(0);
    },
    isStopping: () => isStopping,
  };
};
