/**
 * How each stratum comes to its size, as a line anybody can check with a pencil: 「5%×46=2.3→3」 (P12).
 *
 * The same integers the draw uses; nothing is rounded for show without saying so (…).
 */
import { canonical } from '../canonical.ts';
import { ratioText } from '../rules/ratio.ts';
import { remaining, strataFor } from './strata.ts';
import type { DrawRules } from './strata.ts';
import type { DrawStratum, StratumResult, TargetLine } from './types.ts';

export interface Arithmetic {
  readonly name: string;
  /** What the ratio is taken of (count). */
  readonly base: number;
  readonly formula: string;
}

/** n / d with two decimals at most; 「…」 where more would follow. */
const decimal = (n: bigint, d: bigint): string => {
  const hundredths = (n * 100n) / d;
  const rest = String(hundredths % 100n).padStart(2, '0').replace(/0+$/, '');
  return `${String(hundredths / 100n)}${rest === '' ? '' : `.${rest}`}${(n * 100n) % d === 0n ? '' : '…'}`;
};

/** What becomes of the size after the ratio: bounds, then what is left to draw from. */
const afterwards = ({ min, max }: DrawStratum, before: number, { wanted, drawn, eligible }: StratumResult): string => [
  ...(min !== undefined && wanted === min && before < min ? [`→至少 ${String(min)}`] : []),
  ...(max !== undefined && wanted === max && before > max ? [`→至多 ${String(max)}`] : []),
  ...(drawn < wanted ? [`→可抽仅 ${String(eligible)}`] : []),
].join('');

const ceiled = (stratum: DrawStratum, base: number): { readonly size: number; readonly text: string } => {
  const product = BigInt(stratum.num) * BigInt(base);
  const size = Number((product + BigInt(stratum.den) - 1n) / BigInt(stratum.den));
  if (stratum.num === stratum.den) return { size, text: `全部 ${String(base)}` };
  const exact = decimal(product, BigInt(stratum.den));
  return { size, text: `${ratioText(stratum)}×${String(base)}=${exact}${exact === String(size) ? '' : `→${String(size)}`}` };
};

/** Hamilton: 「27×2.15/5.15=11.27…→11」; a size above the whole part has one of the largest remainders. */
const apportionedText = (budget: number, { num, den }: DrawStratum, base: number, all: readonly { readonly weight: bigint; readonly den: bigint }[], size: number): string => {
  const common = all.reduce((product, one) => product * one.den, 1n);
  const [own, sum] = [(BigInt(num) * BigInt(base) * common) / BigInt(den), all.reduce((total, one) => total + (one.weight * common) / one.den, 0n)];
  if (sum === 0n) return `${String(budget)}×0→0`;
  return `${String(budget)}×${decimal(own, common)}/${decimal(sum, common)}=${decimal(BigInt(budget) * own, sum)}→${String(size)}`;
};

/** @param strata the figures of the draw, in the order of the rules */
export const arithmeticOf = (rules: DrawRules, strata: readonly StratumResult[]): readonly Arithmetic[] => {
  const rows = rules.strata.flatMap((stratum, index) => {
    const result = strata[index];
    return result === undefined ? [] : [{ stratum, result, base: stratum.base === 'eligible' ? result.eligible : result.onRoster }];
  });
  const weights = rows.map(({ stratum, base }) => ({ weight: BigInt(stratum.num) * BigInt(base), den: BigInt(stratum.den) }));
  return rows.map(({ stratum, result, base }) => {
    if (rules.budget !== undefined) return { name: stratum.name, base, formula: `${apportionedText(rules.budget, stratum, base, weights, result.wanted)}${result.drawn < result.wanted ? `→可抽仅 ${String(result.eligible)}` : ''}` };
    const { size, text } = ceiled(stratum, base);
    return { name: stratum.name, base, formula: `${text}${afterwards(stratum, size, result)}` };
  });
};

/** How many targets will be visited: in a joint draw departments share visits, so only bounds are known before the draw. */
export const totalOf = (targets: readonly TargetLine[], rules: DrawRules, strata: readonly StratumResult[]): { readonly least: number; readonly most: number } => {
  const sum = strata.reduce((all, { drawn }) => all + drawn, 0);
  if (rules.mode === 'budget') return { least: sum, most: Math.max(sum, Math.min(rules.budget ?? 0, strata.reduce((all, { eligible }) => all + eligible, 0))) };
  if (rules.mode !== 'joint') return { least: sum, most: sum };
  const inRange = remaining(targets, rules).filter((line) => line.excluded === null && strataFor(line, rules).length > 0).length;
  const largest = strata.reduce((most, { drawn }) => Math.max(most, drawn), 0);
  // Departments of one and the same range take the lowest tickets of one and the same order.
  const byRange = new Map<string, number>();
  rules.strata.forEach(({ where }, index) => { const range = canonical(where); byRange.set(range, Math.max(byRange.get(range) ?? 0, strata[index]?.drawn ?? 0)); });
  return { least: largest, most: Math.min([...byRange.values()].reduce((all, drawn) => all + drawn, 0), inRange) };
};

/** Systematic mode: in how many cells the list falls. */
export const cellCount = (targets: readonly TargetLine[], rules: DrawRules): number =>
  new Set(remaining(targets, rules).filter((line) => line.excluded === null).map((line) => JSON.stringify((rules.cells ?? []).map((field) => line[field])))).size;
