/**
 * What makes a roster row a hit: a part of its name or code, and exact values of a few fields.
 *
 * Stores may answer from an index of parts; what they find is what these functions say, so an index can only be quicker,
 * never different.
 */
import type { RosterKind } from '../events.ts';

/** Exact values; several filters are ANDed. */
export interface RosterFilter {
  readonly field: string;
  readonly anyOf: readonly string[];
}
export interface RosterQuery {
  /** Part of the name or of the code; '' for every row. One sign alone is looked for in names only. */
  readonly text: string;
  readonly where: readonly RosterFilter[];
}
/** One page of hits. */
export interface RosterPage {
  readonly rows: readonly { readonly code: string; readonly row: Readonly<Record<string, unknown>> }[];
  /** Hits in all; at most so many where `isExact` is false. */
  readonly total: number;
  readonly isExact: boolean;
  readonly hasMore: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** Fields a page can be narrowed by. */
export const FILTERS: Readonly<Record<RosterKind, readonly string[]>> = {
  targets: ['section', 'town', 'status', 'kind', 'industry', 'credit'],
  inspectors: ['section', 'status', 'category', 'specialties'],
  items: ['section', 'status', 'kind', 'field'],
};

/** Half width, upper case, no blanks: how texts are compared. */
export const folded = (text: string): string => text.normalize('NFKC').toUpperCase().replace(/\s+/gu, '');

const valuesOf = (value: unknown): readonly string[] => (typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []);
export const nameOf = (row: Row): string => valuesOf(row['name'])[0] ?? '';

/** @param name and code folded, like the text */
export const isTextIn = (text: string, name: string, code: string): boolean => text === '' || name.includes(text) || (text.length > 1 && code.includes(text));

/** A row made ready to be compared many times. */
export interface Comparable {
  readonly code: string;
  readonly foldedCode: string;
  readonly foldedName: string;
  readonly row: Row;
}
export const comparable = ({ code, row }: { readonly code: string; readonly row: Row }): Comparable => ({ code, foldedCode: folded(code), foldedName: folded(nameOf(row)), row });

export const hitBy = (query: RosterQuery): ((each: Comparable) => boolean) => {
  const text = folded(query.text);
  return ({ foldedCode, foldedName, row }) => isTextIn(text, foldedName, foldedCode) && query.where.every(({ field, anyOf }) => valuesOf(row[field]).some((value) => anyOf.includes(value)));
};

// ---------------------------------------------------------------- terms of an index

export const filterTerm = (field: string, value: string): string => `@${field}=${value}`;

/** The exact values a row is found by, each with its field. */
export const filterTermsOf = (roster: RosterKind, row: Row): readonly string[] =>
  FILTERS[roster].flatMap((field) => [...new Set(valuesOf(row[field]))].filter((value) => value !== '').map((value) => filterTerm(field, value)));

/** Digit runs made equally long, so that 2 comes before 10. */
export const naturalKey = (text: string): string => text.replace(/\d+/g, (digits) => digits.padStart(10, '0'));
