/**
 * The state of one check of a card: what is known about the tenant, what has been counted, what is wrong so far.
 */
import type { JsonObject } from '../control-types.ts';
import { isObject } from '../world/json.ts';
import type { Properties } from './grammar.ts';

/** `code`: the platform's sub code; `path`: as in its message, 'ROOT -> body -> elements -> [2](tag: table)'. */
export interface Problem { readonly code: number; readonly path: string; readonly message: string; readonly value: string }

export interface Surroundings {
  /** Whether an open_id may be shown in a card. */
  readonly isUser: (openId: string) => boolean;
  readonly isImage: (imageKey: string) => boolean;
  readonly maxTables: number;
  readonly formButtonBehaviors: 'deliver' | 'drop' | 'refuse';
}
export interface Judge extends Surroundings {
  readonly problems: Problem[];
  readonly elementIds: Set<string>;
  readonly names: Set<string>;
  elements: number;
  tables: number;
}
/** Sub codes of 230099, https://open.feishu.cn/document/server-docs/im-v1/message/create and users' reports. */
export const CODE = {
  parse: 200621, oldTag: 200861, user: 100290, limit: 11310, elementCount: 300305, elementId: 300301, updateMulti: 300302,
  table: 200914, tableRow: 200915, formName: 200530, image: 200570, size: 230025, template: 200380,
} as const;

export const complain = (judge: Judge, code: number, path: string, message: string, value = ''): void => {
  judge.problems.push({ code, path, message, value: value.slice(0, 80) });
};

/** Unknown properties and values that break their rule. */
export const checkProperties = (judge: Judge, path: string, found: JsonObject, ...allowed: readonly Properties[]): void => {
  for (const [key, value] of Object.entries(found)) {
    const rule = allowed.map((one) => one[key]).find((one) => one !== undefined);
    const wrong = rule === undefined ? null : rule(value);
    if (rule === undefined) complain(judge, CODE.parse, path, `unknown property, property: ${key}`, key);
    else if (wrong !== null) complain(judge, CODE.parse, path, `${key} ${wrong}`, JSON.stringify(value));
  }
};

export const checkUser = (judge: Judge, path: string, id: unknown): void => {
  if (typeof id !== 'string' || !judge.isUser(id)) complain(judge, CODE.user, path, 'there is an invalid user resource(at/person) in your card', String(id));
};
const MENTION = /<at\s+ids?=['"]?([^'">\s]+)['"]?|<person\s+id=['"]?([^'">\s]+)['"]?/g;
export const checkMarkdown = (judge: Judge, path: string, content: unknown): void => {
  if (typeof content !== 'string') return;
  for (const [, ids, person] of content.matchAll(MENTION)) for (const id of (ids ?? person ?? '').split(',')) if (id !== 'all') checkUser(judge, path, id);
  const tables = content.match(/^\s*\|?\s*:?-{3,}:?\s*\|.*$/gm) ?? [];
  if (tables.length > 4) complain(judge, CODE.limit, path, 'markdown table number over limit');
};
export const checkText = (judge: Judge, path: string, text: unknown): void => {
  if (isObject(text) && text['tag'] !== 'plain_text') checkMarkdown(judge, path, text['content']);
};
export const checkImage = (judge: Judge, path: string, key: unknown): void => {
  if (typeof key === 'string' && !judge.isImage(key)) complain(judge, CODE.image, path, 'invalid image key', key);
};
