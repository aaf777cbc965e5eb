/**
 * After the dispatch, and everyday questions: accepted, replaced, refused, asked about; each with the word a clerk would use.
 */
import { forceSubstitutions } from '../../src/application/forced-substitutions.ts';
import { sweepSubstitutions } from '../../src/application/reminders/substitutions.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { inspectorRow, itemRow, openBureau, personOf } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
interface Team { readonly office: Office; readonly inspection: string; readonly leader: string; readonly member: string }

const dispatched = async (): Promise<Team> => {
  const bureau = await openBureau();
  const task = await dispatchedTask(bureau);
  const office = await openOffice({ bureau });
  const [visit] = await bureau.deps.states.find('inspection', { task });
  const posts = visit?.state.posts ?? [];
  return { office, inspection: visit?.id ?? '', leader: posts.find(({ leader }) => leader)?.name ?? '', member: posts.find(({ leader }) => !leader)?.name ?? '' };
};

describe('assignments', () => {
  test('accepted by a short number, once; when all have accepted the leader hears it', async () => {
    const { office, leader, member } = await dispatched();
    expect(words(office, await office.say(member, '接受 1-1'))).toContain('已接受 T2026-001-01');
    expect(words(office, await office.say(member, '接受 1-1'))).toContain('您已于');
    expect(words(office, await office.say('王敏', '接受 1-1'))).toContain('不能接受任务');
    await office.say(leader, '接受 1-1');
    expect(words(office, office.inbox(leader))).toContain('全组已接受，请您（组长）安排检查');
  });

  test('all of one\'s own at once', async () => {
    const { office, member } = await dispatched();
    expect(words(office, await office.say(member, '接受 全部'))).toMatch(/已接受 \d+ 户/);
    expect(words(office, await office.say(member, '我的'))).toContain('没有待办');
  });

  test('which of several is meant is asked, not guessed', async () => {
    const { office, member } = await dispatched();
    const own = (await office.bureau.deps.states.find('inspection', { inspectors: office.bureau.certificate(member) })).length;
    const reply = words(office, await office.say(member, '接受'));
    expect(reply).toContain(own > 1 ? `您有 ${String(own)} 户待办，不知道是哪一户` : '已接受');
  });
});

describe('substitutions', () => {
  test('the form from the card; without a reason it is not taken', async () => {
    const { office, member, inspection } = await dispatched();
    const card = office.card(await office.say(member, '任务单 1-1'), '任务单');
    await office.press(member, card, '申请更换');
    const form = office.card(office.inbox(member), '申请更换');
    expect(await office.press(member, form, '提交', { reason: 'other', text: '' })).toMatchObject({ tone: 'warn' });
    expect(await office.press(member, form, '提交', { reason: 'work-conflict', text: '同日开庭' })).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox(member), `任务单 · ${inspection}`).card.body).toContain('审批中');
    expect(words(office, await office.say(member, '更换 1-1 健康'))).toContain('已有更换申请');
  });

  test('an unknown reason is answered with the lawful ones', async () => {
    const { office, member } = await dispatched();
    expect(words(office, await office.say(member, '更换 1-1 不想去'))).toContain('可选：岗位调整、工作冲突、健康状况、执法回避、其他特殊情况');
  });

  test('only the own deputy decides; refused, the requester hears it and may accept again', async () => {
    const { office, member, inspection } = await dispatched();
    await office.say(member, '回避 1-1 子女在该机构就读');
    expect(words(office, await office.say('周正', '不同意'))).toContain('只有');
    expect(words(office, await office.say(member, '同意更换'))).toContain('不能审批更换');
    expect(words(office, await office.say('孙岩', '更换 说明'))).toContain('子女在该机构就读');
    expect(words(office, await office.say('王敏', '更换 说明'))).toContain('只有审批人和监督员可以查看');
    expect(words(office, await office.say('陈志远', '不同意 SUB19'))).toContain('没有「SUB19」');
    expect(words(office, await office.say('陈志远', '不同意 1 人手不足'))).toContain('已退回更换申请');
    expect(words(office, office.inbox(member))).toContain('未获同意（陈志远：人手不足）');
    expect(words(office, await office.say('陈志远', '同意更换 1 李娜'))).toContain('已由陈志远于');
    expect(words(office, await office.say(member, `接受 ${inspection}`))).toContain('已接受');
    expect(words(office, office.inGroup())).not.toContain('更换检查人员');
  });

  test('不同意 pressed: the reason is asked for first; nothing is decided without it', async () => {
    const { office, member } = await dispatched();
    await office.say(member, '更换 1-1 健康 住院');
    const card = office.card(office.inbox('陈志远'), '更换申请');
    await office.press('陈志远', card, '不同意');
    const form = office.card(office.inbox('陈志远'), '不同意更换');
    expect(words(office, office.inbox(member))).not.toContain('未获同意');
    expect(await office.press('陈志远', form, '确定不同意', { reason: '…' })).toMatchObject({ tone: 'warn' });
    expect(await office.press('王敏', form, '确定不同意', { reason: '人手不足' })).toMatchObject({ tone: 'warn' });
    expect(await office.press('陈志远', form, '确定不同意', { reason: '该时段可调整' })).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inbox(member))).toContain('未获同意（陈志远：该时段可调整）');
  });

  test('nobody answers for four hours of work: the card comes again; a lapsed certificate makes its own request, in words without a name in the group', async () => {
    const { office, member } = await dispatched();
    await office.say(member, '更换 1-1 健康 住院');
    await sweepSubstitutions(office.bureau.deps)('2026-09-08T05:05:00.000Z');
    await office.settle();
    expect(words(office, office.inbox('陈志远'))).toContain('已等待 4 个工作小时，请审批');
    office.card(office.inbox('陈志远').slice(-1), '更换申请');
    await sweepSubstitutions(office.bureau.deps)('2026-09-09T01:05:00.000Z');
    await office.settle();
    expect(words(office, office.inbox('周正'))).toContain('应有书面授权的代行人办理');
    const leader = (await office.bureau.deps.states.find('inspection', {}))[0]?.state.posts.find((post) => post.leader);
    await office.bureau.roster('inspectors', [inspectorRow(leader?.inspector ?? '', leader?.name ?? '', leader?.section ?? '', { certified: false })]);
    await forceSubstitutions(office.bureau.deps)('2026-09-09T01:05:00.000Z');
    await office.settle();
    expect(words(office, office.inbox('陈志远'))).toContain(`${leader?.name ?? ''} 须更换**（其他特殊情况（执法证失效））`);
    expect(words(office, office.inbox('王敏'))).toContain('须更换');
    expect(words(office, office.inGroup())).not.toContain('执法证失效');
  });

  test('who is not eligible is named with the reason', async () => {
    const { office, member, leader } = await dispatched();
    await office.say(member, '更换 1-1 健康');
    expect(words(office, await office.say('陈志远', `同意更换 1 ${leader}`))).toContain('不能顶替：已是本组成员');
    expect(words(office, await office.say('陈志远', '同意更换 1 路人甲'))).toContain('不在可选名单内');
  });
});

describe('everyday questions', () => {
  test('an unknown number, an unknown name, an ambiguous one', async () => {
    const { office } = await dispatched();
    expect(words(office, await office.say('王敏', '任务 9'))).toContain('没有 9 号任务');
    expect(words(office, await office.say('王敏', '锁定'))).toContain('也没有正待办理的任务');
    expect(words(office, await office.say('王敏', '任务 联合'))).toContain('已派发');
    expect(words(office, await office.say('王敏', '名录 对象 QT-001'))).toContain('培训机构QT-001');
    expect(words(office, await office.say('王敏', '名录'))).toContain('46');
    expect(words(office, await office.say('王敏', '事项 A0'))).toContain('消防安全');
    // A code is that row alone, however many others contain it.
    await office.bureau.roster('items', Array.from({ length: 39 }, (_, index) => itemRow(String(index + 1))));
    expect(office.card(await office.say('王敏', '事项 ３'), '3 办学行为检查').card.summary).toContain('本年抽查活动 0 次');
    // Items are read by number: 9 before 10.
    expect(office.card(await office.say('王敏', '事项'), '随机抽查事项清单').card.table?.rows.map(([, code]) => code)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  });

  test('locked already: whoever comes second hears who was first', async () => {
    const { office } = await dispatched();
    expect(words(office, await office.say('王敏', '锁定 1'))).toContain('（已由王敏于');
    expect(words(office, await office.say('王敏', '派发 1'))).toContain('本任务已派发（已由王敏于');
  });

  test('why somebody was drawn or not, with ticket and cut-off', async () => {
    const { office } = await dispatched();
    const answers = await Promise.all(['QT-001', 'QT-046', 'QT-030'].map(async (code) => words(office, await office.say('孙岩', `为什么 1 ${code}`))));
    expect(answers[0]).toContain('**抽中**。「重点」层合格 3 户抽 3 户');
    expect(answers[1]).toContain('按规定排除：非存续状态');
    expect(answers[2]).toMatch(/「普通」层合格 42 户抽 5 户/);
    expect(words(office, await office.say('孙岩', '为什么 1'))).toContain('名录库里有多个「1」');
  });

  test('interests and leave are registered in words', async () => {
    const { office } = await dispatched();
    expect(words(office, await office.say('张伟', '利害关系 我 QT-007 配偶任职'))).toContain('已登记：张伟 与 培训机构QT-007 有利害关系');
    expect(words(office, await office.say('张伟', '利害关系 刘洋 QT-007 同学'))).toContain('本人或经办人办理');
    expect(words(office, await office.say('马超', '请假 9.14-9.18'))).toContain('2026-09-14 至 2026-09-18');
    expect(words(office, await office.say('王敏', '请假 马超 10月8日'))).toContain('2026-10-08 至 2026-10-08');
    expect(words(office, await office.say('马超', '请假 下周'))).toContain('看不懂请假日期');
    expect(words(office, await office.say('马超', '请假 12.10-12.1'))).toContain('结束日期不能早于开始日期');
  });

  test('asked in the group, private things are answered in private', async () => {
    const { office } = await dispatched();
    const said = await office.say('王敏', '我的', { group: true });
    expect(said.filter(({ to }) => to.kind === 'group').map((each) => wordsOf(each, office.platform))).toEqual(['已私信回复。']);
    expect(said.some(({ to }) => to.kind === 'person')).toBe(true);
  });

  test('the administrator has no part in business', async () => {
    const { office } = await dispatched();
    expect(words(office, await office.say('何涛', '日志 1'))).toContain('系统管理员只管绑定');
    expect(words(office, await office.say('何涛', '日志 绑定'))).toContain('绑定人员');
    expect(words(office, await office.say('何涛', '预览 1'))).toContain('不能预览抽取');
  });

  test('somebody who left is unbound; his later words are a stranger\'s', async () => {
    const { office } = await dispatched();
    await personOf(office.bureau, '钱进');
    expect(words(office, await office.say('何涛', '解绑 钱进'))).toContain('已解绑 钱进');
    expect(words(office, await office.say('钱进', '复核 1'))).toContain('还没有绑定身份');
  });

  test('what people type is shown as typed: nothing in it can call or link', async () => {
    const { office } = await dispatched();
    const text = '<at id=all></at> [点我](http://x) **粗**';
    await office.say('张伟', `利害关系 我 QT-009 ${text}`);
    const unknown = office.card(await office.say('张伟', `${text}啊`), '没有听懂');
    expect(unknown.card.body).not.toContain('<at');
    expect(unknown.card.body).toContain('&#60;at');
  });
});

describe('many visits for one inspector', () => {
  test('come on one card that counts down as they are accepted', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau, { strata: [{ name: '普通', where: [], ratio: { num: 1, den: 2 } }] });
    const office = await openOffice({ bureau });
    const cards = office.inbox('马超').filter((each) => wordsOf(each, office.platform).includes('任务单'));
    expect(cards.length).toBe(1);
    const card = office.card(office.inbox('马超'), '任务单 · T2026-001');
    expect(card.card.table?.rows.length).toBeLessThanOrEqual(10);
    const [first = ''] = card.card.table?.rows[0] ?? [];
    await office.say('马超', `接受 ${first}`);
    const count = Number(/（(\d+) 户）/.exec(card.card.title)?.[1]);
    expect(office.card(office.inbox('马超'), '任务单').card.body).toContain(`待接受 **${String(count - 1)} 户**`);
    expect((await office.press('马超', card, '全部接受')).text).toContain(`已接受 ${String(count - 1)} 户`);
    expect(office.card(office.inbox('马超'), '任务单').card.actions).toBeUndefined();
    for (const line of ['任务单', '任务单 1', '任务单 T2026-001']) expect(office.card(await office.say('马超', line), '任务单').card.title).toBe(card.card.title);
    expect(words(office, await office.say('马超', '任务单 99'))).toContain('没有找到');
  });
});
