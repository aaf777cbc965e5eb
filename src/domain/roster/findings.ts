/**
 * What is said about a sheet: one sentence per thing, with row and column, the same thing about many rows said once.
 */
export type Severity = 'rejected' | 'duplicate' | 'notice' | 'file';

export interface Finding {
  readonly severity: Severity;
  /** Row numbers, ascending, the first thousand of them; [] for the file as a whole. */
  readonly rows: readonly number[];
  /** How many rows when they are more than `rows` names. */
  readonly rowCount?: number;
  /** Column as the sheet calls it, '' when the row as a whole is meant. */
  readonly title: string;
  readonly text: string;
}

const NAMED_ROWS = 5;
/** A million rows that are all wrong must not become a million sentences: the annotated sheet has what is beyond. */
const ROWS_KEPT = 1_000;
const KEPT_PER_SEVERITY = 2_000;
const ORDER: readonly Severity[] = ['rejected', 'duplicate', 'file', 'notice'];

/** 「第17行「统一社会信用代码」：校验位错，应为 Y」 */
export const sentenceOf = ({ rows, rowCount = rows.length, title, text }: Finding): string => {
  const column = title === '' ? '' : `「${title}」`;
  if (rows.length === 0) return title === '' ? text : `${column}：${text}`;
  const named = rows.slice(0, NAMED_ROWS).join('、');
  const where = rowCount > NAMED_ROWS ? `第${named}…共 ${rowCount} 行` : `第${named}行`;
  return `${where}${column}：${text}`;
};

export interface Findings {
  add(severity: Severity, row: number | null, title: string, text: string): void;
  /** Rejections first, then duplicates, then the file, then notices; each by first row. */
  list(): readonly Finding[];
}

const BEYOND: Readonly<Record<Severity, string>> = { rejected: '另有其他原因拒收的行', duplicate: '另有其他重复的行', notice: '另有其他提示', file: '另有其他说明' };

export const createFindings = (): Findings => {
  const found = new Map<string, { severity: Severity; rows: number[]; last: number | null; rowCount: number; title: string; text: string }>();
  const kinds: Record<Severity, number> = { rejected: 0, duplicate: 0, file: 0, notice: 0 };
  const add: Findings['add'] = (severity, row, title, text) => {
    const key = `${severity}\n${title}\n${text}`;
    const known = found.get(key);
    if (known === undefined) {
      kinds[severity] += 1;
      if (kinds[severity] > KEPT_PER_SEVERITY && text !== BEYOND[severity]) return add(severity, row, '', BEYOND[severity]);
      found.set(key, { severity, rows: row === null ? [] : [row], last: row, rowCount: row === null ? 0 : 1, title, text });
      return;
    }
    if (row === null || known.last === row) return;
    known.last = row;
    known.rowCount += 1;
    if (known.rows.length < ROWS_KEPT) known.rows.push(row);
  };
  return {
    add,
    list: () =>
      [...found.values()]
        .map(({ severity, rows, rowCount, title, text }): Finding => ({ severity, rows, title, text, ...(rowCount > rows.length ? { rowCount } : {}) }))
        .toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || (a.rows[0] ?? 0) - (b.rows[0] ?? 0)),
  };
};
