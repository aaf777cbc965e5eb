/**
 * A card lives longer than the platform lets it change (14 days, P31): what is pressed on it is answered from the state, its
 * successor is a new card, and what still waits is offered anew every working morning.
 */
import { sweepDigests } from '../../src/application/reminders/digest.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const TITLE = '请您审批 · 2026 年度抽查计划';

/** A plan that waits for 李建国 since 8 September. */
const waiting = async (): Promise<{ readonly office: Office; readonly old: ReturnType<Office['card']> }> => {
  const office = await openOffice();
  await office.say('王敏', '计划 新建 2026');
  await office.say('王敏', '计划 提交 2026');
  return { office, old: office.card(office.inbox('李建国'), TITLE) };
};

test('three weeks later the old card still decides, once; the card of the outcome is a new one', async () => {
  const { office, old } = await waiting();
  office.bureau.setTime(instantOf('2026-09-29', '10:00'));
  const before = office.platform.updates.length;
  expect(await office.press('李建国', old, '同意')).toMatchObject({ tone: 'ok' });
  // The old one shows what it showed; nothing was tried on it.
  expect(office.platform.updates.slice(before).filter(({ ref }) => ref === old.id)).toEqual([]);
  expect(office.card(office.inbox('李建国'), '已处理 · 2026 年度抽查计划').id).not.toBe(old.id);
  expect(office.platform.shown.get(old.id as never)?.title).toBe(TITLE);
  // Pressed again: the state answers, not the card.
  const again = await office.press('李建国', old, '同意');
  expect(again.tone).toBe('warn');
  expect(again.text).toMatch(/李建国|审批人/);
});

test('a card that was still changeable is changed in place, and no second one comes', async () => {
  const { office, old } = await waiting();
  office.bureau.setTime(instantOf('2026-09-18', '10:00'));
  await office.press('李建国', old, '同意');
  expect(office.platform.shown.get(old.id as never)?.title).toContain('已处理');
  expect(office.inbox('李建国').filter(({ message }) => message.kind === 'card' && message.card.title.includes('已处理'))).toEqual([]);
});

test('what still waits is on a new card of every working morning, with a button that decides', async () => {
  const { office } = await waiting();
  office.bureau.setTime(instantOf('2026-09-29', '08:31'));
  await sweepDigests(office.bureau.deps)(office.bureau.now());
  await office.settle();
  const digest = office.card(office.inbox('李建国'), '今日清单');
  expect(words(office, [digest])).toContain('审批 2026 年度抽查计划');
  await office.press('李建国', digest, '审批 2026 计划');
  await office.press('李建国', office.card(office.inbox('李建国'), TITLE), '同意');
  expect(words(office, await office.say('王敏', '计划 2026'))).toContain('待分管负责人审批');
});

test('a button nobody knows any more says how to get a fresh card', async () => {
  const { office, old } = await waiting();
  const reply = await office.chat.handlers.onAction({ kind: 'action', key: 'gone', platform: 'feishu', at: office.bureau.now(), from: { platform: 'feishu', id: old.to.kind === 'person' ? old.to.user : '' }, chat: old.to, card: old.id as never, action: 'of.last.year', value: {}, form: {} });
  expect(reply).toMatchObject({ tone: 'warn', text: expect.stringContaining('此卡已过期，请发送「我的」') });
});
