/**
 * Replacing cards: one at a time per card, the newest wins, and never before a click on it has been answered.
 *
 * One idea: the platform has no versions for cards, the last patch to arrive stays. So patches of one card queue up here,
 * and a queued one that is overtaken by a newer is not sent at all; its caller is done when the newer one is. A client
 * applies the answer of a click after what it received before, so a patch waits until that answer is on its way.
 *
 * https://open.feishu.cn/document/server-docs/im-v1/message-card/patch
 */
import type { Timing } from './timing.ts';

export interface Patches<C> {
  /** Resolves when this content, or a newer one, is shown. */
  readonly replace: (message: string, content: C) => Promise<void>;
  /** A click on the card is being answered: its patches wait until shortly after `answered`. */
  readonly clicked: (message: string, answered: Promise<unknown>) => void;
}

/** From our answer to the client that shows it. */
const AFTER_ANSWER_MS = 300;

interface Queue<C> {
  next: { content: C; readonly done: Promise<void> } | null;
  running: Promise<void>;
}

export const createPatches = <C>(timing: Timing, patch: (message: string, content: C) => Promise<void>): Patches<C> => {
  const queues = new Map<string, Queue<C>>();
  const clicks = new Map<string, Promise<void>>();

  const run = async (message: string, queue: Queue<C>): Promise<void> => {
    while (clicks.has(message)) await clicks.get(message);
    const mine = queue.next;
    queue.next = null;
    if (mine !== null) await patch(message, mine.content);
  };

  return {
    replace: (message, content) => {
      const queue = queues.get(message) ?? { next: null, running: Promise.resolve() };
      queues.set(message, queue);
      if (queue.next !== null) {
        queue.next.content = content;
        return queue.next.done;
      }
      const before = queue.running;
      const done = before.then(() => run(message, queue));
      queue.next = { content, done };
      queue.running = done.catch(() => undefined);
      void queue.running.then(() => {
        if (queue.next === null && queues.get(message) === queue) queues.delete(message);
      });
      return done;
    },
    clicked: (message, answered) => {
      const settled = answered.then(() => undefined, () => undefined).then(() => timing.sleep(AFTER_ANSWER_MS));
      const all = Promise.all([clicks.get(message), settled]).then(() => {
        if (clicks.get(message) === all) clicks.delete(message);
      });
      clicks.set(message, all);
    },
  };
};
