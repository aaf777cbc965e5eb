/**
 * Strata (层): which part of the list a target belongs to and how many of that part are drawn (福州高新实施办法 三(五)).
 *
 * The first stratum whose filters all match takes the target, so strata never overlap; key objects are simply named first
 * with their higher ratio. Sizes are integers all the way: ceil(num × N / den) over everybody on the roster, excluded ones
 * included; what the exclusions leave short is shown and never moved elsewhere.
 */
import type { ScopeFilter } from '../events.ts';
import { Refusal } from '../refusal.ts';
import type { DrawStratum, StratumResult, TargetLine } from './types.ts';

const KEY_WORDS: Readonly<Record<string, string>> = { 是: 'true', 否: 'false' };

/** A filter over the key mark may be written 是/否; the plan holds true/false only. */
const normalised = (filter: ScopeFilter): ScopeFilter =>
  filter.field === 'key' ? { field: 'key', anyOf: filter.anyOf.map((value) => KEY_WORDS[value] ?? value) } : filter;

const labelOf = (line: TargetLine, field: ScopeFilter['field']): string => (field === 'key' ? String(line.key) : line[field]);

/** Whether a target is inside a range: every filter must match (AND). */
export const matches = (line: TargetLine, where: readonly ScopeFilter[]): boolean => where.every((filter) => filter.anyOf.includes(labelOf(line, filter.field)));

/**
 * The strata as the plan pins them.
 * @throws Refusal when names repeat or a ratio is not a fraction between 0 and 1
 */
export const plannedStrata = (strata: readonly DrawStratum[]): readonly DrawStratum[] => {
  if (strata.length === 0) throw new Refusal('draw.no-strata', '任务没有设置任何抽取层', { next: '请至少设置一个层及其抽取比例，例如：普通 5%' });
  const names = new Set<string>();
  for (const { name, num, den } of strata) {
    if (names.has(name)) throw new Refusal('draw.stratum-twice', `层「${name}」出现了两次`, { next: '请给每个层取不同的名称' });
    names.add(name);
    const isFraction = Number.isSafeInteger(num) && Number.isSafeInteger(den) && den >= 1 && den <= 1_000_000 && num >= 0 && num <= den;
    if (!isFraction) throw new Refusal('draw.bad-ratio', `层「${name}」的抽取比例 ${String(num)}/${String(den)} 不是 0 到 1 之间的整数分数`, { next: '请写成 5%、0.05 或 1/20 这样的比例' });
  }
  return strata.map((stratum) => ({ ...stratum, where: stratum.where.map(normalised) }));
};

/** The stratum that takes a target, or null when it lies outside all of them. */
export const stratumOf = (line: TargetLine, strata: readonly DrawStratum[]): DrawStratum | null => strata.find((stratum) => matches(line, stratum.where)) ?? null;

/**
 * How many targets a stratum yields before exclusions take their share.
 * @param onRoster targets of the stratum on the roster (count, ≥ 0), excluded ones included: 福州 三(五) speaks of 辖区内市场主体
 * @returns ceil(onRoster × num / den): a non-empty stratum with a non-zero ratio yields at least one
 */
export const wantedOf = (onRoster: number, { num, den }: Pick<DrawStratum, 'num' | 'den'>): number => Number((BigInt(onRoster) * BigInt(num) + BigInt(den) - 1n) / BigInt(den));

/** The arithmetic of every stratum, before the draw: `drawn` is what will be drawn. */
export const strataOf = (targets: Iterable<TargetLine>, strata: readonly DrawStratum[]): readonly StratumResult[] => {
  const counts = new Map(strata.map((stratum) => [stratum.name, { onRoster: 0, excluded: 0 }]));
  for (const line of targets) {
    const count = counts.get(stratumOf(line, strata)?.name ?? '');
    if (count === undefined) continue;
    count.onRoster += 1;
    if (line.excluded !== null) count.excluded += 1;
  }
  return strata.map((stratum) => {
    const { onRoster, excluded } = counts.get(stratum.name) ?? { onRoster: 0, excluded: 0 };
    const eligible = onRoster - excluded;
    const wanted = wantedOf(onRoster, stratum);
    const drawn = Math.min(wanted, eligible);
    return { name: stratum.name, onRoster, excluded, eligible, wanted, drawn, shortfall: wanted - drawn };
  });
};
