/**
 * 授权与交接: the form by which somebody names who acts for him, the card that asks for consent, the list of what is in force.
 */
import type { LocalDate } from '../../domain/values.ts';
import type { InspectionId, UnitId } from '../../domain/ids.ts';
import { OPERATIONS } from '../../domain/people/delegation.ts';
import { mayStandIn, PHASE_NAMES } from '../../domain/people/delegate.ts';
import { MATTER_NAMES, MATTERS } from '../../domain/people/matters.ts';
import type { Matter } from '../../domain/people/matters.ts';
import { may } from '../../domain/people/permissions.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { personName } from '../../domain/people/unit.ts';
import type { Delegation, Handover, Person, UnitState } from '../../domain/people/unit.ts';
import { dayWords } from '../day-words.ts';
import type { Card } from '../platform.ts';

export const delegationSubject = (unit: UnitId, number: number): string => `delegation/${unit}/${String(number)}`;
export const handoverSubject = (unit: UnitId, number: number): string => `handover/${unit}/${String(number)}`;

const SHOWN = 10;
export const spanText = ({ from, to }: Pick<Delegation, 'from' | 'to'>): string => (from === to ? dayWords(from) : `${dayWords(from)} 至 ${dayWords(to)}`);
export const delegationText = (unit: UnitState, each: Delegation): string => `${personName(unit, each.principal)} 授权 ${personName(unit, each.delegate)} 代办${MATTER_NAMES[each.matter]}，${spanText(each)}`;

const NOTE = '受托人以本人身份办理，签署处注明「代」；受托人是申请人、组内人员时不能代办，也不能转授权。';

/** Matters that are a person's own to give. */
export const ownMatters = (person: Person): readonly Matter[] => MATTERS.filter((matter) => OPERATIONS[matter].some((operation) => may(person, operation)));

export const delegationFormCard = (unit: UnitState, person: Person, today: LocalDate, subject: string): Card => ({
  title: '授权他人代办', tone: 'info', summary: '填写授权：谁、什么事、从哪天到哪天',
  body: '一次授权一个人、一件事、一段时间。',
  form: {
    fields: [
      { name: 'delegate', label: '被授权人', type: 'select', required: true, options: unit.people.filter((each) => each.id !== person.id && mayStandIn(each)).slice(0, 50).map(({ id, name, section }) => ({ value: id, text: `${name}（${section}）` })) },
      { name: 'matter', label: '事项', type: 'select', required: true, options: ownMatters(person).map((matter) => ({ value: matter, text: MATTER_NAMES[matter] })) },
      { name: 'from', label: '从', type: 'date', required: true, initial: today },
      { name: 'to', label: '到（含当日）', type: 'date', required: true },
    ],
    submit: { id: 'delegation.grant', label: '授权', style: 'primary', value: { form: subject } },
  },
  note: `${NOTE}打字也可以：授权 李建国 更换审批 9.14-9.18`,
});

/** Asked of a leader, and shown again when it is settled. */
export const delegationCard = (unit: UnitState, each: Delegation): Card => {
  const isOpen = each.phase === 'proposed';
  const value = { delegation: String(each.number) };
  return {
    title: `授权 · 第 ${String(each.number)} 号（${PHASE_NAMES[each.phase]}）`, tone: isOpen ? 'warn' : 'muted', summary: delegationText(unit, each),
    fields: [
      { label: '授权人', value: personName(unit, each.principal) },
      { label: '被授权人', value: personName(unit, each.delegate) },
      { label: '事项', value: MATTER_NAMES[each.matter] },
      { label: '期限', value: spanText(each) },
      ...(isOpen ? [] : [{ label: '办理结果', value: `${PHASE_NAMES[each.phase]}（${personName(unit, each.by)}）` }]),
    ],
    ...(isOpen ? { actions: [{ id: 'delegation.consent', label: '同意', style: 'primary' as const, value }, { id: 'delegation.refuse', label: '不同意', style: 'danger' as const, value, confirm: '不同意这项授权？' }] } : {}),
    note: isOpen ? `${NOTE}打字也可以：授权 同意 ${String(each.number)} / 授权 不同意 ${String(each.number)}` : NOTE,
  };
};

/** 「授权」: what is in force or waits, and what he may end. */
export const delegationsCard = (unit: UnitState, person: Person, shown: readonly Delegation[], waiting: readonly Handover[], today: LocalDate): Card => ({
  title: '授权与交接', tone: 'info', summary: shown.length === 0 ? '没有生效或待批准的授权' : `${String(shown.length)} 项授权`,
  ...(shown.length === 0 ? { body: '没有生效或待批准的授权。' } : {}),
  ...(shown.length === 0 ? {} : {
    table: {
      columns: ['号', '授权人', '被授权人', '事项', '期限', '状态'],
      rows: shown.slice(0, SHOWN).map((each) => [String(each.number), personName(unit, each.principal), personName(unit, each.delegate), MATTER_NAMES[each.matter], spanText(each), each.phase === 'granted' && each.from > today ? '未开始' : PHASE_NAMES[each.phase]]),
    },
  }),
  ...(waiting.length === 0 ? {} : { fields: waiting.slice(0, SHOWN).map((each) => ({ label: `交接 第 ${String(each.number)} 号（待批准）`, value: `${personName(unit, each.leaver)} → ${personName(unit, each.successor)}：${each.roles.map((role) => ROLE_NAMES[role]).join('、')}` })) }),
  actions: shown.filter(({ principal }) => principal === person.id).slice(0, 4).map((each) => ({ id: 'delegation.withdraw', label: `撤回第 ${String(each.number)} 号`, style: 'danger' as const, value: { delegation: String(each.number) }, confirm: `撤回「${delegationText(unit, each)}」？已签署的不受影响` })),
  note: '打字：授权 李建国 更换审批 9.14-9.18 / 授权 撤回 3 / 交接 王敏 李建国',
});

export const handoverCard = (unit: UnitState, each: Handover): Card => {
  const [leaver, successor] = [personName(unit, each.leaver), personName(unit, each.successor)];
  const roles = each.roles.map((role) => ROLE_NAMES[role]).join('、');
  const value = { handover: String(each.number) };
  const isOpen = each.phase === 'proposed';
  return {
    title: `交接 · 第 ${String(each.number)} 号（${isOpen ? '待批准' : each.phase === 'approved' ? '已批准' : '已退回'}）`, tone: isOpen ? 'warn' : 'muted', summary: `${leaver} 的${roles}工作交接给 ${successor}`,
    fields: [
      { label: '交接人', value: leaver }, { label: '接手人', value: successor }, { label: '岗位', value: roles }, { label: '提出人', value: personName(unit, each.by) },
      { label: '效果', value: `${roles}的待办（任务、名录确认、计划、抽取）今后由${successor}办理；${leaver}不再担任` },
    ],
    ...(isOpen ? { actions: [{ id: 'handover.approve', label: '同意交接', style: 'primary' as const, value }, { id: 'handover.refuse', label: '不同意', style: 'danger' as const, value, confirm: '不同意这项交接？' }] } : {}),
    note: isOpen ? `尚未完成的检查另按更换审批，不随岗位转移。打字也可以：交接 同意 ${String(each.number)} / 交接 不同意 ${String(each.number)}` : '抽中的检查只能经更换审批换人。',
  };
};

export const handoverDone = (visits: readonly InspectionId[], failed: readonly string[]): string => [
  visits.length === 0 ? '' : `已就 ${String(visits.length)} 户未完成的检查提出更换申请（岗位调整）：${visits.slice(0, 5).join('、')}${visits.length > 5 ? ' 等' : ''}`,
  ...failed,
].filter((line) => line !== '').join('\n');
