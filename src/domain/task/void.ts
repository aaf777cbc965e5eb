/**
 * 整任务作废: a locked list is never changed; when it cannot be carried out at all, the main leader takes the whole task back.
 *
 * The list, the draw and who was drawn stay readable; the visits are not made, and what they counted for is free again.
 * Distinct from 作废 of an attempt, which is the deputy's and ends with the lock.
 */
import type { Fact } from '../events.ts';
import { demand } from '../people/permissions.ts';
import type { Person } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { requireStanding, requireTask, rulesOfTask } from './require.ts';
import { lastAttempt } from './task.ts';
import type { TaskState } from './task.ts';

/**
 * @param finished visits of the task that are over already (count)
 * @throws Refusal before the lock, after a visit was made, without a reason
 */
export const decideTaskVoid = (task: TaskState, by: Person, reason: string, finished: number): readonly Fact[] => {
  const { id } = requireTask(task);
  requireStanding(task);
  demand(by, 'task.void');
  const clause = rulesOfTask(task).clauses.lockIsFinal;
  if (!task.attempts.some(({ phase }) => phase === 'locked')) {
    throw new Refusal('task.void-unlocked', '名单还没有锁定，不需要整任务作废', { next: task.attempts.length === 0 ? `建错的任务请撤销：任务 撤销 ${id} 理由` : `未锁定的抽取由分管负责人作废：作废 ${id} 理由`, clause });
  }
  if (lastAttempt(task)?.phase !== 'locked') throw new Refusal('task.void-drawing', '执法检查人员正在抽取', { next: `请先了结本次抽取（作废 ${id} 理由），再整任务作废`, clause });
  if (finished > 0 || (task.disclosures ?? []).length > 0) {
    throw new Refusal('task.void-visited', `已有 ${String(finished)} 户检查结束，不能整任务作废`, { next: '已检查的照常审核、公示；其余各户确实不能检查的，由组长以结果代码和证据办结', clause });
  }
  if (by.id === lastAttempt(task)?.drawer) throw new Refusal('task.void-own', '您是本次抽取人，不能作废自己抽取的任务', { next: '请另一位主要负责人办理', clause: '申请人与审批人分离' });
  const text = reason.trim();
  if (!/[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(text)) throw new Refusal('task.void-reason', '整任务作废必须写明理由', { next: `例如：任务 作废 ${id} 上级通知暂停涉企检查`, clause });
  return [{ type: 'TaskVoided', task: id, by: by.id, reason: text.slice(0, 500) }];
};
