/**
 * Sheets out of the chat and templates into it: what staff type, drop and get back.
 */
import ExcelJS from 'exceljs';
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import { voidAttempt } from '../../src/application/settle.ts';
import type { RosterKind } from '../../src/domain/events.ts';
import { demandEmpty, plainForm } from '../../src/domain/sheets/plain-form.ts';
import { cellText } from '../../src/domain/roster/header.ts';
import { judgeInProcess } from '../adapters/excel/judge-in-process.ts';
import { readHere } from '../adapters/excel/read-here.ts';
import { inspectorRow, openBureau, personOf, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { unzipped } from '../support/unzipped.ts';

const bureauWithSheets = async (preset: 'weihai-lg' | 'nantong-tz' = 'nantong-tz'): Promise<Bureau> => {
  const whole = await openBureau({ preset });
  const bureau: Bureau = { ...whole, deps: { ...whole.deps, sheetWriter: createSheetWriter(), sheetReader: { read: (name, data) => readHere(name, data) }, sheetJudge: judgeInProcess() } };
  await bureau.roster('targets', [targetRow('QT-001', { name: '启明培训学校', phone: '13812345678', legalRepresentative: '张老板', address: '临海市城关镇文化路8号', keyEvidence: '投诉两次属实', note: '=SUM(A1)', credit: 'D' }), targetRow('QT-046', { name: '已注销的店', status: '注销' })]);
  await bureau.roster('inspectors', [inspectorRow('ZF0001', '张伟', '教育科', { phone: '13900000001', account: 'ou_secret' })]);
  return bureau;
};

/** The bytes of the file among what came back. */
const fileOf = async (office: Office, delivered: readonly Delivered[]): Promise<Uint8Array> => {
  const file = delivered.map(({ message }) => message).find((message) => message.kind === 'file');
  if (file?.kind !== 'file') throw new Error(`no file among: ${delivered.map((each) => wordsOf(each, office.platform)).join(' | ')}`);
  return office.bureau.deps.blobs.get(file.blob as never);
};
const textOf = async (bytes: Uint8Array): Promise<string> => (await readHere('表.xlsx', bytes)).flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(cellText))).join('\n');
const said = (office: Office, delivered: readonly Delivered[]): string => delivered.map((each) => wordsOf(each, office.platform)).join('\n');

const book = async (build: (workbook: ExcelJS.Workbook) => void): Promise<Uint8Array> => {
  const workbook = new ExcelJS.Workbook();
  build(workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
};
const oneSheet = (cells: Readonly<Record<string, string>>): Promise<Uint8Array> => book((workbook) => {
  const sheet = workbook.addWorksheet('本局表样');
  for (const [cell, text] of Object.entries(cells)) sheet.getCell(cell).value = text;
});

describe('导出', () => {
  it.each<[string, RosterKind, string]>([['导出 检查对象', 'targets', '启明培训学校'], ['导出执法人员名录库', 'inspectors', '张伟'], ['export 事项清单', 'items', '办学行为检查']])('「%s」 gives the list as an .xlsx that can be imported again without a change', async (line, _roster, name) => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    const answer = await office.say('王敏', line);
    expect(said(office, answer)).toContain('文件指纹');
    const bytes = await fileOf(office, answer);
    expect(await textOf(bytes)).toContain(name);
    const back = await office.drop('王敏', '名录.xlsx', bytes);
    expect(said(office, back)).toMatch(/新增 0|无变化/);
    expect(said(office, back)).not.toContain('收到一份表样');
  });

  it('telephone numbers are whole for the clerk, starred for the others, and every list taken out stands in the journal', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    expect(await textOf(await fileOf(office, await office.say('王敏', '导出 检查对象')))).toContain('13812345678');
    for (const who of ['陈志远', '孙岩', '张伟']) expect(await textOf(await fileOf(office, await office.say(who, '导出 检查对象')))).toContain('138****5678');
    // 赵红 answers for 教育科, where the target belongs.
    expect(await textOf(await fileOf(office, await office.say('赵红', '导出 检查对象')))).toContain('13812345678');
    const entries = await office.bureau.deps.journal.ofStream(`sheets/${U1}`);
    expect(entries.flatMap(({ events }) => events).filter(({ type }) => type === 'SheetExported')).toHaveLength(5);
    expect(said(office, await office.say('何涛', '导出 检查对象'))).toContain('系统管理员不查看业务数据');
  });

  it('a public edition holds what the white list names and nothing else, in any part of the file', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    const parts = await unzipped(await fileOf(office, await office.say('王敏', '导出 检查对象 公开版')));
    const whole = [...parts].map(([path, text]) => `${path}\n${text}`).join('\n');
    for (const kept of ['启明培训学校', '138****5678', '临海市城关镇']) expect(whole).toContain(kept);
    for (const hidden of ['13812345678', '张老板', '文化路', '投诉两次属实', 'SUM(A1)', '王敏', '填写说明', '字典', 'state="hidden"', 'veryHidden', 'comments']) expect(whole).not.toContain(hidden);
    expect(parts.get('docProps/core.xml')).toContain('<dc:creator>临海区教育和卫生健康局</dc:creator>');
    const people = [...(await unzipped(await fileOf(office, await office.say('王敏', '导出 执法人员 公开版')))).values()].join('\n');
    for (const hidden of ['13900000001', 'ou_secret', 'ZF0001']) expect(people).not.toContain(hidden);
  });

  it('what a sheet cannot be public of is refused with the reason', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    expect(said(office, await office.say('王敏', '导出 利害关系 公开版'))).toContain('利害关系登记表没有公开版');
    expect(said(office, await office.say('王敏', '导出 天气'))).toContain('没有「天气」这张表');
    expect(said(office, await office.say('王敏', '导出'))).toContain('导出 确认书 7');
  });

  it('a phone number typed into a name stops the public edition and names the cell', async () => {
    const bureau = await bureauWithSheets();
    await bureau.roster('targets', [targetRow('QT-002', { name: '王老师家教13712345678' })]);
    const office = await openOffice({ bureau });
    expect(said(office, await office.say('王敏', '导出 检查对象 公开版'))).toMatch(/公开版“检查对象名录库”的 B\d+ 单元格里有手机号/);
  });
});

describe('利害关系登记表', () => {
  it('what the relation is, only whoever decides on recusals and the supervisor read; an inspector gets his own entries', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    await office.say('王敏', '利害关系 张伟 启明培训 配偶任职');
    await office.say('王敏', '利害关系 刘洋 QT-003 入股三成');
    const sheetFor = async (who: string): Promise<string> => textOf(await fileOf(office, await office.say(who, '导出 利害关系')));
    const [clerk, deputy, own] = [await sheetFor('王敏'), await sheetFor('陈志远'), await sheetFor('张伟')];
    for (const words of ['张伟', '启明培训学校', '刘洋', '（保密）', '2026-09-08', '王敏']) expect(clerk).toContain(words);
    expect(clerk).not.toMatch(/配偶任职|入股三成/);
    expect(deputy).toContain('配偶任职');
    expect(own).not.toMatch(/刘洋|配偶任职/);
  });
});

describe('年度抽查计划表', () => {
  it('the draft goes out internally, the public edition only once it is approved; items left out are named', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    expect(said(office, await office.say('王敏', '导出 计划 2027'))).toContain('2027 年还没有年度计划');
    await office.say('王敏', '计划 新建 2026');
    const draft = await textOf(await fileOf(office, await office.say('王敏', '导出 计划')));
    for (const words of ['2026年度抽查计划', '草稿', '2026-01', 'A03', '民办教育促进法第四十条', '附页 抽查事项覆盖情况']) expect(draft).toContain(words);
    expect(said(office, await office.say('王敏', '导出 年度计划 2026 公开版'))).toContain('还没有批准，没有公开版');
    await office.say('王敏', '计划 提交 2026');
    await office.say('李建国', '计划 同意 2026');
    await office.say('陈志远', '计划 同意 2026');
    const open = await textOf(await fileOf(office, await office.say('王敏', '导出 年度计划 2026 公开版')));
    expect(open).toContain('第1版');
    expect(open).not.toMatch(/陈志远|王敏|备注/);
    expect(await textOf(await fileOf(office, await office.say('王敏', '导出 计划 2026')))).toContain('陈志远');
  });
});

describe('the sheets of a task', () => {
  const twoStages = async (): Promise<{ readonly office: Office; readonly task: string }> => {
    const bureau = await bureauWithSheets('weihai-lg');
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '名录中两户重复');
    await drawIn(bureau, task);
    await lockIn(bureau, task);
    await drawIn(bureau, task, '7777');
    await lockIn(bureau, task);
    return { office: await openOffice({ bureau }), task };
  };

  it('both ceremonies stand on the result sheet, and the void attempt on every sheet of the task', async () => {
    const { office, task } = await twoStages();
    const { state } = await office.bureau.deps.states.load('task', task);
    const result = await textOf(await fileOf(office, await office.say('王敏', `导出 结果 ${task}`)));
    for (const attempt of state.attempts.filter(({ phase }) => phase === 'locked')) for (const proof of [attempt.seed, attempt.otp, attempt.planHash]) expect(result).toContain(proof);
    expect(result).toContain('孙岩 7777');
    for (const line of [`导出 结果 ${task}`, `导出 方案 ${task}`, `导出 确认书 ${task}`, `导出 结果 ${task} 公开版`, `导出 方案 ${task} 公开`]) {
      expect(await textOf(await fileOf(office, await office.say('王敏', line)))).toMatch(/第1次\n已作废[^]*名录中两户重复[^]*第2次\n已锁定/);
    }
    expect(result).toContain('检查对象 共2次（第1次 已作废：名录中两户重复）；执法检查人员 共1次');
    const confirmation = await textOf(await fileOf(office, await office.say('王敏', '导出 确认书')));
    for (const words of ['赵红', '李建国', '第2版', '2026-09-08 09:00']) expect(confirmation).toContain(words);
  });

  it('nothing public before the list is locked', async () => {
    const bureau = await bureauWithSheets();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    const office = await openOffice({ bureau });
    expect(said(office, await office.say('王敏', `导出 结果 ${task} 公开版`))).toContain('还没有锁定，暂不公开');
    expect(await textOf(await fileOf(office, await office.say('王敏', `导出 结果 ${task}`)))).toContain('种子');
  });

  it('the public result sheet calls nobody by the alias of the transcript', async () => {
    const { office, task } = await twoStages();
    const { state } = await office.bureau.deps.states.load('task', task);
    const aliases = state.attempts.flatMap(({ contributions }) => contributions.map(({ alias }) => alias));
    const whole = [...(await unzipped(await fileOf(office, await office.say('王敏', `导出 结果 ${task} 公开版`)))).values()].join('\n');
    expect(aliases.length).toBeGreaterThan(0);
    for (const alias of aliases) expect(whole).not.toContain(alias);
    expect(whole).not.toMatch(/监督员#|#[0-9a-f]{8}|ZF000/);
    expect(whole).toContain('监督员 7777');
  });

  it('a task that is not to be announced has no public sheet before its day, and names no target in one afterwards', async () => {
    const bureau = await bureauWithSheets();
    const task = await newTaskIn(bureau, { noNotice: true });
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await lockIn(bureau, task);
    const office = await openOffice({ bureau });
    for (const sheet of ['结果', '方案']) expect(said(office, await office.say('王敏', `导出 ${sheet} ${task} 公开版`))).toContain('不宜事先告知，检查开始前没有公开版');
    expect(said(office, await office.say('张伟', `导出 结果 ${task}`))).toContain('不宜事先告知');
    bureau.setTime('2026-10-01T02:00:00.000Z');
    const whole = [...(await unzipped(await fileOf(office, await office.say('王敏', `导出 结果 ${task} 公开版`)))).values()].join('\n');
    expect(whole).not.toMatch(/启明培训|培训机构QT|已注销的店|QT-0/);
  });
});

describe('a template of one’s own', () => {
  it('dropped, set, in force for every process, restored: each step in the journal', async () => {
    const bureau = await bureauWithSheets();
    const office = await openOffice({ bureau });
    const own = await oneSheet({ A1: '{{单位}} 检查对象一览', A2: '名称', B2: '电话', A3: '{{行.对象名称}}', B3: '{{行.联系电话}}' });
    const offer = await office.drop('王敏', '我局样式.xlsx', own);
    const card = office.card(offer, '收到一份表样');
    await office.press('王敏', card, '设为本单位表样', { sheet: '检查对象名录库', edition: '完整版' });
    expect(said(office, office.inbox('王敏'))).toContain('检查对象名录库_预览.xlsx');
    await office.restart();
    const sheets = await readHere('表.xlsx', await fileOf(office, await office.say('王敏', '导出 检查对象')));
    expect(sheets.map(({ name }) => name)).toEqual(['填写说明', '本局表样', '字典']);
    expect(sheets[1]?.rows.slice(0, 3).map(({ cells }) => cells.map(cellText))).toEqual([['临海区教育和卫生健康局 检查对象一览'], ['名称', '电话'], ['启明培训学校', '13812345678']]);
    expect(said(office, await office.say('王敏', '模板 表样'))).toContain('本单位 第 1 版');
    expect(await textOf(await fileOf(office, await office.say('王敏', '模板 表样 检查对象')))).toContain('{{行.联系电话}}');
    await office.say('王敏', '模板 恢复 检查对象');
    expect((await readHere('表.xlsx', await fileOf(office, await office.say('王敏', '导出 检查对象')))).map(({ name }) => name)).toContain('检查对象名录库');
    const facts = (await bureau.deps.journal.ofStream(`sheets/${U1}`)).flatMap(({ events }) => events.map(({ type }) => type));
    expect(facts.filter((type) => type !== 'SheetExported')).toEqual(['SheetTemplateOffered', 'SheetTemplateSet', 'SheetTemplateRestored']);
    expect(said(office, await office.say('王敏', '模板 恢复 检查对象'))).toContain('用的就是内置表样');
  });

  it('typed without a card: the last workbook dropped is meant; without one he is told what to do', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    expect(said(office, await office.say('王敏', '模板 设置 抽取结果表 公开版'))).toContain('还没有收到您的表样文件');
    await office.drop('王敏', '样式.xlsx', await oneSheet({ A1: '{{任务名称}}', A2: '{{行.对象名称}}' }));
    expect(said(office, await office.say('王敏', '模板 设置 抽取结果表 公开版'))).toContain('「抽取结果表（公开版）」已改用本单位表样');
    // Somebody else's drop is not meant.
    expect(said(office, await office.say('何涛', '模板 设置 抽取结果表'))).toContain('还没有收到您的表样文件');
    expect(said(office, await office.say('张伟', '模板 设置 抽取结果表'))).toContain('不能设置表样');
  });

  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['an unknown word', { A1: '{{任务名}}' }, '抽取结果表', 'A1 的 {{任务名}} 不认识'],
    ['a word of another list', { C7: '{{行.步骤}}' }, '抽取结果表', 'C7 的 {{行.步骤}} 不认识'],
    ['a column that is not public', { A1: '{{任务名称}}', B2: '{{行.执法证号}}' }, '抽取结果表 公开版', 'B2 的 {{行.执法证号}} 不在公开范围内'],
    ['two lists in one row', { A2: '{{行.序号}}', B2: '{{层.层别}}' }, '抽取结果表', '第2行同时用了 行、层 两个名单'],
  ])('%s: refused with the cell', async (_what, cells, sheet, sentence) => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    await office.drop('王敏', '样式.xlsx', await oneSheet({ ...cells, Z1: '{{单位}}' }));
    expect(said(office, await office.say('王敏', `模板 设置 ${sheet}`))).toContain(sentence);
  });

  it.each<[string, (workbook: ExcelJS.Workbook) => void, string]>([
    ['a hidden sheet', (workbook) => { workbook.addWorksheet('底稿', { state: 'hidden' }).getCell('A1').value = '旧数据'; }, '里有隐藏的工作表“底稿”'],
    ['a formula', (workbook) => { const cell = workbook.worksheets[0]?.getCell('D9'); if (cell !== undefined) cell.value = { formula: 'SUM(A1:A3)', result: 6 }; }, 'D9 是公式'],
    ['a picture', (workbook) => { workbook.worksheets[0]?.addImage(workbook.addImage({ base64: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', extension: 'png' }), 'A1:B2'); }, '里有图片（印章、徽标）'],
    ['a cell over several rows', (workbook) => workbook.worksheets[0]?.mergeCells('A5:A8'), '有跨行合并的单元格'],
  ])('%s in it: refused, and what to do', async (_what, spoil, sentence) => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    const bytes = await book((workbook) => {
      workbook.addWorksheet('表').getCell('A1').value = '{{任务名称}}';
      spoil(workbook);
    });
    const dropped = said(office, await office.drop('王敏', '样式.xlsx', bytes));
    const answer = dropped.includes(sentence) ? dropped : said(office, await office.say('王敏', '模板 设置 抽取结果表'));
    expect(answer).toContain(sentence);
  });

  it('an empty form of the county becomes a template by its header; a hint row stays, unknown columns stay empty', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    const form = await oneSheet({ A1: '注意：请将信息填写完整，否则可能导致上传失败。', A2: '专项库名称', B2: '统一社会信用代码/注册号', C2: '企业名称', D2: '许可证名称', E2: '有效期至', A3: '从27个专项库名称中进行单选', E3: '年月日，长期有效输入9999-09-09' });
    const offer = await office.drop('王敏', '专项库导入模板.xlsx', form);
    const card = office.card(offer, '收到一份表样');
    const reply = await office.press('王敏', card, '设为本单位表样', { sheet: '检查对象名录库', edition: '完整版' });
    expect(reply.text).toContain('已按表头自动对应栏目；认不出的栏目留空：专项库名称');
    const sheet = (await readHere('表.xlsx', await fileOf(office, await office.say('王敏', '导出 检查对象')))).find(({ name }) => name === '本局表样');
    const printed = (await unzipped(await fileOf(office, await office.say('王敏', '导出 检查对象')))).get('xl/worksheets/sheet2.xml') ?? '';
    expect(printed).toMatch(/orientation="landscape"[^]*临海区教育和卫生健康局\u3000留痕指纹 [0-9a-f]{64}[^]*第 &amp;P 页 共 &amp;N 页/);
    expect(sheet?.rows.map(({ cells }) => cells.map(cellText)).slice(2, 4)).toEqual([['从27个专项库名称中进行单选', '', '', '', '年月日，长期有效输入9999-09-09'], ['', 'QT-001', '启明培训学校']]);
  });

  it('a list with its rows is no form: it would stand in every sheet', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    const rows = Object.fromEntries([1, 2, 3].flatMap((n) => [[`A${String(n + 1)}`, `某公司${String(n)}`], [`B${String(n + 1)}`, '综合科']]));
    const { sheetReader } = office.bureau.deps;
    const plain = await sheetReader.read('名单.xlsx', await oneSheet({ A1: '企业名称', B1: '管辖单位', ...rows }));
    expect(() => demandEmpty('名单.xlsx', plainForm('名单.xlsx', 'targets', plain))).toThrow('第1行表头下面有 3 行内容，不是空表');
  });

  it('who may set no template gets the ordinary refusal of an empty list', async () => {
    const office = await openOffice({ bureau: await bureauWithSheets() });
    const form = await oneSheet({ A1: '企业名称', B1: '统一社会信用代码', C1: '监管科室', D1: '存续状态' });
    expect(said(office, await office.drop('赵红', '空表.xlsx', form))).toContain('下面没有数据');
    expect((await personOf(office.bureau, '赵红')).roles).toEqual(['section-head']);
  });
});
