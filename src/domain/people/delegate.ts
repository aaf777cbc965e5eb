/**
 * Decisions about delegations (书面授权) and hand-overs (交接): who may name whom, for what, from when to when, with whose consent.
 *
 * Leaders name their delegate themselves; a head of a section names one and a leader consents. One matter has one
 * delegate on a day.
 */
import type { Fact } from '../events.ts';
import type { LocalDate } from '../values.ts';
import type { PersonId, UnitId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import { OPERATIONS } from './delegation.ts';
import { MATTER_NAMES } from './matters.ts';
import type { Matter } from './matters.ts';
import { demand, may } from './permissions.ts';
import { ROLE_NAMES } from './roles.ts';
import type { Role } from './roles.ts';
import { personName, personById } from './unit.ts';
import type { Delegation, Handover, Person, UnitState } from './unit.ts';

const CLAUSE = '授权须书面、限期、到人，签署时注明「代」';
const SEPARATION = '申请人与审批人分离';
/** Longer than a quarter is an appointment, not a stand-in. */
const MAX_DAYS = 92;
const DAY_MS = 86_400_000;

export interface NewDelegation { readonly delegate: PersonId; readonly matter: Matter; readonly from: LocalDate; readonly to: LocalDate }

const known = (unit: UnitState, id: PersonId): Person => {
  const person = personById(unit, id);
  if (person === null) throw new Refusal('people.unknown', '被授权的人没有绑定身份', { next: '请其先私聊机器人发送：绑定 姓名 科室' });
  return person;
};

const demandDates = ({ from, to }: NewDelegation, today: LocalDate): void => {
  if (from > to) throw new Refusal('delegation.backwards', `授权结束日 ${to} 早于开始日 ${from}`, { next: '例如：授权 李建国 更换审批 9.14-9.18' });
  if (to < today) throw new Refusal('delegation.past', `授权期限已过（${to}）`, { next: '授权不能追溯，请从今天或以后开始', clause: CLAUSE });
  if ((Date.parse(to) - Date.parse(from)) / DAY_MS >= MAX_DAYS) throw new Refusal('delegation.too-long', `授权期限超过 ${String(MAX_DAYS)} 天`, { next: '请分段授权；长期变动请系统管理员重新绑定角色', clause: CLAUSE });
};

const demandFree = (unit: UnitState, principal: PersonId, { delegate, matter, from, to }: NewDelegation): void => {
  const other = (unit.delegations ?? []).find((each) => each.principal === principal && each.matter === matter && (each.phase === 'granted' || each.phase === 'proposed') && each.from <= to && from <= each.to);
  if (other === undefined) return;
  const who = personName(unit, other.delegate);
  throw new Refusal('delegation.taken', `${MATTER_NAMES[matter]}在 ${other.from} 至 ${other.to} 已授权给${who}${other.delegate === delegate ? '' : '，同一事项同一时间只能授权一人'}`, { next: `如需改变请先发送：授权 撤回 ${String(other.number)}`, clause: CLAUSE });
};

/** Whether he names his delegate without anybody's consent. */
const isLeading = (person: Person): boolean => person.roles.includes('deputy') || person.roles.includes('leader');

const isApart = ({ roles }: Person): boolean => roles.includes('supervisor') || roles.includes('liaison');
const isTechnical = ({ roles }: Person): boolean => roles.every((role) => role === 'administrator');
/** Whether somebody can be named at all: the supervisor is independent, a liaison of another department, the administrator technical. */
export const mayStandIn = (person: Person): boolean => !isApart(person) && !isTechnical(person);

export const decideDelegation = (unit: UnitState, id: UnitId, by: Person, wanted: NewDelegation, today: LocalDate): readonly Fact[] => {
  const delegate = known(unit, wanted.delegate);
  const name = MATTER_NAMES[wanted.matter];
  if (!OPERATIONS[wanted.matter].some((operation) => may(by, operation))) {
    throw new Refusal('delegation.not-yours', `您没有${name}的权限，不能授权他人`, { next: '请只授权自己有权办理的事项；受托人不得转授权', clause: CLAUSE });
  }
  if (delegate.id === by.id) throw new Refusal('delegation.self', '不能授权给自己', { next: '请写另一个人的姓名，例如：授权 李建国 更换审批 9.14-9.18', clause: CLAUSE });
  if (isApart(delegate)) {
    throw new Refusal('delegation.unfit', `${delegate.name}是${delegate.roles.map((role) => ROLE_NAMES[role]).join('、')}，不能受托审批`, { next: '监督员须独立监督，联络员属于配合部门；请授权本单位的其他人员', clause: CLAUSE });
  }
  if (isTechnical(delegate)) throw new Refusal('delegation.unfit', `${delegate.name}只是系统管理员，不办理业务`, { next: '请授权本单位的业务人员', clause: '系统管理员没有业务权限' });
  demandDates(wanted, today);
  demandFree(unit, by.id, wanted);
  const facts = { unit: id, delegation: (unit.delegations ?? []).length + 1, principal: by.id, ...wanted, by: by.id };
  if (isLeading(by)) return [{ type: 'DelegationGranted', ...facts }];
  if (!unit.people.some((person) => mayConsent(unit, by.id, person))) throw new Refusal('delegation.no-approver', '没有可以批准这项授权的分管负责人', { next: '请系统管理员绑定分管负责人（或主要负责人）' });
  return [{ type: 'DelegationProposed', ...facts }];
};

/** A head's delegation needs a deputy or the main leader; the two concerned have no say. */
export const mayConsent = (unit: UnitState, principal: PersonId, person: Person, delegate?: PersonId): boolean =>
  person.id !== principal && person.id !== delegate && may(person, 'delegation.consent', personById(unit, principal)?.section ?? '');

const waiting = (unit: UnitState, by: Person, number: number): Delegation => {
  const found = (unit.delegations ?? []).find((each) => each.number === number);
  if (found === undefined) throw new Refusal('delegation.unknown', `没有第 ${String(number)} 号授权`, { next: '发送「授权」查看' });
  if (found.phase !== 'proposed') throw new Refusal('delegation.settled', `第 ${String(number)} 号授权已经${PHASE_NAMES[found.phase]}`, { next: '发送「授权」查看' });
  if (!mayConsent(unit, found.principal, by, found.delegate)) {
    throw new Refusal('delegation.not-approver', by.id === found.principal || by.id === found.delegate ? '授权双方不能自己批准' : '授权由分管负责人或主要负责人批准', { next: '请分管负责人办理', clause: SEPARATION });
  }
  return found;
};

export const PHASE_NAMES: Readonly<Record<Delegation['phase'], string>> = { proposed: '待批准', granted: '生效', refused: '退回', withdrawn: '撤回' };

export const decideDelegationConsent = (unit: UnitState, id: UnitId, by: Person, number: number, today: LocalDate): readonly Fact[] => {
  const { principal, delegate, matter, from, to } = waiting(unit, by, number);
  demandDates({ delegate, matter, from, to }, today);
  return [{ type: 'DelegationGranted', unit: id, delegation: number, principal, delegate, matter, from, to, by: by.id }];
};

export const decideDelegationRefusal = (unit: UnitState, id: UnitId, by: Person, number: number): readonly Fact[] => {
  waiting(unit, by, number);
  return [{ type: 'DelegationRefused', unit: id, delegation: number, by: by.id }];
};

/** By who gave it, or by the main leader; what was signed meanwhile stays. */
export const decideDelegationWithdrawal = (unit: UnitState, id: UnitId, by: Person, number: number): readonly Fact[] => {
  const found = (unit.delegations ?? []).find((each) => each.number === number);
  if (found === undefined) throw new Refusal('delegation.unknown', `没有第 ${String(number)} 号授权`, { next: '发送「授权」查看' });
  if (found.principal !== by.id && !by.roles.includes('leader')) throw new Refusal('delegation.not-yours', '授权由授权人本人或主要负责人撤回', { next: `请${personById(unit, found.principal)?.name ?? '授权人'}办理` });
  if (found.phase !== 'proposed' && found.phase !== 'granted') throw new Refusal('delegation.settled', `第 ${String(number)} 号授权已经${PHASE_NAMES[found.phase]}`, { next: '无需再操作' });
  return [{ type: 'DelegationWithdrawn', unit: id, delegation: number, by: by.id }];
};

// ---------------------------------------------------------------- hand-over

/** Parts that pass to a successor; a certificate is personal, and leaders are appointed elsewhere. */
const HANDED: readonly Role[] = ['clerk', 'section-head', 'liaison'];
export const handedRoles = (person: Person): readonly Role[] => person.roles.filter((role) => HANDED.includes(role));

/** Who may let a hand-over pass: a deputy or the main leader who is not concerned himself. */
export const mayPass = (unit: UnitState, handover: Pick<Handover, 'leaver' | 'successor' | 'by'>, person: Person): boolean =>
  may(person, 'handover.approve', personById(unit, handover.leaver)?.section ?? '') && ![handover.leaver, handover.successor, handover.by].includes(person.id);

export const decideHandover = (unit: UnitState, id: UnitId, by: Person, leaver: Person, successor: Person): readonly Fact[] => {
  if (leaver.id !== by.id) demand(by, 'handover.propose', leaver.section);
  if (leaver.id === successor.id) throw new Refusal('handover.self', '交接人和接手人是同一个人', { next: '例如：交接 王敏 李建国' });
  const roles = handedRoles(leaver);
  if (roles.length === 0) throw new Refusal('handover.nothing', `${leaver.name}没有可以交接的岗位（经办人、科室负责人、联络员）`, { next: '未完成的检查任务按更换办理；领导岗位变动请系统管理员重新绑定' });
  if ((roles.includes('section-head') || roles.includes('liaison')) && successor.section !== leaver.section) {
    throw new Refusal('handover.other-section', `${successor.name}在${successor.section}，不能接任${leaver.section}的${roles.map((role) => ROLE_NAMES[role]).join('、')}`, { next: `请交接给${leaver.section}的人，或先请系统管理员把${successor.name}绑定到${leaver.section}` });
  }
  const open = (unit.handovers ?? []).find((each) => each.leaver === leaver.id && each.phase === 'proposed');
  if (open !== undefined) throw new Refusal('handover.waiting', `${leaver.name}的第 ${String(open.number)} 号交接待批准`, { next: '请分管负责人先办理' });
  const wanted = { leaver: leaver.id, successor: successor.id, by: by.id };
  if (!unit.people.some((person) => mayPass(unit, wanted, person))) throw new Refusal('handover.no-approver', '没有可以批准交接的分管负责人', { next: '请系统管理员绑定分管负责人（或主要负责人）' });
  return [{ type: 'HandoverProposed', unit: id, handover: (unit.handovers ?? []).length + 1, ...wanted, roles }];
};

const open = (unit: UnitState, by: Person, number: number): Handover => {
  const found = (unit.handovers ?? []).find((each) => each.number === number);
  if (found === undefined) throw new Refusal('handover.unknown', `没有第 ${String(number)} 号交接`, { next: '发送「授权」查看' });
  if (found.phase !== 'proposed') throw new Refusal('handover.settled', `第 ${String(number)} 号交接已经${found.phase === 'approved' ? '批准' : '退回'}`, { next: '无需再操作' });
  if (!mayPass(unit, found, by)) {
    if ([found.leaver, found.successor, found.by].includes(by.id)) throw new Refusal('handover.own', '交接双方和提出人不能批准交接', { next: '请分管负责人或主要负责人批准', clause: SEPARATION });
    demand(by, 'handover.approve', personById(unit, found.leaver)?.section ?? '');
  }
  return found;
};

export const decideHandoverConsent = (unit: UnitState, id: UnitId, by: Person, number: number): readonly Fact[] => {
  const { leaver, successor, roles } = open(unit, by, number);
  known(unit, successor);
  return [{ type: 'HandoverApproved', unit: id, handover: number, leaver, successor, roles, by: by.id }];
};

export const decideHandoverRefusal = (unit: UnitState, id: UnitId, by: Person, number: number): readonly Fact[] => {
  open(unit, by, number);
  return [{ type: 'HandoverRefused', unit: id, handover: number, by: by.id }];
};
