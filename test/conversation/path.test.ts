/**
 * The main job over real sockets, with the platform's unmodified SDK, in both transports.
 */
import { GROUP, openConversation, saying, textOf } from '../support/conversation.ts';
import type { Conversation } from '../support/conversation.ts';
import { acceptAndSubstitute, ceremony, confirmRosters, importAll, newTask, setUp } from '../support/main-job.ts';

const LIMIT_MS = 120_000;

/** Everything the bot has said in a chat. */
const saidIn = (talk: Conversation, who: string, chat?: string): string => talk.messages(who, chat).filter(({ from }) => from.kind === 'bot').map(textOf).join('\n');

describe.each([['ws', '南通通州'], ['http', '威海临港']] as const)('the main job over %s, by the rules of %s', (transport, rules) => {
  let talk: Conversation;
  beforeAll(async () => { talk = await openConversation({ transport }); }, LIMIT_MS);
  afterAll(async () => { await talk.close(); }, LIMIT_MS);

  test('from the one-time code to an approved substitute', async () => {
    await setUp(talk, rules);
    await importAll(talk);
    const task = await newTask(talk);
    await confirmRosters(talk, task);
    await ceremony(talk, task);
    if (rules === '威海临港') {
      // 第十二条、第十四条: the targets are locked, the inspectors have a ceremony of their own.
      await talk.ask('王敏', `派发 ${task}`, { fits: (text) => text.includes('执法检查人员还没有抽取') });
      await ceremony(talk, task, 'AB12345678');
    }
    await talk.until('the result sheet in the group', '赵红', ({ body }) => body.kind === 'file' && body.name.includes('抽取结果表'), { chat: GROUP });
    await talk.ask('王敏', `派发 ${task}`, { fits: (text) => text.includes('已派发') });
    const { inspection, old, picked } = await acceptAndSubstitute(talk, task);

    const line = await talk.until('the neutral line', '赵红', saying('更换检查人员'), { chat: GROUP });
    expect(textOf(line)).toContain(inspection);
    for (const secret of [old, picked, '业务培训']) expect(textOf(line)).not.toContain(secret);
    expect(saidIn(talk, '赵红', GROUP)).not.toMatch(/业务培训|ZF000\d/);
    await talk.ask('孙岩', `复核 ${task}`, { fits: (text) => text.includes('一致') });
    await talk.ask('王敏', `任务 ${task}`, { fits: (text) => text.includes('16/16 人次已接受') });
  }, LIMIT_MS);

  test('nobody was refused anything, nothing is left over, no secret reached a log', () => {
    expect(talk.sandbox.control.hygiene()).toEqual([]);
  });
});
