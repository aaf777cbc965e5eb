/**
 * Sending and changing messages (facts §12, points 7–13, 19): receivers, contents, sizes, uuid, patches, recalls, urgency, rates.
 */
import { dataOf, buttonOf, callerOf, cardOf, cardTo, chatIdOf, connect, GROUP, openIdOf, sandboxWith, SEND_CHAT, SEND_OPEN, stopAll, textTo } from './ground.ts';
import type { Caller, Reply } from './ground.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

afterEach(stopAll);
const DAY_MS = 24 * 3600_000;
const ground = async (): Promise<{ readonly sandbox: Sandbox; readonly call: Caller; readonly chat: string; readonly wang: string }> => {
  const sandbox = await sandboxWith();
  return { sandbox, call: await callerOf(sandbox), chat: chatIdOf(sandbox), wang: openIdOf(sandbox, '王敏') };
};
const idOf = (reply: Reply): string => dataOf(reply, 'message_id');

describe('who a message reaches', () => {
  it('refuses receivers that are unknown, of another app, resigned, gone, muted, dissolved, outside', async () => {
    const { sandbox, call, chat, wang } = await ground();
    const person = sandbox.control.state().people.find((one) => one.name === '李建国');
    const code = async (path: string, to: string): Promise<number> => (await call('POST', path, textTo(to))).json.code;
    expect(await code('/open-apis/im/v1/messages?receive_id_type=phone', wang)).toBe(99992402);
    expect(await code(SEND_OPEN, chat)).toBe(230001);
    expect(await code(SEND_CHAT, wang)).toBe(230001);
    expect(await code(SEND_OPEN, `ou_${'0'.repeat(32)}`)).toBe(99992351);
    expect(await code(SEND_OPEN, person?.otherAppOpenId ?? '')).toBe(99992361);
    expect(await code(SEND_OPEN, openIdOf(sandbox, '钱进'))).toBe(230038);
    sandbox.control.person({ as: '赵红', resigned: true });
    expect(await code(SEND_OPEN, openIdOf(sandbox, '赵红'))).toBe(230029);
    sandbox.control.person({ as: '周正', stoppedBot: true });
    expect(await code(SEND_OPEN, openIdOf(sandbox, '周正'))).toBe(230053);
    sandbox.control.member({ as: '王敏', chat: GROUP, muted: true });
    expect(await code(SEND_CHAT, chat)).toBe(230035);
    sandbox.control.member({ as: '王敏', chat: GROUP, muted: false, bot: false });
    expect(await code(SEND_CHAT, chat)).toBe(230002);
    sandbox.control.member({ as: '王敏', chat: GROUP, dissolved: true });
    expect(await code(SEND_CHAT, chat)).toBe(232009);
    expect(sandbox.control.deliveries().map((one) => one.type)).toEqual(['im.chat.member.bot.deleted_v1']);
  });
});

describe('what a message may contain', () => {
  it.each([
    ['an object instead of a string', { msg_type: 'text', content: { text: 'x' } }, 99992402], ['no JSON', { msg_type: 'text', content: 'hello' }, 230001],
    ['an empty text', { msg_type: 'text', content: '{"text":""}' }, 230001], ['an unknown type', { msg_type: 'letter', content: '{}' }, 230001],
    ['a file that is not ours', { msg_type: 'file', content: '{"file_key":"file_v3_x"}' }, 230017], ['a post with an unknown tag', { msg_type: 'post', content: '{"zh_cn":{"title":"","content":[[{"tag":"video"}]]}}' }, 230001],
    ['a template nobody made', { msg_type: 'interactive', content: '{"type":"template","data":{"template_id":"x"}}' }, 230099], ['a uuid too long', { msg_type: 'text', content: '{"text":"x"}', uuid: 'u'.repeat(51) }, 99992402],
    ['a text over 150 KB', { msg_type: 'text', content: JSON.stringify({ text: '字'.repeat(52_000) }) }, 230025],
    ['a post over 30 KB', { msg_type: 'post', content: JSON.stringify({ zh_cn: { title: '', content: [[{ tag: 'text', text: '字'.repeat(11_000) }]] } }) }, 230025],
  ])('refuses %s', async (_what, body, code) => {
    const { sandbox, call, chat } = await ground();
    expect(await call('POST', SEND_CHAT, { receive_id: chat, ...body })).toMatchObject({ status: 400, json: { code } });
    expect(sandbox.control.chat({ as: '王敏', chat: GROUP }).messages).toEqual([]);
  });

  it('an image is no file, and @all needs the group to allow it', async () => {
    const { sandbox, call, chat } = await ground();
    const form = new FormData();
    form.set('image_type', 'message');
    form.set('image', new Blob([Buffer.from('89504e470d0a1a0a0000', 'hex')]));
    const image = await call('POST', '/open-apis/im/v1/images', form);
    expect((await call('POST', SEND_CHAT, { receive_id: chat, msg_type: 'file', content: JSON.stringify({ file_key: image.json.data['image_key'] }) })).json.code).toBe(230055);
    expect((await call('POST', SEND_CHAT, { receive_id: chat, msg_type: 'image', content: JSON.stringify(image.json.data) })).json.code).toBe(0);
    sandbox.control.member({ as: '王敏', chat: GROUP, atAllAllowed: false });
    expect((await call('POST', SEND_CHAT, textTo(chat, '<at user_id="all"></at> 注意'))).json.code).toBe(230027);
    expect((await call('POST', SEND_CHAT, cardTo(chat, cardOf([{ tag: 'markdown', content: '<at id=ou_nobody></at>' }])))).json.msg).toContain('ErrCode: 100290');
  });

  it('the same uuid within the hour is one message, concurrently too; after it a second', async () => {
    const { sandbox, call, chat } = await ground();
    const send = (text = '一'): ReturnType<Caller> => call('POST', SEND_CHAT, textTo(chat, text, { uuid: 'same' }));
    const twins = await Promise.all([send(), send()]);
    expect(new Set(twins.map(idOf)).size).toBe(1);
    expect(idOf(await send('另一句'))).toBe(idOf(twins[0]));
    sandbox.control.switches({ duplicateUuid: 'refuse-230049' });
    expect((await send()).json.code).toBe(230049);
    sandbox.control.switches({ duplicateUuid: 'original', uuidCoversChangedContent: false });
    expect(idOf(await send('另一句'))).not.toBe(idOf(twins[0]));
    await sandbox.control.clock({ advanceMs: 3600_000 });
    expect(idOf(await send())).not.toBe(idOf(twins[0]));
    expect(sandbox.control.chat({ as: '王敏', chat: GROUP }).messages).toHaveLength(3);
  });

  it('five a second to one person and into one group, other bots counted; a refused one leaves nothing', async () => {
    const { sandbox, call, chat, wang } = await ground();
    for (let count = 0; count < 5; count += 1) expect((await call('POST', SEND_OPEN, textTo(wang))).json.code).toBe(0);
    expect(await call('POST', SEND_OPEN, textTo(wang))).toMatchObject({ status: 400, json: { code: 230020 } });
    expect(sandbox.control.chat({ as: '王敏', private: true }).messages).toHaveLength(5);
    sandbox.control.foreign({ chat: GROUP, times: 4 });
    expect((await call('POST', SEND_CHAT, textTo(chat))).json.code).toBe(0);
    expect((await call('POST', SEND_CHAT, textTo(chat))).json.code).toBe(230020);
    await sandbox.control.clock({ advanceMs: 200 });
    expect((await call('POST', SEND_CHAT, textTo(chat))).json.code).toBe(0);
    await sandbox.control.clock({ advanceMs: 1000 });
    sandbox.control.faults({ busyRatio: 1 });
    expect((await call('POST', SEND_CHAT, textTo(chat))).json.code).toBe(11232);
  });
});

describe('changing what was sent', () => {
  it('patches its own card for fourteen days, shared before and after, five times a second', async () => {
    const { sandbox, call, chat } = await ground();
    const path = async (card: unknown): Promise<string> => `/open-apis/im/v1/messages/${idOf(await call('POST', SEND_CHAT, cardTo(chat, card)))}`;
    const patch = async (where: string, card: unknown): Promise<number> => (await call('PATCH', where, { content: JSON.stringify(card) })).json.code;
    const shared = await path(cardOf());
    expect(await patch(shared, cardOf())).toBe(0);
    expect(await patch(shared, cardOf(undefined, {}))).toBe(230099);
    expect(await patch(await path(cardOf(undefined, {})), cardOf())).toBe(230099);
    expect(await patch(shared, { schema: '1.0' })).toBe(230099);
    const text = `/open-apis/im/v1/messages/${idOf(await call('POST', SEND_CHAT, textTo(chat)))}`;
    expect(await patch(text, cardOf())).toBe(230001);
    const said = sandbox.control.say({ as: '王敏', chat: GROUP, text: '大家好' });
    expect(await patch(`/open-apis/im/v1/messages/${said.message}`, cardOf())).toBe(230012);
    await sandbox.control.clock({ advanceMs: 1000 });
    for (let count = 0; count < 5; count += 1) expect(await patch(shared, cardOf())).toBe(0);
    expect(await patch(shared, cardOf())).toBe(230020);
    await sandbox.control.clock({ advanceMs: 14 * DAY_MS });
    const fresh = await callerOf(sandbox);
    expect((await fresh('PATCH', shared, { content: JSON.stringify(cardOf()) })).json.code).toBe(230031);
  });

  it('recalls its own within a day, and nothing can be done to what is recalled', async () => {
    const { sandbox, call, chat } = await ground();
    const path = `/open-apis/im/v1/messages/${idOf(await call('POST', SEND_CHAT, cardTo(chat, cardOf())))}`;
    const said = sandbox.control.say({ as: '王敏', chat: GROUP, text: '大家好' });
    expect((await call('DELETE', `/open-apis/im/v1/messages/${said.message}`, {})).json.code).toBe(230026);
    expect((await call('DELETE', path, {})).json.code).toBe(0);
    expect((await call('DELETE', path, {})).json.code).toBe(230110);
    expect((await call('PATCH', path, { content: JSON.stringify(cardOf()) })).json.code).toBe(230011);
    expect((await call('POST', `${path}/reply`, { msg_type: 'text', content: '{"text":"x"}' })).json.code).toBe(230011);
    expect((await call('GET', path)).json.data['items']).toMatchObject([{ deleted: true }]);
    expect(sandbox.control.chat({ as: '王敏', chat: GROUP }).messages[0]?.body).toEqual({ kind: 'recalled' });
    const old = `/open-apis/im/v1/messages/${idOf(await call('POST', SEND_CHAT, textTo(chat)))}`;
    await sandbox.control.clock({ advanceMs: DAY_MS + 1 });
    expect((await (await callerOf(sandbox))('DELETE', old, {})).json.code).toBe(230009);
  });

  it('replies, edits twenty times, urges and asks who has read only its own messages', async () => {
    const { sandbox, call, chat, wang } = await ground();
    const path = `/open-apis/im/v1/messages/${idOf(await call('POST', SEND_CHAT, textTo(chat)))}`;
    const replied = await call('POST', `${path}/reply`, { msg_type: 'text', content: '{"text":"回复"}' });
    expect(path).toContain(dataOf(replied, 'parent_id'));
    for (let count = 0; count < 20; count += 1) {
      await sandbox.control.clock({ advanceMs: 1000 });
      expect((await call('PUT', path, { msg_type: 'text', content: '{"text":"改"}' })).json.code).toBe(0);
    }
    expect((await call('PUT', path, { msg_type: 'text', content: '{"text":"改"}' })).json.code).toBe(230001);
    const said = `/open-apis/im/v1/messages/${sandbox.control.say({ as: '王敏', chat: GROUP, text: '大家好' }).message}`;
    const urge = async (where: string, ids: readonly string[]): Promise<number> => (await call('PATCH', `${where}/urgent_app?user_id_type=open_id`, { user_id_list: ids })).json.code;
    expect(await urge(said, [wang])).toBe(230012);
    expect(await urge(path, [openIdOf(sandbox, '钱进')])).toBe(230001);
    expect(await urge(path, Array.from({ length: 201 }, () => wang))).toBe(99992402);
    expect(await urge(path, [wang])).toBe(0);
    sandbox.control.switches({ urgentAllowed: false });
    expect(await urge(path, [wang])).toBe(230052);
    sandbox.control.chat({ as: '李建国', chat: GROUP, read: true });
    expect((await call('GET', `${path}/read_users?user_id_type=open_id`)).json.data['items']).toMatchObject([{ user_id: openIdOf(sandbox, '李建国') }]);
    expect((await call('GET', `${said}/read_users?user_id_type=open_id`)).json.code).toBe(230012);
  });

  it('the token of a callback updates twice within half an hour, and only after the answer', async () => {
    const { sandbox, call, chat } = await ground();
    const tokens: string[] = [];
    const early: number[] = [];
    const update = async (token: string): Promise<number> => (await call('POST', '/open-apis/interactive/v1/card/update', { token, card: cardOf() })).json.code;
    await connect(sandbox, { 'card.action.trigger': async (data) => {
      const token = String(data['token']);
      tokens.push(token);
      early.push(await update(token));
      return {};
    } });
    const message = idOf(await call('POST', SEND_CHAT, cardTo(chat, cardOf([buttonOf('好', { act: 'ok' })]))));
    const press = () => sandbox.control.click({ as: '王敏', message, button: '好' });
    await press();
    expect(early).toEqual([300020]);
    const [token = ''] = tokens;
    expect([await update(token), await update(token), await update(token), await update('c-unknown')]).toEqual([0, 0, 300040, 300020]);
    await call('PATCH', `/open-apis/im/v1/messages/${message}`, { content: JSON.stringify(cardOf([buttonOf('好', { act: 'ok' })])) });
    await press();
    await sandbox.control.clock({ advanceMs: 31 * 60_000 });
    expect(await update(tokens[1] ?? '')).toBe(300030);
  });
});

describe('batch messages', () => {
  it('go to many, tell who was invalid, and can neither be patched nor replied to', async () => {
    const { sandbox, call, wang } = await ground();
    const sent = await call('POST', '/open-apis/message/v4/batch_send/', { msg_type: 'interactive', card: cardOf(), open_ids: [wang, 'ou_x'] });
    expect(sent.json.data).toMatchObject({ message_id: expect.stringMatching(/^bm-/), invalid_open_ids: ['ou_x'] });
    const [message] = sandbox.control.chat({ as: '王敏', private: true, read: true }).messages;
    expect((await call('PATCH', `/open-apis/im/v1/messages/${message?.messageId ?? ''}`, { content: JSON.stringify(cardOf()) })).json.code).toBe(230001);
    expect((await call('GET', `/open-apis/im/v1/batch_messages/${dataOf(sent, 'message_id')}/get_progress`)).json.data).toMatchObject({ batch_message_send_progress: { success_user_ids_count: 1 } });
    expect(await call('POST', '/open-apis/message/v4/batch_send/', { msg_type: 'text', content: 'text', open_ids: [wang] })).toMatchObject({ status: 200, json: { code: 10003 } });
  });
});
