/**
 * Canonical JSON (RFC 8785) and SHA-256: one value, one byte string, one digest.
 *
 * The journal's hash chain, draw plans and bundles are digests over these bytes, so anybody with a JSON library
 * and a SHA-256 tool can recompute them. Narrower than the RFC on purpose: integers only, no lone surrogates,
 * no undefined members, because a value that two languages print differently must never enter a digest.
 */
import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

const SURROGATE = /[\uD800-\uDFFF]/;

const text = (value: string): string => {
  // Most texts have none at all; looking for pairs is much dearer.
  if (SURROGATE.test(value) && LONE_SURROGATE.test(value)) throw new TypeError('canonical JSON: lone surrogate');
  return JSON.stringify(value);
};

/**
 * The RFC 8785 text of a value: members sorted by UTF-16 code units, no white space.
 * @throws TypeError on fractions, unsafe integers, NaN, undefined, functions and lone surrogates
 */
export const canonical = (value: unknown): string => {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`canonical JSON: ${String(value)} is not a safe integer`);
    return String(value === 0 ? 0 : value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    const members = value as Readonly<Record<string, unknown>>;
    return `{${Object.keys(members).sort().map((key) => `${text(key)}:${canonical(members[key])}`).join(',')}}`;
  }
  throw new TypeError(`canonical JSON: ${typeof value} has no JSON form`);
};

/** SHA-256 in lower-case hex; a string is hashed as UTF-8. */
export const sha256Hex = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** SHA-256 of a value's canonical JSON, lower-case hex. */
export const digestOf = (value: unknown): string => sha256Hex(canonical(value));
