/**
 * The public draw when people click twice, at once, out of turn, or not at all.
 */
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import type { ActionIn, CardRef } from '../../src/chat/platform.ts';
import { account } from '../support/bureau.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const entries = async (office: Office): Promise<number> => (await office.bureau.deps.journal.head()).seq;
const factsOf = async (office: Office, stream: string): Promise<readonly string[]> => (await office.bureau.deps.journal.ofStream(stream)).flatMap(({ events }) => events.map(({ type }) => type));

const confirmed = async (more = ''): Promise<Office> => {
  const office = await openOffice();
  await office.say('王敏', `任务 新建 联合抽查 发起=教育科 配合=综合科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办 ${more}`);
  await office.say('赵红', '确认名录 1');
  await office.say('李建国', '确认名录 1');
  return office;
};
const committed = async (more = ''): Promise<Office> => {
  const office = await confirmed(more);
  await office.say('赵红', '抽取 1 @孙岩');
  return office;
};
const drawn = async (more = ''): Promise<Office> => {
  const office = await committed(more);
  await office.say('孙岩', '见证 1 3859');
  return office;
};
const attemptCard = (office: Office): ReturnType<Office['card']> => office.card(office.inGroup(), '公开抽取');

describe('clicks in a draw', () => {
  test('the form is submitted twice: one task', async () => {
    const office = await openOffice();
    const form = office.card(await office.say('王敏', '任务 新建'), '新建抽查任务');
    const values = { name: '联合抽查', section: '教育科', items: ['A03'], ratio: '5%', key: '全部', team: '2', from: '2026-09-09', to: '2026-09-30', source: 'superior', noNotice: 'no' };
    expect((await office.press('王敏', form, '建立任务', values)).text).toContain('T2026-001');
    const again: ActionIn = {
      platform: 'feishu', key: 'second', at: office.bureau.now(), from: account('王敏'), chat: { kind: 'person', user: account('王敏').id }, kind: 'action', card: form.id as CardRef, action: 'task.create',
      value: form.card.form?.submit.value ?? {}, form: values,
    };
    expect((await office.chat.handlers.onAction(again)).text).toContain('T2026-001');
    expect((await office.bureau.deps.states.find('task', { unit: 'U1' })).length).toBe(1);
    expect(office.card(office.inbox('王敏'), '任务已建立')).toBeDefined();
  });

  test('the platform delivers the same typed line again: nothing happens twice', async () => {
    const office = await confirmed();
    await office.say('赵红', '抽取 1 @孙岩', { key: 'same' });
    const before = [await entries(office), office.platform.sent.length];
    await office.say('赵红', '抽取 1 @孙岩', { key: 'same' });
    expect([await entries(office), office.platform.sent.length]).toEqual(before);
  });

  test('two press 锁定 at once: one locks, the other hears that it is locked', async () => {
    const office = await drawn();
    await office.say('孙岩', '确认结果 1');
    const card = attemptCard(office);
    const press = (who: string, key: string): Promise<{ readonly tone: string; readonly text: string }> =>
      office.chat.handlers.onAction({ platform: 'feishu', key, at: office.bureau.now(), from: account(who), chat: card.to, kind: 'action', card: card.id as CardRef, action: 'draw.lock', value: { task: 'T2026-001' }, form: {} });
    const replies = await Promise.all([press('赵红', 'k1'), press('王敏', 'k2')]);
    expect(replies.map(({ tone }) => tone).sort()).toEqual(['ok', 'warn']);
    expect(replies.find(({ tone }) => tone === 'warn')?.text).toMatch(/名单已锁定，不能再锁定（已由(赵红|王敏)于 09:00 办理）/);
    await office.settle();
    expect((await factsOf(office, 'task/T2026-001')).filter((type) => type === 'DrawLocked').length).toBe(1);
    expect(office.inGroup().filter(({ message }) => message.kind === 'file').length).toBe(1);
  });

  test('two supervisors: only the invited one closes, whoever is quicker', async () => {
    const office = await committed();
    const card = attemptCard(office);
    expect(await office.press('钱进', card, '提交', { text: '我的随机数' })).toMatchObject({ tone: 'ok', text: '已投入，等待见证人封口' });
    expect(words(office, await office.say('钱进', '见证 1 8888'))).toContain('钱进不是本次抽取的见证人');
    expect(await office.press('孙岩', card, '提交', { text: '3859' })).toMatchObject({ tone: 'ok' });
    expect((await office.press('孙岩', card, '确认').catch(() => ({ text: 'no such button' }))).text).toBe('no such button');
    expect(words(office, office.inGroup())).toContain('孙岩：3859（见证人封口）');
  });

  test('a stranger presses a card he sees in the group', async () => {
    const office = await drawn();
    const reply = await office.press('路人', attemptCard(office), '我见证');
    expect(reply).toMatchObject({ tone: 'warn' });
    expect(reply.text).toContain('还没有绑定身份');
    expect(words(office, await office.say('路人', '锁定 1'))).toContain('还没有绑定身份');
  });

  test('a button nobody knows any more says so', async () => {
    const office = await openOffice();
    const reply = await office.chat.handlers.onAction({
      platform: 'feishu', key: 'old', at: office.bureau.now(), from: account('王敏'), chat: { kind: 'person', user: account('王敏').id }, kind: 'action', card: 'om_old' as CardRef, action: 'long.gone', value: {}, form: {},
    });
    expect(reply).toMatchObject({ tone: 'warn', text: '此卡已过期，请发送「我的」或「帮助」取新卡' });
  });
});

describe('a draw that does not go straight', () => {
  test('not confirmed, the drawer as witness, an inspector as witness: told why not and what to do', async () => {
    const office = await openOffice();
    await office.say('王敏', '任务 新建 联合抽查 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
    expect(words(office, await office.say('赵红', '抽取 1 @孙岩'))).toContain('名录尚未全部确认');
    await office.say('赵红', '确认名录 1');
    expect(words(office, await office.say('赵红', '抽取 1 @赵红'))).toContain('既是抽取人又是见证人');
    expect(words(office, await office.say('赵红', '抽取 1 @张伟'))).toContain('既是本任务的执法检查人员又是见证人');
    expect(words(office, await office.say('赵红', '抽取 1 @路人'))).toContain('还没有绑定身份');
    expect(words(office, await office.say('张伟', '抽取 1 @孙岩'))).toContain('不能发起抽取');
    expect(office.card(await office.say('赵红', '抽取 1'), '请监督员见证').card.form?.fields[0]).toMatchObject({ type: 'select' });
  });

  test('the witness declines: the attempt is given up, counted, and a second is possible', async () => {
    const office = await committed();
    expect(await office.press('孙岩', office.card(office.inbox('孙岩'), '请您见证'), '不予见证')).toMatchObject({ tone: 'ok' });
    expect(attemptCard(office).card.body).toContain('本次承诺已作废');
    expect(words(office, office.inbox('赵红'))).toContain('可重新发起');
    await office.say('赵红', '抽取 1 @孙岩');
    expect(attemptCard(office).card.note).toContain('本任务第 2 次抽取（第 1 次已放弃');
  });

  test('an objection stops the lock until the deputy has decided', async () => {
    const office = await drawn();
    expect(await office.press('孙岩', attemptCard(office), '提出异议', { reason: '大屏显示与名单不一致' })).toMatchObject({ tone: 'ok' });
    expect(words(office, await office.say('王敏', '锁定 1'))).toContain('有异议');
    const objection = office.card(office.inbox('陈志远'), '异议待裁定');
    expect(await office.press('赵红', objection, '裁定', { verdict: '维持', reason: '一致' })).toMatchObject({ tone: 'warn' });
    expect(await office.press('陈志远', objection, '裁定', { verdict: '作废', reason: '名录有误' })).toMatchObject({ tone: 'ok' });
    expect(attemptCard(office).card.body).toContain('本次结果已作废');
    expect(office.card(office.inbox('陈志远'), '已处理').card.tone).toBe('muted');
    expect(words(office, office.inbox('赵红'))).toContain('异议已由 陈志远 裁定：作废本次结果（名录有误）');
  });

  test('a question about the lists takes every confirmation back', async () => {
    const office = await confirmed();
    const rosters = office.card(office.inGroup(), '两库更新确认');
    expect(await office.press('赵红', rosters, '有问题', { what: '第17行 已注销' })).toMatchObject({ tone: 'ok' });
    const now = office.card(office.inGroup(), '两库更新确认');
    expect(now.id).toBe(rosters.id);
    expect(now.card.body).toContain('第17行 已注销');
    expect(now.card.body).not.toContain('☑');
    expect(words(office, office.inbox('王敏'))).toContain('第17行 已注销');
  });

  test('a no-notice task shows numbers instead of names in the group, and no sheet', async () => {
    const office = await drawn('不宜告知=是');
    await office.say('孙岩', '确认结果 1');
    await office.say('王敏', '锁定 1');
    const group = words(office, office.inGroup());
    expect(group).toContain('对象 3');
    expect(group).not.toContain('培训机构QT');
    expect(office.inGroup().some(({ message }) => message.kind === 'file')).toBe(false);
    expect(words(office, await office.say('王敏', '结果表 1', { group: true }))).toContain('不在群内发结果表');
  });

  test('objects first, then inspectors: two ceremonies, each witnessed and locked', async () => {
    const { openBureau } = await import('../support/bureau.ts');
    const office = await openOffice({ bureau: await openBureau({ preset: 'weihai-lg' }) });
    await office.say('王敏', '任务 新建 联合抽查 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
    await office.say('赵红', '确认名录 1');
    for (const stage of ['检查对象', '执法检查人员']) {
      await office.say('赵红', '抽取 1 @孙岩');
      expect(attemptCard(office).card.body).toContain(`抽取 ${stage}`);
      await office.say('孙岩', '见证 3859');
      // Locked targets get no second ticket: no empty columns for it.
      expect(attemptCard(office).card.table?.columns.includes('票号')).toBe(stage === '检查对象');
      await office.say('孙岩', '确认结果 1');
      expect(words(office, await office.say('赵红', '锁定'))).toContain('已锁定');
    }
    expect(words(office, office.inbox('王敏'))).toContain('下一步 · T2026-001 抽取执法检查人员');
    expect(words(office, await office.say('王敏', '派发 1'))).toContain('已派发');
  });
});

describe('the follower', () => {
  test('started again anywhere, it says nothing twice', async () => {
    const office = await drawn();
    const sent = office.platform.sent.length;
    await office.restart();
    await office.chat.start();
    await office.settle();
    expect(office.platform.sent.length).toBe(sent);
    await office.chat.stop();
  });

  test('stopped before it had told anybody: the next start tells everything once', async () => {
    const office = await confirmed();
    const { useCasesOf } = await import('../../src/compose/use-cases.ts');
    const { personOf } = await import('../support/bureau.ts');
    const witness = await personOf(office.bureau, '孙岩');
    const task = (await office.bureau.deps.states.find('task', { unit: 'U1' }))[0]?.state.id;
    if (task == null) throw new Error('no task');
    await useCasesOf(office.bureau.deps).openDraw(office.bureau.by('赵红'), task, witness.id);
    expect(office.inGroup().some((each) => wordsOf(each, office.platform).includes('第 1 步 承诺'))).toBe(false);
    await office.restart();
    await office.settle();
    await office.restart();
    await office.settle();
    expect(office.inGroup().filter((each) => wordsOf(each, office.platform).includes('第 1 步 承诺')).length).toBe(1);
    expect(office.inbox('孙岩').filter((each) => wordsOf(each, office.platform).includes('请您见证')).length).toBe(1);
  });
});
