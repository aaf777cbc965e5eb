/** The answer is the receipt: given when the claim is durable, in time for a click, and never for somebody else's event. */
import { pressValue } from '../../../src/adapters/feishu/buttons.ts';
import type { AdapterLog } from '../../../src/adapters/feishu/logging.ts';
import { createReceiver } from '../../../src/adapters/feishu/receive.ts';
import { ACTION_BUDGET_MS, type ActionIn, type ActionReply, type FileIn, type PresenceIn, type TextIn } from '../../../src/chat/platform.ts';
import { APP, BOT, clicked, eventOf, LI, MESSAGE, PRIVATE, said, WANG } from '../../support/feishu-callbacks.ts';
import { flush, manualTiming } from '../../support/manual-timing.ts';

const silentLog: AdapterLog = { info: () => undefined, warn: () => undefined, error: () => undefined };
const PRESS = { tag: 'button', value: pressValue({ act: 'task.lock', place: 'group', value: {} }) };
const house = (over: { readonly onMessage?: () => Promise<void>; readonly onAction?: (action: ActionIn) => Promise<ActionReply>; readonly openIdOf?: () => Promise<string | null> } = {}) => {
  const timing = manualTiming();
  const messages: (TextIn | FileIn | PresenceIn)[] = [];
  const remembered: string[] = [];
  const clicks: { readonly message: string; readonly answered: Promise<unknown> }[] = [];
  const receive = createReceiver({
    appId: APP, tenantKey: null, botOpenId: BOT, timing, log: silentLog,
    handlers: {
      onMessage: async (message) => {
        await over.onMessage?.();
        messages.push(message);
      },
      onAction: over.onAction ?? (() => Promise.resolve({ tone: 'ok', text: '已锁定' })),
    },
    openIdOf: over.openIdOf ?? (() => Promise.resolve(null)),
    rememberChat: ({ user, chat }) => {
      remembered.push(`${user}=${chat}`);
      return Promise.resolve();
    },
    clicked: (message, answered) => clicks.push({ message, answered }),
    onTenant: () => undefined,
  });
  return { timing, messages, remembered, clicks, receive };
};

test('a message is receipted with an empty answer after it has been claimed', async () => {
  let claimed = (): void => undefined;
  const { receive, messages } = house({ onMessage: () => new Promise((resolve) => { claimed = resolve; }) });
  let receipt: unknown = null;
  void receive(said({ chat_type: 'p2p' })).then((answer) => { receipt = answer; });
  await flush();
  expect(receipt).toBeNull();
  claimed();
  await flush();
  expect(receipt).toEqual({});
  expect(messages).toHaveLength(1);
});
test('a message that could not be claimed is not receipted: the platform delivers it again', async () => {
  const { receive } = house({ onMessage: () => Promise.reject(new Error('database is away')) });
  await expect(receive(said({ chat_type: 'p2p' }))).rejects.toThrow('database is away');
});
test('a private chat is remembered for later looks into its history', async () => {
  const { receive, remembered } = house();
  await receive(said({ chat_type: 'p2p', chat_id: PRIVATE }));
  expect(remembered).toEqual([`${WANG}=${PRIVATE}`]);
});
test.each([['ok', 'success'], ['info', 'info'], ['warn', 'warning'], ['error', 'error']] as const)('a click answered with %s shows a toast of type %s', async (tone, type) => {
  const { receive } = house({ onAction: () => Promise.resolve({ tone, text: '话' }) });
  expect(await receive(clicked(PRESS))).toEqual({ toast: { type, content: '话' } });
});
test('a click that takes longer than the budget is told so in time, and goes on', async () => {
  let finish = (_: ActionReply): void => undefined;
  const { receive, timing } = house({ onAction: () => new Promise((resolve) => { finish = resolve; }) });
  let answer: unknown = null;
  void receive(clicked(PRESS)).then((got) => { answer = got; });
  await timing.advance(ACTION_BUDGET_MS - 1);
  expect(answer).toBeNull();
  await timing.advance(1);
  expect(answer).toEqual({ toast: { type: 'info', content: '已收到，正在处理' } });
  finish({ tone: 'ok', text: '已锁定' });
});
test('a click that fails says so, with what to do', async () => {
  const { receive } = house({ onAction: () => Promise.reject(new Error('x')) });
  expect(await receive(clicked(PRESS))).toMatchObject({ toast: { type: 'error', content: expect.stringContaining('帮助') as string } });
});
test('a card of another program, or a click by nobody, is answered with a way on', async () => {
  const { receive } = house();
  expect(await receive(clicked({ tag: 'button', value: {} }))).toMatchObject({ toast: { type: 'warning', content: expect.stringContaining('卡片') as string } });
  expect(await receive(clicked(PRESS, { operator: {} }))).toMatchObject({ toast: { type: 'warning', content: expect.stringContaining('重新打开') as string } });
});
test('who is named by union id only is looked up once', async () => {
  const seen: string[] = [];
  let asked = 0;
  const { receive } = house({
    openIdOf: () => {
      asked += 1;
      return Promise.resolve(LI);
    },
    onAction: (action) => {
      seen.push(action.from.id);
      return Promise.resolve({ tone: 'ok', text: '好' });
    },
  });
  await receive(clicked(PRESS, { operator: { union_id: 'on_li' } }));
  await receive(clicked(PRESS, { operator: { union_id: 'on_li' } }));
  expect(seen).toEqual([LI, LI]);
  expect(asked).toBe(1);
});
test('the card knows that it is being clicked until the answer is out', async () => {
  const { receive, clicks } = house();
  const answer = await receive(clicked(PRESS));
  expect(clicks.map(({ message }) => message)).toEqual([MESSAGE]);
  expect(await clicks[0]?.answered).toEqual(answer);
});
test('an event for another app on the same line is dropped', async () => {
  const { receive, messages } = house();
  expect(await receive(eventOf('im.message.receive_v1', said({})['event'] as Record<string, unknown>, { app_id: 'cli_ffffffffffffffff' }))).toEqual({});
  expect(await receive({})).toEqual({});
  expect(messages).toEqual([]);
});
