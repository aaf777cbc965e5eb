/**
 * Ranges of targets (定向抽查, 通州意见 三(二)1): a handful of conditions, all of which must hold. Nothing here can be
 * computed at draw time; a range is data that anybody can apply by hand to the frozen list.
 */
import { Refusal } from '../refusal.ts';
import type { DrawFilter, FilterField, TargetLine } from './types.ts';

const KEY_WORDS: Readonly<Record<string, string>> = { 是: 'true', 否: 'false' };
const INTEGER = /^-?\d{1,15}$/;

/** A filter over the key mark may be written 是/否; the plan holds true/false only. */
export const normalised = (filter: DrawFilter): DrawFilter =>
  filter.field === 'key' && 'anyOf' in filter ? { field: 'key', anyOf: filter.anyOf.map((value) => KEY_WORDS[value] ?? value) } : filter;

const labelOf = (line: TargetLine, field: FilterField): string => (field === 'key' ? String(line.key) : line[field]);

const holds = (line: TargetLine, filter: DrawFilter): boolean => {
  const label = labelOf(line, filter.field);
  if ('anyOf' in filter) return filter.anyOf.includes(label);
  if ('prefix' in filter) return label.startsWith(filter.prefix);
  return INTEGER.test(label) && Number(label) >= filter.from && Number(label) <= filter.to;
};

/** Whether a target is inside a range: every filter must match (AND); no filter means everybody. */
export const matches = (line: TargetLine, where: readonly DrawFilter[]): boolean => where.every((filter) => holds(line, filter));

/** @throws Refusal when a range of integers is none */
export const checkFilters = (name: string, where: readonly DrawFilter[]): void => {
  for (const filter of where) {
    if (!('from' in filter)) continue;
    const isRange = Number.isSafeInteger(filter.from) && Number.isSafeInteger(filter.to) && filter.from <= filter.to;
    if (!isRange) throw new Refusal('draw.bad-range', `「${name}」的数值范围 ${String(filter.from)}–${String(filter.to)} 不成立`, { next: '请写成从小到大的两个整数，例如 1–50' });
  }
};
