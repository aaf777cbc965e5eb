/**
 * Callbacks over HTTP: encrypted with the app's key, signed over the exact bytes sent, with the platform's headers and time limits.
 *
 * https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
 */
import { createCipheriv, createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { JsonObject, RawCallback } from '../control-api.ts';
import { objectAt, objectIn, stringAt } from '../world/json.ts';
import type { World } from '../world/world.ts';
import type { Outcome } from './attempt.ts';

const CONNECT_MS = 2000;
const CHALLENGE_MS = 1000;
export type Spoil = NonNullable<RawCallback['spoil']>[number];

export interface Wire { readonly body: Buffer; readonly headers: Readonly<Record<string, string>>; readonly isChunked: boolean; readonly hasQuery: boolean }

const encrypt = (world: World, text: string): string => {
  const key = createHash('sha256').update(world.app.encryptKey).digest();
  const iv = world.ids.bytes(16);
  const cipher = createCipheriv('aes-256-cbc', key, iv);
  return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]).toString('base64');
};
const withHeader = (envelope: JsonObject, change: JsonObject): JsonObject => {
  const header = objectAt(envelope, 'header');
  return header === null ? { ...envelope, ...change } : { ...envelope, header: { ...header, ...change } };
};

/** The bytes and headers of a callback; `spoil` makes the wrong ones a careful app must refuse, and the odd ones it must accept. */
export const wireOf = (world: World, envelope: JsonObject, timestampSeconds: number, spoil: ReadonlySet<Spoil>): Wire => {
  let said = spoil.has('foreign-app') ? withHeader(envelope, { app_id: 'cli_ffffffffffffffff' }) : envelope;
  if (spoil.has('wrong-token')) said = withHeader(said, { token: 'not-the-verification-token' });
  const sealed = spoil.has('plaintext') ? said : { encrypt: encrypt(world, JSON.stringify(said)) };
  const body = Buffer.from(spoil.has('spaced') ? `\n ${JSON.stringify(sealed, null, 2)}\n` : JSON.stringify(sealed));
  const timestamp = String(spoil.has('stale') ? timestampSeconds - 10 * 365 * 86_400 : timestampSeconds);
  const nonce = world.ids.next('', 16);
  const signature = createHash('sha256').update(timestamp + nonce + world.app.encryptKey).update(body).digest('hex');
  return {
    body, isChunked: spoil.has('chunked'), hasQuery: spoil.has('query'),
    headers: {
      'Content-Type': spoil.has('charset') ? 'application/json; charset=utf-8' : 'application/json',
      'X-Lark-Request-Timestamp': timestamp, 'X-Lark-Request-Nonce': nonce,
      ...(spoil.has('unsigned') ? {} : { 'X-Lark-Signature': spoil.has('wrong-signature') ? signature.replaceAll(/./g, '0') : signature }),
    },
  };
};

export const post = (url: string, wire: Wire, budgetMs: number): Promise<{ readonly status: number; readonly body: string } | { readonly failure: 'timeout' | 'tcp' | 'dns' }> =>
  new Promise((resolve) => {
    const target = new URL(url);
    if (wire.hasQuery) target.searchParams.set('from', 'sandbox');
    const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, {
      method: 'POST', agent: false, headers: { ...wire.headers, ...(wire.isChunked ? {} : { 'Content-Length': String(wire.body.length) }) },
    });
    const timer = setTimeout(() => end({ failure: 'timeout' }), budgetMs);
    const connecting = setTimeout(() => end({ failure: 'tcp' }), Math.min(CONNECT_MS, budgetMs));
    const end = (result: { readonly status: number; readonly body: string } | { readonly failure: 'timeout' | 'tcp' | 'dns' }): void => {
      clearTimeout(timer);
      clearTimeout(connecting);
      resolve(result);
      if ('failure' in result) request.destroy();
    };
    request.on('socket', (socket) => socket.once('connect', () => clearTimeout(connecting)));
    request.on('error', (error: NodeJS.ErrnoException) => end({ failure: error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN' ? 'dns' : 'tcp' }));
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => end({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
      response.on('error', () => end({ failure: 'tcp' }));
    });
    if (wire.isChunked) inPieces(request, wire.body);
    else request.end(wire.body);
  });

/** Pieces of a prime size, each its own TCP segment as far as the system allows: characters are cut in the middle. */
const inPieces = (request: ReturnType<typeof httpRequest>, body: Buffer): void => {
  const PIECE_BYTES = 211;
  request.setNoDelay(true);
  const next = (from: number): void => {
    if (from >= body.length) return void request.end();
    request.write(body.subarray(from, from + PIECE_BYTES), () => setImmediate(() => next(from + PIECE_BYTES)));
  };
  next(0);
};

/** One try over HTTP. */
export const callBack = async (world: World, envelope: JsonObject, timestampSeconds: number): Promise<Outcome> => {
  const { callbackUrl, switches, faults } = world.settings;
  if (callbackUrl === null || !(await ensureVerified(world, callbackUrl))) return { kind: 'nobody' };
  const result = await post(callbackUrl, wireOf(world, envelope, timestampSeconds, new Set(faults.callbackStyle)), switches.answerBudgetMs);
  if ('failure' in result) return result.failure === 'timeout' ? { kind: 'timeout', via: 'http' } : { kind: 'unreachable', via: 'http', reason: result.failure };
  return result.status === 200 ? { kind: 'answered', via: 'http', body: result.body } : { kind: 'refused', via: 'http', status: result.status };
};

/** The first delivery waits for the address to prove itself, as registering it would. */
const ensureVerified = async (world: World, url: string): Promise<boolean> => {
  if (!world.settings.callbackVerified) world.settings.callbackVerified = await answersChallenge(world, url);
  return world.settings.callbackVerified;
};
/** url_verification: encrypted, exempt from the signature, HTTP 200 with the same challenge within a second. */
export const answersChallenge = async (world: World, url: string): Promise<boolean> => {
  const challenge = world.ids.next('', 24);
  const envelope: JsonObject = { challenge, token: world.app.verificationToken, type: 'url_verification' };
  const wire = wireOf(world, envelope, Math.floor(world.clock.now() / 1000), new Set(['unsigned']));
  const result = await post(url, { ...wire, headers: { 'Content-Type': 'application/json' } }, CHALLENGE_MS);
  return 'status' in result && result.status === 200 && stringAt(objectIn(result.body), 'challenge') === challenge;
};
