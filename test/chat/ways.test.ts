/**
 * 出路 as people meet them: the deputy's card with the three ways, the clerk's proposal, what everybody hears, and nothing in the group
 * that is nobody's business.
 */
import { registerInterest } from '../../src/application/duty.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { monthlyReport } from '../../src/application/queries/monthly.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { targetCode } from '../../src/domain/ids.ts';
import { account, U1 } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { shortHanded } from '../support/short-handed.ts';
import type { ShortHanded } from '../support/short-handed.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

const opened = async (...args: Parameters<typeof shortHanded>): Promise<ShortHanded & { readonly office: Office }> => {
  const one = await shortHanded(...args);
  return { ...one, office: await openOffice({ bureau: one.bureau }) };
};

describe('three lawful ways', () => {
  test('the approver and the clerk are offered the ways, with who could come and who could not; nobody of the team is', async () => {
    const { office, leaving, staying } = await opened('weihai-lg');
    const card = office.card(office.inbox('陈志远'), '更换申请');
    expect(card.card.body).toContain('没有合格人员可以顶替');
    expect(card.card.body).toContain('不允许单人检查');
    expect(card.card.body).toMatch(/综合科 可派 .*、/);
    expect(card.card.actions?.map(({ label }) => label)).toEqual(expect.arrayContaining(['借调人员…', '改由其他科室…', '延期检查…']));
    expect(office.card(office.inbox('王敏'), '没有合格人员').card.body).toContain('改由其他科室承办');
    expect(office.card(office.inbox('赵红'), '没有合格人员').card.body).toContain('借调');
    for (const name of [leaving.name, staying.name]) expect(words(office, office.inbox(name))).not.toContain('没有合格人员');
    expect(words(office, await office.say(leaving.name, '出路 SUB2026-001'))).toContain('只有经办人、本科室负责人、审批人和监督员可以办理');
  });

  test('borrowed by form, proposed by the clerk, agreed to by the deputy with one tap; the group hears one neutral line', async () => {
    const { office, leaving, staying, inspection } = await opened('weihai-lg');
    await office.press('王敏', office.card(office.inbox('王敏'), '没有合格人员'), '借调人员');
    const form = office.card(office.inbox('王敏'), '借调人员');
    const filled = { name: '王五', unit: '市教育局', certificate: 'ZF9001', until: '2028-12-31', letter: '市教函12号', cleared: '无', reason: '本科室其余人员均应回避' };
    expect(await office.press('王敏', form, '提交', { ...filled, cleared: '有' })).toMatchObject({ tone: 'warn' });
    expect((await office.press('王敏', form, '提交', filled)).text).toContain('待陈志远决定');
    expect(office.card(office.inbox('王敏'), '借调人员').card.title).toContain('已提交');
    const card = office.card(office.inbox('陈志远'), '更换申请');
    expect(card.card.body).toContain('王敏提出');
    expect(await office.press('王敏', card, '同意')).toMatchObject({ tone: 'warn' });
    expect((await office.press('陈志远', card, '同意')).text).toContain('向市教育局借调 王五');
    expect(office.card(office.inbox('陈志远'), '更换申请').card.title).toContain('已处理');
    expect(words(office, office.inbox('王敏'))).toContain('王五 没有绑定账号，请另行通知');
    expect(words(office, office.inbox(leaving.name))).toContain('向市教育局借调 王五');
    expect(office.card(office.inbox(staying.name), `任务单 · ${inspection}`).card.body).toContain('王五（借调，市教育局）');
    expect(words(office, office.inbox('孙岩'))).toContain('理由：本科室其余人员均应回避');
    const group = words(office, office.inGroup());
    expect(group).toContain(`${inspection} 更换检查人员 1 名（借调），已按规定审批。`);
    expect(group.slice(-60)).not.toMatch(/王五|回避|就读/);
  });

  test('passed to another section in words: the old team is told, the new one has its assignments', async () => {
    const { office, leaving, staying, inspection } = await opened('nantong-tz');
    expect(words(office, await office.say('陈志远', '改由 SUB2026-001 综合科 理由=本科室均应回避'))).toContain(`已决定：${inspection} 改由综合科承办`);
    for (const name of ['赵强', '李娜']) expect(office.card(office.inbox(name), `任务单 · ${inspection}`).card.body).toContain('待接受');
    for (const name of [leaving.name, staying.name]) {
      expect(words(office, office.inbox(name))).toContain('改由综合科承办');
      expect(words(office, await office.say(name, `接受 ${inspection}`))).toContain('不在本户检查组内');
    }
    expect(words(office, office.inbox('李建国'))).toContain('改由综合科承办');
    expect(words(office, office.inGroup())).toContain(`${inspection} 改由综合科承办，检查对象名单不变，已按规定审批。`);
    expect(words(office, await office.say('陈志远', '延期 SUB2026-001 10.9-10.31 理由=届时返岗'))).toContain('已决定：');
  });

  test('moved in words by the deputy; refused when proposed without a reason; a proposal is sent back with one', async () => {
    const { office, staying, inspection } = await opened('weihai-lg', { reason: 'health' });
    expect(words(office, await office.say('王敏', '延期 SUB2026-001 10.9-10.31'))).toContain('没有写明理由');
    await office.say('王敏', '延期 SUB2026-001 10.9-10.31 理由=届时返岗');
    const card = office.card(office.inbox('陈志远'), '更换申请');
    await office.press('陈志远', card, '退回这一提议');
    const form = office.card(office.inbox('陈志远'), '退回提议');
    expect(await office.press('陈志远', form, '确定退回', { reason: '请先联系市局' })).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inbox('王敏'))).toContain('未获同意（陈志远：请先联系市局）');
    expect(words(office, await office.say('陈志远', '延期 SUB2026-001 10.9-10.31 理由=届时返岗'))).toContain('延期检查，改为 2026-10-09 至 2026-10-31');
    expect(office.card(office.inbox(staying.name), `任务单 · ${inspection}`).card.body).toContain('2026-10-09 至 2026-10-31（已延期）');
    expect(words(office, office.inGroup())).toContain(`${inspection} 检查期限调整为 2026-10-09 至 2026-10-31，已按规定审批。`);
    expect(words(office, await office.say('王敏', '期限 1'))).toContain('10月31日');
  });

  test('不宜告知: none of it names the object, and the moved visit is told on its own first day', async () => {
    const { office, staying, inspection } = await opened('weihai-lg', { over: { noNotice: true } });
    const target = (await office.bureau.deps.states.load('inspection', inspection)).state.target?.name ?? '?';
    expect(words(office, await office.say('王敏', '借调 SUB2026-001'))).not.toContain(target);
    await office.say('陈志远', '延期 SUB2026-001 10.9-10.31 理由=届时返岗');
    office.bureau.setTime('2026-09-10T01:00:00.000Z');
    expect(words(office, await office.say(staying.name, `任务单 ${inspection}`))).not.toContain(target);
    expect(words(office, office.inGroup())).not.toContain(target);
    office.bureau.setTime('2026-10-09T01:00:00.000Z');
    expect(words(office, await office.say(staying.name, `任务单 ${inspection}`))).toContain(target);
  });

  test('decided in the deputy\'s place: signed 「代」, and counted among what the delegate signed in the report of the month', async () => {
    const { office } = await opened('weihai-lg', { reason: 'health' });
    await office.say('陈志远', '授权 李建国 更换审批 9.8-9.18');
    expect(words(office, await office.say('李建国', '延期 SUB2026-001 10.9-10.31 理由=届时返岗'))).toContain('已决定');
    expect((await monthlyReport(office.bureau.deps)(U1, '2026-09')).delegations.map(({ signed }) => signed)).toEqual([1]);
  });

  test('不宜告知: the card of all visits and the published bundle keep the moved visit to themselves until its own days', async () => {
    const { office, staying, inspection, task } = await opened('weihai-lg', { over: { noNotice: true } });
    const target = (await office.bureau.deps.states.load('inspection', inspection)).state.target?.name ?? '?';
    await office.say('陈志远', '延期 SUB2026-001 10.9-10.31 理由=届时返岗');
    office.bureau.setTime('2026-09-10T01:00:00.000Z');
    const list = words(office, await office.say(staying.name, '任务单 1'));
    expect(list).toContain(inspection);
    expect(list).not.toContain(target);
    // The window of the task is over, that of the moved visit is not.
    office.bureau.setTime('2026-10-02T01:00:00.000Z');
    await expect(drawBundle(office.bureau.deps)(task, 'public')).rejects.toMatchObject({ code: 'draw.bundle-later', message: expect.stringContaining('2026-10-31') });
    office.bureau.setTime('2026-10-09T01:00:00.000Z');
    expect(words(office, await office.say(staying.name, '任务单 1'))).toContain(target);
    office.bureau.setTime('2026-11-01T01:00:00.000Z');
    expect((await drawBundle(office.bureau.deps)(task, 'public')).lists.length).toBeGreaterThan(0);
  });

  test.each([['借调', '借调 SUB2026-001'], ['改由', '改由 SUB2026-001'], ['延期', '延期 SUB2026-001'], ['出路', '出路 SUB2026-001'], ['改由卫健科', '改由 SUB2026-001 卫健科 理由=均应回避'], ['改由综合科', '改由 SUB2026-001 综合科 人员=赵强 理由=均应回避']])('不宜告知: whoever prepares a way without a right to the list learns neither the object nor who has an interest in it (%s)', async (_, line) => {
    const one = await shortHanded('weihai-lg', { over: { noNotice: true } });
    const { bureau, inspection } = one;
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('林联络'), name: '林联络', section: '教育科', certificate: null, roles: ['liaison'] });
    const { code = '?', name = '?' } = (await bureau.deps.states.load('inspection', inspection)).state.target ?? {};
    const target = targetCode(code);
    if (target === null) throw new Error('no target');
    await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate('赵强'), target, text: '亲属任职' });
    const office = await openOffice({ bureau });
    const answer = words(office, await office.say('林联络', line));
    expect(answer).not.toContain(name);
    expect(answer).not.toMatch(/[（(]回避[）)]/);
    expect(answer.length).toBeGreaterThan(20);
  });
});
