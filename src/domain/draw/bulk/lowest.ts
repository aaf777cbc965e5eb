/**
 * The n lowest tickets of very many, in order, in one pass and O(n) memory.
 *
 * A threshold is chosen so that a few more than n tickets stay below it (n + 6√n + 20 expected); only those are kept and
 * sorted. Should fewer than n remain, which is rarer than one in 10^9, the caller passes over the list again without it.
 */
import type { Words } from './tickets.ts';

const TWO_32 = 4_294_967_296;

export interface Lowest {
  /** @param first number of the first id of the block in the whole list */
  readonly add: (first: number, words: Words, count: number) => void;
  /** Numbers of the n lowest in order of their first 64 bits; null when the threshold was too low. */
  readonly finish: () => Uint32Array | null;
  /** Pairs of neighbours in the result that agree in 64 bits: their whole tickets must be compared. */
  readonly ties: () => readonly number[];
}

const sortedBy = (high: Uint32Array, low: Uint32Array, count: number): Uint32Array => {
  // Least significant digit first, sixteen bits at a time.
  let order = Uint32Array.from({ length: count }, (_, i) => i);
  let other = new Uint32Array(count);
  const counts = new Uint32Array(65_537);
  for (const [words, shift] of [[low, 0], [low, 16], [high, 0], [high, 16]] as const) {
    counts.fill(0);
    for (let i = 0; i < count; i += 1) { const digit = ((words[i] ?? 0) >>> shift) & 65_535; counts[digit + 1] = (counts[digit + 1] ?? 0) + 1; }
    for (let digit = 0; digit < 65_536; digit += 1) counts[digit + 1] = (counts[digit + 1] ?? 0) + (counts[digit] ?? 0);
    for (let i = 0; i < count; i += 1) {
      const entry = order[i] ?? 0;
      const digit = ((words[entry] ?? 0) >>> shift) & 65_535;
      const place = counts[digit] ?? 0;
      other[place] = entry;
      counts[digit] = place + 1;
    }
    [order, other] = [other, order];
  }
  return order;
};

/**
 * @param n     how many are wanted
 * @param total how many there are
 * @param all   keep everything: the second pass, or when nearly all are wanted
 */
export const lowest = (n: number, total: number, all = false): Lowest => {
  const share = total === 0 ? 1 : (n + 6 * Math.sqrt(n) + 20) / total;
  const threshold = all || share >= 1 ? TWO_32 : Math.ceil(share * TWO_32);
  let room = threshold === TWO_32 ? total : Math.ceil(n + 12 * Math.sqrt(n) + 64);
  let [numbers, high, low] = [new Uint32Array(room), new Uint32Array(room), new Uint32Array(room)];
  let kept = 0;
  let order = new Uint32Array(0);
  const grow = (): void => {
    room = Math.ceil(room * 1.5) + 64;
    const larger = (old: Uint32Array): Uint32Array<ArrayBuffer> => { const array = new Uint32Array(room); array.set(old); return array; };
    [numbers, high, low] = [larger(numbers), larger(high), larger(low)];
  };
  return {
    add: (first, words, count) => {
      for (let i = 0; i < count; i += 1) {
        const word = words.high[i] ?? 0;
        if (word >= threshold) continue;
        if (kept === room) grow();
        numbers[kept] = first + i;
        high[kept] = word;
        low[kept] = words.low[i] ?? 0;
        kept += 1;
      }
    },
    finish: () => {
      if (kept < Math.min(n, total)) return null;
      order = sortedBy(high, low, kept).slice(0, n + 1);
      return Uint32Array.from(order.subarray(0, n), (entry) => numbers[entry] ?? 0);
    },
    ties: () => [...order.keys()].slice(1).filter((i) => { const [a, b] = [order[i - 1] ?? 0, order[i] ?? 0]; return high[a] === high[b] && low[a] === low[b]; }),
  };
};
