/**
 * Events over HTTP (facts §12, points 20–24): encrypted, signed, challenged, redelivered on schedule; and the forgeries a test can send.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as lark from '@larksuiteoapi/node-sdk';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { dataOf, buttonOf, callerOf, cardOf, cardTo, chatIdOf, later, QUIET, sandboxWith, SEND_CHAT, stopAll } from './ground.ts';

afterEach(stopAll);

interface Got { readonly headers: IncomingHttpHeaders; readonly body: string; readonly url: string }
interface App { readonly url: string; readonly got: Got[]; answer: (response: ServerResponse) => void }
/** An app's webhook: it passes the challenge and answers the rest as told. */
const appFor = async (keyOf: () => string): Promise<App> => {
  const got: Got[] = [];
  const app = { url: '', got, answer: (response: ServerResponse) => void response.end('{}') };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const sealed = JSON.parse(body) as { readonly encrypt?: string };
      const text = sealed.encrypt === undefined ? body : new lark.AESCipher(keyOf()).decrypt(sealed.encrypt);
      const said = JSON.parse(text) as { readonly type?: string; readonly challenge?: string };
      if (said.type === 'url_verification') return void response.end(JSON.stringify({ challenge: said.challenge }));
      got.push({ headers: request.headers, body, url: request.url ?? '' });
      app.answer(response);
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', () => resolve()); });
  later(() => { server.closeAllConnections(); server.close(); });
  app.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/event`;
  return app;
};
const ground = async (): Promise<{ readonly sandbox: Sandbox; readonly app: App }> => {
  let key = '';
  const app = await appFor(() => key);
  const sandbox = await sandboxWith({ callbackUrl: app.url });
  key = sandbox.app.encryptKey;
  return { sandbox, app };
};
const say = async (sandbox: Sandbox): Promise<void> => {
  sandbox.control.say({ as: '王敏', private: true, text: '帮助' });
  await sandbox.control.settle();
};
const eventOf = (sandbox: Sandbox, got: Got | undefined): { readonly header: { readonly event_id: string; readonly token: string } } => {
  const { encrypt } = JSON.parse(got?.body ?? '{}') as { readonly encrypt: string };
  return JSON.parse(new lark.AESCipher(sandbox.app.encryptKey).decrypt(encrypt)) as { readonly header: { readonly event_id: string; readonly token: string } };
};

describe('a callback', () => {
  it('is encrypted, and signed over the exact bytes', async () => {
    const { sandbox, app } = await ground();
    await say(sandbox);
    const [got] = app.got;
    expect(got?.body).not.toContain('帮助');
    const { 'x-lark-request-timestamp': timestamp, 'x-lark-request-nonce': nonce, 'x-lark-signature': signature } = got?.headers ?? {};
    expect(signature).toBe(createHash('sha256').update(`${String(timestamp)}${String(nonce)}${sandbox.app.encryptKey}${got?.body ?? ''}`).digest('hex'));
    expect(Number(timestamp)).toBe(Date.parse(sandbox.control.state().now) / 1000);
    expect(eventOf(sandbox, got).header.token).toBe(sandbox.app.verificationToken);
  });

  it("the SDK's dispatcher takes it as it comes", async () => {
    const { sandbox, app } = await ground();
    await say(sandbox);
    const heard: unknown[] = [];
    const dispatcher = new lark.EventDispatcher({ encryptKey: sandbox.app.encryptKey, loggerLevel: lark.LoggerLevel.error, logger: QUIET }).register({ 'im.message.receive_v1': async (data) => void heard.push(data.message) });
    const [got] = app.got;
    await dispatcher.invoke(Object.assign(Object.create({ headers: got?.headers }), JSON.parse(got?.body ?? '{}')));
    expect(heard).toMatchObject([{ content: '{"text":"帮助"}', chat_type: 'p2p' }]);
  });

  it('an address that does not return the challenge is refused, and nothing is sent to it', async () => {
    const { sandbox, app } = await ground();
    const deaf = await appFor(() => 'another key, so that the challenge cannot be read'.slice(0, 32));
    await expect(sandbox.control.subscribe({ callbackUrl: `${app.url.replace('/webhook/event', '')}/` })).resolves.toEqual({ ok: true });
    const closed = await sandboxWith({ callbackUrl: 'http://127.0.0.1:1/webhook' });
    await say(closed);
    expect(closed.control.deliveries()[0]).toMatchObject({ state: 'waiting', attempts: [{ outcome: 'no connection' }] });
    expect(deaf.got).toEqual([]);
    await expect(closed.control.subscribe({ callbackUrl: 'http://127.0.0.1:1/webhook' })).rejects.toThrow('challenge');
  });

  it.each([['spaced', /\n {2}"encrypt"/], ['query', /./], ['charset', /./], ['chunked', /./]] as const)('may look odd and still be right: %s', async (style, shape) => {
    const { sandbox, app } = await ground();
    sandbox.control.faults({ callbackStyle: [style] });
    await say(sandbox);
    const [got] = app.got;
    expect(got?.body).toMatch(shape);
    expect(got?.url).toBe(style === 'query' ? '/webhook/event?from=sandbox' : '/webhook/event');
    expect(got?.headers['transfer-encoding']).toBe(style === 'chunked' ? 'chunked' : undefined);
    expect(got?.headers['content-type']).toBe(style === 'charset' ? 'application/json; charset=utf-8' : 'application/json');
    expect(got?.headers['x-lark-signature']).toBe(createHash('sha256').update(`${String(got?.headers['x-lark-request-timestamp'])}${String(got?.headers['x-lark-request-nonce'])}${sandbox.app.encryptKey}${got?.body ?? ''}`).digest('hex'));
  });

  it('forgeries are what they say: wrong signature, unsigned, plaintext, foreign app, wrong token, stale, a replay', async () => {
    const { sandbox, app } = await ground();
    await say(sandbox);
    const spoils = ['wrong-signature', 'unsigned', 'plaintext', 'foreign-app', 'wrong-token', 'stale'] as const;
    for (const spoil of spoils) await expect(sandbox.control.raw({ spoil: [spoil] })).resolves.toMatchObject({ status: 200 });
    await sandbox.control.raw({});
    await sandbox.control.raw({ body: '{"schema":"2.0"}', headers: { 'X-Lark-Signature': 'x' } });
    const [, wrong, unsigned, plain, foreign, token, stale, replay, own] = app.got;
    expect(wrong?.headers['x-lark-signature']).toMatch(/^0+$/);
    expect(unsigned?.headers['x-lark-signature']).toBeUndefined();
    expect(plain?.body).toContain('帮助');
    expect(eventOf(sandbox, foreign)).toMatchObject({ header: { app_id: 'cli_ffffffffffffffff' } });
    expect(eventOf(sandbox, token).header.token).not.toBe(sandbox.app.verificationToken);
    expect(Number(stale?.headers['x-lark-request-timestamp'])).toBeLessThan(Date.parse('2017-01-01') / 1000);
    expect(eventOf(sandbox, replay)).toEqual(eventOf(sandbox, app.got[0]));
    expect(own).toMatchObject({ body: '{"schema":"2.0"}', headers: { 'x-lark-signature': 'x' } });
  });
});

describe('redelivery', () => {
  it.each<readonly [string, (response: ServerResponse) => void, string]>([
    ['204', (response) => void response.writeHead(204).end(), 'HTTP 204'], ['302', (response) => void response.writeHead(302, { location: '/' }).end(), 'HTTP 302'],
    ['500', (response) => void response.writeHead(500).end(), 'HTTP 500'], ['a torn connection', (response) => void response.socket?.destroy(), 'connection refused'], ['silence', () => undefined, 'timeout'],
  ])('%s is no answer', async (_what, answer, outcome) => {
    const { sandbox, app } = await ground();
    await say(sandbox);
    // Only silence needs a short budget; on a busy machine the others must have all the time of the platform.
    if (outcome === 'timeout') sandbox.control.switches({ answerBudgetMs: 50 });
    app.answer = answer;
    await say(sandbox);
    expect(sandbox.control.deliveries()[1]).toMatchObject({ state: 'waiting', attempts: [{ ok: false, outcome }] });
    sandbox.control.switches({ answerBudgetMs: 3000 });
    app.answer = (response) => void response.end('{}');
    await sandbox.control.clock({ advanceMs: 15_000 });
    expect(sandbox.control.deliveries()[1]).toMatchObject({ state: 'delivered', attempts: [{ ok: false }, { ok: true, outcome: 'HTTP 200' }] });
  });

  it('comes after 15 s, 5 min, 1 h and 6 h with the same event_id, then is given up', async () => {
    const { sandbox, app } = await ground();
    app.answer = (response) => void response.writeHead(500).end();
    await say(sandbox);
    for (const [waitMs, count] of [[14_999, 1], [1, 2], [300_000, 3], [3600_000, 4], [6 * 3600_000, 5], [48 * 3600_000, 5]] as const) {
      await sandbox.control.clock({ advanceMs: waitMs });
      expect(app.got).toHaveLength(count);
    }
    expect(new Set(app.got.map((got) => eventOf(sandbox, got).header.event_id)).size).toBe(1);
    expect(new Set(app.got.map((got) => got.headers['x-lark-request-timestamp'])).size).toBe(5);
    expect(sandbox.control.hygiene()).toEqual([expect.stringContaining('delivery given up: im.message.receive_v1')]);
  });

  it('repeats the first timestamp where the switch says so', async () => {
    const { sandbox, app } = await ground();
    sandbox.control.switches({ redeliveryTimestamp: 'original' });
    app.answer = (response) => void response.writeHead(500).end();
    await say(sandbox);
    await sandbox.control.clock({ advanceMs: 6 * 60_000 });
    expect(new Set(app.got.map((got) => got.headers['x-lark-request-timestamp'])).size).toBe(1);
  });

  it('duplicates come although acknowledged, and held events come in reverse order', async () => {
    const { sandbox, app } = await ground();
    sandbox.control.faults({ duplicates: 1 });
    await say(sandbox);
    expect(app.got).toHaveLength(2);
    sandbox.control.faults({ duplicates: 0, holdEvents: true });
    const first = sandbox.control.say({ as: '王敏', private: true, text: '一' });
    const second = sandbox.control.say({ as: '王敏', private: true, text: '二' });
    await sandbox.control.settle();
    expect(app.got).toHaveLength(2);
    sandbox.control.faults({ holdEvents: false });
    await sandbox.control.settle();
    expect(sandbox.control.deliveries().slice(-2).every((one) => one.state === 'delivered')).toBe(true);
    expect(sandbox.control.deliveries().slice(-2).map((one) => one.message)).toEqual([first.message, second.message]);
    await sandbox.control.redeliver({ message: first.message, times: 2 });
    expect(app.got).toHaveLength(6);
  });

  it('a card callback is asked once over HTTP too; an empty answer is malformed', async () => {
    const { sandbox, app } = await ground();
    const sent = await (await callerOf(sandbox))('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), cardOf([buttonOf('好', { act: 'ok' })])));
    const press = () => sandbox.control.click({ as: '王敏', message: dataOf(sent, 'message_id'), button: '好' });
    for (const [answer, code] of [['', 200672], ['OK', 200672], ['{}', undefined], ['{"toast":{"type":"success","content":"好"}}', undefined]] as const) {
      app.answer = (response) => void response.end(answer);
      expect((await press()).error?.code).toBe(code);
    }
    app.answer = (response) => void response.writeHead(204).end();
    expect((await press()).error?.code).toBe(200671);
    await sandbox.control.clock({ advanceMs: 8 * 3600_000 });
    expect(app.got).toHaveLength(5);
  });
});
