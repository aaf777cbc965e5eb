/**
 * What the Feishu open platform answers, as the few kinds of trouble the outbox knows how to handle.
 *
 * One idea: business errors arrive as HTTP 4xx, as HTTP 200 with `code` ≠ 0, as a stream on downloads, or as a sentence
 * from the token endpoint; `unwrap` sends all of them through one classification. Details carry codes, trace ids and
 * names of missing scopes, never contents.
 *
 * Source: https://open.feishu.cn/document/server-docs/im-v1/faq and /document/server-docs/getting-started/error-code
 */
import { PlatformError, type PlatformErrorKind } from '../../chat/platform.ts';
import { asRecord, asText, textIn } from './json.ts';

/** An answer of the platform before it has a kind. `code` null: no code could be read (a proxy's page, a broken line). */
export interface Answer {
  readonly status: number | null;
  readonly code: number | null;
  readonly msg: string;
  readonly logId: string | null;
  /** Header x-ogw-ratelimit-reset. */
  readonly resetSeconds: number | null;
}

const minutes = (count: number): number => count * 60_000;

/** Rejected access token; the one retry with a fresh token happens in api.ts. */
export const TOKEN_CODES: ReadonlySet<number> = new Set([99991661, 99991663, 99991664, 99991665, 99991668, 99991671]);

const GROUPS: readonly { readonly kind: PlatformErrorKind; readonly waitMs: number | null; readonly codes: readonly number[] }[] = [
  { kind: 'auth', waitMs: null, codes: [...TOKEN_CODES] },
  // Credentials, scopes, white list, bot ability: an administrator can repair them, so nothing is thrown away meanwhile.
  { kind: 'auth', waitMs: minutes(5), codes: [10003, 10014, 10015, 99991672, 99991679, 99991401, 230006, 230027, 234007] },
  { kind: 'rate', waitMs: null, codes: [99991400, 230020, 11232, 11233, 11247, 232019] },
  { kind: 'rate', waitMs: minutes(60), codes: [99991403] },
  // The person: unknown, of another app or tenant, outside the app's range, resigned, has stopped the bot.
  { kind: 'unreachable', waitMs: null, codes: [230034, 99992351, 99992361, 230013, 230029, 230053, 230038, 41012, 41050] },
  // The group: bot not in it, forbidden by its settings, muted, dissolved.
  { kind: 'unreachable', waitMs: null, codes: [230002, 230018, 230035, 232006, 232009, 232011] },
  { kind: 'stale', waitMs: null, codes: [230011, 230110, 230031, 230012, 230026, 230050, 230009, 99992354, 230019] },
  { kind: 'retry', waitMs: 1500, codes: [230049] },
  { kind: 'retry', waitMs: null, codes: [2200, 18121] },
  { kind: 'content', waitMs: null, codes: [230022, 230028] },
  { kind: 'too-large', waitMs: null, codes: [230025, 234006, 234037] },
];
const BY_CODE: ReadonlyMap<number, { readonly kind: PlatformErrorKind; readonly waitMs: number | null }> = new Map(
  GROUPS.flatMap(({ codes, ...rest }) => codes.map((code) => [code, rest] as const)),
);

/** The platform's own code of an error made here, for the few callers that treat one code differently. */
const codes = new WeakMap<PlatformError, number>();
export const codeOf = (error: unknown): number | null => (error instanceof PlatformError ? (codes.get(error) ?? null) : null);

/** Scope names and the inner card code are safe to show; the rest of a message may quote contents. */
const safePart = (code: number, msg: string): string => {
  if (code === 99991672 || code === 99991679) return [...new Set(msg.match(/[a-z_]+:[a-z_.:]+/g) ?? [])].slice(0, 8).join(' ');
  return /ErrCode: \d+/.exec(msg)?.[0] ?? '';
};

export const classify = (answer: Answer): PlatformError => {
  const { status, code, msg } = answer;
  const detail = [
    code === null ? 'no code' : `code ${code}`,
    status === null ? '' : `HTTP ${status}`,
    code === null ? '' : safePart(code, msg),
    answer.logId === null ? '' : `log ${answer.logId}`,
  ].filter((part) => part !== '').join(', ');
  const make = (kind: PlatformErrorKind, waitMs: number | null): PlatformError => {
    const error = new PlatformError(kind, detail, waitMs);
    if (code !== null) codes.set(error, code);
    return error;
  };
  const resetMs = answer.resetSeconds === null ? null : answer.resetSeconds * 1000;
  if (status === 429) return make('rate', resetMs);
  const known = code === null ? undefined : BY_CODE.get(code);
  if (known !== undefined) return make(known.kind, known.kind === 'rate' ? (resetMs ?? known.waitMs) : known.waitMs);
  // One code for many mistakes: only this wording means that nobody is there.
  if (code === 230001) return make(/receive_id/i.test(msg) ? 'unreachable' : 'permanent', null);
  if (status === null || status >= 500) return make('retry', null);
  // HTTP 2xx or 4xx without our JSON came from something in between, except the platform's plain 404.
  if (code === null) return make(status === 404 ? 'permanent' : 'retry', null);
  return make('permanent', null);
};

const header = (headers: unknown, name: string): string | null => {
  const value = asRecord(headers)[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
};
const seconds = (value: string | null): number | null => {
  const parsed = value === null ? Number.NaN : Number(value);
  return Number.isFinite(parsed) && parsed >= 0 ? parsed : null;
};

const answerOf = (status: number | null, body: unknown, headers: unknown): Answer => {
  const data = asRecord(body);
  return {
    status,
    code: typeof data['code'] === 'number' ? data['code'] : null,
    msg: asText(data['msg']),
    logId: textIn(data['error'], 'log_id') || header(headers, 'x-tt-logid'),
    resetSeconds: seconds(header(headers, 'x-ogw-ratelimit-reset')),
  };
};

const ERROR_BODY_BYTES = 64 * 1024;

/** Errors of a download arrive as a stream whose bytes are the usual JSON. */
const readBody = async (body: unknown): Promise<unknown> => {
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return body;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > ERROR_BODY_BYTES) return null;
    chunks.push(Buffer.from(chunk));
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return null;
  }
};

const fromThrown = async (error: unknown): Promise<PlatformError> => {
  if (error instanceof PlatformError) return error;
  const { response, message } = asRecord(error);
  if (response !== undefined) {
    const { status, data, headers } = asRecord(response);
    const body = await readBody(data).catch(() => null);
    return classify(answerOf(typeof status === 'number' ? status : null, body, headers));
  }
  // The token endpoint refuses with HTTP 200; the SDK turns that into a sentence.
  const refused = /tenant_access_token, code: (\d+)/.exec(asText(message));
  if (refused?.[1] !== undefined) return classify({ status: 200, code: Number(refused[1]), msg: '', logId: null, resetSeconds: null });
  // Broken line, time-out, no route, an unreadable token answer: nothing is known about what the platform did.
  return new PlatformError('retry', textIn(error, 'code') || 'no answer');
};

/**
 * Runs one call of the SDK.
 * @throws PlatformError for every refusal, however it was wrapped
 */
export const unwrap = async <T>(run: () => Promise<T>): Promise<T> => {
  let result: T;
  try {
    result = await run();
  } catch (error) {
    throw await fromThrown(error);
  }
  if (typeof result !== 'object' || result === null) throw new PlatformError('retry', 'unreadable answer');
  const answer = answerOf(200, result, null);
  if (answer.code !== null && answer.code !== 0) throw classify(answer);
  return result;
};
