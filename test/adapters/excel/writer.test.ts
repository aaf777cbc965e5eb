import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { annotatedWorkbook } from '../../../src/adapters/excel/write/annotated.ts';
import { collectBytes } from '../../../src/adapters/excel/write/stream.ts';
import { createSheetWriter } from '../../../src/adapters/excel/writer.ts';
import type { SheetModel } from '../../../src/application/ports.ts';
import { rosterTemplate } from '../../../src/application/queries/templates.ts';
import { formOf } from '../../../src/application/sheets/make.ts';
import { rosterRecord } from '../../../src/application/sheets/rosters.ts';
import type { RosterKind } from '../../../src/domain/events.ts';
import { COLUMNS } from '../../../src/domain/roster/columns.ts';
import { sentenceOf } from '../../../src/domain/roster/findings.ts';
import { cellText } from '../../../src/domain/roster/header.ts';
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import type { Judgement } from '../../../src/domain/roster/judge.ts';
import type { Sheet } from '../../../src/domain/roster/sheet.ts';
import { DISCLOSED, vocabularyOf } from '../../../src/domain/sheets/disclosure.ts';
import { sampleOf } from '../../../src/domain/sheets/samples.ts';
import { SHEET_KINDS } from '../../../src/domain/sheets/kinds.ts';
import { templateName } from '../../../src/domain/sheets/vocabulary.ts';
import type { Edition, SheetKind } from '../../../src/domain/sheets/kinds.ts';
import { openBureau, U1 } from '../../support/bureau.ts';
import { readHere } from './read-here.ts';
import { unzipped } from '../../support/unzipped.ts';

const writer = createSheetWriter();
const UNIT = '临港区社会事业管理局';

const judge = (sheets: readonly Sheet[], current: ReadonlyMap<string, Readonly<Record<string, unknown>>> = new Map()): Judgement => {
  const outcome = judgeWorkbook('名录.xlsx', sheets, { roster: null, answers: null, assume: false }, { today: '2026-09-08', sections: ['职成教科', '综合科'], current });
  if (outcome.outcome !== 'judged') throw new Error(`asked: ${JSON.stringify(outcome.question.fills)}`);
  return outcome.judgement;
};
const open = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  return workbook;
};
const allText = (sheets: readonly Sheet[]): string => sheets.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(cellText))).join('\n');


const model = (sheet: SheetKind, edition: Edition, more: Partial<SheetModel> = {}): SheetModel => {
  const sample = sampleOf(vocabularyOf(sheet, edition) ?? { fields: [], lists: {} });
  return { sheet, edition, template: null, unit: UNIT, madeAt: '2026-09-08T01:15:00.000Z', ...sample, ...more, fields: { 单位: UNIT, 期间: '2026年', ...sample.fields, ...more.fields } };
};
const fill = (filled: SheetModel): Promise<Uint8Array> => collectBytes(writer.fill(filled));

const blankForm = async (roster: RosterKind): Promise<Uint8Array> => {
  const bureau = await openBureau();
  const deps = { ...bureau.deps, sheetWriter: writer };
  const { sha256 } = await rosterTemplate(deps)(U1, roster);
  return deps.blobs.get(sha256);
};
/** The form as a clerk fills it: the examples' words, another number in front. */
const filledForm = async (roster: RosterKind): Promise<Uint8Array> => {
  const workbook = await open(await blankForm(roster));
  const sheet = workbook.worksheets[1];
  if (sheet === undefined) throw new Error('no table');
  [4, 5].forEach((row) => {
    sheet.getCell(row, 1).value = String(row - 3);
  });
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};

describe('the empty forms', () => {
  it.each<RosterKind>(['targets', 'inspectors', 'items'])('%s: out, filled, back in: everything taken, and again: nothing changes', async (roster) => {
    const sheets = await readHere('名录.xlsx', await filledForm(roster));
    const judgement = judge(sheets);
    expect(judgement.roster).toBe(roster);
    expect(judgement.findings.filter(({ severity }) => severity === 'rejected').map(sentenceOf)).toEqual([]);
    expect(judgement.counts).toMatchObject({ read: 2, added: 2 });
    expect(judge(sheets, new Map(judgement.changes.map(({ code, row }) => [code, row]))).counts).toMatchObject({ same: 2 });
  });

  it('an untouched form has no data: the examples do not count', async () => {
    const sheets = await readHere('名录.xlsx', await blankForm('targets'));
    expect(() => judge(sheets)).toThrow('下面没有数据');
  });

  it('explains every column, keeps codes as text, offers the words of choices, names the unit as author', async () => {
    const workbook = await open(await blankForm('targets'));
    expect(workbook.creator).toBe('临海区教育和卫生健康局');
    expect(workbook.worksheets.map(({ name, state }) => `${name} ${state}`)).toEqual(['填写说明 visible', '检查对象名录库 visible', '字典 hidden']);
    const table = workbook.worksheets[1];
    expect(table?.getColumn(4).numFmt).toBe('@');
    expect(table?.getCell('C4').dataValidation).toMatchObject({ type: 'list', formulae: ['字典!$A$2:$A$9'] });
    expect(table?.getCell('C400').dataValidation).toMatchObject({ type: 'list' });
    const explained = new Set(workbook.worksheets[0]?.getColumn(1).values.map(String));
    expect(COLUMNS.targets.filter(({ type }) => type.as !== 'ignored').filter(({ title }) => !explained.has(title))).toEqual([]);
  });
});

describe('the annotated sheet', () => {
  const rows: Sheet = {
    name: '名录', hidden: false, merges: [],
    rows: [
      { number: 1, cells: [{ kind: 'text', value: '某局名录' }] },
      { number: 3, cells: ['对象名称', '对象类型', '统一社会信用代码', '监管科室', '存续状态'].map((value) => ({ kind: 'text', value })) },
      { number: 4, cells: ['甲公司', '企业', '91350100M000100Y4Z', '综合科', '存续'].map((value) => ({ kind: 'text', value })) },
      { number: 7, cells: ['=HYPERLINK("http://x")', '企业', '91350100M000100Y43', '综合科', '存续'].map((value) => ({ kind: 'text', value })) },
    ],
  };

  const annotated = (sheet: Sheet, { headerRow, verdicts }: Judgement, findings: readonly string[]): Promise<Uint8Array> => {
    const judged = sheet.rows.map((row) => ({ row, verdict: verdicts.find(({ number }) => number === row.number) ?? null }));
    return collectBytes(annotatedWorkbook({ unit: UNIT, sheet: sheet.name, headerRow, columns: 5, sample: sheet.rows, rows: judged, findings: () => findings }, '2026-09-08T01:00:00.000Z'));
  };

  it('keeps the clerk’s row numbers, says beside each row what became of it, and can be corrected and sent again', async () => {
    const judgement = judge([rows]);
    const bytes = await annotated(rows, judgement, judgement.findings.map(sentenceOf));
    const [back, notes] = await readHere('批注.xlsx', bytes);
    expect(back?.rows.map(({ number, cells }) => [number, ...cells.slice(5).map(cellText)])).toEqual([
      [1],
      [3, '导入结果', '原因'],
      [4, '拒收', '「统一社会信用代码」“91350100M000100Y4Z”校验位错，应为 3'],
      [7, '新增', ''].filter((text, at) => at < 2 || text !== ''),
    ]);
    expect(notes?.rows.map(({ cells }) => cellText(cells[0])).join('\n')).toContain('第4行「统一社会信用代码」：“91350100M000100Y4Z”校验位错，应为 3');
    const again = judge([back, notes].filter((sheet) => sheet !== undefined));
    expect(again.counts).toEqual(judgement.counts);
    expect(again.findings.map(sentenceOf).filter((text) => text.includes('导入结果') || text.includes('原因'))).toEqual([]);
  });

  it('rejected rows are red, and text that could be a formula is none', async () => {
    const judgement = judge([rows]);
    const workbook = await open(await annotated(rows, judgement, []));
    const sheet = workbook.worksheets[0];
    expect(sheet?.getCell('F4').fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
    expect(sheet?.getCell('A7').value).toBe('\'=HYPERLINK("http://x")');
    expect(sheet?.getCell('A7').numFmt).toBe('@');
    expect(judgement.changes[0]?.row['name']).toBe('=HYPERLINK（"http://x"）');
  });
});

const FINGERPRINT = '86d7f375a4f007f2c5914c88373bbaa0c1e1c3017fd155a00b7adc969e45958e';

describe('the built-in templates', () => {
  const editions = SHEET_KINDS.flatMap((sheet) => (DISCLOSED[sheet] === null ? [[sheet, 'full'] as const] : [[sheet, 'full'] as const, [sheet, 'public'] as const]));

  it.each(editions)('%s %s can be filled, and prints every word that may stand on it', async (sheet, edition) => {
    const filled = model(sheet, edition, { fields: { 留痕指纹: FINGERPRINT } });
    const words = vocabularyOf(sheet, edition);
    const template = allText(await readHere('表样.xlsx', await writer.builtIn(sheet, edition)));
    const [workbook, text] = [await open(await fill(filled)), allText(await readHere('表.xlsx', await fill(filled)))];
    expect(text).not.toContain('{{');
    for (const [list, members] of Object.entries(words?.lists ?? {})) {
      const missing = members.filter((member) => !template.includes(`{{${list}.${member}}}`));
      // A column said once above the table need not stand on every line; the plan's own name is its title.
      expect(missing.filter((member) => !['检查事项', '检查期限', '年度', '计划名称', '代码'].includes(member))).toEqual([]);
    }
    for (const each of workbook.worksheets) {
      expect(each.pageSetup).toMatchObject({ paperSize: 9, fitToHeight: 0 });
      expect(each.headerFooter.oddFooter).toContain('第 &P 页 共 &N 页');
      expect(each.headerFooter.oddFooter).toContain(FINGERPRINT);
      expect(each.views[0]).toMatchObject({ state: 'frozen' });
    }
    expect([workbook.creator, workbook.lastModifiedBy, workbook.company]).toEqual([UNIT, UNIT, UNIT]);
  });

  it('each of them is named in the instructions beside them, and nothing else lies there', async () => {
    const folder = join(__dirname, '../../../templates/xlsx');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.xlsx')).map((name) => name.replace(/\.xlsx$/, ''));
    expect(files.toSorted()).toEqual(editions.map(([sheet, edition]) => templateName(sheet, edition)).toSorted());
    const text = await readFile(join(folder, '说明.md'), 'utf8');
    expect(SHEET_KINDS.filter((sheet) => !text.includes(templateName(sheet, 'full')))).toEqual([]);
  });
});

describe('a template that staff have edited', () => {
  const template = async (cells: Readonly<Record<string, string>>, more: (sheet: ExcelJS.Worksheet) => void = () => undefined): Promise<Uint8Array> => {
    const workbook = new ExcelJS.Workbook();
    const sheet = workbook.addWorksheet('结果');
    for (const [cell, text] of Object.entries(cells)) sheet.getCell(cell).value = text;
    more(sheet);
    return new Uint8Array(await workbook.xlsx.writeBuffer());
  };

  it('asks for something the public must not see: refused, naming the cell', async () => {
    const own = await template({ B3: '{{行.执法证号}}' });
    await expect(fill(model('result', 'public', { template: own }))).rejects.toMatchObject({ code: 'sheet.not-disclosed', message: '表样“抽取结果表（公开版）”工作表“结果”B3 的 {{行.执法证号}} 不在公开范围内' });
  });

  it('asks for something nobody knows: refused before the first row, with the closest words', async () => {
    const own = await template({ A1: '{{任务名}}' });
    await expect(fill(model('result', 'full', { template: own }))).rejects.toMatchObject({ code: 'sheet.unknown-placeholder', next: expect.stringContaining('{{任务名称}}') });
  });

  it('columns moved, renamed or left out: the sheet follows, merged rows below keep their place', async () => {
    const own = await template({ A1: '{{单位}}：{{任务名称}}', A2: '{{行.组长}}', B2: '第 {{行.序号}} 户 {{ 行.对象名称 }}', A3: '共 {{抽中户数}} 户' }, (sheet) => sheet.mergeCells('A3:B3'));
    const rows = [1, 2].map((no) => ({ 序号: no, 组长: '刘洋', 对象名称: `对象${String(no)}` }));
    const workbook = await open(await fill(model('result', 'full', { template: own, fields: { 任务名称: '=cmd|x', 抽中户数: 2 }, lists: { 行: rows } })));
    const filled = workbook.worksheets[0];
    expect([1, 2, 3, 4].map((row) => [filled?.getCell(row, 1).value, filled?.getCell(row, 2).value])).toEqual([
      [`${UNIT}：=cmd|x`, null], ['刘洋', '第 1 户 对象1'], ['刘洋', '第 2 户 对象2'], ['共 2 户', '共 2 户'],
    ]);
    expect(filled?.model.merges).toEqual(['A4:B4']);
  });

  it('a value that is a number stays one, a text that looks like a number or a formula stays text', async () => {
    const own = await template({ A1: '{{行.序号}}', B1: '{{行.统一社会信用代码}}', C1: '{{行.对象名称}}' });
    const rows = [{ 序号: 3, 统一社会信用代码: '370100000000001', 对象名称: '=HYPERLINK("http://x")' }, { 序号: 4, 统一社会信用代码: '00123', 对象名称: '+8 号店' }, { 序号: 5, 统一社会信用代码: '-1', 对象名称: '@所长' }];
    const sheet = (await open(await fill(model('result', 'full', { template: own, lists: { 行: rows } })))).worksheets[0];
    expect([1, 2, 3].map((row) => [sheet?.getCell(row, 1).value, sheet?.getCell(row, 2).value, sheet?.getCell(row, 3).value])).toEqual([
      [3, '370100000000001', '\'=HYPERLINK("http://x")'], [4, '00123', '\'+8 号店'], [5, '\'-1', '\'@所长'],
    ]);
    expect(sheet?.getCell('B1').numFmt).toBe('@');
  });

  it('what else was in it does not come along: no comment, no link, no author, no hidden sheet, no rule of colours', async () => {
    const workbook = new ExcelJS.Workbook();
    workbook.creator = '张三';
    workbook.company = '某软件公司';
    const sheet = workbook.addWorksheet('结果');
    sheet.getCell('A1').value = { text: '{{任务名称}}', hyperlink: 'https://secret.example' };
    sheet.getCell('A1').note = '不要外传';
    sheet.addConditionalFormatting({ ref: 'A1', rules: [{ type: 'expression', priority: 1, formulae: ['"暗号"=A1'], style: {} }] });
    workbook.addWorksheet('底稿', { state: 'hidden' }).getCell('A1').value = '暗号';
    const bytes = await fill(model('result', 'public', { template: new Uint8Array(await workbook.xlsx.writeBuffer()) }));
    const parts = await unzipped(bytes);
    expect([...parts.keys()].filter((path) => /comment|drawing|external|printer|custom/i.test(path))).toEqual([]);
    const whole = [...parts.values()].join('\n');
    for (const hidden of ['张三', '某软件公司', 'secret.example', '不要外传', '暗号', '底稿']) expect(whole).not.toContain(hidden);
    expect(whole).toContain('校外培训机构办学情况联合抽查');
  });
});

describe('a roster as a sheet', () => {
  const exported = (roster: RosterKind, rows: readonly Readonly<Record<string, unknown>>[]): Promise<Uint8Array> =>
    fill(model(roster, 'full', { lists: { 行: rows.map((row, index) => rosterRecord(roster, () => true)(row, index + 1)) }, form: formOf(roster, ['综合科']) }));

  it.each<RosterKind>(['targets', 'inspectors', 'items'])('%s: export, import: nothing changes', async (roster) => {
    const judgement = judge(await readHere('名录.xlsx', await filledForm(roster)));
    const bytes = await exported(roster, judgement.changes.map(({ row }) => row));
    const again = judge(await readHere('导出.xlsx', bytes), new Map(judgement.changes.map(({ code, row }) => [code, row])));
    expect(again.diffs).toEqual([]);
    expect(again.counts).toMatchObject({ read: 2, same: 2 });
  });

  it('names and notes that could be formulas come back as they were', async () => {
    const judgement = judge(await readHere('名录.xlsx', await filledForm('targets')));
    const [first] = judgement.changes;
    const hostile = ['=HYPERLINK（"http://x"，1）', '+1 商店', '-1 商店', '@商店', '=1+1、=2'].map((name, index) => ({ ...first?.row, code: `QT-X${String(index)}`, codeType: 'own', name, note: `=cmd|"/c calc"!A${String(index)}`, keyTriggers: ['=甲', '+乙'] }));
    const again = judge(await readHere('导出.xlsx', await exported('targets', hostile)), new Map(hostile.map((row) => [row.code, row])));
    expect(again.diffs).toEqual([]);
    expect(again.counts).toMatchObject({ read: 5, same: 5 });
  });

  it('our own reader and an ordinary office library see the same values', async () => {
    const judgement = judge(await readHere('名录.xlsx', await filledForm('inspectors')));
    const bytes = await exported('inspectors', judgement.changes.map(({ row }) => row));
    const ours = (await readHere('导出.xlsx', bytes)).find(({ name }) => name === '执法检查人员名录库');
    const theirs = (await open(bytes)).getWorksheet('执法检查人员名录库');
    for (const { number, cells } of ours?.rows ?? []) cells.forEach((cell, index) => {
      const value = theirs?.getCell(number, index + 1).value;
      expect(typeof value === 'number' ? String(value) : (value ?? '')).toBe(cellText(cell));
    });
    expect(theirs?.rowCount).toBe(5);
  });

  it('a phone number anywhere in a public edition stops it, naming the cell', async () => {
    const slipped = model('result', 'public', { lists: { ...model('result', 'public').lists, 行: [{ 序号: 1, 对象名称: '向阳培训 13812345678' }] } });
    await expect(fill(slipped)).rejects.toMatchObject({ code: 'sheet.personal-data', message: '公开版“抽取结果表”的 C9 单元格里有手机号，没有生成' });
  });

  it('any other table goes its own way; a public one with personal data is stopped at the cell', async () => {
    const interests = (edition: Edition, remark: string) => writer.table({
      edition, unit: UNIT, title: '利害关系登记', madeBy: '王敏', madeAt: '2026-09-08T01:00:00.000Z', fingerprint: FINGERPRINT as never,
      columns: ['人员', '对象', '关系类型', '登记日期', '备注'].map((title) => ({ title, width: 16 })), rows: [['刘洋', '启明培训', '近亲属', '2026-09-01', remark]],
    });
    const [sheet] = await readHere('利害.xlsx', await collectBytes(interests('full', '电话 13812345678')));
    expect(sheet?.rows.at(-1)?.cells.map(cellText)).toEqual(['刘洋', '启明培训', '近亲属', '2026-09-01', '电话 13812345678']);
    await expect(collectBytes(interests('public', '电话 13812345678'))).rejects.toMatchObject({ code: 'sheet.personal-data', message: '公开版“利害关系登记”的 E4 单元格里有手机号，没有生成' });
  });

  it('the same rows make the same bytes', async () => {
    const once = (): Promise<Uint8Array> => exported('items', [{ code: 'A', name: '甲' }]);
    expect(Buffer.from(await once()).equals(Buffer.from(await once()))).toBe(true);
  });
});
