/**
 * Strata the way staff write them: on one line for the common case, one line each where there are several.
 *
 *   比例=5% 重点=全部                       ordinary and key targets
 *   信用=A:1%,B:5%,C:10%,D:全部             one stratum per credit class
 *   层 大型 规模=200-9999 比例=20% 至少=2     any stratum, one a line; the first that fits takes the target
 *   联合 消防 行业=餐饮 比例=5% 事项=A07      a department of a joint draw, one a line
 */
import type { StratumSetting, TargetFilter } from '../../domain/task/settings.ts';
import { itemCode } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { pairOf } from './command.ts';
import { fieldNamed, filterOf } from './filters.ts';
import { countOf, ratioOf } from './numbers.ts';
import { listOf } from './people.ts';

type Ratio = StratumSetting['ratio'];

export const ratioNamed = (text: string, what: string): Ratio => {
  const read = ratioOf(text);
  if (read !== null) return read;
  throw new Refusal('task.bad-ratio', `看不懂${what}「${text}」`, { next: '请写成 5%、百分之五、0.05 或 全部' });
};

export const countNamed = (text: string, what: string): number => {
  const read = countOf(text);
  if (read !== null) return read;
  throw new Refusal('task.bad-count', `看不懂${what}「${text}」`, { next: `请写整数，例如：${what}=3` });
};

type Bounds = Pick<StratumSetting, 'min' | 'max' | 'reserve' | 'base' | 'weights'>;

/** 权重=D:6,C:3: credit classes by their letter, otherwise 标签+值 (行业餐饮:3). */
const weightsNamed = (text: string): NonNullable<Bounds['weights']> => listOf(text).map((entry) => {
  const [, who = '', how = ''] = /^(.+?)[:\uFF1A*×](.+)$/.exec(entry) ?? [];
  const weight = countOf(how);
  const grade = /^(?:信用)?([A-D])级?$/.exec(who.toUpperCase())?.[1];
  const other = /^(行业|区域|镇街|类型|规模|监管科室)(.+)$/.exec(who);
  const field = other?.[1] === undefined ? null : fieldNamed(other[1]);
  const filter: TargetFilter | null = grade !== undefined ? { field: 'credit', anyOf: [grade] } : field === null ? null : filterOf(field, other?.[2] ?? '');
  if (weight === null || filter === null) throw new Refusal('task.bad-weight', `看不懂权重「${entry}」`, { next: '例如：权重=D:6,C:3 或 权重=行业餐饮:3；权重为 1 到 10，没有写的按 1' });
  return { where: [filter], weight };
});

const BASES: Readonly<Record<string, 'all' | 'eligible'>> = { 名录: 'all', 全部: 'all', 合格: 'eligible', 可抽: 'eligible' };

/** @param value of a key, undefined when it was not typed */
export const boundsFrom = (value: (key: 'min' | 'max' | 'reserve' | 'base' | 'weights') => string | undefined): Bounds => {
  const [min, max, reserve, base, weights] = [value('min'), value('max'), value('reserve'), value('base'), value('weights')];
  const ofWhat = base === undefined ? undefined : BASES[base];
  if (base !== undefined && ofWhat === undefined) throw new Refusal('task.bad-base', `看不懂基数「${base}」`, { next: '可写：基数=名录（含被排除的，缺省）或 基数=合格（只算可抽的）' });
  return {
    ...(min === undefined ? {} : { min: countNamed(min, '至少') }), ...(max === undefined ? {} : { max: countNamed(max, '至多') }),
    ...(reserve === undefined ? {} : { reserve: countNamed(reserve, '递补') }), ...(ofWhat === undefined || ofWhat === 'all' ? {} : { base: ofWhat }),
    ...(weights === undefined ? {} : { weights: weightsNamed(weights) }),
  };
};

// ---------------------------------------------------------------- 信用分级

/** Ready classes (国办发〔2019〕35号 differentiated supervision): the more reliable, the fewer; the worst are all visited. */
const READY = 'A:1%,B:5%,C:10%,D:全部';
const GRADED = /^(?:分级|分类|差异化|分级分类|按等级)$/;
const MOST = /(?:至多|最多|不超过|≤|<=)(\d+)户?/;
const LEAST = /(?:至少|最少|不少于|≥|>=)(\d+)户?/;

/** Whether 信用=… gives ratios (strata) and not just classes (a range). */
export const isGraded = (text: string): boolean => GRADED.test(text) || /[:\uFF1A%\uFF05]|全部|分之|[A-Da-d]\s*\d/.test(text);

/**
 * One stratum per credit class as typed; whoever has no class follows at the ratio of B unless an ordinary ratio takes him.
 * @throws Refusal for a class that does not exist, or comes twice
 */
export const creditStrata = (text: string, hasOrdinary: boolean): readonly StratumSetting[] => {
  const entries = (GRADED.test(text) ? READY : text.normalize('NFKC')).split(/[,、;\s]+/).filter((entry) => entry !== '');
  const strata = entries.map((entry): StratumSetting => {
    const [, grade = '', rest = ''] = /^([A-Da-d])级?[:=]?(.+)$/.exec(entry) ?? [];
    if (grade === '') throw new Refusal('task.bad-credit', `看不懂信用等级「${entry}」`, { next: `等级为 A、B、C、D，例如：信用=${READY}；只写「信用=分级」即按此比例` });
    const letter = grade.toUpperCase();
    const [most, least] = [MOST.exec(rest)?.[1], LEAST.exec(rest)?.[1]];
    const ratio = ratioNamed(rest.replace(MOST, '').replace(LEAST, '').replace(/[()]/g, ''), `信用 ${letter} 级的比例`);
    return { name: `信用${letter}`, where: [{ field: 'credit', anyOf: [letter] }], ratio, ...(least === undefined ? {} : { min: Number(least) }), ...(most === undefined ? {} : { max: Number(most) }) };
  });
  const ordinary = strata.find(({ name }) => name === '信用B');
  return [...strata, ...(hasOrdinary || ordinary === undefined ? [] : [{ name: '未评级', where: [{ field: 'credit' as const, anyOf: [''] }], ratio: ordinary.ratio }])];
};

/** As it would be typed. */
export const creditWords = (strata: readonly StratumSetting[]): string =>
  strata.filter(({ name }) => /^信用[A-D]$/.test(name)).map(({ name, ratio, min, max }) => `${name.slice(2)}:${String(ratio.num)}/${String(ratio.den)}${min === undefined ? '' : `至少${String(min)}`}${max === undefined ? '' : `至多${String(max)}`}`).join(',');

// ---------------------------------------------------------------- 一行一层

const BOUND_KEYS = { min: ['至少', '最少'], max: ['至多', '最多'], reserve: ['递补'], base: ['基数'], weights: ['权重'] } as const;
const HEADS: Readonly<Record<string, 'layer' | 'joint'>> = { 层: 'layer', 分层: 'layer', 联合: 'joint', 部门: 'joint' };

/** A further line of the command: a stratum, a department, or more of the settings themselves. */
export type StrataLine = { readonly kind: 'layer' | 'joint'; readonly stratum: StratumSetting } | { readonly kind: 'more'; readonly options: Readonly<Record<string, string>> };

const stratumOf = (kind: 'layer' | 'joint', name: string, options: ReadonlyMap<string, string>): StratumSetting => {
  const value = (keys: readonly string[]): string | undefined => keys.map((key) => options.get(key)).find((text) => text !== undefined);
  const isKey = /^(?:重点|是)$/.test(options.get('重点') ?? options.get('条件') ?? '');
  const where = [...options].flatMap(([key, text]) => { const field = fieldNamed(key); const filter = field === null ? null : filterOf(field, text); return filter === null ? [] : [filter]; });
  const known = new Set(['比例', '比重', '重点', '条件', '事项', ...Object.values(BOUND_KEYS).flat()]);
  const stranger = [...options.keys()].find((key) => !known.has(key) && fieldNamed(key) === null);
  if (stranger !== undefined) throw new Refusal('task.bad-layer', `「${name}」这一行没有「${stranger}」这一项`, { next: '可写：行业、区域、类型、规模、监管科室、信用、代码、条件=重点、比例、至少、至多、递补、基数、权重，联合的部门还可写 事项' });
  const ratio = value(['比例', '比重']);
  if (ratio === undefined) throw new Refusal('task.layer-ratio', `「${name}」这一行没有写比例`, { next: `例如：${kind === 'joint' ? '联合' : '层'} ${name} 行业=餐饮 比例=10%` });
  const items = listOf(options.get('事项') ?? '').flatMap((code) => itemCode(code) ?? []);
  return {
    name, where: [...(isKey ? [{ field: 'key' as const, anyOf: ['true'] }] : []), ...where], ratio: ratioNamed(ratio, `「${name}」的比例`),
    ...boundsFrom((key) => value(BOUND_KEYS[key])), ...(kind === 'joint' && items.length > 0 ? { items } : {}),
  };
};

/** @param words of one line */
export const strataLine = (words: readonly string[]): StrataLine => {
  const [head = '', ...rest] = words;
  const kind = HEADS[head];
  const pairs = (kind === undefined ? words : rest).map((word) => ({ word, pair: pairOf(word) }));
  const options = new Map(pairs.flatMap(({ pair }) => (pair === null ? [] : [pair])));
  if (kind === undefined) {
    const stray = pairs.find(({ pair }) => pair === null);
    if (stray !== undefined) throw new Refusal('task.bad-line', `看不懂这一行：${words.join(' ')}`, { next: '每行可写一层或一个部门，例如：层 大型 规模=200-9999 比例=20%；联合 消防 行业=餐饮 比例=5%' });
    return { kind: 'more', options: Object.fromEntries(options) };
  }
  const name = pairs.filter(({ pair }) => pair === null).map(({ word }) => word).join(' ');
  if (name === '') throw new Refusal('task.layer-name', `「${words.join(' ')}」没有写名称`, { next: `例如：${head} ${kind === 'joint' ? '消防' : '大型'} 比例=10%` });
  return { kind, stratum: stratumOf(kind, name, options) };
};
