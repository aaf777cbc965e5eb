/**
 * From a line of the plan to its tasks: a task that carries out the plan names its line, and does what the line says
 * (宝丰方案 2(四)「严格按照计划实施，不得随意增加减少」). Whatever is not planned has a source of its own and is counted apart.
 */
import type { TaskSettings } from '../task/settings.ts';
import type { TaskId } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { versionInForce } from './plan.ts';
import type { PlanState } from './plan.ts';
import { rowMeant } from './row.ts';
import type { PlanRow } from './row.ts';

const ADJUST = '确需改变请先调整计划：计划 调整 编号 …，或写明 来源=上级交办、联合邀请';

/** The year whose plan a task belongs to: its line's, else that of its visits. */
export const planYear = (settings: Pick<TaskSettings, 'planRow' | 'window'>): number => Number((settings.planRow ?? settings.window.from).slice(0, 4));

/** The settings with what the plan's line says beside them; another line or none takes it away again. */
export const withLine = ({ listWithheld: _, ...settings }: TaskSettings, rows: readonly PlanRow[]): TaskSettings => {
  const row = settings.planRow === undefined ? null : rowMeant(rows, settings.planRow);
  return { ...settings, ...(row?.listWithheld === true ? { listWithheld: true as const } : {}) };
};

/**
 * @param rows lines of the version in force; [] when there is none
 * @param self the task itself when it is changed: it is not counted against its own line
 * @throws Refusal when the plan is in force and the task does not keep to it
 */
export const demandPlanned = (settings: TaskSettings, plan: PlanState, rows: readonly PlanRow[], rules: RuleSet, self: TaskId | null): void => {
  const { clause } = rules.plan.adjust;
  const isPlanned = settings.source === 'plan' || settings.planRow !== undefined;
  if (!isPlanned || (versionInForce(plan) === null && settings.planRow === undefined)) return;
  if (settings.planRow === undefined) {
    throw new Refusal('task.no-plan-line', `${String(plan.year)} 年度计划已批准，按计划的任务要写明是哪一行`, { next: `例如：任务 新建 计划行=${rows[0]?.no ?? ''}；计划外的请写来源，例如：来源=上级交办`, clause });
  }
  const row = rowMeant(rows, settings.planRow);
  if (row === null) throw new Refusal('task.unknown-plan-line', `已批准的计划里没有「${settings.planRow.slice(0, 20)}」这一行`, { next: '发送「计划」查看各行编号' });
  const made = plan.tasks.filter(({ row: no, task }) => no === row.no && task !== self);
  if (made.length >= row.campaigns) {
    throw new Refusal('task.line-done', `计划 ${row.no} 本年 ${String(row.campaigns)} 次，已建任务 ${made.map(({ task }) => task).join('、')}`, { next: ADJUST, clause });
  }
  const strange = settings.items.filter((code) => !row.items.includes(code));
  if (strange.length > 0) throw new Refusal('task.not-in-line', `事项 ${strange.join('、')} 不在计划 ${row.no} 内`, { next: ADJUST, clause });
  const low = settings.mode === 'budget' ? undefined : settings.strata.find(({ ratio }) => ratio.num * row.ratio.den < row.ratio.num * ratio.den);
  if (low !== undefined) throw new Refusal('task.below-plan', `「${low.name}」的比例低于计划 ${row.no}`, { next: ADJUST, clause });
};
