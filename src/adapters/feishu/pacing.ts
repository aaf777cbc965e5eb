/**
 * Keeps the app below the platform's limits, so that being refused is the exception.
 *
 * One idea: a gate remembers when it last let calls through and opens only when every window of the limit allows one more.
 * A call passes its gates from the narrowest (one message, one chat) to the widest (the app) and holds the narrow ones
 * meanwhile; so one busy chat never delays the others, and waiting for the app never compresses a chat's calls.
 *
 * Promises: in any stretch of `perMs`, a gate lets at most `count` calls start, also after a pause; order is kept.
 * The platform counts 50/s and 1000/min per app, 5/s per receiver, 5/s per patched message. The way there may compress our
 * calls, so we stay a twelfth below by the second, and take 61 seconds for what may go out in a minute: a thousand people
 * are told in 1.2 times what the limits allow, on real time too.
 * https://open.feishu.cn/document/server-docs/api-call-guide/frequency-control
 */
import { PlatformError } from '../../chat/platform.ts';
import type { Timing } from './timing.ts';

export interface Window { readonly count: number; readonly perMs: number }
export interface Limits { readonly app: readonly Window[]; readonly receiver: readonly Window[]; readonly message: readonly Window[] }

export const FEISHU_LIMITS: Limits = {
  app: [{ count: 46, perMs: 1000 }, { count: 1000, perMs: 61_000 }],
  receiver: [{ count: 4, perMs: 1000 }],
  message: [{ count: 3, perMs: 1000 }],
};

/** Who a call is about; everything counts for the app. */
export type PaceKey = { readonly kind: 'receiver' | 'message'; readonly id: string } | null;

export interface Pacer {
  /** Resolves when the call may start. @throws PlatformError 'rate' when that would take longer than a caller should wait */
  pass(key: PaceKey): Promise<void>;
  /** The platform asked for a pause of the whole app. */
  hold(milliseconds: number): void;
}

interface Gate {
  readonly windows: readonly Window[];
  /** Starts let through, oldest first, as many as the widest window counts. */
  readonly grants: number[];
  tail: Promise<unknown>;
  waiting: number;
}

/** A sender that waits longer than this gives the message back to the outbox. */
const PATIENCE_MS = 15_000;
const KEPT_GATES = 2000;

const waitOf = (gate: Gate, now: number): number =>
  gate.windows.reduce((longest, { count, perMs }) => {
    const oldest = gate.grants[gate.grants.length - count];
    return oldest === undefined ? longest : Math.max(longest, oldest + perMs - now);
  }, 0);

const grant = (gate: Gate, now: number): void => {
  gate.grants.push(now);
  const kept = Math.max(...gate.windows.map((window) => window.count));
  if (gate.grants.length > kept) gate.grants.splice(0, gate.grants.length - kept);
};

export const createPacer = (timing: Timing, limits: Limits = FEISHU_LIMITS): Pacer => {
  const gates = new Map<string, Gate>();
  let heldUntil = Number.NEGATIVE_INFINITY;

  const sweep = (now: number): void => {
    for (const [id, gate] of gates) {
      if (gate.waiting === 0 && gate.windows.every(({ perMs }) => (gate.grants.at(-1) ?? 0) + perMs <= now)) gates.delete(id);
    }
  };
  const gateOf = (id: string, windows: readonly Window[]): Gate => {
    if (gates.size > KEPT_GATES) sweep(timing.monotonic());
    const known = gates.get(id);
    if (known !== undefined) return known;
    const gate: Gate = { windows, grants: [], tail: Promise.resolve(), waiting: 0 };
    gates.set(id, gate);
    return gate;
  };

  const wait = async (milliseconds: () => number): Promise<void> => {
    for (let left = milliseconds(); left > 0; left = milliseconds()) {
      if (left > PATIENCE_MS) throw new PlatformError('rate', 'own pacing', Math.ceil(left));
      await timing.sleep(Math.ceil(left));
    }
  };

  /** One at a time through a gate, in order of arrival. */
  const alone = <T>(gate: Gate, work: () => Promise<T>): Promise<T> => {
    gate.waiting += 1;
    const turn = gate.tail.then(work, work).finally(() => {
      gate.waiting -= 1;
    });
    gate.tail = turn.catch(() => undefined);
    return turn;
  };

  const app = gateOf('app', limits.app);
  const throughApp = (narrow: Gate | null): Promise<void> =>
    alone(app, async () => {
      await wait(() => Math.max(waitOf(app, timing.monotonic()), heldUntil - timing.monotonic()));
      const now = timing.monotonic();
      grant(app, now);
      if (narrow !== null) grant(narrow, now);
    });

  return {
    pass: (key) => {
      if (key === null) return throughApp(null);
      const gate = gateOf(`${key.kind}/${key.id}`, limits[key.kind]);
      return alone(gate, async () => {
        await wait(() => waitOf(gate, timing.monotonic()));
        await throughApp(gate);
      });
    },
    hold: (milliseconds) => {
      heldUntil = Math.max(heldUntil, timing.monotonic() + milliseconds);
    },
  };
};
