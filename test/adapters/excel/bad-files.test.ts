import { createSheetReader } from '../../../src/adapters/excel/reader.ts';
import { readFile } from '../../../src/adapters/excel/read/file.ts';
import { DEFAULT_LIMITS } from '../../../src/adapters/excel/read/limits.ts';
import type { ReadLimits } from '../../../src/adapters/excel/read/limits.ts';
import { Refusal } from '../../../src/domain/refusal.ts';
import { book, bookParts, simple, table, zipOf } from './build-xlsx.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The refusal a file meets, read in this process; fails the test when the file is read. */
const refusal = async (name: string, data: Uint8Array, limits: Partial<ReadLimits> = {}): Promise<{ readonly code: string; readonly text: string }> => {
  const sink = { sheet: () => undefined, row: () => undefined, merge: () => undefined, drained: async () => undefined };
  const outcome: unknown = await readFile(name, data, { ...DEFAULT_LIMITS, ...limits }, sink).then(() => null, (error: unknown) => error);
  if (!(outcome instanceof Refusal)) throw new Error(`${name}: no refusal but ${String(outcome)}`);
  expect(outcome.next).not.toBe('');
  return { code: outcome.code, text: outcome.message };
};

/** A compound file that names the streams an encrypted workbook or an old .xls has. */
const compound = (stream: string): Uint8Array => Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), Buffer.from(stream, 'utf16le'), Buffer.alloc(100)]);

/** A zip whose only big part says a size that is not its own. */
const lyingZip = async (parts: Parameters<typeof zipOf>[0], path: string, declared: number): Promise<Uint8Array> => {
  const bytes = Buffer.from(await zipOf(parts));
  let at = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  while (at >= 0) {
    const length = bytes.readUInt16LE(at + 28);
    if (bytes.toString('utf8', at + 46, at + 46 + length) === path) bytes.writeUInt32LE(declared, at + 24);
    at = bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]), at + 4);
  }
  return bytes;
};

describe('files that are no lists are answered with what to do', () => {
  it.each([
    ['说明.pdf', utf8('%PDF-1.7 …'), 'import.wrong-type', '“说明.pdf”是PDF 文件，不是表格'],
    ['照片.xlsx', Buffer.from([0xff, 0xd8, 0xff, 0xe0]), 'import.wrong-type', '“照片.xlsx”是图片，不是表格'],
    ['名录.rar', Buffer.from('Rar!\x1a\x07\x00'), 'import.wrong-type', '“名录.rar”是RAR 压缩包，不是表格'],
    ['名录.xlsx', new Uint8Array(0), 'import.empty', '“名录.xlsx”是空文件（0 字节）'],
    ['名录.xls', utf8('<html><table><tr><td>甲</td></tr></table></html>'), 'import.web-page', '“名录.xls”其实是网页格式（有些平台导出的“.xls”就是这样）'],
    ['名录.xlsx', utf8('甲,乙\n1,2'), 'import.not-a-workbook', '“名录.xlsx”名为表格，内容却不是'],
    ['加密.xlsx', compound('EncryptedPackage'), 'import.encrypted', '“加密.xlsx”有打开密码，读不出来'],
    ['旧表.xls', compound('Workbook'), 'import.old-format', '“旧表.xls”是旧格式 .xls，读不出来'],
    ['名录.et', compound('Workbook'), 'import.old-format', '“名录.et”是 WPS 表格的 .et 格式，读不出来'],
    ['公文.wps', compound('WordDocument'), 'import.wrong-type', '“公文.wps”是 WPS 文字（.wps），不是表格'],
    ['公文.doc', compound('WordDocument'), 'import.wrong-type', '“公文.doc”是Word 文档，不是表格'],
  ])('%s', async (name, data, code, text) => {
    expect(await refusal(name, data)).toEqual({ code, text });
  });

  it('a zip that is no workbook, and one cut off on the way', async () => {
    expect(await refusal('资料.xlsx', await zipOf([['名录.txt', '甲']]))).toMatchObject({ code: 'import.not-a-workbook' });
    const whole = await simple([['甲']]);
    expect(await refusal('半截.xlsx', whole.subarray(0, whole.length - 40))).toMatchObject({ code: 'import.damaged' });
    expect(await refusal('公文.xlsx', await zipOf([['[Content_Types].xml', '<Types/>'], ['word/document.xml', '<d/>']]))).toMatchObject({ code: 'import.wrong-type' });
  });

  it('Numbers: how to export is said, not how to unpack', async () => {
    const data = await zipOf([['Index/Document.iwa', 'x'], ['Metadata/Properties.plist', 'x']]);
    expect(await refusal('名录.numbers', data)).toEqual({ code: 'import.wrong-type', text: '“名录.numbers”是苹果 Numbers 表格，读不出来' });
    expect(await refusal('名录.zip', data)).toMatchObject({ code: 'import.wrong-type' });
  });

  it('a workbook with macros is not opened', async () => {
    expect(await refusal('带宏.xlsm', await book({ sheets: [{ name: '表', xml: table([['甲']]) }], more: [['xl/vbaProject.bin', 'x']] }))).toMatchObject({ code: 'import.macros' });
  });

  it('40 MB is refused before anything is read', async () => {
    expect(await refusal('大表.xlsx', new Uint8Array(40 * 1024 * 1024).fill(0x50))).toEqual({ code: 'import.too-large', text: '“大表.xlsx”有 40 MB，超过 30 MB 的上限' });
  });
});

describe('hostile files are refused within bounds', () => {
  it('a zip bomb by its own declaration, by its ratio, and by a lie', async () => {
    const spaces = `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>${' '.repeat(3_000_000)}</t></is></c></row></sheetData>`;
    const bomb = { sheets: [{ name: '表', xml: spaces }] };
    expect(await refusal('炸弹.xlsx', await book(bomb), { entryBytes: 1_000_000 })).toMatchObject({ code: 'import.bomb' });
    expect(await refusal('炸弹.xlsx', await book(bomb), { totalBytes: 1_000_000 })).toMatchObject({ code: 'import.bomb' });
    expect(await refusal('炸弹.xlsx', await lyingZip(bookParts(bomb), 'xl/worksheets/sheet1.xml', 1_000))).toMatchObject({ code: 'import.damaged' });
    expect(await refusal('炸弹.xlsx', await book(bomb))).toMatchObject({ code: expect.stringMatching(/import\.(long-text|damaged)/) as string });
  });

  it('a document type, and with it entities and outside files', async () => {
    const laughs = '<!DOCTYPE s [<!ENTITY a "哈"><!ENTITY b "&a;&a;">]>';
    const parts = bookParts({ sheets: [{ name: '表', xml: table([['甲']]) }] }).map(([path, content]) => [path, path.endsWith('sheet1.xml') ? laughs + String(content) : content] as const);
    expect(await refusal('实体.xlsx', await zipOf(parts))).toMatchObject({ code: 'import.doctype' });
  });

  it('paths that leave the archive, and two parts of one name', async () => {
    const good = bookParts({ sheets: [{ name: '表', xml: table([['甲']]) }] });
    const bytes = Buffer.from(await zipOf([...good, ['xx/evil.xml', '甲']]));
    const escaped = Buffer.from(bytes.toString('latin1').replaceAll('xx/evil.xml', '../evil.xml'), 'latin1');
    expect(await refusal('越界.xlsx', escaped)).toMatchObject({ code: 'import.bomb' });
    const twice = Buffer.from(Buffer.from(await zipOf([...good, ['xl/worksheets/sheet2.xml', '<worksheet/>']])).toString('latin1').replaceAll('xl/worksheets/sheet2.xml', 'xl/worksheets/sheet1.xml'), 'latin1');
    expect(await refusal('重名.xlsx', twice)).toMatchObject({ code: 'import.bomb' });
  });

  it('too many rows, columns, cells, texts, sheets, merges: each says which and where', async () => {
    const rows = [['甲', '乙'], ['丙', '丁'], ['戊', '己']];
    expect(await refusal('a.xlsx', await simple(rows), { rows: 2 })).toEqual({ code: 'import.too-many-rows', text: '“a.xlsx”超过 2 行' });
    expect(await refusal('a.xlsx', await simple(rows), { cells: 5 })).toMatchObject({ code: 'import.too-many-cells' });
    expect(await refusal('a.xlsx', await simple([[...Array.from({ length: 300 }, () => '甲')]]))).toEqual({ code: 'import.too-wide', text: '“a.xlsx”工作表“名录”第1行写到了第 257 列，超过 256 列' });
    expect(await refusal('a.xlsx', await book({ strings: '<si><t>甲</t></si><si><t>乙</t></si>', sheets: [] }), { strings: 1 })).toMatchObject({ code: 'import.too-many-strings' });
    expect(await refusal('a.xlsx', await book({ sheets: [1, 2, 3].map((n) => ({ name: `表${n}`, xml: '<sheetData/>' })) }), { sheets: 2 })).toMatchObject({ code: 'import.too-many-sheets' });
    expect(await refusal('a.xlsx', await simple(rows, `<mergeCells>${'<mergeCell ref="A1:B1"/>'.repeat(6)}</mergeCells>`), { merges: 5 })).toMatchObject({ code: 'import.too-many-merges' });
    expect(await refusal('a.csv', utf8(`${'甲,'.repeat(300)}乙`))).toMatchObject({ code: 'import.too-wide' });
  });

  it('broken XML', async () => {
    expect(await refusal('坏.xlsx', await book({ sheets: [{ name: '表', xml: '<sheetData><row></sheetData>' }] }))).toMatchObject({ code: 'import.damaged' });
  });
});

describe('the child process', () => {
  it('reads a workbook as the office program shows it', async () => {
    const sheets = await createSheetReader().read('名录.xlsx', await simple([['对象名称', 3], [null, '乙']]));
    expect(sheets).toEqual([{
      name: '名录', hidden: false, merges: [],
      rows: [{ number: 1, cells: [{ kind: 'text', value: '对象名称' }, { kind: 'number', value: 3, text: '3', lossy: false }] }, { number: 2, cells: [null, { kind: 'text', value: '乙' }] }],
    }]);
  });

  it('a merge over the whole sheet in 1.5 KB costs nothing', async () => {
    const data = await simple([['甲'], ['乙']], '<mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A2:L1048576"/></mergeCells>');
    const [sheet] = await createSheetReader().read('合并.xlsx', data);
    expect(sheet?.rows).toHaveLength(2);
    expect(sheet?.merges).toEqual(['A1:XFD1048576', 'A2:L1048576']);
  });

  it('refusals come out of the child whole', async () => {
    const error: unknown = await createSheetReader().read('a.xlsx', await zipOf([['甲.txt', '乙']])).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'Refusal', code: 'import.not-a-workbook', message: '“a.xlsx”是压缩包，不是 Excel 工作簿' });
  });

  it('a file that eats memory or time kills only its child, and that is a sentence too', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => [`对象${at}`, `备注${at}`.repeat(20)]);
    const data = await simple(rows);
    const slow = createSheetReader({ ...DEFAULT_LIMITS, timeoutMs: 150 }).read('慢.xlsx', data);
    await expect(slow).rejects.toMatchObject({ name: 'Refusal', code: 'import.too-hard' });
  });

  it('a part that lies about its size in either direction is damaged, not trusted', async () => {
    const parts = bookParts({ sheets: [{ name: '表', xml: table([['甲']]) }] });
    const data = await lyingZip(parts, 'xl/worksheets/sheet1.xml', 5_000_000);
    await expect(createSheetReader().read('谎.xlsx', data)).rejects.toMatchObject({ code: expect.stringMatching(/^import\.(damaged|bomb)$/) as string });
  });
});
