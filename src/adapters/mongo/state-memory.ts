/**
 * States known in this process, so that folding the next entry of a stream needs no read.
 *
 * What is here is true for its version for ever; whether the stream has moved on elsewhere only the journal knows.
 * The least recently stored states are forgotten first.
 */
import type { Versioned } from './fold.ts';

const CAPACITY = 20_000;

export interface StateMemory {
  get(stream: string): Versioned | undefined;
  /** A state that was read or folded: never replaces something newer. */
  offer(stream: string, state: Versioned): void;
  /** Nothing was found: never replaces what was. */
  offerUntouched(stream: string, state: Versioned): void;
  forget(stream: string): void;
  clear(): void;
}

export const stateMemory = (): StateMemory => {
  const known = new Map<string, Versioned>();
  const put = (stream: string, state: Versioned): void => {
    known.delete(stream);
    known.set(stream, state);
    if (known.size <= CAPACITY) return;
    const [oldest] = known.keys();
    if (oldest !== undefined) known.delete(oldest);
  };
  return {
    get: (stream) => known.get(stream),
    offer: (stream, state) => {
      if ((known.get(stream)?.version ?? 0) <= state.version) put(stream, state);
    },
    offerUntouched: (stream, state) => {
      if (!known.has(stream)) put(stream, state);
    },
    forget: (stream) => void known.delete(stream),
    clear: () => {
      known.clear();
    },
  };
};
