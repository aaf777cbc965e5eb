/**
 * The outbox: the real queue in the embedded engine, the real adapter with the platform's SDK, over sockets to the sandbox.
 *
 * How many messages a second leave it when the platform sets no limit, beside a bare HTTP client with as many callers that
 * keeps no queue; how late a message is under steady load; what taking the next handful costs when many wait; and on the
 * machine's own clock, with the platform's limits on: a thousand people told of one dispatch, first on a good day, then
 * with every tenth answer a 429 or a 5xx.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { feishu } from '../../src/adapters/feishu/index.ts';
import { FEISHU_LIMITS } from '../../src/adapters/feishu/pacing.ts';
import type { Limits } from '../../src/adapters/feishu/pacing.ts';
import { openDatabase } from '../../src/adapters/mongo/connection.ts';
import type { Database } from '../../src/adapters/mongo/connection.ts';
import { mongoOutbox } from '../../src/adapters/mongo/outbox.ts';
import { outbox } from '../../src/chat/outbox.ts';
import type { OutboxItem } from '../../src/chat/ports.ts';
import type { Timers } from '../../src/chat/loop.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { temporaryFolder } from '../support/built-service.ts';
import { bestMs } from '../support/limits.ts';
import { asFastAs, steadily } from './load.ts';
import { against, measure, percentile } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const PEOPLE = 1000;
const MESSAGES = 2000;
/** As many lanes at once as the service delivers (chat.ts). */
const CALLERS = 16;
const STEADY_PER_SECOND = 40;
const STEADY_SECONDS = 10;
const LEASES = 30;
const NO_LIMITS: Limits = { app: [{ count: 1_000_000, perMs: 1000 }], receiver: [{ count: 1_000_000, perMs: 1000 }], message: [{ count: 1_000_000, perMs: 1000 }] };
/** Marks what failed because the bench asked for it. */
const BY_CHANCE = 'by chance';
const MESSAGES_PATH = '/open-apis/im/v1/messages';

const now = (): string => new Date().toISOString();
const timers: Timers = { after: (milliseconds, run) => { const timer = setTimeout(run, milliseconds); return () => { clearTimeout(timer); }; } };
const median = (values: readonly number[]): number => percentile(values, 0.5);

interface Scene { readonly sandbox: Sandbox; readonly database: Database; readonly people: readonly string[] }

const textFor = (n: number): string => `您有新的检查任务 ${String(n)}，请发送「我的」查看`;
const itemTo = (user: string, key: string, n: number): OutboxItem => ({ key, platform: 'feishu', to: { kind: 'person', user }, message: { kind: 'text', text: textFor(n) }, subject: null, notBefore: now() });

/** A service's outgoing half, as it stands after a start. */
const open = async ({ sandbox, database }: Scene, limits: Limits) => {
  const { appId, appSecret, encryptKey, verificationToken } = sandbox.app;
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const adapter = feishu(
    { appId, appSecret, encryptKey, verificationToken, domain: sandbox.openApiUrl, transport: 'http' },
    { limits, log, memory: { get: () => Promise.resolve(null), set: () => Promise.resolve() }, blobs: { stream: () => { throw new TypeError('no files here'); } } },
  );
  await adapter.start({ onMessage: () => Promise.resolve(), onAction: () => Promise.resolve({ tone: 'ok', text: '' }) });
  const store = mongoOutbox(database.db);
  await store.prepare();
  const sentAt = new Map<string, number>();
  const watched = { ...store, sent: async (...args: Parameters<typeof store.sent>) => { await store.sent(...args); sentAt.set(args[0], performance.now()); } };
  const box = outbox({ store: watched, platforms: new Map([['feishu', adapter]]), clock: now, random: Math.random, timers, owner: 'bench', concurrency: CALLERS, restMs: 200, unreachable: () => Promise.resolve(), log: () => undefined });
  await box.start();
  const untilSent = async (count: number): Promise<void> => { while (sentAt.size < count) await pause(5); };
  return { box, store, sentAt, untilSent, stop: async () => { await box.stop(); await adapter.stop(); await database.db.collection('outbox').deleteMany({}); } };
};

/** The peer: the same texts to the same people over the same sockets, nothing kept, nothing claimed. */
const bareClient = async (sandbox: Sandbox) => {
  const post = async (path: string, body: Readonly<Record<string, unknown>>, token: string): Promise<unknown> => {
    const answer = await fetch(`${sandbox.openApiUrl}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify(body) });
    const read: unknown = await answer.json();
    if (!answer.ok) throw new Error(JSON.stringify(read));
    return read;
  };
  const { appId, appSecret } = sandbox.app;
  const given = (await post('/open-apis/auth/v3/tenant_access_token/internal', { app_id: appId, app_secret: appSecret }, '')) as { readonly tenant_access_token: string };
  return async (user: string, n: number): Promise<void> => {
    await post(`${MESSAGES_PATH}?receive_id_type=open_id`, { receive_id: user, msg_type: 'text', content: JSON.stringify({ text: textFor(n) }) }, given.tenant_access_token);
  };
};

const drained = async (scene: Scene, messages: number): Promise<readonly Measure[]> => {
  const { people, sandbox } = scene;
  sandbox.control.switches({ rateLimits: false });
  const send = await bareClient(sandbox);
  const userAt = (n: number): string => people[n % people.length] ?? '';
  await asFastAs(CALLERS, 200, (n) => send(userAt(n), n));
  const bare = await asFastAs(CALLERS, messages, (n) => send(userAt(n), n));
  const out = await open(scene, NO_LIMITS);
  await out.box.put(Array.from({ length: 200 }, (_, n) => itemTo(userAt(n), `warm/${String(n)}`, n)));
  await out.untilSent(200);
  const began = performance.now();
  await out.box.put(Array.from({ length: messages }, (_, n) => itemTo(userAt(n), `drain/${String(n)}`, n)));
  await out.untilSent(messages + 200);
  const perSecond = (messages * 1000) / (performance.now() - began);
  const putAt = new Map<string, number>();
  const total = STEADY_PER_SECOND * STEADY_SECONDS;
  await steadily(STEADY_PER_SECOND, total, async (n) => {
    putAt.set(`steady/${String(n)}`, performance.now());
    await out.box.put([itemTo(userAt(n), `steady/${String(n)}`, n)]);
  });
  await out.untilSent(messages + 200 + total);
  const lags = [...putAt].map(([key, at]) => (out.sentAt.get(key) ?? Number.NaN) - at);
  await out.stop();
  return [
    against('messages drained', perSecond, '/s', 'bare HTTP client', bare.perSecond),
    measure(`from put to sent at ${String(STEADY_PER_SECOND)}/s p50`, percentile(lags, 0.5), 'ms'),
    measure(`from put to sent at ${String(STEADY_PER_SECOND)}/s p99`, percentile(lags, 0.99), 'ms'),
    measure('bare HTTP client p50', percentile(bare.latenciesMs, 0.5), 'ms'),
  ];
};

/** Takes and settles handfuls of 64 while so many wait. Peer: reading the first 64 documents of the queue, claiming nothing. */
const leased = async ({ database }: Scene, waiting: number): Promise<readonly Measure[]> => {
  const store = mongoOutbox(database.db);
  await store.prepare();
  for (let from = 0; from < waiting; from += 5000) {
    await store.put(Array.from({ length: Math.min(5000, waiting - from) }, (_, n) => itemTo(`ou_${String((from + n) % PEOPLE)}`, `queue/${String(from + n)}`, n)), now());
  }
  const times: number[] = [];
  const reads: number[] = [];
  const onTheWay: string[] = [];
  for (let round = 0; round < LEASES; round += 1) {
    const readAt = performance.now();
    await database.db.collection('outbox').find({ state: 'waiting' }).sort({ order: 1 }).limit(64).toArray();
    reads.push(performance.now() - readAt);
    const at = now();
    const began = performance.now();
    const taken = await store.lease({ owner: 'bench', now: at, until: new Date(Date.parse(at) + 60_000).toISOString(), limit: 64 });
    times.push(performance.now() - began);
    if (taken.length !== 64) throw new Error(`took ${String(taken.length)}`);
    // Half of it is sent, half is still on its way when the next handful is taken.
    const settled = [...onTheWay.splice(0), ...taken.slice(0, 32).map(({ item }) => item.key)];
    onTheWay.push(...taken.slice(32).map(({ item }) => item.key));
    await Promise.all(settled.map((key) => store.sent(key, { at, message: 'om_x', card: null })));
  }
  const lagAt = performance.now();
  await store.lag(now());
  const lagMs = performance.now() - lagAt;
  await database.db.collection('outbox').deleteMany({});
  return [against(`taking 64 of ${String(waiting)} waiting`, median(times), 'ms', 'reading 64', median(reads)), measure(`asking how far behind, ${String(waiting)} waiting`, lagMs, 'ms')];
};

/** Everything that was put arrived once, and nothing was ever refused for the limits; else the figure is worth nothing. */
const dispatched = async (scene: Scene, name: string, share: number): Promise<readonly Measure[]> => {
  const { sandbox, people } = scene;
  sandbox.control.switches({ rateLimits: true });
  const each = share / 2;
  sandbox.control.faults({ api: share === 0 ? [] : [
    { method: 'POST', path: MESSAGES_PATH, times: null, share: each, effect: { kind: 'refuse', status: 429, code: 99991400, msg: BY_CHANCE } },
    { method: 'POST', path: MESSAGES_PATH, times: null, share: each / (1 - each), effect: { kind: 'refuse', status: 502, code: 2200, msg: BY_CHANCE } },
  ] });
  const out = await open(scene, FEISHU_LIMITS);
  // Starting asked the platform who the bot is: a call, too. Then a minute of rest, so that all thousand fit into the next.
  await pause(61_000);
  const since = sandbox.control.requests().at(-1)?.n ?? 0;
  const began = performance.now();
  await out.box.put(people.map((user, n) => itemTo(user, `${name}/${String(n)}`, n)));
  await out.untilSent(people.length);
  const seconds = (performance.now() - began) / 1000;
  sandbox.control.faults({ api: [] });
  await out.stop();
  const calls = sandbox.control.requests({ after: since }).filter(({ path, method }) => path === MESSAGES_PATH && method === 'POST');
  const arrived = new Set(calls.filter(({ code }) => code === 0).map(({ body }) => JSON.stringify(body)));
  const failed = calls.filter(({ code }) => code !== 0);
  const overLimit = failed.filter(({ msg }) => msg !== BY_CHANCE);
  if (arrived.size !== people.length || calls.length - failed.length !== people.length) throw new Error(`${name}: ${String(arrived.size)} of ${String(people.length)} arrived, ${String(calls.length - failed.length)} messages`);
  if (overLimit.length > 0) throw new Error(`${name}: ${String(overLimit.length)} calls over a limit, e.g. ${JSON.stringify(overLimit[0])}`);
  return [against(name, seconds, 's', `the limits at best for ${String(calls.length)} calls`, bestMs(calls.length) / 1000), ...(share === 0 ? [] : [measure(`${name}: calls that failed`, failed.length, '')])];
};

export const bench: Bench = async ({ rows }) => {
  const data = temporaryFolder();
  const crowd = Array.from({ length: PEOPLE }, (_, n) => ({ name: `执法人员${String(n)}`, jobTitle: '科员', departments: ['综合科'] }));
  const sandbox = await startSandbox({ seed: 'bench', clock: 'real', tenant: { name: '临海区', bot: '双随机助手', departments: ['综合科'], people: crowd, groups: [] } });
  const database = await openDatabase({ dataDir: data.path }, { name: 'bench' });
  const people = sandbox.control.state().people.map(({ openId }) => openId);
  const scene: Scene = { sandbox, database, people };
  try {
    const measures: Measure[] = [...(await drained(scene, rows ?? MESSAGES))];
    for (const waiting of [2500, 10_000, 100_000]) measures.push(...(await leased(scene, waiting)));
    measures.push(...(await dispatched(scene, '1,000 people told, a good day', 0)));
    measures.push(...(await dispatched(scene, '1,000 people told, every tenth call fails', 0.1)));
    return measures;
  } finally {
    await database.close();
    await sandbox.stop();
    data.remove();
  }
};
