/**
 * 岗位分离: the parts that one human may not hold in one matter, whatever roles he has (威海临港细则 第十三条, 福州高新细则 责任追究).
 *
 * In a bureau of five everybody has several roles, so the check is made per matter and not per role. Each refusal names the
 * combination that is impossible and the people who could do it instead; where there is nobody, the lawful way out.
 * One notion serves every approval: those with the right of their own who are no party to the matter; where none of them is
 * left, the 主要负责人 stands in.
 */
import { Refusal } from '../refusal.ts';
import { demand, isInCharge, may, mayInOwnRight, TITLES } from './permissions.ts';
import type { Operation } from './permissions.ts';
import { ROLE_NAMES } from './roles.ts';
import type { Person, UnitState } from './unit.ts';

interface Separation {
  /** The part somebody has already, and the part he may not take as well. */
  readonly sides: readonly [string, string];
  readonly clause: string;
  /** What to do where nobody else in the unit can. */
  readonly wayOut: string;
}
const WITNESS = '请系统管理员绑定驻局纪检、办公室或配合部门的监督员';
const APPROVER = '请系统管理员绑定另一位分管负责人或主要负责人';
const APPLY = '申请人与审批人分离';
const DRAW = '抽取人与见证人分离';

export const SEPARATIONS = {
  'drawer-witness': { sides: ['抽取人', '见证人'], clause: DRAW, wayOut: WITNESS },
  'inspector-witness': { sides: ['本任务的执法检查人员', '见证人'], clause: DRAW, wayOut: WITNESS },
  'administrator-witness': { sides: ['系统管理员', '见证人'], clause: DRAW, wayOut: WITNESS },
  'witness-lock': { sides: ['见证人', '锁定人'], clause: DRAW, wayOut: '请系统管理员绑定另一位经办人或科室负责人' },
  'envelope-code': { sides: ['封存件保管人（监督员）', '开封口令保管人'], clause: '封存件与开封口令分人保管', wayOut: '请系统管理员绑定不兼监督员的主要负责人' },
  'value-entry-check': { sides: ['公开数录入人', '公开数核对人'], clause: '公开数由两人核对，其中一人是见证人', wayOut: '请撤回后由另一人录入' },
  'objector-judge': { sides: ['异议提出人', '异议裁定人'], clause: APPLY, wayOut: APPROVER },
  'drawer-judge': { sides: ['抽取人', '异议裁定人'], clause: APPLY, wayOut: APPROVER },
  'objector-void': { sides: ['异议提出人', '作废批准人'], clause: APPLY, wayOut: APPROVER },
  'drawer-void': { sides: ['抽取人', '作废批准人'], clause: APPLY, wayOut: APPROVER },
  'drawer-check': { sides: ['抽取人', '检查审批人'], clause: APPLY, wayOut: APPROVER },
  'request-approve': { sides: ['更换申请人', '更换审批人'], clause: APPLY, wayOut: APPROVER },
  'team-approve': { sides: ['本检查组成员', '本组更换的审批人'], clause: APPLY, wayOut: APPROVER },
  'approve-take-over': { sides: ['更换审批人', '顶替人员'], clause: APPLY, wayOut: '请另选顶替人员，或改由另一位分管负责人、主要负责人审批' },
  'witness-take-over': { sides: ['本任务抽取的见证人', '顶替人员'], clause: DRAW, wayOut: '请另选顶替人员' },
  'rule-propose-adopt': { sides: ['规则修改提出人', '批准人'], clause: APPLY, wayOut: APPROVER },
  'key-propose-approve': { sides: ['重点对象变更提出人', '审批人'], clause: APPLY, wayOut: APPROVER },
  'plan-draft-approve': { sides: ['计划的编制、提交或已审人', '审批人'], clause: '编制与审批分离', wayOut: APPROVER },
  'import-review': { sides: ['导入人', '复核人'], clause: '大批导入由两人核对总数', wayOut: '请系统管理员绑定责任科室负责人' },
  'leave-approve': { sides: ['请假人', '请假审批人'], clause: APPLY, wayOut: '请由经办人登记' },
} as const satisfies Readonly<Record<string, Separation>>;
export type SeparationRule = keyof typeof SEPARATIONS;

const named = ({ name, roles }: Person): string => `${name}（${roles.map((role) => ROLE_NAMES[role]).join('、')}）`;

/**
 * The refusal of two parts in one hand.
 * @param others who could take the second part: people, or who they are by their part in the matter
 * @param clause of the rules in force, where they have their own
 */
export const impossible = (code: string, rule: SeparationRule, person: Pick<Person, 'name'>, others: readonly Person[] | string, clause?: string): Refusal => {
  const { sides: [has, wants], wayOut, clause: general } = SEPARATIONS[rule];
  return new Refusal(code, `${person.name}既是${has}又是${wants}，同一件事不能由一人兼任`, {
    next: typeof others === 'string' ? `可请：${others}` : others.length > 0 ? `可请：${others.map(named).join('、')}` : `本单位没有别人可以担任${wants}，${wayOut}`,
    clause: clause ?? general,
  });
};

/** A part somebody has in a matter that keeps him from deciding it. */
export interface Party {
  readonly rule: SeparationRule;
  /** Of the refusal. */
  readonly code: string;
  readonly is: (person: Person) => boolean;
}
export interface DecidedMatter {
  readonly operation: Operation;
  /** Null: of the whole unit. */
  readonly section: string | null;
  readonly parties: readonly Party[];
}

/** Who may decide a matter; nobody where everybody with the right is a party to it. */
export const decidersOf = (unit: UnitState, { operation, section, parties }: DecidedMatter): readonly Person[] => {
  const free = unit.people.filter((person) => !parties.some(({ is }) => is(person)));
  const own = free.filter((person) => mayInOwnRight(person, operation, section));
  return own.length > 0 ? own : free.filter((person) => may(person, operation, section));
};

/** Of those who may decide, who is asked: the deputies in charge of the section, so that the others hear of nothing that is not theirs. */
export const askedFirst = (deciders: readonly Person[], section: string): readonly Person[] => {
  const inCharge = deciders.filter((person) => isInCharge(person, section));
  return inCharge.length > 0 ? inCharge : deciders;
};

/** @throws Refusal unless this person may decide the matter now */
export const demandDecider = (unit: UnitState, matter: DecidedMatter, by: Person): void => {
  demand(by, matter.operation, matter.section);
  const deciders = decidersOf(unit, matter);
  if (deciders.some(({ id }) => id === by.id)) return;
  const party = matter.parties.find(({ is }) => is(by));
  if (party !== undefined) throw impossible(party.code, party.rule, by, deciders);
  throw new Refusal('people.stand-in', `${by.name}（主要负责人）只在没有分管负责人可以办理时代为${TITLES[matter.operation]}`, { next: `请${deciders.map(named).join('、')}办理`, clause: '岗位权限表' });
};
