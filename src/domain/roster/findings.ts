/**
 * What is said about a sheet: one sentence per thing, with row and column, the same thing about many rows said once.
 */
export type Severity = 'rejected' | 'duplicate' | 'notice' | 'file';

export interface Finding {
  readonly severity: Severity;
  /** Row numbers, ascending; [] for the file as a whole. */
  readonly rows: readonly number[];
  /** Column as the sheet calls it, '' when the row as a whole is meant. */
  readonly title: string;
  readonly text: string;
}

const NAMED_ROWS = 5;
const ORDER: readonly Severity[] = ['rejected', 'duplicate', 'file', 'notice'];

/** 「第17行「统一社会信用代码」：校验位错，应为 Y」 */
export const sentenceOf = ({ rows, title, text }: Finding): string => {
  const column = title === '' ? '' : `「${title}」`;
  if (rows.length === 0) return title === '' ? text : `${column}：${text}`;
  const named = rows.slice(0, NAMED_ROWS).join('、');
  const where = rows.length > NAMED_ROWS ? `第${named}…共 ${rows.length} 行` : `第${named}行`;
  return `${where}${column}：${text}`;
};

export interface Findings {
  add(severity: Severity, row: number | null, title: string, text: string): void;
  /** Rejections first, then duplicates, then the file, then notices; each by first row. */
  list(): readonly Finding[];
}

export const createFindings = (): Findings => {
  const found = new Map<string, { severity: Severity; rows: number[]; title: string; text: string }>();
  return {
    add: (severity, row, title, text) => {
      const key = `${severity}\n${title}\n${text}`;
      const known = found.get(key);
      if (known === undefined) found.set(key, { severity, rows: row === null ? [] : [row], title, text });
      else if (row !== null && known.rows.at(-1) !== row) known.rows.push(row);
    },
    list: () => [...found.values()].toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || (a.rows[0] ?? 0) - (b.rows[0] ?? 0)),
  };
};
