/**
 * Twice, at once, by the wrong person, on the platform's bad days: over real sockets, in both transports, and with the
 * platform's undocumented behaviour set either way.
 */
import type { Switches } from '../../src/sandbox/control-api.ts';
import { GROUP, isCard, openConversation, saying, textOf } from '../support/conversation.ts';
import type { Conversation } from '../support/conversation.ts';
import { confirmRosters, importAll, newTask, setUp } from '../support/main-job.ts';

const LIMIT_MS = 120_000;
const SETTINGS = [
  { transport: 'ws', switches: {} },
  { transport: 'http', switches: { duplicateUuid: 'refuse-230049', formButtonBehaviors: 'drop', emptyFormFields: 'empty', cardFrameType: 'card', historyCardContent: 'degraded' } },
] as const satisfies readonly { readonly transport: 'ws' | 'http'; readonly switches: Partial<Switches> }[];

const inGroup = (...parts: readonly (string | RegExp)[]) => (message: Parameters<typeof textOf>[0]): boolean => isCard(message) && saying(...parts)(message);
/** How often a text stands in a chat, as separate messages. */
const times = (talk: Conversation, who: string, text: string, chat?: string): number => talk.messages(who, chat).filter((message) => message.from.kind === 'bot' && textOf(message).includes(text)).length;

describe.each(SETTINGS)('over $transport', ({ transport, switches }) => {
  let talk: Conversation;
  let task = '';
  beforeAll(async () => {
    talk = await openConversation({ transport });
    talk.sandbox.control.switches(switches);
    await setUp(talk);
    await importAll(talk);
  }, LIMIT_MS);
  afterAll(async () => { await talk.close(); }, LIMIT_MS);

  test('the platform delivers every event three times: one task, one answer', async () => {
    talk.sandbox.control.faults({ duplicates: 2 });
    task = await newTask(talk);
    await talk.sandbox.control.settle();
    talk.sandbox.control.faults({ duplicates: 0 });
    expect(task).toMatch(/^T\d{4}-001$/);
    const list = await talk.ask('王敏', '任务', { fits: (text) => text.includes('抽查任务 ·') });
    expect(textOf(list)).toContain('共 1 个任务');
    expect(times(talk, '王敏', '任务已建立：')).toBe(1);
    expect(times(talk, '王敏', '任务已建立 ·')).toBe(1);
    expect(times(talk, '赵红', '两库更新确认', GROUP)).toBe(1);
  }, LIMIT_MS);

  test('an event acknowledged long ago comes again: nothing happens', async () => {
    await confirmRosters(talk, task);
    const { attempts } = await talk.sandbox.control.redeliver({});
    await talk.sandbox.control.settle();
    expect(attempts.length).toBeGreaterThan(1);
    expect(times(talk, '李建国', '已确认')).toBe(1);
  }, LIMIT_MS);

  test('a stranger presses, two press at once, one presses twice: the draw goes its way once', async () => {
    const since = talk.say('赵红', `抽取 ${task} @{孙岩}`, GROUP);
    const confirm = await talk.until('the confirm card', '赵红', inGroup('确认办理'), { chat: GROUP, since });
    const stranger = await talk.click('王敏', confirm, '确认办理');
    expect(stranger.toast?.content).toContain('只有发出命令的人可以确认');
    const opened = await Promise.all([talk.click('赵红', confirm, '确认办理'), talk.click('赵红', confirm, '确认办理')]);
    expect(opened.map(({ error }) => error)).toEqual([null, null]);
    const card = await talk.until('the commitment', '孙岩', inGroup('公开抽取', '第 1 步 承诺'), { chat: GROUP, since });

    const both = await Promise.all([talk.click('孙岩', card, '提交', { text: 'QR71234567' }), talk.click('孙岩', card, '提交', { text: '另一个' })]);
    expect(both.map(({ toast }) => toast?.type).sort()).toEqual(['success', 'warning']);
    await talk.until('the result', '孙岩', inGroup('公开抽取', '第 3 步 开出', '我见证，结果与显示一致'), { chat: GROUP, since });

    const wrong = await talk.click('赵红', card, '我见证，结果与显示一致');
    expect(wrong.toast?.content).toContain('不能见证抽取');
    await talk.click('孙岩', card, '我见证，结果与显示一致');
    await talk.until('the witnessed result', '赵红', inGroup('公开抽取', '已确认结果一致'), { chat: GROUP, since });

    const locks = await Promise.all([talk.click('赵红', card, '锁定'), talk.click('王敏', card, '锁定')]);
    expect(locks.map(({ toast }) => toast?.type).sort()).toEqual(['success', 'warning']);
    expect(locks.map(({ toast }) => toast?.content ?? '').join()).toMatch(/已由(赵红|王敏)于 \d\d:\d\d 办理/);
    await talk.until('the sheet', '赵红', ({ body }) => body.kind === 'file' && body.name.includes('抽取结果表'), { chat: GROUP, since });
    expect(times(talk, '赵红', '第 1 步 承诺', GROUP)).toBe(1);
    expect(talk.messages('赵红', GROUP).filter(({ body }) => body.kind === 'file').length).toBe(1);
  }, LIMIT_MS);

  test('the platform refuses, is slow, loses answers, drops the link: everything arrives, nothing twice', async () => {
    const { control } = talk.sandbox;
    const messages = '/open-apis/im/v1/messages';
    control.faults({
      api: [
        { method: 'POST', path: messages, times: 2, effect: { kind: 'refuse', status: 500, code: 2200 } },
        { method: 'POST', path: messages, times: 1, effect: { kind: 'rate-limit', resetSeconds: 1 } },
        { method: 'POST', path: messages, times: 3, effect: { kind: 'drop-after' } },
        { method: 'POST', path: messages, times: 2, effect: { kind: 'drop-before' } },
        { method: 'POST', path: messages, times: 1, effect: { kind: 'garbage', status: 502 } },
        { method: 'PATCH', path: messages, times: 2, effect: { kind: 'refuse', status: 400, code: 11232 } },
      ],
      busyRatio: 0.1,
    });
    talk.say('王敏', `派发 ${task}`);
    if (transport === 'ws') control.disconnect({ code: 1006 });
    await talk.until('the answer', '王敏', saying(`${task} 已派发`));
    const holders = ['张伟', '刘洋', '黄丽', '马超', '赵强', '李娜', '王磊', '吴静'];
    const assigned = (who: string): number => { try { return times(talk, who, `任务单 · ${task}`); } catch { return 0; } };
    await talk.until('the last assignment', '王敏', () => holders.reduce((sum, who) => sum + assigned(who), 0) >= 16);
    control.faults({ api: [], busyRatio: 0 });
    await control.settle();
    expect(holders.reduce((sum, who) => sum + assigned(who), 0)).toBe(16);
    expect(times(talk, '王敏', `${task} 已派发`)).toBe(1);
    for (const who of holders) {
      const cards = talk.messages(who).map(textOf).filter((text) => text.includes(`任务单 · ${task}`)).map((text) => /任务单 · (T[\d-]+)/.exec(text)?.[1]);
      expect(new Set(cards).size).toBe(cards.length);
    }
  }, LIMIT_MS);
});
