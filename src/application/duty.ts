/**
 * Interests and leave: what keeps somebody from a target or from a date (宝丰方案 2(七)「依法回避」).
 */
import type { Fact, LocalDate } from '../domain/events.ts';
import type { InspectorCode, TargetCode, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { demand } from '../domain/people/permissions.ts';
import type { Person } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { InspectorRow } from '../domain/roster/rows.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';

const onRoster = async (deps: Deps, unit: UnitId, roster: 'inspectors' | 'targets', code: string): Promise<Readonly<Record<string, unknown>>> => {
  const { state } = await deps.states.load('roster', rosterStream(unit, roster));
  const row = await deps.rosters.row(unit, roster, state.version, code);
  if (row !== null) return row;
  const what = roster === 'targets' ? '检查对象名录' : '执法检查人员名录';
  throw new Refusal('roster.no-row', `${what}里没有「${code}」`, { next: `发送「名录 ${roster === 'targets' ? '对象' : '人员'} 名称」查找代码` });
};

/** An inspector speaks for himself; a clerk for everybody; a liaison for his own section. */
const demandFor = (by: Person, operation: 'interest.register' | 'leave.register', inspector: InspectorRow): void => {
  if (by.certificate === inspector.code) return;
  if (by.roles.includes('clerk') || (by.roles.includes('liaison') && by.section === inspector.section)) return;
  if (by.roles.includes('inspector')) throw new Refusal('people.not-yours', `${inspector.name}的登记应由本人或经办人办理`, { next: '您可以为自己登记，例如：请假 9.14-9.18' });
  demand(by, operation, inspector.section);
};

/** @param text the kind of relation, kept confidential; '' when nothing was said */
export const registerInterest = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly inspector: InspectorCode; readonly target: TargetCode; readonly text: string }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const inspector = (await onRoster(deps, unit, 'inspectors', wanted.inspector)) as unknown as InspectorRow;
    await onRoster(deps, unit, 'targets', wanted.target);
    demandFor(person, 'interest.register', inspector);
    const duty = await desk.take('duty', unit);
    if (duty.interests.some((pair) => pair.inspector === wanted.inspector && pair.target === wanted.target)) {
      throw new Refusal('interest.known', '这条利害关系已登记', { next: '抽取时会自动回避，无需重复登记' });
    }
    const text = wanted.text.trim();
    const detail = text === '' ? null : await deps.confidential.put(unit, text.slice(0, 500));
    return { unit, events: [{ type: 'InterestRegistered', unit, inspector: wanted.inspector, target: wanted.target, detail }] };
  });

export const takeLeave = (deps: Deps) => (by: By, unit: UnitId, leave: { readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const inspector = (await onRoster(deps, unit, 'inspectors', leave.inspector)) as unknown as InspectorRow;
    demandFor(person, 'leave.register', inspector);
    if (leave.from > leave.to) throw new Refusal('leave.backwards', `请假结束日 ${leave.to} 早于开始日 ${leave.from}`, { next: '例如：请假 9.14-9.18' });
    await desk.take('duty', unit);
    const taken: Fact = { type: 'LeaveTaken', unit, inspector: leave.inspector, from: leave.from, to: leave.to };
    return { unit, events: [taken] };
  });
