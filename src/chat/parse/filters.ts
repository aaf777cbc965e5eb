/**
 * Ranges the way staff write them: 行业=餐饮,食品 · 代码=9137* · 规模=50-200.
 */
import type { FilterField, TargetFilter } from '../../domain/task/settings.ts';
import { listOf } from './people.ts';

/** Words for each label a range may be narrowed by. */
export const FILTER_KEYS = {
  industry: ['行业', 'industry'],
  region: ['区域', '镇街', '地区', 'region'],
  kind: ['类型', '对象类型', '抽查单元', 'kind'],
  scale: ['规模', 'scale'],
  section: ['监管科室', '监管'],
  credit: ['信用', '信用等级', 'credit'],
  id: ['代码', '编号', '信用代码', 'code'],
} as const satisfies Partial<Record<FilterField, readonly string[]>>;

const EVERYBODY = /^(?:全区|全部|全县|全市|不限)$/;
const PREFIX = /^(.+?)(?:\*+|开头)$/;
const RANGE = /^(\d{1,15})(?:-|–|—|~|至|到)(\d{1,15})[人户号]?$/;

/** Which field a typed key names; null when none. */
export const fieldNamed = (key: string): keyof typeof FILTER_KEYS | null =>
  (Object.keys(FILTER_KEYS) as (keyof typeof FILTER_KEYS)[]).find((field) => (FILTER_KEYS[field] as readonly string[]).includes(key)) ?? null;

/** @returns null when the text leaves everybody in */
export const filterOf = (field: FilterField, text: string): TargetFilter | null => {
  const typed = text.normalize('NFKC').trim();
  const prefix = PREFIX.exec(typed)?.[1];
  if (prefix !== undefined) return { field, prefix };
  const range = RANGE.exec(typed);
  if (range !== null && (field === 'scale' || field === 'id')) return { field, from: Number(range[1]), to: Number(range[2]) };
  const anyOf = listOf(text).filter((each) => !EVERYBODY.test(each));
  return anyOf.length === 0 ? null : { field, anyOf };
};

/** The filter as it would be typed. */
export const filterWords = (filter: TargetFilter): string => {
  if ('prefix' in filter) return `${filter.prefix}*`;
  return 'from' in filter ? `${String(filter.from)}-${String(filter.to)}` : filter.anyOf.join(',');
};
