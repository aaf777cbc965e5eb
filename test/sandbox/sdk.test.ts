/**
 * The sandbox under the unmodified official SDK, over real sockets: when the SDK's version changes, these run first.
 */
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cardOf, buttonOf, chatIdOf, clientOf, connect, GROUP, later, openIdOf, sandboxWith, stopAll, until } from './ground.ts';

afterEach(stopAll);

describe('the official SDK against the sandbox', () => {
  it('says hello in a group and the people there read it with the name in place', async () => {
    const sandbox = await sandboxWith();
    const client = clientOf(sandbox);
    const answer = await client.im.v1.message.create({
      params: { receive_id_type: 'chat_id' },
      data: { receive_id: chatIdOf(sandbox), msg_type: 'text', content: JSON.stringify({ text: `<at user_id="${openIdOf(sandbox, '王敏')}">王敏</at> 请确认` }) },
    });
    expect(answer.code).toBe(0);
    expect(answer.data?.mentions?.[0]).toMatchObject({ key: '@_user_1', name: '王敏' });
    const [message] = sandbox.control.chat({ as: '王敏', chat: GROUP }).messages;
    expect(message).toMatchObject({ body: { kind: 'text', text: '@王敏 请确认' }, mentionsMe: true, from: { kind: 'bot' } });
    expect(sandbox.control.hygiene()).toEqual([]);
  });

  it('hears a command over the long connection although every event comes in fragments', async () => {
    const sandbox = await sandboxWith();
    sandbox.control.switches({ fragmentBytes: 40 });
    const heard: unknown[] = [];
    await connect(sandbox, { 'im.message.receive_v1': async (data) => void heard.push(data) });
    sandbox.control.say({ as: '王敏', chat: GROUP, text: '@bot 抽取 @{李建国} 特种设备' });
    await sandbox.control.settle();
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({
      event_type: 'im.message.receive_v1', app_id: sandbox.app.appId, sender: { sender_id: { open_id: openIdOf(sandbox, '王敏') } },
      message: { chat_type: 'group', content: '{"text":"@_user_1 抽取 @_user_2 特种设备"}', mentions: [{ mentioned_type: 'bot' }, { name: '李建国' }] },
    });
    expect(sandbox.control.deliveries()).toMatchObject([{ state: 'delivered', attempts: [{ outcome: 'ack 200', ok: true }] }]);
  });

  it('answers a click with a toast, then replaces the card for everybody', async () => {
    const sandbox = await sandboxWith();
    const client = clientOf(sandbox);
    const clicks: Record<string, unknown>[] = [];
    await connect(sandbox, { 'card.action.trigger': async (data) => { clicks.push(data); return { toast: { type: 'success', content: '已接受' } }; } });
    const sent = await client.im.v1.message.create({
      params: { receive_id_type: 'chat_id' }, data: { receive_id: chatIdOf(sandbox), msg_type: 'interactive', content: JSON.stringify(cardOf([buttonOf('接受', { act: 'accept' })])) },
    });
    const message = sent.data?.message_id ?? '';
    await expect(sandbox.control.click({ as: '张伟', message, button: '接受' })).resolves.toEqual({ toast: { type: 'success', content: '已接受' }, error: null, cardReplaced: false, openUrl: null, sent: true });
    expect(clicks).toMatchObject([{ operator: { open_id: openIdOf(sandbox, '张伟') }, action: { tag: 'button', value: { act: 'accept' } }, context: { open_message_id: message, open_chat_id: chatIdOf(sandbox) } }]);
    await expect(client.im.v1.message.patch({ path: { message_id: message }, data: { content: JSON.stringify(cardOf([{ tag: 'markdown', content: '张伟已接受' }])) } })).resolves.toMatchObject({ code: 0 });
    expect(sandbox.control.chat({ as: '王敏', chat: GROUP }).messages[0]?.body).toMatchObject({ kind: 'card', version: 2, card: { body: { elements: [{ content: '张伟已接受' }] } } });
    expect(String(clicks[0]?.['token'])).toMatch(/^c-/);
    await expect(client.request({ method: 'POST', url: '/open-apis/interactive/v1/card/update', data: { token: clicks[0]?.['token'], card: cardOf() } })).resolves.toMatchObject({ code: 0 });
  });

  it('uploads a workbook, sends it, and the very bytes come down on the page and through the message', async () => {
    const sandbox = await sandboxWith();
    const client = clientOf(sandbox);
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    later(() => rmSync(folder, { recursive: true }));
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_unused, index) => (index * 31) % 256));
    writeFileSync(join(folder, '抽取结果.xlsx'), bytes);
    const uploaded = await client.im.v1.file.create({ data: { file_type: 'stream', file_name: '抽取结果.xlsx', file: createReadStream(join(folder, '抽取结果.xlsx')) } });
    const key = uploaded?.file_key ?? '';
    const sent = await client.im.v1.message.create({ params: { receive_id_type: 'open_id' }, data: { receive_id: openIdOf(sandbox, '王敏'), msg_type: 'file', content: JSON.stringify({ file_key: key }) } });
    expect(sandbox.control.chat({ as: '王敏', private: true }).messages[0]?.body).toEqual({ kind: 'file', fileKey: key, name: '抽取结果.xlsx', bytes: 70_000 });
    expect(Buffer.from(sandbox.control.file({ key }).bytes).equals(bytes)).toBe(true);
    const page = await fetch(`${sandbox.pageUrl}/control/file/${key}`);
    expect(Buffer.from(await page.arrayBuffer()).equals(bytes)).toBe(true);
    expect(page.headers.get('content-disposition')).toContain(encodeURIComponent('抽取结果.xlsx'));
    const resource = await client.im.v1.messageResource.get({ path: { message_id: sent.data?.message_id ?? '', file_key: key }, params: { type: 'file' } });
    await resource.writeFile(join(folder, 'back.xlsx'));
    expect(readFileSync(join(folder, 'back.xlsx')).equals(bytes)).toBe(true);
    await expect(client.im.v1.file.create({ data: { file_type: 'xls', file_name: 'buffer.xlsx', file: bytes } })).resolves.toMatchObject({ file_key: expect.stringMatching(/^file_v3_/) });
  });

  it('fetches what a person dropped into the private chat', async () => {
    const sandbox = await sandboxWith();
    const client = clientOf(sandbox);
    const heard: { message?: { message_id: string; content: string; message_type: string } }[] = [];
    await connect(sandbox, { 'im.message.receive_v1': async (data) => void heard.push(data) });
    sandbox.control.upload({ as: '王敏', private: true, name: '名录.xlsx', bytes: Buffer.from('PK\u0003\u0004…') });
    await sandbox.control.settle();
    const message = heard[0]?.message;
    expect(message).toMatchObject({ message_type: 'file', content: expect.stringContaining('"file_name":"名录.xlsx"') });
    const content: { readonly file_key: string } = JSON.parse(message?.content ?? '{}');
    const resource = await client.im.v1.messageResource.get({ path: { message_id: message?.message_id ?? '', file_key: content.file_key }, params: { type: 'file' } });
    const chunks: Buffer[] = [];
    for await (const chunk of resource.getReadableStream()) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe('PK\u0003\u0004…');
  });

  it('looks people up: by id, by mobile number, by group', async () => {
    const sandbox = await sandboxWith();
    const client = clientOf(sandbox);
    const wang = openIdOf(sandbox, '王敏');
    await expect(client.contact.v3.user.get({ path: { user_id: wang }, params: { user_id_type: 'open_id' } })).resolves.toMatchObject({ data: { user: { open_id: wang, name: '王敏' } } });
    await expect(client.contact.v3.user.batchGetId({ params: { user_id_type: 'open_id' }, data: { mobiles: ['+8610000000001', '13900000000'] } }))
      .resolves.toMatchObject({ data: { user_list: [{ user_id: wang }, { mobile: '13900000000' }] } });
    const names: string[] = [];
    let token: string | undefined;
    do {
      const page = await client.im.v1.chatMembers.get({ path: { chat_id: chatIdOf(sandbox) }, params: { member_id_type: 'open_id', ...(token === undefined ? {} : { page_token: token }) } });
      names.push(...(page.data?.items ?? []).map((item) => item.name ?? ''));
      token = page.data?.has_more === true ? page.data.page_token : undefined;
    } while (token !== undefined);
    expect(names).toHaveLength(16);
    expect(names).not.toContain('双随机助手');
    await expect(client.request({ method: 'GET', url: '/open-apis/bot/v3/info' })).resolves.toMatchObject({ bot: { open_id: sandbox.control.state().bot.openId } });
  });

  it('marks a message urgent and tells which ids were no members', async () => {
    const sandbox = await sandboxWith();
    const client = clientOf(sandbox);
    const sent = await client.im.v1.message.create({ params: { receive_id_type: 'chat_id' }, data: { receive_id: chatIdOf(sandbox), msg_type: 'text', content: '{"text":"催办"}' } });
    const urged = await client.im.v1.message.urgentApp({
      path: { message_id: sent.data?.message_id ?? '' }, params: { user_id_type: 'open_id' }, data: { user_id_list: [openIdOf(sandbox, '王敏'), openIdOf(sandbox, '钱进')] },
    });
    expect(urged.data?.invalid_user_id_list).toEqual([openIdOf(sandbox, '钱进')]);
    expect(sandbox.control.chat({ as: '王敏', chat: GROUP }).messages[0]?.urgentTo).toEqual([openIdOf(sandbox, '王敏')]);
  });

  it('a connection that is cut comes back by itself, and what was said meanwhile arrives by redelivery', async () => {
    const sandbox = await sandboxWith();
    const heard: unknown[] = [];
    await connect(sandbox, { 'im.message.receive_v1': async (data) => void heard.push(data['message']) });
    sandbox.control.disconnect({ code: 1006 });
    await until(() => sandbox.control.connections().length === 0);
    sandbox.control.say({ as: '王敏', private: true, text: '帮助' });
    await sandbox.control.settle();
    expect(heard).toEqual([]);
    expect(sandbox.control.deliveries()[0]).toMatchObject({ state: 'waiting', attempts: [{ outcome: 'no connection' }] });
    await until(() => sandbox.control.connections().some((connection) => connection.ready));
    await sandbox.control.clock({ advanceMs: 15_000 });
    expect(heard).toHaveLength(1);
  });
});
