/**
 * How a vacant post is filled: by the approver's choice or by lot (X7). Stepping back for an interest may follow another
 * rule than being replaced for work or health (福州高新细则 三(四): 回避情形、递补抽取).
 */
import type { SubstitutionReason } from '../events.ts';
import type { RuleSet } from '../rules/rule-set.ts';

type Refill = RuleSet['substitution']['mode'];

export const refillRule = ({ substitution, recusal }: RuleSet, reason: SubstitutionReason): Refill => (reason === 'recusal' ? recusal.refill : substitution.mode);

/** Whether any post of a task may have to be filled by lot: the later codes of its chain are kept. */
export const mayRefillByLot = ({ substitution, recusal }: RuleSet): boolean => [substitution.mode, recusal.refill].some(({ value }) => value === 'redraw');
