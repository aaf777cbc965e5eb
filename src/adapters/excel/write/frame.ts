/**
 * A template taken apart: what stands on each row, which row repeats, and the workbook around it.
 *
 * The template is only read for its words and looks. A fresh workbook is laid out with the same columns, paper and styles but
 * without a word in it, and written once; its parts are the frame that fill.ts pours rows into. So nothing of the template
 * but words and looks can come along: no comment, no author, no hidden sheet, no link, no picture.
 */
import ExcelJS from 'exceljs';
import type { Cell, HeaderFooter, PageSetup, Row, Style, Worksheet } from 'exceljs';
import { fromBuffer } from 'yauzl';
import { Refusal } from '../../../domain/refusal.ts';
import { OWN_SHEETS } from '../../../domain/sheets/judge-template.ts';
import { partsOf, placeholdersIn } from '../../../domain/sheets/placeholder.ts';
import type { TextPart } from '../../../domain/sheets/placeholder.ts';

export interface CellPlan {
  /** 1-based. */
  readonly column: number;
  readonly address: string;
  readonly parts: readonly TextPart[];
  /** Styles of the written workbook: for text (in text format) and for numbers. */
  readonly textStyle: number;
  readonly numberStyle: number;
  /** Characters of 11 points that fit on a line, null when the cell does not wrap. */
  readonly wrapChars: number | null;
  readonly points: number;
}
export interface RowPlan {
  readonly number: number;
  readonly height: number | null;
  readonly cells: readonly CellPlan[];
  readonly merges: readonly { readonly left: number; readonly right: number }[];
  /** The list this row repeats over, null when it is written once. */
  readonly list: string | null;
}
export interface SheetPlan {
  readonly name: string;
  /** XML of the sheet up to and after its rows. */
  readonly head: string;
  readonly tail: string;
  readonly part: string;
  readonly rows: readonly RowPlan[];
}
export interface Frame {
  readonly sheets: readonly SheetPlan[];
  /** Everything else of the workbook, by path. */
  readonly others: ReadonlyMap<string, Uint8Array>;
}
export interface FrameMeta {
  /** Author of the workbook: the unit, never a person. */
  readonly creator: string;
  readonly at: Date;
  /** Words of page headers and footers with their values. */
  readonly paperText: (sheet: string, text: string) => string;
  /** Sheets of our own before and after the filled ones. */
  readonly before: (workbook: ExcelJS.Workbook) => void;
  readonly after: (workbook: ExcelJS.Workbook) => void;
}

const DEFAULT_WIDTH = 9;
const DEFAULT_POINTS = 11;
/** A template without a footer gets ours: every sheet says on which state of the journal it was made. */
const FOOTER = '&L&8{{单位}}　留痕指纹 {{留痕指纹}}&R&8第 &P 页 共 &N 页';
/** What a page footer holds. */
const PAPER_CHARS = 255;

export const plainText = (cell: Cell): string => {
  const { value } = cell;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value !== null && typeof value === 'object' && 'richText' in value) return value.richText.map(({ text }) => text).join('');
  if (value !== null && typeof value === 'object' && 'hyperlink' in value) return value.text;
  return '';
};

interface Merge { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number }
const columnOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
const mergesOf = (sheet: Worksheet): readonly Merge[] =>
  sheet.model.merges.flatMap((ref) => {
    const parts = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref);
    return parts === null ? [] : [{ left: columnOf(parts[1] ?? ''), top: Number(parts[2]), right: columnOf(parts[3] ?? ''), bottom: Number(parts[4]) }];
  });

const widthOf = (sheet: Worksheet, left: number, right: number): number => {
  let width = 0;
  for (let column = left; column <= right; column += 1) width += sheet.getColumn(column).width ?? DEFAULT_WIDTH;
  return width;
};

const isContinued = (cell: Cell): boolean => cell.isMerged && cell.master !== cell;

/** The library leaves it undefined where the office program decides, whatever its types say. */
const heightOf = ({ height }: { readonly height?: number }): number | null => height ?? null;

/** The list a row repeats over, null when it is written once. */
const listOf = (row: Row): string | null => {
  let list: string | null = null;
  row.eachCell((cell) => {
    for (const { name, member } of placeholdersIn(plainText(cell))) if (member !== null) list = name;
  });
  return list;
};

/** @throws Refusal for a cell merged over several rows: rows are written one by one */
const rowPlan = (template: string, sheet: Worksheet, row: Row, merges: readonly Merge[]): Omit<RowPlan, 'cells'> & { readonly cells: readonly Omit<CellPlan, 'textStyle' | 'numberStyle'>[] } => {
  const own = merges.filter(({ top }) => top === row.number);
  if (own.some(({ top, bottom }) => bottom > top)) throw new Refusal('sheet.template-merge', `表样“${template}”工作表“${sheet.name}”第${String(row.number)}行有跨行合并的单元格`, { next: '请改成只在一行内合并' });
  const cells: Omit<CellPlan, 'textStyle' | 'numberStyle'>[] = [];
  row.eachCell({ includeEmpty: true }, (cell, column) => {
    const { alignment, font }: Partial<Style> = cell.style;
    const points = font?.size ?? DEFAULT_POINTS;
    const right = own.find(({ left }) => left === column)?.right ?? column;
    cells.push({
      column, address: cell.address, parts: isContinued(cell) ? [] : partsOf(plainText(cell)), points,
      wrapChars: alignment?.wrapText === true && !isContinued(cell) ? Math.max(1, (widthOf(sheet, column, right) * DEFAULT_POINTS) / points - 1) : null,
    });
  });
  return { number: row.number, height: heightOf(row), cells, merges: own.filter(({ left, right }) => right > left), list: listOf(row) };
};

/** A sheet without headers and footers has null there, whatever the library's types say. */
const paperOf = ({ headerFooter }: { readonly headerFooter: Partial<HeaderFooter> | null }): Partial<HeaderFooter> => headerFooter ?? {};

/** Columns, paper and styles, but no word; each template row is laid out twice, for texts and for numbers. */
const layOut = (source: Worksheet, target: Worksheet, repeated: Row | null, meta: FrameMeta): void => {
  for (let number = 1; number <= source.columnCount; number += 1) {
    const column = target.getColumn(number);
    const { width } = source.getColumn(number);
    if (width !== undefined) column.width = width;
    // What is typed below the last row of a form keeps the text format: Excel then leaves 18 digits alone.
    const font = repeated?.getCell(number).style.font;
    if (repeated !== null) column.style = { numFmt: '@', ...(font === undefined ? {} : { font }) };
  }
  // Pages are numbered through the whole workbook, not from 1 on every sheet.
  const { printArea: _area, firstPageNumber: _first, useFirstPageNumber: _use, ...pageSetup }: Partial<PageSetup> & { readonly useFirstPageNumber?: boolean } = source.pageSetup;
  Object.assign(target.pageSetup, pageSetup);
  const { oddHeader, oddFooter } = paperOf(source);
  if (oddHeader !== undefined) target.headerFooter.oddHeader = meta.paperText(source.name, oddHeader).slice(0, PAPER_CHARS);
  target.headerFooter.oddFooter = meta.paperText(source.name, oddFooter ?? FOOTER).slice(0, PAPER_CHARS);
  target.views = source.views;
  for (let number = 1; number <= source.rowCount; number += 1) {
    source.getRow(number).eachCell({ includeEmpty: true }, (cell, column) => {
      const { numFmt: format, ...style }: Partial<Style> = cell.style;
      target.getCell(2 * number - 1, column).style = { ...style, numFmt: '@' };
      target.getCell(2 * number, column).style = { ...style, numFmt: format === undefined || format === '@' ? 'General' : format };
    });
  }
};

const partsOfZip = (bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> =>
  new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const parts = new Map<string, Buffer>();
      zip.on('entry', (entry: { readonly fileName: string }) => {
        zip.openReadStream(entry as never, (failure, stream) => {
          if (failure !== null) {
            reject(failure);
            return;
          }
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('end', () => {
            parts.set(entry.fileName, Buffer.concat(chunks));
            zip.readEntry();
          });
          stream.on('error', reject);
        });
      });
      zip.on('end', () => resolve(parts));
      zip.on('error', reject);
      zip.readEntry();
    });
  });

/** Style numbers of a laid-out sheet, by address. */
const stylesIn = (rows: string): ReadonlyMap<string, number> => {
  const styles = new Map<string, number>();
  for (const [, address = '', style] of rows.matchAll(/<c r="([A-Z]+\d+)"(?: s="(\d+)")?/g)) styles.set(address, Number(style ?? '0'));
  return styles;
};

const ROWS = /<sheetData>(.*)<\/sheetData>|<sheetData\/>/s;

const cut = (xml: string): { readonly head: string; readonly rows: string; readonly tail: string } => {
  const found = ROWS.exec(xml);
  if (found === null) throw new TypeError('a sheet without rows');
  return { head: xml.slice(0, found.index).replace(/<dimension[^>]*\/>/, ''), rows: found[1] ?? '', tail: xml.slice(found.index + found[0].length) };
};

const letterOf = (address: string): string => address.replace(/\d+$/, '');

export const loadTemplate = async (template: string, bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook();
  try {
    await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  } catch {
    throw new Refusal('sheet.bad-template', `表样“${template}”打不开`, { next: '请在 Excel 或 WPS 中打开，另存为 .xlsx 后再发一次' });
  }
  return workbook;
};

/** @throws Refusal when the template cannot be filled row by row */
export const frameOf = async (template: string, bytes: Uint8Array, meta: FrameMeta): Promise<Frame> => {
  const source = await loadTemplate(template, bytes);
  const workbook = new ExcelJS.Workbook();
  Object.assign(workbook, { creator: meta.creator, lastModifiedBy: meta.creator, company: meta.creator, created: meta.at, modified: meta.at });
  meta.before(workbook);
  const tables = source.worksheets.filter((sheet) => sheet.state === 'visible' && !OWN_SHEETS.has(sheet.name));
  const plans = tables.map((sheet) => {
    const merges = mergesOf(sheet);
    const rows = Array.from({ length: sheet.rowCount }, (_, at) => rowPlan(template, sheet, sheet.getRow(at + 1), merges));
    const last = rows.at(-1);
    const target = workbook.addWorksheet(sheet.name);
    layOut(sheet, target, last?.list == null ? null : sheet.getRow(last.number), meta);
    return { name: sheet.name, rows, part: `xl/worksheets/sheet${String(workbook.worksheets.length)}.xml` };
  });
  workbook.views = [{ x: 0, y: 0, width: 20_000, height: 12_000, firstSheet: 0, activeTab: workbook.worksheets.length - plans.length, visibility: 'visible' }];
  meta.after(workbook);
  const parts = await partsOfZip(Buffer.from(await workbook.xlsx.writeBuffer()));
  const sheets = plans.map(({ name, rows, part }): SheetPlan => {
    const { head, rows: laid, tail } = cut(parts.get(part)?.toString('utf8') ?? '');
    const styles = stylesIn(laid);
    const styleAt = (address: string, number: number): number => styles.get(`${letterOf(address)}${String(number)}`) ?? 0;
    return { name, part, head, tail, rows: rows.map((row) => ({ ...row, cells: row.cells.map((cell) => ({ ...cell, textStyle: styleAt(cell.address, 2 * row.number - 1), numberStyle: styleAt(cell.address, 2 * row.number) })) })) };
  });
  const streamed = new Set(plans.map(({ part }) => part));
  return { sheets, others: new Map([...parts].filter(([path]) => !streamed.has(path) && !path.endsWith('/'))) };
};
