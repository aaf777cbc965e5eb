/**
 * A row between sheet and roster: what its cells said, over what the roster already knew.
 *
 * Columns that the sheet does not have keep the roster's values; columns that it has count, blank or not.
 */
import type { CellValue } from './read-cell.ts';

export interface Draft {
  /** By field: the sheet's values over the roster's over the empty ones. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Fields whose cell was filled in this row. */
  readonly filled: ReadonlySet<string>;
  /** Fields answered once for the whole sheet because it has no such column. */
  readonly fill: Readonly<Record<string, string>>;
}

/** How a kind of row speaks up about itself. */
export interface Voice {
  /** The row cannot be taken. @param field whose column is named in the sentence */
  readonly reject: (field: string, text: string) => void;
  readonly note: (field: string, text: string) => void;
}

export interface RowJudge {
  /** The code of the row by its own cells; null after a rejection. */
  identify(values: ReadonlyMap<string, CellValue>, voice: Voice): string | null;
  /** The row for the roster; what is wrong with it is said through the voice. */
  complete(code: string, draft: Draft, voice: Voice): Readonly<Record<string, unknown>>;
}

export const textOf = (values: Readonly<Record<string, unknown>>, field: string): string => {
  const value = values[field];
  return typeof value === 'string' ? value : '';
};
export const flagOf = (values: Readonly<Record<string, unknown>>, field: string): boolean => values[field] === true;
export const countOf = (values: Readonly<Record<string, unknown>>, field: string): number | null => {
  const value = values[field];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
};
export const dateOf = (values: Readonly<Record<string, unknown>>, field: string): string | null => {
  const value = values[field];
  return typeof value === 'string' && value !== '' ? value : null;
};
export const listOf = (values: Readonly<Record<string, unknown>>, field: string): readonly string[] => {
  const value = values[field];
  return Array.isArray(value) ? value.filter((part): part is string => typeof part === 'string') : [];
};
/** The value as one of the words, else the fallback. */
export const wordOf = <W extends string>(values: Readonly<Record<string, unknown>>, field: string, words: readonly W[], fallback: W): W =>
  words.find((word) => word === values[field]) ?? fallback;
