/** Callbacks from the internet: only what the platform itself sent to this app, lately, is let in. */
import { CALLBACK_LIMIT_BYTES, decrypt, signatureOf, verifyCallback } from '../../../src/adapters/feishu/verify.ts';
import { APP, callbackOf, encrypted, ENCRYPT_KEY, eventOf, NOW_MS, said, signed, TENANT, VERIFICATION_TOKEN } from '../../support/feishu-callbacks.ts';

const secrets = { appId: APP, encryptKey: ENCRYPT_KEY, verificationToken: VERIFICATION_TOKEN, tenantKey: TENANT };
const verify = (callback: { readonly headers: Readonly<Record<string, string | readonly string[]>>; readonly body: Uint8Array }, nowMs = NOW_MS) =>
  verifyCallback(secrets, callback.headers, callback.body, nowMs);
const HELP = said({});

describe('what is let in', () => {
  test('a signed and encrypted event is let in with its decrypted content', () => {
    expect(verify(callbackOf(HELP))).toEqual({ kind: 'event', envelope: HELP });
  });
  test('the same body with blanks and line breaks is let in: its signature covers the bytes as sent', () => {
    const spaced = signed(`{\n  "encrypt" : "${encrypted(JSON.stringify(HELP))}"\n}\n`);
    expect(verify(spaced)).toMatchObject({ kind: 'event' });
  });
  test('a redelivery seven hours later with its first timestamp is let in', () => {
    expect(verify(callbackOf(HELP), NOW_MS + 7.1 * 3600_000)).toMatchObject({ kind: 'event' });
  });
  test('an old-style event without a header is let in by its own token and app', () => {
    const old = { uuid: 'u-1', ts: '1773104400.1', token: VERIFICATION_TOKEN, type: 'event_callback', event: { type: 'p2p_chat_create', app_id: APP, tenant_key: TENANT } };
    expect(verify(callbackOf(old))).toMatchObject({ kind: 'event' });
  });
  test('the address check is answered unsigned, and only with the right token', () => {
    const check = (token: string) => ({ headers: {}, body: Buffer.from(JSON.stringify({ encrypt: encrypted(JSON.stringify({ type: 'url_verification', challenge: 'abc', token })) })) });
    expect(verify(check(VERIFICATION_TOKEN))).toEqual({ kind: 'challenge', challenge: 'abc' });
    expect(verify(check('guessed'))).toMatchObject({ kind: 'refused', status: 401 });
  });
  test('the documented example of the cipher decrypts', () => {
    expect(decrypt('test key', 'P37w+VZImNgPEO1RBhJ6RtKl7n6zymIbEG1pReEzghk=')).toBe('hello world');
  });
  test('the signature is the SHA-256 of timestamp, nonce, key and body', () => {
    expect(signatureOf('1', '2', '3', Buffer.from('4'))).toBe('03ac674216f3e15c761ee1a5e255f067953623c8b388b4459e13f978d7c846f4');
  });
});

describe('what is refused', () => {
  const good = callbackOf(HELP);
  const refusedWith = (why: string, callback: Parameters<typeof verify>[0], nowMs?: number): void => {
    const verdict = verify(callback, nowMs);
    expect(verdict).toMatchObject({ kind: 'refused', why });
    expect(verdict.kind === 'refused' && verdict.status).toBeGreaterThanOrEqual(400);
  };
  test('a forged signature', () => refusedWith('wrong signature', { ...good, headers: { ...good.headers, 'x-lark-signature': '0'.repeat(64) } }));
  test('a signature made with another key', () => refusedWith('wrong signature', signed(good.body, NOW_MS / 1000, 'another key')));
  test('a body changed after signing, be it one blank', () => refusedWith('wrong signature', { ...good, body: Buffer.concat([good.body, Buffer.from(' ')]) }));
  test('a timestamp changed after signing', () => refusedWith('wrong signature', { ...good, headers: { ...good.headers, 'x-lark-request-timestamp': String(NOW_MS / 1000 + 1) } }));
  test('no signature', () => refusedWith('not signed', { headers: {}, body: good.body }));
  test('a signature header sent twice', () => refusedWith('not signed', { ...good, headers: { ...good.headers, 'x-lark-signature': ['a', 'b'] } }));
  test('a replay after the time window', () => refusedWith('outside the time window', good, NOW_MS + 9 * 3600_000));
  test('a request from the future', () => refusedWith('outside the time window', good, NOW_MS - 9 * 3600_000));
  test('a timestamp that is no number', () => {
    const body = good.body;
    refusedWith('outside the time window', { headers: { 'x-lark-request-timestamp': 'soon', 'x-lark-request-nonce': 'n', 'x-lark-signature': signatureOf('soon', 'n', ENCRYPT_KEY, body) }, body });
  });
  test('plain text although a key is set', () => refusedWith('not encrypted', signed(JSON.stringify(HELP))));
  test('plain members beside the encrypted ones change nothing', () => {
    const beside = signed(JSON.stringify({ encrypt: encrypted(JSON.stringify(HELP)), header: { app_id: 'cli_ffffffffffffffff' }, event: {} }));
    expect(verify(beside)).toEqual({ kind: 'event', envelope: HELP });
  });
  test('encrypted with another key', () => refusedWith('cannot be decrypted', signed(JSON.stringify({ encrypt: encrypted(JSON.stringify(HELP), 'another key') }))));
  test('nonsense instead of a cipher text', () => refusedWith('cannot be decrypted', signed(JSON.stringify({ encrypt: 'AAAA' }))));
  test('another verification token', () => refusedWith('wrong verification token', callbackOf(eventOf('x', {}, { token: 'guessed' }))));
  test('no verification token', () => refusedWith('wrong verification token', callbackOf(eventOf('x', {}, { token: undefined }))));
  test('another app', () => refusedWith('another app', callbackOf(eventOf('x', {}, { app_id: 'cli_ffffffffffffffff' }))));
  test('another organisation', () => refusedWith('another organisation', callbackOf(eventOf('x', {}, { tenant_key: 'somebody-else' }))));
  test('a body that is no JSON object', () => {
    for (const body of ['', '{bad', '[]', '1', 'null', '"text"']) refusedWith('not a JSON object', signed(body));
  });
  test('bytes that are not UTF-8', () => refusedWith('not a JSON object', signed(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]))));
  test('a body over one megabyte, before anything is read of it', () => {
    const verdict = verify(signed(Buffer.alloc(CALLBACK_LIMIT_BYTES + 1, 0x20)));
    expect(verdict).toEqual({ kind: 'refused', status: 413, why: 'oversized' });
  });
});
