/**
 * What a benchmark says: one line per figure, beside a peer measured in the same run, so that a slow machine does not look
 * like slow code.
 */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it is compared with, measured in the same run; null when nothing is comparable. */
  readonly peer: string | null;
  /** value ÷ peer's value. */
  readonly ratio: number | null;
  /** What it is to stay below; told as kept or missed. */
  readonly aim?: number;
}
export interface BenchOptions {
  readonly rows: number | null;
}
/** Each file test/bench/<name>.ts exports one as `bench`. */
export type Bench = (options: BenchOptions) => Promise<readonly Measure[]>;

const rounded = (value: number): number => Number(value.toPrecision(4));

export const measure = (name: string, value: number, unit: string): Measure => ({ name, value: rounded(value), unit, peer: null, ratio: null });
export const against = (name: string, value: number, unit: string, peer: string, peerValue: number): Measure => ({ name, value: rounded(value), unit, peer: `${peer} ${rounded(peerValue)} ${unit}`, ratio: rounded(value / peerValue) });

/** @param share 0 … 1 */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** Chinese and full-width signs take two columns. */
const width = (text: string): number => [...text].reduce((sum, sign) => sum + (/[\u1100-\u115f\u2e80-\uffdc]/.test(sign) ? 2 : 1), 0);
const padded = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

const kept = ({ value, unit, aim }: Measure): string => (aim === undefined ? '' : `${value <= aim ? 'pass' : 'FAIL'} (≤ ${String(aim)} ${unit})`);

export const table = (measures: readonly Measure[]): string => {
  const rows = [['name', 'value', 'unit', 'peer', 'ratio', 'aim'], ...measures.map((each) => [each.name, String(each.value), each.unit, each.peer ?? '–', each.ratio === null ? '–' : String(each.ratio), kept(each)])];
  const columns = [0, 1, 2, 3, 4, 5].map((at) => Math.max(...rows.map((row) => width(row[at] ?? ''))));
  return rows.map((row) => row.map((cell, at) => padded(cell, columns[at] ?? 0)).join('  ').trimEnd()).join('\n');
};
