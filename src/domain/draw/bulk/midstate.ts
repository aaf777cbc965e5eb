/**
 * The state of SHA-256 after the key: its 64 characters fill exactly one block, which is compressed once per draw.
 * FIPS 180-4, section 6.2.2.
 */
import { INITIAL_STATE, ROUND_CONSTANTS } from './constants.ts';

const rotated = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

/** @param key 64 hex characters */
export const midstateOf = (key: string): Int32Array => {
  const bytes = Buffer.from(key, 'latin1');
  if (bytes.length !== 64) throw new RangeError('a key has 64 characters');
  const w = Array.from({ length: 16 }, (_, i) => bytes.readInt32BE(i * 4));
  const word = (i: number): number => w[i] ?? 0;
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [word(i - 15), word(i - 2)];
    w.push((word(i - 16) + word(i - 7) + (rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3)) + (rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10))) | 0);
  }
  let [a, b, c, d, e, f, g, h] = INITIAL_STATE as readonly [number, number, number, number, number, number, number, number];
  ROUND_CONSTANTS.forEach((k, i) => {
    const t = (h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + k + word(i)) | 0;
    const u = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t) | 0, c, b, a, (t + u) | 0];
  });
  return Int32Array.from([a, b, c, d, e, f, g, h], (value, i) => (value + (INITIAL_STATE[i] ?? 0)) | 0);
};
