/**
 * The imported sheet back with 「导入结果」 and 「原因」 beside every row.
 *
 * Row numbers stay those of the clerk's file, so that 「第17行」 is row 17 here too; what concerns the file as a whole is on a second sheet.
 */
import type { AnnotatedModel } from '../../../application/ports.ts';
import type { RowVerdict, SheetCell } from '../../../domain/roster/sheet.ts';
import { displayWidth } from './neutral.ts';
import { LOOK, streamWorkbook } from './stream.ts';
import type { Look, StreamCell, StreamRow, StreamSheet } from './stream.ts';

export const OUTCOME_TITLE = '导入结果';
export const REASON_TITLE = '原因';
const WIDTH_MIN = 8;
const WIDTH_MAX = 40;
const REASON_WIDTH = 60;
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

const columnsOf = (model: AnnotatedModel): number => model.sheet.rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);

function* annotatedRows(model: AnnotatedModel, columns: number): Iterable<StreamRow> {
  const verdicts = new Map(model.verdicts.map((verdict) => [verdict.number, verdict]));
  for (const { number, cells } of model.sheet.rows) {
    const verdict = verdicts.get(number);
    const header = number === model.headerRow;
    const row: (StreamCell | null)[] = Array.from({ length: columns }, (_, index) => asWritten(cells[index] ?? null, header ? LOOK.header : LOOK.plain));
    if (header) row.push({ value: OUTCOME_TITLE, look: LOOK.needed }, { value: REASON_TITLE, look: LOOK.needed });
    if (verdict !== undefined) row.push({ value: verdict.outcome, look: lookOf(verdict) }, { value: verdict.reasons.join('；'), look: lookOf(verdict) });
    yield { number, cells: row };
  }
}

const widthsOf = (model: AnnotatedModel, columns: number): readonly number[] => {
  const sample = model.sheet.rows.slice(0, SAMPLE_ROWS);
  const widths = Array.from({ length: columns }, (_, index) => {
    const widest = sample.reduce((most, { cells }) => {
      const cell = asWritten(cells[index] ?? null, LOOK.plain);
      return cell === null || cells.length < 2 ? most : Math.max(most, displayWidth(String(cell.value)));
    }, 0);
    return Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, widest + 2));
  });
  return [...widths, 10, REASON_WIDTH];
};

export const annotatedWorkbook = (model: AnnotatedModel, at: string): AsyncIterable<Uint8Array> => {
  const columns = columnsOf(model);
  const findings: StreamSheet = {
    name: '导入说明',
    widths: [100],
    frozenRows: 0,
    footer: '',
    rows: [
      { number: 1, cells: [{ value: '导入说明', look: LOOK.title }] },
      { number: 2, cells: [{ value: `红色的行没有导入，改好后把本表再发一次即可；“${OUTCOME_TITLE}”“${REASON_TITLE}”两列不用删。`, look: LOOK.note }] },
      ...model.findings.map((finding, index): StreamRow => ({ number: index + 3, cells: [{ value: finding, look: LOOK.plain }] })),
    ],
  };
  const sheet: StreamSheet = { name: model.sheet.name, widths: widthsOf(model, columns), frozenRows: model.headerRow, footer: '&C第 &P 页 共 &N 页', rows: annotatedRows(model, columns) };
  return streamWorkbook([sheet, findings], { creator: model.unit, at });
};
