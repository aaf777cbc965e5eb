/**
 * Fills a workbook template that staff edit in Excel or WPS, row by row as the rows come: memory does not grow with them.
 *
 * A cell may hold {{任务名称}}: one value. A row that holds {{行.对象名称}} is written once for every record of that list; all
 * other rows once, in order. A placeholder that nobody gave a value for is refused, naming the cell: that is also how the
 * public edition's white list works. Same values, same bytes: the zip's own dates are fixed.
 */
import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { SheetModel } from '../../../application/ports.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { vocabularyOf } from '../../../domain/sheets/disclosure.ts';
import type { SheetRecord, SheetValue } from '../../../domain/sheets/disclosure.ts';
import { isKnown, unknownPlaceholder } from '../../../domain/sheets/judge-template.ts';
import { partsOf } from '../../../domain/sheets/placeholder.ts';
import type { Placeholder } from '../../../domain/sheets/placeholder.ts';
import { templateName } from '../../../domain/sheets/vocabulary.ts';
import { formSheets } from './form.ts';
import { frameOf } from './frame.ts';
import type { CellPlan, Frame, RowPlan, SheetPlan } from './frame.ts';
import { displayWidth, neutral } from './neutral.ts';
import { cellText, letters, ZIP_DATE } from './stream.ts';
import { demandImpersonal } from './table.ts';

const POINTS_PER_LINE = 1.38;
const MAX_HEIGHT = 409;
const SHEET_ROWS = 1_048_576;
const CHUNK_CHARS = 128 * 1024;
const ROWS_PER_TURN = 1_000;
/** Rows below the last one that keep the drop-downs of a form. */
const SPARE_ROWS = 500;

interface Scope {
  readonly model: SheetModel;
  readonly sheet: string;
  /** The list of a repeated row and its record; null in a row written once, or when the list is empty. */
  readonly list: string | null;
  readonly record: SheetRecord | null;
}

/** A word of the sheet without a value is empty; any other has been refused before the first row. */
const lookUp = ({ model, list, record }: Scope, found: Placeholder): SheetValue =>
  (found.member === null ? model.fields[found.name] : found.name === list ? record?.[found.member] : undefined) ?? '';

/** @throws Refusal naming the first cell whose word this edition of the sheet does not have */
const demandKnown = ({ sheets }: Frame, { sheet: kind, edition }: SheetModel): void => {
  const words = vocabularyOf(kind, edition) ?? { fields: [], lists: {} };
  for (const { name: sheet, rows } of sheets) {
    for (const { address, parts } of rows.flatMap(({ cells }) => cells)) {
      const stranger = parts.find((part): part is Placeholder => typeof part !== 'string' && !isKnown(part, words));
      if (stranger !== undefined) throw unknownPlaceholder(kind, edition, { ...stranger, sheet, cell: address });
    }
  }
};

/** A cell that is one placeholder keeps the kind of its value (numbers stay numbers); text around it makes text. */
const valueOf = (cell: CellPlan, scope: Scope): SheetValue => {
  const [only] = cell.parts;
  if (only === undefined) return '';
  if (cell.parts.length === 1 && typeof only !== 'string') return lookUp(scope, only);
  return cell.parts.map((part) => (typeof part === 'string' ? part : String(lookUp(scope, part)))).join('');
};

const linesOf = (text: string, chars: number): number => {
  // Half of the longest possible line: most cells need no counting.
  if (text.length * 2 <= chars && !text.includes('\n')) return 1;
  return text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / chars)), 0);
};

interface Written { readonly xml: string; readonly height: number }

const cellXml = (plan: CellPlan, row: number, scope: Scope): Written => {
  const value = valueOf(plan, scope);
  const at = `${letters(plan.column)}${String(row)}`;
  if (typeof value === 'number') return { xml: `<c r="${at}" s="${String(plan.numberStyle)}"><v>${String(value)}</v></c>`, height: 0 };
  if (value === '') return { xml: `<c r="${at}" s="${String(plan.textStyle)}"/>`, height: 0 };
  if (scope.model.edition === 'public') demandImpersonal(scope.sheet, at, value);
  const text = neutral(value);
  const height = plan.wrapChars === null ? 0 : linesOf(text, plan.wrapChars) * plan.points * POINTS_PER_LINE + 4;
  return { xml: `<c r="${at}" s="${String(plan.textStyle)}" t="inlineStr"><is><t xml:space="preserve">${cellText(text)}</t></is></c>`, height };
};

/** An empty list still shows that it is empty: 「无」 in its first cell. */
const emptyRow = (plan: RowPlan): RowPlan => ({ ...plan, list: null, cells: plan.cells.map((cell, index) => ({ ...cell, parts: index === 0 ? ['无'] : [] })) });

const rowXml = (plan: RowPlan, number: number, scope: Scope): string => {
  let cells = '';
  let needed = plan.height ?? 0;
  for (const cell of plan.cells) {
    const { xml, height } = cellXml(cell, number, scope);
    cells += xml;
    if (height > needed) needed = height;
  }
  const height = needed === 0 ? '' : ` ht="${String(Math.round(Math.min(MAX_HEIGHT, needed) * 10) / 10)}" customHeight="1"`;
  return `<row r="${String(number)}"${height}>${cells}</row>`;
};

/** What a sheet needs after its rows: merged cells, and drop-downs over the repeated row of a form. */
interface Below { readonly merges: string[]; readonly dropDowns: string[] }

const dropDownsOf = (plan: RowPlan, from: number, to: number, words: ReadonlyMap<string, string>): readonly string[] =>
  plan.cells.flatMap((cell) => {
    const [only] = cell.parts;
    const range = cell.parts.length === 1 && typeof only === 'object' && only.member !== null ? words.get(only.member) : undefined;
    if (range === undefined) return [];
    const column = letters(cell.column);
    return [`<dataValidation type="list" allowBlank="1" sqref="${column}${String(from)}:${column}${String(to)}"><formula1>${range}</formula1></dataValidation>`];
  });

const tailXml = (tail: string, { merges, dropDowns }: Below): string => {
  const merged = merges.length === 0 ? '' : `<mergeCells count="${String(merges.length)}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
  const lists = dropDowns.length === 0 ? '' : `<dataValidations count="${String(dropDowns.length)}">${dropDowns.join('')}</dataValidations>`;
  return merged + lists + tail;
};

const ONCE: readonly SheetRecord[] = [{}];

async function* sheetXml(plan: SheetPlan, model: SheetModel, words: ReadonlyMap<string, string>): AsyncIterable<string> {
  const below: Below = { merges: [], dropDowns: [] };
  let chunk = `${plan.head}<sheetData>`;
  let number = 0;
  const write = (row: RowPlan, scope: Scope): void => {
    number += 1;
    if (number > SHEET_ROWS) throw new Refusal('sheet.too-many-rows', `“${plan.name}”超过 ${String(SHEET_ROWS)} 行`, { next: '请按科室分别导出' });
    chunk += rowXml(row, number, scope);
    for (const { left, right } of row.merges) below.merges.push(`${letters(left)}${String(number)}:${letters(right)}${String(number)}`);
  };
  for (const row of plan.rows) {
    const first = number + 1;
    const scope: Scope = { model, sheet: plan.name, list: row.list, record: null };
    for await (const record of row.list === null ? ONCE : (model.lists[row.list] ?? [])) {
      write(row, { ...scope, record });
      if (chunk.length > CHUNK_CHARS) {
        yield chunk;
        chunk = '';
      }
      // A long table must not keep the chat waiting.
      if (number % ROWS_PER_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    if (row.list !== null && number < first) write(emptyRow(row), scope);
    if (row.list !== null) below.dropDowns.push(...dropDownsOf(row, first, row === plan.rows.at(-1) ? number + SPARE_ROWS : number, words));
  }
  yield `${chunk}</sheetData>${tailXml(plan.tail, below)}`;
}

/** Words in page headers and footers; & starts a code there. */
const paperText = (model: SheetModel) => (sheet: string, text: string): string => {
  const scope: Scope = { model, sheet, list: null, record: null };
  const words = vocabularyOf(model.sheet, model.edition) ?? { fields: [], lists: {} };
  const filled = partsOf(text).map((part) => {
    if (typeof part === 'string') return part;
    if (!isKnown(part, words)) throw unknownPlaceholder(model.sheet, model.edition, { ...part, sheet, cell: '页眉页脚' });
    return String(lookUp(scope, part)).replace(/&/g, '&&');
  }).join('');
  if (model.edition === 'public') demandImpersonal(sheet, '页眉页脚', filled);
  return filled;
};

const zipped = (frame: Frame, model: SheetModel, words: ReadonlyMap<string, string>): AsyncIterable<Uint8Array> => {
  const zip = new ZipFile();
  const out = new PassThrough();
  for (const [path, bytes] of frame.others) zip.addBuffer(Buffer.from(bytes), path, { mtime: ZIP_DATE });
  for (const plan of frame.sheets) {
    const source = Readable.from(sheetXml(plan, model, words), { objectMode: false, encoding: 'utf8', highWaterMark: CHUNK_CHARS });
    // A failing row source must fail the reader of the zip, not hang it.
    source.on('error', (error) => out.destroy(error));
    zip.addReadStream(source, plan.part, { mtime: ZIP_DATE });
  }
  zip.end();
  zip.outputStream.pipe(out);
  return out;
};

/**
 * @param template the workbook to fill
 * @throws Refusal naming the cell of a placeholder without a value, or of personal data in a public edition
 */
export async function* fillTemplate(template: Uint8Array, model: SheetModel): AsyncIterable<Uint8Array> {
  const form = formSheets(model);
  const frame = await frameOf(templateName(model.sheet, model.edition), template, { creator: model.unit, at: new Date(model.madeAt), paperText: paperText(model), before: form.before, after: form.after });
  demandKnown(frame, model);
  yield* zipped(frame, model, form.words);
}
