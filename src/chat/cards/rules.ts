/** The rule set in force: every value beside the clause it comes from. */
import type { RuleSet, Ruled } from '../../domain/rules/rule-set.ts';
import { ratioText } from '../parse/numbers.ts';
import type { Card } from '../platform.ts';

const rowOf = <T>(label: string, ruled: Ruled<T>, text: (value: T) => string): readonly string[] => [label, text(ruled.value), ruled.clause];

export const rulesCard = (rules: RuleSet, version: number): Card => ({
  title: `规则 · ${rules.title}`,
  tone: 'info',
  summary: `本单位采用${rules.basis}，第 ${String(version)} 版`,
  table: {
    columns: ['项目', '要求', '依据'],
    rows: [
      rowOf('抽查事项', rules.items.listedOnly, () => '清单之外不得抽查'),
      rowOf('抽取前确认两库', rules.roster.confirmBeforeDraw, (value) => (value ? '须确认' : '不要求')),
      rowOf('比例下限', rules.ratio.min, (value) => (value === null ? '不限' : ratioText(value))),
      rowOf('同一对象年度上限', rules.objectCap.maxPerYear, (value) => (value === null ? '不限' : `${String(value)} 次`)),
      rowOf('抽取步骤', rules.draw.stages, (value) => (value === 'together' ? '对象、人员一并抽取' : '先抽对象并锁定，再抽人员')),
      rowOf('见证', rules.draw.witness, () => '必须有见证人'),
      rowOf('见证时限', rules.draw.witnessMinutes, (value) => `${String(value)} 分钟`),
      rowOf('锁定后', rules.draw.lockIsFinal, () => '名单不得更改'),
      rowOf('每组人数', rules.team.size, (value) => `${String(value)} 人起`),
      rowOf('每组持证人数', rules.team.minCertified, (value) => `至少 ${String(value)} 人`),
      rowOf('组长', rules.team.leaderFrom, (value) => (value === 'any' ? '不限科室' : '发起科室人员')),
      rowOf('更换方式', rules.substitution.mode, (value) => (value === 'appoint' ? '分管负责人选派' : '递补抽取')),
      rowOf('更换审批', rules.substitution.approver, () => '本部门分管负责人'),
      rowOf('不宜告知的任务', rules.notice.mayBeWithheld, () => '不告知，群内不显示名称'),
      rowOf('公示期限', rules.publish.days, (value) => `${String(value)} 个工作日`),
    ],
  },
  note: '「预设缺省」表示本单位细则没有规定。分管负责人或主要负责人可发送：规则 采用 名称。',
});
