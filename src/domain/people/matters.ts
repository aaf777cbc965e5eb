/** What can be done in somebody's place (授权事项): one named matter each, never a whole office. */
export const MATTER_NAMES = {
  substitution: '更换审批',
  check: '检查审批',
  plan: '计划审批',
  rules: '规则审批',
  objection: '异议裁定',
  roster: '名录确认',
  key: '重点对象审批',
  leave: '请假审批',
} as const;

export type Matter = keyof typeof MATTER_NAMES;
export const MATTERS = Object.keys(MATTER_NAMES) as readonly Matter[];

/** The matter a word means: 「更换审批」, 「更换」; null when none or several fit. */
export const matterNamed = (typed: string): Matter | null => {
  const word = typed.normalize('NFKC').trim();
  const found = MATTERS.filter((matter) => word === matter || (word.length >= 2 && MATTER_NAMES[matter].includes(word)));
  return found.length === 1 ? (found[0] ?? null) : null;
};
