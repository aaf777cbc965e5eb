/**
 * How a vacant post is filled: by the approver's choice or by lot (X7). Stepping back for an interest may follow another
 * rule than being replaced for work or health (福州高新细则 三(四): 回避情形、递补抽取).
 */
import type { SubstitutionReason } from '../events.ts';
import type { RoundScope } from '../draw/round.ts';
import type { RuleSet } from '../rules/rule-set.ts';

type Refill = RuleSet['substitution']['mode'];

export const refillRule = ({ substitution, recusal }: RuleSet, reason: SubstitutionReason): Refill => (reason === 'recusal' ? recusal.refill : substitution.mode);

/** Which posts a plan promises to fill by lot; null where none. */
export const roundScope = ({ substitution, recusal }: RuleSet): RoundScope | null => {
  const [others, stepping] = [substitution.mode.value === 'redraw', recusal.refill.value === 'redraw'];
  if (others) return stepping ? 'all' : 'others';
  return stepping ? 'recusal' : null;
};

/** Whether any post of a task may have to be filled by lot: the later codes of its chain are kept. */
export const mayRefillByLot = ({ substitution, recusal }: RuleSet): boolean => [substitution.mode, recusal.refill].some(({ value }) => value === 'redraw');
