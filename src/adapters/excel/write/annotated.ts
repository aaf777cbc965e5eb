/**
 * The imported sheet back with 「导入结果」 and 「原因」 beside every row.
 *
 * Row numbers stay those of the clerk's file, so that 「第17行」 is row 17 here too; what concerns the file as a whole is on a second sheet.
 */
import type { RowVerdict, SheetCell, SheetRow } from '../../../domain/roster/sheet.ts';
import { displayWidth } from './neutral.ts';
import { LOOK, streamWorkbook } from './stream.ts';
import type { Look, StreamCell, StreamRow, StreamSheet } from './stream.ts';

export const OUTCOME_TITLE = '导入结果';
export const REASON_TITLE = '原因';
const WIDTH_MIN = 8;
const WIDTH_MAX = 40;
const REASON_WIDTH = 60;
const LINES_MAX = 12;
/** Column widths are taken from the first rows. */
const SAMPLE_ROWS = 200;

const asWritten = (cell: SheetCell, look: Look): StreamCell | null => {
  if (cell === null) return null;
  switch (cell.kind) {
    case 'text':
    case 'date':
      return { value: cell.value, look };
    case 'number':
    case 'formula':
    case 'error':
      return { value: cell.text, look };
  }
};

const lookOf = (verdict: RowVerdict): Look => {
  if (verdict.outcome === '拒收') return LOOK.bad;
  return verdict.bad || verdict.reasons.length > 0 ? LOOK.warn : LOOK.good;
};

/** A row of the sheet and what became of it; null for rows that are no data. */
export interface AnnotatedRow { readonly row: SheetRow; readonly verdict: RowVerdict | null }
export interface AnnotatedPlan {
  readonly unit: string;
  readonly sheet: string;
  /** 1-based number of the (last) header row; the two new titles are written there. */
  readonly headerRow: number;
  /** Columns of the sheet; the two new ones come after them. */
  readonly columns: number;
  /** First rows: column widths are taken from them. */
  readonly sample: readonly SheetRow[];
  readonly rows: AsyncIterable<AnnotatedRow> | Iterable<AnnotatedRow>;
  /** Asked when the rows are through. */
  readonly findings: () => readonly string[];
}

async function* annotatedRows({ rows, columns, headerRow }: AnnotatedPlan): AsyncIterable<StreamRow> {
  for await (const { row, verdict } of rows) {
    const isHeader = row.number === headerRow;
    const cells: (StreamCell | null)[] = Array.from({ length: columns }, (_, index) => asWritten(row.cells[index] ?? null, isHeader ? LOOK.header : LOOK.plain));
    if (isHeader) cells.push({ value: OUTCOME_TITLE, look: LOOK.needed }, { value: REASON_TITLE, look: LOOK.needed });
    if (verdict !== null) cells.push({ value: verdict.outcome, look: lookOf(verdict) }, { value: verdict.reasons.join('；'), look: lookOf(verdict) });
    const lines = verdict === null ? 1 : Math.min(LINES_MAX, Math.ceil(displayWidth(verdict.reasons.join('；')) / REASON_WIDTH));
    yield { number: row.number, cells, lines };
  }
}

const widthsOf = ({ sample, columns }: AnnotatedPlan): readonly number[] => {
  const widths = Array.from({ length: columns }, (_, index) => {
    const widest = sample.slice(0, SAMPLE_ROWS).reduce((most, { cells }) => {
      const cell = asWritten(cells[index] ?? null, LOOK.plain);
      return cell === null || cells.length < 2 ? most : Math.max(most, displayWidth(String(cell.value)));
    }, 0);
    return Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, widest + 2));
  });
  return [...widths, 10, REASON_WIDTH];
};

function* findingRows(findings: () => readonly string[]): Iterable<StreamRow> {
  yield { number: 1, cells: [{ value: '导入说明', look: LOOK.title }] };
  yield { number: 2, cells: [{ value: `红色的行没有导入，改好后把本表再发一次即可；“${OUTCOME_TITLE}”“${REASON_TITLE}”两列不用删。`, look: LOOK.note }] };
  for (const [index, finding] of findings().entries()) yield { number: index + 3, cells: [{ value: finding, look: LOOK.plain }] };
}

/** Written while the rows are judged; the sheet of findings comes after them. */
export const annotatedWorkbook = (plan: AnnotatedPlan, at: string): AsyncIterable<Uint8Array> => {
  const sheet: StreamSheet = { name: plan.sheet, widths: widthsOf(plan), frozenRows: plan.headerRow, footer: '&C第 &P 页 共 &N 页', rows: annotatedRows(plan) };
  const findings: StreamSheet = { name: '导入说明', widths: [100], frozenRows: 0, footer: '', rows: findingRows(plan.findings) };
  return streamWorkbook([sheet, findings], { creator: plan.unit, at });
};
