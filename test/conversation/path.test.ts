/**
 * The main job over real sockets, with the platform's unmodified SDK, in both transports.
 */
import { GROUP, isCard, openConversation, saying, textOf } from '../support/conversation.ts';
import type { Conversation } from '../support/conversation.ts';
import { ceremony, confirmRosters, importAll, newTask, setUp } from '../support/main-job.ts';

const LIMIT_MS = 120_000;

describe.each(['ws', 'http'] as const)('the main job over %s', (transport) => {
  let talk: Conversation;
  beforeAll(async () => { talk = await openConversation({ transport }); }, LIMIT_MS);
  afterAll(async () => { await talk.close(); }, LIMIT_MS);

  test('from the one-time code to an accepted assignment and a substitute', async () => {
    await setUp(talk);
    await importAll(talk);
    const task = await newTask(talk);
    await confirmRosters(talk, task);
    await ceremony(talk, task);
    await talk.until('the result sheet in the group', '赵红', ({ body }) => body.kind === 'file' && body.name.includes('抽取结果表'), { chat: GROUP });

    const dispatched = talk.say('王敏', `派发 ${task}`);
    await talk.until('the dispatch', '王敏', saying('已派发'), { since: dispatched });
    const assignment = await talk.until('his assignment', '马超', (message) => isCard(message) && saying(task, '接受')(message)).catch(() => null);
    const holder = assignment === null ? '刘洋' : '马超';
    const card = assignment ?? (await talk.until('his assignment', holder, (message) => isCard(message) && saying(task, '接受')(message)));
    const inspection = /T\d{4}-\d{3}-\d{2}/.exec(textOf(card))?.[0] ?? '';
    const request = talk.say(holder, `更换 ${inspection} 健康 阑尾炎住院`);
    await talk.until('the request noted', holder, saying(/申请|提交/), { since: request });
    const approval = await talk.until('the approval card', '陈志远', (message) => isCard(message) && saying('更换', inspection)(message));
    expect(textOf(approval)).not.toContain('阑尾炎');
    const group = talk.messages('赵红', GROUP).map(textOf).join('\n');
    expect(group).not.toContain('阑尾炎');
  }, LIMIT_MS);
});
