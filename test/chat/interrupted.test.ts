/**
 * Stopped between two decisions of one line, and handled again: both are there, each once, and the answer says so.
 *
 * Found by killing the service while a section head confirmed two lists with one command: the second handling counted from
 * what was left, took the first list's entry for the second, and answered that both were confirmed.
 */
import { openOffice, wordsOf } from '../support/chat-office.ts';

describe('handled again after a stop', () => {
  test('one command confirms two lists: the second is not lost', async () => {
    const office = await openOffice();
    await office.say('王敏', '任务 新建 联合抽查 发起=教育科 配合=综合科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
    const { journal, states } = office.bureau.deps;
    const append = journal.append.bind(journal);
    let appended = 0;
    const failing = jest.spyOn(journal, 'append').mockImplementation((draft) => {
      appended += 1;
      return appended === 2 ? Promise.reject(new Error('process killed')) : append(draft);
    });
    await office.say('赵红', '确认名录 1');
    failing.mockRestore();
    office.timers.advance(3_600_000);
    office.bureau.setTime('2026-09-08T02:00:00.000Z');
    await office.settle();
    const { state } = await states.load('task', 'T2026-001');
    expect(state.confirmations.map(({ roster, section }) => `${section} ${roster}`)).toEqual(['教育科 targets', '教育科 inspectors']);
    const answer = office.inbox('赵红').map((each) => wordsOf(each, office.platform)).join('\n');
    expect(answer).toMatch(/已确认/);
    expect(answer).not.toContain('未能办理');
  });

  test('everything of a line was done before the stop: the answer says what was done, not that it is refused', async () => {
    const office = await openOffice();
    await office.say('王敏', '任务 新建 联合抽查 发起=教育科 配合=综合科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
    for (const who of ['赵红', '李建国']) await office.say(who, '确认名录 1');
    await office.say('赵红', '抽取 1 @孙岩');
    await office.say('孙岩', '见证 1 3859');
    await office.say('孙岩', '确认结果 1');
    const { journal } = office.bureau.deps;
    const append = journal.append.bind(journal);
    const failing = jest.spyOn(journal, 'append').mockImplementation(async (draft) => {
      await append(draft);
      throw new Error('process killed');
    });
    await office.say('王敏', '锁定 1');
    failing.mockRestore();
    office.timers.advance(3_600_000);
    office.bureau.setTime('2026-09-08T02:00:00.000Z');
    await office.settle();
    const answer = office.inbox('王敏').map((each) => wordsOf(each, office.platform)).join('\n');
    expect(answer).toMatch(/已锁定|已办理：锁定名单/);
    expect(answer).not.toContain('未能办理');
  });
});
