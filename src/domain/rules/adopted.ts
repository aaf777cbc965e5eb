/**
 * What a bureau has adopted, and the rule set that follows from it.
 *
 * A unit carries what it has adopted; a task freezes it at its creation, so that everything about a task – its draw, its
 * substitutions, the clauses of its refusals – goes by the version it was made under, whatever the unit adopts later.
 */
import { PRESETS } from './presets.ts';
import type { PresetId, RuleSet } from './rule-set.ts';

export interface AdoptedRules {
  readonly preset: PresetId;
  /** Counts every adoption and change of the unit, from 1. */
  readonly version: number;
}

/** The values that hold under what was adopted, each with the clause it comes from. */
export const rulesInForce = (adopted: AdoptedRules): RuleSet => PRESETS[adopted.preset];
