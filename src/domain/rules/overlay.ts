/**
 * 国办发〔2024〕54号 《关于严格规范涉企行政检查的意见》 laid over a bureau's own rules (X17).
 *
 * All five documents are older. The overlay only tightens: where it demands more than the bureau's rules it takes their
 * place and keeps them visible beside it, everywhere else the bureau's own clause stands.
 */
import type { CapException, RulePath, RuleSet, RuleValue, RuleValueAt } from './rule-set.ts';
import { atLeastAsStrict, ruledAt, withRuled } from './shapes.ts';

export const OVERLAY_TITLE = '国办发〔2024〕54号';

interface OverlayRow {
  readonly path: RulePath;
  readonly clause: string;
  /** What the overlay asks for where the bureau's own rules say `now`. */
  readonly demand: (now: RuleValue) => RuleValue;
}
const row = <P extends RulePath>(path: P, clause: string, demand: (now: RuleValueAt<P>) => RuleValueAt<P> & RuleValue): OverlayRow => ({ path, clause, demand: (now) => demand(now as RuleValueAt<P>) });

/** Case checks may exceed the published frequency, routine ones may not. */
const CASES: readonly CapException[] = ['complaint', 'assigned', 'big-data'];

const ROWS: readonly OverlayRow[] = [
  row('roster.allowUncertifiedMembers', `${OVERLAY_TITLE} 严格行政检查主体`, () => false),
  row('check.priorApproval', `${OVERLAY_TITLE} 检查前报经负责人批准`, () => true),
  row('team.minCertified', `${OVERLAY_TITLE} 两名以上执法人员`, (now) => Math.max(2, now)),
  row('objectCap.exceptions', `${OVERLAY_TITLE} 年度频次上限（个案检查除外）`, (now) => now.filter((reason) => CASES.includes(reason))),
];

/** The rule set with everything the overlay demands beyond it. */
export const overlaid = (rules: RuleSet): RuleSet =>
  ROWS.reduce((set, { path, clause, demand }) => {
    const now = ruledAt(set, path);
    const value = demand(now.value);
    return atLeastAsStrict(path, now.value, value) ? set : withRuled(set, path, { value, clause, insteadOf: { value: now.value, clause: now.clause } });
  }, rules);
