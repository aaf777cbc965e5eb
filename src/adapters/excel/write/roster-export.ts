/**
 * A roster as a sheet: what import reads, export writes, so that a round trip changes nothing.
 *
 * The public edition has only the columns that may be seen, masked as COLUMNS says, in a workbook of its own.
 */
import type { RosterSheetModel } from '../../../application/ports.ts';
import type { Column } from '../../../domain/roster/column.ts';
import { COLUMNS } from '../../../domain/roster/columns.ts';
import { masked } from '../../../domain/roster/mask.ts';
import { shownValue } from '../../../domain/roster/row-diff.ts';
import { ROSTER_NAMES } from '../../../domain/roster/rows.ts';
import { tableWorkbook } from './table.ts';

const columnsOf = ({ roster, edition }: RosterSheetModel): readonly Column[] =>
  COLUMNS[roster].filter(({ field, type, mask }) => (field === 'no' || type.as !== 'ignored') && (edition === 'full' || mask !== 'hidden'));

/** Own codes stand in their own column, as in the template. */
const textOf = (row: Readonly<Record<string, unknown>>, column: Column): string => {
  const own = row['codeType'] === 'own';
  if (column.field === 'code' && own) return '';
  if (column.field === 'ownCode') return own ? shownValue(row['code']) : '';
  return shownValue(row[column.field]);
};

async function* exportRows({ edition, rows }: RosterSheetModel, columns: readonly Column[]): AsyncIterable<readonly (string | number)[]> {
  let number = 0;
  for await (const row of rows) {
    number += 1;
    yield columns.map((column) => {
      if (column.field === 'no') return number;
      const text = textOf(row, column);
      return edition === 'public' ? masked(column.mask, text) : text;
    });
  }
}

export const rosterWorkbook = (model: RosterSheetModel): AsyncIterable<Uint8Array> => {
  const columns = columnsOf(model);
  const needed = new Set(columns.filter(({ need }) => need === 'identity' || need === 'needed').map(({ title }) => title));
  const { edition, unit, madeBy, madeAt, fingerprint, roster, version } = model;
  return tableWorkbook({ edition, unit, title: `${ROSTER_NAMES[roster]} 第${version}版`, madeBy, madeAt, fingerprint, columns, rows: exportRows(model, columns) }, needed);
};
