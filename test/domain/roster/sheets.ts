/** Sheets as the reader hands them over, from plain values. */
import type { Sheet, SheetCell } from '../../../src/domain/roster/sheet.ts';

export type Plain = string | number | null | SheetCell;

const cellOf = (value: Plain): SheetCell => {
  if (typeof value === 'string') return value === '' ? null : { kind: 'text', value };
  if (typeof value === 'number') return { kind: 'number', value, text: String(value), lossy: Math.abs(value) > 999_999_999_999_999 };
  return value;
};

/** Row 1 is the first; empty rows are left out, as the reader does. */
export const sheet = (rows: readonly (readonly Plain[])[], more: Partial<Pick<Sheet, 'name' | 'hidden' | 'merges'>> = {}): Sheet => ({
  name: '名录',
  hidden: false,
  merges: [],
  rows: rows.flatMap((cells, at) => (cells.every((cell) => cell === null || cell === '') ? [] : [{ number: at + 1, cells: cells.map(cellOf) }])),
  ...more,
});
