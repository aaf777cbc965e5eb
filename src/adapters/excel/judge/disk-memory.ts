/**
 * A judge's memory and the rows in force, both on disk in the job's own folder: of each row only a hash and a place are held.
 */
import { writeSync } from 'node:fs';
import { canonical } from '../../../domain/canonical.ts';
import { byCodePoints } from '../../../domain/roster/judge-memory.ts';
import type { JudgeMemory } from '../../../domain/roster/judge-memory.ts';
import { nameKey } from '../../../domain/roster/normalise.ts';
import { createKeyIndex } from './key-index.ts';
import { lineFile } from './line-file.ts';
import type { LineFile } from './line-file.ts';

type Row = Readonly<Record<string, unknown>>;
interface RowLine { readonly code: string; readonly row: Row }
/** What is remembered of a row of the file; `row` is absent when it is what the roster has. */
interface TakenLine { readonly code: string; readonly row?: Row }

const nameOf = ({ name }: Row): string => (typeof name === 'string' ? name : '');

export interface RowsInForce {
  get(code: string): Row | undefined;
  /** The code in force by nameKey(name). */
  readonly codeOfName: { get(key: string): string | undefined };
}

/** @param path lines `{"code":…,"row":…}` */
export const rowsInForce = (path: string, withNames: boolean): RowsInForce => {
  const file = lineFile(path);
  const codes = createKeyIndex();
  const names = createKeyIndex();
  const lineAt = (place: number): RowLine => JSON.parse(file.at(place)) as RowLine;
  for (const [place, line] of file.lines()) {
    const { code, row } = JSON.parse(line) as RowLine;
    codes.add(code, place);
    const key = withNames ? nameKey(nameOf(row)) : '';
    if (key !== '' && names.find(key) < 0) names.add(key, place);
  }
  return {
    get: (code) => {
      const place = codes.find(code);
      const found = place < 0 ? null : lineAt(place);
      return found?.code === code ? found.row : undefined;
    },
    codeOfName: {
      get: (key) => {
        const place = names.find(key);
        const found = place < 0 ? null : lineAt(place);
        return found !== null && nameKey(nameOf(found.row)) === key ? found.code : undefined;
      },
    },
  };
};

export interface DiskMemory extends JudgeMemory {
  /** Writes the changes, one line each, ascending by code. */
  writeChanges(file: number): void;
}

const LIST_GROWTH = 1.25;
/** Integers below 2^32, four bytes each. */
const numberList = (): { readonly push: (value: number) => void; readonly at: (nth: number) => number; readonly count: () => number } => {
  let values = new Uint32Array(1024);
  let count = 0;
  return {
    push: (value) => {
      if (count === values.length) {
        const larger = new Uint32Array(Math.ceil(values.length * LIST_GROWTH));
        larger.set(values);
        values = larger;
      }
      values[count] = value;
      count += 1;
    },
    at: (nth) => values[nth] ?? 0,
    count: () => count,
  };
};
const WRITE_CHARS = 256 * 1024;
const SURROGATE = /[\uD800-\uDFFF]/;

const writeSorted = (spool: LineFile, file: number): void => {
  const codes: string[] = [];
  const places = numberList();
  for (const [place, line] of spool.lines()) {
    // A line without a row begins and ends with its code.
    if (!line.includes('"row":')) continue;
    codes.push((JSON.parse(line.slice(0, line.indexOf('"row":') - 1) + '}') as { readonly code: string }).code);
    places.push(place);
  }
  const isPlain = codes.every((code) => !SURROGATE.test(code));
  const compare = (left: string, right: string): number => (isPlain ? (left < right ? -1 : 1) : byCodePoints(left, right));
  const order = Uint32Array.from(codes, (_, index) => index).sort((left, right) => compare(codes[left] ?? '', codes[right] ?? ''));
  let batch = '';
  for (const index of order) {
    batch += `${spool.at(places.at(index))}\n`;
    if (batch.length < WRITE_CHARS) continue;
    writeSync(file, batch);
    batch = '';
  }
  if (batch !== '') writeSync(file, batch);
};

/** @param path of the spool, which must not exist yet */
export const diskMemory = (path: string): DiskMemory => {
  const spool = lineFile(path);
  const codes = createKeyIndex();
  const names = createKeyIndex();
  /** By order of taking. */
  const places = numberList();
  const rows = numberList();
  const parse = (line: string): TakenLine => JSON.parse(line) as TakenLine;
  return {
    taken: (code) => {
      const nth = codes.find(code);
      if (nth < 0) return undefined;
      const found = parse(spool.at(places.at(nth)));
      return found.code === code ? { row: rows.at(nth), change: found.row ?? null } : undefined;
    },
    take: (code, row, change) => {
      codes.add(code, places.count());
      places.push(spool.append(canonical(change === null ? { code } : { code, row: change })));
      rows.push(row);
    },
    // Of a name the row is remembered that bore it first; its code stands in the line of that row, which is taken next.
    codeOfName: (key) => {
      const nth = names.find(key);
      return nth < 0 || nth >= places.count() ? undefined : parse(spool.at(places.at(nth))).code;
    },
    name: (key) => names.add(key, places.count()),
    writeChanges: (file) => writeSorted(spool, file),
  };
};
