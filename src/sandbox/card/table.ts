/**
 * Rules of the table component: columns, and every cell by the type of its column.
 */
import type { JsonObject, JsonValue } from '../control-types.ts';
import { isList, isObject, isStrings, listAt, stringAt } from '../world/json.ts';
import { COLUMN_OF_TABLE, tagColour } from './grammar.ts';
import type { Judge } from './judge.ts';
import { checkMarkdown, checkProperties, checkUser, CODE, complain } from './judge.ts';

const MAX_COLUMNS = 50;
const HEADER_STYLE = new Set(['text_align', 'text_size', 'background_style', 'text_color', 'bold', 'lines']);

export const checkTable = (judge: Judge, path: string, table: JsonObject): void => {
  const columns = listAt(table, 'columns').filter(isObject);
  if (columns.length === 0 || columns.length > MAX_COLUMNS) complain(judge, CODE.table, path, `columns must be 1..${MAX_COLUMNS}`, String(columns.length));
  const types = new Map<string, string>();
  for (const column of columns) {
    checkProperties(judge, path, column, COLUMN_OF_TABLE);
    const name = stringAt(column, 'name');
    if (name === null || types.has(name)) complain(judge, CODE.table, path, 'column name missing or used twice', name ?? '');
    else types.set(name, stringAt(column, 'data_type') ?? 'text');
  }
  const style = table['header_style'];
  for (const key of isObject(style) ? Object.keys(style) : []) if (!HEADER_STYLE.has(key)) complain(judge, CODE.parse, path, `unknown property, property: ${key}`, key);
  if (!isList(table['rows'])) return complain(judge, CODE.table, path, 'rows required');
  for (const row of table['rows']) {
    if (!isObject(row)) { complain(judge, CODE.tableRow, path, 'row must be an object'); continue; }
    for (const [key, cell] of Object.entries(row)) {
      const type = types.get(key);
      if (type === undefined) complain(judge, CODE.tableRow, path, `row key ${key} is not a column`, key);
      else checkCell(judge, path, key, type, cell);
    }
  }
};

const checkCell = (judge: Judge, path: string, key: string, type: string, cell: JsonValue): void => {
  const refuse = (what: string): void => complain(judge, CODE.tableRow, path, `cell ${key} ${what}`, JSON.stringify(cell));
  switch (type) {
    case 'number': return typeof cell === 'number' ? undefined : refuse('must be a number');
    case 'date': return typeof cell === 'number' ? undefined : refuse('must be a timestamp in milliseconds');
    case 'options':
      if (!isList(cell)) return refuse('must be an array of options');
      for (const option of cell) if (stringAt(option, 'text') === null || (isObject(option) && option['color'] !== undefined && tagColour(option['color']) !== null)) refuse('has an option without text or with an unknown colour');
      return;
    case 'persons': {
      if (typeof cell !== 'string' && !isStrings(cell)) return refuse('must be an id or an array of ids');
      for (const id of typeof cell === 'string' ? [cell] : cell) checkUser(judge, path, id);
      return;
    }
    default:
      if (typeof cell !== 'string') return refuse('must be a string');
      if (type !== 'text') checkMarkdown(judge, path, cell);
  }
};
