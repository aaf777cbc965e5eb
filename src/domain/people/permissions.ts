/**
 * Who may do and see what: the permission matrix (岗位权限表) as one table, printed into the staff manual from here.
 *
 * Rights follow from the person's roles in the unit, found by the platform account of whoever acted; a card never grants
 * anything. `°` in the bureau's matrix (own section only) is 'own' here; a deputy's own sections are those he is in charge
 * of, and with none named, all. 'stand-in' is the 主要负责人 where no deputy is free (separation.ts). The administrator has no
 * business right at all, the public (公众) none but to read what is published, and nobody deletes anything: there is no row.
 *
 * What differs from a strict reading of the bureaus' documents, and why: the 科室负责人 approves the first step of a plan
 * (科室审 → 分管批); whoever confirms a binding is the administrator alone, because a deputy would have to know accounts; the
 * clerk recomputes every draw, because he carries out every draw.
 */
import { Refusal } from '../refusal.ts';
import { ROLE_NAMES } from './roles.ts';
import type { Role } from './roles.ts';
import type { Person } from './unit.ts';

export type Extent = 'all' | 'own' | 'stand-in';
type Row = Partial<Readonly<Record<Role, Extent>>>;

/** Operation → who executes, starts or signs it; the last rows are about seeing. */
export const MATRIX = {
  'people.bind': { administrator: 'all' },
  // A leader names his delegate himself, a head or a 联络员 with a leader's consent; whether the matter is his is checked behind it.
  'delegation.grant': { 'section-head': 'own', deputy: 'all', leader: 'all', liaison: 'own' },
  'delegation.consent': { deputy: 'all', leader: 'all' },
  // Everybody may hand over what is his own.
  'handover.propose': { clerk: 'all', 'section-head': 'own', liaison: 'own' },
  'handover.approve': { deputy: 'all', leader: 'all' },
  'rules.propose': { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all' },
  'rules.adopt': { deputy: 'all', leader: 'all' },
  'roster.import-targets': { clerk: 'all', liaison: 'own' },
  'roster.import-inspectors': { clerk: 'all', liaison: 'own' },
  'roster.import-items': { clerk: 'all', 'section-head': 'own' },
  'roster.review-targets': { 'section-head': 'own' },
  'roster.review-inspectors': { 'section-head': 'own' },
  'roster.review-items': { 'section-head': 'own', deputy: 'all', leader: 'all' },
  // Of everybody at once: 经办人 alone has the registry (E); inspectors register themselves.
  'interest.import': { clerk: 'all' },
  'interest.register': { clerk: 'all', inspector: 'own', liaison: 'own' },
  'leave.register': { clerk: 'all', inspector: 'own', liaison: 'own' },
  'plan.draft': { clerk: 'all', 'section-head': 'own', liaison: 'own' },
  // A head or 联络员 proposes for his own section; the plan as a whole is submitted, filed and published by the clerk.
  'plan.submit': { clerk: 'all' },
  'plan.approve': { 'section-head': 'all', deputy: 'all', leader: 'all' },
  // Looks and columns of the sheets, no business of its own: the administrator may help with it.
  'template.set': { clerk: 'all', administrator: 'all' },
  'leave.approve': { 'section-head': 'own', deputy: 'all' },
  'roster.edit': { clerk: 'all', liaison: 'own' },
  'roster.verify': { 'section-head': 'own', liaison: 'own' },
  'key.propose': { clerk: 'all', 'section-head': 'own', inspector: 'all', liaison: 'own' },
  'key.approve': { deputy: 'all', leader: 'stand-in' },
  'task.create': { clerk: 'all', 'section-head': 'own' },
  'roster.confirm': { 'section-head': 'own', liaison: 'own' },
  'draw.preview': { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all', supervisor: 'all', liaison: 'own' },
  'draw.trial': { clerk: 'all', 'section-head': 'own' },
  'draw.open': { clerk: 'all', 'section-head': 'own' },
  'draw.witness': { supervisor: 'all' },
  // 公开数 is read off by whoever runs the draw, or by a supervisor when he is silent; the witness confirms.
  'draw.public-value': { clerk: 'all', 'section-head': 'own', supervisor: 'all' },
  // 开封口令 lies with the main leader: who holds the envelope (supervisors) must not hold the code.
  'draw.custody': { leader: 'all' },
  'draw.finish': { supervisor: 'all', leader: 'all' },
  // Those who decide on objections raise none.
  'draw.object': { clerk: 'all', 'section-head': 'all', inspector: 'all', supervisor: 'all', liaison: 'all' },
  'draw.decide-objection': { deputy: 'all', leader: 'stand-in' },
  'draw.void': { deputy: 'all', leader: 'stand-in' },
  // A locked task is taken back whole by the main leader alone.
  'task.void': { leader: 'all' },
  'draw.lock': { clerk: 'all', 'section-head': 'own' },
  'check.approve': { deputy: 'all', leader: 'stand-in' },
  'task.dispatch': { clerk: 'all', 'section-head': 'own', deputy: 'all' },
  // Part of sending a check out.
  'helper.attach': { clerk: 'all', 'section-head': 'own', deputy: 'own' },
  'assignment.accept': { inspector: 'own' },
  'substitution.request': { clerk: 'all', 'section-head': 'own', inspector: 'own', liaison: 'own' },
  'substitution.approve': { deputy: 'own', leader: 'stand-in' },
  // Of the inspectors only the leader of the visit (domain/inspection/notice.ts).
  'notice.issue': { clerk: 'all', inspector: 'own' },
  'visit.finish': { inspector: 'own' },
  'disclosure.register': { clerk: 'all', 'section-head': 'own', liaison: 'own' },
  'calendar.change': { administrator: 'all', clerk: 'all' },
  // ---- seeing
  'monthly.see': { leader: 'all', supervisor: 'all' },
  'draw.recheck': { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all', inspector: 'own', supervisor: 'all', liaison: 'own' },
  // Of a task, a visit, a substitution: whoever takes part, and those whose part is the whole unit.
  'log.see': { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all', inspector: 'own', supervisor: 'all', liaison: 'own' },
  // The same row of the bureau's matrix as 复核: 检查人员 see their own figures and nobody else's.
  'fairness.see': { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all', inspector: 'own', supervisor: 'all', liaison: 'own' },
  'business.see': { clerk: 'all', 'section-head': 'all', deputy: 'all', leader: 'all', inspector: 'all', supervisor: 'all', liaison: 'all' },
  // 不宜告知 (P38): whoever inspects, and the 联络员 who would tell him, learn it on the day.
  'targets.see-unannounced': { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all', supervisor: 'all' },
  'interest.see': { clerk: 'all', 'section-head': 'own', deputy: 'all', leader: 'all', inspector: 'own', supervisor: 'all', liaison: 'own' },
  'interest.reasons': { deputy: 'all', supervisor: 'all' },
} as const satisfies Readonly<Record<string, Row>>;

export type Operation = keyof typeof MATRIX;

export const TITLES: Readonly<Record<Operation, string>> = {
  'people.bind': '绑定人员',
  'delegation.grant': '授权他人代办',
  'delegation.consent': '批准授权',
  'handover.propose': '提出交接',
  'handover.approve': '批准交接',
  'rules.propose': '提出修改规则',
  'rules.adopt': '批准规则',
  'roster.import-targets': '导入检查对象名录',
  'roster.import-inspectors': '导入执法检查人员名录',
  'roster.import-items': '导入抽查事项清单',
  'roster.review-targets': '复核检查对象名录的导入',
  'roster.review-inspectors': '复核执法检查人员名录的导入',
  'roster.review-items': '复核抽查事项清单的导入',
  'interest.import': '导入利害关系登记表',
  'interest.register': '登记利害关系',
  'leave.register': '登记请假',
  'plan.draft': '编制年度计划',
  'plan.submit': '提交、备案、公开年度计划',
  'plan.approve': '审批年度计划',
  'template.set': '设置表样',
  'leave.approve': '审批请假',
  'roster.edit': '停用或启用名录中的一行',
  'roster.verify': '核查名录',
  'key.propose': '提出重点对象变更',
  'key.approve': '审批重点对象变更',
  'task.create': '新建抽查任务',
  'roster.confirm': '确认名录',
  'draw.preview': '预览抽取',
  'draw.trial': '试抽',
  'draw.open': '发起抽取',
  'draw.witness': '见证抽取',
  'draw.public-value': '录入公开数',
  'draw.custody': '领取开封口令',
  'draw.finish': '补开抽取',
  'draw.object': '对抽取提出异议',
  'draw.decide-objection': '裁定异议',
  'draw.void': '作废抽取',
  'task.void': '整任务作废',
  'draw.lock': '锁定名单',
  'check.approve': '审批检查',
  'task.dispatch': '派发任务',
  'helper.attach': '安排协助人员和专家',
  'assignment.accept': '接受任务',
  'substitution.request': '申请更换',
  'substitution.approve': '审批更换',
  'notice.issue': '通知检查对象',
  'visit.finish': '登记检查结束',
  'disclosure.register': '登记公示',
  'calendar.change': '维护日历',
  'monthly.see': '查看监督月报',
  'draw.recheck': '复核抽取',
  'log.see': '查看任务的日志和表',
  'fairness.see': '查看公平性报告',
  'business.see': '查看名录、计划、任务等业务资料',
  'targets.see-unannounced': '查看不宜告知任务的名单',
  'interest.see': '查看利害关系登记',
  'interest.reasons': '查看利害关系的理由',
};

/** Roles that may do an operation, for help texts and refusals. */
export const rolesFor = (operation: Operation): readonly Role[] => Object.keys(MATRIX[operation]) as readonly Role[];

export const extentOf = (operation: Operation, role: Role): Extent | null => {
  const row: Row = MATRIX[operation];
  return row[role] ?? null;
};

const holds = (person: Person, operation: Operation, section: string | null, counts: (extent: Extent) => boolean): boolean =>
  person.roles.some((role) => {
    const extent = extentOf(operation, role);
    return extent !== null && counts(extent) && (extent !== 'own' || section === null || inReach(person, role, section));
  });

/**
 * @param section the section the matter belongs to; null when it belongs to the whole unit
 */
export const may = (person: Person, operation: Operation, section: string | null = null): boolean => holds(person, operation, section, () => true);

/** Without standing in for anybody. */
export const mayInOwnRight = (person: Person, operation: Operation, section: string | null = null): boolean => holds(person, operation, section, (extent) => extent !== 'stand-in');

/** Whether a section is the person's own: where he works, or what a deputy is in charge of. */
const inReach = (person: Person, role: Role, section: string): boolean => {
  if (role === 'deputy') return isInCharge(person, section);
  return person.section === section;
};

export const isInCharge = (person: Person, section: string): boolean =>
  person.roles.includes('deputy') && (person.inCharge.length === 0 || person.inCharge.includes(section));

/** @throws Refusal naming the roles that may, when this person may not */
export const demand = (person: Person, operation: Operation, section: string | null = null): void => {
  if (may(person, operation, section)) return;
  const who = rolesFor(operation).map((role) => ROLE_NAMES[role]).join('、');
  const mine = person.roles.map((role) => ROLE_NAMES[role]).join('、') || '未分配角色';
  const where = section === null ? '' : `（${section}）`;
  throw new Refusal('people.not-permitted', `${person.name}（${person.section}，${mine}）不能${TITLES[operation]}${where}`, {
    next: `请由${who}办理；角色有误请系统管理员重新绑定`,
    clause: '岗位权限表',
  });
};
