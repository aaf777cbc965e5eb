/**
 * What a judge remembers of the rows before: which code was taken by which row, which names have been seen, and the changes.
 *
 * Behind an interface because a list of a million rows remembers on disk (adapters/excel/judge); a Map will do for the others.
 */

type Row = Readonly<Record<string, unknown>>;

export interface Taken {
  /** Row number of the file. */
  readonly row: number;
  /** The row as it will be written; null when it is what the roster has already. */
  readonly change: Row | null;
}
export interface JudgeMemory {
  taken(code: string): Taken | undefined;
  /** Each code is taken once. */
  take(code: string, row: number, change: Row | null): void;
  codeOfName(key: string): string | undefined;
  name(key: string, code: string): void;
}

/** UTF-8 byte order, which is code point order. */
export const byCodePoints = (left: string, right: string): number => {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const a = left.charCodeAt(at);
    const b = right.charCodeAt(at);
    if (a === b) continue;
    // Surrogates stand for characters above every other UTF-16 unit.
    const fixed = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x2000 : unit >= 0xe000 ? unit - 0x800 : unit);
    return fixed(a) - fixed(b);
  }
  return left.length - right.length;
};

export interface MapMemory extends JudgeMemory {
  /** Added and changed rows, ascending by code. */
  changes(): readonly { readonly code: string; readonly row: Row }[];
}

export const mapMemory = (): MapMemory => {
  const taken = new Map<string, Taken>();
  const names = new Map<string, string>();
  return {
    taken: (code) => taken.get(code),
    take: (code, row, change) => void taken.set(code, { row, change }),
    codeOfName: (key) => names.get(key),
    name: (key, code) => void names.set(key, code),
    changes: () => [...taken].flatMap(([code, { change }]) => (change === null ? [] : [{ code, row: change }])).toSorted((a, b) => byCodePoints(a.code, b.code)),
  };
};
