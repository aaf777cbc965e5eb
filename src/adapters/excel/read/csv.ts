/**
 * Delimited text: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030 (what Chinese Excel writes). RFC 4180 quoting.
 *
 * The row number is the record's number, as a spreadsheet shows it, not the line's: a quoted cell may hold line breaks.
 */
import { decode } from 'iconv-lite';
import type { SheetRow } from '../../../application/ports.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { textCell } from './cells.ts';
import type { ReadLimits } from './limits.ts';

export const decodeText = (file: string, data: Uint8Array): string => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes.subarray(2), 'utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes.subarray(2), 'utf16be');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = decode(bytes, 'gb18030');
    if (!text.includes('\uFFFD')) return text;
    throw new Refusal('import.encoding', `“${file}”的文字编码认不出来`, { next: '请在 Excel 或 WPS 中打开，另存为 .xlsx 后再发' });
  }
};

/** The delimiter that occurs most in the first line outside quotes. */
export const delimiterOf = (text: string): string => {
  const head = text.slice(0, 4_096).replace(/"[^"]*"/g, '').split(/\r?\n/, 5).join('\n');
  const counted = [',', '\t', ';', '，'].map((mark) => ({ mark, count: head.split(mark).length - 1 }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).mark;
};

/** Records of a delimited text, cells as written. */
export function* records(text: string, delimiter: string): Iterable<readonly string[]> {
  let record: string[] = [];
  let index = 0;
  while (index < text.length) {
    let cell = '';
    if (text[index] === '"') {
      index += 1;
      for (;;) {
        const quote = text.indexOf('"', index);
        if (quote < 0) {
          cell += text.slice(index);
          index = text.length;
          break;
        }
        cell += text.slice(index, quote);
        index = quote + 1;
        if (text[index] !== '"') break;
        cell += '"';
        index += 1;
      }
    }
    const start = index;
    while (index < text.length && text[index] !== delimiter && text[index] !== '\n' && text[index] !== '\r') index += 1;
    record.push(cell + text.slice(start, index));
    if (text[index] === delimiter) {
      index += 1;
      if (index === text.length) record.push('');
      continue;
    }
    if (text[index] === '\r' && text[index + 1] === '\n') index += 1;
    index += 1;
    yield record;
    record = [];
  }
  if (record.length > 0) yield record;
}

/** Rows of delimited text, judged against the limits. */
export const csvRows = (file: string, limits: ReadLimits, sink: (row: SheetRow) => void): ((record: readonly string[]) => void) => {
  let number = 0;
  let kept = 0;
  return (record) => {
    number += 1;
    if (record.length > limits.columns) throw new Refusal('import.too-wide', `“${file}”第${number}行有 ${record.length} 列，超过 ${limits.columns} 列`, { next: '请删去右边多余的列；单元格里有逗号时要用英文双引号括起来' });
    const long = record.findIndex((cell) => cell.length > limits.cellChars);
    if (long >= 0) throw new Refusal('import.long-text', `“${file}”第${number}行第${long + 1}列超过 ${limits.cellChars} 个字，可能少了一个英文双引号`, { next: '请检查这一行的引号，或另存为 .xlsx 再发' });
    // Excel's own trick to keep leading zeros in a .csv: ="0571"
    const cells = record.map((cell) => textCell(/^="[^"]*"$/.test(cell) ? cell.slice(2, -1) : cell));
    if (cells.every((cell) => cell === null)) return;
    kept += 1;
    if (kept > limits.rows) throw new Refusal('import.too-many-rows', `“${file}”超过 ${limits.rows} 行`, { next: '请按科室、镇街分成几个文件分别导入' });
    sink({ number, cells });
  };
};

export const readCsv = (file: string, data: Uint8Array, limits: ReadLimits, sink: (row: SheetRow) => void): void => {
  const text = decodeText(file, data);
  const delimiter = delimiterOf(text);
  const take = csvRows(file, limits, sink);
  for (const record of records(text, delimiter)) take(record);
};

const MAX_RECORD_CHARS = 8 * 1024 * 1024;

/** Cuts a text that comes in pieces where a record ends: at a line break outside quotes. Each cut text is whole records. */
export async function* wholeRecords(chunks: AsyncIterable<string>, delimiter: string): AsyncIterable<string> {
  let rest = '';
  let scanned = 0;
  let isQuoted = false;
  let atStart = true;
  for await (const chunk of chunks) {
    rest += chunk;
    let cut = 0;
    for (; scanned < rest.length; scanned += 1) {
      const character = rest.charAt(scanned);
      if (isQuoted) {
        if (character === '"') isQuoted = false;
        atStart = false;
        continue;
      }
      // A quote right after a closing one is an escaped quote: the cell goes on.
      if (character === '"' && (atStart || rest.charAt(scanned - 1) === '"')) isQuoted = true;
      if (character === '\n') cut = scanned + 1;
      atStart = character === delimiter || character === '\n' || character === '\r';
    }
    // A quote that is never closed makes one endless cell, which the limits refuse.
    if (cut === 0 && rest.length > MAX_RECORD_CHARS) cut = rest.length;
    if (cut === 0) continue;
    yield rest.slice(0, cut);
    rest = rest.slice(cut);
    scanned -= cut;
  }
  if (rest !== '') yield rest;
}
