/**
 * Decisions about units and people: who is bound with which roles, which groups the bot works in.
 */
import type { Fact } from '../events.ts';
import type { Account } from '../values.ts';
import { nthPerson } from '../ids.ts';
import type { InspectorCode, UnitId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import type { PresetId } from '../rules/rule-set.ts';
import { demand } from './permissions.ts';
import type { Role } from './roles.ts';
import { accountKey, personByAccount, personById, withRole } from './unit.ts';
import type { Group, Person, UnitState } from './unit.ts';

const MAX_NAME = 60;

/** A name as people type it, cleaned; refused when empty or absurdly long. */
export const properName = (raw: string, what: string): string => {
  const name = raw.normalize('NFKC').replace(/\s+/g, ' ').trim();
  if (name === '' || name.length > MAX_NAME) {
    throw new Refusal('people.bad-name', `${what}「${name.slice(0, MAX_NAME)}」${name === '' ? '为空' : '过长'}`, { next: `请填写 1–${String(MAX_NAME)} 个字的${what}` });
  }
  return name;
};

export interface NewUnit { readonly unit: UnitId; readonly name: string; readonly preset: PresetId; readonly sections: readonly string[] }

export const decideUnit = (wanted: NewUnit): readonly Fact[] => {
  const sections = [...new Set(wanted.sections.map((section) => properName(section, '科室名称')))];
  if (sections.length === 0) throw new Refusal('unit.no-section', '单位至少要有一个科室', { next: '请列出科室，例如：单位 新建 临海区教育和卫生健康局 规则=威海临港 科室=综合科,教育科' });
  return [{ type: 'UnitCreated', unit: wanted.unit, name: properName(wanted.name, '单位名称'), preset: wanted.preset, sections }];
};

/** The acting person, or a refusal that says how to become one. */
export const actingPerson = (unit: UnitState, account: Account | null): Person => {
  const person = account === null ? null : personByAccount(unit, account);
  if (person === null) {
    throw new Refusal('people.unknown', '您还没有绑定身份，不能办理', { next: '请私聊机器人发送：绑定 姓名 科室，由系统管理员确认后即可使用' });
  }
  return person;
};

export interface Binding {
  readonly account: Account;
  readonly name: string;
  readonly section: string;
  readonly roles: readonly Role[];
  readonly certificate: InspectorCode | null;
  readonly inCharge?: readonly string[];
}

const requireSection = (unit: UnitState, section: string): string => {
  const known = unit.sections.find((name) => name === section.normalize('NFKC').trim());
  if (known === undefined) {
    throw new Refusal('unit.unknown-section', `${unit.name}没有科室「${section}」`, { next: `现有科室：${unit.sections.join('、')}；新增请系统管理员发送：科室 新增 ${section}` });
  }
  return known;
};

/** Binds a person, or changes what is bound: the same account keeps its person id. */
export const decideBinding = (unit: UnitState, id: UnitId, wanted: Binding): readonly Fact[] => {
  const name = properName(wanted.name, '姓名');
  // 局领导 are of no section of the list: a deputy or main leader may belong to the unit itself.
  const isHead = wanted.roles.includes('deputy') || wanted.roles.includes('leader') || wanted.roles.includes('administrator') || wanted.roles.includes('supervisor') || wanted.roles.includes('liaison');
  const section = isHead ? properName(wanted.section, '科室名称') : requireSection(unit, wanted.section);
  const inCharge = (wanted.inCharge ?? []).map((each) => requireSection(unit, each));
  if (wanted.roles.length === 0) throw new Refusal('people.no-role', `没有给${name}指定角色`, { next: '请写明角色：经办人、科室负责人、分管负责人、主要负责人、执法检查人员、监督员、联络员' });
  if (wanted.roles.includes('inspector') && wanted.certificate === null) {
    throw new Refusal('people.no-certificate', `${name}是执法检查人员，但没有写执法证号`, { next: '请补上：执法证=证号（与执法检查人员名录库一致，用来对应名录中的人）', clause: rulesInForce(unit.rules).team.minCertified.clause });
  }
  const owner = wanted.certificate === null ? undefined : unit.people.find((person) => person.certificate === wanted.certificate && accountKey(person.account) !== accountKey(wanted.account));
  if (owner !== undefined) {
    throw new Refusal('people.certificate-taken', `执法证号已绑定给${owner.name}（${owner.section}）`, { next: '请核对证号；确系换人请先发送：解绑 ' + owner.name });
  }
  const before = personByAccount(unit, wanted.account);
  // Without an administrator nobody could ever bind anybody again: the only one keeps that part whatever else he takes.
  const isOnlyAdministrator = before !== null && withRole(unit, 'administrator').every(({ id: other }) => other === before.id) && before.roles.includes('administrator');
  const roles = new Set<Role>([...(isOnlyAdministrator ? ['administrator' as const] : []), ...wanted.roles]);
  const person = before?.id ?? nthPerson(id, unit.everBound + 1);
  return [{ type: 'PersonBound', unit: id, person, account: wanted.account, name, section, roles: [...roles], certificate: wanted.certificate, inCharge }];
};

export const decideBindingRequest = (unit: UnitState, id: UnitId, request: string, wanted: Omit<Binding, 'roles' | 'inCharge'>): readonly Fact[] => {
  const already = personByAccount(unit, wanted.account);
  if (already !== null) {
    throw new Refusal('people.already-bound', `您已绑定为${already.name}（${already.section}）`, { next: '发送「帮助」查看能做的事；信息有误请联系系统管理员' });
  }
  return [{ type: 'BindingRequested', unit: id, request, account: wanted.account, name: properName(wanted.name, '姓名'), section: requireSection(unit, wanted.section), certificate: wanted.certificate }];
};

export const decideBindingRefusal = (unit: UnitState, id: UnitId, request: string): readonly Fact[] => {
  if (!unit.requests.some((each) => each.request === request)) throw new Refusal('people.request-settled', '这条绑定申请已经处理过', { next: '无需再操作' });
  return [{ type: 'BindingRefused', unit: id, request }];
};

export const decideUnbinding = (unit: UnitState, id: UnitId, person: Person['id']): readonly Fact[] => {
  const found = personById(unit, person);
  if (found === null) throw new Refusal('people.unknown', '没有这个人的绑定', { next: '发送「名录 人员」查看已绑定的人' });
  const administrators = withRole(unit, 'administrator');
  if (administrators.length === 1 && administrators[0]?.id === person) {
    throw new Refusal('people.last-administrator', `${found.name}是唯一的系统管理员，不能解绑`, { next: '请先绑定另一位系统管理员' });
  }
  return [{ type: 'PersonUnbound', unit: id, person }];
};

export const decideGroup = (unit: UnitState, id: UnitId, group: Group): readonly Fact[] => {
  if (unit.groups.some((other) => other.platform === group.platform && other.chat === group.chat)) {
    throw new Refusal('group.already-bound', `本群已绑定到${unit.name}`, { next: '可直接使用；发送「帮助」查看命令' });
  }
  return [{ type: 'GroupBound', unit: id, ...group }];
};

export const demandAdministrator = (person: Person): void => { demand(person, 'people.bind'); };
