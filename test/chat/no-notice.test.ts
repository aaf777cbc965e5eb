/**
 * 不宜告知: which targets were drawn reaches nobody who inspects before the day, on no way round.
 */
import { openBureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

interface Secret { readonly office: Office; readonly member: string; readonly target: string; readonly number: string }
const secret = async (): Promise<Secret> => {
  const bureau = await openBureau();
  const task = await dispatchedTask(bureau, { noNotice: true });
  const office = await openOffice({ bureau });
  await office.settle();
  const visits = await bureau.deps.states.find('inspection', { task });
  const visit = visits[0]?.state;
  return { office, member: visit?.posts.find(({ leader }) => !leader)?.name ?? '', target: visit?.target?.name ?? '', number: `1-${String(Number(visit?.id?.slice(-2) ?? '0'))}` };
};

test.each(['我的', '接受', '任务单', '更换', '更换 NUMBER', '更换 NUMBER 健康', '任务单 NUMBER', '接受 NUMBER', '结果表 1', '为什么 1 TARGET', '复核 1', '日志 NUMBER', '任务 1'])('before the day 「%s」 tells an inspector no name', async (line) => {
  const { office, member, target, number } = await secret();
  const typed = line.replace('NUMBER', number).replace('TARGET', 'QT-001');
  await office.say(member, typed);
  const answers = words(office, office.inbox(member));
  expect(answers).not.toContain('培训机构QT');
  expect(target).toContain('培训机构QT');
  expect(office.inbox(member).some(({ message }) => message.kind === 'file')).toBe(false);
});

test('guessing a name does not tell whether it was drawn', async () => {
  const { office, member, target } = await secret();
  const right = words(office, await office.say(member, `接受 ${target}`));
  const wrong = words(office, await office.say(member, '接受 没有这家机构'));
  expect(right).toBe(wrong);
});

test('on the first day of the visits the inspector learns of his own targets, not of the others', async () => {
  const { office, member, target, number } = await secret();
  office.bureau.setTime('2026-09-09T00:30:00.000Z');
  expect(words(office, await office.say(member, `任务单 ${number}`))).toContain(target);
  expect(words(office, await office.say(member, '我的'))).toContain('培训机构QT');
  expect(words(office, await office.say(member, '结果表 1'))).toContain('任务单');
});

test('who runs or oversees the draw has the whole list in private', async () => {
  const { office } = await secret();
  for (const who of ['王敏', '陈志远', '孙岩']) expect((await office.say(who, '结果表 1')).some(({ message }) => message.kind === 'file')).toBe(true);
});

test('too few people for the teams: the group hears it without names', async () => {
  const bureau = await openBureau({ preset: 'weihai-lg' });
  const office = await openOffice({ bureau });
  const task = await newTaskIn(bureau, { noNotice: true, teamSize: 7 });
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await lockIn(bureau, task);
  await office.say('赵红', '预览 1', { group: true });
  await office.say('赵红', '抽取 1 @孙岩 确认', { group: true });
  const group = words(office, office.inGroup());
  expect(group).toContain('人员不足');
  expect(group).not.toContain('培训机构QT');
});
