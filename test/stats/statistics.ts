/**
 * Is a sampler fair? Eight statistics over R draws of n out of N rows, each with its distribution under simple random sampling.
 *
 * Limits are p = 1e-8 per statistic, so a run with fresh seeds fails by chance less than once in 10^7. Pearson's plain
 * chi-square is not used on inclusion counts: with a fixed size it is too small by (1-π)N/(N-1) and hides bias.
 */

/** Row numbers drawn, in the order in which they were drawn. */
export type Sampler = (draw: number) => readonly number[];

export interface Finding { readonly statistic: string; readonly value: number; readonly limit: number; readonly isFair: boolean }

export const ROWS = 64;
export const SIZE = 8;
export const DRAWS = 40_000;

const LIMITS = { inclusion: 147.5, pairs: 2323.2, 'worst pair': 7.2, adjacency: 5.73, groups: 5.97, order: 83.1, first: 147.5, birthday: 6 } as const;

/** Three times the draws, nine times the pairs: Poisson(1.63). */
const BIRTHDAY_AT_120000 = 14;

/** Groups nobody may be favoured by: parity, half, quarter, remainder by seven, last digit. */
const GROUPS: readonly ((row: number) => boolean)[] = [(row) => row % 2 === 0, (row) => row < ROWS / 2, (row) => row < ROWS / 4, (row) => row % 7 === 0, (row) => row % 10 === 3];

const falling = (n: number, k: number): number => Array.from({ length: k }, (_, i) => n - i).reduce((a, b) => a * b, 1);
/** Probability that k given rows are all drawn. */
const together = (k: number): number => falling(SIZE, k) / falling(ROWS, k);
const square = (x: number): number => x * x;

const chiSquare = (counts: readonly number[], expected: number): number => counts.reduce((sum, count) => sum + square(count - expected) / expected, 0);

/** Which of the 24 orders the first four drawn came in. */
const orderOfFirst = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number =>
  (Number(a > b) + Number(a > c) + Number(a > d)) * 6 + (Number(b > c) + Number(b > d)) * 2 + Number(c > d);

export const judge = (sampler: Sampler, draws: number = DRAWS): readonly Finding[] => {
  const hits = new Array<number>(ROWS).fill(0);
  const first = new Array<number>(ROWS).fill(0);
  const orders = new Array<number>(24).fill(0);
  const pairs = new Float64Array(ROWS * ROWS);
  const groupHits = GROUPS.map(() => 0);
  const seen = new Map<string, number>();
  let neighbours = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = sampler(draw);
    const sorted = [...drawn].sort((a, b) => a - b);
    sorted.forEach((row, i) => {
      hits[row] = (hits[row] ?? 0) + 1;
      if (sorted[i + 1] === row + 1) neighbours += 1;
      for (let j = i + 1; j < SIZE; j += 1) { const at = row * ROWS + (sorted[j] ?? 0); pairs[at] = (pairs[at] ?? 0) + 1; }
    });
    GROUPS.forEach((isIn, g) => { groupHits[g] = (groupHits[g] ?? 0) + drawn.filter(isIn).length; });
    const start = drawn[0] ?? 0;
    first[start] = (first[start] ?? 0) + 1;
    const order = orderOfFirst(drawn);
    orders[order] = (orders[order] ?? 0) + 1;
    const key = String.fromCharCode(...sorted);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  return assessed({ draws, hits, first, orders, pairs, groupHits, neighbours, same: [...seen.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0) });
};

interface Counts {
  readonly draws: number; readonly hits: readonly number[]; readonly first: readonly number[]; readonly orders: readonly number[]; readonly pairs: Float64Array;
  readonly groupHits: readonly number[]; readonly neighbours: number; readonly same: number;
}

const assessed = ({ draws, hits, first, orders, pairs, groupHits, neighbours, same }: Counts): readonly Finding[] => {
  const [p1, p2, p3, p4] = [together(1), together(2), together(3), together(4)];
  const inclusion = ((ROWS - 1) / ROWS) * hits.reduce((sum, count) => sum + square(count - draws * p1) / (draws * p1 * (1 - p1)), 0);
  // Pure second order: what the rows' own counts explain is taken out.
  const own = hits.map((count) => (SIZE - 1) * (count - draws * p1));
  let second = 0;
  let worst = 0;
  for (let i = 0; i < ROWS; i += 1) {
    for (let j = i + 1; j < ROWS; j += 1) {
      const excess = (pairs[i * ROWS + j] ?? 0) - draws * p2;
      second += square(excess - ((own[i] ?? 0) + (own[j] ?? 0)) / (ROWS - 2));
      worst = Math.max(worst, Math.abs(excess) / Math.sqrt(draws * p2 * (1 - p2)));
    }
  }
  const adjacent = ROWS - 1;
  const overlapping = 2 * (ROWS - 2);
  const neighbourVariance = adjacent * p2 * (1 - p2) + overlapping * (p3 - p2 * p2) + (adjacent * (adjacent - 1) - overlapping) * (p4 - p2 * p2);
  const group = groupHits.map((count, g) => {
    const share = Array.from({ length: ROWS }, (_, row) => row).filter((row) => GROUPS[g]?.(row) === true).length / ROWS;
    return Math.abs(count - draws * SIZE * share) / Math.sqrt((draws * SIZE * share * (1 - share) * (ROWS - SIZE)) / (ROWS - 1));
  });
  const found = {
    inclusion, pairs: second / (draws * (p2 - 2 * p3 + p4)), 'worst pair': worst, adjacency: Math.abs(neighbours - draws * adjacent * p2) / Math.sqrt(draws * neighbourVariance),
    groups: Math.max(...group), order: chiSquare(orders, draws / 24), first: chiSquare(first, draws / ROWS), birthday: same,
  };
  return (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).map((statistic) => ({
    statistic, value: found[statistic], limit: LIMITS[statistic], isFair: found[statistic] <= (statistic === 'birthday' && draws > DRAWS ? BIRTHDAY_AT_120000 : LIMITS[statistic]),
  }));
};

export const failures = (findings: readonly Finding[]): readonly string[] => findings.filter(({ isFair }) => !isFair).map(({ statistic, value }) => `${statistic} ${value.toFixed(1)}`);
