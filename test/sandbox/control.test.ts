/**
 * The control API over HTTP: what the page and scripts use, and that nobody else can.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChatView, State } from '../../src/sandbox/control-api.ts';
import { callerOf, cardOf, cardTo, chatIdOf, GROUP, later, openIdOf, sandboxWith, SEND_CHAT, SEND_OPEN, stopAll, textTo } from './ground.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

afterEach(stopAll);
const act = (sandbox: Sandbox, verb: string, body: unknown, headers: Record<string, string> = { 'content-type': 'application/json' }): Promise<Response> =>
  fetch(`${sandbox.pageUrl}/control/${verb}`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const read = async <T>(sandbox: Sandbox, path: string): Promise<T> => {
  const response = await fetch(`${sandbox.pageUrl}/control/${path}`);
  const body: T = await response.json();
  return body;
};
/** fetch forbids these headers; a hostile page's browser sets them. */
const raw = (sandbox: Sandbox, method: string, path: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const target = new URL(sandbox.pageUrl);
    request({ host: target.hostname, port: target.port, method, path, headers }, (response) => { response.resume(); resolve(response.statusCode ?? 0); }).on('error', reject).end(method === 'POST' ? '{}' : undefined);
  });
const folderOf = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

describe('the control API over HTTP', () => {
  it('shows the bureau, takes a sentence and a file, and shows the chat as each person sees it', async () => {
    const sandbox = await sandboxWith();
    const state = await read<State>(sandbox, 'state');
    expect(state.people.map((person) => person.name)).toEqual(['王敏', '李建国', '赵红', '陈志远', '周正', '孙岩', '郑凯', '张伟', '刘洋', '黄丽', '马超', '吴静', '赵强', '李娜', '王磊', '何涛', '钱进']);
    expect(state.chats).toMatchObject([{ name: GROUP, external: false, bot: true }, { name: '公示联络群', external: true }]);
    const said = await act(sandbox, 'say', { as: '王敏', chat: GROUP, text: '@{李建国} 请看' });
    expect(said.status).toBe(200);
    const uploaded = await fetch(`${sandbox.pageUrl}/control/upload?as=${encodeURIComponent('王敏')}&chat=${encodeURIComponent(GROUP)}&name=${encodeURIComponent('名录.xlsx')}`, {
      method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: 'PK',
    });
    expect(uploaded.status).toBe(200);
    const view = await read<ChatView>(sandbox, `chat?chat=${encodeURIComponent(GROUP)}&as=${encodeURIComponent('李建国')}`);
    expect(view.messages).toMatchObject([{ mentionsMe: true, body: { kind: 'text', text: '@李建国 请看' } }, { body: { kind: 'file', name: '名录.xlsx', bytes: 2 } }]);
    expect(await read(sandbox, `chat?chat=${encodeURIComponent(GROUP)}&as=${encodeURIComponent('钱进')}`)).toEqual({ error: '钱进不在“双随机工作群”里' });
  });

  it('refuses what it does not understand, in Chinese', async () => {
    const sandbox = await sandboxWith();
    for (const [verb, body, status, why] of [
      ['say', { as: '王敏', chat: GROUP }, 400, 'text'], ['say', { as: '无名', chat: GROUP, text: 'x' }, 404, '无名'], ['say', { as: '王敏', text: 'x' }, 400, '群'], ['shout', {}, 404, 'shout'],
      ['say', { as: '王敏', chat: GROUP, text: 'x', loud: true }, 400, 'loud'], ['faults', { earthquake: true }, 400, 'earthquake'], ['switches', { maxTables: '5' }, 400, 'maxTables'], ['clock', { advanceMs: -1 }, 400, '往后'],
    ] as const) {
      const response = await act(sandbox, verb, body);
      expect(response.status).toBe(status);
      expect(await response.text()).toContain(why);
    }
  });

  it('another web site open in the same browser cannot press anything', async () => {
    const sandbox = await sandboxWith();
    const host = new URL(sandbox.pageUrl).host;
    const json = { 'content-type': 'application/json' };
    expect(await raw(sandbox, 'POST', '/control/revoke', { ...json, host, origin: 'https://evil.example' })).toBe(403);
    expect(await raw(sandbox, 'POST', '/control/revoke', { ...json, host: 'evil.example', origin: 'http://evil.example' })).toBe(403);
    expect(await raw(sandbox, 'GET', '/control/state', { host: `evil.example:${new URL(sandbox.pageUrl).port}` })).toBe(403);
    expect(await raw(sandbox, 'POST', '/control/revoke', { host, 'content-type': 'text/plain' })).toBe(415);
    expect(await raw(sandbox, 'POST', '/control/upload?as=a', { host, 'content-type': 'multipart/form-data; boundary=x' })).toBe(415);
    expect(await raw(sandbox, 'POST', '/control/revoke', { ...json, host, origin: `http://${host}` })).toBe(200);
  });

  it('tells pages what changes, and a page that was away resumes', async () => {
    const sandbox = await sandboxWith();
    const first = sandbox.control.say({ as: '王敏', chat: GROUP, text: '一' });
    const second = sandbox.control.say({ as: '王敏', chat: GROUP, text: '二' });
    const abort = new AbortController();
    later(() => abort.abort());
    const response = await fetch(`${sandbox.pageUrl}/control/events`, { signal: abort.signal, headers: { 'last-event-id': '1' } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const decoder = new TextDecoder();
    let seen = '';
    for await (const chunk of response.body ?? []) {
      seen += decoder.decode(chunk, { stream: true });
      if (seen.includes(second.message)) break;
    }
    expect(seen).toContain('id: 2\n');
    expect(seen).not.toContain(first.message);
  });

  it("serves the page's own files and nothing beside them", async () => {
    const folder = folderOf();
    writeFileSync(join(folder, 'index.html'), '<!doctype html>聊天');
    const sandbox = await sandboxWith({ pageDir: folder });
    expect(await (await fetch(`${sandbox.pageUrl}/`)).text()).toContain('聊天');
    expect(await raw(sandbox, 'GET', '/..%2f..%2fetc%2fpasswd', { host: '127.0.0.1' })).toBe(404);
    expect(await raw(sandbox, 'GET', '/%00', { host: '127.0.0.1' })).toBe(404);
    const bare = await sandboxWith();
    expect(await (await fetch(bare.pageUrl)).text()).toContain('聊天页面尚未构建');
  });
});

describe('memory', () => {
  it('chats, files, uuids and waiting events survive a restart; the ids are the same', async () => {
    const stateFile = join(folderOf(), 'state.jsonl');
    const before = await sandboxWith({ stateFile });
    const call = await callerOf(before);
    await call('POST', SEND_CHAT, cardTo(chatIdOf(before), cardOf(), { uuid: 'u' }));
    const { fileKey } = before.control.upload({ as: '王敏', private: true, name: '名录.xlsx', bytes: Buffer.from('PK') });
    before.control.person({ as: '赵红', resigned: true });
    await before.control.settle();
    await before.control.clock({ advanceMs: 1000 });
    await before.stop();
    // A killed process may leave half a line.
    writeFileSync(stateFile, `${readFileSync(stateFile, 'utf8')}{"kind":"messa`);
    const after = await sandboxWith({ stateFile });
    expect(after.app).toEqual(before.app);
    expect(after.control.chat({ as: '王敏', chat: GROUP }).messages).toEqual(before.control.chat({ as: '王敏', chat: GROUP }).messages);
    expect(Buffer.from(after.control.file({ key: fileKey }).bytes).toString()).toBe('PK');
    expect(after.control.state().people.find((person) => person.name === '赵红')?.resigned).toBe(true);
    const again = await (await callerOf(after))('POST', SEND_CHAT, cardTo(chatIdOf(after), cardOf(), { uuid: 'u' }));
    expect(again.json.data['message_id']).toBe(before.control.chat({ as: '王敏', chat: GROUP }).messages[0]?.messageId);
    await after.control.clock({ advanceMs: 15_000 });
    expect(after.control.deliveries()[0]?.attempts).toHaveLength(2);
    await expect(sandboxWith({ stateFile, seed: 'another' })).rejects.toThrow('seed');
  });

  it('the same seed and the same acts give the same ids', async () => {
    const ids = async (seed: string): Promise<string> => {
      const sandbox = await sandboxWith({ seed });
      await (await callerOf(sandbox))('POST', SEND_OPEN, textTo(openIdOf(sandbox, '王敏')));
      return JSON.stringify([sandbox.app, sandbox.control.chat({ as: '王敏', private: true })]);
    };
    expect(await ids('a')).toBe(await ids('a'));
    expect(await ids('a')).not.toBe(await ids('b'));
  });
});
