/**
 * Follows the journal: each entry's messages go into the outbox, then the checkpoint moves.
 *
 * A stop between the two repeats an entry; its keys are the same, so nothing is said twice. An entry whose messages
 * cannot be derived after several tries is logged and passed, because a lost notice is better than silence ever after.
 */
import type { Entry, Journal } from '../../application/ports.ts';
import { loop } from '../loop.ts';
import type { Loop, Timers } from '../loop.ts';
import type { Checkpoints, OutboxItem } from '../ports.ts';

export const NOTIFY = 'notify';
const BATCH = 100;
const MAX_TRIES = 5;

export interface FollowerDeps {
  readonly journal: Pick<Journal, 'read'>;
  readonly checkpoints: Checkpoints;
  readonly derive: (entry: Entry) => Promise<readonly OutboxItem[]>;
  readonly put: (items: readonly OutboxItem[]) => Promise<void>;
  readonly timers: Timers;
  readonly restMs: number;
  readonly log: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

export const follower = ({ journal, checkpoints, derive, put, timers, restMs, log }: FollowerDeps): Loop => {
  const failures = new Map<number, number>();

  /** False when the entry must be tried again later. */
  const tell = async (entry: Entry): Promise<boolean> => {
    try {
      await put(await derive(entry));
      failures.delete(entry.seq);
      return true;
    } catch (error) {
      const count = (failures.get(entry.seq) ?? 0) + 1;
      failures.set(entry.seq, count);
      const why = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log(count < MAX_TRIES ? 'notify.failed' : 'notify.passed', { seq: entry.seq, tries: count, why });
      if (count < MAX_TRIES) return false;
      failures.delete(entry.seq);
      return true;
    }
  };

  const step = async (): Promise<boolean> => {
    const after = await checkpoints.get(NOTIFY);
    const entries = await journal.read(after, BATCH);
    let reached = after;
    for (const entry of entries) {
      if (!(await tell(entry))) break;
      reached = entry.seq;
    }
    if (reached > after) await checkpoints.set(NOTIFY, reached);
    return reached > after;
  };

  return loop({ step, timers, restMs, onError: (error) => { log('notify.step-failed', { why: error instanceof Error ? error.message : String(error) }); } });
};
