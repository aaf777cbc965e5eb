/**
 * RFC 8785 for integers, strings, booleans, null, arrays and objects; reading is writing again and comparing.
 * Part of the command-line verifier: shares no line with the program that makes draws.
 */
import { createHash } from 'node:crypto';

export class Fault extends Error {}
export const wrong = (message) => { throw new Fault(message); };

const isUnicode = (text) => text.isWellFormed();

export function jcs(value) {
  switch (typeof value) {
    case 'string':
      return isUnicode(value) ? JSON.stringify(value) : wrong('文本中有孤立的代理字符');
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return Number.isSafeInteger(value) ? `${value}` : wrong(`数值 ${value} 不是整数`);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
      const members = Object.keys(value).sort().map((name) => `${jcs(name)}:${jcs(value[name])}`);
      return `{${members.join(',')}}`;
    }
    default:
      return wrong('不是 JSON');
  }
}

/** Parses text that must already be canonical. */
export function parseCanonical(text, what) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return wrong(`${what}不是 JSON`);
  }
  if (jcs(value) !== text) wrong(`${what}不是规范 JSON（RFC 8785），可能被改动过`);
  return value;
}

export const sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
export const sha256Hex = (...parts) => sha256(...parts).toString('hex');

export function decodeUtf8(bytes, what) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return wrong(`${what}不是 UTF-8 文本`);
  }
}

/** Demands exactly these members; optional ones may be missing. */
export function only(object, members, what, optional = []) {
  if (object === null || typeof object !== 'object' || Array.isArray(object)) wrong(`${what}不是对象`);
  const names = Object.keys(object);
  const unknown = names.find((name) => !members.includes(name) && !optional.includes(name));
  if (unknown !== undefined) wrong(`${what}有未知字段 ${unknown}`);
  const missing = members.find((name) => !names.includes(name));
  if (missing !== undefined) wrong(`${what}缺少字段 ${missing}`);
  return object;
}

export const isHash = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
