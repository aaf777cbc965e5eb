/** The annual plan in the chat: from the draft to the task, in bureaus with different rules. */
import { createSheetWriter } from '../../src/adapters/excel/writer.ts';
import { openBureau } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';

const office = async (preset: PresetId): Promise<Office> => {
  const bureau = await openBureau({ preset });
  return openOffice({ bureau: { ...bureau, deps: { ...bureau.deps, sheetWriter: createSheetWriter() } } });
};
const words = (it: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, it.platform)).join('\n');

test('威海: drafted, checked, submitted, approved step by step by other people, filed, published, carried out', async () => {
  const it = await office('weihai-lg');
  const drafted = await it.say('王敏', '计划 新建 2026');
  expect(words(it, drafted)).toContain('由事项清单起草');
  expect(drafted.some(({ message }) => message.kind === 'file' && message.name === '2026年度抽查计划表.xlsx')).toBe(true);
  expect(words(it, await it.say('李建国', '计划 同意 2026'))).toContain('还没有提交审批');
  await it.say('王敏', '计划 调整 2026-01 配合=综合科 范围=联合');
  await it.press('王敏', it.card(it.inbox('王敏'), '2026 年度抽查计划'), '提交审批');
  expect(words(it, await it.say('王敏', '计划 提交 2026'))).toContain('王敏');
  // The section heads are asked first, one of them is enough; then the deputy.
  expect(words(it, it.inbox('陈志远'))).not.toContain('请您审批');
  await it.press('李建国', it.card(it.inbox('李建国'), '请您审批 · 2026 年度抽查计划'), '同意');
  expect(words(it, await it.say('李建国', '计划 同意 2026'))).toContain('已审过这份计划的人不能再审批');
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
    await it.say('王敏', '计划 调整 2026-01 比例=8% 理由=上级专项');
    return it;
  };
  const baofeng = await approved('baofeng');
  expect(words(baofeng, await baofeng.say('王敏', '计划 提交 2026'))).toMatch(/联席会议办公室.*宝丰方案 2\(四\)/s);
  const weihai = await approved('weihai-lg');
  expect(words(weihai, await weihai.say('王敏', '计划 对比 2026'))).toContain('抽查比例');
  expect(words(weihai, await weihai.say('王敏', '计划 提交 2026'))).toContain('已提交审批');
  await weihai.say('赵红', '计划 同意 2026');
  await weihai.say('陈志远', '计划 同意 2026');
  expect(words(weihai, await weihai.say('王敏', '计划 2026'))).toContain('第 2 版已批准');
});
