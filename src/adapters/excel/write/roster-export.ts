/**
 * A roster as a sheet, as long as it may be: what import reads, export writes, so that a round trip changes nothing.
 *
 * The public edition has only the columns that may be seen, masked as COLUMNS says, in a workbook of its own.
 */
import type { RosterKind } from '../../../domain/events.ts';
import type { Column } from '../../../domain/roster/column.ts';
import { COLUMNS } from '../../../domain/roster/columns.ts';
import { masked } from '../../../domain/roster/mask.ts';
import { shownValue } from '../../../domain/roster/row-diff.ts';
import { ROSTER_NAMES } from '../../../domain/roster/rows.ts';
import { LOOK, streamWorkbook } from './stream.ts';
import type { StreamCell, StreamRow } from './stream.ts';

export interface RosterExportModel {
  readonly roster: RosterKind;
  readonly edition: 'full' | 'public';
  readonly unit: string;
  readonly version: number;
  readonly madeBy: string;
  /** Shown as given. */
  readonly madeAt: string;
  readonly fingerprint: string;
  readonly rows: AsyncIterable<Readonly<Record<string, unknown>>> | Iterable<Readonly<Record<string, unknown>>>;
}

const columnsOf = ({ roster, edition }: RosterExportModel): readonly Column[] =>
  COLUMNS[roster].filter(({ field, type, mask }) => (field === 'no' || type.as !== 'ignored') && (edition === 'full' || mask !== 'hidden'));

/** Own codes stand in their own column, as in the template. */
const valueOf = (row: Readonly<Record<string, unknown>>, column: Column, number: number): StreamCell['value'] => {
  const own = row['codeType'] === 'own';
  if (column.field === 'no') return number;
  if (column.field === 'code' && own) return '';
  if (column.field === 'ownCode') return own ? shownValue(row['code']) : '';
  return shownValue(row[column.field]);
};

async function* exportRows(model: RosterExportModel, columns: readonly Column[]): AsyncIterable<StreamRow> {
  const line = `第 ${model.version} 版 · 制表 ${model.madeBy} · ${model.madeAt} · 留痕指纹 ${model.fingerprint}${model.edition === 'public' ? ' · 公开版' : ''}`;
  yield { number: 1, cells: [{ value: `${model.unit} ${ROSTER_NAMES[model.roster]}`, look: LOOK.title }] };
  yield { number: 2, cells: [{ value: line, look: LOOK.plain }] };
  yield { number: 3, cells: columns.map(({ title, need }) => ({ value: title, look: need === 'identity' || need === 'needed' ? LOOK.needed : LOOK.header })) };
  let number = 0;
  for await (const row of model.rows) {
    number += 1;
    yield {
      number: number + 3,
      cells: columns.map((column) => {
        const value = valueOf(row, column, number);
        return value === '' ? null : { value: model.edition === 'public' && typeof value === 'string' ? masked(column.mask, value) : value, look: LOOK.plain };
      }),
    };
  }
}

export const rosterWorkbook = (model: RosterExportModel): AsyncIterable<Uint8Array> => {
  const columns = columnsOf(model);
  return streamWorkbook(
    [{ name: ROSTER_NAMES[model.roster], widths: columns.map(({ width }) => width), frozenRows: 3, footer: '&C第 &P 页 共 &N 页', rows: exportRows(model, columns) }],
    { creator: model.unit, at: '2000-01-01T00:00:00Z' },
  );
};
