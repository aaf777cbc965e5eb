/**
 * 任务 修改 and 补抽: settings said back as they would be typed, so that a change only names what is different.
 */
import type { StratumSetting, TaskSettings } from '../../domain/task/settings.ts';
import { filterWords } from '../parse/filters.ts';
import { creditWords, isGraded } from '../parse/strata.ts';
import { KEYS, read, settingsFrom, STRATA_KEYS } from './task-settings.ts';
import type { Key, SettingsContext, Typed } from './task-settings.ts';

const ratioWords = ({ num, den }: StratumSetting['ratio']): string => (num === den ? '全部' : `${String(num)}/${String(den)}`);
const present = (pairs: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(pairs).flatMap(([key, value]) => (value === undefined || value === '' ? [] : [[key, value]])));

/** Whether the strata can be said on one line. */
const isShort = (strata: readonly StratumSetting[]): boolean => strata.every(({ name, items }) => /^(?:重点|普通|未评级|信用[A-D])$/.test(name) && items === undefined);

const weightWords = (weights: StratumSetting['weights']): string | undefined => weights?.map(({ where, weight }) => {
  const [filter] = where;
  return filter === undefined ? '' : `${filter.field === 'credit' ? '' : (KEYS[filter.field === 'key' ? 'credit' : filter.field][0])}${filterWords(filter)}:${String(weight)}`;
}).join(',');

/** Settings as they would be typed, so that a change or a supplement only says what is different. Strata of lines are not among them. */
const wordsOf = (settings: TaskSettings): Readonly<Record<string, string>> => {
  const { strata, budget, cells, window: { from, to } } = settings;
  const named = (name: string): StratumSetting | undefined => strata.find((stratum) => stratum.name === name);
  const [ordinary, key] = [named('普通'), named('重点')];
  const filters = Object.fromEntries(settings.scope.flatMap((filter) => (filter.field === 'key' ? [] : [[KEYS[filter.field][0], filterWords(filter)]])));
  const drawing = !isShort(strata) ? {} : present({
    比例: ordinary === undefined ? undefined : ratioWords(ordinary.ratio), 重点: key === undefined ? '无' : ratioWords(key.ratio), 信用: creditWords(strata),
    总数: budget === undefined ? undefined : String(budget), 等距: cells?.map((field) => KEYS[field === 'key' ? 'credit' : field][0]).join('×'),
    至少: ordinary?.min === undefined ? undefined : String(ordinary.min), 至多: ordinary?.max === undefined ? undefined : String(ordinary.max),
    递补: ordinary?.reserve === undefined ? undefined : String(ordinary.reserve), 基数: ordinary?.base === 'eligible' ? '合格' : undefined, 权重: weightWords(ordinary?.weights),
  });
  return {
    ...filters, ...drawing,
    ...present({
      名称: settings.name, 发起: settings.section, 配合: settings.cooperating.join(','), 事项: settings.items.join(','), 每组: String(settings.teamSize), 专长: settings.specialties?.join(','),
      交叉检查: settings.crossCheck === true ? '是' : undefined, 每人上限: settings.maxPerInspector === undefined ? undefined : String(settings.maxPerInspector), 追补: settings.catchUp === undefined ? undefined : String(settings.catchUp),
      开始: from, 截止: to, 来源: settings.source, 性质: settings.kind, 例外: settings.capException, 计划行: settings.planRow, 不宜告知: settings.noNotice ? '是' : '否', 理由: settings.ratioReason,
    }),
  };
};

/** Every spelling of a key said anew hides the old one. */
const without = (old: Readonly<Record<string, string>>, typed: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const said = Object.values(KEYS).filter((names) => names.some((name) => typed[name] !== undefined));
  const isWindow = said.some((names) => names[0] === '期限');
  const hidden = new Set<string>([...said.flat(), ...(isWindow ? ['开始', '截止'] : [])]);
  return Object.fromEntries(Object.entries(old).filter(([key]) => !hidden.has(key)));
};

const OWN: readonly (keyof TaskSettings)[] = [
  'name', 'section', 'cooperating', 'items', 'scope', 'strata', 'mode', 'budget', 'cells', 'teamSize', 'specialties', 'crossCheck', 'maxPerInspector', 'catchUp', 'window', 'source', 'noNotice', 'ratioReason', 'kind', 'capException', 'supplements', 'planRow',
];
/** What a task was given by other commands (its day of draw, its row of the plan): a change of the settings leaves it. */
export const settingsApart = (settings: TaskSettings): Partial<TaskSettings> => Object.fromEntries(Object.entries(settings).filter(([key]) => !(OWN as readonly string[]).includes(key)));

/** The settings of a task with what was typed put in their place; what was not mentioned stays. */
export const settingsChanged = (before: TaskSettings, command: Typed, context: SettingsContext): TaskSettings => {
  const { options, layers } = read(command);
  const isSaid = (keys: readonly Key[]): boolean => keys.some((key) => KEYS[key].some((name) => options[name] !== undefined));
  const saysStrata = layers.length > 0 || isSaid(STRATA_KEYS) || isGraded(options['信用'] ?? '');
  const kept = without(wordsOf(before), options);
  // Lines replace whatever the strata were; short forms change only what they name.
  const old = layers.length === 0 ? kept : Object.fromEntries(Object.entries(kept).filter(([key]) => !STRATA_KEYS.some((each) => (KEYS[each] as readonly string[]).includes(key)) && (key !== '信用' || !isGraded(kept[key] ?? ''))));
  const fresh = settingsFrom({ ...command, options: { ...old, ...options } }, context);
  if (saysStrata || isShort(before.strata)) return fresh;
  const { strata, mode, budget, cells } = before;
  const { strata: _strata, mode: _mode, budget: _budget, cells: _cells, ...rest } = fresh;
  return { ...rest, strata, ...(mode === undefined ? {} : { mode }), ...(budget === undefined ? {} : { budget }), ...(cells === undefined ? {} : { cells }) };
};
