/**
 * Writes one roster of N rows in this process and says what it cost: `own` as the product does, from its template, `exceljs`
 * with that library's streaming writer. Arguments: which, rows, file. Output: one JSON line.
 */
import { createWriteStream, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import ExcelJS from 'exceljs';
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import { rosterRecord } from '../../src/application/sheets/rosters.ts';
import type { SheetRecord } from '../../src/domain/sheets/disclosure.ts';
import { rosterColumnTitles } from '../../src/domain/sheets/vocabulary.ts';
import { targetRow } from './bureau.ts';

const rowOf = (n: number): Readonly<Record<string, unknown>> => targetRow(`QT-${String(n).padStart(7, '0')}`, {
  name: `临港区第${String(n)}号教育培训有限公司`, phone: `138${String(n).padStart(8, '0')}`, address: `威海市临港区草庙子镇学府路${String(n)}号`, legalRepresentative: '张示例', contact: '李示例', subjectType: '有限责任公司',
  items: ['JY-001', 'JY-002'], statusCheckedOn: '2026-08-31', credit: 'B', note: `第${String(n)}批导入 <A&B>`,
});
const titles = rosterColumnTitles('targets');

function* records(rows: number): Iterable<SheetRecord> {
  const record = rosterRecord('targets', () => true);
  for (let n = 1; n <= rows; n += 1) yield record(rowOf(n), n);
}

const own = async (rows: number, file: string): Promise<void> => {
  const chunks = createSheetWriter().fill({ sheet: 'targets', edition: 'full', template: null, unit: '临港区', madeAt: '2026-09-08T01:00:00.000Z', fields: { 单位: '临港区', 条数: rows }, lists: { 行: records(rows) }, form: { of: 'targets', sections: ['教育科'] } });
  await pipeline(Readable.from(chunks), createWriteStream(file));
};

const exceljs = async (rows: number, file: string): Promise<void> => {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: file, useStyles: true, useSharedStrings: false });
  const sheet = workbook.addWorksheet('名录');
  sheet.columns = titles.map(() => ({ width: 14, style: { numFmt: '@', border: { top: { style: 'thin' } }, alignment: { wrapText: true } } }));
  for (const record of records(rows)) {
    sheet.addRow(titles.map((title) => record[title] ?? '')).commit();
    if (Number(record['序号']) % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await workbook.commit();
};

const [, , which, rows, file] = process.argv;
if (which !== undefined && rows !== undefined && file !== undefined) {
  const began = performance.now();
  await (which === 'own' ? own : exceljs)(Number(rows), file);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stdout.write(`${JSON.stringify({ rows: Number(rows), ms: performance.now() - began, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024, fileMb: statSync(file).size / 1024 / 1024 })}\n`);
}
