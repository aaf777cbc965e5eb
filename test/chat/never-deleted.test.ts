/** 删除: whatever it is said of, nothing goes, and the lawful act for that very thing is named, typed or tapped. */
import { LAWFUL, PERSON_WAYS, TARGET_WAYS, TASK_WAYS, VISIT_WAYS } from '../../src/chat/lawful-ways.ts';
import { VERBS } from '../../src/chat/commands.ts';
import { readCommand } from '../../src/chat/parse/command.ts';
import { openBureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

test.each([
  ['删除 导入', '撤回导入'], ['删掉 名录', '撤回导入'], ['删除 事项 A03', '废止'], ['修改 利害关系', '利害关系 撤销'], ['取消 请假', '销假'], ['作废 授权 3', '授权 撤回'], ['删除授权', '授权 撤回'],
  ['删除 重点对象 启明培训', '重点对象 移出'], ['撤销 更换 SUB2026-001', '不同意'], ['删除 计划', '计划 调整'], ['作废 公示', '公示 撤销登记'], ['清空 日历', '日历 加'], ['改 公示期限', '规则 修改'],
  ['删除 日志', '只增不改'], ['删除 照片', '归错了也不取走'], ['移除 本群', '解绑 本群'], ['作废 通知书', '此前的作废'], ['删除 表样', '模板 恢复'], ['删 科室', '科室 新增'], ['删除 检查结果 7-1', '结束 撤销'], ['改 1-3 对象 换成第5培训学校', '锁定后：只能更换检查人员'], ['删除', '记下的都留痕'], ['删除 天上的云', '记下的都留痕'],
])('「%s」 is answered with 「%s」, and nothing is written', async (line, lawful) => {
  const office = await openOffice();
  const { seq } = await office.bureau.deps.journal.head();
  const said = words(office, await office.say('王敏', line));
  expect(said).toContain('不能删除');
  expect(said).toContain(lawful);
  expect((await office.bureau.deps.journal.head()).seq).toBe(seq);
});

test('a task is withdrawn, voided by the deputy, or taken back by the leader: by how far it is', async () => {
  const bureau = await openBureau();
  const office = await openOffice({ bureau });
  const task = await newTaskIn(bureau);
  expect(words(office, await office.say('王敏', '删除 任务 1'))).toMatch(/任务 撤销 T2026-001.*任务 修改 T2026-001/s);
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  expect(words(office, await office.say('王敏', '删除 1'))).toMatch(/由分管负责人、主要负责人办理.*作废 T2026-001/s);
  const other = await openBureau({ seed: 'locked' });
  await dispatchedTask(other);
  const second = await openOffice({ bureau: other });
  expect(words(second, await second.say('王敏', '删除 任务 T2026-001'))).toMatch(/由主要负责人办理.*任务 作废 T2026-001/s);
});

test('an object of the roster and a person by name; the administrator learns nothing about the rosters', async () => {
  const office = await openOffice();
  expect(words(office, await office.say('王敏', '删除 培训机构QT-010'))).toContain('名录 停用 培训机构QT-010');
  expect(words(office, await office.say('王敏', '删除 张伟'))).toMatch(/名录 停用 人员 张伟.*交接 张伟.*解绑 张伟/s);
  expect(words(office, await office.say('何涛', '删除 培训机构QT-010'))).not.toContain('名录 停用 培训机构QT-010');
});

test('a tap explains the lawful act', async () => {
  const office = await openOffice();
  const card = office.card(await office.say('王敏', '删除 导入'), '不能删除');
  await office.press('王敏', card, '怎么撤回导入');
  expect(office.card(office.inbox('王敏'), '帮助 · 撤回导入').card.body).toContain('撤回导入 对象');
});

test('every way is a command that can be typed as it stands, of the verb it names', () => {
  const ways = [...LAWFUL.flatMap((each) => each.ways), ...TARGET_WAYS('启明培训'), ...PERSON_WAYS('张伟'), ...VISIT_WAYS('7-1'), ...Object.values(TASK_WAYS).map((make) => make('7'))];
  for (const { verb, typed } of ways) {
    const read = readCommand(typed, VERBS);
    expect([typed, read.kind === 'command' ? read.command.verb : read.kind]).toEqual([typed, verb]);
  }
});
