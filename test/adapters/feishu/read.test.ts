/** What people do in the chat, in the words of the house. */
import { pressName, pressValue, readCardRef } from '../../../src/adapters/feishu/buttons.ts';
import { read } from '../../../src/adapters/feishu/read.ts';
import { BOT, clicked, eventOf, GROUP, LI, MESSAGE, NOW_MS, PRIVATE, said, WANG } from '../../support/feishu-callbacks.ts';

const known = { botOpenId: BOT, person: null };
const reading = (envelope: Readonly<Record<string, unknown>>, person: string | null = null) => read(envelope, { ...known, person });
const mention = (key: string, openId: string, name: string) => ({ key, id: { open_id: openId }, name });
const text = (words: string, more: Readonly<Record<string, unknown>> = {}) => said({ content: JSON.stringify({ text: words }), ...more });
const TO_BOT = mention('@_user_1', BOT, '双随机助手');

describe('messages', () => {
  test('a command to the bot in a group arrives without the mention of the bot', () => {
    expect(reading(text('@_user_1 抽取 特种设备 6户', { mentions: [TO_BOT] }))).toEqual({
      kind: 'message', privateChat: null,
      inbound: {
        kind: 'text', platform: 'feishu', key: MESSAGE, at: '2026-03-10T01:00:00.000Z', from: { platform: 'feishu', id: WANG }, chat: { kind: 'group', chat: GROUP },
        text: '抽取 特种设备 6户', mentions: [],
      },
    });
  });
  test('other people stand in the text by their account', () => {
    const result = reading(text('@_user_1 绑定 @_user_2 教育科', { mentions: [TO_BOT, mention('@_user_2', LI, '李建国')] }));
    expect(result).toMatchObject({ inbound: { text: `绑定 @{${LI}} 教育科`, mentions: [{ user: LI, name: '李建国' }] } });
  });
  test('the tenth mention is not taken for the first', () => {
    const mentions = [TO_BOT, ...Array.from({ length: 10 }, (_, index) => mention(`@_user_${index + 2}`, `ou_${index}`, `甲${index}`))];
    expect(reading(text('@_user_1 @_user_10 @_user_2', { mentions }))).toMatchObject({ inbound: { text: '@{ou_8} @{ou_0}' } });
  });
  test('nobody becomes a mention by typing the characters of one', () => {
    const result = reading(text(`@_user_1 绑定 @{${LI}} 教育科`, { mentions: [TO_BOT] }));
    expect(result).toMatchObject({ inbound: { text: `绑定 @ {${LI}} 教育科`, mentions: [] } });
  });
  test('full-width and invisible blanks are ordinary blanks or nothing', () => {
    expect(reading(text('@_user_1\u3000任务\u00a0\u200bT2026-007\r\n第二行', { mentions: [TO_BOT] }))).toMatchObject({ inbound: { text: '任务 T2026-007\n第二行' } });
  });
  test('@所有人 stays readable', () => {
    expect(reading(text('@_all @_user_1 帮助', { mentions: [TO_BOT] }))).toMatchObject({ inbound: { text: '@所有人  帮助' } });
  });
  test('in a group, what is not said to the bot is none of its business', () => {
    expect(reading(text('中午吃什么'))).toEqual({ kind: 'ignored', why: 'not meant for the bot' });
  });
  test('a private message needs no mention, and tells which chat belongs to whom', () => {
    expect(reading(text('我的', { chat_type: 'p2p', chat_id: PRIVATE }))).toMatchObject({
      inbound: { text: '我的', chat: { kind: 'person', user: WANG } }, privateChat: { user: WANG, chat: PRIVATE },
    });
  });
  test('a formatted message is read as its lines', () => {
    const post = { title: '回避申请', content: [[{ tag: 'at', user_id: '@_user_1' }, { tag: 'text', text: ' 更换 ' }, { tag: 'a', text: '任务', href: 'https://x' }], [{ tag: 'at', user_id: '@_user_2' }, { tag: 'img', image_key: 'k' }], [{ tag: 'md', text: '**急**' }]] };
    const result = reading(said({ message_type: 'post', content: JSON.stringify(post), mentions: [TO_BOT, mention('@_user_2', LI, '李建国')] }));
    expect(result).toMatchObject({ inbound: { text: `回避申请\n 更换 任务\n@{${LI}}\n**急**`, mentions: [{ user: LI, name: '李建国' }] } });
  });
  test('a file is told by name, and fetched through its message', () => {
    expect(reading(said({ message_type: 'file', content: JSON.stringify({ file_key: 'file_v3_0123', file_name: '名录.xlsx' }) }))).toMatchObject({
      inbound: { kind: 'file', file: { name: '名录.xlsx', bytes: null, token: `${MESSAGE}/file_v3_0123` } },
    });
  });
  test('a picture or a film sent in private is a file called after its moment', () => {
    const inPrivate = { chat_type: 'p2p', chat_id: PRIVATE };
    expect(reading(said({ ...inPrivate, message_type: 'image', content: '{"image_key":"img_v3_1"}' }))).toMatchObject({
      inbound: { kind: 'file', file: { name: '照片20260310-090000.jpg', token: `${MESSAGE}/img_v3_1` }, chat: { kind: 'person', user: WANG } },
    });
    expect(reading(said({ ...inPrivate, message_type: 'media', content: '{"file_key":"file_v3_1","image_key":"img_v3_1","file_name":"现场.mp4","duration":3000}' }))).toMatchObject({ inbound: { file: { name: '现场.mp4', token: `${MESSAGE}/file_v3_1` } } });
    expect(reading(said({ ...inPrivate, message_type: 'image', content: '{"image_key":"../x"}' }))).toMatchObject({ kind: 'ignored', why: 'file without a key' });
    expect(reading(said({ message_type: 'image', content: '{"image_key":"img_v3_1"}' }))).toEqual({ kind: 'ignored', why: 'a picture for the group' });
  });
  test('pictures that stand in a text come with it, each once', () => {
    const post = { title: '', content: [[{ tag: 'text', text: '证据 7-1' }], [{ tag: 'img', image_key: 'img_v3_1' }, { tag: 'img', image_key: 'img_v3_1' }], [{ tag: 'media', file_key: 'file_v3_2', image_key: 'img_v3_9' }]] };
    expect(reading(said({ chat_type: 'p2p', chat_id: PRIVATE, message_type: 'post', content: JSON.stringify(post) }))).toMatchObject({
      inbound: { kind: 'text', text: '证据 7-1', files: [{ name: '照片20260310-090000.jpg', token: `${MESSAGE}/img_v3_1` }, { name: '录像20260310-090000-2.mp4', token: `${MESSAGE}/file_v3_2` }] },
    });
  });
  test('bots and broken contents are left alone', () => {
    expect(reading(said({}, { sender_type: 'app' }))).toMatchObject({ kind: 'ignored', why: 'not from a person' });
    expect(reading(said({ message_type: 'file', content: 'nonsense' }))).toMatchObject({ kind: 'ignored' });
    expect(reading(said({ message_id: 'om_1/../../x' }))).toMatchObject({ kind: 'ignored', why: 'without ids' });
  });
  test('an event of a kind we did not ask for is left alone', () => {
    expect(reading(eventOf('im.message.reaction.created_v1', {}))).toMatchObject({ kind: 'ignored' });
    expect(reading(eventOf('toString', {}))).toMatchObject({ kind: 'ignored' });
    expect(reading({})).toMatchObject({ kind: 'ignored' });
  });
});

describe('coming and going', () => {
  test('the bot enters and leaves a group', () => {
    const event = { chat_id: GROUP, operator_id: { open_id: WANG }, external: false, name: '双随机工作群' };
    expect(reading(eventOf('im.chat.member.bot.added_v1', event))).toMatchObject({ inbound: { kind: 'joined-group', chat: { kind: 'group', chat: GROUP }, from: { id: WANG }, key: 'event-of-im.chat.member.bot.added_v1' } });
    expect(reading(eventOf('im.chat.member.bot.deleted_v1', event))).toMatchObject({ inbound: { kind: 'left-group' } });
  });
  test('the first opening of the private chat is told once, though two events tell it', () => {
    const entered = reading(eventOf('im.chat.access_event.bot_p2p_chat_entered_v1', { chat_id: PRIVATE, operator_id: { open_id: WANG }, last_message_id: '' }));
    const created = reading({ uuid: 'u-1', ts: '1773104400.5', type: 'event_callback', event: { type: 'p2p_chat_create', chat_id: PRIVATE, operator: { open_id: WANG }, user: { open_id: WANG } } });
    expect(entered).toMatchObject({ inbound: { kind: 'opened-chat', key: `opened-${PRIVATE}`, chat: { kind: 'person', user: WANG } }, privateChat: { user: WANG, chat: PRIVATE } });
    expect(created).toMatchObject({ inbound: { kind: 'opened-chat', key: `opened-${PRIVATE}`, at: '2026-03-10T01:00:00.500Z' } });
  });
  test('opening it again is no news', () => {
    expect(reading(eventOf('im.chat.access_event.bot_p2p_chat_entered_v1', { chat_id: PRIVATE, operator_id: { open_id: WANG }, last_message_id: MESSAGE }))).toMatchObject({ kind: 'ignored' });
  });
  test('an entry of the menu is a command', () => {
    expect(reading(eventOf('application.bot.menu_v6', { operator: { operator_id: { open_id: WANG } }, event_key: '帮助', timestamp: NOW_MS / 1000 }))).toMatchObject({
      inbound: { kind: 'text', text: '帮助', chat: { kind: 'person', user: WANG } },
    });
  });
});

describe('clicks', () => {
  const press = { act: 'task.lock', place: 'group', value: { task: 'T2026-007', note: 'a~b=c%' } } as const;
  test('a button brings its verb, its values, the card and who pressed it', () => {
    const result = reading(clicked({ tag: 'button', value: pressValue(press) }));
    expect(result).toEqual({
      kind: 'action',
      action: {
        kind: 'action', platform: 'feishu', key: 'event-of-card.action.trigger', at: '2026-03-10T01:00:00.000Z', from: { platform: 'feishu', id: WANG },
        chat: { kind: 'group', chat: GROUP }, card: `g:${MESSAGE}`, action: 'task.lock', value: press.value, form: {},
      },
    });
    expect(result.kind === 'action' && readCardRef(result.action.card)).toEqual({ place: 'group', message: MESSAGE });
  });
  test('a submit that kept only its name brings the same', () => {
    expect(reading(clicked({ tag: 'button', name: pressName(press) }))).toMatchObject({ action: { action: 'task.lock', value: press.value, chat: { kind: 'group' } } });
  });
  test('a card in a private chat is answered there', () => {
    expect(reading(clicked({ tag: 'button', value: pressValue({ ...press, place: 'person' }) }))).toMatchObject({ action: { chat: { kind: 'person', user: WANG }, card: `p:${MESSAGE}` } });
  });
  test('dates come without their zone; what was left empty is absent, in either way the platform sends it', () => {
    const form_value = { from: '2026-03-16 +0800', reason: 'LEAVE', people: [WANG, LI], note: '', nobody: [], agreed: true, missing: undefined, text: '第一行\n第二行' };
    expect(reading(clicked({ tag: 'button', value: pressValue(press), form_value }))).toMatchObject({
      action: { form: { from: '2026-03-16', reason: 'LEAVE', people: [WANG, LI], agreed: true, text: '第一行\n第二行' } },
    });
    const { action } = reading(clicked({ tag: 'button', value: pressValue(press), form_value })) as { action: { form: object } };
    expect(Object.keys(action.form)).toEqual(['from', 'reason', 'people', 'agreed', 'text']);
  });
  test('a click without an operator we can name is nobody’s; with one looked up, it is theirs', () => {
    const envelope = clicked({ tag: 'button', value: pressValue(press) }, { operator: { union_id: 'on_wang' } });
    expect(reading(envelope)).toMatchObject({ kind: 'ignored', why: 'nobody named' });
    expect(reading(envelope, LI)).toMatchObject({ action: { from: { id: LI } } });
  });
  test('buttons of other cards are not ours', () => {
    for (const action of [{ tag: 'button', value: {} }, { tag: 'button', value: 'text' }, { tag: 'button', name: 'Button_1' }, { tag: 'button', name: 'x~g~%' }, {}]) {
      expect(reading(clicked(action))).toMatchObject({ kind: 'ignored', why: 'not a card of ours' });
    }
  });
});
