/** Rosters through the year, as people type and click: pages, key objects, leave, interests, suspension, and who hears of what. */
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { sweepRosterChecks } from '../../src/application/roster-checks.ts';
import { inspectorRow, openBureau, targetRow } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

const words = (office: Office, delivered: readonly Delivered[]): string => delivered.map((each) => wordsOf(each, office.platform)).join('\n');
const to = (office: Office, delivered: readonly Delivered[], who: string): string => words(office, delivered.filter((each) => office.inbox(who).includes(each)));

describe('looking things up', () => {
  test('a long list is leafed through by button and by hand, in the same order', async () => {
    const office = await openOffice();
    const first = office.card(await office.say('王敏', '名录 对象'), '检查对象名录库');
    expect([first.card.table?.rows.length, first.card.note]).toEqual([10, expect.stringContaining('第 1 页，共 46 条')]);
    const before = office.platform.sent.length;
    await office.press('王敏', first, '下一页');
    const second = office.card(office.platform.sent.slice(before), '检查对象名录库').card;
    expect(second.table?.rows).toEqual(office.card(await office.say('王敏', '名录 对象 页=2'), '检查对象名录库').card.table?.rows);
    expect(second.table?.rows[0]?.[0]).toBe('培训机构QT-011');
    expect(words(office, await office.say('王敏', '名录 对象 状态=注销'))).toContain('培训机构QT-046');
    expect(words(office, await office.say('王敏', '名录 对象 页=9'))).toContain('的第 9 页');
  });
  test('one object says how often it was visited this year, and shows no phone', async () => {
    const bureau = await openBureau();
    await bureau.roster('targets', [targetRow('QT-100', { name: '张三培训', phone: '13812345678' })]);
    const office = await openOffice({ bureau });
    const card = office.card(await office.say('王敏', '名录 对象 张三培训'), '张三培训').card;
    expect(card.fields).toContainEqual({ label: '本年检查次数', value: '2026 年 0/2 次' });
    expect(JSON.stringify(card)).toContain('138****5678');
    expect(words(office, await office.say('王敏', '名录 对象 张三培训 日期=2026-09-01'))).toContain('还没有导入');
  });
  test('an inspector sees his own certificate, others its end starred', async () => {
    const office = await openOffice();
    expect(words(office, await office.say('张伟', '名录 人员 张伟'))).toContain('ZF0001');
    expect(words(office, await office.say('刘洋', '名录 人员 张伟'))).not.toContain('ZF0001');
  });
  test('before outsiders an item is the published list and no more', async () => {
    const office = await openOffice();
    office.platform.groups.set('oc_out', { chat: 'oc_out', name: '公示联络群', outsiders: true });
    await office.say('何涛', '绑定 本群', { group: 'oc_out' });
    const seen = words(office, await office.say('王敏', '事项 A03', { group: 'oc_out' }));
    expect(seen).toContain('民办教育促进法第四十条');
    expect(seen).not.toMatch(/张伟|本年抽查活动/);
    expect(words(office, await office.say('王敏', '事项 A03'))).toContain('张伟');
  });
  test('coverage, expiring certificates and the numbers of the rosters come as a card and a table', async () => {
    const office = await openOffice();
    for (const [said, file] of [['覆盖', '事项覆盖情况.xlsx'], ['人员 到期 3650', '执法证到期人员.xlsx'], ['名录', '名录统计.xlsx']] as const) {
      const got = await office.say('王敏', said);
      expect(got.map(({ message }) => message.kind)).toEqual(['card', 'file']);
      expect(words(office, got)).toContain(file);
    }
    expect(words(office, await office.say('王敏', '人员 到期'))).toContain('没有执法证到期');
  });
});

describe('key objects', () => {
  test('as it is said in the office: 加入, the deputy agrees on his card, 移出 with a reason', async () => {
    const office = await openOffice();
    const asked = await office.say('王敏', '重点对象 加入 …010 原因=经营异常 依据=9月1日 列入经营异常名录');
    expect(to(office, asked, '王敏')).toContain('已提出列入：培训机构QT-010');
    expect(to(office, asked, '孙岩')).toContain('待分管负责人审批');
    expect(words(office, await office.say('王敏', '名录 对象 QT-010'))).toContain('否；列入待审批');
    expect(words(office, await office.say('陈志远', '我的'))).toContain('审批重点对象列入：QT-010');
    expect(words(office, await office.say('陈志远', '重点对象 审批 QT-010'))).toContain('列入经营异常名录');
    const approval = office.card(office.inbox('陈志远'), '重点对象列入审批');
    expect(JSON.stringify(approval.card)).toContain('9月1日 列入经营异常名录');
    expect(await office.press('陈志远', approval, '同意')).toMatchObject({ tone: 'ok' });
    expect(office.card(office.inbox('陈志远'), '已处理').card.summary).toContain('陈志远 已同意');
    expect(words(office, await office.say('李建国', '重点对象'))).toContain('2027-09-08');
    expect(words(office, await office.say('李建国', '名录 对象 QT-010'))).toContain('是（2026-09-08 列入');
    expect(words(office, await office.say('赵红', '重点对象 移出 QT-010'))).toContain('没有写明移出的理由');
    expect(to(office, await office.say('赵红', '重点对象 移出 QT-010 依据=已移出经营异常名录'), '赵红')).toContain('已提出移出');
    expect(words(office, await office.say('陈志远', '重点对象 不同意 QT-010 未见证明'))).toContain('未同意');
  });
  test('a paper dropped into the chat becomes the evidence of what one proposed, and the deputy gets it', async () => {
    const office = await openOffice();
    await office.say('王敏', '重点对象 加入 QT-010 原因=经营异常 依据=9月1日列入经营异常名录');
    const asked = office.card(await office.drop('王敏', '异常名录截图.pdf', new TextEncoder().encode('%PDF-1.7')), '这个文件作为谁的证据');
    expect(await office.press('王敏', asked, '重点对象 培训机构QT-010')).toMatchObject({ tone: 'ok' });
    expect(words(office, office.inbox('陈志远').slice(-1))).toBe('异常名录截图.pdf');
    expect(office.card(office.inbox('陈志远'), '重点对象列入审批').card.fields).toContainEqual({ label: '附件', value: '异常名录截图.pdf' });
    expect(await office.press('李建国', asked, '重点对象 培训机构QT-010')).toMatchObject({ tone: 'warn', text: expect.stringContaining('由他人提出') as string });
  });
  test('complaints nobody verified, a ground nobody knows, somebody without the right: each hears what to do', async () => {
    const office = await openOffice();
    expect(words(office, await office.say('王敏', '重点对象 加入 QT-010 原因=投诉举报'))).toContain('没有查实');
    expect(words(office, await office.say('王敏', '重点对象 加入 QT-010 原因=看着可疑'))).toContain('没有「看着可疑」这种列入情形');
    expect(words(office, await office.say('王敏', '重点对象 加入 QT-010 原因=投诉属实'))).toContain('已提出列入');
    expect(words(office, await office.say('王敏', '重点对象 同意 QT-010'))).toContain('不能审批重点对象变更');
    expect(words(office, await office.say('王敏', '重点对象 建议'))).toContain('名录标为重点，未经审批');
  });
});

describe('leave and interests', () => {
  test('his own leave goes to his section head with the visits it touches; refused, it is gone and he hears why', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau);
    const office = await openOffice({ bureau });
    const asked = await office.say('张伟', '请假 9.14-9.18');
    expect(to(office, asked, '张伟')).toMatch(/已请科室负责人审批；涉及未完成的检查 T2026-001-\d\d/);
    expect(to(office, asked, '王敏')).toMatch(/张伟请假（2026-09-14 至 2026-09-18），涉及 \d+ 户未完成的检查：\nT2026-001-/);
    const card = office.card(office.inbox('赵红'), '请假审批 · 张伟');
    expect(JSON.stringify(card.card)).not.toContain('培训机构');
    expect(words(office, await office.say('赵红', '请假 查'))).toContain('待科室负责人同意');
    expect(words(office, await office.say('赵红', '我的'))).toContain('审批请假：张伟 2026-09-14 至 2026-09-18');
    await office.press('赵红', card, '不同意', { reason: '当周已安排检查' });
    expect(words(office, office.inbox('张伟').slice(-1))).toContain('未同意：当周已安排检查');
    expect(words(office, await office.say('赵红', '请假 查'))).toContain('没有当前或今后的请假登记');
  });
  test('the clerk registers for others, 销假 takes it back, and the head hears', async () => {
    const office = await openOffice();
    expect(words(office, await office.say('王敏', '请假 张伟 9.14-9.18'))).not.toContain('审批');
    expect(to(office, await office.say('张伟', '销假'), '赵红')).toContain('张伟 已撤销请假');
    expect(words(office, await office.say('张伟', '销假'))).toContain('没有未结束的请假登记');
  });
  test('why two must not meet is read by himself, the deputy and the supervisor, by nobody else', async () => {
    const office = await openOffice();
    await office.say('张伟', '利害关系 我 QT-007 岳父持股');
    for (const who of ['张伟', '陈志远', '孙岩']) expect(words(office, await office.say(who, '利害关系 查'))).toContain('岳父持股');
    for (const who of ['王敏', '赵红', '周正']) {
      const seen = words(office, await office.say(who, '利害关系 查'));
      expect(seen).toContain('（不显示）');
      expect(seen).not.toContain('岳父持股');
    }
    for (const who of ['刘洋', '李建国']) expect(words(office, await office.say(who, '利害关系 查'))).toContain('没有您可以查看的登记');
    expect(words(office, await office.say('何涛', '利害关系 查'))).toContain('不能查看利害关系登记');
    const withdrawn = await office.say('张伟', '利害关系 撤销 我 QT-007 配偶已离职');
    expect(to(office, withdrawn, '孙岩')).toContain('撤销了 张伟 与 培训机构QT-007 的利害关系登记');
    expect(words(office, withdrawn)).not.toContain('离职');
  });
});

describe('out of force', () => {
  test('a target deregistered is a new version with its reason; the difference can be read and downloaded', async () => {
    const office = await openOffice();
    const done = await office.say('王敏', '名录 停用 QT-005 状态=注销 理由=9月1日已注销');
    expect(to(office, done, '赵红')).toContain('由“存续”改为“注销”（9月1日已注销）');
    const diff = await office.say('王敏', '名录 差异');
    expect(words(office, diff)).toContain('存续状态：存续 → 注销');
    expect(diff.at(-1)?.message.kind).toBe('file');
    expect(words(office, await office.say('王敏', '名录 版本'))).toContain('QT-005 存续→注销');
    expect(words(office, await office.say('王敏', '名录 启用 QT-005 理由=登记有误'))).toContain('已启用');
  });
  test('an inspector suspended or unbound leaves visits short: clerk and head hear which', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau);
    const office = await openOffice({ bureau });
    const suspended = await office.say('王敏', '名录 停用 人员 张伟 理由=调离');
    expect(to(office, suspended, '赵红')).toMatch(/张伟已停用，涉及 \d+ 户未完成的检查：\nT2026-001-/);
    const unbound = await office.say('何涛', '解绑 刘洋 确认');
    expect(to(office, unbound, '王敏')).toMatch(/刘洋已解绑，收不到任务通知，涉及 \d+ 户/);
    expect(to(office, unbound, '赵红')).toContain('更换请发送');
  });
  test('a certificate that ends before the visits do: he hears, and clerk and head hear which visits need somebody else', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau);
    await bureau.roster('inspectors', [inspectorRow('ZF0001', '张伟', '教育科', { certificateUntil: '2026-09-20' })]);
    const office = await openOffice({ bureau });
    await sweepRosterChecks(bureau.deps)(bureau.now());
    await office.settle();
    expect(words(office, office.inbox('张伟').slice(-2))).toContain('您的执法证 2026-09-20 到期');
    expect(words(office, office.inbox('赵红'))).toMatch(/张伟的执法证 2026-09-20 到期，到期后不能参加检查，涉及 \d+ 户未完成的检查：\nT2026-001-\d\d.*可错开日期/);
    expect(words(office, office.inbox('赵红'))).toContain('名录定期核查 · 2026Q3');
  });
  test('the lists to be confirmed say what changed since the draw before', async () => {
    const bureau = await openBureau();
    await dispatchedTask(bureau);
    await bureau.roster('targets', [targetRow('QT-001', { town: '汪疃镇' }), targetRow('QT-099')]);
    const office = await openOffice({ bureau });
    const made = await office.say('王敏', '任务 新建 第二次抽查 事项=A03 比例=10% 发起=教育科 期限=10.9-10.30');
    const card = office.card(office.inGroup(), '两库更新确认');
    expect(card.card.body).toContain('较上次抽取 +1 / −0 / 变更 1');
    expect(card.card.body).toContain('较上次抽取无变化');
    expect(made.length).toBeGreaterThan(0);
    await office.press('赵红', card, '查看差异');
    expect(words(office, office.inbox('赵红').slice(-2))).toContain('所在镇街：城关镇 → 汪疃镇');
  });
});
