/**
 * From a verified envelope to the chat's handlers and back to the platform's answer; the same for both transports.
 *
 * One idea: the answer is the receipt. A message is answered only after the handler has claimed it durably; if that fails,
 * the error goes up, the platform gets no success and delivers again. A click is different: the platform asks once and waits
 * 3 s, so it always gets a toast in time, and what takes longer goes on behind it.
 *
 * Source: https://open.feishu.cn/document/feishu-cards/card-callback-communication
 */
import { ACTION_BUDGET_MS, type ActionReply, type Handlers } from '../../chat/platform.ts';
import { isId } from './ids.ts';
import { recordIn, textIn } from './json.ts';
import type { AdapterLog } from './logging.ts';
import { eventId, eventType, isCardAction, operatorOf, type PrivateChat, read } from './read.ts';
import { type Timing, within } from './timing.ts';
import { belongsToUs, type Envelope } from './verify.ts';

export interface ReceiverDeps {
  readonly appId: string;
  readonly tenantKey: string | null;
  readonly handlers: Handlers;
  readonly botOpenId: string;
  readonly openIdOf: (unionId: string) => Promise<string | null>;
  readonly rememberChat: (privateChat: PrivateChat) => Promise<void>;
  /** A click on a message is being answered until the promise settles. */
  readonly clicked: (message: string, answered: Promise<unknown>) => void;
  readonly onTenant: (tenantKey: string) => void;
  readonly timing: Timing;
  readonly log: AdapterLog;
}

/** What the platform is told: nothing to see, or a toast for the clicker. */
export interface Reply { readonly toast?: { readonly type: 'success' | 'info' | 'warning' | 'error'; readonly content: string } }
/** @throws whatever the handler threw: not a receipt */
export type Receive = (envelope: Envelope) => Promise<Reply>;

const TOAST_TYPES = { ok: 'success', info: 'info', warn: 'warning', error: 'error' } as const satisfies Record<ActionReply['tone'], string>;
const toast = ({ tone, text }: ActionReply): Reply => ({ toast: { type: TOAST_TYPES[tone], content: text } });

const LATE: ActionReply = { tone: 'info', text: '已收到，正在处理' };
const FAILED: ActionReply = { tone: 'error', text: '处理没有成功，请稍后再点一次；仍不成功请发送「帮助」改用命令办理' };
const NOT_OURS: ActionReply = { tone: 'warn', text: '这张卡片已不能使用，请发送「帮助」查看当前可以办理的事项' };
const NOBODY: ActionReply = { tone: 'warn', text: '平台没有说明是谁点击的，请重新打开会话后再点一次' };

const KEPT_IDENTITIES = 5000;

export const createReceiver = (deps: ReceiverDeps): Receive => {
  const { appId, tenantKey, handlers, botOpenId, timing, log } = deps;
  const identities = new Map<string, string>();

  const identify = async (envelope: Envelope): Promise<string | null> => {
    const { openId, unionId } = operatorOf(envelope);
    if (openId !== null || unionId === null) return openId;
    const known = identities.get(unionId);
    if (known !== undefined) return known;
    const found = await deps.openIdOf(unionId);
    if (found !== null && identities.size < KEPT_IDENTITIES) identities.set(unionId, found);
    return found;
  };

  const handle = async (envelope: Envelope): Promise<Reply> => {
    const person = await identify(envelope);
    const reading = read(envelope, { botOpenId, person });
    switch (reading.kind) {
      case 'ignored':
        log.info({ event: 'feishu.ignored', type: eventType(envelope), id: eventId(envelope), why: reading.why }, 'event not used');
        if (!isCardAction(envelope)) return {};
        return toast(person === null ? NOBODY : NOT_OURS);
      case 'message':
        if (reading.privateChat !== null) await deps.rememberChat(reading.privateChat);
        await handlers.onMessage(reading.inbound);
        return {};
      case 'action':
        return toast(await handlers.onAction(reading.action));
    }
  };

  const handleClick = (envelope: Envelope): Promise<Reply> => {
    const work = handle(envelope).catch((error: unknown) => {
      log.error({ event: 'feishu.click.failed', id: eventId(envelope), error: error instanceof Error ? error.name : 'unknown' }, 'a click could not be handled');
      return toast(FAILED);
    });
    return within(timing, ACTION_BUDGET_MS, work, toast(LATE));
  };

  return async (envelope) => {
    const foreign = belongsToUs(envelope, appId, tenantKey);
    if (foreign !== null) {
      log.warn({ event: 'feishu.foreign', why: foreign }, 'an event that is not for this app was dropped');
      return {};
    }
    const tenant = textIn(envelope['header'], 'tenant_key');
    if (tenant !== '') deps.onTenant(tenant);
    if (!isCardAction(envelope)) return handle(envelope);
    const answered = handleClick(envelope);
    const message = textIn(recordIn(envelope['event'], 'context'), 'open_message_id');
    if (isId('message', message)) deps.clicked(message, answered);
    return answered;
  };
};
