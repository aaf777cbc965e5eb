/**
 * The long connection (facts §12, points 26–28): who may connect, what is delivered to whom, and the network's bad days.
 */
import * as lark from '@larksuiteoapi/node-sdk';
import { WebSocket } from 'ws';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { decodeFrame, encodeFrame } from '../../src/sandbox/delivery/frame.ts';
import { dataOf, buttonOf, callerOf, cardOf, cardTo, chatIdOf, connect, GROUP, later, QUIET, sandboxWith, SEND_CHAT, stopAll, textTo, until } from './ground.ts';

afterEach(stopAll);

const discover = async (sandbox: Sandbox, secret = sandbox.app.appSecret): Promise<{ readonly status: number; readonly code: number; readonly data: { readonly URL?: string } }> => {
  const response = await fetch(`${sandbox.openApiUrl}/callback/ws/endpoint`, { method: 'POST', body: JSON.stringify({ AppID: sandbox.app.appId, AppSecret: secret }) });
  const body: { readonly code: number; readonly data: { readonly URL?: string } } = await response.json();
  return { status: response.status, code: body.code, data: body.data };
};
const dial = (url: string): Promise<'open' | 'refused'> =>
  new Promise((resolve) => {
    const socket = new WebSocket(url);
    later(() => socket.close());
    socket.on('open', () => resolve('open'));
    socket.on('error', () => resolve('refused'));
  });
/** An SDK client whose state may be anything. */
const startClient = (sandbox: Sandbox, handlers: Record<string, (data: { readonly message: { readonly content: string } }) => Promise<unknown>>, more: Partial<ConstructorParameters<typeof lark.WSClient>[0]> = {}): lark.WSClient => {
  const client = new lark.WSClient({ appId: sandbox.app.appId, appSecret: sandbox.app.appSecret, domain: sandbox.openApiUrl, loggerLevel: lark.LoggerLevel.error, logger: QUIET, ...more });
  later(() => client.close({ force: true }));
  void client.start({ eventDispatcher: new lark.EventDispatcher({ loggerLevel: lark.LoggerLevel.error, logger: QUIET }).register(handlers) });
  return client;
};
const isReady = (sandbox: Sandbox): boolean => sandbox.control.connections().some((connection) => connection.ready);
const help = (sandbox: Sandbox): void => void sandbox.control.say({ as: '王敏', private: true, text: '帮助' });

describe('frames', () => {
  it('survive encoding and decoding, Chinese and large numbers included; garbage is nothing', () => {
    const frame = { seqId: 2 ** 40, logId: 7, service: 33554678, method: 1, headers: { type: 'event', 名: '值' }, payload: Buffer.from('双随机') };
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame);
    expect(decodeFrame(Buffer.from('garbage'))).toBeNull();
    expect(decodeFrame(encodeFrame(frame).subarray(0, 12))).toBeNull();
  });
});

describe('connecting', () => {
  it('needs the secret, and a ticket that works once and not for long', async () => {
    const sandbox = await sandboxWith();
    expect(await discover(sandbox, 'wrong')).toMatchObject({ status: 200, code: 514, data: {} });
    const { data: { URL: url = '' } } = await discover(sandbox);
    expect(await dial(url)).toBe('open');
    expect(await dial(url)).toBe('refused');
    const { data: { URL: old = '' } } = await discover(sandbox);
    await sandbox.control.clock({ advanceMs: 61_000 });
    expect(await dial(old)).toBe('refused');
  });

  it('the connection limit, a busy endpoint and a wrong secret end in an error the SDK reports', async () => {
    const sandbox = await sandboxWith();
    sandbox.control.faults({ connectionLimit: 0 });
    expect((await discover(sandbox)).code).toBe(1000040350);
    const error = await new Promise<Error>((resolve) => { startClient(sandbox, {}, { appSecret: 'wrong', onError: resolve }); });
    expect(error.message).toContain('514');
  });

  it('refused upgrades, an endpoint that fails: the SDK tries again and gets in', async () => {
    const sandbox = await sandboxWith();
    await connect(sandbox, {});
    sandbox.control.faults({ refuseUpgrades: 1, endpoint: { times: 1, status: 500 } });
    sandbox.control.disconnect({ code: 1000 });
    await until(() => sandbox.control.connections().length === 0);
    await until(() => isReady(sandbox));
    expect(sandbox.control.faults({})).toMatchObject({ refuseUpgrades: 0, endpoint: { times: 0 } });
  });
});

describe('delivery over the long connection', () => {
  it('an exception, silence and a closed socket are no ack: the event comes again; no handler means it is lost', async () => {
    const sandbox = await sandboxWith();
    const replies: (() => Promise<unknown>)[] = [() => Promise.reject(new Error('boom')), () => Promise.resolve()];
    await connect(sandbox, { 'im.message.receive_v1': () => (replies.shift() ?? (() => Promise.resolve()))() });
    help(sandbox);
    await sandbox.control.settle();
    expect(sandbox.control.deliveries()[0]).toMatchObject({ state: 'waiting', attempts: [{ outcome: 'ack 500' }] });
    await sandbox.control.clock({ advanceMs: 15_000 });
    expect(sandbox.control.deliveries()[0]).toMatchObject({ state: 'delivered', attempts: [{ ok: false }, { ok: true }] });
    sandbox.control.menu({ as: '王敏', key: 'help' });
    await sandbox.control.settle();
    expect(sandbox.control.deliveries()[1]).toMatchObject({ state: 'lost-by-client', attempts: [{ outcome: 'lost by client' }] });
    expect(sandbox.control.hygiene()).toEqual([expect.stringContaining('acknowledged without a handler: application.bot.menu_v6')]);
  });

  it('an ack after the budget is too late; with redelivery switched off the event is gone', async () => {
    const sandbox = await sandboxWith();
    sandbox.control.switches({ answerBudgetMs: 50, wsRedelivery: false });
    await connect(sandbox, { 'im.message.receive_v1': () => new Promise(() => undefined) });
    help(sandbox);
    await sandbox.control.settle();
    expect(sandbox.control.deliveries()[0]).toMatchObject({ state: 'gave-up', attempts: [{ outcome: 'timeout' }] });
  });

  it('what is glued to the 101 is lost by the SDK and comes back by redelivery', async () => {
    const sandbox = await sandboxWith();
    const heard: unknown[] = [];
    help(sandbox);
    await sandbox.control.settle();
    sandbox.control.switches({ answerBudgetMs: 100 });
    sandbox.control.faults({ glueToUpgrade: 1 });
    startClient(sandbox, { 'im.message.receive_v1': async (data) => void heard.push(data) });
    await until(() => isReady(sandbox));
    await sandbox.control.settle();
    expect(heard).toEqual([]);
    sandbox.control.switches({ answerBudgetMs: 3000 });
    expect(sandbox.control.deliveries()[0]?.attempts.map((attempt) => attempt.outcome)).toEqual(['no connection', 'timeout']);
    await sandbox.control.clock({ advanceMs: 15_000 });
    expect(heard).toHaveLength(1);
  });

  it('a lost fragment, a half-open connection: silence, then redelivery', async () => {
    const sandbox = await sandboxWith();
    const heard: unknown[] = [];
    await connect(sandbox, { 'im.message.receive_v1': async (data) => void heard.push(data) });
    sandbox.control.switches({ answerBudgetMs: 50 });
    sandbox.control.faults({ dropFragments: 1 });
    help(sandbox);
    await sandbox.control.settle();
    expect(heard).toEqual([]);
    sandbox.control.switches({ answerBudgetMs: 3000 });
    await sandbox.control.clock({ advanceMs: 15_000 });
    expect(heard).toHaveLength(1);
    expect(sandbox.control.disconnect({ code: 'half-open' })).toEqual({ connections: 1 });
    sandbox.control.switches({ answerBudgetMs: 50 });
    help(sandbox);
    await sandbox.control.settle();
    expect(sandbox.control.deliveries()[1]).toMatchObject({ state: 'waiting', attempts: [{ outcome: 'timeout' }] });
  });

  it('a client that watches its pongs notices that they stop, and connects anew', async () => {
    const sandbox = await sandboxWith();
    sandbox.control.switches({ clientConfig: { PingInterval: 1, ReconnectCount: -1, ReconnectInterval: 1, ReconnectNonce: 0 } });
    sandbox.control.faults({ withholdPongs: true });
    await connect(sandbox, {}, { pingTimeout: 1 });
    const [first] = sandbox.control.connections();
    await until(() => sandbox.control.connections().some((connection) => connection.id !== first?.id));
  });

  it('a second client takes part of the events', async () => {
    const sandbox = await sandboxWith();
    const heard = { one: 0, two: 0 };
    await connect(sandbox, { 'im.message.receive_v1': async () => void (heard.one += 1) });
    await connect(sandbox, { 'im.message.receive_v1': async () => void (heard.two += 1) });
    for (let n = 0; n < 20; n += 1) help(sandbox);
    await sandbox.control.settle();
    expect(heard.one + heard.two).toBe(20);
    expect(Math.min(heard.one, heard.two)).toBeGreaterThan(0);
  });

  it('card callbacks in frames of type card are dropped by the SDK: the clicker sees a timeout', async () => {
    const sandbox = await sandboxWith();
    sandbox.control.switches({ cardFrameType: 'card', answerBudgetMs: 100 });
    let clicks = 0;
    await connect(sandbox, { 'card.action.trigger': async () => { clicks += 1; return {}; } });
    const sent = await (await callerOf(sandbox))('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), cardOf([buttonOf('好', { act: 'ok' })])));
    await expect(sandbox.control.click({ as: '王敏', message: dataOf(sent, 'message_id'), button: '好' })).resolves.toMatchObject({ error: { code: 200341 } });
    expect(clicks).toBe(0);
  });
});

describe('what the app hears', () => {
  it('in groups only what mentions it, unless it may read everything; never itself; private talk only with its scope', async () => {
    const sandbox = await sandboxWith();
    const heard: string[] = [];
    await connect(sandbox, { 'im.message.receive_v1': async (data) => void heard.push(JSON.stringify(data)) });
    const say = async (text: string): Promise<void> => {
      sandbox.control.say({ as: '王敏', chat: GROUP, text });
      await sandbox.control.settle();
    };
    await say('大家好');
    await say('@all 通知');
    sandbox.control.upload({ as: '王敏', chat: GROUP, name: '名录.xlsx', bytes: Buffer.from('x') });
    await (await callerOf(sandbox))('POST', SEND_CHAT, textTo(chatIdOf(sandbox)));
    sandbox.control.foreign({ chat: GROUP, times: 1 });
    await sandbox.control.settle();
    expect(heard).toEqual([]);
    await say('@bot 帮助');
    expect(heard).toHaveLength(1);
    expect(heard[0]).not.toMatch(/"user_id":"[0-9a-f]/);
    sandbox.control.switches({ scopes: [...sandbox.control.switches({}).scopes.filter((scope) => !scope.startsWith('im:message.p2p')), 'im:message.group_msg', 'contact:user.employee_id:readonly'] });
    await say('大家好');
    expect(heard).toHaveLength(2);
    expect(heard[1]).toMatch(/"user_id":"[0-9a-f]{8}"/);
    help(sandbox);
    await sandbox.control.settle();
    expect(heard).toHaveLength(2);
  });

  it('being added to a group, a private chat opened for the first time, a menu pressed', async () => {
    const sandbox = await sandboxWith();
    const heard: string[] = [];
    const note = (type: string) => async () => void heard.push(type);
    const types = ['im.chat.member.bot.added_v1', 'im.chat.member.bot.deleted_v1', 'im.chat.access_event.bot_p2p_chat_entered_v1', 'p2p_chat_create', 'application.bot.menu_v6', 'im.message.recalled_v1', 'im.chat.member.user.added_v1'];
    await connect(sandbox, Object.fromEntries(types.map((type) => [type, note(type)])));
    const { chat } = sandbox.control.group({ as: '王敏', name: '新群', members: ['李建国'], bot: true });
    sandbox.control.member({ as: '王敏', chat, add: ['赵红'] });
    sandbox.control.member({ as: '王敏', chat, bot: false });
    sandbox.control.open({ as: '王敏' });
    sandbox.control.open({ as: '王敏' });
    sandbox.control.menu({ as: '王敏', key: 'help' });
    await sandbox.control.settle();
    expect(heard.toSorted()).toEqual([...types.filter((type) => type !== 'im.message.recalled_v1'), 'im.chat.access_event.bot_p2p_chat_entered_v1'].toSorted());
  });
});
