/**
 * Credentials and gateway (facts §12, points 1–6, and 19 for the app's own limits): a wrong request gets the documented code.
 */
import { callerOf, cardTo, chatIdOf, clientOf, openIdOf, sandboxWith, SEND_CHAT, SEND_OPEN, stopAll, textTo, tokenOf, cardOf } from './ground.ts';

afterEach(stopAll);
const INFO = '/open-apis/bot/v3/info';

describe('tokens', () => {
  it.each([
    ['no token', undefined, 99991661], ['a token without Bearer', 't-0123', 99991661], ['an unknown token', 'Bearer t-0123', 99991663],
    ['a user token that is none', 'Bearer eyJhbGciOi', 99991668], ['a token of no kind', 'Bearer abc', 99991671],
  ])('%s is refused before parameters are looked at', async (_what, authorization, code) => {
    const sandbox = await sandboxWith();
    const response = await fetch(`${sandbox.openApiUrl}${SEND_CHAT}`, { method: 'POST', headers: authorization === undefined ? {} : { authorization }, body: 'nonsense' });
    expect(response.status).toBe(400);
    const body: { readonly code: number; readonly error: { readonly log_id: string } } = await response.json();
    expect(body.code).toBe(code);
    expect(response.headers.get('x-tt-logid')).toBe(body.error.log_id);
  });

  it('a token is given again while half an hour remains, then a new one, and both work until their own end', async () => {
    const sandbox = await sandboxWith();
    const first = await callerOf(sandbox);
    await sandbox.control.clock({ advanceMs: 89 * 60_000 });
    expect(await tokenOf(sandbox)).toBe(first.token);
    await sandbox.control.clock({ advanceMs: 2 * 60_000 });
    const second = await callerOf(sandbox);
    expect(second.token).not.toBe(first.token);
    expect((await first('GET', INFO)).status).toBe(200);
    await sandbox.control.clock({ advanceMs: 30 * 60_000 });
    expect((await first('GET', INFO)).json.code).toBe(99991663);
    expect((await second('GET', INFO)).json.code).toBe(0);
    expect(sandbox.control.state().tokenRequests).toBe(3);
  });

  it('a revoked token is refused however young, with the status the switch says', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    sandbox.control.revoke();
    expect(await call('GET', INFO)).toMatchObject({ status: 400, json: { code: 99991663 } });
    sandbox.control.switches({ invalidTokenStatus: 200 });
    expect(await call('GET', INFO)).toMatchObject({ status: 200, json: { code: 99991663 } });
  });

  it.each([['a malformed app id', { appId: 'cli_x' }, '10003'], ['an unknown app', { appId: 'cli_0000000000000000' }, '10014'], ['a wrong secret', { appSecret: 'wrong' }, '10015']])(
    'credentials: %s fails with HTTP 200 and a code the SDK reports', async (_what, overrides, code) => {
      const sandbox = await sandboxWith();
      await expect(clientOf(sandbox, overrides).request({ method: 'GET', url: INFO })).rejects.toThrow(code);
    });
});

describe('the gateway', () => {
  it('answers an unknown path and a wrong method with a plain 404', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    for (const [method, path] of [['GET', '/open-apis/im/v1/nothing'], ['DELETE', '/open-apis/bot/v3/info'], ['POST', '/open-apis/im/v1/messages/om_1/../../x']] as const) {
      expect(await call(method, path)).toMatchObject({ status: 404, text: '404 page not found' });
    }
    expect(sandbox.control.hygiene()).toContain('unknown endpoint: GET /open-apis/im/v1/nothing');
  });

  it('takes a GET with a body of {}, and no POST that is not JSON', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    await expect(clientOf(sandbox).im.v1.chat.get({ path: { chat_id: chatIdOf(sandbox) } })).resolves.toMatchObject({ code: 0, data: { name: '双随机工作群', user_count: '16' } });
    expect((await call('POST', SEND_CHAT, JSON.stringify(textTo(chatIdOf(sandbox))), { 'content-type': 'text/plain' })).json.code).toBe(99992402);
    expect((await call('POST', SEND_CHAT, '[1]')).json.code).toBe(99992402);
  });

  it.each([
    ['/open-apis/im/v1/messages/c-0123', 99992354], ['/open-apis/im/v1/messages/om_1', 99992354], ['/open-apis/im/v1/chats/oc_1', 232006], ['/open-apis/contact/v3/users/ou_1?user_id_type=open_id', 41012],
  ])('refuses a path id of the wrong shape: %s', async (path, code) => {
    const sandbox = await sandboxWith();
    expect((await (await callerOf(sandbox))('GET', path)).json.code).toBe(code);
  });

  it('says which scope is missing, that the bot is off, that the address is not allowed, that the user is out of range', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const all = sandbox.control.switches({}).scopes;
    sandbox.control.switches({ scopes: [] });
    expect((await call('POST', SEND_CHAT, textTo(chatIdOf(sandbox)))).json).toMatchObject({ code: 99991672, msg: expect.stringContaining('im:message') });
    sandbox.control.switches({ scopes: all, botAbility: false });
    expect((await call('POST', SEND_CHAT, textTo(chatIdOf(sandbox)))).json.code).toBe(230006);
    sandbox.control.switches({ botAbility: true, ipAllowed: false });
    expect((await call('POST', SEND_CHAT, textTo(chatIdOf(sandbox)))).json.code).toBe(99991401);
    sandbox.control.switches({ ipAllowed: true });
    sandbox.control.person({ as: '王敏', visible: false });
    expect((await call('POST', SEND_OPEN, textTo(openIdOf(sandbox, '王敏')))).json.code).toBe(230013);
  });

  it('an app sends 50 a second and 1000 a minute, then waits as the header says', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    const burst = await Promise.all(Array.from({ length: 51 }, () => call('GET', INFO)));
    const refused = burst.filter((reply) => reply.status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.json.code).toBe(99991400);
    expect(refused[0]?.headers.get('x-ogw-ratelimit-limit')).toBe('50');
    expect(Number(refused[0]?.headers.get('x-ogw-ratelimit-reset'))).toBeGreaterThanOrEqual(1);
    await sandbox.control.clock({ advanceMs: 1000 });
    expect((await call('GET', INFO)).status).toBe(200);
  });

  it('a fault hits as often as asked and a lost answer has done its work', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    sandbox.control.faults({ api: [
      { path: '/open-apis/im/v1/messages', method: 'POST', times: 1, effect: { kind: 'refuse', status: 500, code: 2200 } },
      { path: '/open-apis/im/v1/messages', method: 'POST', times: 1, effect: { kind: 'drop-before' } },
      { path: '/open-apis/im/v1/messages', method: 'POST', times: 1, effect: { kind: 'drop-after' } },
      { path: '/open-apis/im/v1/messages', method: 'POST', times: 1, effect: { kind: 'garbage', status: 502 } },
      { path: '/open-apis/im/v1/messages', method: 'POST', times: 1, effect: { kind: 'rate-limit', resetSeconds: 7 } },
    ] });
    const send = () => call('POST', SEND_CHAT, textTo(chatIdOf(sandbox), '一次', { uuid: 'u1' }));
    expect(await send()).toMatchObject({ status: 500, json: { code: 2200 } });
    await expect(send()).rejects.toThrow();
    expect(sandbox.control.chat({ as: '王敏', chat: '双随机工作群' }).messages).toHaveLength(0);
    await expect(send()).rejects.toThrow();
    expect(sandbox.control.chat({ as: '王敏', chat: '双随机工作群' }).messages).toHaveLength(1);
    expect((await send()).status).toBe(502);
    expect((await send()).headers.get('x-ogw-ratelimit-reset')).toBe('7');
    expect((await send()).json.code).toBe(0);
    expect(sandbox.control.chat({ as: '王敏', chat: '双随机工作群' }).messages).toHaveLength(1);
  });

  it('a fault with a share hits about so many, and without limits nobody is told to wait', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    sandbox.control.switches({ rateLimits: false });
    sandbox.control.faults({ api: [{ path: INFO, times: null, share: 0.25, effect: { kind: 'refuse', status: 502, code: 2200 } }] });
    const statuses = (await Promise.all(Array.from({ length: 120 }, () => call('GET', INFO)))).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 502]));
    const hit = statuses.filter((status) => status === 502).length;
    expect(hit).toBeGreaterThan(12);
    expect(hit).toBeLessThan(60);
  });

  it('keeps a log of calls without secrets', async () => {
    const sandbox = await sandboxWith();
    const call = await callerOf(sandbox);
    await call('POST', SEND_CHAT, cardTo(chatIdOf(sandbox), cardOf()));
    const log = JSON.stringify(sandbox.control.requests());
    expect(log).toContain('"/open-apis/im/v1/messages"');
    expect(log).not.toContain(sandbox.app.appSecret);
    expect(sandbox.control.hygiene({ logs: `x ${sandbox.app.appSecret} ${call.token}` })).toEqual(['in the logs: app secret', 'in the logs: access token']);
  });
});
