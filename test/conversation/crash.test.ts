/**
 * The service is killed at every named write and at random moments while people work with it.
 *
 * Promises under test: no acknowledged step is lost, none is done twice, the journal verifies, the conversation goes on.
 * The database and the platform live on; people do what people do – who got an error presses again, and the platform
 * delivers again what was not acknowledged.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase } from '../../src/adapters/mongo/connection.ts';
import type { Database } from '../../src/adapters/mongo/connection.ts';
import { openStorage } from '../../src/adapters/mongo/storage.ts';
import type { MessageView } from '../../src/sandbox/control-api.ts';
import { GROUP, isCard, openConversation, saying, textOf } from '../support/conversation.ts';
import { importAll, newTask, setUp } from '../support/main-job.ts';
import { INSPECTORS } from '../support/workbooks.ts';
import { mongoProxy } from '../support/mongo-proxy.ts';
import type { Moment, MongoProxy, WireCommand } from '../support/mongo-proxy.ts';

const LIMIT_MS = 900_000;
/** Killed again and again, the service may need several starts for one answer. */
const PATIENCE_MS = 180_000;
/** Kills at random moments, on top of one at every boundary. */
const RANDOM_KILLS = 50;
const SEED = Number(process.env['CRASH_SEED'] ?? '20261122');

/** A small generator, so that a failing run can be repeated with its seed (mulberry32). */
const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

interface Boundary { readonly name: string; readonly collection: RegExp; readonly moment: Moment; /** Kills at the n-th such command. */ readonly nth: number }
const at = (name: string, collection: RegExp, nth = 1): readonly Boundary[] => [{ name: `before ${name}`, collection, moment: 'before', nth }, { name: `after ${name}`, collection, moment: 'after', nth }];
const BOUNDARIES: readonly Boundary[] = [
  ...at('the inbox claim', /^inbox$/),
  ...at('the inbox done mark', /^inbox$/, 3),
  ...at('a blob', /\.files$/),
  ...at('the secret of a ceremony', /^secrets$/),
  ...at('the journal insert', /^journal$/),
  ...at('the second journal insert of a step (reveal)', /^journal$/, 2),
  ...at('a projection', /^states_/),
  ...at('the next projection', /^states_/, 2),
  ...at('the outbox put', /^outbox$/),
  ...at('the outbox lease (before a send)', /^outbox$/, 2),
  ...at('the outbox sent mark (after a send)', /^outbox$/, 3),
  ...at('the follower checkpoint', /^followers$/),
  ...at('a confidential text', /^confidential$/),
];
const WRITES = new Set(['insert', 'update', 'findAndModify', 'bulkWrite']);

/** The service as a supervised process: whenever it ends, it is started again. */
const supervised = async (uri: string) => {
  const talk = await openConversation({ kind: 'process', env: { MONGODB_URI: uri }, patienceMs: PATIENCE_MS });
  let starting: Promise<void> | null = null;
  let kills = 0;
  /** @returns false while it is not up: there is nothing to kill */
  const kill = (): boolean => {
    if (starting !== null) return false;
    kills += 1;
    starting = talk.restart('SIGKILL').then(async () => {
      starting = null;
      // What was not acknowledged comes again after 15 s of the platform's time.
      await talk.sandbox.control.clock({ advanceMs: 16_000 });
    });
    starting.catch(() => undefined);
    return true;
  };
  return { talk, kill, kills: () => kills, alive: async (): Promise<void> => { while (starting !== null) await starting; } };
};
type Supervised = Awaited<ReturnType<typeof supervised>>;

/** Presses until the platform has brought an answer: what a person does after 「网络错误，请重试」. */
const press = async ({ talk, alive }: Supervised, who: string, card: MessageView, button: string, form?: Readonly<Record<string, string>>): Promise<string> => {
  for (;;) {
    await alive();
    const { toast, error } = await talk.click(who, card, button, form);
    // The card may have been replaced meanwhile: then the step is done and its button gone.
    if (error?.kind === 'client') return error.text;
    if (error === null && toast !== null) return toast.content;
  }
};

/** Says it, and waits; what was said is delivered again by the platform until it is acknowledged. */
const hear = async ({ talk, alive }: Supervised, who: string, line: string, fits: RegExp): Promise<MessageView> => {
  await alive();
  const since = talk.say(who, line);
  return talk.until(`an answer to 「${line}」`, who, saying(fits), { since });
};

const isSheet = ({ body }: MessageView, task: string): boolean => body.kind === 'file' && body.name.includes('抽取结果表') && body.name.includes(task);

describe('被杀掉也不丢一步、不重一步', () => {
  let folder = '';
  let database: Database;
  let proxy: MongoProxy;
  let onCommand: (command: WireCommand, moment: Moment) => boolean = () => false;
  let service: Supervised;
  /** Every task that was worked on. */
  const tasks: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yaohao-crash-'));
    database = await openDatabase({ dataDir: join(folder, 'db') });
    const socket = decodeURIComponent(/^mongodb:\/\/([^/?]+)/.exec(database.uri)?.[1] ?? '');
    const from = join(folder, 'proxy.sock');
    proxy = await mongoProxy(from, socket, (command, moment) => onCommand(command, moment));
    service = await supervised(database.uri.replace(/^mongodb:\/\/[^/?]+/, `mongodb://${encodeURIComponent(from)}`));
    // 西平 sets no yearly cap: every task draws the same number, so that what is missing shows.
    await setUp(service.talk, '西平');
    await importAll(service.talk);
  }, LIMIT_MS);
  afterAll(async () => {
    await service.alive();
    await service.talk.close();
    await proxy.close();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  /** One whole job, from a new task to accepted assignments and a substitution; kills happen under way. */
  const job = async (): Promise<string> => {
    const { talk, alive } = service;
    await alive();
    const task = await newTask(talk);
    await hear(service, '赵红', `确认名录 ${task}`, /已确认/);
    await hear(service, '李建国', `确认名录 ${task}`, /已确认/);
    const cardOf = (what: string, who: string, ...parts: readonly (string | RegExp)[]): Promise<MessageView> => talk.until(what, who, (message) => isCard(message) && saying('公开抽取', task, ...parts)(message), { chat: GROUP });
    await hear(service, '赵红', `抽取 ${task} @{孙岩}`, /承诺|已发起|见证/);
    await press(service, '孙岩', await cardOf('the commitment', '孙岩', '第 2 步 见证'), '提交', { text: 'QR71234567' });
    await press(service, '孙岩', await cardOf('the result', '孙岩', '我见证，结果与显示一致'), '我见证，结果与显示一致');
    await press(service, '赵红', await cardOf('the witnessed result', '赵红', '已确认结果一致'), '锁定');
    await cardOf('the lock', '赵红', '已锁定');
    await hear(service, '王敏', `派发 ${task}`, /已派发/);
    const isAssignment = (message: MessageView): boolean => isCard(message) && saying(task, '接受')(message);
    const [who, assignment] = await Promise.any(INSPECTORS.map(async ([name]) => [name, await talk.until('an assignment', name, isAssignment)] as const));
    const inspection = /T\d{4}-\d{3}-\d{2}/.exec(textOf(assignment))?.[0] ?? '';
    await hear(service, who, `更换 ${inspection} 健康 住院`, /SUB\d{4}-\d{3}|已提交|已申请/);
    await talk.until('the approval card', '陈志远', (message) => isCard(message) && saying('更换', inspection)(message));
    await talk.until('the result sheet', '赵红', (message) => isSheet(message, task), { chat: GROUP });
    return task;
  };

  test.each(BOUNDARIES.map((boundary) => [boundary.name, boundary] as const))('killed %s', async (_, boundary) => {
    const before = service.kills();
    let seen = 0;
    onCommand = ({ verb, collection }, moment) => {
      if (!WRITES.has(verb) || moment !== boundary.moment || !boundary.collection.test(collection)) return false;
      seen += 1;
      if (seen !== boundary.nth) return false;
      onCommand = () => false;
      return service.kill();
    };
    tasks.push(await job());
    expect(service.kills()).toBe(before + 1);
    onCommand = () => false;
  }, LIMIT_MS);

  test(`killed at ${String(RANDOM_KILLS)} random moments (seed ${String(SEED)})`, async () => {
    const random = randomFrom(SEED);
    const until = service.kills() + RANDOM_KILLS;
    // Counted in commands, not in time: the same seed kills at the same places however fast the machine is.
    let countdown = Math.floor(random() * 40);
    onCommand = () => {
      countdown -= 1;
      if (countdown > 0 || service.kills() >= until) return false;
      countdown = Math.floor(random() * 240) + 1;
      return service.kill();
    };
    while (service.kills() < until) tasks.push(await job());
    onCommand = () => false;
    await service.alive();
  }, LIMIT_MS);

  test('nothing was said twice and nothing left out', async () => {
    await service.alive();
    const { talk } = service;
    const group = talk.messages('赵红', GROUP);
    const inPrivate = new Map(INSPECTORS.map(([name]) => [name, talk.messages(name)]));
    expect(tasks.length).toBeGreaterThan(0);
    expect(new Set(tasks).size).toBe(tasks.length);
    for (const task of tasks) {
      const cards = group.filter((message) => isCard(message) && saying('公开抽取', task)(message));
      expect([task, cards.length, group.filter((message) => isSheet(message, task)).length]).toEqual([task, 1, 1]);
      const assignments = [...inPrivate.values()].flat().filter((message) => isCard(message) && saying('任务单', `${task}-`)(message));
      expect([task, assignments.length]).toEqual([task, 16]);
      expect(talk.messages('陈志远').filter((message) => isCard(message) && saying('更换', task)(message))).toHaveLength(1);
    }
  }, LIMIT_MS);

  test('afterwards the journal verifies, word for word', async () => {
    await service.alive();
    await service.talk.service().stop('SIGTERM');
    const storage = await openStorage({ uri: database.uri }, { clock: () => new Date().toISOString(), random: () => new Uint8Array(32), secretKey: { id: 'unused', key: new Uint8Array(32) } });
    try {
      expect((await storage.verify()).findings).toEqual([]);
    } finally {
      await storage.close();
    }
  }, LIMIT_MS);
});
