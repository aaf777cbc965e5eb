/**
 * A newcomer is led step by step: code, unit, group, people, lists; nobody needs a manual.
 */
import { emptyBureau, openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const opened = async (): Promise<Office> => openOffice({ withGroup: false, bureau: await emptyBureau() });

describe('the first run', () => {
  test('before anything is set up everybody hears what to do', async () => {
    const office = await opened();
    expect(words(office, await office.say('何涛', '你好'))).toContain('管理员代码');
    expect(words(office, await office.say('王敏', '抽取 7'))).toContain('管理员代码');
    expect(words(office, await office.say('王敏', '随便说说'))).toContain('管理员代码');
    expect(words(office, await office.say('王敏', '帮助', { group: true }))).toContain('私聊我');
  });

  test('from the code to a unit, a group and people, by forms and by lines', async () => {
    const office = await opened();
    expect(words(office, await office.say('何涛', 'WRNG-CODE'))).toContain('管理员代码不对');
    const claimed = await office.say('何涛', '绑定 管理员 abcd-efgh 何涛');
    expect(words(office, claimed)).toContain('您已是系统管理员');
    expect(words(office, await office.say('王敏', '绑定 管理员 ABCD-EFGH'))).toContain('系统管理员已经是何涛');
    expect(words(office, await office.say('王敏', '帮助'))).toContain('正在设置单位');

    const form = office.card(claimed, '第 2 步');
    expect(await office.press('王敏', form, '建立', { name: '假单位', sections: '综合科', preset: 'xiping' })).toMatchObject({ tone: 'warn' });
    expect(await office.press('何涛', form, '建立', { name: '临海区教育和卫生健康局', sections: '综合科,教育科', preset: 'weihai-lg' })).toMatchObject({ tone: 'ok' });
    expect(await office.press('何涛', form, '建立', { name: '临海区教育和卫生健康局', sections: '综合科,教育科', preset: 'weihai-lg' })).toMatchObject({ tone: 'ok' });
    expect((await office.bureau.deps.states.load('deployment', 'main')).state.units).toEqual(['U1']);
    expect(office.card(office.inbox('何涛'), '第 3 步')).toBeDefined();

    expect(words(office, await office.say('王敏', '任务', { group: true }))).toContain('本群还没有绑定单位');
    expect(words(office, await office.say('何涛', '绑定 本群', { group: true }))).toContain('已绑定本群');

    await office.say('王敏', '帮助');
    const own = office.card(office.inbox('王敏'), '身份绑定');
    expect(await office.press('王敏', own, '提交', { name: '王敏', section: '综合科' })).toMatchObject({ tone: 'ok' });
    const request = office.card(office.inbox('何涛'), '绑定申请待确认');
    expect(await office.press('王敏', request, '确认绑定', { roles: ['clerk'] })).toMatchObject({ tone: 'warn' });
    expect(await office.press('何涛', request, '确认绑定', { roles: ['clerk'] })).toMatchObject({ tone: 'ok', text: '已绑定 王敏（综合科）：经办人' });
    expect(words(office, office.inbox('王敏'))).toContain('已绑定：王敏（综合科，经办人）');
    expect(office.card(office.inbox('何涛'), '绑定申请已确认')).toBeDefined();
    expect(await office.say('王敏', '帮助').then((list) => words(office, list))).toContain('导入一单两库');
  });

  test('many people in one message; a line that cannot be is named, the others are bound', async () => {
    const office = await opened();
    await office.say('何涛', 'ABCD-EFGH');
    await office.say('何涛', '单位 新建 临海区教育和卫生健康局 规则=威海临港 科室=综合科,教育科');
    await office.say('何涛', '绑定 本群', { group: true });
    const asked = await office.say('何涛', '绑定 @王敏 综合科 经办人\n@陈志远 局领导 分管负责人 分管=教育科\n@马超 教育科 执法检查人员', { group: true });
    const reply = await office.press('何涛', office.card(asked, '请确认'), '确认办理');
    expect(reply.text).toContain('已绑定 2 人，1 行未办理');
    expect(reply.text).toContain('✗ 马超：马超是执法检查人员，但没有写执法证号');
    const { state } = await office.bureau.deps.states.load('unit', 'U1');
    expect(state.people.map(({ name, roles, inCharge }) => [name, roles, inCharge])).toEqual([['系统管理员', ['administrator'], []], ['王敏', ['clerk'], []], ['陈志远', ['deputy'], ['教育科']]]);
  });

  test('all on one line, with full-width marks: each has his own part and nobody that of another', async () => {
    const office = await opened();
    await office.say('何涛', 'ABCD-EFGH');
    expect(words(office, await office.say('何涛', '绑定 @王敏 综合科 经办人', { group: true, }))).toContain('请确认');
    expect(words(office, await office.say('王敏', '绑定 王敏 综合科'))).toContain('单位还没有建立');
    await office.say('何涛', '单位 新建 临海区教育和卫生健康局 规则\uFF1D威海临港 科室\uFF1D综合科\uFF0C教育科、卫健科');
    await office.say('何涛', '绑定 本群', { group: true });
    const asked = await office.say('何涛', '绑定 @王敏 综合科 经办人 @陈志远 局领导 分管负责人 分管\uFF1D教育科\uFF0C卫健科 @李建国 综合科 科长', { group: true });
    expect((await office.press('何涛', office.card(asked, '请确认'), '确认办理')).text).toContain('已绑定 3 人');
    const { state } = await office.bureau.deps.states.load('unit', 'U1');
    expect(state.sections).toEqual(['综合科', '教育科', '卫健科']);
    expect(state.people.slice(1).map(({ name, roles, inCharge }) => [name, roles, inCharge])).toEqual([['王敏', ['clerk'], []], ['陈志远', ['deputy'], ['教育科', '卫健科']], ['李建国', ['section-head'], []]]);
    expect(words(office, await office.say('何涛', '科室 新增 教育科\uFF0C体育科'))).toContain('已新增科室：体育科；原来就有：教育科');
  });

  test('an old form pressed again, or the same name typed again, is no second unit', async () => {
    const office = await opened();
    await office.say('何涛', 'ABCD-EFGH');
    const old = office.card(await office.say('何涛', '单位'), '第 2 步');
    const form = office.card(await office.say('何涛', '单位'), '第 2 步');
    const filled = { name: '临海区教育和卫生健康局', sections: '综合科', preset: 'weihai-lg' };
    expect(await office.press('何涛', form, '建立', filled)).toMatchObject({ tone: 'ok' });
    expect(await office.press('何涛', old, '建立', { ...filled, name: '另一个局' })).toMatchObject({ tone: 'warn', text: expect.stringContaining('已经建立单位：临海区教育和卫生健康局') as string });
    expect(words(office, await office.say('何涛', '单位 新建 临海区教育和卫生健康局 科室=综合科'))).toContain('已经建立单位');
    expect((await office.bureau.deps.states.load('deployment', 'main')).state.units).toEqual(['U1']);
  });

  test('a group with outsiders hears only what is public', async () => {
    const office = await openOffice({ withGroup: false });
    office.platform.groups.set('oc_media', { chat: 'oc_media', name: '媒体通气群', outsiders: true });
    expect(words(office, await office.say('何涛', '绑定 本群', { group: 'oc_media' }))).toMatch(/只发布公开内容[\s\S]*复核公钥/);
    expect(words(office, await office.say('王敏', '任务', { group: 'oc_media' }))).toContain('只回答公开内容');
    expect(words(office, await office.say('王敏', '规则', { group: 'oc_media' }))).toContain('年度上限');
    await office.say('王敏', '任务 新建 联合抽查 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
    expect(office.platform.sent.filter(({ to }) => to.kind === 'group' && to.chat === 'oc_media').map(({ message }) => message.kind)).toEqual(['text', 'card', 'card', 'card']);
  });

  test('an outsider joined after the group was bound: no draw is shown to him', async () => {
    const office = await openOffice();
    await office.say('王敏', '任务 新建 联合抽查 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
    await office.say('赵红', '确认名录 1');
    office.platform.groups.set('oc_work', { chat: 'oc_work', name: '双随机工作群', outsiders: true });
    expect(words(office, await office.say('赵红', '抽取 1 @孙岩'))).toContain('里现在有外部人员');
    office.platform.groups.set('oc_work', { chat: 'oc_work', name: '双随机工作群', outsiders: false });
    expect(words(office, await office.say('赵红', '抽取 1 @孙岩'))).toContain('已承诺');
  });
});
