/**
 * 任务 新建: from words and 键=值 (typed, or filled into the form) to the settings of a task.
 *
 * Only reads; what a task may not be is refused by the rules behind createTask.
 */
import { addDays } from '../../domain/calendar/working-days.ts';
import type { StratumSetting, TargetFilter, TaskSettings, VisitKind } from '../../domain/task/settings.ts';
import type { LocalDate } from '../../domain/values.ts';
import { itemCode } from '../../domain/ids.ts';
import type { ItemCode, TaskId } from '../../domain/ids.ts';
import type { PlanRow } from '../../domain/plan/row.ts';
import { Refusal } from '../../domain/refusal.ts';
import { EXCEPTION_NAMES } from '../../domain/rules/shapes.ts';
import type { CapException, RuleSet } from '../../domain/rules/rule-set.ts';
import type { Command } from '../parse/command.ts';
import { dateOf, rangeOf } from '../parse/dates.ts';
import { drawDayOf } from '../parse/draw-day.ts';
import { fieldNamed, filterOf, FILTER_KEYS } from '../parse/filters.ts';
import { countOf } from '../parse/numbers.ts';
import { listOf } from '../parse/people.ts';
import { boundsFrom, countNamed, creditStrata, isGraded, ratioNamed, strataLine } from '../parse/strata.ts';

/** Every spelling of each thing a task can be told, the first one as it is written back. */
export const KEYS = {
  name: ['名称', '任务名称', 'name'],
  initiator: ['发起', '发起科室', '科室', 'section'],
  cooperating: ['配合', '配合科室', 'cooperating'],
  items: ['事项', '抽查事项', 'items'],
  ...FILTER_KEYS,
  ratio: ['比例', '抽查比例', 'ratio'],
  key: ['重点', '重点比例', '重点对象', 'key'],
  total: ['总数', '总户数', '共抽', 'total'],
  cells: ['等距', '分格', 'cells'],
  min: ['至少', '最少'],
  max: ['至多', '最多'],
  reserve: ['递补', '递补户数'],
  base: ['基数'],
  weights: ['权重', '风险权重'],
  team: ['每组', '人数', '每组人数', 'team'],
  specialties: ['专长', '业务专长'],
  crossCheck: ['交叉检查', '交叉'],
  maxPerInspector: ['每人上限', '每人至多'],
  catchUp: ['追补', '追补上限'],
  window: ['期限', '时间', '检查期限', '检查时间', 'window'],
  from: ['开始', 'from'],
  to: ['截止', '结束', 'to'],
  source: ['来源', '任务来源', 'source'],
  nature: ['性质', '检查性质'],
  exception: ['例外', '上限例外'],
  noNotice: ['不宜告知', '不告知', 'nonotice'],
  reason: ['理由', '调整理由', 'reason'],
  planRow: ['计划行', '计划', '计划编号', 'planrow'],
  draw: ['抽取日', '抽取日期', 'draw'],
  drawTime: ['抽取时间', '抽取钟点'],
} as const;
export type Key = keyof typeof KEYS;
type Value = (key: Key) => string | undefined;

const SOURCES: readonly (readonly [TaskSettings['source'], RegExp])[] = [
  ['plan-adjustment', /调整|plan-adjustment/], ['superior', /上级|交办|督查|superior/], ['joint-invitation', /联合|邀请|joint/], ['plan', /计划|plan/],
];
const KINDS: readonly (readonly [VisitKind, RegExp])[] = [['recheck', /复查|recheck/], ['complaint', /投诉|举报|complaint/], ['licence', /许可|licence/], ['random', /随机|双随机|日常|random/]];
const DEFAULT_DAYS = 21;
const NO_KEY = /^(?:无|不单列|没有|不设|none)$/i;
const YES = /^(?:是|yes|true|要|不宜告知|交叉检查)$/i;
export const STRATA_KEYS: readonly Key[] = ['ratio', 'key', 'total', 'cells', 'min', 'max', 'reserve', 'base', 'weights'];

export interface SettingsContext {
  readonly today: LocalDate;
  readonly ownSection: string;
  readonly rules: RuleSet;
  /** Codes of the items in force, for 事项=全部. */
  readonly items: readonly string[];
  /** 补抽: the task that is supplemented. */
  readonly supplements?: TaskId;
}

type Drawing = Pick<TaskSettings, 'strata' | 'mode' | 'budget' | 'cells'>;

/** 总数 shares out by weight: without further words everybody weighs the same, key targets too. */
const budgetOf = (value: Value): Drawing => {
  const budget = countNamed(value('total') ?? '', '总数');
  const [ordinary, key, graded] = [value('ratio') ?? '全部', value('key') ?? '无', value('credit')];
  const strata: readonly StratumSetting[] = [
    ...(NO_KEY.test(key) ? [] : [keyStratum(key)]),
    ...(graded !== undefined && isGraded(graded) ? creditStrata(graded, value('ratio') !== undefined) : []),
  ];
  const isCovered = graded !== undefined && isGraded(graded) && value('ratio') === undefined;
  return { mode: 'budget', budget, strata: isCovered ? strata : [...strata, ordinaryStratum(ordinary, value)] };
};

const keyStratum = (text: string): StratumSetting => ({ name: '重点', where: [{ field: 'key', anyOf: ['true'] }], ratio: ratioNamed(text, '重点对象比例') });
const ordinaryStratum = (text: string, value: Value): StratumSetting => ({ name: '普通', where: [], ratio: ratioNamed(text, '比例'), ...boundsFrom(value) });

const CELL_SPLIT = /[×xX*,\uFF0C、\s]+/;
const cellsOf = (text: string): NonNullable<TaskSettings['cells']> => text.split(CELL_SPLIT).filter((word) => word !== '').map((word) => {
  const field = fieldNamed(word);
  if (field === null || field === 'id') throw new Refusal('task.bad-cell', `不能按「${word}」分格`, { next: '可按 行业、区域、类型、规模、监管科室、信用 分格，例如：等距=行业×区域' });
  return field;
});

const drawingOf = (value: Value): Drawing => {
  if (value('total') !== undefined) return budgetOf(value);
  const [ordinary, graded, cells] = [value('ratio'), value('credit'), value('cells')];
  const byCredit = graded !== undefined && isGraded(graded) ? creditStrata(graded, ordinary !== undefined) : [];
  if (ordinary === undefined && byCredit.length === 0) return { strata: [] };
  const key = value('key') ?? '全部';
  const strata = [...(NO_KEY.test(key) ? [] : [keyStratum(key)]), ...byCredit, ...(ordinary === undefined ? [] : [ordinaryStratum(ordinary, value)])];
  return cells === undefined ? { strata } : { mode: 'systematic', cells: cellsOf(cells), strata };
};

const scope = (value: Value): readonly TargetFilter[] => (Object.keys(FILTER_KEYS) as (keyof typeof FILTER_KEYS)[]).flatMap((field) => {
  const text = value(field);
  if (text === undefined || (field === 'credit' && isGraded(text))) return [];
  const filter = filterOf(field, text);
  return filter === null ? [] : [filter];
});

const window = (value: Value, today: LocalDate): TaskSettings['window'] => {
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
const plannedDraw = (value: Value, words: readonly string[], today: LocalDate): Pick<TaskSettings, 'draw'> => {
  const day = value('draw');
  if (day === undefined) return {};
  const draw = drawDayOf(`${day} ${value('drawTime') ?? words.find((word) => HOUR.test(word)) ?? ''}`, today);
  if (draw === null) throw new Refusal('task.bad-draw-day', `看不懂抽取日「${day}」`, { next: '例如：抽取日=9.8 9:00' });
  return { draw };
};

const kindOf = (text: string): VisitKind => {
  const found = KINDS.find(([, pattern]) => pattern.test(text));
  if (found !== undefined) return found[0];
  throw new Refusal('task.bad-kind', `没有「${text}」这种检查性质`, { next: '可选：随机抽查、复查、投诉举报核查、许可核查（后三种不计入年度抽查次数）' });
};

const teamWishes = (value: Value): Pick<TaskSettings, 'specialties' | 'crossCheck' | 'maxPerInspector' | 'catchUp'> => {
  const [specialties, most, catchUp] = [listOf(value('specialties') ?? '').filter((one) => !NO_KEY.test(one)), value('maxPerInspector'), value('catchUp')];
  return {
    ...(specialties.length === 0 ? {} : { specialties }), ...(YES.test(value('crossCheck') ?? '') ? { crossCheck: true } : {}),
    ...(most === undefined || NO_KEY.test(most) ? {} : { maxPerInspector: countNamed(most, '每人上限') }), ...(catchUp === undefined || NO_KEY.test(catchUp) ? {} : { catchUp: countNamed(catchUp, '追补') }),
  };
};

const exceptionOf = (text: string): CapException => {
  const found = (Object.keys(EXCEPTION_NAMES) as CapException[]).find((one) => one === text || EXCEPTION_NAMES[one].includes(text) || text.includes(EXCEPTION_NAMES[one]));
  if (found !== undefined) return found;
  throw new Refusal('task.bad-exception', `没有「${text}」这种超过年度上限的理由`, { next: `可写：${Object.values(EXCEPTION_NAMES).join('、')}（以本单位规则为准，发送「规则」查看）` });
};

const KNOWN_KEYS = new Set<string>(Object.values(KEYS).flat());
const KNOWN_WORDS = '名称、发起、配合、事项、行业、区域、类型、规模、监管科室、信用、代码、比例、重点、总数、等距、至少、至多、递补、基数、权重、每组、专长、交叉检查、每人上限、追补、期限、抽取日、性质、例外、来源、不宜告知、理由';

export type Typed = Pick<Command, 'words' | 'options'> & Partial<Pick<Command, 'lines'>>;

/** Everything typed: the first line and those that only continue it; strata and departments apart. */
export const read = ({ options: first, lines = [] }: Typed): { readonly options: Readonly<Record<string, string>>; readonly layers: readonly StratumSetting[]; readonly isJoint: boolean } => {
  const parsed = lines.map(strataLine);
  const options = Object.assign({}, first, ...parsed.flatMap((line) => (line.kind === 'more' ? [line.options] : []))) as Record<string, string>;
  const unknown = Object.keys(options).filter((key) => !KNOWN_KEYS.has(key));
  if (unknown.length > 0) throw new Refusal('task.unknown-setting', `任务没有「${unknown.join('、')}」这一项`, { next: `可写：${KNOWN_WORDS}` });
  const kinds = new Set(parsed.map(({ kind }) => kind));
  if (kinds.has('layer') && kinds.has('joint')) throw new Refusal('task.layers-and-joint', '不能既分层又联合', { next: '请选一种：联合抽查每个部门一行「联合 …」；单独抽查每层一行「层 …」' });
  return { options, layers: parsed.flatMap((line) => (line.kind === 'more' ? [] : [line.stratum])), isJoint: kinds.has('joint') };
};

/** Strata a line each replace the short forms; both together would leave open which takes a target. */
const withLayers = (value: Value, layers: readonly StratumSetting[], isJoint: boolean): Drawing => {
  if (layers.length === 0) return drawingOf(value);
  const graded = value('credit');
  const short = STRATA_KEYS.filter((key) => key !== 'total' && key !== 'cells' && value(key) !== undefined);
  if (short.length > 0 || (graded !== undefined && isGraded(graded))) throw new Refusal('task.layers-twice', `已逐行写了${isJoint ? '部门' : '层'}，不能再写「${KEYS[short[0] ?? 'credit'][0]}」`, { next: '请把比例写进每一行；不在任何一行范围内的对象不抽' });
  if (isJoint) return { mode: 'joint', strata: layers };
  if (value('total') !== undefined) return { mode: 'budget', budget: countNamed(value('total') ?? '', '总数'), strata: layers };
  const cells = value('cells');
  return cells === undefined ? { strata: layers } : { mode: 'systematic', cells: cellsOf(cells), strata: layers };
};

const GRADED_REASON = '按信用风险等级差异化抽查';

export const settingsFrom = (command: Typed, { today, ownSection, rules, items, supplements }: SettingsContext): TaskSettings => {
  const { options, layers, isJoint } = read(command);
  const value: Value = (key) => KEYS[key].map((name) => options[name]).find((each) => each !== undefined && each.trim() !== '')?.trim();
  const team = value('team');
  const size = team === undefined ? rules.team.size.value : countOf(team);
  if (size === null) throw new Refusal('task.bad-team', `看不懂每组人数「${team ?? ''}」`, { next: '例如：每组=2' });
  const [kind, exception] = [value('nature'), value('exception')];
  const isByCredit = isGraded(value('credit') ?? '');
  return {
    name: value('name') ?? command.words.filter((word) => value('draw') === undefined || !HOUR.test(word)).join(' '),
    section: value('initiator') ?? ownSection,
    cooperating: listOf(value('cooperating') ?? ''),
    items: itemsOf(value('items'), items),
    scope: scope(value),
    ...withLayers(value, layers, isJoint),
    teamSize: size,
    ...teamWishes(value),
    window: window(value, today),
    source: source(value('source')),
    noNotice: YES.test(value('noNotice') ?? ''),
    ratioReason: value('reason') ?? (isByCredit ? GRADED_REASON : ''),
    ...(kind === undefined || kindOf(kind) === 'random' ? {} : { kind: kindOf(kind) }),
    ...(exception === undefined || NO_KEY.test(exception) ? {} : { capException: exceptionOf(exception) }),
    ...plannedDraw(value, command.words, today),
    ...(value('planRow') === undefined || supplements !== undefined ? {} : { planRow: value('planRow') ?? '' }),
    ...(supplements === undefined ? {} : { supplements }),
  };
};

/** A line of the annual plan in the words of 任务 新建. */
export const optionsOfLine = (row: PlanRow): Readonly<Record<string, string>> => ({
  名称: row.name, 发起: row.section, 配合: row.cooperating.join(','), 事项: row.items.join(','), 比例: `${String(row.ratio.num)}/${String(row.ratio.den)}`, 期限: `${row.window.from}至${row.window.to}`, 来源: 'plan',
  ...(row.reason === '' ? {} : { 理由: row.reason }),
  ...Object.fromEntries(row.scope.flatMap(({ field, anyOf }) => (field === 'key' ? [] : [[KEYS[field][0], anyOf.join(',')]]))),
});
