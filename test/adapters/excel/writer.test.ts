import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ExcelJS from 'exceljs';
import { fillTemplate } from '../../../src/adapters/excel/write/fill.ts';
import { resultValues } from '../../../src/adapters/excel/write/result-values.ts';
import { collectBytes } from '../../../src/adapters/excel/write/stream.ts';
import { createSheetWriter } from '../../../src/adapters/excel/writer.ts';
import type { ResultSheetModel } from '../../../src/application/ports.ts';
import type { RosterKind } from '../../../src/domain/events.ts';
import { digest, taskId } from '../../../src/domain/ids.ts';
import { COLUMNS } from '../../../src/domain/roster/columns.ts';
import { sentenceOf } from '../../../src/domain/roster/findings.ts';
import { cellText } from '../../../src/domain/roster/header.ts';
import { judgeWorkbook } from '../../../src/domain/roster/judge-workbook.ts';
import type { Judgement } from '../../../src/domain/roster/judge.ts';
import type { Sheet } from '../../../src/domain/roster/sheet.ts';
import { readHere } from './read-here.ts';

const writer = createSheetWriter(() => new Date('2026-09-08T01:00:00Z'));
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

const filledTemplates = new Map<RosterKind, Uint8Array>();
/** The template as a clerk fills it: the examples' words, another number in front. */
const filledTemplate = async (roster: RosterKind): Promise<Uint8Array> => {
  const known = filledTemplates.get(roster);
  if (known !== undefined) return known;
  const workbook = await open(await writer.template(roster, UNIT, ['职成教科', '综合科']));
  const sheet = workbook.worksheets[1];
  if (sheet === undefined) throw new Error('no table');
  [3, 4].forEach((row) => {
    sheet.getCell(row, 1).value = String(row - 2);
  });
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
  filledTemplates.set(roster, bytes);
  return bytes;
};

describe('templates', () => {
  it.each<RosterKind>(['targets', 'inspectors', 'items'])('%s: out, filled, back in: everything taken, and again: nothing changes', async (roster) => {
    const sheets = await readHere('名录.xlsx', await filledTemplate(roster));
    const judgement = judge(sheets);
    expect(judgement.roster).toBe(roster);
    expect(judgement.findings.filter(({ severity }) => severity === 'rejected').map(sentenceOf)).toEqual([]);
    expect(judgement.counts).toMatchObject({ read: 2, added: 2 });
    expect(judge(sheets, new Map(judgement.changes.map(({ code, row }) => [code, row]))).counts).toMatchObject({ same: 2 });
  });

  it('an untouched template has no data: the examples do not count', async () => {
    const sheets = await readHere('名录.xlsx', await writer.template('targets', UNIT, []));
    expect(() => judge(sheets)).toThrow('下面没有数据');
  });

  it('explains every column, keeps codes as text, offers the words of choices, names the unit as author', async () => {
    const workbook = await open(await writer.template('targets', UNIT, ['职成教科']));
    expect(workbook.creator).toBe(UNIT);
    expect(workbook.worksheets.map(({ name, state }) => `${name} ${state}`)).toEqual(['填写说明 visible', '检查对象名录库 visible', '字典 hidden']);
    const table = workbook.worksheets[1];
    expect(table?.getColumn(4).numFmt).toBe('@');
    expect(table?.getCell('C3').dataValidation).toMatchObject({ type: 'list', formulae: ['字典!$A$2:$A$9'] });
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

  it('keeps the clerk’s row numbers, says beside each row what became of it, and can be corrected and sent again', async () => {
    const judgement = judge([rows]);
    const bytes = await writer.annotated({ unit: UNIT, sheet: rows, headerRow: judgement.headerRow, verdicts: judgement.verdicts, findings: judgement.findings.map(sentenceOf) });
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
    const workbook = await open(await writer.annotated({ unit: UNIT, sheet: rows, headerRow: 3, verdicts: judgement.verdicts, findings: [] }));
    const sheet = workbook.worksheets[0];
    expect(sheet?.getCell('F4').fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
    expect(sheet?.getCell('A7').value).toBe('\'=HYPERLINK("http://x")');
    expect(sheet?.getCell('A7').numFmt).toBe('@');
    expect(judgement.changes[0]?.row['name']).toBe('=HYPERLINK（"http://x"）');
  });
});

const hex = (seed: number) => {
  const value = digest(Array.from({ length: 64 }, (_, at) => ((seed * 7 + at * 13) % 16).toString(16)).join(''));
  if (value === null) throw new Error('no digest');
  return value;
};
const model = (edition: ResultSheetModel['edition']): ResultSheetModel => {
  const task = taskId('T2026-007');
  if (task === null) throw new Error('no task');
  const person = (name: string, certificate: string) => ({ name, section: '职成教科', certificate });
  return {
    edition, unit: UNIT, task, taskName: '=cmd|x', drawnAt: '2026-09-08T01:12:31.000Z', attempt: 2, earlierAttempts: [{ attempt: 1, outcome: '作废', reason: '名单有误' }],
    drawer: '王敏', witness: '孙岩', rules: '威海临港细则 第1版', snapshots: { targets: hex(1), inspectors: hex(2) }, planHash: hex(3), seed: hex(4),
    contributions: [{ by: '孙岩', text: 'QR71234567' }], items: ['JY-001 校外培训机构办学行为检查'], window: { from: '2026-09-10', to: '2026-10-20' },
    strata: [{ name: '一般对象', onRoster: 12, excluded: 1, eligible: 11, wanted: 2, drawn: 2, shortfall: 0 }],
    rows: [1, 2].map((no) => ({ no, stratum: '一般对象', code: `9135010000000000${no}X`, name: `对象${no}`, section: '职成教科', ticket: hex(no + 10), rank: no, eligible: 11, group: no, leader: person('刘洋', '37100012345'), members: [person('李娜', '37100012346')], helpers: [] })),
    notDrawn: [{ stratum: '一般对象', rank: 3, code: '91350100M000100Y43', name: '对象3', ticket: hex(20) }],
    excluded: [{ code: '91350100M000100Y4Z', name: '注销的公司', section: '综合科', reason: '不在业' }], reserve: [],
    substitutions: [{ inspection: 'T2026-007-01', target: '对象1', old: '李娜', new: '赵红', reason: '健康状况', approver: '陈志远', at: '2026-09-09T02:00:00.000Z' }],
    recheck: ['1. 取种子', '2. 算票号'], madeBy: '王敏', madeAt: '2026-09-08T01:15:00.000Z', fingerprint: hex(9),
  };
};

describe('抽取结果表', () => {
  it('carries every starred column, the appendices and the fingerprints; codes are text, numbers are numbers', async () => {
    const sheets = await readHere('结果.xlsx', await writer.result(model('full')));
    expect(sheets.map(({ name }) => name)).toEqual(['抽取结果表', '①票号', '②排除名单', '③递补顺序', '④更换记录', '⑤复核方法']);
    const [main] = sheets;
    const header = main?.rows.find(({ cells }) => cellText(cells[0]) === '序号');
    expect(header?.cells.map(cellText)).toEqual(['序号', '层别', '检查对象名称', '统一社会信用代码', '监管科室', '票号\n（前16位）', '名次/基数', '组号', '组长', '组员', '所属部门', '执法证号', '协助人员/专家']);
    const first = main?.rows.find(({ number }) => number === (header?.number ?? 0) + 1);
    expect(first?.cells[0]).toMatchObject({ kind: 'number', value: 1 });
    expect(first?.cells[3]).toEqual({ kind: 'text', value: '91350100000000001X' });
    expect(first?.cells[11]).toEqual({ kind: 'text', value: '37100012345\n37100012346' });
    const text = allText(sheets);
    for (const said of ['T2026-007', '2026-09-08 09:12:31', '第2次', '第1次 作废（名单有误）', '王敏', '孙岩', '威海临港细则 第1版', hex(4), hex(1), hex(11), '对象3', '不在业', '健康状况', '取种子', '2026-09-10 至 2026-10-20']) expect(text).toContain(said);
    expect(sheets[3]?.rows.at(-1)?.cells.map(cellText)).toEqual(['无']);
  });

  it('is set up for paper: landscape A4, the header on every page, page numbers and fingerprint below, the unit as author', async () => {
    const workbook = await open(await writer.result(model('full')));
    const sheet = workbook.worksheets[0];
    expect(sheet?.pageSetup).toMatchObject({ paperSize: 9, orientation: 'landscape', fitToWidth: 1, fitToHeight: 0, printTitlesRow: '8:8' });
    expect(sheet?.headerFooter.oddFooter).toContain(hex(9));
    expect(sheet?.headerFooter.oddFooter).toContain('第 &P 页 共 &N 页');
    expect(workbook.creator).toBe(UNIT);
    expect(workbook.lastModifiedBy).toBe(UNIT);
  });

  it('the public edition has no certificate numbers anywhere in the file, and no hidden sheet', async () => {
    const bytes = await writer.result(model('public'));
    const sheets = await readHere('公开.xlsx', bytes);
    expect(allText(sheets)).not.toMatch(/3710001234|执法证号/);
    expect(allText(sheets)).toContain('刘洋');
    expect(sheets.every(({ hidden }) => !hidden)).toBe(true);
  });

  it('a phone number anywhere in the public edition stops it, naming the cell; one in a contribution is starred', async () => {
    const slipped = { ...model('public'), rows: model('public').rows.map((row) => ({ ...row, name: '向阳培训 13812345678' })) };
    await expect(writer.result(slipped)).rejects.toMatchObject({ code: 'sheet.personal-data', message: '公开版“抽取结果表”的 C9 单元格里有手机号，没有生成' });
    const said = { ...model('public'), contributions: [{ by: '孙岩', text: '13812345678' }] };
    expect(allText(await readHere('公开.xlsx', await writer.result(said)))).toContain('孙岩 138****5678');
  });

  it('user text is never a formula', async () => {
    const workbook = await open(await writer.result(model('full')));
    workbook.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => {
      expect(cell.type).not.toBe(ExcelJS.ValueType.Formula);
    })));
  });
});

describe('a template that staff have edited', () => {
  it('every placeholder there is stands in the instructions beside the templates', async () => {
    const text = await readFile(join(__dirname, '../../../templates/xlsx/说明.md'), 'utf8');
    const { fields, lists } = resultValues(model('full'));
    const names = [...fields.keys(), ...[...lists.values()].flatMap(([first]) => [...(first?.keys() ?? [])])];
    expect(names.filter((name) => !text.includes(name))).toEqual([]);
  });

  it('asks for something the public must not see: refused, naming the cell', async () => {
    const template = new ExcelJS.Workbook();
    const sheet = template.addWorksheet('结果');
    sheet.getCell('B3').value = '{行.执法证号}';
    const bytes = new Uint8Array(await template.xlsx.writeBuffer());
    const filled = fillTemplate(bytes, resultValues(model('public')), { template: '公开版.xlsx', creator: UNIT, at: new Date(0) });
    await expect(filled).rejects.toMatchObject({ code: 'sheet.unknown-placeholder', message: '模板“公开版.xlsx”工作表“结果”B3 的 {行.执法证号} 不认识，或不允许出现在这一版里' });
  });

  it('a unit with a template of its own gets its own sheet, the others the common one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'templates-'));
    const template = new ExcelJS.Workbook();
    template.addWorksheet('本局表样').getCell('A1').value = '{任务编号}';
    await mkdir(join(folder, UNIT));
    await writeFile(join(folder, UNIT, '抽取结果表.xlsx'), new Uint8Array(await template.xlsx.writeBuffer()));
    const own = createSheetWriter(() => new Date(0), pathToFileURL(`${folder}/`));
    expect((await readHere('结果.xlsx', await own.result(model('full')))).map(({ name }) => name)).toEqual(['本局表样']);
    await expect(own.result({ ...model('full'), unit: '../别处' })).rejects.toMatchObject({ code: 'sheet.no-template' });
    await rm(folder, { recursive: true });
  });

  it('columns moved, renamed or left out: the sheet follows, merged rows below keep their place', async () => {
    const template = new ExcelJS.Workbook();
    const sheet = template.addWorksheet('结果');
    sheet.getCell('A1').value = '{单位}：{任务名称}';
    sheet.getCell('A2').value = '{行.组长}';
    sheet.getCell('B2').value = '第 {行.序号} 户 {行.对象名称}';
    sheet.getCell('A3').value = '共 {抽中户数} 户';
    sheet.mergeCells('A3:B3');
    const workbook = await open(await fillTemplate(new Uint8Array(await template.xlsx.writeBuffer()), resultValues(model('full')), { template: 't.xlsx', creator: UNIT, at: new Date(0) }));
    const filled = workbook.worksheets[0];
    expect([1, 2, 3, 4].map((row) => [filled?.getCell(row, 1).value, filled?.getCell(row, 2).value])).toEqual([
      [`${UNIT}：=cmd|x`, null], ['刘洋', '第 1 户 对象1'], ['刘洋', '第 2 户 对象2'], ['共 2 户', '共 2 户'],
    ]);
    expect(filled?.model.merges).toEqual(['A4:B4']);
  });
});

describe('a roster as a sheet', () => {
  it.each<RosterKind>(['targets', 'inspectors', 'items'])('%s: export, import: nothing changes', async (roster) => {
    const judgement = judge(await readHere('名录.xlsx', await filledTemplate(roster)));
    const rows = judgement.changes.map(({ row }) => row);
    const bytes = await collectBytes(writer.roster({ roster, edition: 'full', unit: UNIT, version: 3, madeBy: '王敏', madeAt: '2026-09-08T01:00:00.000Z', fingerprint: hex(9), rows }));
    const again = judge(await readHere('导出.xlsx', bytes), new Map(judgement.changes.map(({ code, row }) => [code, row])));
    expect(again.diffs).toEqual([]);
    expect(again.counts).toMatchObject({ read: 2, same: 2 });
  });

  it('the public edition masks phones, certificates and addresses and leaves out what is nobody’s business', async () => {
    const judgement = judge(await readHere('名录.xlsx', await filledTemplate('inspectors')));
    const bytes = await collectBytes(writer.roster({ roster: 'inspectors', edition: 'public', unit: UNIT, version: 3, madeBy: '王敏', madeAt: '2026-09-08T01:00:00.000Z', fingerprint: hex(9), rows: judgement.changes.map(({ row }) => row) }));
    const text = allText(await readHere('公开.xlsx', bytes));
    expect(text).toContain('138****0001');
    expect(text).toContain('3710001****');
    expect(text).not.toMatch(/13800000001|37100012345|RY-012/);
  });

  it('any other table goes the same way; a public one with personal data is stopped at the cell', async () => {
    const interests = (edition: 'full' | 'public', remark: string) => writer.table({
      edition, unit: UNIT, title: '利害关系登记', madeBy: '王敏', madeAt: '2026-09-08T01:00:00.000Z', fingerprint: hex(9),
      columns: ['人员', '对象', '关系类型', '登记日期', '备注'].map((title) => ({ title, width: 16 })), rows: [['刘洋', '启明培训', '近亲属', '2026-09-01', remark]],
    });
    const [sheet] = await readHere('利害.xlsx', await collectBytes(interests('full', '电话 13812345678')));
    expect(sheet?.rows.at(-1)?.cells.map(cellText)).toEqual(['刘洋', '启明培训', '近亲属', '2026-09-01', '电话 13812345678']);
    await expect(collectBytes(interests('public', '电话 13812345678'))).rejects.toMatchObject({ code: 'sheet.personal-data', message: '公开版“利害关系登记”的 E4 单元格里有手机号，没有生成' });
  });

  it('the same rows make the same bytes', async () => {
    const once = (): Promise<Uint8Array> => collectBytes(writer.roster({ roster: 'items', edition: 'full', unit: UNIT, version: 1, madeBy: '王敏', madeAt: '2026-09-08T01:00:00.000Z', fingerprint: hex(1), rows: [{ code: 'A', name: '甲' }] }));
    expect(Buffer.from(await once()).equals(Buffer.from(await once()))).toBe(true);
  });
});
