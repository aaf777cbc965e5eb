/**
 * Strata (层): which part of the list a target belongs to and how many of that part are drawn (福州高新实施办法 三(五)).
 *
 * The first stratum whose filters all match takes the target, so strata never overlap; key objects are simply named first
 * with their higher ratio. Sizes are integers all the way: ceil(num × N / den) over everybody on the roster, excluded ones
 * included; what the exclusions leave short is shown and never moved elsewhere. Departments of a joint draw may overlap.
 */
import { Refusal } from '../refusal.ts';
import { apportioned } from './apportion.ts';
import { checkFilters, matches, normalised } from './filters.ts';
import type { DrawRequest, DrawStratum, StratumResult, TargetLine } from './types.ts';

export { matches } from './filters.ts';

/** The part of a request that says how targets are drawn; the plan holds exactly this. */
export type DrawRules = Pick<DrawRequest, 'strata' | 'budget' | 'cells' | 'alreadyDrawn'> & { readonly mode: NonNullable<DrawRequest['mode']> };

const MOST = 10_000_000;
const isCount = (value: number | undefined): boolean => value === undefined || (Number.isSafeInteger(value) && value >= 0 && value <= MOST);
const refuse = (code: string, what: string, next: string): never => { throw new Refusal(code, what, { next }); };

const checkStratum = ({ name, where, num, den, min, max, weights, reserve }: DrawStratum): void => {
  const isFraction = Number.isSafeInteger(num) && Number.isSafeInteger(den) && den >= 1 && den <= 1_000_000 && num >= 0 && num <= den;
  if (!isFraction) refuse('draw.bad-ratio', `层「${name}」的抽取比例 ${String(num)}/${String(den)} 不是 0 到 1 之间的整数分数`, '请写成 5%、0.05 或 1/20 这样的比例');
  if (!isCount(min) || !isCount(max) || !isCount(reserve) || (min ?? 0) > (max ?? MOST)) refuse('draw.bad-bounds', `层「${name}」的最少、最多或递补户数不成立`, '请填写非负整数，且最少不大于最多');
  checkFilters(name, where);
  for (const weight of weights ?? []) {
    checkFilters(name, weight.where);
    if (!Number.isSafeInteger(weight.weight) || weight.weight < 1 || weight.weight > 10) refuse('draw.bad-weight', `层「${name}」的风险权重须为 1 到 10 的整数`, '请调整权重；权重 w 表示持有 w 个票号、取最小者');
  }
};

/**
 * The rules of drawing as the plan pins them.
 * @throws Refusal when names repeat, a ratio is no fraction between 0 and 1, or a mode lacks what it needs
 */
export const plannedRules = ({ strata, mode = 'fixed', budget, cells, alreadyDrawn }: Pick<DrawRequest, 'strata' | 'mode' | 'budget' | 'cells' | 'alreadyDrawn'>): DrawRules => {
  if (strata.length === 0) refuse('draw.no-strata', '任务没有设置任何抽取层', '请至少设置一个层及其抽取比例，例如：普通 5%');
  const names = new Set<string>();
  for (const stratum of strata) {
    if (names.has(stratum.name)) refuse('draw.stratum-twice', `层「${stratum.name}」出现了两次`, '请给每个层取不同的名称');
    names.add(stratum.name);
    checkStratum(stratum);
  }
  if ((mode === 'budget') !== (budget !== undefined) || !isCount(budget)) refuse('draw.bad-budget', '按总户数分配时须填写总户数，其他方式不得填写', '例如：总户数 20');
  if ((mode === 'systematic') !== (cells !== undefined) || cells?.length === 0) refuse('draw.no-cells', '等距抽取须指明按哪些标签分格', '例如：行业、地区');
  if ((mode === 'systematic' || mode === 'joint') && strata.some(({ weights }) => weights !== undefined)) refuse('draw.weights-elsewhere', '风险权重只能用于按层抽取', '请取消权重或改用按比例、按总户数的方式');
  const where = (stratum: DrawStratum): DrawStratum => ({
    ...stratum,
    where: stratum.where.map(normalised),
    ...(stratum.weights === undefined ? {} : { weights: stratum.weights.map((one) => ({ ...one, where: one.where.map(normalised) })) }),
  });
  return { strata: strata.map(where), mode, ...(budget === undefined ? {} : { budget }), ...(cells === undefined ? {} : { cells }), ...(alreadyDrawn === undefined ? {} : { alreadyDrawn: [...alreadyDrawn].sort() }) };
};

/** The strata that take a target: the first that matches; in a joint draw every department whose range it is in. */
export const strataFor = (line: TargetLine, { strata, mode }: Pick<DrawRules, 'strata' | 'mode'>): readonly DrawStratum[] => {
  if (mode === 'joint') return strata.filter((stratum) => matches(line, stratum.where));
  const first = strata.find((stratum) => matches(line, stratum.where));
  return first === undefined ? [] : [first];
};

/** The list without what earlier draws have taken. */
export const remaining = (targets: readonly TargetLine[], { alreadyDrawn }: Pick<DrawRules, 'alreadyDrawn'>): readonly TargetLine[] => {
  if (alreadyDrawn === undefined || alreadyDrawn.length === 0) return targets;
  const drawn = new Set(alreadyDrawn);
  return targets.filter(({ id }) => !drawn.has(id));
};

/**
 * How many targets a stratum yields before exclusions take their share.
 * @param onRoster targets of the stratum on the roster (count, ≥ 0), excluded ones included: 福州 三(五) speaks of 辖区内市场主体
 * @returns ceil(onRoster × num / den): a non-empty stratum with a non-zero ratio yields at least one
 */
export const wantedOf = (onRoster: number, { num, den }: Pick<DrawStratum, 'num' | 'den'>): number => Number((BigInt(onRoster) * BigInt(num) + BigInt(den) - 1n) / BigInt(den));

const clamped = (wanted: number, { min = 0, max = MOST }: DrawStratum): number => Math.min(Math.max(wanted, min), max);

/**
 * The arithmetic of every stratum; `drawn` is what will be drawn.
 * @param key key of the strata, for ties of a budget; null before the seed exists: tied strata then show their lower size
 */
export const strataOf = (targets: readonly TargetLine[], rules: DrawRules, key: string | null): readonly StratumResult[] => {
  const counts = new Map(rules.strata.map((stratum) => [stratum.name, { onRoster: 0, excluded: 0 }]));
  for (const line of remaining(targets, rules)) {
    for (const { name } of strataFor(line, rules)) {
      const count = counts.get(name);
      if (count === undefined) continue;
      count.onRoster += 1;
      if (line.excluded !== null) count.excluded += 1;
    }
  }
  const shares = rules.strata.map((stratum) => {
    const { onRoster, excluded } = counts.get(stratum.name) ?? { onRoster: 0, excluded: 0 };
    return { stratum, onRoster, excluded, base: stratum.base === 'eligible' ? onRoster - excluded : onRoster };
  });
  const budgeted = rules.budget === undefined ? null : apportioned(rules.budget, shares.map(({ stratum, base }) => ({ name: stratum.name, num: stratum.num, den: stratum.den, base })), key);
  return shares.map(({ stratum, onRoster, excluded, base }) => {
    const eligible = onRoster - excluded;
    const wanted = clamped(budgeted?.get(stratum.name) ?? wantedOf(base, stratum), stratum);
    const drawn = Math.min(wanted, eligible);
    return { name: stratum.name, onRoster, excluded, eligible, wanted, drawn, shortfall: wanted - drawn };
  });
};

/** Among how many a target's rank counts; in a joint draw the widest of the departments that drew it. */
export const eligibleOf = (strata: readonly StratumResult[], stratum: string): number => {
  const names = new Set([stratum, ...stratum.split('、')]);
  return strata.filter(({ name }) => names.has(name)).reduce((most, { eligible }) => Math.max(most, eligible), 0);
};
