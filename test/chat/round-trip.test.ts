/**
 * Out and in again: every sheet that can be imported comes back without a change – the rosters with every column filled, the
 * registry of interests, the annual plan. A second reader is asked what stands in the cells.
 */
import ExcelJS from 'exceljs';
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import { planLines } from '../../src/application/queries/plan.ts';
import { voidTask } from '../../src/application/settle.ts';
import { cellText } from '../../src/domain/roster/header.ts';
import { FORM_KINDS, SHEET_KINDS } from '../../src/domain/sheets/kinds.ts';
import type { SheetKind } from '../../src/domain/sheets/kinds.ts';
import { judgeInProcess } from '../adapters/excel/judge-in-process.ts';
import { readHere } from '../adapters/excel/read-here.ts';
import { inspectorRow, itemRow, openBureau, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { unzipped } from '../support/unzipped.ts';

const said = (office: Office, delivered: readonly Delivered[]): string => delivered.map((each) => wordsOf(each, office.platform)).join('\n');
const fileOf = async (office: Office, delivered: readonly Delivered[]): Promise<{ readonly name: string; readonly bytes: Uint8Array }> => {
  const file = delivered.map(({ message }) => message).findLast((message) => message.kind === 'file' && message.name.endsWith('.xlsx'));
  if (file?.kind !== 'file') throw new Error(`no file among: ${said(office, delivered)}`);
  return { name: file.name, bytes: await office.bureau.deps.blobs.get(file.blob as never) };
};

const full = async (): Promise<Bureau> => {
  const whole = await openBureau();
  const bureau: Bureau = { ...whole, deps: { ...whole.deps, sheetWriter: createSheetWriter(), sheetReader: { read: (name, data) => readHere(name, data) }, sheetJudge: judgeInProcess() } };
  await bureau.roster('items', [
    itemRow('A09', { name: '食品安全检查', kind: '重点', powerCode: '370000-1', ratio: '10%', ratioBp: 1000, frequency: '每年2次', timesPerYear: 2, statutory: true, staffing: '食品专长2人', cooperating: ['综合科', '卫健科'], level: '县级', checklist: 'JC-09', joint: true, methods: ['现场', '检测'], published: '2026-01-05', note: '=1+1' }),
  ]);
  await bureau.roster('targets', [
    targetRow('91371000MA3C4D5E6K', { codeType: 'uscc', name: '启明培训（临海）有限公司', legalRepresentative: '张三', contact: '李四', phone: '0631-5551234', address: '临海市城关镇文化路8号', grid: '3网格', subjectType: '有限责任公司', scale: '小微', items: ['A03', 'A09'], licenceName: '办学许可证', licenceNumber: '教民 137100012345', licenceUntil: '2028-06-30', statusCheckedOn: '2026-03-01', credit: 'C', key: true, keyTriggers: ['投诉举报多且查实'], keySince: '2026-02-01', keyEvidence: '12345 转办两次属实', verifiedComplaints: 2, penaltiesIn3Years: 1, abnormal: true, note: '-备注' }),
    targetRow('000123', { name: '城东建设项目', kind: '项目', industry: '房屋建筑' }),
  ]);
  await bureau.roster('inspectors', [
    inspectorRow('ZF0001', '张伟', '教育科', { gender: '男', issuer: '省政府', phone: '13900000001', account: 'ou_secret', specialties: ['教育', '财务'], items: ['A03'], duties: '日常监管', updatedOn: '2026-08-01', note: '@备注' }),
    inspectorRow('RY-012', '陈协助', '综合科', { certificate: '', staffNumber: 'RY-012', certified: false, mayLead: false, certificateUntil: null, category: '日常监管人员', expert: true, leaveFrom: '2026-10-01', leaveTo: '2026-10-07', status: '请假' }),
  ]);
  return bureau;
};

it.each([['导出 检查对象', 48], ['导出 执法人员', 7], ['导出 事项清单', 3]])('「%s」: %i rows with every column filled come back without a change', async (line, count) => {
  const office = await openOffice({ bureau: await full() });
  const { name, bytes } = await fileOf(office, await office.say('王敏', line));
  expect(said(office, await office.drop('王敏', name, bytes))).toMatch(new RegExp(`读取.*?${String(count)}[^]*无变化.*?${String(count)}`));
});

it('利害关系登记表: known pairs with their last days are known when they come back', async () => {
  const office = await openOffice({ bureau: await full() });
  await office.say('王敏', '利害关系 张伟 启明培训 配偶任职');
  await office.say('王敏', '利害关系 刘洋 城东建设项目 曾任职 有效期=2027-06-30');
  const { name, bytes } = await fileOf(office, await office.say('王敏', '导出 利害关系'));
  expect(said(office, await office.drop('王敏', name, bytes))).toMatch(/已登记.*2|2.*已登记|无变化.*2/);
  const { interests } = (await office.bureau.deps.states.load('duty', U1)).state;
  expect(interests.map(({ until }) => until)).toEqual([undefined, '2027-06-30']);
});

it('年度抽查计划表: the draft that comes back is the draft that went out', async () => {
  const office = await openOffice({ bureau: await full() });
  await office.say('王敏', '计划 新建 2026');
  await office.say('王敏', '计划 调整 2026-01 比例=8% 频次=2 公示名单=否 配合=综合科 方式=现场,书面 理由=上级专项');
  const draftNow = async () => (await office.bureau.deps.states.load('plan', `${U1}/2026`)).state.draft;
  const before = await draftNow();
  const { name, bytes } = await fileOf(office, await office.say('王敏', '导出 计划 2026'));
  await office.drop('王敏', name, bytes);
  const after = await draftNow();
  expect(after?.draft).not.toBe(before?.draft);
  const rows = async (ref: typeof after) => new TextDecoder().decode(await office.bureau.deps.blobs.get(ref?.rows.sha256 ?? ('' as never)));
  expect(await rows(after)).toBe(await rows(before));
});

it('a line whose list is not to be published: no public edition of its draw, whoever asks', async () => {
  const office = await openOffice({ bureau: await full() });
  for (const line of ['计划 新建 2026', '计划 调整 2026-01 公示名单=否', '计划 提交 2026 理由=按往年']) await office.say('王敏', line);
  await office.say('李建国', '计划 同意 2026');
  await office.say('陈志远', '计划 同意 2026');
  const rows = await planLines(office.bureau.deps)(U1, 2026);
  const [first] = rows;
  expect(first?.listWithheld).toBe(true);
  const task = await dispatchedTask(office.bureau, { planRow: first?.no ?? '', source: 'plan', items: first?.items ?? [], strata: [{ name: '全部', where: [], ratio: first?.ratio ?? { num: 1, den: 1 } }] });
  expect(said(office, await office.say('王敏', `导出 结果 ${task} 公开版`))).toContain('写明不公示抽取名单');
  expect((await fileOf(office, await office.say('王敏', `导出 结果 ${task}`))).name).toContain('抽取结果表');
  await expect(newTaskIn(office.bureau, { listWithheld: true }).then(async (id) => (await office.bureau.deps.states.load('task', id)).state.settings?.listWithheld)).resolves.toBeUndefined();
});

it('a task taken back whole says so on its sheets, with how often it was drawn for nothing', async () => {
  const bureau = await full();
  const task = await dispatchedTask(bureau);
  await voidTask(bureau.deps)(bureau.by('周正'), task, '上级通知暂停涉企检查');
  const office = await openOffice({ bureau });
  for (const line of [`导出 结果 ${task}`, `导出 结果 ${task} 公开版`, `导出 方案 ${task}`]) {
    const { bytes } = await fileOf(office, await office.say('王敏', line));
    const text = (await readHere('表.xlsx', bytes)).flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(cellText))).join('\n');
    expect(text).toContain('已整任务作废：上级通知暂停涉企检查（2026-09-08 09:00）');
    if (line.includes('结果')) expect(text).toContain('作废、放弃的抽取：0 次');
  }
});

const LINES: Readonly<Record<SheetKind, string>> = { items: '导出 事项清单', targets: '导出 检查对象', inspectors: '导出 执法人员', interests: '导出 利害关系', plan: '导出 计划 2026', task: '导出 方案', confirmation: '导出 确认书', result: '导出 结果', monthly: '导出 监督月报 2026-08', fairness: '导出 公平性 2026-09' };
const opened = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as never);
  return book;
};

it('whatever is filled in and comes back explains its columns in front and offers its words in drop-downs; nothing else does', async () => {
  const office = await openOffice({ bureau: await full() });
  await office.say('王敏', '利害关系 张伟 启明培训 配偶任职');
  await office.say('王敏', '计划 新建 2026');
  await dispatchedTask(office.bureau);
  // What the lock sends goes out first.
  await office.say('王敏', '我的');
  const forms: readonly (readonly [what: string, line: string])[] = [...['模板 事项', '模板 检查对象', '模板 执法人员'].map((line) => [line, line] as const), ...FORM_KINDS.map((kind) => [kind, LINES[kind]] as const)];
  const missing: string[] = [];
  for (const [what, line] of forms) {
    const bytes = (await fileOf(office, await office.say('王敏', line))).bytes;
    const book = await opened(bytes);
    if (book.worksheets[0]?.name !== '填写说明') missing.push(`${what}: 填写说明`);
    if (book.getWorksheet('字典')?.state !== 'hidden') missing.push(`${what}: 字典`);
    if (!([...(await unzipped(bytes)).values()].join('').includes('<dataValidation type="list"'))) missing.push(`${what}: drop-downs`);
  }
  expect(missing).toEqual([]);
  for (const kind of ['task', 'confirmation', 'result'] as const) {
    expect((await opened((await fileOf(office, await office.say('王敏', LINES[kind]))).bytes)).worksheets.map(({ name }) => name)).not.toContain('填写说明');
  }
});

describe('an ordinary office library', () => {
  it('reads the same values in every sheet as our own reader', async () => {
    const bureau = await full();
    const office = await openOffice({ bureau });
    await office.say('王敏', '利害关系 张伟 启明培训 配偶任职');
    await office.say('王敏', '计划 新建 2026');
    await dispatchedTask(bureau);
    for (const kind of SHEET_KINDS) {
      const { bytes } = await fileOf(office, await office.say(kind === 'monthly' ? '孙岩' : '王敏', LINES[kind]));
      const ours = (await readHere('表.xlsx', bytes)).map(({ name, rows }) => [name, rows.flatMap(({ cells }) => cells.map(cellText).filter((text) => text !== ''))] as const);
      const book = await opened(bytes);
      const theirs = new Map(book.worksheets.map((sheet) => {
        const texts: string[] = [];
        sheet.eachRow((row) => { row.eachCell((cell) => { if (!cell.isMerged || cell.master === cell) texts.push(cell.text.trim()); }); });
        return [sheet.name, texts.filter((text) => text !== '')] as const;
      }));
      for (const [name, texts] of ours) expect([kind, name, theirs.get(name)]).toEqual([kind, name, texts.map((text) => text.trim())]);
    }
  });
});
