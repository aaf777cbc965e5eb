/** The platform's limits as arithmetic: what they allow at best, and how close a list of calls came. */

/** Milliseconds from the first call to the last at best: fifty at the beginning of every second, a thousand a minute. */
export const bestMs = (calls: number): number => Math.floor((calls - 1) / 1000) * 60_000 + Math.floor(((calls - 1) % 1000) / 50) * 1000;

/** Most calls within any stretch of `perMs`. @param at instants in milliseconds, in any order */
export const busiest = (at: readonly number[], perMs: number): number => {
  const starts = at.toSorted((a, b) => a - b);
  let from = 0;
  return starts.reduce((most, start, n) => {
    while (start - (starts[from] ?? start) >= perMs) from += 1;
    return Math.max(most, n - from + 1);
  }, 0);
};
