/**
 * Fills a workbook template that staff edit in Excel or WPS.
 *
 * A cell may hold {任务名称}: one value. A row that holds {行.对象名称} is written once for every record of that list; all
 * other rows once, in order. The template is only read for its words and styles: the result is a new workbook written top
 * to bottom (rows inserted into a loaded one lose their merged cells), so nothing hidden in the template comes along.
 * A placeholder that nobody gave a value for is refused, naming the cell: that is also how the public edition's white list works.
 */
import ExcelJS from 'exceljs';
import type { Cell, HeaderFooter, Row, Style, Worksheet } from 'exceljs';
import { Refusal } from '../../../domain/refusal.ts';
import { displayWidth, neutral } from './neutral.ts';

export type FillValue = string | number;
export type FillRecord = ReadonlyMap<string, FillValue>;
export interface FillValues {
  readonly fields: FillRecord;
  readonly lists: ReadonlyMap<string, readonly FillRecord[]>;
}
export interface FillMeta {
  readonly template: string;
  /** Author of the workbook: the unit, never a person. */
  readonly creator: string;
  readonly at: Date;
  /** Looks at every text on its way into a cell; throws a Refusal to stop it. */
  readonly guard?: (sheet: string, cell: string, text: string) => void;
}

const PLACEHOLDER = /\{([^{}.\s]{1,20})(?:\.([^{}\s]{1,20}))?\}/g;
const POINTS_PER_LINE = 1.38;
const SHEET_ROWS = 1_048_576;

const unknown = (meta: FillMeta, sheet: string, where: string, placeholder: string): Refusal =>
  new Refusal('sheet.unknown-placeholder', `模板“${meta.template}”工作表“${sheet}”${where} 的 ${placeholder} 不认识，或不允许出现在这一版里`, { next: '请对照 templates/xlsx 里的说明改正模板' });

const plainText = (cell: Cell): string => {
  const { value } = cell;
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (value !== null && typeof value === 'object' && 'richText' in value) return value.richText.map(({ text }) => text).join('');
  return '';
};

/** The list a row repeats over, null when it is written once. */
const listOf = (row: Row): string | null => {
  let list: string | null = null;
  row.eachCell((cell) => {
    for (const [, name, member] of plainText(cell).matchAll(PLACEHOLDER)) if (member !== undefined && name !== undefined) list = name;
  });
  return list;
};

interface Scope {
  readonly values: FillValues;
  readonly meta: FillMeta;
  readonly sheet: string;
  /** The list and record of a repeated row. */
  readonly list: string | null;
  readonly record: FillRecord | null;
}

const lookUp = (scope: Scope, where: string, whole: string, name: string, member: string | undefined): FillValue => {
  const value = member === undefined ? scope.values.fields.get(name) : name === scope.list ? (scope.record === null ? '' : scope.record.get(member)) : undefined;
  if (value === undefined) throw unknown(scope.meta, scope.sheet, where, whole);
  return value;
};

/** A cell that is one placeholder keeps the kind of its value (numbers stay numbers); text around it makes text. */
const filled = (text: string, where: string, scope: Scope): FillValue => {
  const single = new RegExp(`^${PLACEHOLDER.source}$`).exec(text);
  if (single?.[1] !== undefined) return lookUp(scope, where, text, single[1], single[2]);
  return text.replace(PLACEHOLDER, (whole: string, name: string, member: string | undefined) => String(lookUp(scope, where, whole, name, member)));
};

interface Merge { readonly top: number; readonly left: number; readonly bottom: number; readonly right: number }

const columnOf = (letters: string): number => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
const mergesOf = (sheet: Worksheet): readonly Merge[] =>
  sheet.model.merges.flatMap((ref) => {
    const parts = /^([A-Z]+)(\d+):([A-Z]+)(\d+)$/.exec(ref);
    return parts === null ? [] : [{ left: columnOf(parts[1] ?? ''), top: Number(parts[2]), right: columnOf(parts[3] ?? ''), bottom: Number(parts[4]) }];
  });

const lines = (text: string, width: number): number => text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, width - 1))), 0);

const widthOf = (sheet: Worksheet, left: number, right: number): number => {
  let width = 0;
  for (let column = left; column <= right; column += 1) width += sheet.getColumn(column).width ?? 9;
  return width;
};

/** Height that shows all wrapped text; merged cells never grow by themselves. At least the template's. */
const heightOf = (sheet: Worksheet, target: Row, minimum: number | undefined, merges: readonly Merge[]): number | undefined => {
  let needed = minimum ?? 0;
  target.eachCell((cell, column) => {
    const { alignment, font }: Partial<Style> = cell.style;
    if (alignment?.wrapText !== true || (cell.isMerged && cell.master !== cell)) return;
    const merge = merges.find(({ left }) => left === column);
    const size = font?.size ?? 11;
    // Widths are given in characters of 11 points.
    const width = (widthOf(sheet, column, merge?.right ?? column) * 11) / size;
    needed = Math.max(needed, lines(plainText(cell), width) * size * POINTS_PER_LINE + 4);
  });
  return needed === 0 ? undefined : Math.min(409, needed);
};

const copyRow = (source: Row, target: Row, scope: Scope, merges: readonly Merge[]): void => {
  source.eachCell({ includeEmpty: true }, (cell, column) => {
    const copy = target.getCell(column);
    const style: Partial<Style> = { ...cell.style };
    copy.style = style;
    if (cell.isMerged && cell.master !== cell) return;
    const value = filled(plainText(cell), cell.address, scope);
    if (value === '') return;
    if (typeof value === 'string') scope.meta.guard?.(scope.sheet, copy.address, value);
    copy.value = typeof value === 'number' ? value : neutral(value);
    if (typeof value === 'string') copy.numFmt = '@';
  });
  for (const { left, right } of merges) if (right > left) target.worksheet.mergeCells(target.number, left, target.number, right);
  const height = heightOf(target.worksheet, target, source.height, merges);
  if (height !== undefined) target.height = height;
};

/** Words in page headers and footers; & starts a code there. */
const headerText = (text: string | null | undefined, scope: Scope): string | undefined =>
  text === null || text === undefined ? undefined : text.replace(PLACEHOLDER, (whole: string, name: string, member: string | undefined) => String(lookUp(scope, '页眉页脚', whole, name, member)).replace(/&/g, '&&'));

/** A sheet without headers and footers has null there, whatever the library's types say. */
const paperOf = ({ headerFooter }: { readonly headerFooter: Partial<HeaderFooter> | null }): Partial<HeaderFooter> => headerFooter ?? {};

const copyFrame = (source: Worksheet, target: Worksheet, scope: Scope): void => {
  for (let column = 1; column <= source.columnCount; column += 1) {
    const { width } = source.getColumn(column);
    if (width !== undefined) target.getColumn(column).width = width;
  }
  const { printArea: _area, ...pageSetup } = source.pageSetup;
  Object.assign(target.pageSetup, pageSetup);
  const paper = paperOf(source);
  const footer = headerText(paper.oddFooter, scope);
  const header = headerText(paper.oddHeader, scope);
  if (footer !== undefined) target.headerFooter.oddFooter = footer.slice(0, 255);
  if (header !== undefined) target.headerFooter.oddHeader = header.slice(0, 255);
  target.views = source.views;
};

/** An empty list still shows that it is empty: one row, 「无」 in its first cell. */
const NONE: FillRecord | null = null;

const fillSheet = (source: Worksheet, target: Worksheet, values: FillValues, meta: FillMeta): void => {
  const frame: Scope = { values, meta, sheet: source.name, list: null, record: null };
  copyFrame(source, target, frame);
  const merges = mergesOf(source);
  let at = 0;
  for (let number = 1; number <= source.rowCount; number += 1) {
    const row = source.getRow(number);
    const own = merges.filter(({ top }) => top === number);
    if (own.some(({ top, bottom }) => bottom > top)) throw new Refusal('sheet.template-merge', `模板“${meta.template}”工作表“${source.name}”第${number}行有跨行合并的单元格`, { next: '请改成只在一行内合并' });
    const list = listOf(row);
    const records = list === null ? [NONE] : values.lists.get(list);
    if (records === undefined) throw unknown(meta, source.name, `第${number}行`, `{${list ?? ''}.…}`);
    for (const record of records.length === 0 ? [NONE] : records) {
      at += 1;
      if (at > SHEET_ROWS) throw new Refusal('sheet.too-many-rows', `“${source.name}”超过 ${SHEET_ROWS} 行`, { next: '请按科室分别导出' });
      copyRow(row, target.getRow(at), { ...frame, list, record }, own);
      if (list !== null && record === null) target.getRow(at).getCell(own[0]?.left ?? 1).value = '无';
    }
  }
};

/** @throws Refusal naming the cell of a placeholder without a value */
export const fillTemplate = async (bytes: Uint8Array, values: FillValues, meta: FillMeta): Promise<Uint8Array> => {
  const template = new ExcelJS.Workbook();
  await template.xlsx.load(Uint8Array.from(bytes).buffer);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = meta.creator;
  workbook.lastModifiedBy = meta.creator;
  workbook.company = meta.creator;
  workbook.created = meta.at;
  workbook.modified = meta.at;
  for (const sheet of template.worksheets) {
    if (sheet.state !== 'visible') continue;
    fillSheet(sheet, workbook.addWorksheet(sheet.name), values, meta);
  }
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};
