/**
 * Which of a block's texts contain a part, whatever part is asked for: grams that grow until few texts have them.
 *
 * A part of one sign is a gram. A gram that more than SPARSE texts of the block have is dense: it gets a posting of its own and
 * is continued by every sign that follows it somewhere; continuations that few texts have stand together in one posting of
 * their dense gram. So a part is either a gram, and its posting is the answer, or its beginning is a continuation of few
 * texts, which are looked at. Pairs of signs alone cannot promise that: every code has 00, and few have 00000.
 *
 * Pure. Signs are UTF-16 units, as in `includes`.
 */
import { packed } from './postings.ts';

/** Texts of a block that are looked at one by one rather than told apart further. */
export const SPARSE = 128;
/** A longer common part is found by windows of this length. */
export const LONGEST = 24;
/** Windows of a part that are intersected before texts are looked at. */
const WINDOWS_MAX = 6;
const POSITIONS = 65_536;

/** `of` is followed by `next`; null: the gram itself. */
export interface Window { readonly of: string; readonly next: string | null }
export interface Posting extends Window { readonly at: Uint8Array }

type Spots = readonly number[];
const placeIn = (spot: number): number => Math.floor(spot / POSITIONS);

/** @param spots ascending */
const placesIn = (spots: Spots): readonly number[] => {
  const places: number[] = [];
  let last = -1;
  for (const spot of spots) {
    const place = placeIn(spot);
    if (place !== last) places.push(place);
    last = place;
  }
  return places;
};

/** Spots that follow, by the sign that stands there. */
const following = (texts: readonly string[], spots: Spots): ReadonlyMap<number, number[]> => {
  const groups = new Map<number, number[]>();
  for (const spot of spots) {
    const text = texts[placeIn(spot)] ?? '';
    const at = spot % POSITIONS;
    if (at >= text.length) continue;
    const sign = text.charCodeAt(at);
    const group = groups.get(sign);
    if (group === undefined) groups.set(sign, [spot + 1]);
    else group.push(spot + 1);
  }
  return groups;
};

/** Signs with their places: how many signs, (sign, how many places) for each, the places. */
const continued = (few: readonly (readonly [sign: number, places: readonly number[]])[]): Uint8Array =>
  new Uint8Array(Uint16Array.from([few.length, ...few.flatMap(([sign, places]) => [sign, places.length]), ...few.flatMap(([, places]) => places)]).buffer);

/** The places of one sign, packed; empty when nobody has it. */
export const continuedBy = (stored: Uint8Array, next: string): Uint8Array => {
  const u16 = (n: number): number => (stored[n * 2] ?? 0) | ((stored[n * 2 + 1] ?? 0) << 8);
  const signs = stored.length === 0 ? 0 : u16(0);
  let from = 1 + signs * 2;
  for (let n = 0; n < signs; n += 1) {
    const [sign, count] = [u16(1 + n * 2), u16(2 + n * 2)];
    if (sign === next.charCodeAt(0)) return stored.subarray(from * 2, (from + count) * 2);
    from += count;
  }
  return new Uint8Array();
};

/**
 * All postings of a block, and its dense grams.
 * @param texts by place; of one longer than 65,535 signs the beginning is indexed (a cell of a workbook has at most 32,767)
 */
export function* postingsOf(texts: readonly string[], dense: (gram: string) => void, sparse = SPARSE): Iterable<Posting> {
  function* node(gram: string, spots: Spots, places: readonly number[]): Iterable<Posting> {
    yield { of: gram, next: null, at: packed(places) };
    if (places.length <= sparse) return;
    dense(gram);
    if (gram.length === LONGEST) return;
    const few: (readonly [number, readonly number[]])[] = [];
    for (const [sign, group] of following(texts, spots)) {
      const those = placesIn(group);
      if (those.length <= sparse) few.push([sign, those]);
      else yield* node(gram + String.fromCharCode(sign), group, those);
    }
    if (few.length > 0) yield { of: gram, next: '', at: continued(few) };
  }
  const everywhere = function* (): Iterable<number> {
    for (const [place, text] of texts.entries()) for (let at = 0; at < Math.min(text.length, POSITIONS - 1); at += 1) yield place * POSITIONS + at;
  };
  for (const [sign, group] of following(texts, [...everywhere()])) yield* node(String.fromCharCode(sign), group, placesIn(group));
}

/**
 * Where to look for a part: texts that have it are in every window.
 * @param isDense what was told when the block was made
 * @returns the windows, and whether who is in them has the part for certain
 */
export const windowsOf = (part: string, isDense: (gram: string) => boolean): { readonly windows: readonly Window[]; readonly isExact: boolean } => {
  const windowAt = (from: number): Window & { readonly end: number } => {
    let end = from + 1;
    if (!isDense(part.slice(from, end))) return { of: part.slice(from, end), next: null, end };
    while (end < part.length && end - from < LONGEST && isDense(part.slice(from, end + 1))) end += 1;
    return end < part.length && end - from < LONGEST ? { of: part.slice(from, end), next: part.charAt(end), end: end + 1 } : { of: part.slice(from, end), next: null, end };
  };
  const first = windowAt(0);
  if (first.end === part.length) return { windows: [first], isExact: true };
  // A dense end says little that the windows before it do not.
  const more = Array.from({ length: part.length - 1 }, (_, n) => windowAt(n + 1)).filter(({ next, of }) => next !== null || !isDense(of) || of.length === LONGEST);
  const step = Math.max(1, more.length / (WINDOWS_MAX - 1));
  return { windows: [first, ...more.filter((_, n) => Math.floor(n / step) !== Math.floor((n - 1) / step))], isExact: false };
};
