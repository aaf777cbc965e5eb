/** What can only be so: what it is called and how it reads, beside the clause in a rule set's `clauses`. */
import type { RuleSet } from './rule-set.ts';

export interface FixedRule { readonly label: string; readonly aliases: readonly string[]; readonly text: string }

export const FIXED_RULES: Readonly<Record<keyof RuleSet['clauses'], FixedRule>> = {
  listedOnly: { label: '抽查事项', aliases: ['事项清单', '清单'], text: '清单之外不得抽查' },
  witness: { label: '见证', aliases: ['见证人'], text: '必须有见证人' },
  lockIsFinal: { label: '锁定后', aliases: ['锁定', '名单锁定'], text: '名单不得更改' },
  substitutionConsent: { label: '更换审批', aliases: ['更换批准'], text: '本部门分管负责人同意' },
  withheldNotice: { label: '不宜告知的任务', aliases: ['不宜告知', '告知'], text: '不告知，群内不显示名称' },
};

export const FIXED_KEYS = Object.keys(FIXED_RULES) as readonly (keyof RuleSet['clauses'])[];
