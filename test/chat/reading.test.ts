/**
 * Cards as a tired reader sees them: nothing said twice, nothing offered that is over, lists stay lists.
 */
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const times = (text: string, part: string): number => text.split(part).length - 1;

const lockedTask = async (office: Office): Promise<void> => {
  await office.say('王敏', '任务 新建 校外培训机构联合抽查 发起=教育科 配合=综合科 事项=A03 比例=百分之十 每组=两人 期限=9.9-9.30 来源=上级交办');
  await office.say('李建国', '确认名录');
  await office.say('赵红', '确认名录 1');
  await office.say('赵红', '抽取 1 @孙岩');
  await office.say('孙岩', '见证 1 3859');
  await office.say('孙岩', '确认结果 1');
  await office.say('赵红', '锁定 1');
};

test('a section head ticks two lists at once: that all are ticked is said once', async () => {
  const office = await openOffice();
  await lockedTask(office);
  expect(times(words(office, office.inbox('王敏')), '两库已全部确认')).toBe(1);
});

test('a locked draw does not offer to witness it', async () => {
  const office = await openOffice();
  await lockedTask(office);
  const { note = '' } = office.card(office.inGroup(), '公开抽取 · T2026-001').card;
  expect(note).toContain('复核 T2026-001');
  expect(note).not.toMatch(/见证|异议|锁定/);
});

test('on an assignment the leader is named once, and an accepted one does not ask to be accepted', async () => {
  const office = await openOffice();
  await lockedTask(office);
  await office.say('赵红', '派发 1');
  const sheets = ['张伟', '刘洋', '黄丽', '马超', '赵强', '李娜'].flatMap((name) => office.inbox(name).filter((each) => wordsOf(each, office.platform).includes('任务单')).map((each) => ({ name, text: wordsOf(each, office.platform) })));
  const member = sheets.find(({ text }) => text.includes('您：组员'));
  const leader = /组长：(\S+)/.exec(member?.text ?? '')?.[1] ?? '';
  expect(times(member?.text ?? '', leader)).toBe(1);
  const inspection = /T2026-001-\d\d/.exec(member?.text ?? '')?.[0] ?? '';
  await office.say(member?.name ?? '', `接受 ${inspection}`);
  expect(office.card(office.inbox(member?.name ?? ''), `任务单 · ${inspection}`).card.note ?? '').not.toContain('接受');
});

test('many people bound in one message: asked line by line, answered line by line, once', async () => {
  const office = await openOffice();
  const asked = await office.say('何涛', '绑定 @郑凯 市场监管局 联络员\n@钱进 教育科 经办人', { group: true });
  expect(office.card(asked, '请确认').card.body?.split('\n').slice(1)).toEqual(['绑定 @郑凯 市场监管局 联络员', '@钱进 教育科 经办人']);
  await office.press('何涛', office.card(asked, '请确认'), '确认办理');
  const done = office.card(office.inGroup(), '已办理').card.body ?? '';
  expect(done).toMatch(/^已绑定 2 人\n/);
  expect(times(done, '郑凯')).toBe(1);
});

test('a form that has been sent is no form any more', async () => {
  const office = await openOffice();
  await office.say('王敏', '任务 新建 校外培训机构联合抽查 发起=教育科 配合=综合科 事项=A03 比例=百分之十 每组=两人 期限=9.9-9.30 来源=上级交办');
  await office.say('李建国', '确认名录');
  await office.say('赵红', '确认名录 1');
  const form = office.card(await office.say('赵红', '抽取 1'), '请监督员见证');
  const witness = form.card.form?.fields[0];
  if (witness?.type !== 'select') throw new Error('no choice of a witness');
  await office.press('赵红', form, '开始抽取', { witness: witness.options[0]?.value ?? '' });
  expect(office.card(office.inbox('赵红'), '请监督员见证').card).toMatchObject({ title: '请监督员见证 · T2026-001（已发起）', tone: 'muted' });
  expect(office.card(office.inbox('赵红'), '请监督员见证').card.form).toBeUndefined();

  await office.say('孙岩', '见证 1 3859');
  await office.say('孙岩', '确认结果 1');
  await office.say('赵红', '锁定 1');
  await office.say('赵红', '派发 1');
  const holder = ['张伟', '刘洋', '黄丽', '马超', '赵强', '李娜'].find((name) => words(office, office.inbox(name)).includes('任务单')) ?? '';
  await office.press(holder, office.card(office.inbox(holder), '任务单'), '申请更换');
  const request = office.card(office.inbox(holder), '申请更换');
  await office.press(holder, request, '提交', { reason: 'health', text: '住院' });
  const sent = office.card(office.inbox(holder), '申请更换').card;
  expect(sent).toMatchObject({ tone: 'muted' });
  expect(sent.form).toBeUndefined();
  expect(sent.body).not.toContain('住院');
});

test('a press answered by many lines shows the first of them; the card has them all', async () => {
  const office = await openOffice();
  const asked = await office.say('何涛', '绑定 @郑凯 市场监管局 联络员\n@钱进 教育科 经办人', { group: true });
  expect(await office.press('何涛', office.card(asked, '请确认'), '确认办理')).toMatchObject({ tone: 'ok', text: '已绑定 2 人' });
});

test('the awaited witness types only what came to his mind: he is shown where it belongs', async () => {
  const office = await openOffice();
  await office.say('王敏', '任务 新建 校外培训机构联合抽查 发起=教育科 事项=A03 比例=百分之十 每组=两人 期限=9.9-9.30 来源=上级交办');
  await office.say('赵红', '确认名录');
  await office.say('赵红', '抽1号 @孙岩');
  const { body = '', actions = [] } = office.card(await office.say('孙岩', '3859'), '没有听懂').card;
  expect(body).toContain('您现在该办的：\n• 见证封口：T2026-001');
  expect(actions.map(({ label }) => label)).toEqual(['见证 T2026-001']);
  expect(words(office, await office.say('孙岩', '3859', { group: true }))).not.toContain('见证封口');
});

test('a task number alone shows the task; changing what was drawn is answered with what is lawful', async () => {
  const office = await openOffice();
  await lockedTask(office);
  expect(office.card(await office.say('王敏', 't2026-001'), 'T2026-001').card.title).toContain('校外培训机构联合抽查');
  expect(words(office, await office.say('李建国', '改 1-3 对象 换成第5培训学校'))).toContain('锁定后：只能更换检查人员');
});
