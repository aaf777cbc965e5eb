/** What the rule set of a bureau says about key objects, for those who decide and those who suggest. */
import { rulesInForce } from '../rules/adopted.ts';
import type { AdoptedRules } from '../rules/adopted.ts';
import type { KeyRules } from './key-object.ts';

export const keyRulesOf = (adopted: AdoptedRules): KeyRules => {
  const { triggers, penaltiesAtLeast } = rulesInForce(adopted).keyObject;
  return { triggers: triggers.value, clause: triggers.clause, penaltiesAtLeast: penaltiesAtLeast.value };
};
