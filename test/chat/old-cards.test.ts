/**
 * A card lives longer than the platform lets it change (14 days, P31): what is pressed on it is answered from the state, its
 * successor is a new card, what still waits is offered anew every working
 * morning, and a card that still asks is sent anew by itself after 13 days, as it is then.
 */
import { sweepDigests } from '../../src/application/reminders/digest.ts';
import { createUnit } from '../../src/application/set-up.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import { openBureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
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

describe('a card that still asks is sent anew by itself', () => {
  /** What the job sends to a reader at an hour of a day, run twice as two processes would. */
  const looked = async (office: Office, date: string, time = '09:19'): Promise<readonly Delivered[]> => {
    office.bureau.setTime(instantOf(date, time));
    const before = office.platform.sent.length;
    await office.chat.resendOldCards(office.bureau.now());
    await office.chat.resendOldCards(office.bureau.now());
    await office.settle();
    return office.platform.sent.slice(before);
  };
  const to = (office: Office, who: string, list: readonly Delivered[]): readonly Delivered[] => list.filter((each) => office.inbox(who).includes(each));

  test('a plan that waits for its approver: once after 13 days, not on days off, again 13 days later, and never when decided', async () => {
    const { office, old } = await waiting();
    expect(await looked(office, '2026-09-18')).toEqual([]);
    expect(await looked(office, '2026-09-20', '10:00')).toEqual([]);
    const sent = await looked(office, '2026-09-22');
    // Once to each of the two who may approve.
    expect(new Set(sent.map((each) => JSON.stringify(each.to))).size).toBe(sent.length);
    const [anew, ...others] = to(office, '李建国', sent);
    expect(others).toEqual([]);
    expect(anew === undefined ? '' : words(office, [anew])).toContain(TITLE);
    expect(anew?.id).not.toBe(old.id);
    expect(await looked(office, '2026-09-23')).toEqual([]);
    // National Day: 1–7 October. In the night of a working day nothing either.
    expect(await looked(office, '2026-10-06')).toEqual([]);
    expect(await looked(office, '2026-10-08', '21:19')).toEqual([]);
    const third = await looked(office, '2026-10-09');
    expect(to(office, '李建国', third)).toHaveLength(1);
    await office.press('李建国', office.card(third, TITLE), '同意');
    expect(to(office, '李建国', await looked(office, '2026-10-26'))).toEqual([]);
    expect(words(office, to(office, '李建国', await looked(office, '2026-11-10')))).not.toContain(TITLE);
  });

  test('where there are several units its buttons say for which it was made, as those of the first card do', async () => {
    const { office } = await waiting();
    await createUnit(office.bureau.deps)(office.bureau.by('何涛'), { name: '临海区文旅局', preset: 'baofeng', sections: ['文化科'] });
    const { message } = office.card(to(office, '李建国', await looked(office, '2026-09-22')), TITLE);
    const buttons = message.kind === 'card' ? [...(message.card.actions ?? []), ...(message.card.form === undefined ? [] : [message.card.form.submit])] : [];
    expect(buttons.length).toBeGreaterThan(0);
    expect(buttons.map(({ value }) => value?.['unit'])).toEqual(buttons.map(() => 'U1'));
  });

  test('decided in between: nothing comes', async () => {
    const { office, old } = await waiting();
    office.bureau.setTime(instantOf('2026-09-18', '10:00'));
    await office.press('李建国', old, '同意');
    expect(await looked(office, '2026-09-22')).toEqual([]);
  });

  test('the platform was down that morning: the card that waits to be sent is not put a second time', async () => {
    const { office } = await waiting();
    office.bureau.setTime(instantOf('2026-09-22', '09:19'));
    const put = await office.chat.resendOldCards(office.bureau.now());
    expect(put).toBeGreaterThan(0);
    await office.restart();
    office.bureau.setTime(instantOf('2026-09-22', '14:19'));
    expect(await office.chat.resendOldCards(office.bureau.now())).toBe(0);
    const before = office.platform.sent.length;
    await office.settle();
    expect(office.platform.sent.slice(before)).toHaveLength(put);
  });

  test('visits nobody has accepted: their inspectors only, without targets that are not to be told yet; who accepted hears nothing', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau, { noNotice: true, window: { from: '2026-10-12', to: '2026-10-30' } });
    const office = await openOffice({ bureau });
    const visits = (await bureau.deps.states.find('inspection', {})).map(({ state }) => state);
    const [accepted = ''] = visits.flatMap(({ posts }) => posts.map(({ name }) => name));
    await office.say(accepted, '接受 全部');
    await office.settle();
    const anew = await looked(office, '2026-09-22');
    expect(anew.length).toBeGreaterThan(0);
    expect(anew.every(({ to }) => to.kind === 'person')).toBe(true);
    const asked = new Set(visits.flatMap(({ posts }) => posts.filter(({ name }) => name !== accepted).map(({ name }) => name)));
    expect([...asked].filter((name) => office.inbox(name).some((each) => anew.includes(each))).length).toBe(asked.size);
    expect(office.inbox(accepted).filter((each) => anew.includes(each))).toEqual([]);
    expect(words(office, anew)).toContain('检查当日告知');
    expect(words(office, anew)).not.toContain('培训机构QT');
    // The window is over: whoever has not answered is a matter for his section, not for a button.
    expect(await looked(office, '2026-11-02')).toEqual([]);
  });

  test('a substitution and a leave that wait: their approvers; nobody on leave himself, and he when he is back', async () => {
    const bureau = await openBureau();
    const task = await dispatchedTask(bureau);
    const office = await openOffice({ bureau });
    const visit = (await bureau.deps.states.find('inspection', { task }))[0]?.state;
    const member = visit?.posts.find(({ leader }) => !leader)?.name ?? '';
    const asked = await office.say(member, `更换 ${visit?.id ?? ''} 健康`);
    const approver = asked.find((each) => wordsOf(each, office.platform).includes('更换申请 · '))?.to;
    expect(approver).toBeDefined();
    await office.say('张伟', '请假 10.14-10.18');
    const away = visit?.posts.find(({ leader }) => leader)?.name ?? '';
    await office.say('王敏', `请假 ${away} 9.21-9.23`);
    const sent = await looked(office, '2026-09-22');
    expect(sent.filter((each) => wordsOf(each, office.platform).includes('更换申请 · ')).map((each) => each.to)).toEqual([approver]);
    expect(words(office, to(office, '赵红', sent))).toContain('请假审批 · 张伟');
    expect(to(office, away, sent)).toEqual([]);
    await office.press('赵红', office.card(office.inbox('赵红'), '请假审批 · 张伟'), '同意');
    expect(to(office, away, await looked(office, '2026-09-24')).length).toBeGreaterThan(0);
    // The leave is decided, the substitution is not.
    const later = words(office, await looked(office, '2026-10-09'));
    expect(later).not.toContain('请假审批');
  });
});
