/**
 * Which of a block's 65,536 places have a term: a short ascending list, or a bitmap where there are many.
 *
 * Pure. The two shapes are told apart by their length, because a list is only used while it is shorter than the bitmap.
 */
export const BLOCK = 65_536;
const BITMAP_BYTES = BLOCK / 8;
const MOST_LISTED = BITMAP_BYTES / 2 - 1;

/** @param places ascending, each below BLOCK */
export const packed = (places: readonly number[]): Uint8Array => {
  if (places.length <= MOST_LISTED) return new Uint8Array(Uint16Array.from(places).buffer);
  const bits = new Uint8Array(BITMAP_BYTES);
  for (const place of places) bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  return bits;
};

export const unpacked = (bytes: Uint8Array): Uint8Array => {
  if (bytes.length === BITMAP_BYTES) return bytes.slice();
  const bits = new Uint8Array(BITMAP_BYTES);
  for (let at = 0; at < bytes.length; at += 2) {
    const place = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
    bits[place >> 3] = (bits[place >> 3] ?? 0) | (1 << (place & 7));
  }
  return bits;
};

export const intersect = (into: Uint8Array, other: Uint8Array): void => {
  for (let at = 0; at < into.length; at += 1) into[at] = (into[at] ?? 0) & (other[at] ?? 0);
};
export const unite = (into: Uint8Array, other: Uint8Array): void => {
  for (let at = 0; at < into.length; at += 1) into[at] = (into[at] ?? 0) | (other[at] ?? 0);
};

export const has = (bits: Uint8Array, place: number): boolean => ((bits[place >> 3] ?? 0) & (1 << (place & 7))) !== 0;

/** Bits of every byte value. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => [...byte.toString(2)].filter((bit) => bit === '1').length);
export const countOf = (bits: Uint8Array): number => bits.reduce((sum, byte) => sum + (ONES[byte] ?? 0), 0);

export function* placesOf(bits: Uint8Array): Iterable<number> {
  for (let at = 0; at < bits.length; at += 1) {
    const byte = bits[at] ?? 0;
    for (let bit = 0; byte >> bit !== 0; bit += 1) if (((byte >> bit) & 1) === 1) yield at * 8 + bit;
  }
}
