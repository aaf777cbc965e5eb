/**
 * A million keys in some 20 MB: a table of 64-bit hashes with a number beside each. The keys themselves are not kept.
 *
 * What it answers is a candidate: whoever asks reads the place it points at and compares. Two keys of one hash (or a key
 * added twice) are kept in full beside the table, so no key is ever lost, however the file was made.
 */

export interface KeyIndex {
  /** @param value an integer from 0, below 2^32 - 1 */
  add(key: string, value: number): void;
  /** The value under the key's hash, -1 when there is none: compare before you believe it. */
  find(key: string): number;
}

const FIRST_SIZE = 4_096;
/** Grown by half, not doubled: what has just grown stands half empty. */
const GROWTH = 1.5;
const FULL = 0.75;

/** Two independent 32-bit hashes (after murmur3's mixing steps) of the UTF-16 units. */
const hashOf = (key: string): readonly [number, number] => {
  let left = 0xdeadbeef ^ key.length;
  let right = 0x41c6ce57 ^ key.length;
  for (let at = 0; at < key.length; at += 1) {
    const unit = key.charCodeAt(at);
    left = Math.imul(left ^ unit, 0x9e3779b1);
    right = Math.imul(right ^ unit, 0x5f356495);
  }
  left = Math.imul(left ^ (left >>> 16), 0x85ebca6b) ^ Math.imul(right ^ (right >>> 13), 0xc2b2ae35);
  right = Math.imul(right ^ (right >>> 16), 0x85ebca6b) ^ Math.imul(left ^ (left >>> 13), 0xc2b2ae35);
  return [left >>> 0, right >>> 0];
};

interface Slots {
  readonly size: number;
  readonly hashes: Uint32Array;
  /** Value + 1; 0 is free. */
  readonly values: Uint32Array;
}
const slotsOf = (size: number): Slots => ({ size, hashes: new Uint32Array(size * 2), values: new Uint32Array(size) });

/** The slot of a hash, or the free one where it belongs. */
const slotFor = ({ size, hashes, values }: Slots, left: number, right: number): number => {
  let slot = left % size;
  while (values[slot] !== 0 && (hashes[slot * 2] !== left || hashes[slot * 2 + 1] !== right)) slot = slot + 1 === size ? 0 : slot + 1;
  return slot;
};

export const createKeyIndex = (): KeyIndex => {
  let slots = slotsOf(FIRST_SIZE);
  let count = 0;
  const twins = new Map<string, number>();

  const grow = (): void => {
    const old = slots;
    slots = slotsOf(Math.ceil(old.size * GROWTH));
    for (let from = 0; from < old.size; from += 1) {
      const value = old.values[from] ?? 0;
      if (value === 0) continue;
      const left = old.hashes[from * 2] ?? 0;
      const right = old.hashes[from * 2 + 1] ?? 0;
      const to = slotFor(slots, left, right);
      slots.hashes[to * 2] = left;
      slots.hashes[to * 2 + 1] = right;
      slots.values[to] = value;
    }
  };

  return {
    add: (key, value) => {
      if (count + 1 > slots.size * FULL) grow();
      const [left, right] = hashOf(key);
      const slot = slotFor(slots, left, right);
      if (slots.values[slot] !== 0) {
        twins.set(key, value);
        return;
      }
      slots.hashes[slot * 2] = left;
      slots.hashes[slot * 2 + 1] = right;
      slots.values[slot] = value + 1;
      count += 1;
    },
    find: (key) => {
      const twin = twins.size === 0 ? undefined : twins.get(key);
      if (twin !== undefined) return twin;
      const [left, right] = hashOf(key);
      return (slots.values[slotFor(slots, left, right)] ?? 0) - 1;
    },
  };
};
