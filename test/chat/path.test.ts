/**
 * The main job in the chat, from the lists to a substitute, as the people see it.
 */
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

/** A task with both lists confirmed. */
const confirmedTask = async (office: Office, more = ''): Promise<string> => {
  await office.say('王敏', `任务 新建 校外培训机构联合抽查 发起=教育科 配合=综合科 事项=A03 比例=百分之十 每组=两人 期限=9.9-9.30 来源=上级交办 ${more}`);
  await office.say('赵红', '确认名录 1');
  await office.say('李建国', '确认名录');
  return 'T2026-001';
};

describe('the main job in the chat', () => {
  test('from the lists to a substitute, by typed lines and by buttons', async () => {
    const office = await openOffice();
    const task = await confirmedTask(office);
    const rosters = office.card(office.inGroup(), '两库更新确认');
    expect(rosters.card.body).toContain('已全部确认，可以抽取');
    expect(rosters.card.body).not.toContain('☐');

    const asked = await office.say('赵红', `抽取 1 @孙岩`, { group: true });
    expect(words(office, asked)).toContain('请确认：抽取');
    expect(await office.press('王敏', office.card(asked, '请确认'), '确认办理')).toMatchObject({ tone: 'warn' });
    expect(await office.press('赵红', office.card(asked, '请确认'), '确认办理')).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inGroup(), '已办理').card.body).toContain('请 孙岩 见证封口');

    const attempt = office.card(office.inGroup(), `公开抽取 · ${task}`);
    expect(attempt.card.body).toContain('第 1 步 承诺');
    expect(await office.press('王敏', attempt, '提交', { text: '今日车牌 88' })).toMatchObject({ tone: 'ok', text: '已投入，等待见证人封口' });
    const invited = office.card(office.inbox('孙岩'), '请您见证');
    expect(await office.press('孙岩', invited, '提交并封口', { text: '3859' })).toMatchObject({ tone: 'ok' });
    const drawn = office.card(office.inGroup(), `公开抽取 · ${task}`);
    expect(drawn.id).toBe(attempt.id);
    expect(drawn.card.body).toContain('第 3 步 开出');
    expect(drawn.card.table?.rows.length).toBe(8);

    expect(await office.press('赵红', attempt, '我见证')).toMatchObject({ tone: 'warn' });
    expect(await office.press('孙岩', attempt, '我见证')).toMatchObject({ tone: 'ok' });
    expect(await office.press('赵红', attempt, '锁定')).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inGroup())).toContain('已锁定');
    expect(office.inGroup().some(({ message }) => message.kind === 'file')).toBe(true);
    expect(words(office, office.inGroup())).not.toMatch(/ZF\d{4}/);

    expect(words(office, await office.say('王敏', '派发 1'))).toContain('已派发');
    const holder = ['张伟', '刘洋', '黄丽', '马超', '赵强', '李娜'].find((name) => office.inbox(name).some((each) => wordsOf(each, office.platform).includes('任务单')));
    if (holder === undefined) throw new Error('nobody was assigned');
    const assignment = office.card(office.inbox(holder), '任务单');
    const inspection = /T2026-001-\d\d/.exec(assignment.card.title)?.[0] ?? '';
    expect(words(office, await office.say(holder, `更换 ${inspection.slice(8).replace(/^00?/, '')} 健康 阑尾炎住院`))).toContain('已提交更换申请');
    expect(office.card(office.inbox(holder), `任务单 · ${inspection}`).card.body).toContain('审批中');

    const approval = office.card(office.inbox('陈志远'), '更换申请');
    expect(approval.card.form?.fields[0]).toMatchObject({ name: 'pick' });
    const pick = approval.card.form?.fields[0];
    if (pick?.type !== 'select') throw new Error('no choice');
    const [chosen] = pick.options;
    expect(await office.press('王敏', approval, '同意并选派', { pick: chosen?.value ?? '' })).toMatchObject({ tone: 'warn' });
    expect(await office.press('陈志远', approval, '查看说明')).toMatchObject({ text: '说明：阑尾炎住院' });
    expect(await office.press('陈志远', approval, '同意并选派', { pick: chosen?.value ?? '' })).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox('陈志远'), '更换申请').card.title).toContain('已处理');
    expect(words(office, office.inGroup())).toContain(`${inspection} 更换检查人员 1 名，已按规定审批。`);
    expect(words(office, office.platform.sent.filter(({ to }) => to.kind === 'group'))).not.toContain('健康状况');
    expect(words(office, office.platform.sent)).not.toContain('阑尾炎');
    const name = /^[^（]+/.exec(chosen?.text ?? '')?.[0] ?? '';
    const newcomer = office.card(office.inbox(name), `任务单 · ${inspection}`);
    expect(await office.press(name, newcomer, '接受')).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox(name), `任务单 · ${inspection}`).card.body).toContain('接受**');

    expect(words(office, await office.say('孙岩', '复核 1'))).toContain('全部一致');
    // The supervisor can recompute from outside: the bundle comes with the lists it is about.
    const filesOf = (who: string): readonly string[] => office.inbox(who).flatMap(({ message }) => (message.kind === 'file' ? [message.name] : [])).filter((name) => /复核包|jsonl/.test(name));
    expect(filesOf('孙岩')).toEqual(['复核包_T2026-001.json', 'T2026-001_第1次_roster.jsonl', 'T2026-001_第1次_inspectors.jsonl', 'T2026-001_第1次_teams.jsonl']);
    await office.say('王敏', '复核 1');
    expect(filesOf('王敏')).toEqual(filesOf('孙岩'));
    expect(words(office, await office.say('孙岩', '日志 1'))).toContain('承诺（冻结名单）');
    expect(words(office, await office.say('王敏', '结果表 1'))).toContain('抽取结果表');
    expect(office.logged).toEqual([]);
  });
});
