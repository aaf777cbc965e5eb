/** A task that exists: its state with the members that creation fills. */
import type { TaskSettings } from './settings.ts';
import type { TaskId, UnitId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import type { AdoptedRules } from '../rules/adopted.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { TaskState } from './task.ts';

export interface CreatedTask {
  readonly id: TaskId;
  readonly unit: UnitId;
  readonly settings: TaskSettings;
  readonly rules: AdoptedRules;
}

/** @throws Refusal when the task was taken back, before anything was drawn or whole after the lock */
export const requireStanding = (task: TaskState): void => {
  if (task.phase === 'void') throw new Refusal('task.void', `这个任务已整任务作废${task.voided === undefined ? '' : `：${task.voided.reason}`}`, { next: '各户检查不再进行；需要抽查请重新建立任务：任务 新建' });
  if (task.phase !== 'withdrawn') return;
  throw new Refusal('task.withdrawn', '这个任务已经撤销', { next: '需要抽查请重新建立任务：任务 新建' });
};

/** @throws Refusal when nobody has created this task */
export const requireTask = (task: TaskState): CreatedTask => {
  const { id, unit, settings, rules } = task;
  if (id === null || unit === null || settings === null || rules === null) {
    throw new Refusal('task.unknown', '没有这个抽查任务', { next: '发送「任务」查看本年度任务及编号' });
  }
  return { id, unit, settings, rules };
};

/** The rule set a task was created under, whatever its unit has adopted since. */
export const rulesOfTask = (task: TaskState): RuleSet => rulesInForce(requireTask(task).rules);
