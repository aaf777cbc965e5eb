/**
 * What the journal took down in a span of time, found without reading what lies before it.
 *
 * Entries carry running numbers and instants that rise with them, but for a clock that was set back: the first one is looked
 * up by halving, a day earlier than asked for, and each entry is judged by its own instant.
 */
import type { Instant } from '../../domain/values.ts';
import type { Entry, Journal } from '../ports.ts';

const DAY_MS = 86_400_000;
const PAGE = 500;
const moved = (at: Instant, byMs: number): Instant => new Date(Date.parse(at) + byMs).toISOString();

/** The number of entries before the first one at or after an instant. */
const countBefore = async (journal: Pick<Journal, 'read' | 'head'>, at: Instant): Promise<number> => {
  let [low, high] = [0, (await journal.head()).seq];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [entry] = await journal.read(middle, 1);
    if (entry !== undefined && entry.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** @param from first instant @param to first instant that is outside */
export async function* entriesBetween(journal: Pick<Journal, 'read' | 'head'>, from: Instant, to: Instant): AsyncIterable<Entry> {
  const end = moved(to, DAY_MS);
  for (let after = await countBefore(journal, moved(from, -DAY_MS)); ; ) {
    const page = await journal.read(after, PAGE);
    for (const entry of page) {
      if (entry.at > end) return;
      if (entry.at >= from && entry.at < to) yield entry;
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}
