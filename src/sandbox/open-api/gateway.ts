/**
 * The gateway of the open API: what every call under /open-apis passes before its route sees it.
 *
 * Order, as observed on the real platform: path, then token, then everything else; every answer carries x-tt-logid and every refusal
 * repeats it. A refused call changes nothing. The call is logged for tests, with secrets removed.
 */
import type { IncomingMessage } from 'node:http';
import type { JsonObject, JsonValue } from '../control-types.ts';
import { appLimits } from '../world/buckets.ts';
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { isObject, parseJson } from '../world/json.ts';
import type { World } from '../world/world.ts';
import { botRoutes } from './bot.ts';
import { changeRoutes } from './change.ts';
import { chatRoutes } from './chats.ts';
import { contactRoutes } from './contact.ts';
import { fileRoutes } from './files.ts';
import { historyRoutes } from './history.ts';
import { parseMultipart } from './multipart.ts';
import type { Part } from './multipart.ts';
import { requireScope } from './receivers.ts';
import { checkParameters, matchPath } from './request.ts';
import type { ApiAnswer, Route } from './request.ts';
import { sendRoutes } from './send.ts';
import { checkToken, issueToken } from './tokens.ts';

const ROUTES: readonly Route[] = [...sendRoutes, ...changeRoutes, ...historyRoutes, ...fileRoutes, ...chatRoutes, ...contactRoutes, ...botRoutes];
const TOKEN_PATH = '/open-apis/auth/v3/tenant_access_token/internal';

export interface Reply { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string | Uint8Array; readonly code: number | null; readonly message: string }
export interface Call { readonly method: string; readonly url: URL; readonly headers: IncomingMessage['headers']; readonly body: Buffer }

const json = (status: number, logId: string, body: JsonObject, headers: Readonly<Record<string, string>> = {}): Reply => ({
  status, headers: { ...headers, 'content-type': 'application/json; charset=utf-8', 'x-tt-logid': logId }, body: JSON.stringify(body),
  code: typeof body['code'] === 'number' ? body['code'] : null, message: typeof body['msg'] === 'string' ? body['msg'] : '',
});
export const refused = (refusal: ApiRefusal, logId: string, isOld = false): Reply => json(isOld && refusal.status === 400 ? 200 : refusal.status, logId, {
  code: refusal.code, msg: refusal.message,
  error: { log_id: logId, troubleshooter: `排查建议查看(Troubleshooting suggestions): https://open.feishu.cn/search?log_id=${logId}`, ...refusal.extra },
}, refusal.headers);
const notFound = (): Reply => ({ status: 404, headers: { 'content-type': 'text/plain' }, body: '404 page not found', code: null, message: '404 page not found' });

export const answerCall = (world: World, call: Call, logId: string): Reply => {
  if (call.url.pathname === TOKEN_PATH && call.method === 'POST') return json(200, logId, tokenAnswer(world, call));
  const found = findRoute(call.method, call.url.pathname);
  if (found === null) return notFound();
  try {
    return answerOf(runRoute(world, call, found.route, found.params), logId);
  } catch (error) {
    if (error instanceof ApiRefusal) return refused(error, logId, found.route.isOld === true && error.code < 99991000);
    throw error;
  }
};

const tokenAnswer = (world: World, call: Call): JsonObject => {
  const body = isJson(call) ? parseJson(call.body.toString('utf8')) : null;
  return issueToken(world, isObject(body) ? body : {});
};
const findRoute = (method: string, path: string): { readonly route: Route; readonly params: Readonly<Record<string, string>> } | null => {
  for (const route of ROUTES) {
    const params = route.method === method ? matchPath(route.path, path) : null;
    if (params !== null) return { route, params };
  }
  return null;
};
const isJson = ({ headers }: Call): boolean => /^application\/json\b/i.test(headers['content-type'] ?? '');

const runRoute = (world: World, call: Call, route: Route, params: Readonly<Record<string, string>>): ApiAnswer => {
  checkToken(world, call.headers.authorization);
  if (!world.settings.switches.ipAllowed) throw new ApiRefusal(99991401, 'Request denied: the ip is not in the white list.');
  const exhausted = world.buckets.take(appLimits);
  if (exhausted !== null) throw rateLimited(exhausted.limit.capacity, Math.ceil(exhausted.waitMs / 1000));
  requireScope(world, ...route.scopes);
  checkParameters(params);
  const { body, parts } = readBody(call, route);
  return route.run({ world, params, query: call.url.searchParams, body, bodyBytes: call.body.length, parts });
};
export const rateLimited = (limit: number, resetSeconds: number): ApiRefusal => new ApiRefusal(99991400, 'request trigger frequency limit', {
  status: 429, headers: { 'x-ogw-ratelimit-limit': String(limit), 'x-ogw-ratelimit-reset': String(resetSeconds) },
});

/** GET and DELETE may come with a body of `{}`: the SDK sends one. */
const readBody = (call: Call, route: Route): { readonly body: JsonObject; readonly parts: readonly Part[] } => {
  if (route.method === 'GET' || route.method === 'DELETE') return { body: {}, parts: [] };
  if (route.isUpload === true) {
    const parts = parseMultipart(call.headers['content-type'] ?? '', call.body);
    if (parts === null) throw new ApiRefusal(234001, 'Invalid request param.');
    return { body: {}, parts };
  }
  if (!isJson(call)) throw fieldViolation('Content-Type', 'must be application/json');
  const body = parseJson(call.body.toString('utf8'));
  if (!isObject(body)) throw fieldViolation('body', 'must be a JSON object');
  return { body, parts: [] };
};

const answerOf = (answer: ApiAnswer, logId: string): Reply => {
  if ('data' in answer) return json(200, logId, { code: 0, msg: 'success', data: answer.data });
  if ('whole' in answer) return json(200, logId, answer.whole);
  const name = encodeURIComponent(answer.name);
  return {
    status: 200, body: answer.binary, code: 0, message: '',
    headers: { 'content-type': answer.contentType, 'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}`, 'x-tt-logid': logId },
  };
};

const SECRET = /secret|token|authorization|mobile|email/i;
/** A body as the log of calls keeps it. */
export const withoutSecrets = (value: JsonValue): JsonValue => {
  if (Array.isArray(value)) return value.map((one: JsonValue) => withoutSecrets(one));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, SECRET.test(key) ? '***' : withoutSecrets(inner)]));
};
