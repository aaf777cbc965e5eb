/**
 * Files, history and the address book (facts §12, points 14–16): parts, sizes, ownership, pages, visible range.
 */
import { dataOf, callerOf, chatIdOf, GROUP, openIdOf, sandboxWith, SEND_CHAT, SEND_OPEN, stopAll, textTo } from './ground.ts';
import type { Reply } from './ground.ts';

afterEach(stopAll);
const FILES = '/open-apis/im/v1/files';
const pageOf = ({ json }: Reply): { readonly count: number; readonly more: unknown } => ({ count: Array.isArray(json.data['items']) ? json.data['items'].length : -1, more: json.data['has_more'] });
const formOf = (fields: Readonly<Record<string, string | Buffer>>): FormData => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, typeof value === 'string' ? value : new Blob([new Uint8Array(value)]));
  return form;
};

describe('uploads', () => {
  const content = Buffer.from('PK');
  it.each([
    ['no file part', { file_type: 'stream', file_name: 'a.xlsx' }, 234001], ['an unknown type', { file_type: 'xlsx', file_name: 'a.xlsx', file: content }, 234001],
    ['no name', { file_type: 'stream', file: content }, 234001], ['an empty file', { file_type: 'stream', file_name: 'a.xlsx', file: Buffer.alloc(0) }, 234010],
    ['31 MB', { file_type: 'stream', file_name: 'a.xlsx', file: Buffer.alloc(31 * 1024 * 1024) }, 234006],
  ])('a file with %s is refused', async (_what, fields, code) => {
    const call = await callerOf(await sandboxWith());
    expect(await call('POST', FILES, formOf(fields))).toMatchObject({ status: 400, json: { code } });
  });

  it('an image is known by its bytes, at most 10 MB; JSON is no upload; the bot must be on', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    expect((await call('POST', '/open-apis/im/v1/images', formOf({ image_type: 'message', image: content }))).json.code).toBe(234011);
    expect((await call('POST', '/open-apis/im/v1/images', formOf({ image_type: 'other', image: content }))).json.code).toBe(234001);
    expect((await call('POST', FILES, { file: 'x' })).json.code).toBe(234001);
    sandbox.control.switches({ botAbility: false });
    expect((await call('POST', FILES, formOf({ file_type: 'stream', file_name: 'a', file: content }))).json.code).toBe(234007);
  });
});

describe('downloads', () => {
  it('a resource belongs to its message, has its type, and is out of reach outside the chat; errors are JSON', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const { message, fileKey } = sandbox.control.upload({ as: '王敏', chat: GROUP, name: '名录.xlsx', bytes: Buffer.from('data') });
    const other = sandbox.control.upload({ as: '王敏', private: true, name: '别的.xlsx', bytes: Buffer.from('other') });
    const get = (key: string, type: string): ReturnType<typeof call> => call('GET', `/open-apis/im/v1/messages/${message}/resources/${key}?type=${type}`);
    expect(await get(fileKey, 'file')).toMatchObject({ status: 200, text: 'data' });
    expect(await get(other.fileKey, 'file')).toMatchObject({ status: 400, json: { code: 234003 } });
    expect((await get(fileKey, 'image')).json.code).toBe(234001);
    expect((await get(fileKey, 'video')).json.code).toBe(234001);
    expect((await call('GET', `${FILES}/${fileKey}`)).json.code).toBe(234008);
    sandbox.control.member({ as: '王敏', chat: GROUP, bot: false });
    expect((await get(fileKey, 'file')).json.code).toBe(234004);
  });
});

describe('pictures and films of people', () => {
  it('a picture is no file, a film has a cover, and a post gives out only its own pictures', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from('dots')]);
    const get = (message: string, key: string, type: string): ReturnType<typeof call> => call('GET', `/open-apis/im/v1/messages/${message}/resources/${key}?type=${type}`);
    const photo = sandbox.control.upload({ as: '王敏', private: true, name: 'a.png', bytes: png, kind: 'image' });
    expect(await get(photo.message, photo.fileKey, 'image')).toMatchObject({ status: 200, text: png.toString() });
    expect((await get(photo.message, photo.fileKey, 'file')).json.code).toBe(234001);
    const film = sandbox.control.upload({ as: '王敏', private: true, name: 'b.mp4', bytes: Buffer.from('film'), kind: 'media' });
    expect(await get(film.message, film.fileKey, 'file')).toMatchObject({ status: 200, text: 'film' });
    expect(sandbox.control.message({ message: film.message })).toMatchObject({ type: 'media', content: expect.stringMatching(/"image_key":"img_v3_.*"duration":3000/) });
    const post = sandbox.control.post({ as: '王敏', private: true, text: '看', pictures: [png.toString('base64')] });
    expect((await get(post.message, post.imageKeys[0] ?? '', 'image')).status).toBe(200);
    expect((await get(post.message, photo.fileKey, 'image')).json.code).toBe(234003);
    expect(() => sandbox.control.upload({ as: '王敏', private: true, name: 'c.png', bytes: Buffer.from('text'), kind: 'image' })).toThrow('这不是图片');
    expect(() => sandbox.control.post({ as: '王敏', private: true, text: '看', pictures: [] })).toThrow('没有图片');
  });
});

describe('lists come in pages', () => {
  it('history: own pages, opaque tokens, time limits, and cards without their JSON', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const chat = chatIdOf(sandbox);
    for (let n = 0; n < 7; n += 1) {
      await call('POST', SEND_CHAT, textTo(chat, `第 ${n} 句`));
      await sandbox.control.clock({ advanceMs: 1000 });
    }
    const list = (more = ''): ReturnType<typeof call> => call('GET', `/open-apis/im/v1/messages?container_id_type=chat&container_id=${chat}${more}`);
    const first = await list();
    expect(pageOf(first)).toEqual({ count: 5, more: true });
    const rest = await list(`&page_token=${dataOf(first, 'page_token')}`);
    expect(pageOf(rest)).toEqual({ count: 2, more: false });
    expect((await list('&page_size=51')).json.code).toBe(99992402);
    expect((await list('&page_token=5')).json.code).toBe(99992402);
    expect(pageOf(await list(`&start_time=${Date.parse('2026-03-02T01:00:05Z') / 1000}`))).toEqual({ count: 2, more: false });
    sandbox.control.member({ as: '王敏', chat: GROUP, bot: false });
    expect((await list()).json.code).toBe(230002);
  });

  it('members without the bot, in a tenant of a thousand people', async () => {
    const people = Array.from({ length: 1000 }, (_unused, n) => ({ name: `人员${n}`, jobTitle: '', departments: ['科室'] }));
    const sandbox = await sandboxWith({ tenant: { name: '大单位', bot: '助手', departments: ['科室'], people, groups: [{ name: '全员', members: 'all', bot: true }] } });
    const call = await callerOf(sandbox);
    const path = `/open-apis/im/v1/chats/${chatIdOf(sandbox, '全员')}/members?member_id_type=open_id`;
    expect((await call('GET', `${path}&page_size=100`)).json.data).toMatchObject({ member_total: 1000, has_more: true });
    expect((await call('GET', `${path}&page_size=101`)).json.code).toBe(99992402);
    expect((await call('GET', '/open-apis/contact/v3/users/find_by_department?department_id=od-0&page_size=50')).json.code).toBe(40004);
    expect((await call('GET', `/open-apis/contact/v3/users/find_by_department?department_id=${sandbox.control.state().departments[0]?.id ?? ''}&page_size=51`)).json.code).toBe(40011);
  });
});

describe('the address book', () => {
  it('shows what scopes and the visible range allow', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const wang = openIdOf(sandbox, '王敏');
    const user = async (id: string): Promise<{ readonly code: number; readonly text: string }> => {
      const reply = await call('GET', `/open-apis/contact/v3/users/${id}?user_id_type=open_id`);
      return { code: reply.json.code, text: reply.text };
    };
    expect((await user(wang)).text).not.toMatch(/mobile|"user_id"/);
    sandbox.control.switches({ scopes: [...sandbox.control.switches({}).scopes, 'contact:user.phone:readonly', 'contact:user.employee_id:readonly'] });
    expect((await user(wang)).text).toMatch(/mobile.*"user_id"|"user_id".*mobile/);
    expect((await user(openIdOf(sandbox, '钱进'))).code).toBe(41050);
    expect((await user(`ou_${'0'.repeat(32)}`)).code).toBe(99992351);
    expect((await user(sandbox.control.state().people[0]?.otherAppOpenId ?? '')).code).toBe(99992361);
    sandbox.control.person({ as: '王敏', visible: false });
    expect((await call('POST', '/open-apis/contact/v3/users/batch_get_id?user_id_type=open_id', { mobiles: ['10000000001'] })).json.data).toEqual({ user_list: [{ mobile: '10000000001' }] });
    expect((await call('POST', '/open-apis/contact/v3/users/batch_get_id?user_id_type=open_id', { mobiles: Array.from({ length: 51 }, () => '1') })).json.code).toBe(99992402);
    expect(pageOf(await call('GET', '/open-apis/contact/v3/departments/0/children?page_size=50'))).toEqual({ count: 7, more: false });
    expect((await call('POST', SEND_OPEN, textTo(wang))).json.code).toBe(230013);
  });

  it('a new group refuses people the bot cannot see', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const create = (ids: readonly string[]): ReturnType<typeof call> => call('POST', '/open-apis/im/v1/chats?user_id_type=open_id', { name: '检查组', user_id_list: ids });
    expect((await create([openIdOf(sandbox, '王敏')])).json.data).toMatchObject({ chat_id: expect.stringMatching(/^oc_/), name: '检查组' });
    expect((await create(['ou_nobody'])).json.code).toBe(232043);
    const twice = await Promise.all([1, 2].map(() => call('POST', '/open-apis/im/v1/chats?user_id_type=open_id&uuid=one', { name: '一个群' })));
    expect(new Set(twice.map((reply) => dataOf(reply, 'chat_id'))).size).toBe(1);
    expect((await call('GET', '/open-apis/im/v1/chats?page_size=100')).json.data).toMatchObject({ items: [{ name: '双随机工作群', external: false }, { name: '公示联络群', external: true }, { name: '检查组' }, { name: '一个群' }] });
  });
});
