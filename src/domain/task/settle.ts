/**
 * After the draw: witnessed or disputed, locked or void, dispatched. Once locked the list never changes (威海临港细则 第十二条).
 */
import type { Fact } from '../events.ts';
import { demand, may } from '../people/permissions.ts';
import { decidersOf, demandDecider, impossible } from '../people/separation.ts';
import type { DecidedMatter } from '../people/separation.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import { requireApproved } from './approval.ts';
import { PHASE_WORDS } from './ceremony.ts';
import { requireStanding, requireTask, rulesOfTask } from './require.ts';
import { isDispatched, lastAttempt } from './task.ts';
import type { Attempt, TaskState } from './task.ts';

/** The clause by which a locked list stays as it is, of the rule set the task was created under. */
const lockClause = (task: TaskState): string => rulesOfTask(task).clauses.lockIsFinal;

const requirePhase = (task: TaskState, phases: readonly Attempt['phase'][], what: string): Attempt => {
  const last = lastAttempt(task);
  if (last !== null && phases.includes(last.phase)) return last;
  if (last?.phase === 'locked') throw new Refusal('draw.already-locked', `名单已锁定，不能再${what}`, { next: '锁定后只能：人员更换（分管负责人批准）、对象以结果代码办结、整任务作废（主要负责人）', clause: lockClause(task) });
  const where = last === null ? '还没有抽取' : `第 ${String(last.attempt)} 次抽取${PHASE_WORDS[last.phase]}`;
  throw new Refusal('draw.wrong-phase', `${where}，现在不能${what}`, { next: '发送「任务」查看进度和下一步' });
};

export const decideAttestation = (task: TaskState, by: Person): readonly Fact[] => {
  const { id } = requireTask(task);
  const attempt = requirePhase(task, ['drawn'], '见证结果');
  if (by.id !== attempt.witness) throw new Refusal('draw.not-the-witness', `${by.name}不是本次抽取的见证人`, { next: '请见证人本人点「我见证，结果与显示一致」', clause: '抽取人与见证人分离' });
  if (attempt.attested) throw new Refusal('draw.attested', '您已确认见证', { next: '请抽取人锁定名单' });
  return [{ type: 'DrawAttested', task: id, attempt: attempt.attempt, by: by.id }];
};

export const decideObjectionRaised = (task: TaskState, by: Person, reason: string): readonly Fact[] => {
  const { id } = requireTask(task);
  demand(by, 'draw.object');
  const attempt = requirePhase(task, ['drawn'], '提出异议');
  const text = reason.trim();
  if (text === '') throw new Refusal('draw.objection-empty', '没有写明异议理由', { next: '请写一句理由，例如：异议 7 大屏显示与名单不一致' });
  return [{ type: 'ObjectionRaised', task: id, attempt: attempt.attempt, by: by.id, reason: text.slice(0, 500) }];
};

/** Who decides on an objection: neither who raised it nor who drew. */
const objectionMatter = ({ drawer, objection }: Attempt): DecidedMatter => ({
  operation: 'draw.decide-objection', section: null,
  parties: [{ rule: 'objector-judge', code: 'draw.own-objection', is: ({ id }) => id === objection?.by }, { rule: 'drawer-judge', code: 'draw.own-draw', is: ({ id }) => id === drawer }],
});
export const objectionDeciders = (unit: UnitState, task: TaskState): readonly Person[] => {
  const last = lastAttempt(task);
  return last?.phase === 'disputed' ? decidersOf(unit, objectionMatter(last)) : [];
};

export const decideObjection = (unit: UnitState, task: TaskState, by: Person, upheld: boolean, reason: string): readonly Fact[] => {
  const { id } = requireTask(task);
  demand(by, 'draw.decide-objection');
  const attempt = requirePhase(task, ['disputed'], '裁定异议');
  demandDecider(unit, objectionMatter(attempt), by);
  return [{ type: 'ObjectionDecided', task: id, attempt: attempt.attempt, by: by.id, upheld, reason: reason.trim().slice(0, 500) }];
};

const voidMatter = ({ drawer, objection }: Attempt): DecidedMatter => ({
  operation: 'draw.void', section: null,
  // Who objects does not grant his own objection by voiding the attempt himself.
  parties: [{ rule: 'drawer-void', code: 'draw.own-void', is: ({ id }) => id === drawer }, { rule: 'objector-void', code: 'draw.own-void', is: ({ id }) => id === objection?.by }],
});

/** Voids a drawn, unlocked attempt (作废); it stays visible and the next attempt shows it. */
export const decideVoid = (unit: UnitState, task: TaskState, by: Person, reason: string): readonly Fact[] => {
  const { id } = requireTask(task);
  demand(by, 'draw.void');
  const attempt = requirePhase(task, ['waiting', 'drawn', 'disputed'], '作废');
  demandDecider(unit, voidMatter(attempt), by);
  const text = reason.trim();
  if (text === '') throw new Refusal('draw.void-reason', '作废必须写明理由', { next: '例如：作废 7 名录有误，已注销对象未剔除', clause: '抽取次数与作废理由在每张结果表上公开' });
  return [{ type: 'AttemptVoided', task: id, attempt: attempt.attempt, by: by.id, reason: text.slice(0, 500) }];
};

export const decideLock = (unit: UnitState, task: TaskState, by: Person): readonly Fact[] => {
  const { id, settings, rules } = requireTask(task);
  demand(by, 'draw.lock', settings.section);
  const attempt = requirePhase(task, ['drawn'], '锁定');
  if (by.id === attempt.witness) {
    throw impossible('draw.witness-locks', 'witness-lock', by, unit.people.filter((person) => person.id !== by.id && may(person, 'draw.lock', settings.section)));
  }
  if (!attempt.attested) throw new Refusal('draw.not-attested', '见证人还没有确认结果', { next: '请见证人点「我见证，结果与显示一致」，或提出异议', clause: rulesInForce(rules).clauses.witness });
  return [{ type: 'DrawLocked', task: id, attempt: attempt.attempt, stage: attempt.stage, by: by.id }];
};

export const decideDispatch = (task: TaskState, by: Person): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  demand(by, 'task.dispatch', settings.section);
  requireStanding(task);
  if (isDispatched(task)) throw new Refusal('task.dispatched', '本任务已派发', { next: '发送「任务」查看各检查组接受情况' });
  if (task.phase !== 'locked') {
    const objectsOnly = lastAttempt(task)?.stage === 'objects' && lastAttempt(task)?.phase === 'locked';
    throw new Refusal('task.not-locked', objectsOnly ? '检查对象已锁定，执法检查人员还没有抽取' : '名单还没有锁定，不能派发', { next: objectsOnly ? '请先发起执法检查人员的抽取' : '请先完成抽取并锁定', clause: lockClause(task) });
  }
  requireApproved(task);
  return [{ type: 'TaskDispatched', task: id, by: by.id }];
};
