/** The built service as an operator meets it: the lines it prints, what it refuses, how it ends. */
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { ensureBuilt, startService, temporaryFolder } from './support/built-service.ts';
import type { RunningService } from './support/built-service.ts';

jest.setTimeout(120_000);
const root = resolve(import.meta.dirname, '..');
const folder = temporaryFolder();
const settings = { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: folder.path };
let running: RunningService | null = null;

beforeAll(ensureBuilt, 120_000);
afterEach(async () => {
  await running?.end('SIGKILL');
  running = null;
});
afterAll(() => folder.remove());

/** Starts it with settings that it should refuse. */
const refused = (over: Readonly<Record<string, string>>): { readonly code: number | null; readonly said: string } => {
  const done = spawnSync(process.execPath, [join(root, 'dist/main.js')], { cwd: folder.path, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings, ...over }, encoding: 'utf8', timeout: 60_000 });
  return { code: done.status, said: done.stderr };
};

test('a first start says where the chat is, which code makes the administrator, and that it can serve', async () => {
  running = await startService(settings);
  expect(running.chatPage).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(running.administratorCode).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
  // The long connection comes up a moment after the service can serve.
  let health = await fetch(`${running.url}/health`);
  while (!health.ok) health = await fetch(`${running.url}/health`);
  expect(await health.json()).toMatchObject({ status: 'ok', checks: { database: { ok: true }, platform: { ok: true }, jobs: { ok: true }, chat: { ok: true } } });
  expect(await (await fetch(running.chatPage ?? '')).text()).toContain('<html');
});

test('SIGTERM ends it in order with code 0, and the next start shows the same code again', async () => {
  running = await startService(settings);
  const { administratorCode } = running;
  expect(await running.end('SIGTERM')).toBe(0);
  expect(running.log()).toContain('"stopped"');
  running = await startService(settings);
  expect(running.administratorCode).toBe(administratorCode);
});

test('a second service on the same data is told so in one sentence, and the first goes on', async () => {
  running = await startService(settings);
  const { code, said } = refused({});
  expect(code).toBe(1);
  expect(said).toMatch(/^无法启动: .*/m);
  expect((await fetch(running.url)).status).toBe(200);
});

test('a port that is taken is named with the way out', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => other.once('listening', listening));
  const { code, said } = refused({ PORT: String((other.address() as AddressInfo).port) });
  other.close();
  expect(code).toBe(1);
  expect(said).toContain('端口已被占用');
});

test('wrong settings are listed all at once and nothing is started', () => {
  const { code, said } = refused({ PORT: 'x', LOG_LEVEL: 'loud', FEISHU_APP_ID: 'cli_0123456789abcdef' });
  expect(code).toBe(78);
  for (const name of ['PORT', 'LOG_LEVEL', 'FEISHU_APP_SECRET']) expect(said).toContain(`- ${name}: `);
});

test('a failure nobody handled is logged with its stack and ends the process', async () => {
  const tripwire = "process.on('SIGUSR2', () => { Promise.reject(new Error('boom')); });";
  running = await startService({ ...settings, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tripwire)}` });
  expect(await running.end('SIGUSR2')).toBe(1);
  expect(running.log()).toMatch(/"level":"fatal".*boom.*unhandled rejection/);
});
