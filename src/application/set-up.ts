/**
 * Setting up: the one-time administrator code, units, sections, groups, and who is who.
 */
import type { PersonId, UnitId } from '../domain/ids.ts';
import { unitId } from '../domain/ids.ts';
import { sha256Hex } from '../domain/canonical.ts';
import { actingPerson, decideBinding, decideBindingRefusal, decideBindingRequest, decideGroup, decideUnbinding, decideUnit, demandAdministrator, properName } from '../domain/people/decide.ts';
import type { Binding } from '../domain/people/decide.ts';
import { isShared } from '../domain/people/seat.ts';
import { accountKey, personByAccount } from '../domain/people/unit.ts';
import type { Group, UnitState } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import type { PresetId } from '../domain/rules/rule-set.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';

export const DEPLOYMENT = 'main';

/** Compares digests, so the time it takes says nothing about the code. */
const isCode = (typed: string, expectedDigest: string): boolean => sha256Hex(typed.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()) === expectedDigest;

/** The first person who redeems the one-time code becomes 系统管理员. */
export const claimAdministrator = (deps: Deps) => (by: By, code: string, name: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const deployment = await desk.take('deployment', DEPLOYMENT);
    if (deployment.administrator !== null) {
      throw new Refusal('set-up.claimed', `系统管理员已经是${deployment.administrator.name}`, { next: `请联系${deployment.administrator.name}绑定您的身份` });
    }
    if (by.actor.account === null || !isCode(code, deps.administratorCode)) {
      throw new Refusal('set-up.wrong-code', '管理员代码不对', { next: '代码打印在服务启动的控制台上，形如 ABCD-EFGH；区分不了的字符请照抄' });
    }
    return { unit: null, events: [{ type: 'AdministratorClaimed', account: by.actor.account, name: properName(name, '姓名') }] };
  });

export const createUnit = (deps: Deps) => (by: By, wanted: { readonly name: string; readonly preset: PresetId; readonly sections: readonly string[] }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const deployment = await desk.take('deployment', DEPLOYMENT);
    const { administrator, units } = deployment;
    if (administrator === null || by.actor.account === null || accountKey(by.actor.account) !== accountKey(administrator.account)) {
      throw new Refusal('set-up.not-administrator', '只有系统管理员可以新建单位', { next: administrator === null ? '请先私聊机器人兑换管理员代码：绑定 管理员 代码' : `请联系${administrator.name}`, clause: '岗位权限表' });
    }
    const id = unitId(`U${String(units.length + 1)}`);
    if (id === null) throw new Refusal('set-up.too-many-units', '单位数量已达上限', { next: '请另行部署' });
    const unit = await desk.take('unit', id);
    await desk.take('rules', id);
    const created = decideUnit({ unit: id, ...wanted });
    const first = decideBinding({ ...unit, id, sections: wanted.sections }, id, { account: administrator.account, name: administrator.name, section: '信息化', roles: ['administrator'], certificate: null });
    return { unit: id, events: [...created, ...first] };
  });

const withAdministrator = (deps: Deps, by: By, unit: UnitId, decide: (state: UnitState) => Awaited<ReturnType<Parameters<typeof record>[2]>>['events']): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.take('unit', unit);
    demandAdministrator(actingPerson(state, by.actor.account));
    return { unit, events: decide(state) };
  });

export const addSection = (deps: Deps) => (by: By, unit: UnitId, section: string): Promise<Entry> =>
  withAdministrator(deps, by, unit, (state) => {
    const name = properName(section, '科室名称');
    if (state.sections.includes(name)) throw new Refusal('unit.section-exists', `科室「${name}」已经有了`, { next: `现有科室：${state.sections.join('、')}` });
    return [{ type: 'SectionAdded', unit, section: name }];
  });

export const bindGroup = (deps: Deps) => (by: By, unit: UnitId, group: Group): Promise<Entry> =>
  record(deps, by, async (desk) => {
    await demandUnboundGroup(deps, group, unit);
    const state = await desk.take('unit', unit);
    demandAdministrator(actingPerson(state, by.actor.account));
    return { unit, events: decideGroup(state, unit, group) };
  });

/** A group belongs to one unit, so that nobody's draw shows up in somebody else's chat. */
const demandUnboundGroup = async (deps: Deps, group: Group, unit: UnitId): Promise<void> => {
  const owners = await deps.states.find('unit', { chats: `${group.platform}:${group.chat}` });
  const other = owners.find((owner) => owner.id !== unit);
  if (other !== undefined) throw new Refusal('group.taken', `本群已绑定到${other.state.name}`, { next: '请该单位系统管理员先解绑：解绑 本群' });
};

export const unbindGroup = (deps: Deps) => (by: By, unit: UnitId, group: Pick<Group, 'platform' | 'chat'>): Promise<Entry> =>
  withAdministrator(deps, by, unit, (state) => {
    if (!state.groups.some((bound) => bound.chat === group.chat)) throw new Refusal('group.not-bound', '本群没有绑定', { next: '要在本群使用，请系统管理员发送：绑定 本群' });
    return [{ type: 'GroupUnbound', unit, platform: group.platform, chat: group.chat }];
  });

/** A person asks to be bound; the administrator confirms with roles. */
export const requestBinding = (deps: Deps) => (by: By, unit: UnitId, wanted: Omit<Binding, 'roles' | 'inCharge'>): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.take('unit', unit);
    const request = sha256Hex(`${by.cause} ${accountKey(wanted.account)}`).slice(0, 12);
    return { unit, events: decideBindingRequest(state, unit, request, wanted) };
  });

/** An account decides, draws and inspects for one unit only; it may do the technical and the clerk's work of several (切换). */
export const demandFreeAccount = async (deps: Pick<Deps, 'states'>, { account, roles }: Pick<Binding, 'account' | 'roles'>, unit: UnitId): Promise<void> => {
  const owners = await deps.states.find('unit', { accounts: accountKey(account) });
  const other = owners.find((owner) => owner.id !== unit && !(isShared(roles) && isShared(personByAccount(owner.state, account)?.roles ?? [])));
  if (other !== undefined) throw new Refusal('people.elsewhere', `该账号已绑定在${other.state.name}，只有系统管理员和经办人可以同时在几个单位任职`, { next: '请先由该单位系统管理员解绑，或改绑为经办人', clause: '岗位权限表' });
};

/** 切换: which of his units an account speaks for in private from now on. */
export const chooseUnit = (deps: Deps) => (by: By, unit: UnitId): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { account } = by.actor;
    actingPerson(await desk.read('unit', unit), account);
    if (account === null) throw new Refusal('people.unknown', '您还没有绑定身份，不能办理', { next: '请私聊机器人发送：绑定 姓名 科室' });
    await desk.take('seat', accountKey(account));
    return { unit, events: [{ type: 'UnitChosen', account, unit }] };
  });

export const bindPerson = (deps: Deps) => (by: By, unit: UnitId, wanted: Binding): Promise<Entry> =>
  record(deps, by, async (desk: Desk) => {
    await demandFreeAccount(deps, wanted, unit);
    const state = await desk.take('unit', unit);
    demandAdministrator(actingPerson(state, by.actor.account));
    return { unit, events: decideBinding(state, unit, wanted) };
  });

export const refuseBinding = (deps: Deps) => (by: By, unit: UnitId, request: string): Promise<Entry> =>
  withAdministrator(deps, by, unit, (state) => decideBindingRefusal(state, unit, request));

export const unbindPerson = (deps: Deps) => (by: By, unit: UnitId, person: PersonId): Promise<Entry> =>
  withAdministrator(deps, by, unit, (state) => decideUnbinding(state, unit, person));
