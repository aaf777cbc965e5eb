/**
 * Is this callback really from our app on the platform? Pure checks over the raw bytes, before anything is read into it.
 *
 * One idea: the signature covers the bytes as they were sent, so the body is parsed only after them, and of an encrypted
 * body nothing but its decrypted content counts. Order: size → JSON → signature → decryption → token → app → tenant → age.
 *
 * Promises: comparisons take constant time; a refusal says why to the log and nothing to the sender. A challenge is the
 * only thing answered without a signature. What is replayed inside the time window carries the event id of the original
 * and is claimed once; the window is that wide because the platform redelivers for seven hours.
 *
 * Source: https://open.feishu.cn/document/server-docs/event-subscription-guide/event-subscription-configure-/encrypt-key-encryption-configuration-case
 */
import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { isRecord, type JsonRecord, parsedRecord, textIn } from './json.ts';

export interface CallbackSecrets {
  readonly appId: string;
  readonly encryptKey: string;
  readonly verificationToken: string;
  /** When known: events of another organisation are refused. */
  readonly tenantKey: string | null;
}
export type CallbackHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;
export type Verdict =
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'event'; readonly envelope: Envelope }
  | { readonly kind: 'refused'; readonly status: 400 | 401 | 413; readonly why: string };
/** The event as the platform describes it: schema, header, event. */
export type Envelope = JsonRecord;

export const CALLBACK_LIMIT_BYTES = 1024 * 1024;
/** The fourth and last redelivery comes 15 s + 5 min + 1 h + 6 h after the first try. */
const WINDOW_MS = 8 * 3600_000;

const refused = (status: 400 | 401 | 413, why: string): Verdict => ({ kind: 'refused', status, why });

const same = (a: string, b: string): boolean => {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
};

/** @throws Error when it is not base64 of an AES-256-CBC text under this key */
export const decrypt = (encryptKey: string, encrypted: string): string => {
  const bytes = Buffer.from(encrypted, 'base64');
  const key = createHash('sha256').update(encryptKey).digest();
  const decipher = createDecipheriv('aes-256-cbc', key, bytes.subarray(0, 16));
  return utf8(Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]));
};

export const signatureOf = (timestamp: string, nonce: string, encryptKey: string, raw: Uint8Array): string =>
  createHash('sha256').update(timestamp + nonce + encryptKey).update(raw).digest('hex');

const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

const parsed = (read: () => string): JsonRecord | null => {
  try {
    return parsedRecord(read());
  } catch {
    return null;
  }
};

/** Checks both transports share: the long connection proves who sends, but not for which app or organisation. */
export const belongsToUs = (envelope: Envelope, appId: string, tenantKey: string | null): string | null => {
  const { header, event } = envelope;
  const app = textIn(header, 'app_id') || textIn(event, 'app_id');
  if (app !== appId) return 'another app';
  const tenant = textIn(header, 'tenant_key') || textIn(event, 'tenant_key');
  return tenantKey !== null && tenant !== tenantKey ? 'another organisation' : null;
};

export const verifyCallback = (secrets: CallbackSecrets, headers: CallbackHeaders, raw: Uint8Array, nowMs: number): Verdict => {
  if (raw.length > CALLBACK_LIMIT_BYTES) return refused(413, 'oversized');
  const outer = parsed(() => utf8(raw));
  if (outer === null) return refused(400, 'not a JSON object');

  // A header sent twice is no header: whoever is in front of us may have read the other one.
  const one = (name: string): string => {
    const value = headers[name];
    return typeof value === 'string' ? value : '';
  };
  const timestamp = one('x-lark-request-timestamp');
  const signature = one('x-lark-signature');
  const signed = signature !== '';
  if (signed && !same(signatureOf(timestamp, one('x-lark-request-nonce'), secrets.encryptKey, raw), signature)) return refused(401, 'wrong signature');

  const { encrypt } = outer;
  if (typeof encrypt !== 'string') return refused(401, 'not encrypted');
  const envelope = parsed(() => decrypt(secrets.encryptKey, encrypt));
  if (envelope === null) return refused(400, 'cannot be decrypted');
  const { header } = envelope;
  if (!same(isRecord(header) ? textIn(header, 'token') : textIn(envelope, 'token'), secrets.verificationToken)) return refused(401, 'wrong verification token');

  if (envelope['type'] === 'url_verification') return { kind: 'challenge', challenge: textIn(envelope, 'challenge') };
  if (!signed) return refused(401, 'not signed');
  const sentMs = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
  if (!(Math.abs(nowMs - sentMs) <= WINDOW_MS)) return refused(401, 'outside the time window');
  const foreign = belongsToUs(envelope, secrets.appId, secrets.tenantKey);
  return foreign === null ? { kind: 'event', envelope } : refused(401, foreign);
};
