/**
 * One line of 年度抽查计划 (威海临港细则 第六条, 宝丰方案 2(四); columns: published plans).
 *
 * Flat and canonical, so that equal lines have equal digests and two versions can be compared field by field. Prose of the
 * sheet is kept as it is; what the rules compute with stands beside it as numbers.
 */
import type { ScopeFilter } from '../task/settings.ts';
import type { LocalDate } from '../values.ts';
import type { ItemCode } from '../ids.ts';
import { Refusal } from '../refusal.ts';

/** 部门内 | 联合 | 跨区域. */
export const REACHES = ['部门内', '联合', '跨区域'] as const;
export type Reach = (typeof REACHES)[number];

export interface PlanRow {
  /** 计划编号 within the year: '2027-12'. */
  readonly no: string;
  readonly name: string;
  readonly items: readonly ItemCode[];
  readonly basis: string;
  /** 定向 filters; empty = 不定向. */
  readonly scope: readonly ScopeFilter[];
  /** 检查对象范围 as written. */
  readonly scopeText: string;
  readonly reach: Reach;
  readonly ratio: { readonly num: number; readonly den: number };
  /** 抽查频次: how often this line is drawn in the year, ≥ 1. */
  readonly campaigns: number;
  readonly drawOn: LocalDate;
  readonly window: { readonly from: LocalDate; readonly to: LocalDate };
  readonly methods: readonly string[];
  /** 牵头(发起)部门. */
  readonly section: string;
  readonly cooperating: readonly string[];
  readonly level: string;
  /** Why the line is below a floor, 说明; '' when it is not. */
  readonly reason: string;
  /** 是否公示抽取名单: 否; absent = 是. */
  readonly listWithheld?: boolean;
}

const FIELD_WORDS: Readonly<Record<string, ScopeFilter['field']>> = {
  行业: 'industry', 区域: 'region', 镇街: 'region', 所在镇街: 'region', 类型: 'kind', 对象类型: 'kind', 规模: 'scale', 经营规模: 'scale', 监管科室: 'section', 科室: 'section', 信用: 'credit', 信用等级: 'credit', 信用风险等级: 'credit', 重点: 'key', 重点对象: 'key',
};
const WORD_OF: Readonly<Record<ScopeFilter['field'], string>> = { industry: '行业', region: '区域', kind: '类型', scale: '规模', section: '监管科室', credit: '信用', key: '重点' };
const EVERYBODY = /^(?:全部|全区|全县|全市|不限|不定向|所有|辖区内.*|名录库.*)?$/;

/** 「行业=校外培训；区域=城关镇、东城街道」. A range nobody can compute stays prose and filters nothing. */
export const scopeOf = (text: string): readonly ScopeFilter[] =>
  text.normalize('NFKC').split(/[;\n]/).flatMap((part): readonly ScopeFilter[] => {
    const [, word = '', values = ''] = /^\s*([^=:]{1,8})\s*[=:]\s*(.+)$/.exec(part) ?? [];
    const field = FIELD_WORDS[word.trim()];
    const anyOf = values.split(/[、,，/|]/).map((each) => each.trim()).filter((each) => !EVERYBODY.test(each));
    if (field === undefined || anyOf.length === 0) return [];
    return [{ field, anyOf: field === 'key' ? anyOf.map((each) => (each === '是' ? 'true' : 'false')) : anyOf }];
  });

export const scopeText = (scope: readonly ScopeFilter[]): string =>
  scope.length === 0 ? '全部检查对象' : scope.map(({ field, anyOf }) => `${WORD_OF[field]}=${(field === 'key' ? anyOf.map((each) => (each === 'true' ? '是' : '否')) : anyOf).join('、')}`).join('；');

/** A ratio as a sheet gives it back, so that equal lines are equal: in ten-thousandths; null when it has no whole number of them. */
export const plannedRatio = ({ num, den }: PlanRow['ratio']): PlanRow['ratio'] | null => {
  if (num === den) return { num: 1, den: 1 };
  return (num * 10_000) % den === 0 ? { num: (num * 10_000) / den, den: 10_000 } : null;
};

export const rowNumber = (year: number, n: number): string => `${String(year)}-${String(n).padStart(2, '0')}`;

/** The line a person means by '2027-12', '12' or part of its name; null when none or several fit. */
export const rowMeant = (rows: readonly PlanRow[], typed: string): PlanRow | null => {
  const wanted = typed.normalize('NFKC').trim();
  const [, year, number] = /^(20\d\d)-0*(\d{1,4})$/.exec(wanted) ?? [];
  const exact = rows.find(({ no }) => no === wanted || (year !== undefined && no === rowNumber(Number(year), Number(number))));
  if (exact !== undefined) return exact;
  const numbered = /^\d{1,4}$/.test(wanted) ? rows.filter(({ no }) => Number(no.split('-')[1]) === Number(wanted)) : [];
  const found = numbered.length > 0 ? numbered : wanted === '' ? [] : rows.filter(({ name }) => name.includes(wanted));
  return found.length === 1 ? (found[0] ?? null) : null;
};

/** @throws Refusal naming the first line that no plan may hold */
export const requireSound = (rows: readonly PlanRow[], sections: readonly string[]): void => {
  if (rows.length === 0) throw new Refusal('plan.empty', '计划里一行也没有', { next: '请填写抽查计划后再发，或发送：计划 新建' });
  const seen = new Set<string>();
  for (const row of rows) {
    const at = `计划 ${row.no}「${row.name.slice(0, 30)}」`;
    if (seen.has(row.no)) throw new Refusal('plan.double-number', `${at}的编号出现了两次`, { next: '请给每行不同的计划编号' });
    seen.add(row.no);
    if (row.items.length === 0) throw new Refusal('plan.no-items', `${at}没有抽查事项`, { next: '请填写随机抽查事项清单中的编码' });
    if (!sections.includes(row.section)) throw new Refusal('plan.unknown-section', `${at}的牵头科室「${row.section}」不是本单位科室`, { next: `现有科室：${sections.join('、')}` });
    if (row.window.from > row.window.to) throw new Refusal('plan.bad-window', `${at}的检查期限 ${row.window.from} 至 ${row.window.to} 不成立`, { next: '请核对开始和结束日期' });
    if (row.drawOn > row.window.to) throw new Refusal('plan.late-draw', `${at}的抽取日 ${row.drawOn} 晚于检查期限`, { next: '请把抽取日放在检查开始之前' });
    const { num, den } = row.ratio;
    if (!(num > 0 && den > 0 && num <= den)) throw new Refusal('plan.bad-ratio', `${at}的抽查比例不在 0 到 100% 之间`, { next: '请填写例如 5%、10% 或 全部' });
    if (row.campaigns < 1 || row.campaigns > 52) throw new Refusal('plan.bad-frequency', `${at}的抽查频次 ${String(row.campaigns)} 不成立`, { next: '请填写 1–52 次' });
  }
};
