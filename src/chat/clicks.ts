/**
 * Clicks on cards: answered within the platform's budget, acted on once.
 *
 * A click names a button of the table in actions.ts and becomes a command of the same verb a typed line would reach; rights
 * come from the operator's account, never from the card. What takes longer than the budget is claimed durably first, then
 * answered with 「正在处理」 – an acknowledged click is finished even after a crash. Platforms do not redeliver clicks, so
 * a click answered in time needs no claim: its decision carries its own cause.
 */
import type { Timers } from './loop.ts';
import type { ActionIn, ActionReply } from './platform.ts';
import type { Inbox } from './inbox.ts';

/** Leaves the platform's budget room for the way back and for the claim. */
const PATIENCE_MS = 1000;

export interface ClickResult {
  readonly reply: ActionReply;
  /** Whether the reply must still reach the clicker when its toast can no longer. */
  readonly isTelling: boolean;
}

export interface ClickDeps {
  readonly timers: Timers;
  readonly inbox: () => Pick<Inbox, 'receive'>;
  /** Does it and puts down every message that follows; refusals are replies. */
  readonly act: (action: ActionIn) => Promise<ClickResult>;
  /** Tells the clicker in private what his toast could not. */
  readonly tell: (action: ActionIn, text: string) => Promise<void>;
  readonly log: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

export interface Clicks {
  onAction(action: ActionIn): Promise<ActionReply>;
  /** A claimed click, from the inbox: finishes what is running here, or does it after a restart. */
  resume(action: ActionIn): Promise<void>;
}

const keyOf = (action: ActionIn): string => `${action.platform}/${action.key}`;

export const clicks = ({ timers, inbox, act, tell, log }: ClickDeps): Clicks => {
  const running = new Map<string, Promise<ClickResult>>();

  const acting = (action: ActionIn): Promise<ClickResult> => {
    const key = keyOf(action);
    const already = running.get(key);
    if (already !== undefined) return already;
    const result = act(action).finally(() => { running.delete(key); });
    running.set(key, result);
    return result;
  };

  const late = (): { readonly promise: Promise<'late'>; readonly callOff: () => void } => {
    let callOff = (): void => undefined;
    const promise = new Promise<'late'>((resolve) => {
      callOff = timers.after(PATIENCE_MS, () => { resolve('late'); });
    });
    return { promise, callOff };
  };

  return {
    onAction: async (action) => {
      const result = acting(action).catch((error: unknown) => {
        log('click.failed', { key: action.key, action: action.action, why: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        return 'failed' as const;
      });
      const timeout = late();
      const first = await Promise.race([result, timeout.promise]);
      timeout.callOff();
      if (first !== 'late' && first !== 'failed') return first.reply;
      // Not decided yet, or the storage stumbled: the inbox keeps it and tries again.
      await inbox().receive(action);
      return { tone: 'info', text: '已收到，正在处理，结果稍后显示' };
    },
    resume: async (action) => {
      const { reply, isTelling } = await acting(action);
      if (isTelling) await tell(action, reply.text);
    },
  };
};
