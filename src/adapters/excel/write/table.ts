/**
 * A plain table with a title, a line that says who made it and when, and a fingerprint: streamed, as long as it may be.
 *
 * A public table is looked through cell by cell on its way out; the first phone or identity card number stops it.
 */
import type { TableSheetModel } from '../../../application/ports.ts';
import { chinaTime } from '../../../domain/calendar/china-time.ts';
import { PERSONAL_NAMES, personalIn } from '../../../domain/roster/privacy.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { letters, LOOK, streamWorkbook } from './stream.ts';
import type { StreamRow } from './stream.ts';

const HEADER_ROW = 3;

/** @throws Refusal naming the cell */
export const demandImpersonal = (sheet: string, cell: string, text: string): void => {
  const [found] = personalIn(text);
  if (found === undefined) return;
  throw new Refusal('sheet.personal-data', `公开版“${sheet}”的 ${cell} 单元格里有${PERSONAL_NAMES[found.kind]}，没有生成`, { next: '请在原始名录或登记里删去这项内容，再生成公开版' });
};

async function* tableRows(model: TableSheetModel, needed: ReadonlySet<string>): AsyncIterable<StreamRow> {
  yield { number: 1, cells: [{ value: `${model.unit} ${model.title}`, look: LOOK.title }] };
  yield { number: 2, cells: [{ value: `制表 ${model.madeBy} · ${chinaTime(model.madeAt)} · 留痕指纹 ${model.fingerprint}${model.edition === 'public' ? ' · 公开版' : ''}`, look: LOOK.plain }] };
  yield { number: HEADER_ROW, cells: model.columns.map(({ title }) => ({ value: title, look: needed.has(title) ? LOOK.needed : LOOK.header })) };
  let number = HEADER_ROW;
  for await (const row of model.rows) {
    number += 1;
    const at = number;
    if (model.edition === 'public') row.forEach((value, index) => (typeof value === 'string' ? demandImpersonal(model.title, `${letters(index + 1)}${at}`, value) : undefined));
    yield { number, cells: row.map((value) => (value === null || value === '' ? null : { value, look: LOOK.plain })) };
  }
}

/** @param needed titles that are coloured as required */
export const tableWorkbook = (model: TableSheetModel, needed: ReadonlySet<string> = new Set()): AsyncIterable<Uint8Array> =>
  streamWorkbook(
    [{ name: model.title, widths: model.columns.map(({ width }) => width), frozenRows: HEADER_ROW, footer: `&L${model.fingerprint}&R第 &P 页 共 &N 页`, rows: tableRows(model, needed) }],
    { creator: model.unit, at: model.madeAt },
  );
