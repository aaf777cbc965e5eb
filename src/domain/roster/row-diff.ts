/**
 * Two rows field by field, in the words of the sheet.
 */
import { canonical } from '../canonical.ts';
import type { Column } from './column.ts';

export interface FieldChange {
  readonly field: string;
  readonly title: string;
  readonly from: string;
  readonly to: string;
}
export interface RowDiff {
  /** Row number of the file. */
  readonly row: number;
  readonly code: string;
  readonly name: string;
  readonly changes: readonly FieldChange[];
}

const isSame = (left: unknown, right: unknown): boolean => left === right || canonical(left ?? null) === canonical(right ?? null);

/** A value as a sheet shows it; what is empty shows as ''. */
export const shownValue = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map(shownValue).join('、');
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
};

export const fieldChanges = (columns: readonly Column[], before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): readonly FieldChange[] =>
  columns.flatMap(({ field, title, type }) => {
    if (type.as === 'ignored' || !(field in after)) return [];
    if (isSame(before[field], after[field])) return [];
    return [{ field, title, from: shownValue(before[field]), to: shownValue(after[field]) }];
  });
