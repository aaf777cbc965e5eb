/**
 * The public value and 递补抽取 in the chat: typed and clicked, by the right people and the wrong ones, in turn and out of it.
 */
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { openBureau } from '../support/bureau.ts';
import { setRule } from '../support/rules.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const files = (office: Office, who: string): readonly string[] => office.inbox(who).flatMap(({ message }) => (message.kind === 'file' ? [message.name] : []));
const attemptCard = (office: Office): ReturnType<Office['card']> => office.card(office.inGroup(), '公开抽取');

const confirmed = async (kind: 'none' | 'lottery' | 'drand' | 'index'): Promise<Office> => {
  const bureau = await openBureau();
  await setRule(bureau, 'draw.publicValue', kind);
  const office = await openOffice({ bureau });
  await office.say('王敏', '任务 新建 联合抽查 发起=教育科 配合=综合科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
  await office.say('赵红', '确认名录 1');
  await office.say('李建国', '确认名录 1');
  return office;
};
const TICKET = '公开数=双色球 期号=2026104 日期=2026-09-08';
const closed = async (): Promise<Office> => {
  const office = await confirmed('lottery');
  await office.say('赵红', `抽取 1 @孙岩 ${TICKET}`);
  await office.say('孙岩', '见证 1 3859');
  return office;
};

describe('the form and the commitment', () => {
  test('the form asks which issue; typed without it, one is told what to type; a small lottery is refused with the arithmetic', async () => {
    const office = await confirmed('lottery');
    expect(words(office, await office.say('赵红', '抽取 1 @孙岩'))).toContain('没有写明双色球的期号');
    expect(words(office, await office.say('赵红', '抽取 1 @孙岩 公开数=福彩3D 期号=2026242 日期=2026-09-08'))).toContain('1,000 种可能');
    expect(words(office, await office.say('赵红', '抽取 1 @孙岩 期号=2026104 日期=2026-09-09'))).toContain('星期三，双色球不开奖');
    const form = office.card(await office.say('赵红', '抽取 1'), '请监督员见证');
    expect(form.card.form?.fields.map(({ label }) => label)).toEqual(['见证人', '公开数', '期号', '开奖日期']);
    const witness = form.card.form?.fields[0];
    const supervisor = witness?.type === 'select' ? witness.options.find(({ text }) => text.includes('孙岩'))?.value ?? '' : '';
    expect((await office.press('赵红', form, '开始抽取', { witness: supervisor, source: '双色球', issue: '2026104', date: '2026-09-08' })).text).toContain('已承诺');
    expect(attemptCard(office).card.body).toContain('封口以后还要等 双色球第 2026104 期开奖号码（2026-09-08 21&#58;15 之后公布）');
    expect(office.card(office.inbox('孙岩'), '请您见证').card.body).toContain('提交后封口，再等');
  });
  test('a beacon asks for nothing: its round follows by itself', async () => {
    const office = await confirmed('drand');
    const form = office.card(await office.say('赵红', '抽取 1'), '请监督员见证');
    expect(form.card.form?.fields.map(({ label }) => label)).toEqual(['见证人']);
    await office.say('赵红', '抽取 1 @孙岩');
    await office.say('孙岩', '见证 1 3859');
    expect(attemptCard(office).card).toMatchObject({ summary: expect.stringContaining('已封口，待公开数'), form: { fields: [{ type: 'textarea', label: '信标内容' }] } });
    office.bureau.setTime('2026-09-08T02:00:00.000Z');
    expect(words(office, await office.say('赵红', '公开数 1 {"round":1,"signature":"ab"}'))).toContain('方案写定的是第');
  });
});

describe('after the close', () => {
  test('the card waits, shows the steps and the box; the supervisors have envelope and record', async () => {
    const office = await closed();
    const { card } = attemptCard(office);
    expect(card.summary).toContain('已封口，待公开数');
    expect(card.body).toMatch(/第 3 步 公开数[\s\S]*等待 双色球第 2026104 期/);
    expect(card.body).not.toContain('开出**');
    for (const who of ['孙岩', '钱进']) expect(files(office, who)).toEqual(['封存件_T2026-001_第1次.ssj', '封口记录_T2026-001.json']);
    expect(files(office, '周正')).toEqual([]);
    expect(words(office, office.inbox('周正'))).toContain('开封口令还没有领取');
  });
  test('too early, another issue, bad numbers: each time what is wrong and how to type it', async () => {
    const office = await closed();
    expect(words(office, await office.say('赵红', '公开数 1 01 05 12 18 22 31 07'))).toContain('现在还没有公布');
    office.bureau.setTime('2026-09-08T13:16:00.000Z');
    expect(words(office, await office.say('赵红', '公开数 1 期号=2026103 号码=01 05 12 18 22 31 + 07'))).toContain('不是方案写定的双色球第 2026104 期');
    expect(words(office, await office.say('赵红', '公开数 1 01 05 12 18 22 40 + 07'))).toContain('例如：公开数 T2026-001 期号=2026104 号码=01 05 12 18 22 31 + 07');
    expect(words(office, await office.say('张伟', '公开数 1 01 05 12 18 22 31 + 07'))).toContain('不能录入公开数');
  });
  test('typed by the drawer, pressed by the witness: opened, and the group sees both names and the number', async () => {
    const office = await closed();
    office.bureau.setTime('2026-09-08T13:16:00.000Z');
    expect(words(office, await office.say('赵红', '公开数 1 期号=2026104 号码=01 05 12 18 22 31 + 07'))).toContain('等另一人核对');
    expect(words(office, office.inbox('孙岩'))).toContain('请对照官方公布的号码核对');
    expect(words(office, await office.say('孙岩', '我的'))).toContain('核对公开数');
    expect((await office.press('赵红', attemptCard(office), '核对一致')).text).toContain('既是公开数录入人又是公开数核对人');
    expect((await office.press('孙岩', attemptCard(office), '核对一致')).text).toContain('已开出');
    const { card } = attemptCard(office);
    expect(card.body).toContain('**01 05 12 18 22 31 + 07**\u3000赵红 录入，孙岩 核对一致');
    expect(card.body).toContain('第 4 步 开出');
    expect(card.table?.rows.length).toBeGreaterThan(0);
  });
  test('pressed with a wrong number: the witness sends it back, it is entered again, and the card says so', async () => {
    const office = await closed();
    office.bureau.setTime('2026-09-08T13:16:00.000Z');
    expect((await office.press('赵红', attemptCard(office), '录入公开数', { text: '01 05 12 18 22 31 + 08' })).text).toContain('已录入');
    expect((await office.press('孙岩', attemptCard(office), '号码不符')).text).toContain('已退回');
    expect(words(office, office.inbox('赵红'))).toContain('与公布的不符');
    expect(attemptCard(office).card.form?.submit.label).toBe('录入公开数');
    await office.say('王敏', '公开数 1 01 05 12 18 22 31 + 07');
    expect(words(office, await office.say('孙岩', '核对公开数 1'))).toContain('公开数核对一致。已开出');
  });
  test('an issue that never comes is voided by the deputy; the next attempt says so', async () => {
    const office = await closed();
    await office.say('陈志远', '作废 1 本期停售');
    expect(attemptCard(office).card.body).toContain('本次结果已作废');
    await office.say('赵红', '抽取 1 @孙岩 期号=2026105 日期=2026-09-10');
    expect(attemptCard(office).card.note).toContain('第 2 次抽取（第 1 次已作废：本期停售）');
  });
  test('out of turn: without a draw, without a rule, after the result', async () => {
    const office = await confirmed('none');
    expect(words(office, await office.say('赵红', '公开数 1 1 2 3'))).toContain('还没有发起抽取');
    await office.say('赵红', '抽取 1 @孙岩');
    await office.say('孙岩', '见证 1 3859');
    expect(words(office, await office.say('赵红', '公开数 1 1 2 3'))).toContain('不需要公开数');
    expect(words(office, await office.say('孙岩', '补开 1 AAAA'))).toContain('不需要补开');
  });
});

describe('开封口令', () => {
  test('the main leader fetches it in private; supervisors hear of it; nobody else gets it, and no group', async () => {
    const office = await confirmed('none');
    const said = words(office, await office.say('周正', '开封口令'));
    expect(said).toMatch(/开封口令（第 1 版）：(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}/);
    expect(words(office, office.inbox('孙岩'))).toContain('周正 领取了开封口令（第 1 版）');
    expect(words(office, office.inbox('孙岩'))).not.toMatch(/(?:[0-9A-Z]{4}-){4}/);
    expect(words(office, await office.say('孙岩', '开封口令'))).toContain('不能领取开封口令');
    expect(words(office, await office.say('周正', '开封口令', { group: true }))).not.toMatch(/(?:[0-9A-Z]{4}-){4}/);
    expect(words(office, await office.say('周正', '开封口令 更换'))).toContain('第 2 版');
  });
});

describe('递补抽取', () => {
  test('agreed by the deputy, witnessed on the card, named to everybody; the group learns that it was held', async () => {
    const bureau = await openBureau({ preset: 'fuzhou-gx' });
    const office = await openOffice({ bureau });
    for (const line of [['王敏', '任务 新建 联合抽查 发起=教育科 配合=综合科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办'], ['赵红', '确认名录 1'], ['李建国', '确认名录 1'], ['赵红', '抽取 1 @孙岩'], ['孙岩', '见证 1 3859'], ['孙岩', '确认结果 1'], ['王敏', '锁定 1'], ['王敏', '派发 1']] as const) await office.say(line[0], line[1]);
    const visits = await bureau.deps.states.find('inspection', { task: 'T2026-001' });
    const visit = visits.find(({ state }) => state.posts.some(({ leader, section }) => !leader && section === '教育科'));
    const member = visit?.state.posts.find(({ leader, section }) => !leader && section === '教育科')?.name ?? '';
    await office.say(member, `更换 ${visit?.id ?? ''} 健康 住院`);
    const approval = office.card(office.inbox('陈志远'), '更换申请');
    expect(approval.card.body).toContain('事先谁也不知道');
    expect((await office.press('陈志远', approval, '同意并递补抽取')).text).toContain('第 2 轮递补抽取：等见证人输入');
    expect(words(office, office.inGroup())).toContain('递补抽取检查人员 1 名，候选人已写定，请见证人 孙岩 封口');
    expect(office.card(office.inbox('陈志远'), '更换申请').card.fields).toContainEqual({ label: '进度', value: expect.stringContaining('等见证人输入') });
    expect(words(office, await office.say('孙岩', '我的'))).toContain('见证递补抽取');
    expect(words(office, await office.say('钱进', '递补见证 SUB2026-001 1'))).toContain('不是本轮递补抽取的见证人');
    const round = office.card(office.inbox('孙岩'), '递补抽取');
    expect(round.card.body).not.toContain(member);
    expect((await office.press('孙岩', round, '提交并封口', { text: 'AB12345678' })).text).toContain('已开出');
    expect(office.card(office.inbox('孙岩'), '递补抽取').card.title).toContain('已开出');
    expect(words(office, office.inGroup())).toContain('更换检查人员 1 名，已按规定审批');
    expect(words(office, office.inGroup())).not.toContain('住院');
  });
});
