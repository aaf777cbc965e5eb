/** What the platform refuses, and what the outbox makes of it. */
import { Readable } from 'node:stream';
import { classify, codeOf, unwrap } from '../../../src/adapters/feishu/errors.ts';
import { PlatformError } from '../../../src/chat/platform.ts';

const answer = (code: number | null, more: { readonly status?: number | null; readonly msg?: string; readonly resetSeconds?: number } = {}) =>
  classify({ status: 400, code, msg: '', logId: 'log-1', resetSeconds: null, ...more });
const axiosError = (status: number, data: unknown, headers: Readonly<Record<string, string>> = {}) => Object.assign(new Error(`Request failed with status code ${status}`), { response: { status, data, headers } });
const failing = async (error: Error): Promise<PlatformError> => {
  const thrown: unknown = await unwrap(() => Promise.reject(error)).catch((caught: unknown) => caught);
  if (!(thrown instanceof PlatformError)) throw new Error('not a PlatformError');
  return thrown;
};

test.each([
  [99991663, 'auth'], [99991661, 'auth'], [10014, 'auth'], [99991672, 'auth'], [230006, 'auth'],
  [99991400, 'rate'], [230020, 'rate'], [11232, 'rate'], [11233, 'rate'], [99991403, 'rate'],
  [230013, 'unreachable'], [230029, 'unreachable'], [230053, 'unreachable'], [99992351, 'unreachable'], [230038, 'unreachable'],
  [230002, 'unreachable'], [230035, 'unreachable'], [232009, 'unreachable'],
  [230011, 'stale'], [230031, 'stale'], [230110, 'stale'], [99992354, 'stale'],
  [230049, 'retry'], [2200, 'retry'], [230022, 'content'], [230028, 'content'], [230025, 'too-large'], [234037, 'too-large'],
  [230099, 'permanent'], [99992402, 'permanent'], [230017, 'permanent'], [234010, 'permanent'], [987654321, 'permanent'],
])('code %i is %s', (code, kind) => {
  const error = answer(code);
  expect(error.kind).toBe(kind);
  expect(error.detail).toContain('log log-1');
  expect(codeOf(error)).toBe(code);
});

test('of the code for many mistakes only an unknown receiver means that nobody is there', () => {
  expect(answer(230001, { msg: 'Your request contains an invalid request parameter, ext=invalid receive_id.' }).kind).toBe('unreachable');
  expect(answer(230001, { msg: 'Your request contains an invalid request parameter, ext=content is not json' }).kind).toBe('permanent');
});
test('the wait the platform asks for is the wait we keep', () => {
  expect(answer(99991400, { status: 429, resetSeconds: 7 })).toMatchObject({ kind: 'rate', waitMs: 7000 });
  expect(answer(null, { status: 429 })).toMatchObject({ kind: 'rate', waitMs: null });
  expect(answer(230049)).toMatchObject({ waitMs: 1500 });
});
test('a missing right is named, contents are not', () => {
  expect(answer(99991672, { msg: 'Access denied. One of the following scopes is required: [im:message, im:message:send_as_bot]' }).detail).toContain('im:message im:message:send_as_bot');
  const card = answer(230099, { msg: 'Failed to create card content, ext=ErrCode: 200621; ErrPath: ROOT; ErrMsg: x; ErrorValue: 张伟 13800001111;' });
  expect(card.detail).toBe('code 230099, HTTP 400, ErrCode: 200621, log log-1');
});

describe('however it is wrapped', () => {
  test('a refusal as HTTP 400', async () => {
    const error = await failing(axiosError(400, { code: 230002, msg: 'x', error: { log_id: 'abc' } }));
    expect(error).toMatchObject({ kind: 'unreachable', detail: 'code 230002, HTTP 400, log abc' });
  });
  test('a refusal as HTTP 200 with a code', async () => {
    await expect(unwrap(() => Promise.resolve({ code: 99991663, msg: 'Invalid access token' }))).rejects.toMatchObject({ kind: 'auth' });
  });
  test('a rate limit with its headers', async () => {
    expect(await failing(axiosError(429, { code: 99991400, msg: 'x' }, { 'x-ogw-ratelimit-reset': '3', 'x-tt-logid': 'l' }))).toMatchObject({ kind: 'rate', waitMs: 3000, detail: 'code 99991400, HTTP 429, log l' });
  });
  test('the error of a download, which is a stream', async () => {
    expect(await failing(axiosError(400, Readable.from([Buffer.from('{"code":2340'), Buffer.from('37,"msg":"big"}')])))).toMatchObject({ kind: 'too-large' });
  });
  test('a download’s error that never becomes JSON', async () => {
    expect(await failing(axiosError(400, Readable.from([Buffer.alloc(70 * 1024)])))).toMatchObject({ kind: 'retry' });
  });
  test('the platform’s plain 404', async () => {
    expect(await failing(axiosError(404, '404 page not found'))).toMatchObject({ kind: 'permanent' });
  });
  test('a page of a proxy, with 502 or 200', async () => {
    expect(await failing(axiosError(502, '<html>'))).toMatchObject({ kind: 'retry' });
    await expect(unwrap(() => Promise.resolve('<html>'))).rejects.toMatchObject({ kind: 'retry' });
    await expect(unwrap(() => Promise.resolve(null))).rejects.toMatchObject({ kind: 'retry' });
  });
  test('a time-out, a broken line', async () => {
    expect(await failing(Object.assign(new Error('timeout of 30000ms exceeded'), { code: 'ECONNABORTED' }))).toMatchObject({ kind: 'retry', detail: 'ECONNABORTED' });
    expect(await failing(new Error('socket hang up'))).toMatchObject({ kind: 'retry' });
  });
  test('a token that is not given out', async () => {
    expect(await failing(new Error('failed to get tenant_access_token, code: 10014, msg: app secret invalid'))).toMatchObject({ kind: 'auth', waitMs: 300_000 });
  });
  test('a success is handed on as it is', async () => {
    expect(await unwrap(() => Promise.resolve({ code: 0, data: { message_id: 'om_1' } }))).toEqual({ code: 0, data: { message_id: 'om_1' } });
  });
});
