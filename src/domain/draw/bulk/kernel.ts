/**
 * The ticket kernel: SHA-256 of four ids at a time, for one id length, from the midstate of the key.
 *
 * The key fills exactly one block, so its state is computed once and each id of at most 55 bytes costs one compression.
 * The function is unrolled for its length; message words that are zero or constant are folded away. FIPS 180-4.
 */
import { ROUND_CONSTANTS } from './constants.ts';
import { add, add32, and, choose, gather, get, i32, load32, loopBelow, moduleOf, or, rotateRight, set, shiftRight, shl32, splat, splatOf, storeVector, swapBytes, xor } from './wasm.ts';
import type { Code } from './wasm.ts';

export const BLOCK_BYTES = 64;
/** Longest id whose padding still fits its block. */
export const LONGEST_ID = 55;
export const LANES = 4;

const rotated = (x: number, by: number): number => ((x >>> by) | (x << (32 - by))) >>> 0;
const smallSigma0 = (x: number): number => (rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3)) >>> 0;
const smallSigma1 = (x: number): number => (rotated(x, 17) ^ rotated(x, 19) ^ (x >>> 10)) >>> 0;

// Parameters: where the addresses of the ids are, how many (a multiple of 4), the midstate, where the first and second words go.
const [ADDRESSES, COUNT, MIDSTATE, HIGH, LOW] = [0, 1, 2, 3, 4] as const;
const INDEX = 5;
const POINTERS = [6, 7, 8, 9] as const;
const WORD = 10;
const VARIABLE = 26;
const MIDDLE = 34;
const SUM = 42;

/** What is known of a message word while the code is written: a constant, or a value in its local. */
type Known = number | 'computed';

const firstWords = (length: number): { readonly code: Code; readonly words: Known[] } => {
  const words: Known[] = new Array<Known>(16).fill(0);
  const code: number[] = [];
  const full = length >>> 2;
  const rest = length & 3;
  for (let w = 0; w < full + (rest > 0 ? 1 : 0); w += 1) {
    const loaded = swapBytes(gather(POINTERS.map((pointer) => get(pointer)), w * 4), SUM);
    // The word in which the id ends: its own bytes, then the bit that ends a message.
    const ended = w < full ? loaded : or(and(loaded, splat(0xffffffff << (32 - 8 * rest))), splat(0x80 << (24 - 8 * rest)));
    code.push(...ended, ...set(WORD + w));
    words[w] = 'computed';
  }
  if (rest === 0) words[full] = 0x80000000;
  words[15] = (BLOCK_BYTES + length) * 8;
  return { code, words };
};

/** Sums what is known now and leaves the rest to be added when running. */
const sumOf = (terms: readonly { readonly known: Known; readonly folded: (x: number) => number; readonly code: Code }[]): { readonly constant: number; readonly codes: readonly Code[] } => ({
  constant: terms.reduce((sum, { known, folded }) => (known === 'computed' ? sum : (sum + folded(known)) >>> 0), 0),
  codes: terms.flatMap(({ known, code }) => (known === 'computed' ? [code] : [])),
});

const rounds = (words: Known[]): Code => {
  const code: number[] = [];
  let [a, b, c, d, e, f, g, h] = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => VARIABLE + i) as [number, number, number, number, number, number, number, number];
  for (let round = 0; round < 64; round += 1) {
    const at = round & 15;
    if (round >= 16) {
      const term = (index: number, folded: (x: number) => number, make: (x: Code) => Code): { known: Known; folded: (x: number) => number; code: Code } => ({ known: words[index & 15] ?? 0, folded, code: make(get(WORD + (index & 15))) });
      const { constant, codes } = sumOf([
        term(at, (x) => x, (x) => x),
        term(at + 1, smallSigma0, (x) => xor(xor(rotateRight(x, 7), rotateRight(x, 18)), shiftRight(x, 3))),
        term(at + 9, (x) => x, (x) => x),
        term(at + 14, smallSigma1, (x) => xor(xor(rotateRight(x, 17), rotateRight(x, 19)), shiftRight(x, 10))),
      ]);
      const [first, ...others] = constant === 0 ? codes : [...codes, splat(constant)];
      if (codes.length === 0 || first === undefined) words[at] = constant;
      else {
        code.push(...others.reduce<Code>((sum, next) => add(sum, next), first), ...set(WORD + at));
        words[at] = 'computed';
      }
    }
    const word = words[at] ?? 0;
    const k = ROUND_CONSTANTS[round] ?? 0;
    const schedule = word === 'computed' ? add(splat(k), get(WORD + at)) : splat((k + word) | 0);
    const bigSigma1 = xor(xor(rotateRight(get(e), 6), rotateRight(get(e), 11)), rotateRight(get(e), 25));
    code.push(...add(add(get(h), bigSigma1), add(choose(get(f), get(g), get(e)), schedule)), ...set(SUM));
    const bigSigma0 = xor(xor(rotateRight(get(a), 2), rotateRight(get(a), 13)), rotateRight(get(a), 22));
    const majority = choose(get(a), get(b), xor(get(b), get(c)));
    code.push(...add(get(d), get(SUM)), ...set(d), ...add(get(SUM), add(bigSigma0, majority)), ...set(h));
    [a, b, c, d, e, f, g, h] = [h, a, b, c, d, e, f, g];
  }
  // After 64 rounds the names are back where they began.
  return code;
};

/** @param length bytes of every id, 1–55 */
export const kernelModule = (length: number): WebAssembly.Module => {
  const { code: loads, words } = firstWords(length);
  const body = [
    ...POINTERS.flatMap((pointer, lane) => [...load32(add32(get(ADDRESSES), shl32(get(INDEX), 2)), lane * 4), ...set(pointer)]),
    ...loads,
    ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [...get(MIDDLE + i), ...set(VARIABLE + i)]),
    ...rounds(words),
    ...storeVector(add32(get(HIGH), shl32(get(INDEX), 2)), add(get(VARIABLE), get(MIDDLE))),
    ...storeVector(add32(get(LOW), shl32(get(INDEX), 2)), add(get(VARIABLE + 1), get(MIDDLE + 1))),
  ];
  const start = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [...splatOf(load32(get(MIDSTATE), i * 4)), ...set(MIDDLE + i)]);
  return new WebAssembly.Module(moduleOf(5, 5, SUM - WORD + 1, [...start, ...i32(0), ...set(INDEX), ...loopBelow(INDEX, COUNT, LANES, body)]));
};
