/**
 * Interests and leave: what keeps somebody from a target or from a date (宝丰方案 2(七)「依法回避」).
 */
import { addDays, localDate } from '../domain/calendar/working-days.ts';
import type { Fact } from '../domain/events.ts';
import type { LocalDate } from '../domain/values.ts';
import type { InspectorCode, TargetCode, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import type { Standing } from '../domain/people/delegation.ts';
import { demand, may } from '../domain/people/permissions.ts';
import { impossible } from '../domain/people/separation.ts';
import type { Person } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { isBinding } from '../domain/roster/interests.ts';
import type { Leave } from '../domain/roster/roster.ts';
import type { InspectorRow } from '../domain/roster/rows.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import { rowInForce } from './roster-rows.ts';
import type { Entry } from './ports.ts';

const inspectorInForce = async (deps: Deps, unit: UnitId, code: string): Promise<InspectorRow> => (await rowInForce(deps, unit, 'inspectors', code)) as unknown as InspectorRow;

/** An inspector speaks for himself; a clerk for everybody; a liaison for his own section. */
const demandFor = (by: Person, operation: 'interest.register' | 'leave.register', inspector: InspectorRow): void => {
  if (by.certificate === inspector.code) return;
  if (by.roles.includes('clerk') || (by.roles.includes('liaison') && by.section === inspector.section)) return;
  if (by.roles.includes('inspector')) throw new Refusal('people.not-yours', `${inspector.name}的登记应由本人或经办人办理`, { next: '您可以为自己登记，例如：请假 9.14-9.18', clause: '岗位权限表' });
  demand(by, operation, inspector.section);
};

const demandUntil = (until: LocalDate | undefined, today: LocalDate): void => {
  if (until !== undefined && until < today) throw new Refusal('interest.lapsed', `有效期 ${until} 已经过去`, { next: '请核对日期；长期有效的不写有效期' });
};

/** @param text the kind of relation, kept confidential; '' when nothing was said */
export const registerInterest = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly inspector: InspectorCode; readonly target: TargetCode; readonly text: string; /** Last day it binds; absent = for good. */ readonly until?: LocalDate }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const inspector = await inspectorInForce(deps, unit, wanted.inspector);
    await rowInForce(deps, unit, 'targets', wanted.target);
    demandFor(person, 'interest.register', inspector);
    const duty = await desk.take('duty', unit);
    const today = localDate(deps.clock());
    const known = duty.interests.find((pair) => pair.inspector === wanted.inspector && pair.target === wanted.target);
    if (known !== undefined && isBinding(known, today) && (known.until === undefined || known.until === wanted.until)) throw new Refusal('interest.known', '这条利害关系已登记', { next: '抽取时会自动回避，无需重复登记' });
    demandUntil(wanted.until, today);
    const text = wanted.text.trim();
    const detail = text === '' ? null : await deps.confidential.put(unit, text.slice(0, 500));
    return { unit, events: [{ type: 'InterestRegistered', unit, inspector: wanted.inspector, target: wanted.target, detail, ...(wanted.until === undefined ? {} : { until: wanted.until }) }] };
  });

export const takeLeave = (deps: Deps) => (by: By, unit: UnitId, leave: { readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const inspector = await inspectorInForce(deps, unit, leave.inspector);
    demandFor(person, 'leave.register', inspector);
    if (leave.from > leave.to) throw new Refusal('leave.backwards', `请假结束日 ${leave.to} 早于开始日 ${leave.from}`, { next: '例如：请假 9.14-9.18' });
    const duty = await desk.take('duty', unit);
    const overlapping = duty.leaves.find((other) => other.inspector === leave.inspector && other.from <= leave.to && other.to >= leave.from);
    if (overlapping !== undefined) throw new Refusal('leave.overlaps', `${inspector.name}已登记 ${overlapping.from} 至 ${overlapping.to} 请假`, { next: '需要改期请先销假，再重新登记' });
    // Counts at once, because a sick man must not be drawn while his head is out; the head may take it back.
    const awaits = person.certificate === inspector.code && !person.roles.includes('clerk') && !may(person, 'leave.approve', inspector.section);
    return { unit, events: [{ type: 'LeaveTaken', unit, inspector: leave.inspector, from: leave.from, to: leave.to, ...(awaits ? { awaits: true as const } : {}) }] };
  });

const leaveIn = (leaves: readonly Leave[], inspector: InspectorRow, from: LocalDate | null, today: LocalDate): Leave => {
  const own = leaves.filter((leave) => leave.inspector === inspector.code && (from === null ? leave.to >= today : leave.from <= from && leave.to >= from));
  const [only, ...more] = own;
  if (only !== undefined && more.length === 0) return only;
  throw only === undefined
    ? new Refusal('leave.none', `${inspector.name}没有${from === null ? '未结束的' : `${from} 的`}请假登记`, { next: '发送「请假 查」查看请假情况' })
    : new Refusal('leave.ambiguous', `${inspector.name}有 ${String(own.length)} 段请假`, { next: `请写开始日期，例如：销假 ${inspector.name} ${only.from}` });
};

/** 销假: a leave is not taken at all, or ends today. @param from a day of the leave meant; null: the only one that is not over */
export const endLeave = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly inspector: InspectorCode; readonly from: LocalDate | null }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const inspector = await inspectorInForce(deps, unit, wanted.inspector);
    demandFor(person, 'leave.register', inspector);
    const today = localDate(deps.clock());
    const { from, to } = leaveIn((await desk.take('duty', unit)).leaves, inspector, wanted.from, today);
    const last = from >= today ? null : addDays(today, -1);
    return { unit, events: [{ type: 'LeaveEnded', unit, inspector: inspector.code, from, to, last, by: person.id }] };
  });

/** The section head decides on what one of his people asked for himself. */
export const decideLeave = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly inspector: InspectorCode; readonly from: LocalDate | null; readonly approved: boolean; readonly reason: string }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const state = await desk.read('unit', unit);
    const person = actingPerson(state, by.actor.account);
    const inspector = await inspectorInForce(deps, unit, wanted.inspector);
    const today = localDate(deps.clock());
    const { leaves } = await desk.take('duty', unit);
    const decide = (as: Pick<Standing, 'unit' | 'person'>): readonly Fact[] => {
      demand(as.person, 'leave.approve', inspector.section);
      const { from, to } = leaveIn(leaves.filter(({ awaits }) => awaits === true), inspector, wanted.from, today);
      if (as.person.certificate === inspector.code) throw impossible('leave.own', 'leave-approve', as.person, as.unit.people.filter((other) => other.id !== person.id && may(other, 'leave.approve', inspector.section)));
      const about = { unit, inspector: inspector.code, from, to, by: as.person.id };
      if (wanted.approved) return [{ type: 'LeaveApproved', ...about }];
      if (wanted.reason.trim() === '') throw new Refusal('leave.no-reason', '没有写明不同意的理由', { next: `例如：请假 不同意 ${inspector.name} 当周已安排检查` });
      return [{ type: 'LeaveRefused', ...about, reason: wanted.reason.trim().slice(0, 200) }];
    };
    const standing = standingFor(state, person, 'leave', today, decide);
    return { unit, events: signedFor(decide(standing), standing), principal: standing.principal };
  });

/** 撤销利害关系: the pair may meet again from the next draw on; supervisors hear of it. */
export const withdrawInterest = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly inspector: InspectorCode; readonly target: TargetCode; readonly reason: string }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const inspector = await inspectorInForce(deps, unit, wanted.inspector);
    demandFor(person, 'interest.register', inspector);
    const duty = await desk.take('duty', unit);
    if (!duty.interests.some((pair) => pair.inspector === wanted.inspector && pair.target === wanted.target)) {
      throw new Refusal('interest.unknown', `${inspector.name}与该对象没有登记利害关系`, { next: '发送「利害关系 查」查看已登记的' });
    }
    if (wanted.reason.trim() === '') throw new Refusal('interest.no-reason', '没有写明撤销的理由', { next: '例如：利害关系 撤销 张伟 启明培训 配偶已离职' });
    const reason = await deps.confidential.put(unit, wanted.reason.trim().slice(0, 500));
    return { unit, events: [{ type: 'InterestWithdrawn', unit, inspector: wanted.inspector, target: wanted.target, reason, by: person.id }] };
  });
