/**
 * From the settings of a task to the rules a draw is made by: one place, used when the task is made, previewed and drawn.
 *
 * Whatever a task asks for is checked when it is made; nobody learns on the day of the draw that his mode cannot be drawn.
 */
import { checkFilters } from '../draw/filters.ts';
import { plannedRules } from '../draw/strata.ts';
import type { DrawRules } from '../draw/strata.ts';
import type { DrawStratum, TeamRule } from '../draw/types.ts';
import type { DrawStage } from '../events.ts';
import type { StratumSetting, TaskSettings } from './settings.ts';
import type { ItemCode, TargetCode } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { EXCEPTION_NAMES } from '../rules/shapes.ts';
import { checkTeam } from '../team/rule.ts';

const stratumOf = ({ name, where, ratio, min, max, base, weights, reserve }: StratumSetting): DrawStratum => ({
  name, where, num: ratio.num, den: ratio.den,
  ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }), ...(base === undefined ? {} : { base }),
  ...(weights === undefined ? {} : { weights }), ...(reserve === undefined ? {} : { reserve }),
});

/** The part of a draw's request that says how targets are drawn. */
export const drawRulesOf = ({ strata, mode, budget, cells }: TaskSettings, alreadyDrawn: readonly TargetCode[] = []): Omit<DrawRules, 'mode'> & { readonly mode?: DrawRules['mode'] } => ({
  strata: strata.map(stratumOf),
  ...(mode === undefined || mode === 'fixed' ? {} : { mode }), ...(budget === undefined ? {} : { budget }), ...(cells === undefined ? {} : { cells }),
  ...(alreadyDrawn.length === 0 ? {} : { alreadyDrawn }),
});

/** Where people without a certificate may not be members, every post demands one (X9, X17). */
export const teamRuleOf = ({ teamSize, section, specialties, crossCheck, maxPerInspector, catchUp }: TaskSettings, { team, roster }: RuleSet): TeamRule => ({
  size: teamSize, minCertified: roster.allowUncertifiedMembers.value ? team.minCertified.value : teamSize, leaderSection: team.leaderFrom.value === 'initiatingSection' ? section : null,
  ...(specialties === undefined || specialties.length === 0 ? {} : { specialties }), ...(crossCheck === true ? { crossCheck } : {}),
  ...(maxPerInspector === undefined ? {} : { maxPerInspector }), ...(catchUp === undefined ? {} : { catchUp }),
});

/** The stage in which the people of a task are drawn. */
const peopleStage = (rules: RuleSet): DrawStage => (rules.draw.stages.value === 'together' ? 'together' : 'inspectors');

/** @throws Refusal when no draw could be made by these settings */
export const demandDrawable = (settings: TaskSettings, rules: RuleSet): void => {
  checkFilters('范围', settings.scope);
  plannedRules(drawRulesOf(settings));
  checkTeam({ team: teamRuleOf(settings, rules), stage: peopleStage(rules) });
  const { exceptions } = rules.objectCap;
  if (settings.capException !== undefined && !exceptions.value.includes(settings.capException)) {
    throw new Refusal('task.bad-exception', `本单位规则不把「${EXCEPTION_NAMES[settings.capException]}」作为超过年度上限的理由`, { next: exceptions.value.length === 0 ? '请去掉「例外」；已达上限的对象不参加抽取' : `可写：${exceptions.value.map((one) => EXCEPTION_NAMES[one]).join('、')}`, clause: exceptions.clause });
  }
  const { mode: replacement } = rules.objectReplacement;
  if (replacement.value === 'never' && settings.strata.some(({ reserve = 0 }) => reserve > 0)) {
    throw new Refusal('task.no-reserve', '本单位规则不递补检查对象', { next: '请去掉「递补」；锁定后对象有变动的以结果代码办结，确需更多对象请补抽', clause: replacement.clause });
  }
  if (settings.mode === 'joint' && settings.strata.length < 2) throw new Refusal('task.joint-alone', '联合抽查至少要有两个部门', { next: '每个部门写一行，例如：联合 市监 行业=餐饮 比例=10%，下一行：联合 消防 比例=5%' });
  if (settings.mode === 'joint' && settings.strata.some(({ reserve }) => reserve !== undefined)) throw new Refusal('task.joint-reserve', '联合抽查不排递补对象', { next: '请去掉「递补」；对象确有变动时各部门另建补抽任务' });
  const unknown = settings.strata.flatMap(({ items = [] }) => items).filter((code) => !settings.items.includes(code));
  if (unknown.length > 0) throw new Refusal('task.joint-items', `部门的事项 ${unknown.join('、')} 不在任务的事项之内`, { next: '请先把它写进任务的「事项」' });
};

/** What is checked at a visit: in a joint draw the union of the items of the departments that drew the target, in the task's order. */
export const itemsOfVisit = ({ mode, items, strata }: Pick<TaskSettings, 'mode' | 'items' | 'strata'>, stratum: string): readonly ItemCode[] => {
  if (mode !== 'joint') return items;
  const drew = stratum.split('、');
  const mine = new Set(strata.filter(({ name }) => drew.includes(name)).flatMap((department) => department.items ?? items));
  return items.filter((code) => mine.has(code));
};
