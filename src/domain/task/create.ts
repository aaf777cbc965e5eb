/**
 * A new task: who may start it, what it must say, and the numbers the rule set holds it to.
 *
 * Sizes are never typed: a task carries ratios, the draw computes how many (威海临港细则 第十二条「按照预定的比例抽取」).
 */
import { canonical } from '../canonical.ts';
import type { Fact } from '../events.ts';
import type { TaskSettings } from './settings.ts';
import type { LocalDate } from '../values.ts';
import type { TaskId, UnitId } from '../ids.ts';
import { demand } from '../people/permissions.ts';
import { properName } from '../people/decide.ts';
import type { Person, UnitState } from '../people/unit.ts';
import { Refusal } from '../refusal.ts';
import { rulesInForce } from '../rules/adopted.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { ItemRow } from '../roster/rows.ts';
import { demandDrawable } from './modes.ts';
import { requireStanding, requireTask, rulesOfTask } from './require.ts';
import { lastAttempt, lockedAttempt } from './task.ts';
import type { TaskState } from './task.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const demandSection = (unit: UnitState, section: string): void => {
  if (unit.sections.includes(section)) return;
  throw new Refusal('unit.unknown-section', `${unit.name}没有科室「${section}」`, { next: `现有科室：${unit.sections.join('、')}` });
};

const demandWindow = ({ from, to }: TaskSettings['window'], today: LocalDate): void => {
  if (!DAY.test(from) || !DAY.test(to) || from > to) {
    throw new Refusal('task.bad-window', `检查期限「${from} 至 ${to}」不成立`, { next: '请填写开始和结束日期，例如：期限=9.9-9.30' });
  }
  if (to < today) throw new Refusal('task.window-past', `检查期限已于 ${to} 结束`, { next: '请填写今天以后的期限' });
};

const demandStrata = (settings: TaskSettings): void => {
  if (settings.strata.length === 0) throw new Refusal('task.no-ratio', '没有设定抽查比例', { next: '请写明比例，例如：比例=5%' });
  for (const { name, ratio } of settings.strata) {
    const isFraction = Number.isSafeInteger(ratio.num) && Number.isSafeInteger(ratio.den) && ratio.num > 0 && ratio.den > 0 && ratio.num <= ratio.den;
    if (!isFraction) throw new Refusal('task.bad-ratio', `「${name}」的抽查比例不在 0 到 100% 之间`, { next: '请填写例如 5%、10% 或 100%' });
  }
};

/**
 * 福州高新细则 三(五): at least 5 % in principle; a section may adjust, and says why. The ratios of a fixed total are shares;
 * what they come to is known, and held to the floor, when the lists are.
 */
const demandFloor = (settings: TaskSettings, { value: floor, clause }: RuleSet['ratio']['min']): void => {
  if (floor === null || settings.mode === 'budget' || settings.ratioReason.trim() !== '') return;
  const below = settings.strata.find(({ ratio }) => ratio.num * floor.den < floor.num * ratio.den);
  if (below === undefined) return;
  throw new Refusal('task.ratio-below-floor', `「${below.name}」的比例低于 ${String(floor.num)}/${String(floor.den)}`, { next: '请提高比例，或写明调整理由，例如：理由=上级已全覆盖检查', clause });
};

/**
 * 撤销: a task made by mistake is taken back while nothing was drawn in it; its number is not given again.
 * @throws Refusal once an attempt was made: attempts are kept and counted, whatever became of them
 */
export const decideWithdrawal = (task: TaskState, by: Person, reason: string): readonly Fact[] => {
  const { id, settings } = requireTask(task);
  requireStanding(task);
  demand(by, 'task.create', settings.section);
  if (task.attempts.length > 0) {
    throw new Refusal('task.drawn', `本任务已发起过 ${String(task.attempts.length)} 次抽取，不能撤销`, { next: '未锁定的抽取结果可由分管负责人作废：作废 编号 理由', clause: '抽取次数与作废理由全程留痕' });
  }
  const text = reason.trim();
  if (text === '') throw new Refusal('task.no-reason', '没有写明撤销理由', { next: `例如：任务 撤销 ${id} 重复建立` });
  return [{ type: 'TaskWithdrawn', task: id, by: by.id, reason: text.slice(0, 200) }];
};

type Items = ReadonlyMap<string, ItemRow>;

/** @throws Refusal for everything a task may not be; returns the settings with their name in proper form */
const checkedSettings = (unit: UnitState, set: RuleSet, by: Person, wanted: TaskSettings, today: LocalDate, items: Items): TaskSettings => {
  const settings: TaskSettings = { ...wanted, name: properName(wanted.name, '任务名称'), cooperating: wanted.cooperating.filter((section) => section !== wanted.section) };
  [settings.section, ...settings.cooperating].forEach((section) => { demandSection(unit, section); });
  demand(by, 'task.create', settings.section);
  if (settings.items.length === 0) {
    throw new Refusal('task.no-items', '没有写明抽查事项', { next: '请从随机抽查事项清单中选择，例如：事项=A03,A07', clause: set.clauses.listedOnly });
  }
  const unlisted = settings.items.filter((code) => items.get(code)?.status !== '有效');
  if (unlisted.length > 0) {
    throw new Refusal('task.unlisted-item', `事项 ${unlisted.join('、')} 不在现行随机抽查事项清单内`, { next: '发送「事项」查看清单；缺少的事项请先导入清单', clause: set.clauses.listedOnly });
  }
  demandWindow(settings.window, today);
  demandStrata(settings);
  demandFloor(settings, set.ratio.min);
  const { team } = set;
  if (!Number.isSafeInteger(settings.teamSize) || settings.teamSize < team.minCertified.value || settings.teamSize > 20) {
    throw new Refusal('task.team-too-small', `每组 ${String(settings.teamSize)} 人不符合要求`, { next: `请改为每组至少 ${String(team.minCertified.value)} 名持证人员，至多 20 人`, clause: team.minCertified.clause });
  }
  demandDrawable(settings, set);
  return settings;
};

/** 补抽 follows a draw whose list is locked, in the same unit: what it took is known and can no longer change. */
const demandSupplement = (settings: TaskSettings, unit: UnitId, source: TaskState | null): void => {
  if (settings.supplements === undefined) return;
  const isLocked = source?.unit === unit && lockedAttempt(source, ['objects', 'together']) !== null;
  if (!isLocked) throw new Refusal('task.supplement-unlocked', `${settings.supplements} 的名单还没有锁定，不能补抽`, { next: '补抽以已锁定的名单为准：未抽中的才是基数。请先锁定原任务，例如：锁定 7', clause: '补抽以锁定的名单为准' });
};

/**
 * @param wanted `source`: the task a supplementary draw follows, null for any other
 * @param items rows of the item list for the codes the task names; a code without a row is not on the list
 * @throws Refusal for everything a task may not be
 */
export const decideTask = (
  unit: UnitState,
  by: Person,
  wanted: { readonly id: TaskId; readonly unit: UnitId; readonly settings: TaskSettings; readonly today: LocalDate; readonly source?: TaskState | null },
  items: Items,
): readonly Fact[] => {
  const settings = checkedSettings(unit, rulesInForce(unit.rules), by, wanted.settings, wanted.today, items);
  demandSupplement(settings, wanted.unit, wanted.source ?? null);
  return [{ type: 'TaskCreated', task: wanted.id, unit: wanted.unit, settings, rules: unit.rules }];
};

/** What may still change between the two ceremonies: the targets are locked, the people are not drawn yet (威海临港细则 第十四条). */
const withoutTeam = ({ teamSize: _size, specialties: _specialties, crossCheck: _cross, maxPerInspector: _most, catchUp: _catchUp, cooperating: _sections, ...rest }: TaskSettings): Partial<TaskSettings> => rest;

const demandChangeable = (task: TaskState, wanted: TaskSettings): void => {
  const { settings: before } = requireTask(task);
  const last = lastAttempt(task);
  const isBetweenStages = last?.phase === 'locked' && last.stage === 'objects';
  if (isBetweenStages && canonical(withoutTeam(wanted)) === canonical(withoutTeam(before))) return;
  if (!isBetweenStages && task.attempts.every(({ phase, result }) => phase === 'abandoned' && result === null)) return;
  throw new Refusal('task.change-drawn', isBetweenStages ? '检查对象已锁定，只能再改检查组的要求' : '本任务已在抽取或已有结果，不能再改', { next: '确需更多对象请补抽：补抽 编号 比例=…；结果有误请分管负责人作废', clause: '比例、范围和规则在抽取前锁定' });
};

/**
 * 修改: what a task asks for, changed while nothing has been drawn by it. Lists, ratios and people are pinned by the plan of
 * each attempt, so a change never touches a draw; once there is a result only 作废 or 补抽 are left (P17, P18).
 */
export const decideTaskChange = (unit: UnitState, task: TaskState, by: Person, wanted: TaskSettings, today: LocalDate, items: Items): readonly Fact[] => {
  const { id, settings: before } = requireTask(task);
  requireStanding(task);
  demand(by, 'task.create', before.section);
  demandChangeable(task, wanted);
  const settings = checkedSettings(unit, rulesOfTask(task), by, wanted, today, items);
  if (canonical(settings) === canonical(before)) throw new Refusal('task.change-nothing', '没有写要改什么，或与原来相同', { next: `例如：任务 修改 ${id} 比例=8%` });
  return [{ type: 'TaskChanged', task: id, settings, by: by.id }];
};
