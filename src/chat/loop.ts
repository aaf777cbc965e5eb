/**
 * A worker's heart: run a step, rest, run again; wake at once when somebody has put work down.
 *
 * One step at a time, never overlapping itself. A step that throws is logged by the caller's `onError` and tried again after
 * `restMs`; nothing here knows what time it is except through the injected timers.
 */
/** Timers as an argument: real ones in the service, a virtual clock in tests. */
export interface Timers {
  /** Runs once after a delay; returns how to call it off. */
  after(milliseconds: number, run: () => void): () => void;
}

export interface Loop {
  start(): void;
  /** There is work: do not rest. */
  wake(): void;
  /** Runs the step now until it finds nothing to do; for tests and for stopping in order. */
  drain(): Promise<void>;
  /** Waits for the step in progress, then never runs again. */
  stop(): Promise<void>;
}

export interface LoopSettings {
  /** @returns true when there may be more to do at once */
  readonly step: () => Promise<boolean>;
  readonly timers: Timers;
  readonly restMs: number;
  readonly onError: (error: unknown) => void;
}

export const loop = ({ step, timers, restMs, onError }: LoopSettings): Loop => {
  let isStarted = false;
  let isWoken = false;
  let current: Promise<void> | null = null;
  let callOff: (() => void) | null = null;

  const runs = async (): Promise<void> => {
    let more = true;
    while (more) {
      isWoken = false;
      try {
        more = (await step()) || isWoken;
      } catch (error) {
        onError(error);
        more = false;
      }
    }
  };
  const rest = (): void => {
    if (!isStarted) return;
    callOff?.();
    callOff = timers.after(restMs, go);
  };
  const once = (): Promise<void> => {
    current ??= runs().finally(() => {
      current = null;
      if (isWoken && isStarted) go();
      else rest();
    });
    return current;
  };
  function go(): void {
    callOff?.();
    callOff = null;
    void once();
  }

  return {
    start: () => {
      isStarted = true;
      go();
    },
    wake: () => {
      isWoken = true;
      if (isStarted && current === null) go();
    },
    drain: async () => {
      if (current !== null) await current;
      await once();
    },
    stop: async () => {
      isStarted = false;
      callOff?.();
      callOff = null;
      if (current !== null) await current;
    },
  };
};
