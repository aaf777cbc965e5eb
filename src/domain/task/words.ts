/**
 * What a task asks for, in the words of the staff: range, strata, mode, team. On every card and every sheet that shows a task.
 */
import type { DrawStage } from '../events.ts';
import type { FilterField, StratumSetting, TargetFilter, TaskSettings } from './settings.ts';
import { ratioText } from '../rules/ratio.ts';

export const FIELD_NAMES: Readonly<Record<FilterField, string>> = { industry: '行业', region: '区域', kind: '类型', scale: '规模', section: '监管科室', credit: '信用等级', key: '重点对象', id: '代码' };
/** What a ceremony draws. */
export const STAGE_NAMES: Readonly<Record<DrawStage, string>> = { together: '检查对象和执法检查人员', objects: '检查对象', inspectors: '执法检查人员' };
export const SOURCE_NAMES: Readonly<Record<TaskSettings['source'], string>> = { plan: '年度计划', 'plan-adjustment': '计划调整', superior: '上级交办', 'joint-invitation': '联合邀请' };

/** A task that names no line of an approved plan is not planned, whatever was meant by it: it is counted apart, and no card or paper says otherwise. */
export const isUnsourced = ({ source, planRow }: Pick<TaskSettings, 'source' | 'planRow'>): boolean => source === 'plan' && planRow === undefined;
export const sourceText = (settings: Pick<TaskSettings, 'source' | 'planRow'>): string => (isUnsourced(settings) ? '计划外（未写计划行）' : SOURCE_NAMES[settings.source]);
/** As the inspected party reads it: how the bureau keeps its plan is nothing to it. */
export const sourceOnNotice = (settings: Pick<TaskSettings, 'source' | 'planRow'>): string => (isUnsourced(settings) ? '计划外抽查' : SOURCE_NAMES[settings.source]);

const filterText = (filter: TargetFilter): string => {
  const name = FIELD_NAMES[filter.field];
  if ('prefix' in filter) return `${name} ${filter.prefix} 开头`;
  if ('from' in filter) return `${name} ${String(filter.from)}–${String(filter.to)}`;
  return filter.field === 'key' ? (filter.anyOf.includes('true') || filter.anyOf.includes('是') ? '重点对象' : '非重点对象') : `${name}=${filter.anyOf.join('、')}`;
};
export const rangeText = (where: readonly TargetFilter[]): string => where.map(filterText).join('；');

export const scopeText = (scope: readonly TargetFilter[]): string => (scope.length === 0 ? '不定向：全库' : `定向：${rangeText(scope)}`);

const stratumText = ({ name, where, ratio, min, max, base, weights, reserve, items }: StratumSetting): string => {
  const isPlain = where.length === 0 || (where.length === 1 && where[0]?.field === 'key') || (where.length === 1 && where[0]?.field === 'credit' && name.startsWith('信用'));
  const more = [
    ...(isPlain ? [] : [rangeText(where)]), ...(min === undefined ? [] : [`至少 ${String(min)} 户`]), ...(max === undefined ? [] : [`至多 ${String(max)} 户`]),
    ...(base === 'eligible' ? ['以可抽对象为基数'] : []), ...(reserve === undefined ? [] : [`递补 ${String(reserve)} 户`]),
    ...(weights === undefined ? [] : [`权重 ${weights.map((one) => `${rangeText(one.where)}×${String(one.weight)}`).join('、')}`]), ...(items === undefined ? [] : [`事项 ${items.join('、')}`]),
  ];
  return `${name} ${ratioText(ratio)}${more.length === 0 ? '' : `（${more.join('，')}）`}`;
};

export const strataText = ({ strata, mode, budget, cells }: TaskSettings): string => {
  const each = strata.map(stratumText).join('；');
  switch (mode ?? 'fixed') {
    case 'budget': return `总数 ${String(budget ?? 0)} 户，按 ${each} 的比重以最大余数法分配`;
    case 'systematic': return `${each}；按 ${(cells ?? []).map((field) => FIELD_NAMES[field]).join('×')} 分格等距抽取`;
    case 'joint': return `联合抽查，一户一次：${each}`;
    case 'fixed': return each;
  }
};

export const teamText = ({ teamSize, specialties = [], crossCheck, maxPerInspector, catchUp }: TaskSettings): string => [
  `${String(teamSize)} 人`, ...(specialties.length === 0 ? [] : [`须含 ${specialties.join('、')} 专长`]), ...(crossCheck === true ? ['交叉检查（组员不来自监管科室）'] : []),
  ...(maxPerInspector === undefined ? [] : [`每人至多 ${String(maxPerInspector)} 户`]), ...(catchUp === undefined ? [] : [`追补至多 ${String(catchUp)} 户`]),
].join('，');
