/**
 * One page out of the hits of an index and of what changed since it was made: whole leaves before the page are counted, not read.
 *
 * A row that is gone since is a hit of the index and none of the version; one that came since stands beside the index. Both are
 * few, in order, and hits of the query.
 */
import { byCodePoints } from '../../domain/roster/judge-memory.ts';
import type { Comparable, RosterPage } from '../../domain/roster/search.ts';
import type { Found, Hits } from './roster-index.ts';

/** A row in its place. */
export interface Standing extends Comparable, Found {}

/** The order people read: by key, then by code, as the database sorts them. */
export const byPlace = (a: Found, b: Found): number => byCodePoints(a.key, b.key) || byCodePoints(a.code, b.code);

/** Two ordered lists as one, without those that are gone from the first. */
async function* merged(long: AsyncIterable<Found>, short: readonly Found[], gone: ReadonlySet<string>): AsyncIterable<Found> {
  let next = 0;
  for await (const each of long) {
    for (let one = short[next]; one !== undefined && byPlace(one, each) < 0; one = short[(next += 1)]) yield one;
    if (!gone.has(each.code)) yield each;
  }
  yield* short.slice(next);
}

/** Where to begin reading: so many hits are passed before the leaf; of the two lists so many rows stand before it. */
interface Start { readonly leaf: number; readonly passed: number; readonly added: number; readonly gone: number }

const startFor = ({ counts, isExact, firstOf }: Hits, added: readonly Found[], gone: readonly Found[], skip: number): Start => {
  let start: Start = { leaf: 0, passed: 0, added: 0, gone: 0 };
  const before = (list: readonly Found[], from: number, edge: Found): number => {
    let at = from;
    for (let one = list[at]; one !== undefined && byPlace(one, edge) < 0; one = list[at]) at += 1;
    return at;
  };
  while (isExact && start.leaf + 1 < counts.length) {
    const edge = firstOf(start.leaf + 1);
    const [come, went] = [before(added, start.added, edge), before(gone, start.gone, edge)];
    const passed = start.passed + (counts[start.leaf] ?? 0) + (come - start.added) - (went - start.gone);
    if (passed > skip) break;
    start = { leaf: start.leaf + 1, passed, added: come, gone: went };
  }
  return start;
};

/** @returns codes of the page, in order, and what a page says about all hits */
export const slicedPage = async (hits: Hits, { added, gone }: { readonly added: readonly Found[]; readonly gone: readonly Found[] }, { skip, limit }: { readonly skip: number; readonly limit: number }): Promise<Omit<RosterPage, 'rows'> & { readonly codes: readonly string[] }> => {
  const start = startFor(hits, added, gone, skip);
  const codes: string[] = [];
  let { passed } = start;
  let hasMore = false;
  for await (const { code } of merged(hits.from(start.leaf, skip - passed + limit + 1), added.slice(start.added), new Set(gone.map(({ code }) => code)))) {
    hasMore = codes.length === limit;
    if (hasMore) break;
    if (passed >= skip) codes.push(code);
    passed += 1;
  }
  const known = hits.counts.reduce((sum, count) => sum + count, 0) + added.length - gone.length;
  return { codes, total: hasMore ? known : passed, isExact: !hasMore || hits.isExact, hasMore };
};
