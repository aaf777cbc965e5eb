/**
 * Where the table begins and which column is what: the header row found among titles, notes and hints.
 *
 * Every row of the first thirty is tried, alone and together with the row below (two-row headers under merged group titles);
 * the one that names most of a roster's columns wins. Titles are compared by key, then without their brackets, then by
 * likeness; the last is only ever a guess for a person to confirm.
 */
import type { RosterKind } from '../events.ts';
import type { Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import { bareTitle, titleKey } from './normalise.ts';
import type { Sheet, SheetCell, SheetRow } from './sheet.ts';

const HEADER_WITHIN_ROWS = 30;

export interface ColumnPlace {
  /** 0-based column of the sheet. */
  readonly index: number;
  /** The title as the sheet has it. */
  readonly title: string;
  /** guess: alike, not the same; told: somebody said so. */
  readonly how: 'title' | 'guess' | 'told';
}
export interface Table {
  readonly roster: RosterKind;
  readonly sheet: Sheet;
  /** Row numbers (1-based) of the header. */
  readonly headerFirst: number;
  readonly headerLast: number;
  /** By field; more than one place when several columns say the same (注册号 beside 统一社会信用代码): the first filled one counts. */
  readonly places: ReadonlyMap<string, readonly ColumnPlace[]>;
  /** Columns with a title that means nothing to this roster. */
  readonly unknown: readonly ColumnPlace[];
}

/** 0 → A, 27 → AB. */
export const columnLetter = (index: number): string => (index < 26 ? '' : columnLetter(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26));

export const cellText = (cell: SheetCell | undefined): string => {
  if (cell === undefined || cell === null) return '';
  return cell.kind === 'text' || cell.kind === 'date' ? cell.value : cell.text;
};

/** Titles of every roster by key; rank 0 is the title itself, then the synonyms in order. */
const keysOf = (columns: readonly Column[]): ReadonlyMap<string, { readonly column: Column; readonly rank: number }> => {
  const keys = new Map<string, { column: Column; rank: number }>();
  for (const column of columns) keys.set(titleKey(column.title), { column, rank: 0 });
  for (const column of columns) {
    column.synonyms.forEach((synonym, index) => {
      const key = titleKey(synonym);
      if (!keys.has(key)) keys.set(key, { column, rank: index + 1 });
    });
  }
  return keys;
};
const KEYS: Readonly<Record<RosterKind, ReadonlyMap<string, { readonly column: Column; readonly rank: number }>>> = {
  targets: keysOf(COLUMNS.targets),
  inspectors: keysOf(COLUMNS.inspectors),
  items: keysOf(COLUMNS.items),
};

/** One edit apart (one character more, less or other). */
const isAlike = (left: string, right: string): boolean => {
  if (Math.abs(left.length - right.length) > 1 || left === right) return left === right;
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  let at = 0;
  while (at < short.length && short.charAt(at) === long.charAt(at)) at += 1;
  return short.slice(short.length === long.length ? at + 1 : at) === long.slice(at + 1);
};

interface Match { readonly column: Column; readonly rank: number; readonly how: 'title' | 'guess' }

const GUESS_RANK = 100;
const TITLE_MAX = 30;

type Matcher = (key: string) => Match | null;

/** Titles repeat over the rows tried: each key is looked up once. */
const createMatcher = (roster: RosterKind): Matcher => {
  const known = new Map<string, Match | null>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const match = matchKey(roster, key);
    known.set(key, match);
    return match;
  };
};

const matchKey = (roster: RosterKind, key: string): Match | null => {
  if (key === '' || key.length > TITLE_MAX) return null;
  const exact = KEYS[roster].get(key) ?? KEYS[roster].get(bareTitle(key));
  if (exact !== undefined) return { ...exact, how: 'title' };
  if (key.length < 3) return null;
  for (const [known, { column }] of KEYS[roster]) {
    if (known.length < 3) continue;
    if (isAlike(known, key) || (known.length >= 4 && key.length <= known.length + 6 && key.includes(known))) return { column, rank: GUESS_RANK, how: 'guess' };
  }
  return null;
};

interface Title { readonly index: number; readonly title: string; readonly keys: readonly string[] }

/** Group titles span the columns to their right until the next one (a merged cell holds its text in the first). */
const groupTitles = (row: SheetRow, below: SheetRow): readonly string[] => {
  let current = '';
  return Array.from({ length: Math.max(row.cells.length, below.cells.length) }, (_, index) => {
    const own = cellText(row.cells[index]);
    if (own !== '') current = own;
    return current;
  });
};

const singleTitles = (row: SheetRow): readonly Title[] =>
  row.cells.flatMap((cell, index) => {
    const title = cellText(cell).trim();
    return title === '' ? [] : [{ index, title, keys: [titleKey(title)] }];
  });

const doubleTitles = (row: SheetRow, below: SheetRow): readonly Title[] =>
  groupTitles(row, below).flatMap((group, index) => {
    const child = cellText(below.cells[index]).trim();
    const own = cellText(row.cells[index]).trim();
    if (child === '') return own === '' ? [] : [{ index, title: own, keys: [titleKey(own)] }];
    // 「执法证 | 编号」 says more than 「编号」.
    return [{ index, title: child, keys: [titleKey(group + child), titleKey(child)] }];
  });

interface Candidate extends Table { readonly score: number }

const candidate = (roster: RosterKind, match: Matcher, sheet: Sheet, first: number, last: number, titles: readonly Title[]): Candidate => {
  const matched = new Map<string, { place: ColumnPlace; rank: number }[]>();
  const unknown: ColumnPlace[] = [];
  for (const { index, title, keys } of titles) {
    const matches = keys.map(match).filter((found) => found !== null);
    const found = matches.find(({ how }) => how === 'title') ?? matches[0];
    if (found === undefined) {
      unknown.push({ index, title, how: 'guess' });
      continue;
    }
    const rivals = matched.get(found.column.field) ?? [];
    matched.set(found.column.field, [...rivals, { place: { index, title, how: found.how }, rank: found.rank }]);
  }
  const places = new Map<string, readonly ColumnPlace[]>();
  let score = 0;
  for (const [field, rivals] of matched) {
    const sorted = rivals.toSorted((a, b) => a.rank - b.rank || a.place.index - b.place.index);
    const sure = sorted.filter(({ place }) => place.how === 'title');
    places.set(field, (sure.length > 0 ? sure : sorted.slice(0, 1)).map(({ place }) => place));
    const column = COLUMNS[roster].find((known) => known.field === field);
    score += (sure.length > 0 ? 2 : 1) * (column?.need === 'identity' ? 3 : column?.type.as === 'ignored' ? 0.5 : 1);
  }
  return { roster, sheet, headerFirst: first, headerLast: last, places, unknown, score };
};

/** Rows that hold a value where the header would have a title are data: long numbers, dates. */
const looksLikeData = (row: SheetRow): boolean => row.cells.some((cell) => cell !== null && (cell.kind === 'number' || cell.kind === 'date' || /^[0-9A-Z]{15,18}$/i.test(cellText(cell))));

const candidatesOf = (roster: RosterKind, match: Matcher, sheet: Sheet): readonly Candidate[] =>
  sheet.rows.slice(0, HEADER_WITHIN_ROWS).flatMap((row, at) => {
    const single = candidate(roster, match, sheet, row.number, row.number, singleTitles(row));
    const below = sheet.rows[at + 1];
    if (below?.number !== row.number + 1 || looksLikeData(below)) return [single];
    const double = candidate(roster, match, sheet, row.number, below.number, doubleTitles(row, below));
    return double.places.size > single.places.size ? [single, double] : [single];
  });

const better = (left: Candidate | null, right: Candidate): Candidate => (left === null || right.score > left.score ? right : left);

export interface HeaderFinding {
  readonly best: Table;
  /** Fields of need 'identity' that no column carries. */
  readonly missing: readonly Column[];
  readonly score: number;
}

export const missingIdentity = (table: Table): readonly Column[] => COLUMNS[table.roster].filter((column) => column.need === 'identity' && !table.places.has(column.field));

/** The best header for each roster kind over all visible sheets (hidden ones hold dictionaries), best first; [] when no row names two columns. */
export const findTables = (sheets: readonly Sheet[], told: RosterKind | null): readonly HeaderFinding[] => {
  const kinds: readonly RosterKind[] = told === null ? ['targets', 'inspectors', 'items'] : [told];
  return kinds
    .flatMap((roster) => {
      const match = createMatcher(roster);
      let best: Candidate | null = null;
      for (const sheet of sheets) {
        if (sheet.hidden) continue;
        for (const found of candidatesOf(roster, match, sheet)) best = better(best, found);
      }
      if (best === null || best.places.size < 2) return [];
      return [{ best, missing: missingIdentity(best), score: best.score }];
    })
    .toSorted((a, b) => a.missing.length - b.missing.length || b.score - a.score);
};

/** A table with the columns a person has named; those places win. */
export const withMapping = (table: Table, mapping: Readonly<Record<string, string | null>>): Table => {
  const places = new Map(table.places);
  const all = [...[...table.places.values()].flat(), ...table.unknown];
  for (const [letter, field] of Object.entries(mapping)) {
    const place = all.find(({ index }) => columnLetter(index) === letter);
    if (place === undefined) continue;
    for (const [other, list] of places) {
      const kept = list.filter(({ index }) => index !== place.index);
      if (kept.length === 0) places.delete(other);
      else places.set(other, kept);
    }
    if (field !== null) places.set(field, [{ ...place, how: 'told' }, ...(places.get(field) ?? []).filter(({ how }) => how === 'told')]);
  }
  const used = new Set([...places.values()].flat().map(({ index }) => index));
  return { ...table, places, unknown: all.filter(({ index }, at) => !used.has(index) && all.findIndex((other) => other.index === index) === at) };
};
