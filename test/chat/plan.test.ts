/** The annual plan in the chat: from the draft to the task, in bureaus with different rules. */
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import ExcelJS from 'exceljs';
import { planView } from '../../src/application/queries/plan.ts';
import type { Rosters } from '../../src/application/ports.ts';
import { judgeInProcess } from '../adapters/excel/judge-in-process.ts';
import { openBureau, targetRow, U1 } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';

const office = async (preset: PresetId): Promise<Office> => {
  const bureau = await openBureau({ preset });
  return openOffice({ bureau: { ...bureau, deps: { ...bureau.deps, sheetWriter: createSheetWriter(), sheetJudge: judgeInProcess() } } });
};
const words = (it: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, it.platform)).join('\n');

test('威海: drafted, checked, submitted, approved step by step by other people, filed, published, carried out', async () => {
  const it = await office('weihai-lg');
  const drafted = await it.say('王敏', '计划 新建 2026');
  expect(words(it, drafted)).toContain('由事项清单起草');
  expect(drafted.some(({ message }) => message.kind === 'file' && /^年度抽查计划表_2026.*\.xlsx$/.test(message.name))).toBe(true);
  expect(words(it, await it.say('李建国', '计划 同意 2026'))).toContain('还没有提交审批');
  await it.say('王敏', '计划 调整 2026-01 配合=综合科 范围=联合');
  await it.press('王敏', it.card(it.inbox('王敏'), '2026 年度抽查计划'), '提交审批');
  expect(words(it, await it.say('王敏', '计划 提交 2026'))).toContain('王敏');
  // The section heads are asked first, one of them is enough; then the deputy.
  expect(words(it, it.inbox('陈志远'))).not.toContain('请您审批');
  await it.press('李建国', it.card(it.inbox('李建国'), '请您审批 · 2026 年度抽查计划'), '同意');
  expect(words(it, await it.say('李建国', '计划 同意 2026'))).toContain('既是计划的编制、提交或已审人又是审批人');
  await it.press('陈志远', it.card(it.inbox('陈志远'), '请您审批 · 2026 年度抽查计划'), '同意');
  expect(words(it, it.inGroup())).toContain('第 1 版已批准');
  expect(words(it, it.inGroup())).toContain('报备案');
  expect(words(it, await it.say('王敏', '计划 备案 2026 文号=临双随机备〔2026〕3号 日期=9.8'))).toContain('已登记');
  expect(words(it, await it.say('王敏', '计划 公开 2026 https://www.example.gov.cn/plan'))).toContain('已登记');
  expect(words(it, await it.say('王敏', '计划 2026'))).toContain('第 1 版已批准、已备案、已公开');
  expect(words(it, await it.say('王敏', '任务 新建 随便查查 事项=A03 比例=5% 期限=9.9-9.30 来源=年度计划'))).toContain('要写明是哪一行');
  expect(words(it, await it.say('王敏', '任务 新建 计划行=1 期限=9.9-9.30'))).toContain('任务已建立：T2026-001');
  expect(words(it, await it.say('王敏', '任务 新建 计划行=1 期限=9.9-9.30'))).toContain('已建任务 T2026-001');
  await it.say('王敏', '任务 撤销 1 写错了');
  expect(words(it, await it.say('王敏', '任务 新建 计划行=1 期限=9.9-9.30'))).toContain('任务已建立：T2026-002');
});

test('威海: a plan that leaves an item out is not submitted, and says which', async () => {
  const it = await office('weihai-lg');
  await it.say('王敏', '计划 新建 2026');
  await it.say('王敏', '计划 调整 2026-01 事项=A03');
  expect(words(it, await it.say('王敏', '计划 提交 2026'))).toMatch(/缺：A07.*威海临港细则 第六条/s);
});

test('returned with a reason, changed, submitted again; who clicks a card meant for another is refused', async () => {
  const it = await office('nantong-tz');
  await it.say('王敏', '计划 新建 2026');
  await it.say('王敏', '计划 提交 2026');
  const asked = it.card(it.inbox('李建国'), '请您审批 · 2026 年度抽查计划');
  expect((await it.press('王敏', asked, '同意')).text).toMatch(/王敏.*不能审批年度计划/);
  expect((await it.press('李建国', asked, '退回', { reason: '' })).text).toContain('没有写明退回理由');
  await it.press('李建国', asked, '退回', { reason: '请把频次改为两次' });
  expect(words(it, it.inbox('王敏'))).toContain('退回了 2026 年度计划：请把频次改为两次');
  await it.say('王敏', '计划 调整 2026-01 频次=2');
  expect(words(it, await it.say('王敏', '计划 提交 2026'))).toContain('已提交审批');
});

test('宝丰: the plan in force is adjusted only with the approval of the joint-meeting office; 威海 adjusts itself', async () => {
  const approved = async (preset: PresetId): Promise<Office> => {
    const it = await office(preset);
    await it.say('王敏', '计划 新建 2026');
    await it.say('王敏', '计划 调整 2026-01 范围=联合');
    await it.say('王敏', '计划 提交 2026');
    await it.say('李建国', '计划 同意 2026');
    await it.say('陈志远', '计划 同意 2026');
    expect(words(it, await it.say('王敏', '计划 2026'))).toContain('第 1 版已批准');
    const adjusted = words(it, await it.say('王敏', '计划 调整 2026-01 比例=8% 理由=上级专项'));
    expect(adjusted.includes('调整须先经县联席会议办公室审核备案')).toBe(preset === 'baofeng');
    // The approval of the first version is not an answer to who asks about the adjustment.
    expect(words(it, await it.say('陈志远', '计划 同意 2026'))).toContain('计划还没有提交审批。');
    return it;
  };
  const baofeng = await approved('baofeng');
  expect(words(baofeng, await baofeng.say('王敏', '计划 提交 2026'))).toMatch(/联席会议办公室.*宝丰方案 2\(四\)/s);
  expect(words(baofeng, await baofeng.drop('王敏', '联席办批复.pdf', new TextEncoder().encode('%PDF-1.7 批复')))).toContain('已作为批复归入 2026 年度计划的调整');
  expect(words(baofeng, await baofeng.say('王敏', '计划 提交 2026'))).toContain('已提交审批');
  const weihai = await approved('weihai-lg');
  expect(words(weihai, await weihai.say('王敏', '计划 对比 2026'))).toContain('抽查比例');
  expect(words(weihai, await weihai.say('王敏', '计划 提交 2026'))).toContain('已提交审批');
  await weihai.say('赵红', '计划 同意 2026');
  await weihai.say('陈志远', '计划 同意 2026');
  expect(words(weihai, await weihai.say('王敏', '计划 2026'))).toContain('第 2 版已批准');
});

test('the plan sheet goes out, comes back edited in Excel, and only the edit is different', async () => {
  const it = await office('nantong-tz');
  await it.say('王敏', '计划 新建 2026');
  const sent = (await it.say('王敏', '计划 表 2026')).find(({ message }) => message.kind === 'file');
  if (sent?.message.kind !== 'file') throw new Error('no sheet');
  const data = await it.bureau.deps.blobs.get(sent.message.blob as never);
  const before = await planView(it.bureau.deps)(U1, 2026);
  expect(words(it, await it.drop('王敏', sent.message.name, data))).toContain('由计划表导入');
  const same = await planView(it.bureau.deps)(U1, 2026);
  expect(same?.rows).toEqual(before?.rows);
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(data as never);
  workbook.worksheets.find(({ name }) => name !== '填写说明')?.eachRow((line) => { line.eachCell((cell) => { if (cell.value === before?.rows[0]?.name) cell.value = '改过的名称'; }); });
  await it.drop('王敏', '2026年度抽查计划_改.xlsx', new Uint8Array(await workbook.xlsx.writeBuffer()));
  expect((await planView(it.bureau.deps)(U1, 2026))?.rows.map(({ name }) => name)).toEqual(['改过的名称', ...(before?.rows.slice(1).map(({ name }) => name) ?? [])]);
});

test('while an adjustment is being drafted, a task still goes by the approved line', async () => {
  const it = await office('nantong-tz');
  for (const line of ['计划 新建 2026', '计划 提交 2026']) await it.say('王敏', line);
  await it.say('李建国', '计划 同意 2026');
  await it.say('陈志远', '计划 同意 2026');
  await it.say('王敏', '计划 调整 2026-01 名称=改到一半的名称 理由=上级专项');
  const made = words(it, await it.say('王敏', '任务 新建 计划行=1 期限=9.9-9.30'));
  expect(made).toContain('任务已建立：T2026-001');
  expect(made).not.toContain('改到一半的名称');
});

test('what of the plan waits for somebody stands in his list, in the order of the year', async () => {
  const it = await office('weihai-lg');
  it.bureau.setTime('2026-01-05T01:00:00.000Z');
  expect(words(it, await it.say('王敏', '我的'))).toContain('编制 2026 年度抽查计划');
  await it.say('王敏', '计划 新建 2026');
  await it.say('王敏', '计划 调整 2026-01 范围=联合');
  await it.say('王敏', '计划 提交 2026');
  expect(words(it, await it.say('赵红', '我的'))).toContain('审批 2026 年度抽查计划');
  expect(words(it, await it.say('陈志远', '我的'))).not.toContain('审批 2026');
  await it.say('赵红', '计划 同意 2026');
  await it.say('陈志远', '计划 同意 2026');
  const todo = words(it, await it.say('王敏', '我的'));
  expect(todo).toContain('2026 年度抽查计划报备案');
  expect(todo).toContain('公开 2026 年度抽查计划');
});

test('what the check-up wants a reason for is asked for on the card; a line may be written 2026-1; before the approval nothing is said of tasks', async () => {
  const it = await office('weihai-lg');
  await it.say('王敏', '计划 新建 2026');
  const card = it.card(it.inbox('王敏'), '2026 年度抽查计划');
  expect(card.card.body).toContain('！ 联合抽查 0 次');
  expect(card.card.note).toContain('批准以后才能按计划建任务');
  expect(words(it, await it.say('王敏', '计划 调整 2026-1 比例=8% 理由=上级专项'))).toContain('8%×1');
  await it.press('王敏', it.card(it.inbox('王敏'), '2026 年度抽查计划'), '提交审批', { reason: '上级已全覆盖检查' });
  expect(words(it, it.inbox('李建国'))).toContain('理由：上级已全覆盖检查');
});

test('tasks nobody planned need a source and are counted apart, those taken back are not', async () => {
  const it = await office('nantong-tz');
  await it.say('王敏', '计划 新建 2026');
  await it.say('王敏', '计划 提交 2026');
  await it.say('李建国', '计划 同意 2026');
  await it.say('陈志远', '计划 同意 2026');
  await it.say('王敏', '任务 新建 计划行=2026-1 期限=9.9-9.30');
  expect(words(it, await it.say('王敏', '任务 新建 专项 发起=教育科 事项=A03 比例=5% 期限=9.9-9.30'))).toContain('要写明是哪一行');
  for (const [name, source] of [['专项一', '上级交办'], ['专项二', '上级交办'], ['联查', '联合邀请']]) await it.say('王敏', `任务 新建 ${name ?? ''} 发起=教育科 事项=A03 比例=5% 期限=9.9-9.30 来源=${source ?? ''}`);
  await it.say('王敏', '任务 撤销 3 重复');
  expect(words(it, await it.say('王敏', '计划 2026'))).toContain('已建任务：按计划 1 个；计划外 2 个（上级交办 1、联合邀请 1）');
});

describe('what a plan costs', () => {
  /** An office that counts how often each whole roster is gone through. */
  const counting = async () => {
    const bureau = await openBureau({ preset: 'weihai-lg' });
    const passes = { targets: 0, inspectors: 0, items: 0 };
    const rosters: Rosters = { ...bureau.deps.rosters, rows: (unit, roster, version) => {
      passes[roster] += 1;
      return bureau.deps.rosters.rows(unit, roster, version);
    } };
    const it = await openOffice({ bureau: { ...bureau, deps: { ...bureau.deps, rosters, sheetWriter: createSheetWriter() } } });
    return { it, bureau, passes };
  };

  test('from the draft over every card and approval to the publication: one pass over each roster, whatever the number of cards', async () => {
    const { it, passes } = await counting();
    await it.say('王敏', '计划 新建 2026');
    await it.say('王敏', '计划 调整 2026-01 配合=综合科 范围=联合');
    await it.say('王敏', '计划 调整 2026-01 比例=8% 理由=上级专项');
    await it.say('王敏', '计划 提交 2026');
    for (const who of ['李建国', '陈志远']) await it.press(who, it.card(it.inbox(who), '请您审批 · 2026 年度抽查计划'), '同意');
    for (const line of ['计划 备案 2026 文号=临双随机备〔2026〕3号 日期=9.8', '计划 公开 2026 https://www.example.gov.cn/plan', '计划 2026', '计划 2026']) await it.say('王敏', line);
    expect(words(it, await it.say('孙岩', '计划 2026'))).toContain('已公开');
    expect(passes).toEqual({ targets: 1, inspectors: 1, items: 1 });
  });

  test('a new version of the roster, or another range, is counted anew: once', async () => {
    const { it, bureau, passes } = await counting();
    await it.say('王敏', '计划 新建 2026');
    const before = words(it, await it.say('王敏', '计划 2026'));
    await bureau.roster('targets', [targetRow('QT-100'), targetRow('QT-101')]);
    const after = words(it, await it.say('王敏', '计划 2026'));
    expect(passes.targets).toBe(2);
    expect(after).not.toBe(before);
    await it.say('王敏', '计划 调整 2026-01 频次=2');
    await it.say('王敏', '计划 2026');
    expect(passes.targets).toBe(3);
  });
});

test('no plan yet: a task can be tried all the same, but no card calls it planned, and say how to name its source', async () => {
  const it = await openOffice();
  const made = words(it, await it.say('王敏', '任务 新建 试一试 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30'));
  expect(made).toContain('计划外（未写计划行）');
  expect(made).toContain('没有写明是年度计划的哪一行，按计划外统计');
  expect(made).not.toContain('"value":"年度计划"');
  const changed = words(it, await it.say('王敏', '任务 修改 1 来源=上级交办'));
  expect(changed).toContain('上级交办');
  expect(changed).not.toContain('计划外');
});
