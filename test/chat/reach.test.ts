/**
 * Who cannot be reached – the bot is not in his scope, he left the tenant, the group threw it out – is reported to the clerks on
 * one card, once a person and day, and stands in the journal.
 */
import { PlatformError } from '../../src/chat/platform.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import type { FactOf } from '../../src/domain/events.ts';
import { account, openBureau, personOf, U1 } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Office } from '../support/chat-office.ts';

const GONE = '消息送不到';
const reports = (office: Office, who: string): readonly string[] =>
  office.inbox(who).filter(({ message }) => message.kind === 'card' && message.card.title.includes(GONE)).map((each) => wordsOf(each, office.platform));
const notReached = async (office: Office): Promise<readonly FactOf<'PersonNotReached'>[]> =>
  (await office.bureau.deps.journal.ofStream(`reach/${U1}`)).flatMap(({ events }) => events.filter((fact): fact is FactOf<'PersonNotReached'> => fact.type === 'PersonNotReached'));

test('everybody a dispatch does not reach is on one card, with what to do; the next message of the day adds nothing', async () => {
  const bureau = await openBureau();
  const office = await openOffice({ bureau });
  const out = ['张伟', '刘洋', '黄丽'];
  for (const name of out) office.platform.outOfReach.add(account(name).id);
  await dispatchedTask(bureau);
  await office.settle();
  const [card, ...more] = reports(office, '王敏');
  expect(more).toEqual([]);
  const tried = (await notReached(office)).map(({ person }) => person);
  expect(tried.length).toBeGreaterThan(0);
  expect(new Set(tried).size).toBe(tried.length);
  for (const person of tried) expect(card).toContain((await bureau.deps.states.load('unit', U1)).state.people.find(({ id }) => id === person)?.name);
  expect(card).toContain('先用电话等方式通知');
  expect(card).toContain('飞书管理员');
  // The same day again: told already.
  await office.say('王敏', '请假 张伟 9.21-9.22');
  await office.say('赵红', '请假 不同意 张伟 当周已安排检查');
  expect(reports(office, '王敏')).toHaveLength(1);
  expect((await notReached(office)).filter(({ on }) => on === '2026-09-08').map(({ person }) => person)).toEqual([...new Set(tried)]);
  expect(reports(office, '李建国')).toEqual([]);
  expect(office.inGroup().map((each) => wordsOf(each, office.platform)).join('\n')).not.toContain(GONE);
});

test('the next day it is said again, because a card of today did not arrive either', async () => {
  const office = await openOffice();
  office.platform.outOfReach.add(account('张伟').id);
  const tellZhang = async (day: string, key: string): Promise<void> => {
    office.bureau.setTime(instantOf(day, '10:00'));
    await office.chat.handlers.onMessage({ kind: 'text', key, platform: 'feishu', at: office.bureau.now(), from: account('张伟'), chat: { kind: 'person', user: account('张伟').id }, text: '我的', mentions: [] });
    await office.settle();
  };
  await tellZhang('2026-09-08', 'a');
  await tellZhang('2026-09-08', 'b');
  await tellZhang('2026-09-09', 'c');
  expect(reports(office, '王敏')).toHaveLength(2);
  expect((await notReached(office)).map(({ on, person }) => [on, person])).toEqual([['2026-09-08', (await personOf(office.bureau, '张伟')).id], ['2026-09-09', (await personOf(office.bureau, '张伟')).id]]);
});

test('a clerk who is out of reach himself is reported to the administrator; a group that threw the bot out is named', async () => {
  const office = await openOffice();
  office.platform.outOfReach.add(account('王敏').id);
  await office.say('王敏', '我的');
  expect(reports(office, '何涛')[0]).toContain('王敏');
  office.platform.outOfReach.clear();
  office.bureau.setTime(instantOf('2026-09-09', '10:00'));
  office.platform.faults.push(new PlatformError('unreachable', 'code 230002', null));
  await office.say('李建国', '帮助', { group: true });
  expect(reports(office, '王敏')[0]).toContain('机器人已不在群里');
});
