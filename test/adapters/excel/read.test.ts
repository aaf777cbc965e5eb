import { encode } from 'iconv-lite';
import type { Sheet, SheetRow } from '../../../src/domain/roster/sheet.ts';
import { book, simple, table } from './build-xlsx.ts';
import { readHere } from './read-here.ts';

const read = readHere;
const firstCells = async (data: Uint8Array): Promise<SheetRow['cells']> => (await read('a.xlsx', data))[0]?.rows[0]?.cells ?? [];
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('what a workbook holds is what is read', () => {
  it('shared, rich and inline texts; phonetic hints are no text', async () => {
    const data = await book({
      strings: '<si><t>甲</t></si><si><r><t>乙</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 丙</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></si>',
      sheets: [{ name: '表', xml: '<sheetData><row r="3"><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" t="inlineStr"><is><r><t>丁</t></r><r><t>戊_x000D_己</t></r></is></c></row></sheetData>' }],
    });
    const [sheet] = await read('a.xlsx', data);
    expect(sheet?.rows).toEqual([{ number: 3, cells: [{ kind: 'text', value: '甲' }, null, { kind: 'text', value: '乙 丙' }, { kind: 'text', value: '丁戊\r己' }] }]);
  });

  it('Chinese text is not cut where the file is inflated in pieces', async () => {
    const name = '株式会社𠮷野家（临港）教育培训中心';
    const data = await simple(Array.from({ length: 20_000 }, (_, at) => [`${name}${at}`]));
    const [sheet] = await read('a.xlsx', data);
    expect(sheet?.rows).toHaveLength(20_000);
    expect(sheet?.rows.every((row, at) => row.cells[0]?.kind === 'text' && row.cells[0].value === `${name}${at}`)).toBe(true);
  });

  it('dates by their format, counted from 1900 or 1904; percentages and padded digits as shown', async () => {
    const styles = '<numFmts><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="166" formatCode="000000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="165"/><xf numFmtId="9"/><xf numFmtId="166"/><xf numFmtId="22"/></cellXfs>';
    const xml = '<sheetData><row r="1"><c r="A1" s="1"><v>46273</v></c><c r="B1" s="2"><v>46273</v></c><c r="C1" s="3"><v>0.05</v></c><c r="D1" s="4"><v>571</v></c><c r="E1" s="5"><v>46273.5</v></c><c r="F1"><v>46273</v></c><c r="G1" s="1"><v>59</v></c></row></sheetData>';
    expect(await firstCells(await book({ styles, sheets: [{ name: '表', xml }] }))).toEqual([
      { kind: 'date', value: '2026-09-08' },
      { kind: 'date', value: '2026-09-08' },
      { kind: 'number', value: 0.05, text: '5%', lossy: false },
      { kind: 'number', value: 571, text: '000571', lossy: false },
      { kind: 'date', value: '2026-09-08 12:00' },
      { kind: 'number', value: 46273, text: '46273', lossy: false },
      { kind: 'date', value: '1900-02-28' },
    ]);
    const [cell] = await firstCells(await book({ styles, date1904: true, sheets: [{ name: '表', xml: '<sheetData><row r="1"><c r="A1" s="1"><v>44811</v></c></row></sheetData>' }] }));
    expect(cell).toEqual({ kind: 'date', value: '2026-09-08' });
  });

  it('numbers that lost digits, formulas, errors and truth values say what they are', async () => {
    const xml = '<sheetData><row r="1"><c r="A1"><v>330106198001010000</v></c><c r="B1" t="str"><f>A2&amp;B2</f><v>甲乙</v></c><c r="C1"><f>1/0</f></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1" t="b"><v>1</v></c><c r="F1"><f>1+1</f><v>0</v></c><c r="G1"><v>110108000000016</v></c></row></sheetData>';
    expect(await firstCells(await book({ sheets: [{ name: '表', xml }] }))).toEqual([
      { kind: 'number', value: 330106198001010000, text: '330106198001010000', lossy: true },
      { kind: 'formula', text: '甲乙' },
      { kind: 'formula', text: '' },
      { kind: 'error', text: '#DIV/0!' },
      { kind: 'text', value: '是' },
      { kind: 'formula', text: '0' },
      { kind: 'number', value: 110108000000016, text: '110108000000016', lossy: false },
    ]);
  });

  it('hidden sheets are marked, empty ones are empty, merges are listed; names with a prefix are names', async () => {
    const data = await book({
      sheets: [
        { name: '字典', xml: table([['甲']]), state: 'hidden' },
        { name: '空', xml: '<sheetData/>' },
        { name: '名录', xml: '<x:sheetData xmlns:x="urn:x"><x:row><x:c t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c><x:c><x:v>2</x:v></x:c></x:row></x:sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells>' },
      ],
    });
    const sheets = await read('a.xlsx', data);
    expect(sheets.map(({ name, hidden, rows, merges }) => ({ name, hidden, rows: rows.length, merges }))).toEqual([
      { name: '字典', hidden: true, rows: 1, merges: [] },
      { name: '空', hidden: false, rows: 0, merges: [] },
      { name: '名录', hidden: false, rows: 1, merges: ['A1:B1'] },
    ]);
    expect(sheets[2]?.rows[0]).toEqual({ number: 1, cells: [{ kind: 'text', value: '甲' }, { kind: 'number', value: 2, text: '2', lossy: false }] });
  });
});

describe('.csv as offices save it', () => {
  const text = '对象名称,统一社会信用代码,备注\r\n"甲,乙 ""老店""",="0571",\r\n丙,,"两\n行"\r\n,,\r\n丁,91350100M000100Y43,﻿';
  const expected = [
    ['对象名称', '统一社会信用代码', '备注'],
    ['甲,乙 "老店"', '0571', null],
    ['丙', null, '两\n行'],
    ['丁', '91350100M000100Y43', null],
  ];
  const values = (sheets: readonly Sheet[]): readonly unknown[] => sheets[0]?.rows.map(({ cells }) => cells.map((cell) => (cell?.kind === 'text' ? cell.value : cell))) ?? [];

  it.each([
    ['UTF-8', utf8(text)],
    ['UTF-8 with BOM', utf8(`\uFEFF${text}`)],
    ['UTF-16 with BOM', Buffer.concat([Buffer.from([0xff, 0xfe]), encode(text.replace('\uFEFF', ''), 'utf16le')])],
    ['GB18030', encode(text.replace('\uFEFF', ''), 'gb18030')],
  ])('%s', async (_, data) => {
    const sheets = await read('名录.csv', data);
    const rows = values(sheets).map((row) => (row as readonly unknown[]).map((cell) => (typeof cell === 'string' && cell.replace('\uFEFF', '') === '' ? null : cell)));
    expect(rows).toEqual(expected);
    expect(sheets[0]?.rows.map(({ number }) => number)).toEqual([1, 2, 3, 5]);
  });

  it('tabs and semicolons separate as well; a name with a comma does not', async () => {
    expect(values(await read('a.tsv', utf8('甲\t乙,丙\t丁\n1\t2,3\t4')))).toEqual([['甲', '乙,丙', '丁'], ['1', '2,3', '4']]);
    expect(values(await read('a.csv', utf8('甲;乙\n1;2')))).toEqual([['甲', '乙'], ['1', '2']]);
  });
});
