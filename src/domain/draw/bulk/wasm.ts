/**
 * Just enough of a WebAssembly assembler to write one function over 128-bit vectors.
 *
 * The kernel is assembled here from readable source instead of being shipped as a binary nobody can audit.
 * Encoding: WebAssembly core specification 2.0 with the vector instructions.
 */
const unsigned = (value: number): readonly number[] => {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest & 0x7f;
    rest >>>= 7;
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};
const signed = (value: number): readonly number[] => {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
};

/** Instructions as bytes; expressions are instruction lists that leave one value. */
export type Code = readonly number[];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value | 0)];
export const load32 = (address: Code, offset: number): Code => [...address, 0x28, 0, ...unsigned(offset)];
export const add32 = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
export const shl32 = (a: Code, by: number): Code => [...a, ...i32(by), 0x74];
/** Repeats the body while `index` < `limit`, adding `step` at the end of each turn. */
export const loopBelow = (index: number, limit: number, step: number, body: Code): Code => [
  0x02, 0x40, 0x03, 0x40, ...get(index), ...get(limit), 0x4f, 0x0d, 1, ...body, ...add32(get(index), i32(step)), ...set(index), 0x0c, 0, 0x0b, 0x0b,
];

const vector = (opcode: number): Code => [0xfd, ...unsigned(opcode)];
const littleEndian = (value: number): Code => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
export const splat = (value: number): Code => [...vector(0x0c), ...[0, 1, 2, 3].flatMap(() => littleEndian(value))];
export const splatOf = (word: Code): Code => [...word, ...vector(0x11)];
export const add = (a: Code, b: Code): Code => [...a, ...b, ...vector(0xae)];
export const and = (a: Code, b: Code): Code => [...a, ...b, ...vector(0x4e)];
export const or = (a: Code, b: Code): Code => [...a, ...b, ...vector(0x50)];
export const xor = (a: Code, b: Code): Code => [...a, ...b, ...vector(0x51)];
/** Bits of `ones` where the mask is set, of `zeros` elsewhere. */
export const choose = (ones: Code, zeros: Code, mask: Code): Code => [...ones, ...zeros, ...mask, ...vector(0x52)];
export const shiftRight = (a: Code, by: number): Code => [...a, ...i32(by), ...vector(0xad)];
const shiftLeft = (a: Code, by: number): Code => [...a, ...i32(by), ...vector(0xab)];
export const rotateRight = (a: Code, by: number): Code => or(shiftRight(a, by), shiftLeft(a, 32 - by));
/** Big-endian words; `spare` is any vector local, the unused second operand of the shuffle. */
export const swapBytes = (a: Code, spare: number): Code => [...a, ...get(spare), ...vector(0x0d), 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12];
/** One 32-bit word from each of four addresses. */
export const gather = (addresses: readonly Code[], offset: number): Code => addresses.reduce<Code>(
  (lanes, address, lane) => (lane === 0 ? [...address, ...vector(0x5c), 0, ...unsigned(offset)] : [...address, ...lanes, ...vector(0x56), 0, ...unsigned(offset), lane]), []);
export const storeVector = (address: Code, value: Code): Code => [...address, ...value, ...vector(0x0b), 0, 0];

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const named = (name: string): Code => [name.length, ...Buffer.from(name, 'latin1')];

/** A module with one exported function `run` of i32 parameters over an imported memory. */
export const moduleOf = (parameters: number, integers: number, vectors: number, body: Code): Uint8Array<ArrayBuffer> => {
  const locals = [2, ...unsigned(integers), 0x7f, ...unsigned(vectors), 0x7b];
  const code = [...locals, ...body, 0x0b];
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, [1, 0x60, parameters, ...new Array<number>(parameters).fill(0x7f), 0]),
    ...section(2, [1, ...named('m'), ...named('m'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...named('run'), 0, 0]),
    ...section(10, [1, ...unsigned(code.length), ...code]),
  ]);
};
