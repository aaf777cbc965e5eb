/**
 * A file on disk, read twice: the beginnings of its sheets to find the table, then one sheet from beginning to end, row by row.
 *
 * Merged cells stand behind the rows in a sheet, so the first reading runs to the end without looking at cells; it also
 * counts the rows, for the clerk who waits.
 */
import { closeSync, createReadStream, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { getDecoder } from 'iconv-lite';
import { Refusal } from '../../../domain/refusal.ts';
import type { SheetHead, SheetRow } from '../../../domain/roster/sheet.ts';
import { csvRows, delimiterOf, records, wholeRecords } from '../read/csv.ts';
import type { ReadLimits } from '../read/limits.ts';
import { sniff } from '../read/sniff.ts';
import { NO_STRINGS, readStrings } from '../read/strings.ts';
import { readWorkbook } from '../read/workbook.ts';
import { worksheetScanner } from '../read/worksheet.ts';
import type { ReadBudget } from '../read/worksheet.ts';
import { attributeOf } from '../read/xml.ts';
import { openParts } from '../read/zip.ts';

export interface Source {
  /** Hidden sheets have no rows: they hold dictionaries. */
  readonly heads: readonly SheetHead[];
  /** All rows of a sheet, in batches; of one sheet, once. */
  rows(sheet: SheetHead): AsyncIterable<readonly SheetRow[]>;
  close(): void;
}

/** The header is looked for in the first thirty rows, and the widths of columns are taken from some more. */
const HEAD_ROWS = 200;
const SNIFF_BYTES = 1024 * 1024;
/** Compound files tell only somewhere inside what they are. */
const COMPOUND = 0xd0;

const fileHead = (path: string, size: number): Uint8Array => {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(Math.min(size, SNIFF_BYTES));
    readSync(file, head, 0, head.length, 0);
    return head[0] === COMPOUND ? readFileSync(path) : head;
  } finally {
    closeSync(file);
  }
};

// ---------------------------------------------------------------- workbooks

interface Tail { readonly merges: readonly string[]; readonly rows: number }

/** Counts rows and collects merges in what is left of a sheet, without reading its cells. */
const tailReader = (file: string, sheet: string, limits: ReadLimits): { write(chunk: string): void; tail(): Tail } => {
  const merges: string[] = [];
  let rows = 0;
  let rest = '';
  let isBehind = false;
  const CARRY = 2_048;
  return {
    write: (chunk) => {
      let text = rest + chunk;
      if (!isBehind) {
        const end = text.indexOf('sheetData>');
        const until = end < 0 ? text.length - 10 : end;
        let at = text.indexOf('row>');
        for (; at >= 0 && at < until; at = text.indexOf('row>', at + 4)) rows += 1;
        if (end < 0) {
          rest = text.slice(Math.max(0, until));
          return;
        }
        isBehind = true;
        text = text.slice(end);
      }
      let done = 0;
      for (const found of text.matchAll(/<(?:\w{1,20}:)?mergeCell\s([^<>]{1,200})>/g)) {
        done = found.index + found[0].length;
        merges.push(attributeOf(found[1] ?? '', 'ref') ?? '');
        if (merges.length > limits.merges) throw new Refusal('import.too-many-merges', `“${file}”工作表“${sheet}”的合并单元格超过 ${limits.merges} 处`, { next: '请取消合并（选中全表—取消合并单元格）后再发' });
      }
      rest = text.slice(Math.max(done, text.length - CARRY));
    },
    tail: () => ({ merges, rows }),
  };
};

const openWorkbook = async (name: string, path: string, limits: ReadLimits): Promise<Source> => {
  const parts = await openParts(name, path, limits);
  try {
    const frame = await readWorkbook(name, parts, limits);
    let strings = frame.strings !== null && parts.has(frame.strings) ? await readStrings(name, await parts.text(frame.strings), limits) : NO_STRINGS;

    const headOf = async (sheet: (typeof frame.sheets)[number]): Promise<SheetHead> => {
      const rows: SheetRow[] = [];
      const merges: string[] = [];
      if (sheet.hidden) return { name: sheet.name, hidden: true, rows, merges, rowCount: 0 };
      const scanner = worksheetScanner(name, sheet.name, frame, strings, limits, { rows: 0, cells: 0 }, { row: (row) => void rows.push(row), merge: (ref) => void merges.push(ref) });
      const rest = tailReader(name, sheet.name, limits);
      let isWhole = true;
      for await (const chunk of await parts.text(sheet.path)) {
        if (rows.length < HEAD_ROWS) scanner.write(chunk);
        else {
          isWhole = false;
          rest.write(chunk);
        }
      }
      if (isWhole) scanner.end();
      const { rows: more, merges: later } = rest.tail();
      return { name: sheet.name, hidden: false, rows, merges: [...merges, ...later], rowCount: rows.length + more };
    };

    const heads: SheetHead[] = [];
    for (const sheet of frame.sheets) heads.push(await headOf(sheet));
    const budget: ReadBudget = { rows: 0, cells: 0 };
    return {
      heads,
      rows: async function* (head) {
        const sheet = frame.sheets[heads.indexOf(head)];
        if (sheet === undefined) return;
        let batch: SheetRow[] = [];
        const scanner = worksheetScanner(name, sheet.name, frame, strings, limits, budget, { row: (row) => void batch.push(row), merge: () => undefined });
        for await (const chunk of await parts.text(sheet.path)) {
          scanner.write(chunk);
          if (batch.length === 0) continue;
          yield batch;
          batch = [];
        }
        scanner.end();
        if (batch.length > 0) yield batch;
        // Nobody asks for a text any more; what comes next needs the room.
        strings = NO_STRINGS;
      },
      close: () => parts.close(),
    };
  } catch (error) {
    parts.close();
    throw error;
  }
};

// ---------------------------------------------------------------- delimited text

interface Decoder { write(bytes: Buffer): string; end(): string }

const utf8 = (fatal: boolean): Decoder => {
  const decoder = new TextDecoder('utf-8', { fatal });
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
};
const other = (encoding: string): Decoder => {
  const decoder = getDecoder(encoding);
  return { write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' };
};

async function* decodedFile(path: string, decoder: Decoder): AsyncIterable<string> {
  let isFirst = true;
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const text = decoder.write(chunk as Buffer);
    yield isFirst ? text.replace(/^\uFEFF/, '') : text;
    if (text !== '') isFirst = false;
  }
  yield decoder.end();
}

const holds = async (path: string, decoder: Decoder): Promise<boolean> => {
  try {
    for await (const text of decodedFile(path, decoder)) if (text.includes('\uFFFD')) return false;
    return true;
  } catch {
    return false;
  }
};

/** UTF-8 with or without BOM, UTF-16 with BOM, else GB18030. */
const decoderFor = async (name: string, path: string, head: Uint8Array): Promise<() => Decoder> => {
  if (head[0] === 0xff && head[1] === 0xfe) return () => other('utf16le');
  if (head[0] === 0xfe && head[1] === 0xff) return () => other('utf16be');
  if (await holds(path, utf8(true))) return () => utf8(false);
  if (await holds(path, other('gb18030'))) return () => other('gb18030');
  throw new Refusal('import.encoding', `“${name}”的文字编码认不出来`, { next: '请在 Excel 或 WPS 中打开，另存为 .xlsx 后再发' });
};

/** The mark between cells, by the first piece that says anything. */
const delimiterIn = async (pieces: AsyncIterable<string>): Promise<string> => {
  for await (const piece of pieces) if (piece !== '') return delimiterOf(piece);
  return ',';
};

const openCsv = async (name: string, path: string, head: Uint8Array, limits: ReadLimits): Promise<Source> => {
  const decoder = await decoderFor(name, path, head);
  const mark = await delimiterIn(decodedFile(path, decoder()));
  const batches = async function* (): AsyncIterable<readonly SheetRow[]> {
    let batch: SheetRow[] = [];
    const take = csvRows(name, limits, (row) => void batch.push(row));
    for await (const text of wholeRecords(decodedFile(path, decoder()), mark)) {
      for (const record of records(text, mark)) take(record);
      if (batch.length === 0) continue;
      yield batch;
      batch = [];
    }
  };
  const rows: SheetRow[] = [];
  let rowCount = 0;
  for await (const batch of batches()) {
    rowCount += batch.length;
    if (rows.length < HEAD_ROWS) rows.push(...batch.slice(0, HEAD_ROWS - rows.length));
  }
  return { heads: [{ name: name.replace(/\.[^.]*$/, ''), hidden: false, rows, merges: [], rowCount }], rows: batches, close: () => undefined };
};

/** @throws Refusal for everything that cannot be read */
export const openSource = async (name: string, path: string, limits: ReadLimits): Promise<Source> => {
  const { size } = statSync(path);
  const head = fileHead(path, size);
  return sniff(name, head, limits, size) === 'csv' ? openCsv(name, path, head, limits) : openWorkbook(name, path, limits);
};
