/**
 * A workbook that somebody wants as a template: what must not be inside, and an empty form turned into a template.
 *
 * The reader has already refused what is hostile (bombs, macros, passwords); here is what a harmless file may hold and a sheet
 * of ours must not. Everything is named with what to do, because it is usually left over from an older form.
 */
import type { Font, Style, Worksheet } from 'exceljs';
import { Refusal } from '../../../domain/refusal.ts';
import type { PlainForm } from '../../../domain/sheets/plain-form.ts';
import { DEFAULT_LIMITS } from '../read/limits.ts';
import type { ReadLimits } from '../read/limits.ts';
import { openParts } from '../read/zip.ts';
import { loadTemplate } from './frame.ts';

/** A form is small; nothing above this is one. */
const LIMITS: ReadLimits = { ...DEFAULT_LIMITS, fileBytes: 2 * 1024 * 1024, entries: 300, entryBytes: 8 * 1024 * 1024, totalBytes: 24 * 1024 * 1024 };

const UNWANTED: readonly (readonly [RegExp, string, string])[] = [
  [/^xl\/(?:charts|chartsheets|drawings\/charts)\//i, '图表', '请删去图表'],
  [/^xl\/externalLinks\//i, '指向别的文件的外部链接', '请在“数据—编辑链接”里断开链接'],
  [/^xl\/(?:macrosheets|dialogsheets)\/|vbaProject/i, '宏', '请另存为“Excel 工作簿（*.xlsx）”'],
  [/^xl\/(?:embeddings|activeX|ctrlProps)\//i, '嵌入的文件或控件', '请删去嵌入的文件和控件'],
  [/^xl\/(?:pivotTables|pivotCache|queryTables|connections)/i, '数据透视表或外部数据', '请删去数据透视表和外部数据连接'],
  [/^xl\/media\//i, '图片（印章、徽标）', '请删去图片；印章在打印后加盖'],
];

const WORDS = /^xl\/(?:sharedstrings|worksheets\/[^/]+)\.xml$/;

/** Looked for in the parts themselves: whoever drops a list with a thousand rows waits for nothing. */
export const mentionsPlaceholders = async (bytes: Uint8Array): Promise<boolean> => {
  try {
    const parts = await openParts('', bytes, LIMITS);
    try {
      for (const path of parts.names().filter((each) => WORDS.test(each))) {
        let tail = '';
        for await (const chunk of await parts.text(path)) {
          if ((tail + chunk).includes('{{')) return true;
          tail = chunk.slice(-1);
        }
      }
      return false;
    } finally {
      parts.close();
    }
  } catch (error) {
    // What cannot be opened here is refused, with its reason, by whoever reads it.
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/** @throws Refusal naming what is inside and how to take it out */
export const demandPlainWorkbook = async (name: string, bytes: Uint8Array): Promise<void> => {
  if (bytes.length > LIMITS.fileBytes) throw new Refusal('sheet.template-too-large', `“${name}”超过 2 MB，不像一份空表`, { next: '请删去数据、图片和多余的工作表，只留表头和占位符' });
  const parts = await openParts(name, bytes, LIMITS);
  try {
    for (const [pattern, what, next] of UNWANTED) {
      if (parts.names().some((path) => pattern.test(path))) throw new Refusal('sheet.unwanted-part', `“${name}”里有${what}，不能作表样`, { next: `${next}，保存后再发一次`, clause: '表样只带文字和格式' });
    }
  } finally {
    parts.close();
  }
};

/** A value under a header has its frame and letters, not its weight or colours. */
const underHeader = (sheet: Worksheet, headerRow: number, row: number): void => {
  sheet.getRow(headerRow).eachCell({ includeEmpty: true }, (header, column) => {
    const cell = sheet.getCell(row, column);
    if (Object.keys(cell.style.border ?? {}).length > 0) return;
    const { font, border }: Partial<Style> = header.style;
    const { color: _colour, ...letters }: Partial<Font> = font ?? {};
    cell.style = { ...(border === undefined ? {} : { border }), font: { ...letters, bold: false }, alignment: { wrapText: true, vertical: 'middle' } };
  });
};

/** The form with its placeholders, its header on every page, all columns on one. */
export const withPlaceholders = async (name: string, bytes: Uint8Array, { sheet: sheetName, headerRow, placed }: PlainForm): Promise<Uint8Array> => {
  const workbook = await loadTemplate(name, bytes);
  const sheet = workbook.getWorksheet(sheetName);
  if (sheet === undefined) throw new Refusal('sheet.bad-template', `“${name}”里没有工作表“${sheetName}”`, { next: '请另存为 .xlsx 后再发一次' });
  const [first] = placed;
  if (first !== undefined) underHeader(sheet, headerRow, Number(/\d+$/.exec(first.cell)?.[0] ?? headerRow + 1));
  for (const { cell, text } of placed) sheet.getCell(cell).value = text;
  Object.assign(sheet.pageSetup, { orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: `${String(headerRow)}:${String(headerRow)}` });
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};
