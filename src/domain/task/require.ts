/** A task that exists: its state with the members that creation fills. */
import type { TaskSettings } from '../events.ts';
import type { TaskId, UnitId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { PresetId } from '../rules/rule-set.ts';
import type { TaskState } from './task.ts';

export interface CreatedTask {
  readonly id: TaskId;
  readonly unit: UnitId;
  readonly settings: TaskSettings;
  readonly rules: { readonly preset: PresetId; readonly version: number };
}

/** @throws Refusal when nobody has created this task */
export const requireTask = (task: TaskState): CreatedTask => {
  const { id, unit, settings, rules } = task;
  if (id === null || unit === null || settings === null || rules === null) {
    throw new Refusal('task.unknown', '没有这个抽查任务', { next: '发送「任务」查看本年度任务及编号' });
  }
  return { id, unit, settings, rules };
};
