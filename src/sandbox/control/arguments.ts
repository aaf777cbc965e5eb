/**
 * Arguments of control calls as they come over HTTP, checked by a line of shape each; inside, they are trusted.
 */
import { ControlError } from '../world/errors.ts';
import { isList, isObject, isStrings } from '../world/json.ts';

export type Kind = 'text' | 'flag' | 'number' | 'texts' | 'numbers' | 'object' | 'code' | 'address' | 'input';
/** A trailing '?' makes a field optional. */
export type Shape = Readonly<Record<string, Kind | `${Kind}?`>>;

const fits = (kind: Kind, value: unknown): boolean => {
  switch (kind) {
    case 'text': return typeof value === 'string';
    case 'flag': return typeof value === 'boolean';
    case 'number': return typeof value === 'number' && Number.isFinite(value);
    case 'texts': return isStrings(value);
    case 'numbers': return isList(value) && value.every((one) => typeof one === 'number');
    case 'object': return isObject(value);
    case 'input': return typeof value === 'string' || typeof value === 'boolean' || isStrings(value);
    case 'code': return typeof value === 'number' || value === 'half-open';
    case 'address': return value === null || (typeof value === 'string' && /^https?:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d+)?\//.test(value));
  }
};
const isKind = (kind: string): kind is Kind => ['text', 'flag', 'number', 'texts', 'numbers', 'object', 'code', 'address', 'input'].includes(kind);

/** @returns the argument, of which every field has its kind. @throws naming the first field that has not */
export const checked = <T>(shape: Shape, given: unknown): T => {
  if (!isObject(given)) throw new ControlError('参数应为 JSON 对象');
  const stranger = Object.keys(given).find((key) => shape[key] === undefined);
  if (stranger !== undefined) throw new ControlError(`没有参数“${stranger}”，可用的有：${Object.keys(shape).join('、')}`);
  for (const [key, rule] of Object.entries(shape)) {
    const isOptional = rule.endsWith('?');
    const kind = isOptional ? rule.slice(0, -1) : rule;
    const value = given[key];
    if (value === undefined && isOptional) continue;
    if (!isKind(kind) || !fits(kind, value)) throw new ControlError(`参数“${key}”缺少或不对`);
  }
  return given as T;
};

/** A query string as an argument: everything is text there. */
export const fromQuery = (query: URLSearchParams, shape: Shape): Readonly<Record<string, unknown>> => {
  const given: Record<string, unknown> = {};
  for (const [key, value] of query) {
    const kind = shape[key]?.replace('?', '');
    if (kind === 'flag') given[key] = value === 'true' || value === '1';
    else if (kind === 'number') given[key] = Number(value);
    else if (kind === 'numbers') given[key] = value.split(',').filter((one) => one !== '').map(Number);
    else given[key] = value;
  }
  return given;
};
