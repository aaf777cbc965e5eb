/**
 * One request to the open API, and what a route is: a row with method, path, needed scopes and a function of the request.
 */
import type { JsonObject } from '../control-types.ts';
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { ID_SHAPE } from '../world/ids.ts';
import type { World } from '../world/world.ts';
import type { Part } from './multipart.ts';

export interface ApiRequest {
  readonly world: World;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  /** Bytes of the body as sent: sizes are judged by them. */
  readonly bodyBytes: number;
  readonly parts: readonly Part[];
}
/** `data` goes into the usual envelope; `whole` is the body as it is (old APIs); `binary` is a download. */
export type ApiAnswer =
  | { readonly data: JsonObject }
  | { readonly whole: JsonObject }
  | { readonly binary: Uint8Array; readonly name: string; readonly contentType: string };

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments in braces are ids of the named kind: {message_id}. */
  readonly path: string;
  /** One of these must be granted; a `:readonly` twin is as good where the scope itself is named. */
  readonly scopes: readonly string[];
  readonly isUpload?: true;
  /** Old APIs answer their errors with HTTP 200. */
  readonly isOld?: true;
  readonly run: (request: ApiRequest) => ApiAnswer;
}

/** Every parameter of a path, its shape, and the code for one that has another. */
const PARAMETERS: Readonly<Record<string, readonly [RegExp, number, string]>> = {
  message_id: [ID_SHAPE.message, 99992354, 'The request you send is not a valid {message_id} or not exists'],
  chat_id: [ID_SHAPE.chat, 232006, 'Your request specifies a chat_id which is invalid.'],
  file_key: [/^(file_v3_|img_v3_)[0-9a-f]{32}$/, 234001, 'Invalid request param.'],
  image_key: [ID_SHAPE.image, 234001, 'Invalid request param.'],
  department_id: [ID_SHAPE.department, 99992402, 'field validation failed: department_id'],
  user_id: [/^[A-Za-z0-9_-]{1,64}$/, 41012, 'user id invalid error'],
  batch_message_id: [ID_SHAPE.batch, 230001, 'Your request contains an invalid request parameter: batch_message_id'],
};
export const checkParameters = (params: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(params)) {
    const [shape, code, message] = PARAMETERS[name] ?? [/^$/, 99992402, 'field validation failed'];
    if (!shape.test(value)) throw new ApiRefusal(code, message);
  }
};

/** @returns the parameters when the path fits the pattern */
export const matchPath = (pattern: string, path: string): Readonly<Record<string, string>> | null => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index] ?? '';
    if (segment.startsWith('{')) params[segment.slice(1, -1)] = value;
    else if (segment !== value) return null;
  }
  return params;
};

export interface Page<T> { readonly items: readonly T[]; readonly hasMore: boolean; readonly pageToken: string }
/** Opaque tokens, refused when they are not ours; sizes beyond the maximum are refused, not trimmed. */
export const paginate = <T>({ query, world }: ApiRequest, all: readonly T[], maximum: number, refusal?: ApiRefusal): Page<T> => {
  const asked = query.get('page_size');
  const size = asked === null ? Math.min(world.settings.switches.defaultPageSize, maximum) : Number(asked);
  if (!Number.isInteger(size) || size < 1 || size > maximum) throw refusal ?? fieldViolation('page_size', `must be 1..${maximum}`);
  const token = query.get('page_token') ?? '';
  const match = /^p(\d+)x$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  if (token !== '' && match === null) throw fieldViolation('page_token', 'is invalid');
  const start = Number(match?.[1] ?? 0);
  const end = start + size;
  const hasMore = end < all.length;
  return { items: all.slice(start, end), hasMore, pageToken: hasMore ? Buffer.from(`p${end}x`).toString('base64url') : '' };
};
