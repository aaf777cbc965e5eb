/**
 * The chat under load: the built service over HTTP callbacks on the embedded engine, spoken to as the platform does –
 * encrypted, signed, with its own deadline. Peer: a bare Koa route doing one journaled insert on an engine of its own, in
 * the same run at the same concurrency.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { LINHAI } from '../../src/sandbox/world/tenant.ts';
import { ensureBuilt, startService, temporaryFolder } from '../support/built-service.ts';
import type { RunningService } from '../support/built-service.ts';
import { encrypted, signed } from '../support/feishu-callbacks.ts';
import { asFastAs, steadily } from './load.ts';
import type { Load } from './load.ts';
import { against, measure, percentile } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const CALLERS = 50;
const REQUESTS = 2000;
const PEOPLE = 200;
const STEADY_PER_SECOND = 50;
const STEADY_SECONDS = 10;

const startBare = async (dataDir: string): Promise<{ readonly url: string; readonly end: () => void }> => {
  const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'bare-route-child.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((found) => createInterface({ input: child.stdout }).once('line', found));
  return { url: `http://127.0.0.1:${port}/`, end: () => void child.kill('SIGTERM') };
};

const post = async (url: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<void> => {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: new Uint8Array(body) });
  const text = await answer.text();
  if (!answer.ok || text.includes('"error"')) throw new Error(`${answer.status} ${text}`);
};

type Json = Readonly<Record<string, unknown>>;
/** What the platform would send, from its people. */
const platformOf = (sandbox: Sandbox) => {
  const { app, control } = sandbox;
  const people = control.state().people.filter(({ external }) => !external);
  const chats = new Map<string, string>();
  const chatOf = (openId: string): string => {
    const known = chats.get(openId) ?? control.open({ as: openId }).chat;
    chats.set(openId, known);
    return known;
  };
  let sent = 0;
  const envelope = (type: string, event: Json): Buffer => {
    sent += 1;
    const header = { event_id: `bench-${String(sent)}`, event_type: type, create_time: String(Date.now()), token: app.verificationToken, app_id: app.appId, tenant_key: control.state().tenant };
    return Buffer.from(JSON.stringify({ encrypt: encrypted(JSON.stringify({ schema: '2.0', header, event }), app.encryptKey) }));
  };
  const delivered = async (url: string, body: Buffer): Promise<void> => {
    const { headers } = signed(body, Math.floor(Date.now() / 1000), app.encryptKey);
    await post(`${url}/callback/feishu`, headers, body);
  };
  const personAt = (n: number): string => people[n % people.length]?.openId ?? '';
  return {
    say: (url: string, n: number, text: string) => {
      const person = personAt(n);
      const message = { message_id: `om_${n.toString(16).padStart(32, '0')}`, chat_id: chatOf(person), chat_type: 'p2p', create_time: String(Date.now()), message_type: 'text', content: JSON.stringify({ text }) };
      return delivered(url, envelope('im.message.receive_v1', { sender: { sender_id: { open_id: person }, sender_type: 'user', tenant_key: control.state().tenant }, message }));
    },
    click: (url: string, n: number, act: string, form: Json = {}) => {
      const person = personAt(n);
      const action = { tag: 'button', value: { act, place: 'p', value: {} }, timezone: 'Asia/Shanghai', form_value: form };
      return delivered(url, envelope('card.action.trigger', { operator: { open_id: person, tenant_key: control.state().tenant }, token: 'c-bench', action, host: 'im_message', context: { open_message_id: `om_${'0'.repeat(32)}`, open_chat_id: chatOf(person) } }));
    },
    open: () => people.forEach(({ openId }) => chatOf(openId)),
  };
};

const gauge = async (service: RunningService, name: string): Promise<number> =>
  Number(new RegExp(`^${name} (\\S+)`, 'm').exec(await (await fetch(`${service.url}/metrics`)).text())?.[1] ?? Number.NaN);
const untilHandled = async (service: RunningService): Promise<void> => {
  while ((await gauge(service, 'yaohao_inbox_waiting')) > 0) await pause(50);
};

const setUp = async (sandbox: Sandbox, service: RunningService): Promise<void> => {
  const lines = [`绑定 管理员 ${service.administratorCode ?? ''} 何涛`, '单位 新建 临海区教育和卫生健康局 规则=威海临港 科室=综合科,教育科,卫健科'];
  for (const text of lines) {
    sandbox.control.say({ as: '何涛', private: true, text });
    await pause(500);
    await untilHandled(service);
  }
};

const rate = (name: string, load: Load, bare: Load): Measure => against(name, load.perSecond, '/s', 'bare insert', bare.perSecond);
const spread = (name: string, { latenciesMs }: Load): readonly Measure[] => [measure(`${name} p50`, percentile(latenciesMs, 0.5), 'ms'), measure(`${name} p99`, percentile(latenciesMs, 0.99), 'ms')];

const run = async (requests: number, service: RunningService, sandbox: Sandbox, bareUrl: string): Promise<readonly Measure[]> => {
  const platform = platformOf(sandbox);
  platform.open();
  await setUp(sandbox, service);
  const body = Buffer.from(JSON.stringify({ encrypt: encrypted(JSON.stringify({ text: '帮助', padding: 'x'.repeat(500) }), 'k') }));
  const bareSend = (): Promise<void> => post(bareUrl, {}, body);
  await asFastAs(CALLERS, 200, bareSend);
  await asFastAs(CALLERS, 200, (n) => platform.say(service.url, n, '帮助'));
  await untilHandled(service);

  const bare = await asFastAs(CALLERS, requests, bareSend);
  const began = performance.now();
  const received = await asFastAs(CALLERS, requests, (n) => platform.say(service.url, n + 1000, '帮助'));
  await untilHandled(service);
  const handled: Load = { perSecond: (requests * 1000) / (performance.now() - began), latenciesMs: received.latenciesMs };
  const clicked = await asFastAs(CALLERS, requests, (n) => platform.click(service.url, n, 'mine.show'));
  const decided = await asFastAs(CALLERS, PEOPLE, (n) => platform.click(service.url, n, 'person.request', { name: `试${String(n)}`, section: '综合科' }));
  await untilHandled(service);
  const steady = await steadily(STEADY_PER_SECOND, STEADY_PER_SECOND * STEADY_SECONDS, (n) => platform.click(service.url, n, 'mine.show'));
  return [
    rate('messages claimed and acknowledged', received, bare),
    ...spread('acknowledgement', received),
    rate('commands handled to their reply', handled, bare),
    rate('card callbacks answered', clicked, bare),
    ...spread('card callback', clicked),
    rate('card callbacks that decide, all on one unit', decided, bare),
    ...spread('deciding callback', decided),
    ...spread(`card callback at ${STEADY_PER_SECOND}/s`, steady),
    ...spread('bare insert', bare),
  ];
};

export const bench: Bench = async ({ rows }) => {
  ensureBuilt();
  const [data, bareData] = [temporaryFolder(), temporaryFolder()];
  const extra = Array.from({ length: PEOPLE - LINHAI.people.length }, (_, n) => ({ name: `职员${String(n)}`, jobTitle: '科员', departments: ['综合科'] }));
  const sandbox = await startSandbox({ seed: 'bench', clock: 'real', tenant: { ...LINHAI, people: [...LINHAI.people, ...extra] } });
  const { appId, appSecret, encryptKey, verificationToken } = sandbox.app;
  const bare = await startBare(bareData.path);
  const service = await startService({
    PORT: '0', DATA_DIR: data.path, LOG_LEVEL: 'fatal', FEISHU_APP_ID: appId, FEISHU_APP_SECRET: appSecret, FEISHU_ENCRYPT_KEY: encryptKey, FEISHU_VERIFICATION_TOKEN: verificationToken,
    FEISHU_TRANSPORT: 'http', FEISHU_DOMAIN: sandbox.openApiUrl,
  });
  try {
    await sandbox.control.subscribe({ callbackUrl: `${service.url}/callback/feishu` });
    return await run(rows ?? REQUESTS, service, sandbox, bare.url);
  } finally {
    bare.end();
    await service.end();
    await sandbox.stop();
    data.remove();
    bareData.remove();
  }
};
