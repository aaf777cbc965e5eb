/**
 * 递补对象 (福州高新细则 三(四)「抽取检查人员或者对象、递补抽取」): a target that was gone is followed by the next of the reserve that its own
 * draw put down; wherever the rules know none, it is closed with its result and nobody follows (威海临港细则 第十二条).
 *
 * Nobody chooses: the order is the draw's, anybody finds it in the bundle. Who is out of business himself meanwhile, or has had his
 * visits of the year, is passed over by name. The locked list is not touched; the addition stands beside it.
 */
import type { Exclusion, SelectedTarget } from '../draw/types.ts';
import type { FactOf } from '../events.ts';
import { nthInspection } from '../ids.ts';
import type { TargetCode } from '../ids.ts';
import { demand } from '../people/permissions.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { checkApprovers } from '../task/approval.ts';
import { requireStanding, requireTask, rulesOfTask } from '../task/require.ts';
import type { TaskState } from '../task/task.ts';
import type { InspectionState } from './inspection.ts';
import { isWithoutVisit, outcomesText } from './outcomes.ts';

/** @throws Refusal unless the rules know a reserve and this visit ended without being made */
export const requireRefillable = (unit: UnitState, task: TaskState, visit: InspectionState, by: Person): void => {
  const { id, settings } = requireTask(task);
  requireStanding(task);
  const rules = rulesOfTask(task);
  const { mode } = rules.objectReplacement;
  if (rules.check.priorApproval.value) {
    const approvers = checkApprovers(unit, task);
    if (!approvers.some((person) => person.id === by.id)) throw new Refusal('refill.approval', '本任务的规则要求检查前经负责人批准，递补一户也是', { next: `请${approvers.map(({ name }) => name).join('、') || '分管负责人'}发送：递补 ${visit.id ?? ''}`, clause: rules.check.priorApproval.clause });
  } else demand(by, 'task.dispatch', settings.section);
  if (mode.value === 'never') throw new Refusal('refill.never', '本单位规则不递补检查对象：名单锁定后对象有变动的，以结果代码办结', { next: `户数不足需要补足的，另建补抽任务：任务 新建 补抽=${id}`, clause: mode.clause });
  if (visit.id === null) throw new Refusal('inspection.unknown', '没有这一户检查', { next: '例如：递补 7-3（2026 年第 7 号任务第 3 户）' });
  if (task.phase !== 'dispatched') throw new Refusal('refill.not-dispatched', task.phase === 'disclosed' ? '本任务的结果已经全部公示' : '任务还没有派发', { next: '派发以后、全部公示以前可以递补' });
  if (visit.finished === undefined) throw new Refusal('refill.not-finished', `${visit.id} 还没有登记检查结束`, { next: `请组长先以结果代码和证据办结，例如：结束 ${visit.id} 结果=注销 说明=登记机关查询已注销`, clause: mode.clause });
  if (!isWithoutVisit(visit.finished.outcomes)) throw new Refusal('refill.was-visited', `${visit.id} 的结果是「${outcomesText(visit.finished.outcomes)}」，已经检查，不递补`, { next: '无需递补：只有注销、吊销、撤销、迁出、无法联系的才递补', clause: mode.clause });
  if (visit.refilledBy !== undefined) throw new Refusal('refill.done', `${visit.id} 已由 ${visit.refilledBy} 递补`, { next: '无需重复递补；递补的一户又不能检查的，对它再递补' });
};

/**
 * @param reserve of the locked draw, in its order
 * @param excludedNow why a target cannot be visited today; null when it can
 * @param drawn   how many targets the locked list has
 */
export const decideRefill = (
  unit: UnitState, task: TaskState, visit: InspectionState, by: Person,
  { reserve, excludedNow, drawn }: { readonly reserve: readonly SelectedTarget[]; readonly excludedNow: (code: TargetCode) => Exclusion | null; readonly drawn: number },
): FactOf<'TargetRefilled'> => {
  requireRefillable(unit, task, visit, by);
  const { id, unit: unitId, settings } = requireTask(task);
  const used = new Set((task.refills ?? []).map(({ code }) => code));
  const line = reserve.filter(({ stratum }) => stratum === visit.stratum);
  const waiting = line.filter(({ code }) => !used.has(code));
  const next = waiting.find(({ code }) => excludedNow(code) === null);
  const { clause } = rulesOfTask(task).objectReplacement.mode;
  if (next === undefined || visit.id === null) {
    throw new Refusal('refill.none-left', line.length === 0 ? `本任务抽取时「${visit.stratum}」没有排递补对象` : `「${visit.stratum}」的 ${String(line.length)} 户递补对象已用完或不能检查`, { next: `需要补足户数请另建补抽任务：任务 新建 补抽=${id}`, clause });
  }
  const passed = waiting.slice(0, waiting.indexOf(next)).map(({ code }) => ({ code, why: excludedNow(code) === 'yearly-cap' ? 'yearly-cap' as const : 'not-in-business' as const }));
  const no = drawn + (task.refills ?? []).length + 1;
  return {
    type: 'TargetRefilled', task: id, unit: unitId, inspection: nthInspection(id, no), of: visit.id, target: { code: next.code, name: next.name }, stratum: visit.stratum, order: line.indexOf(next) + 1, rank: next.rank, passed,
    posts: visit.posts.map(({ acceptedAt: _, substitution: _open, ...post }) => post),
    window: visit.window ?? settings.window, ...(visit.reassigned === undefined ? {} : { reassigned: visit.reassigned }), by: by.id,
  };
};

/** The order says who follows; this is how the addition reads on the sheet. */
export const refillWords = ({ inspection, of, stratum, order, rank }: Pick<FactOf<'TargetRefilled'>, 'inspection' | 'of' | 'stratum' | 'order' | 'rank'>): string =>
  `${inspection} 为递补对象（「${stratum}」层递补顺序第 ${String(order)} 户，名次 ${String(rank)}），顶替以结果代码办结的 ${of}；锁定名单未改动`;
