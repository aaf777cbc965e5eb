/**
 * What stands against a draw although it is possible (P13, X3): too few left of what the ratio demands, key targets beyond
 * the yearly cap, a total below the bureau's floor. Shown before, decided by a person with a reason, never repaired in silence.
 */
import { remaining, strataFor } from '../draw/strata.ts';
import type { DrawRules } from '../draw/strata.ts';
import type { StratumResult, TargetLine } from '../draw/types.ts';
import type { DrawConflict, DrawStage } from '../events.ts';
import { Refusal } from '../refusal.ts';
import type { RuleSet } from '../rules/rule-set.ts';

export interface FoundConflict extends DrawConflict { readonly clause: string }

export interface ConflictFacts {
  readonly stage: DrawStage;
  readonly targets: readonly TargetLine[];
  readonly rules: DrawRules;
  readonly strata: readonly StratumResult[];
  /** Key targets on the list that have had their visits of the year (count). */
  readonly overCap: number;
  /** Why the ratio is below the floor, as said when the task was made; '' when it was not. */
  readonly ratioReason: string;
}

/** Left out in spite of being in business, per stratum. */
const withheldFrom = (targets: readonly TargetLine[], rules: DrawRules, name: string): number =>
  remaining(targets, rules).filter((line) => line.excluded !== null && line.excluded !== 'not-in-business' && strataFor(line, rules).some((stratum) => stratum.name === name)).length;

const shortfallOf = ({ targets, rules, strata }: ConflictFacts): string => {
  const short = strata.filter(({ name, wanted, eligible, drawn }) => drawn < wanted && Math.min(wanted, eligible + withheldFrom(targets, rules, name)) > drawn);
  return short.map(({ name, wanted, drawn, shortfall }) => `${name} 应抽 ${String(wanted)} 实抽 ${String(drawn)}（缺 ${String(shortfall)}）`).join('；');
};

const belowFloor = ({ rules, strata, ratioReason }: ConflictFacts, { num, den }: { readonly num: number; readonly den: number }): string => {
  const [drawn, base] = strata.reduce(([d, n], { drawn: mine, onRoster }) => [d + mine, n + onRoster], [0, 0]);
  if (rules.mode !== 'budget' || ratioReason !== '' || drawn * den >= base * num) return '';
  return `总数 ${String(drawn)} 户不足名录 ${String(base)} 户的 ${String((num * 100) / den)}%`;
};

/** @returns in the order in which they are shown; [] where targets are not drawn now */
export const conflictsOf = (facts: ConflictFacts, set: RuleSet): readonly FoundConflict[] => {
  if (facts.stage === 'inspectors') return [];
  const { objectCap, ratio } = set;
  const short = shortfallOf(facts);
  const below = ratio.min.value === null ? '' : belowFloor(facts, ratio.min.value);
  return [
    ...(short === '' ? [] : [{ kind: 'shortfall' as const, sentence: `比例与年度上限冲突：${short}，缺额不从已排除的对象中补足`, clause: objectCap.maxPerYear.clause }]),
    ...(facts.overCap === 0 ? [] : [{ kind: 'over-cap' as const, sentence: `重点对象 ${String(facts.overCap)} 户本年已达 ${String(objectCap.maxPerYear.value ?? 0)} 次，仍参加抽取`, clause: objectCap.keyObjectsExempt.clause }]),
    ...(below === '' ? [] : [{ kind: 'below-floor' as const, sentence: below, clause: ratio.min.clause }]),
  ];
};

/**
 * @returns what is recorded with the commitment
 * @throws Refusal when there are conflicts and nobody said why the draw goes ahead
 */
export const demandReason = (found: readonly FoundConflict[], reason: string, task: string): { readonly conflicts?: readonly DrawConflict[]; readonly reason?: string } => {
  const [first] = found;
  if (first === undefined) return {};
  const said = reason.trim().slice(0, 200);
  const example = first.kind === 'over-cap' ? '投诉举报查实，须增加频次' : '已达上限的本年不再重复检查';
  if (said === '') throw new Refusal('draw.reason-needed', found.map(({ sentence }) => sentence).join('；'), { next: `确需抽取请写明理由（记入结果表），例如：抽取 ${task} @监督员 理由=${example}`, clause: first.clause });
  return { conflicts: found.map(({ kind, sentence }) => ({ kind, sentence })), reason: said };
};
