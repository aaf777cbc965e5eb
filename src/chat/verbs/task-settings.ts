/**
 * 任务 新建: from words and 键=值 (typed, or filled into the form) to the settings of a task.
 *
 * Only reads; what a task may not be is refused by the rules behind createTask.
 */
import { addDays } from '../../domain/calendar/working-days.ts';
import type { LocalDate, ScopeFilter, StratumSetting, TaskSettings } from '../../domain/events.ts';
import { itemCode } from '../../domain/ids.ts';
import type { ItemCode } from '../../domain/ids.ts';
import type { PlanRow } from '../../domain/plan/row.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Ratio, RuleSet } from '../../domain/rules/rule-set.ts';
import type { Command } from '../parse/command.ts';
import { dateOf, rangeOf } from '../parse/dates.ts';
import { drawDayOf } from '../parse/draw-day.ts';
import { countOf, ratioOf } from '../parse/numbers.ts';

import { listOf } from '../parse/people.ts';

const KEYS = {
  name: ['名称', '任务名称', 'name'],
  section: ['发起', '发起科室', '科室', 'section'],
  cooperating: ['配合', '配合科室', 'cooperating'],
  items: ['事项', '抽查事项', 'items'],
  industry: ['行业', 'industry'],
  region: ['区域', '镇街', '地区', 'region'],
  kind: ['类型', '对象类型', 'kind'],
  scale: ['规模', 'scale'],
  credit: ['信用', '信用等级', 'credit'],
  supervised: ['监管科室', '监管'],
  ratio: ['比例', '抽查比例', 'ratio'],
  key: ['重点', '重点比例', '重点对象', 'key'],
  team: ['每组', '人数', '每组人数', 'team'],
  window: ['期限', '时间', '检查期限', '检查时间', 'window'],
  from: ['开始', 'from'],
  to: ['截止', '结束', 'to'],
  source: ['来源', '任务来源', 'source'],
  noNotice: ['不宜告知', '不告知', 'nonotice'],
  reason: ['理由', '调整理由', 'reason'],
  planRow: ['计划行', '计划', '计划编号', 'planrow'],
  draw: ['抽取日', '抽取日期', 'draw'],
  drawTime: ['抽取时间', '抽取钟点'],
} as const;
type Key = keyof typeof KEYS;

const SOURCES: readonly (readonly [TaskSettings['source'], RegExp])[] = [
  ['plan-adjustment', /调整|plan-adjustment/], ['superior', /上级|交办|督查|superior/], ['joint-invitation', /联合|邀请|joint/], ['plan', /计划|plan/],
];
const DEFAULT_DAYS = 21;
const NO_KEY = /^(?:无|不单列|没有|不设|none)$/i;

export interface SettingsContext {
  readonly today: LocalDate;
  readonly ownSection: string;
  readonly rules: RuleSet;
  /** Codes of the items in force, for 事项=全部. */
  readonly items: readonly string[];
}

const ratio = (text: string, what: string): Ratio => {
  const read = ratioOf(text);
  if (read !== null) return read;
  throw new Refusal('task.bad-ratio', `看不懂${what}「${text}」`, { next: '请写成 5%、百分之五、0.05 或 全部' });
};

const strata = (value: (key: Key) => string | undefined): readonly StratumSetting[] => {
  const ordinary = value('ratio');
  const key = value('key') ?? '全部';
  const keyStratum: readonly StratumSetting[] = NO_KEY.test(key) ? [] : [{ name: '重点', where: [{ field: 'key', anyOf: ['true'] }], ratio: ratio(key, '重点对象比例') }];
  return ordinary === undefined ? [] : [...keyStratum, { name: '普通', where: [], ratio: ratio(ordinary, '比例') }];
};

const scope = (value: (key: Key) => string | undefined): readonly ScopeFilter[] => {
  const fields: readonly (readonly [ScopeFilter['field'], Key])[] = [['industry', 'industry'], ['region', 'region'], ['kind', 'kind'], ['scale', 'scale'], ['section', 'supervised'], ['credit', 'credit']];
  return fields.flatMap(([field, key]) => {
    const anyOf = listOf(value(key) ?? '').filter((each) => !/^(?:全区|全部|全县|全市|不限)$/.test(each));
    return anyOf.length === 0 ? [] : [{ field, anyOf }];
  });
};

const window = (value: (key: Key) => string | undefined, today: LocalDate): TaskSettings['window'] => {
  const typed = value('window');
  if (typed !== undefined) {
    const range = rangeOf(typed, today);
    if (range === null) throw new Refusal('task.bad-window', `看不懂检查期限「${typed}」`, { next: '截止日期不能早于开始日期；例如：期限=9.9-9.30、期限=9月9日至9月30日' });
    return range;
  }
  const day = (key: 'from' | 'to', otherwise: LocalDate): LocalDate => {
    const text = value(key);
    if (text === undefined) return otherwise;
    const date = dateOf(text, today);
    if (date === null) throw new Refusal('task.bad-window', `看不懂日期「${text}」`, { next: '例如：9月9日、9.9、2026-09-09' });
    return date;
  };
  const from = day('from', addDays(today, 1));
  return { from, to: day('to', addDays(from, DEFAULT_DAYS)) };
};

const itemsOf = (text: string | undefined, all: readonly string[]): readonly ItemCode[] => {
  const typed = text === '全部' || text === 'all' ? all : listOf(text ?? '');
  return typed.flatMap((code) => itemCode(code) ?? []);
};

const source = (text: string | undefined): TaskSettings['source'] => {
  if (text === undefined) return 'plan';
  const found = SOURCES.find(([key, pattern]) => key === text || pattern.test(text));
  if (found !== undefined) return found[0];
  throw new Refusal('task.bad-source', `没有「${text}」这种任务来源`, { next: '可选：年度计划、计划调整、上级交办、联合邀请' });
};

const HOUR = /^(?:上午|下午)?\d{1,2}(?:[:：]\d{2}|点半?|时)$/;

/** 「抽取日=9.8 9:00」: the hour may stand behind a blank, as a word of its own. */
const plannedDraw = (value: (key: Key) => string | undefined, words: readonly string[], today: LocalDate): Pick<TaskSettings, 'draw'> => {
  const day = value('draw');
  if (day === undefined) return {};
  const draw = drawDayOf(`${day} ${value('drawTime') ?? words.find((word) => HOUR.test(word)) ?? ''}`, today);
  if (draw === null) throw new Refusal('task.bad-draw-day', `看不懂抽取日「${day}」`, { next: '例如：抽取日=9.8 9:00' });
  return { draw };
};

const KNOWN_KEYS = new Set<string>(Object.values(KEYS).flat());

export const settingsFrom = (command: Pick<Command, 'words' | 'options'>, { today, ownSection, rules, items }: SettingsContext): TaskSettings => {
  const unknown = Object.keys(command.options).filter((key) => !KNOWN_KEYS.has(key));
  if (unknown.length > 0) throw new Refusal('task.unknown-setting', `任务没有「${unknown.join('、')}」这一项`, { next: '可写：名称、发起、配合、事项、行业、区域、类型、规模、信用、比例、重点、每组、期限、来源、不宜告知、理由' });
  const value = (key: Key): string | undefined => {
    const text = KEYS[key].map((name) => command.options[name]).find((each) => each !== undefined && each.trim() !== '');
    return text?.trim();
  };
  const team = value('team');
  const size = team === undefined ? rules.team.size.value : countOf(team);
  if (size === null) throw new Refusal('task.bad-team', `看不懂每组人数「${team ?? ''}」`, { next: '例如：每组=2' });
  return {
    name: value('name') ?? command.words.filter((word) => value('draw') === undefined || !HOUR.test(word)).join(' '),
    section: value('section') ?? ownSection,
    cooperating: listOf(value('cooperating') ?? ''),
    items: itemsOf(value('items'), items),
    scope: scope(value),
    strata: strata(value),
    teamSize: size,
    window: window(value, today),
    source: source(value('source')),
    noNotice: /^(?:是|yes|true|不宜告知)$/i.test(value('noNotice') ?? ''),
    ratioReason: value('reason') ?? '',
    ...(value('planRow') === undefined ? {} : { planRow: value('planRow') ?? '' }),
    ...plannedDraw(value, command.words, today),
  };
};

const SCOPE_KEYS: Readonly<Record<ScopeFilter['field'], Key | null>> = { industry: 'industry', region: 'region', kind: 'kind', scale: 'scale', section: 'supervised', credit: 'credit', key: null };

/** A line of the annual plan in the words of 任务 新建. */
export const optionsOfLine = (row: PlanRow): Readonly<Record<string, string>> => ({
  名称: row.name, 发起: row.section, 配合: row.cooperating.join(','), 事项: row.items.join(','), 比例: `${String(row.ratio.num)}/${String(row.ratio.den)}`, 期限: `${row.window.from}至${row.window.to}`, 来源: 'plan',
  ...(row.reason === '' ? {} : { 理由: row.reason }),
  ...Object.fromEntries(row.scope.flatMap(({ field, anyOf }) => {
    const key = SCOPE_KEYS[field];
    return key === null ? [] : [[KEYS[key][0], anyOf.join(',')]];
  })),
});
