/**
 * What a bureau has adopted, and the rule set that follows from it: preset, approved changes on it, the overlay on top.
 *
 * A unit carries what it has adopted; a task freezes it at its creation, so that everything about a task – its draw, its
 * substitutions, the clauses of its refusals – goes by the version it was made under, whatever the unit adopts later.
 */
import type { PersonId } from '../ids.ts';
import { overlaid } from './overlay.ts';
import { PRESETS } from './presets.ts';
import type { PresetId, RulePath, Ruled, RuleSet, RuleValue } from './rule-set.ts';
import { isAllowed, ruledAt, rulePath, withRuled } from './shapes.ts';

/** An approved change of one value. */
export interface RuleChange {
  readonly path: RulePath;
  readonly value: RuleValue;
  /** 依据 as the proposer typed it; it takes the place of the clause. */
  readonly basis: string;
  readonly by: PersonId;
  readonly approvedBy: PersonId;
  /** UTC instant of the approval. */
  readonly at: string;
}

export interface AdoptedRules {
  readonly preset: PresetId;
  /** Counts every adoption and change of the unit, from 1. */
  readonly version: number;
  /** Whether 国办发〔2024〕54号 is laid over it; absent = not. */
  readonly overlay?: boolean;
  /** At most one a path, the latest; absent = none. */
  readonly changes?: readonly RuleChange[];
}

/** One thing a bureau may want of its rules. */
export type RuleWish =
  | { readonly kind: 'value'; readonly path: RulePath; readonly value: RuleValue }
  | { readonly kind: 'preset'; readonly preset: PresetId }
  | { readonly kind: 'overlay'; readonly on: boolean };

/** A change whose value is no value any more (of an earlier version of this program) leaves the preset's. */
const changed = (rules: RuleSet, { path, value, basis }: RuleChange): RuleSet => {
  if (rulePath(path) === null || !isAllowed(path, value)) return rules;
  const { value: before, clause } = ruledAt(rules, path);
  return withRuled(rules, path, { value, clause: basis, insteadOf: { value: before, clause } });
};

const beneathOverlay = ({ preset, changes = [] }: AdoptedRules): RuleSet => changes.reduce(changed, PRESETS[preset]);
const withOverlay = ({ overlay = false }: AdoptedRules, rules: RuleSet): RuleSet => (overlay ? overlaid(rules) : rules);

/** The values that hold under what was adopted, each with the clause it comes from. */
export const rulesInForce = (adopted: AdoptedRules): RuleSet => withOverlay(adopted, beneathOverlay(adopted));

/** What would hold at a path if this value were granted: the value itself, or what the overlay demands instead. */
export const wouldHold = (adopted: AdoptedRules, path: RulePath, value: RuleValue): Ruled<RuleValue> =>
  ruledAt(withOverlay(adopted, withRuled(beneathOverlay(adopted), path, { value, clause: '' })), path);

/** What is the bureau's own whatever its rules: its telephone does not change with a preset. */
const isOwn = ({ path }: RuleChange): boolean => path.startsWith('documents.');

/** Another preset is a fresh start: the changes made to the old one go; the overlay and what stands on the bureau's papers stay. */
export const adopting = ({ overlay, changes = [] }: AdoptedRules, version: number, preset: PresetId): AdoptedRules => {
  const kept = changes.filter(isOwn);
  return { preset, version, ...(overlay === undefined ? {} : { overlay }), ...(kept.length === 0 ? {} : { changes: kept }) };
};

export const overlaying = (adopted: AdoptedRules, version: number, on: boolean): AdoptedRules => ({ ...adopted, version, overlay: on });

export const changing = (adopted: AdoptedRules, version: number, change: RuleChange): AdoptedRules => ({
  ...adopted, version, changes: [...(adopted.changes ?? []).filter(({ path }) => path !== change.path), change],
});

/** What is adopted after a wish was approved. */
export const granting = (adopted: AdoptedRules, version: number, wish: RuleWish, grant: Omit<RuleChange, 'path' | 'value'>): AdoptedRules => {
  switch (wish.kind) {
    case 'preset': return adopting(adopted, version, wish.preset);
    case 'overlay': return overlaying(adopted, version, wish.on);
    case 'value': return changing(adopted, version, { path: wish.path, value: wish.value, ...grant });
  }
};
