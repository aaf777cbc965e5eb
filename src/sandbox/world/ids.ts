/**
 * Identifiers and chance of the sandbox, all from one seed: the same seed and the same sequence of acts give the same ids.
 *
 * Shapes follow the platform: `om_`/`oc_`/`ou_`/`on_` + 32 hex, `cli_` + 16 hex, `t-`, `c-`, `file_v3_`, `img_v3_`.
 */
import { createHmac } from 'node:crypto';

export interface Ids {
  /** A new id every time. */
  next(prefix: string, hexDigits?: number): string;
  /** The same id for the same key, whatever happened before. */
  stable(prefix: string, key: string, hexDigits?: number): string;
  /** 0 ≤ x < 1. */
  random(): number;
  bytes(count: number): Uint8Array;
  /** How many were given out; continue from here after a restart. */
  count(): number;
}

export const createIds = (seed: string, startCount: number): Ids => {
  let count = startCount;
  const digest = (label: string): Buffer => createHmac('sha256', seed).update(label).digest();
  const fresh = (label: string): Buffer => digest(`${label}#${++count}`);
  return {
    next: (prefix, hexDigits = 32) => prefix + fresh(prefix).toString('hex').slice(0, hexDigits),
    stable: (prefix, key, hexDigits = 32) => prefix + digest(`${prefix}=${key}`).toString('hex').slice(0, hexDigits),
    random: () => fresh('random').readUInt32BE(0) / 2 ** 32,
    bytes: (wanted) => fresh('bytes').subarray(0, wanted),
    count: () => count,
  };
};

/** What each kind of id looks like; nothing else reaches a lookup. */
export const ID_SHAPE = {
  message: /^om_[0-9a-f]{32}$/,
  chat: /^oc_[0-9a-f]{32}$/,
  open: /^ou_[0-9a-f]{32}$/,
  union: /^on_[0-9a-f]{32}$/,
  user: /^[0-9a-f]{8}$/,
  department: /^(od-[0-9a-f]{32}|0)$/,
  file: /^file_v3_[0-9a-f]{32}$/,
  image: /^img_v3_[0-9a-f]{32}$/,
  batch: /^bm-[0-9a-f]{32}$/,
} as const;
