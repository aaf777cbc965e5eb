/**
 * Time in the chat: visits end, publications fall due and are registered, the calendar changes, draws are planned and asked for.
 */
import { sweepDigests } from '../../src/application/reminders/digest.ts';
import { sweepDraws } from '../../src/application/reminders/draws.ts';
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import { sweepTargets } from '../../src/application/reminders/targets.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { openBureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

/** A dispatched task whose first visit has been accepted by its whole team. */
const out = async ({ preset, settings = {} }: { preset?: PresetId; settings?: Partial<TaskSettings> } = {}) => {
  const bureau = await openBureau(preset === undefined ? {} : { preset });
  const task = await dispatchedTask(bureau, settings);
  const office = await openOffice({ bureau });
  const [visit] = await bureau.deps.states.find('inspection', { task });
  const posts = visit?.state.posts ?? [];
  for (const { name } of posts) await office.say(name, '接受 1-1');
  const leader = posts.find((post) => post.leader)?.name ?? '';
  return { office, bureau, task, leader, member: posts.find((post) => !post.leader)?.name ?? '', all: (await bureau.deps.states.find('inspection', { task })).map(({ id }) => id) };
};

/** Everybody accepts, the leaders end all visits on a day. */
const finishAll = async ({ office, bureau, all }: Awaited<ReturnType<typeof out>>, day: string): Promise<void> => {
  for (const id of all) {
    const { state } = await bureau.deps.states.load('inspection', id);
    for (const { name, acceptedAt } of state.posts) if (acceptedAt === null) await office.say(name, `接受 ${id}`);
    if (state.finished === undefined) await office.say(state.posts.find(({ leader }) => leader)?.name ?? '', `结束 ${id} 日期=${day} 结果=01`);
  }
};

const at = (office: Office, date: string, time: string): string => {
  const now = instantOf(date, time);
  office.bureau.setTime(now);
  return now;
};
const said = async (office: Office, work: () => Promise<unknown>): Promise<readonly Delivered[]> => {
  const before = office.platform.sent.length;
  await work();
  await office.settle();
  return office.platform.sent.slice(before);
};

describe('the end of a visit', () => {
  test('the leader registers it; the answer says by when the result has to be public, and how that was counted', async () => {
    const { office, leader, member } = await out();
    at(office, '2026-09-16', '16:00');
    expect(words(office, await office.say(member, '结束 1-1 日期=9.16 结果=01'))).toContain('检查结束由组长登记');
    const answer = words(office, await office.say(leader, '结束 1-1 日期=9.16 结果=01'));
    expect(answer).toContain('已登记 9月16日（三）检查结束');
    expect(answer).toContain('扣除 9/25–27、10/1–7，计入 9/20、10/10 上班 → 第 20 个工作日 10月20日（二）');
    expect(words(office, await office.say(leader, '结束 1-1 结果=02'))).toContain('本户已登记 2026-09-16 检查结束');
    expect(words(office, await office.say('王敏', '期限 1-1'))).toContain('剩 20 个');
  });

  test('from the form: several results; what excludes itself is refused; the form shows what became of it', async () => {
    const { office, leader } = await out();
    at(office, '2026-09-16', '16:00');
    await office.press(leader, office.card(await office.say(leader, '任务单 1-1'), '任务单'), '登记检查结束');
    const form = office.card(office.inbox(leader), '检查结束 · T2026-001-01');
    expect((await office.press(leader, form, '登记结束', { on: '2026-09-16', outcomes: ['01', '02'] })).text).toContain('「未发现问题」不能与其他结果同时选');
    expect((await office.press(leader, form, '登记结束', { on: '2026-09-17', outcomes: ['02'] })).text).toContain('还没有到');
    expect(await office.press(leader, form, '登记结束', { on: '2026-09-15', outcomes: ['02', '16'], text: '' })).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox(leader), '检查结束').card.title).toContain('已登记');
    expect(office.card(office.inbox(leader), '任务单').card.body).toContain('02 发现问题已责令改正、16 轻微违法已教育');
  });

  test('a target that is gone is closed with a text and proof, never exchanged', async () => {
    const { office, leader } = await out();
    at(office, '2026-09-16', '16:00');
    expect(words(office, await office.say(leader, '结束 1-1 结果=06'))).toContain('必须写明情况');
    expect(words(office, await office.say(leader, '结束 1-1 结果=06 说明=大门上锁'))).toContain('必须有证据');
    expect(words(office, await office.drop(leader, '门口.jpg', new Uint8Array([1, 2, 3])))).toMatch(/已归入 T2026-001-01，共 1 个文件|归入哪一户/);
    const cards = office.inbox(leader).filter((each) => wordsOf(each, office.platform).includes('这个文件归入哪一户'));
    if (cards.length > 0) await office.press(leader, office.card(office.inbox(leader), '归入哪一户'), 'T2026-001-01');
    expect(words(office, await office.say(leader, '结束 1-1 结果=无法联系 说明=大门上锁，邻居称已搬走'))).toContain('已登记');
    expect(office.card(office.inbox(leader), '任务单 · T2026-001-01').card.body).toContain('已归入证据 1 个');
  });

  test('photos in one message with the words go where the words say, each a file of its own', async () => {
    const { office, leader, bureau, all: [inspection] } = await out();
    if (inspection === undefined) throw new Error('no visit');
    at(office, '2026-09-16', '16:00');
    const photo = (n: number) => ({ name: `照片20260916-15000${String(n)}.jpg`, data: new Uint8Array([n, 2, 3]) });
    expect(words(office, await office.show(leader, '证据 1-1', [photo(1), photo(2)]))).toContain('「照片20260916-150001.jpg」等 2 个文件已归入 T2026-001-01，共 2 个文件');
    expect((await bureau.deps.states.load('inspection', inspection)).state.evidence?.map(({ name }) => name)).toEqual(['照片20260916-150001.jpg', '照片20260916-150002.jpg']);
    expect(words(office, await office.show(leader, '', [photo(3)]))).toMatch(/已归入 T2026-001-01，共 3 个文件|归入哪一户/);
  });

  test('not before everybody has accepted, not before the dispatch, not before the visits may begin', async () => {
    const { office, bureau, leader, task } = await out();
    expect(words(office, await office.say(leader, '结束 1-1 日期=9.7 结果=01'))).toContain('检查不能在此之前结束');
    expect(words(office, await office.say(leader, '结束 1-1 日期=9.8 结果=01'))).toContain('检查期限从 2026-09-09 开始');
    const second = (await bureau.deps.states.find('inspection', { task }))[1]?.state;
    const other = second?.posts.find((post) => post.leader)?.name ?? '';
    await office.say(other, '接受 1-2');
    at(office, '2026-09-10', '16:00');
    expect(words(office, await office.say(other, '结束 1-2 结果=01'))).toContain('检查组还有人没有接受任务');
  });

  test('registered by mistake it is taken back with a reason; once public it is not', async () => {
    const about = await out();
    const { office, leader } = about;
    at(office, '2026-09-16', '16:00');
    await finishAll(about, '9.16');
    expect(words(office, await office.say(leader, '结束 撤销 1-1'))).toContain('没有写撤销理由');
    expect(words(office, await office.say(leader, '结束 撤销 1-1 日期填错'))).toContain('已撤销');
    expect(words(office, office.inbox('孙岩'))).toContain('T2026-001-01 的检查结束登记已由');
    await office.say(leader, '结束 1-1 日期=9.15 结果=01');
    await office.say('王敏', '公示 登记 1 https://www.example.gov.cn/1 日期=9.16');
    expect(words(office, await office.say(leader, '结束 撤销 1-1 又填错'))).toContain('本户结果已公示');
  });
});

describe('from which day the time for publication runs', () => {
  test('where the end of the task rules, early results wait and both dates are shown', async () => {
    const about = await out({ preset: 'xiping' });
    const { office, leader } = about;
    at(office, '2026-09-16', '16:00');
    expect(words(office, await office.say(leader, '结束 1-1 日期=9.16 结果=01'))).toContain('公示期限从抽查任务结束（最后一户检查结束）起算，还有');
    const waiting = office.card(await office.say('王敏', '期限 1'), '期限').card.body ?? '';
    expect(waiting).toContain('已结束、等全部检查结束后起算** 第 01 户（共 1 户）');
    expect(waiting).toContain('结束日期：9月16日（三）');
    at(office, '2026-09-21', '16:00');
    await finishAll(about, '9.21');
    const running = office.card(await office.say('王敏', '期限 1'), '期限').card.body ?? '';
    expect(running).toContain('9月21日（一）全部检查结束 → 次日起算');
    expect(running).toContain('从抽查任务结束（最后一户检查结束）之日的次日起算。依据：西科工〔2020〕60号');
  });

  test('where the result rules, a result that came later starts it later', async () => {
    const { office, leader } = await out({ preset: 'baofeng' });
    at(office, '2026-09-18', '16:00');
    expect(words(office, await office.say(leader, '结束 1-1 日期=9.16 结果=01 结果日期=9.19'))).toContain('检查结果产生之日 2026-09-19 应在');
    expect(words(office, await office.say(leader, '结束 1-1 日期=9.16 结果=01 结果日期=9.18'))).toContain('9月18日（五） → 次日起算');
  });
});

describe('publication', () => {
  test('registered whole it stops the time and the group sees it; taken back, the time runs again', async () => {
    const about = await out();
    const { office } = about;
    at(office, '2026-09-16', '16:00');
    expect(words(office, await office.say('王敏', '公示 登记 1 https://www.example.gov.cn/1'))).toContain('没有登记检查结束');
    await finishAll(about, '9.16');
    expect(words(office, office.inbox('王敏'))).toContain('已全部检查结束，最早的公示期限是 10月20日（二）');
    expect(words(office, await office.say('王敏', '公示 登记 1 看门户'))).toContain('不是网址');
    expect(words(office, await office.say('王敏', '公示 登记 1 https://www.example.gov.cn/1 日期=9.15'))).toContain('公示日期不能早于它');
    expect(words(office, await office.say('王敏', '公示 登记 1 https://www.example.gov.cn/1'))).toContain('已登记 9月16日（三）公示，期限已停止');
    expect(words(office, office.inGroup())).toContain('检查结果已公示 · T2026-001');
    expect(words(office, await office.say('王敏', '任务 1'))).toContain('已公示');
    expect(words(office, await office.say('王敏', '公示 登记 1 https://www.example.gov.cn/1'))).toContain('已登记 2026-09-16 公示');
    expect(words(office, await office.say('王敏', '公示 撤销登记 1 网址填错'))).toContain('期限重新计算');
    expect(words(office, await office.say('王敏', '期限'))).toContain('T2026-001');
  });

  test('one visit alone; an inspector may not; the visits left keep running', async () => {
    const about = await out();
    const { office, leader, all } = about;
    at(office, '2026-09-16', '16:00');
    await finishAll(about, '9.16');
    expect(words(office, await office.say(leader, '公示 登记 1-1 https://www.example.gov.cn/1'))).toContain('不能登记公示');
    await office.say('王敏', '公示 登记 1-1 https://www.example.gov.cn/1');
    const body = office.card(await office.say('王敏', '期限 1'), '期限').card.body ?? '';
    expect(body).toContain('**已公示** 第 01 户（共 1 户）');
    expect(body).toContain(`剩 20 个`);
    for (const id of all.slice(1)) await office.say('王敏', `公示 登记 ${id} https://www.example.gov.cn/${id}`);
    expect(words(office, await office.say('王敏', '任务 1'))).toContain('已公示');
  });

  test('the nearer the day the more people hear of it, each step once; overdue the leader and the group too, until it is explained and done', async () => {
    const about = await out();
    const { office, bureau } = about;
    at(office, '2026-09-16', '16:00');
    await finishAll(about, '9.16');
    const heard = async (date: string, time = '09:05'): Promise<string> => {
      const now = at(office, date, time);
      const list = await said(office, () => sweepPublications(bureau.deps)(now));
      await sweepPublications(bureau.deps)(now);
      await office.settle();
      return [...new Set(list.map(({ to }) => (to.kind === 'group' ? '群' : (['王敏', '赵红', '陈志远', '周正', '孙岩', '钱进'].find((name) => office.inbox(name).some(({ id }) => list.some((each) => each.id === id && each.to === to))) ?? '组长'))))].sort().join(' ');
    };
    expect(await heard('2026-09-18')).toBe('');
    expect(await heard('2026-09-29')).toBe('');
    expect(await heard('2026-09-30')).toBe('王敏');
    expect(await heard('2026-10-05')).toBe('');
    expect(await heard('2026-10-08')).toBe('');
    expect(await heard('2026-10-13')).toBe('王敏 组长');
    expect(await heard('2026-10-14', '21:00')).toBe('');
    expect(await heard('2026-10-15')).toBe('王敏 组长 赵红');
    expect(office.platform.urged).toEqual([]);
    expect(await heard('2026-10-19')).toBe('王敏 组长 赵红 陈志远');
    // From here on everybody who is told is called to it (加急), and the record says so.
    expect(office.platform.urged.length).toBeGreaterThan(3);
    expect((await bureau.deps.journal.read(0, 5000)).flatMap(({ events }) => events).findLast((fact) => fact.type === 'ReminderDue')).toMatchObject({ kind: 'publication', left: 1, urgent: true });
    expect(await heard('2026-10-20')).toBe('王敏 组长 赵红 陈志远');
    expect(await heard('2026-10-20', '15:05')).toBe('王敏 组长 赵红 陈志远');
    expect(await heard('2026-10-21')).toBe('周正 孙岩 王敏 组长 群 赵红 钱进 陈志远');
    expect(words(office, office.inbox('周正'))).toContain('公示已逾期 1 个工作日');
    expect(words(office, office.inGroup())).toContain('公示逾期 · T2026-001');
    expect(words(office, await office.say('王敏', '公示 登记 1 https://www.example.gov.cn/1'))).toContain('须写明原因');
    expect(words(office, await office.say('王敏', '逾期原因 1 检测报告晚到'))).toContain('已登记');
    expect(words(office, office.inbox('周正'))).toContain('填写原因：检测报告晚到');
    expect(await heard('2026-10-22')).toContain('周正');
    expect(words(office, await office.say('王敏', '公示 登记 1 https://www.example.gov.cn/1'))).toContain('期限已停止');
    expect(await heard('2026-10-23')).toBe('');
  });
});

test('the deadline is said before it is explained; the form names where to publish, and asks for a reason only when it is late', async () => {
  const about = await out();
  const { office } = about;
  at(office, '2026-09-16', '16:00');
  await finishAll(about, '9.16');
  expect(office.card(await office.say('王敏', '期限 1'), '期限').card.body).toContain('最迟 10月20日（二）公示**');
  const form = async () => office.card(await office.say('王敏', '公示 登记 1'), '登记公示');
  const early = await form();
  expect(early.card.body).toContain('请先公示到：**省级监管平台**');
  expect(early.card.form?.fields.map(({ name }) => name)).toEqual(['on', 'url']);
  at(office, '2026-10-22', '09:00');
  const late = await form();
  expect(late.card.form?.fields.find(({ name }) => name === 'reason')?.label).toBe('逾期原因（10月20日（二）以后才公示的必填）');
  await office.press('王敏', late, '登记', { on: '2026-10-22', url: 'https://www.example.gov.cn/1', reason: '检测报告晚到' });
  expect(words(office, await office.say('王敏', '期限 1'))).toContain('**已公示** 第 01–08 户');
});

describe('the calendar', () => {
  test('a year as it is counted; one that is not published says so', async () => {
    const { office } = await out();
    expect(words(office, await office.say('张伟', '日历 2026'))).toContain('放假 1/1–3、2/15–23、4/4–6、5/1–5、6/19–21、9/25–27、10/1–7');
    expect(words(office, await office.say('张伟', '日历 2027'))).toContain('**暂估**');
    expect(words(office, await office.say('张伟', '期限 9.16'))).toContain('第 20 个工作日 10月20日（二）');
    expect(words(office, await office.say('张伟', '日历 加 2026-11-25 停工 原因=台风'))).toContain('不能维护日历');
  });

  test('a local closure moves the deadlines that run; who is concerned hears from when to when; taken back they move back', async () => {
    const about = await out();
    const { office, leader } = about;
    at(office, '2026-09-16', '16:00');
    await finishAll(about, '9.16');
    expect(words(office, await office.say('王敏', '日历 加 2026-09-22 停工 原因=台风'))).toContain('期限已重算');
    expect(words(office, office.inbox(leader))).toContain('10月20日（二） → 10月21日（三）');
    expect(words(office, office.inbox('赵红'))).toContain('（台风）');
    expect(office.card(await office.say('王敏', '期限 1'), '期限').card.body).toContain('9/22（台风）');
    expect(words(office, await office.say('王敏', '日历 加 2026-09-22 停工 原因=台风'))).toContain('本来就不上班');
    await office.say('王敏', '日历 加 9.22 恢复 原因=台风改道');
    expect(words(office, office.inbox(leader))).toContain('10月21日（三） → 10月20日（二）');
  });

  test('next year\'s notice is shown first, then written; what was 暂估 is counted anew and people are told', async () => {
    const about = await out({ settings: { window: { from: '2026-12-07', to: '2026-12-31' } } });
    const { office, leader } = about;
    at(office, '2026-12-21', '16:00');
    await finishAll(about, '12.21');
    expect(office.card(await office.say('王敏', '期限 1'), '期限').card.body).toContain('暂估');
    expect(words(office, await office.say('王敏', '日历 2027 导入 文号=国办发明电〔2026〕9号 休=1.1-1.3 班=1.5'))).toContain('其中周一至周五 1 天');
    const card = office.card(office.inbox('王敏'), '导入放假安排 · 2027 年');
    expect((await office.press('王敏', card, '确认导入', { notice: '国办发明电〔2026〕9号' })).text).toContain('不是周六、周日');
    const line = '日历 2027 导入 文号=国办发明电〔2026〕9号 休=2026-12-31,1.1-1.3,2.5-2.11,4.3-4.5,5.1-5.5,6.9,9.15,10.1-10.7 班=2.13,5.8';
    await office.say('王敏', line);
    const right = office.card(office.inbox('王敏'), '导入放假安排 · 2027 年');
    expect(await office.press('王敏', right, '确认导入', { notice: '国办发明电〔2026〕9号' })).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inbox(leader))).toContain('公示期限有变化：T2026-001（8 户）1月19日（二） → 1月20日（三）');
    expect(office.card(await office.say('王敏', '期限 1'), '期限').card.body).not.toContain('暂估');
    await office.say('王敏', line);
    expect((await office.press('王敏', office.card(office.inbox('王敏'), '导入放假安排 · 2027 年'), '确认导入', { notice: '国办发明电〔2026〕9号' })).text).toContain('已按 国办发明电〔2026〕9号 导入');
  });

  test('a file of the open form is read, and its number asked for', async () => {
    const { office } = await out();
    const off = ['2027-01-01', '2027-02-05', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11', '2027-04-05'].map((date) => ({ name: '节', date, isOffDay: true }));
    const data = new TextEncoder().encode(JSON.stringify({ year: 2027, papers: [], days: [...off, { name: '春节', date: '2027-02-13', isOffDay: false }] }));
    await office.drop('王敏', '2027.json', data);
    const card = office.card(office.inbox('王敏'), '导入放假安排 · 2027 年');
    expect((await office.press('王敏', card, '确认导入', {})).text).toContain('没有写放假通知的文号');
    expect(await office.press('王敏', card, '确认导入', { notice: '国办发明电〔2026〕9号' })).toMatchObject({ tone: 'ok' });
    expect(words(office, await office.say('张伟', '日历 2027'))).toContain('调休上班 2/13');
    expect(words(office, await office.drop('王敏', '坏.json', new TextEncoder().encode('[]')))).toContain('不像放假安排');
  });
});

describe('a planned draw', () => {
  const planned = async () => {
    const bureau = await openBureau();
    const office = await openOffice({ bureau });
    await office.say('王敏', '任务 新建 名称=校外培训抽查 发起=教育科 事项=A03 比例=10% 期限=9.14-9.30 抽取日=9.10 9:00 确认');
    return { bureau, office };
  };
  test('the lists are asked for the working day before, the draw at its hour; nothing is drawn', async () => {
    const { bureau, office } = await planned();
    expect(words(office, await office.say('王敏', '任务 1'))).toContain('2026-09-10 09:00');
    expect(await sweepDraws(bureau.deps)(at(office, '2026-09-08', '10:00'))).toBe(0);
    const asked = await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-09', '09:01')));
    expect(words(office, asked)).toContain('请确认两库：T2026-001 定于 9月10日（四） 09:00 公开抽取');
    await office.say('赵红', '确认名录 1');
    const due = await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-10', '09:01')));
    expect(words(office, due)).toContain('到期：T2026-001 今日抽取');
    expect(due.every(({ to }) => to.kind === 'group')).toBe(true);
    expect(await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-10', '09:06')))).toEqual([]);
    expect((await bureau.deps.states.load('task', 'T2026-001')).state.attempts).toEqual([]);
  });
  test('an hour that was missed is asked about, once', async () => {
    const { bureau, office } = await planned();
    await office.say('赵红', '确认名录 1');
    const due = await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-10', '09:40')));
    expect(words(office, due)).toContain('原定 09:00，现已 09:40，是否现在抽取？');
    expect(await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-11', '09:40')))).toEqual([]);
  });
  test('lists still unconfirmed: the card says so and the 分管负责人 hears it; the day can be moved with a reason', async () => {
    const { bureau, office } = await planned();
    const due = await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-10', '09:01')));
    expect(words(office, due)).toContain('不能抽取：名录未确认');
    expect(words(office, office.inbox('陈志远'))).toContain('名录尚未全部确认');
    expect(words(office, await office.say('王敏', '任务 改期 1 9.12 9:00 监督员出差'))).toContain('不是工作日');
    expect(words(office, await office.say('王敏', '任务 改期 1 9.14 9:00'))).toContain('没有写改期理由');
    expect(words(office, await office.say('王敏', '任务 改期 1 9.14 14:30 监督员出差'))).toContain('抽取日定为 9月14日（一） 14:30');
    expect(words(office, office.inbox('孙岩'))).toContain('（监督员出差）');
    expect(words(office, await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-14', '14:31'))))).toContain('到期');
  });
  test('at the end of the day it moves to the next working day by itself, who did not confirm is named, and the lists are asked for anew; confirmed in time it stays', async () => {
    const { bureau, office } = await planned();
    const run = (day: string, time: string) => said(office, () => sweepDraws(bureau.deps)(at(office, day, time)));
    await run('2026-09-09', '09:01');
    await run('2026-09-10', '09:01');
    expect(await run('2026-09-10', '16:56')).toEqual([]);
    const moved = words(office, await run('2026-09-10', '17:01'));
    expect(moved).toContain('T2026-001 原定 9月10日（四） 09:00 抽取，当日未完成名录确认：教育科（检查对象名录）、教育科（执法检查人员名录）。已自动顺延到 9月11日（五） 09:00');
    for (const who of ['赵红', '王敏', '陈志远', '孙岩']) expect(words(office, office.inbox(who))).toContain('已自动顺延到 9月11日');
    expect((await bureau.deps.states.load('task', 'T2026-001')).state.draw).toEqual({ on: '2026-09-11', time: '09:00' });
    expect(words(office, await run('2026-09-10', '17:06'))).toContain('定于 9月11日（五） 09:00 公开抽取');
    expect(await run('2026-09-10', '17:11')).toEqual([]);
    expect(words(office, await office.say('孙岩', '日志 1'))).toContain('抽取自动顺延');
    // A weekend lies between; the service was down on Monday.
    await run('2026-09-11', '17:02');
    expect((await bureau.deps.states.load('task', 'T2026-001')).state.draw?.on).toBe('2026-09-14');
    await run('2026-09-15', '09:01');
    await office.say('赵红', '确认名录 1');
    expect(await run('2026-09-15', '17:02')).toEqual([]);
    expect((await bureau.deps.states.load('task', 'T2026-001')).state.draw?.on).toBe('2026-09-14');
  });
  test('where the visits would be over before the next working day nothing moves: people decide', async () => {
    const { bureau, office } = await planned();
    at(office, '2026-09-28', '10:00');
    await office.say('王敏', '任务 改期 1 9.30 9:00 监督员出差');
    expect(words(office, await said(office, () => sweepDraws(bureau.deps)(at(office, '2026-09-30', '17:05'))))).not.toContain('已自动顺延');
    expect((await bureau.deps.states.load('task', 'T2026-001')).state.draw?.on).toBe('2026-09-30');
  });
});

describe('the morning', () => {
  test('one card a person a working day with what is due first on top, none to those with nothing, none on a day off', async () => {
    const { bureau, office, member } = await out();
    const morning = (date: string, time = '08:33') => said(office, () => sweepDigests(bureau.deps)(at(office, date, time)));
    const first = await morning('2026-09-09');
    expect(first.map((each) => wordsOf(each, office.platform)).every((text) => text.includes('今日清单'))).toBe(true);
    const receivers = first.map(({ to }) => (to.kind === 'person' ? to.user : to.chat));
    expect(new Set(receivers).size).toBe(receivers.length);
    expect(await morning('2026-09-09', '11:00')).toEqual([]);
    expect(await morning('2026-09-12')).toEqual([]);
    expect(await morning('2026-09-10', '07:30')).toEqual([]);
    await office.say(member, '请假 9.11');
    await office.say(member, '接受 全部');
    expect(words(office, await morning('2026-09-11'))).not.toContain(`今日清单 · ${member}`);
  });
  test('我的 is sorted by what is due first and says what has passed its day', async () => {
    const about = await out();
    const { office } = about;
    at(office, '2026-09-16', '16:00');
    await finishAll(about, '9.16');
    at(office, '2026-10-22', '09:00');
    await office.say('王敏', '任务 新建 名称=后来的任务 发起=教育科 事项=A03 比例=10% 期限=11.2-11.30 确认');
    const card = office.card(await office.say('王敏', '我的'), '我的 · 王敏').card;
    expect(card.summary).toContain('已过期限 1 项');
    expect(card.body).toMatch(/公示结果：T2026-001.*已过期限 10月20日（二）/);
    expect(card.actions?.[0]?.label).toBe('登记公示 T2026-001');
  });
});

describe('不宜告知', () => {
  test('at seven on the first day the teams learn their targets, nobody a minute earlier, nobody twice', async () => {
    const { bureau, office, member } = await out({ settings: { noNotice: true, window: { from: '2026-09-14', to: '2026-09-30' } } });
    const tell = (date: string, time: string) => said(office, () => sweepTargets(bureau.deps)(at(office, date, time)));
    expect(await tell('2026-09-11', '09:00')).toEqual([]);
    expect(await tell('2026-09-14', '06:59')).toEqual([]);
    const told = await tell('2026-09-14', '07:02');
    expect(told.every(({ to }) => to.kind === 'person')).toBe(true);
    expect(words(office, told)).toContain('培训机构QT-');
    expect(words(office, office.inbox(member))).toContain('培训机构QT-');
    expect(await tell('2026-09-14', '07:07')).toEqual([]);
    expect(words(office, office.inGroup())).not.toContain('培训机构QT-');
  });
});
