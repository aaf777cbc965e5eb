/**
 * 行政检查审批 (国办发〔2024〕54号: 检查前须报经负责人批准): where the rules of a task ask for it, nothing is dispatched before the
 * 分管负责人 has approved the checks. Nobody approves what he drew himself; where no such deputy is there, the 主要负责人 does.
 */
import type { Fact } from '../events.ts';
import { demand } from '../people/permissions.ts';
import { askedFirst, decidersOf, demandDecider } from '../people/separation.ts';
import type { DecidedMatter } from '../people/separation.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireTask, rulesOfTask } from './require.ts';
import type { TaskState } from './task.ts';

/** Whether the checks of a locked task still wait for somebody's approval. */
export const awaitsApproval = (task: TaskState): boolean => task.phase === 'locked' && task.approval == null && rulesOfTask(task).check.priorApproval.value;

const isDrawer = (task: TaskState, person: Person): boolean => task.attempts.some(({ phase, drawer }) => phase === 'locked' && drawer === person.id);

const matterOf = (task: TaskState): DecidedMatter => ({
  operation: 'check.approve', section: requireTask(task).settings.section, parties: [{ rule: 'drawer-check', code: 'check.own-draw', is: (person) => isDrawer(task, person) }],
});

/** Who is asked: the deputies in charge of the initiating section, else the other deputies; where none is free, the main leader. */
export const checkApprovers = (unit: UnitState, task: TaskState): readonly Person[] => askedFirst(decidersOf(unit, matterOf(task)), requireTask(task).settings.section);

const requireWaiting = (unit: UnitState, task: TaskState, by: Person): void => {
  const { settings } = requireTask(task);
  const { priorApproval } = rulesOfTask(task).check;
  demand(by, 'check.approve', settings.section);
  if (!priorApproval.value) throw new Refusal('check.not-asked', '本任务的规则不要求另行审批检查', { next: '可直接派发', clause: priorApproval.clause });
  if (task.approval != null) throw new Refusal('check.approved', '本任务的检查已经批准', { next: '可以派发了' });
  if (task.phase !== 'locked') throw new Refusal('check.not-locked', task.phase === 'dispatched' ? '本任务已派发' : '名单还没有锁定，不能审批检查', { next: '请先锁定；锁定后审批，批准后派发', clause: priorApproval.clause });
  demandDecider(unit, matterOf(task), by);
};

export const decideCheckApproval = (unit: UnitState, task: TaskState, by: Person): readonly Fact[] => {
  requireWaiting(unit, task, by);
  return [{ type: 'CheckApproved', task: requireTask(task).id, by: by.id }];
};

/** 退回: nothing is dispatched; the approver may still approve once his doubt is settled. */
export const decideCheckReturn = (unit: UnitState, task: TaskState, by: Person, reason: string): readonly Fact[] => {
  requireWaiting(unit, task, by);
  const text = reason.trim().slice(0, 200);
  if (text === '') throw new Refusal('check.no-reason', '退回检查审批必须写明理由', { next: '例如：审批 7 退回 检查期限与节假日冲突', clause: rulesOfTask(task).check.priorApproval.clause });
  return [{ type: 'CheckReturned', task: requireTask(task).id, by: by.id, reason: text }];
};

/** @throws Refusal when the rules demand an approval that is not there */
export const requireApproved = (task: TaskState): void => {
  if (!awaitsApproval(task)) return;
  const returned = task.returned == null ? '' : `（已退回：${task.returned.reason}）`;
  throw new Refusal('check.not-approved', `本次检查还没有经负责人批准${returned}`, { next: `请分管负责人发送：审批 ${task.id ?? ''}`, clause: rulesOfTask(task).check.priorApproval.clause });
};
