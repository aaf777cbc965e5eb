/**
 * Merged cells below the header: the value stands in the first row and counts for the rows it spans.
 *
 * Only rows that exist are filled, so a merge over a million rows costs nothing.
 */
import type { SheetCell, SheetRow } from './sheet.ts';

interface Span { readonly column: number; readonly first: number; readonly last: number; value: SheetCell }

const REF = /^\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})$/;
const indexOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** More spans over one row than this are no table any more. */
const ACTIVE_MAX = 64;

export interface MergeFiller {
  /** The row with the values of the spans that cover it; rows come in ascending order. */
  fill(row: SheetRow): { readonly row: SheetRow; readonly filled: readonly number[] };
}

/** @param below row number of the header's last row: merges that touch it are titles */
export const createMergeFiller = (merges: readonly string[], below: number): MergeFiller => {
  const waiting: Span[] = merges
    .flatMap((ref): Span[] => {
      const parts = REF.exec(ref);
      if (parts === null) return [];
      const first = Number(parts[2]);
      const last = Number(parts[4]);
      return first > below && last > first ? [{ column: indexOf(parts[1] ?? ''), first, last, value: null }] : [];
    })
    .toSorted((a, b) => b.first - a.first);
  let active: Span[] = [];
  return {
    fill: (row) => {
      active = active.filter((span) => span.last >= row.number);
      for (let next = waiting.at(-1); next !== undefined && next.first <= row.number; next = waiting.at(-1)) {
        waiting.pop();
        if (next.first === row.number && active.length < ACTIVE_MAX) active.push({ ...next, value: row.cells[next.column] ?? null });
      }
      const covering = active.filter((span) => span.first < row.number && span.value !== null && (row.cells[span.column] ?? null) === null);
      if (covering.length === 0) return { row, filled: [] };
      const cells = [...row.cells];
      for (const { column, value } of covering) {
        while (cells.length <= column) cells.push(null);
        cells[column] = value;
      }
      return { row: { number: row.number, cells }, filled: covering.map(({ column }) => column) };
    },
  };
};
