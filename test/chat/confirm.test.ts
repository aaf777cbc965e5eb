/** What the confirm card shows to a group, and what is said when a task is made twice. */
import { openOffice, wordsOf } from '../support/chat-office.ts';

test.each(['绑定 @刘洋 教育科 检查人员 ZF0002', '绑定 @刘洋 教育科 检查人员 执法证=ZF0002', '绑定 @刘洋 教育科 检查人员 鲁K-05-012'])('「%s」 in the group shows no certificate number to it', async (line) => {
  const office = await openOffice();
  const said = await office.say('何涛', line, { group: true });
  const words = said.filter(({ to }) => to.kind === 'group').map((each) => (each.message.kind === 'card' ? `${each.message.card.title}${each.message.card.summary}${each.message.card.body ?? ''}` : wordsOf(each, office.platform))).join();
  expect(words).toContain('刘洋');
  expect(words).not.toMatch(/ZF0002|05-012/);
});

test('a second task of the same name in a year is made, and said to be the second', async () => {
  const office = await openOffice();
  const line = '任务 新建 联合抽查 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办';
  expect((await office.say('王敏', line)).map((each) => wordsOf(each, office.platform)).join()).not.toContain('同名');
  expect((await office.say('王敏', line)).map((each) => wordsOf(each, office.platform)).join()).toContain('已有同名任务 T2026-001，重复建立的请发送：任务 撤销 T2026-002');
});
