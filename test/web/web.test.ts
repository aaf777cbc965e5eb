/** The web front door over a real socket: health, metrics, callbacks, and how it says no. */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import Koa from 'koa';
import { Refusal } from '../../src/domain/refusal.ts';
import { CALLBACK_LIMIT_BYTES, createWebApp } from '../../src/web/app.ts';
import { healthRoute, sharing } from '../../src/web/health.ts';
import { listen } from '../../src/web/listen.ts';
import type { Listening } from '../../src/web/listen.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import type { HandleCallback, HealthChecks } from '../../src/web/ports.ts';

const logged: { fields: Readonly<Record<string, unknown>>; message: string }[] = [];
const note = (fields: Readonly<Record<string, unknown>>, message: string): void => void logged.push({ fields, message });
let open: Listening | null = null;

const serve = async (over: { checks?: HealthChecks; feishu?: HandleCallback; lag?: number; evidence?: () => never } = {}): Promise<string> => {
  const app = createWebApp({
    log: { info: note, warn: note, error: note },
    checks: over.checks ?? {},
    metrics: createMetrics([{ name: 'yaohao_outbox_waiting', help: 'x', read: () => over.lag ?? 0 }]),
    callbacks: over.feishu ? { feishu: over.feishu } : {},
    chatPage: 'http://127.0.0.1:3001/',
    screens: { page: async (ctx) => ctx.throw(404), events: async (ctx) => ctx.throw(404) },
    checkPage: async (ctx) => ctx.throw(404), evidencePage: async (ctx) => (over.evidence === undefined ? ctx.throw(404) : over.evidence()),
  });
  open = await listen(app, { host: '127.0.0.1', port: 0 });
  return `http://127.0.0.1:${open.port}`;
};
beforeEach(() => void logged.splice(0));
afterEach(async () => {
  await open?.close(100);
  open = null;
});

describe('health', () => {
  test('all parts in order: 200 and each named', async () => {
    const at = await serve({ checks: { database: () => ({ ok: true, detail: 'embedded' }), jobs: () => Promise.resolve({ ok: true, detail: '' }) } });
    const answer = await fetch(`${at}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok', checks: { database: { ok: true, detail: 'embedded' }, jobs: { ok: true } } });
  });

  test('one part fails: 503, and the others are still reported', async () => {
    const failing = (): never => {
      throw new Error('connection refused');
    };
    const at = await serve({ checks: { database: failing, jobs: () => ({ ok: true, detail: '' }) } });
    const answer = await fetch(`${at}/health`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ status: 'degraded', checks: { database: { ok: false, detail: 'connection refused' }, jobs: { ok: true } } });
  });

  test('many probes at once ask each part once', async () => {
    let asked = 0;
    const probe = sharing(async () => (asked += 1));
    expect(await Promise.all([probe(), probe(), probe()])).toEqual([1, 1, 1]);
    expect(await probe()).toBe(2);
  });

  test('a part that hangs counts as failed', async () => {
    const app = new Koa();
    app.use(healthRoute({ database: () => new Promise<never>(() => undefined) }, 1));
    open = await listen(app, { host: '127.0.0.1', port: 0 });
    expect((await fetch(`http://127.0.0.1:${open.port}/health`)).status).toBe(503);
  });
});

test('an address that opens a page by itself is not written into the log, not even when the page fails', async () => {
  const at = await serve({ evidence: () => { throw new Error('no database'); } });
  expect((await fetch(`${at}/evidence/SUB2026-001-1-abc.${'x'.repeat(22)}`)).status).toBe(500);
  expect(logged).toMatchObject([{ fields: { path: '/evidence/:token' } }]);
  expect(JSON.stringify(logged)).not.toContain('xxxx');
});

test('metrics carry the outbox lag and the requests by route, never by path', async () => {
  const at = await serve({ lag: 7 });
  await fetch(`${at}/health`);
  await fetch(`${at}/secret/T2026-007`);
  const text = await (await fetch(`${at}/metrics`)).text();
  expect(text).toContain('yaohao_outbox_waiting 7');
  expect(text).toContain('route="/health"');
  expect(text).not.toContain('T2026-007');
});

test('the start page says where the chat is', async () => {
  const text = await (await fetch(await serve())).text();
  expect(text).toContain('href="http://127.0.0.1:3001/"');
});

test('the verifier page is handed out unchanged and runs nothing but its own scripts', async () => {
  const answer = await fetch(`${await serve()}/verify`);
  expect(await answer.text()).toBe(readFileSync('verifiers/page/verify.html', 'utf8'));
  expect(answer.headers.get('content-security-policy')).toMatch(/script-src 'sha256-[^ ;]+'( 'sha256-[^ ;]+')*;/);
});

describe('callbacks', () => {
  test('the handler gets the bytes as they came, spaces and all, and its answer is passed on', async () => {
    const seen: string[] = [];
    const at = await serve({ feishu: async (headers, body) => (seen.push(`${String(headers['x-lark-signature'])} ${Buffer.from(body).toString()}`), { status: 200, body: '{"challenge":"c"}' }) });
    const answer = await fetch(`${at}/callback/feishu`, { method: 'POST', headers: { 'x-lark-signature': 's1' }, body: '{ "a" : 1 }' });
    expect(await answer.json()).toEqual({ challenge: 'c' });
    expect(seen).toEqual(['s1 { "a" : 1 }']);
  });

  test('a body beyond the limit is refused while it is still being sent', async () => {
    const handled = jest.fn<ReturnType<HandleCallback>, Parameters<HandleCallback>>();
    const at = await serve({ feishu: handled });
    const announced = await fetch(`${at}/callback/feishu`, { method: 'POST', body: Buffer.alloc(CALLBACK_LIMIT_BYTES + 1) });
    expect(announced.status).toBe(413);
    const endless = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(at).port), '127.0.0.1');
      const push = (): void => {
        if (socket.writable && socket.write(`${(65_536).toString(16)}\r\n${' '.repeat(65_536)}\r\n`)) setImmediate(push);
        else socket.once('drain', push);
      };
      socket.on('error', () => undefined);
      socket.once('data', (data) => (resolve(data.toString()), socket.destroy()));
      socket.write('POST /callback/feishu HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
      push();
    });
    expect(endless).toMatch(/^HTTP\/1\.1 413 /);
    expect(handled).not.toHaveBeenCalled();
  });

  test('where the platform has its own connection there is no callback address', async () => {
    expect((await fetch(`${await serve()}/callback/feishu`, { method: 'POST' })).status).toBe(404);
  });
});

describe('saying no', () => {
  const refusing: HandleCallback = () => Promise.reject(new Refusal('draw.locked', '结果已锁定 <b>', { next: '请查看日志', clause: '临港 第十三条' }));

  test('a refusal is a page for people: fact, next step and clause, escaped', async () => {
    const answer = await fetch(`${await serve({ feishu: refusing })}/callback/feishu`, { method: 'POST', headers: { accept: 'text/html' } });
    expect(answer.status).toBe(422);
    const page = await answer.text();
    expect(page).toContain('结果已锁定 &#60;b&#62;');
    expect(page).toContain('请查看日志');
    expect(page).toContain('临港 第十三条');
  });

  test('a refusal is JSON for machines', async () => {
    const answer = await fetch(`${await serve({ feishu: refusing })}/callback/feishu`, { method: 'POST', headers: { accept: 'application/json' } });
    expect(await answer.json()).toMatchObject({ error: { code: 'draw.locked', next: '请查看日志' } });
  });

  test('a failure of ours shows a number, not its inside; the log has both', async () => {
    const at = await serve({ feishu: () => Promise.reject(new Error('inside')) });
    const answer = await fetch(`${at}/callback/feishu`, { method: 'POST', headers: { 'x-request-id': 'probe-0001' } });
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(text).toContain('probe-0001');
    expect(text).not.toContain('inside');
    expect(logged.find(({ message }) => message === 'request failed')?.fields['requestId']).toBe('probe-0001');
  });

  test('an unknown page and a wrong method are told apart', async () => {
    const at = await serve();
    expect((await fetch(`${at}/nowhere`)).status).toBe(404);
    expect((await fetch(`${at}/health`, { method: 'DELETE' })).status).toBe(405);
  });
});

test('stopping lets a running request finish and takes no new one', async () => {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  const reached = new Promise<void>((resolve) => {
    void serve({ feishu: async () => (resolve(), await gate, { status: 200, body: '{"done":true}' }) }).then((at) => void (running = fetch(`${at}/callback/feishu`, { method: 'POST' })));
  });
  let running: Promise<Response> | null = null;
  await reached;
  const closed = open?.close(5000);
  release();
  expect(await (await (running as unknown as Promise<Response>)).json()).toEqual({ done: true });
  await closed;
  await expect(fetch(`http://127.0.0.1:${open?.port ?? 0}/`)).rejects.toThrow();
});
