/**
 * What the reading child writes to its standard output: one JSON array a line, and how the parent reads it.
 */
import type { SheetCell } from '../../../application/ports.ts';

/** text → string; number → [value, text, lossy]; others by a letter. */
export type WireCell = null | string | readonly [number, string, 0 | 1] | readonly ['d' | 'f' | 'e', string];

export type TableLine =
  | readonly ['sheet', string, boolean]
  | readonly ['row', number, readonly WireCell[]]
  | readonly ['merge', string];
export type WireLine =
  | TableLine
  | readonly ['done']
  | readonly ['refused', string, string, string];

export const packCell = (cell: SheetCell): WireCell => {
  if (cell === null) return null;
  switch (cell.kind) {
    case 'text':
      return cell.value;
    case 'number':
      return [cell.value, cell.text, cell.lossy ? 1 : 0];
    case 'date':
      return ['d', cell.value];
    case 'formula':
      return ['f', cell.text];
    case 'error':
      return ['e', cell.text];
  }
};

export const unpackCell = (cell: WireCell): SheetCell => {
  if (cell === null) return null;
  if (typeof cell === 'string') return { kind: 'text', value: cell };
  if (cell.length === 3) return { kind: 'number', value: cell[0], text: cell[1], lossy: cell[2] === 1 };
  const [letter, text] = cell;
  switch (letter) {
    case 'd':
      return { kind: 'date', value: text };
    case 'f':
      return { kind: 'formula', text };
    case 'e':
      return { kind: 'error', text };
  }
};
