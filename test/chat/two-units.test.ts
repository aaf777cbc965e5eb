/**
 * Two bureaus in one deployment: each has its groups, people and numbers, and neither reaches into the other.
 */
import { approveHandover, delegate, proposeHandover, refuseHandover } from '../../src/application/delegation.ts';
import { bindPerson, createUnit, requestBinding } from '../../src/application/set-up.ts';
import { inspectorCode, unitId } from '../../src/domain/ids.ts';
import type { Role } from '../../src/domain/people/roles.ts';
import { mayMean, substitutionNumbering, taskNumbering, visitNumbering } from '../../src/chat/parse/numbering.ts';
import { account, openBureau, personOf, U1 } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');

const twoUnits = async (): Promise<Office> => {
  const bureau = await openBureau();
  await dispatchedTask(bureau);
  await createUnit(bureau.deps)(bureau.by('何涛'), { name: '临海区文旅局', preset: 'baofeng', sections: ['文化科'] });
  const second = unitId('U2');
  if (second === null) throw new Error('U2 is a unit id');
  const bind = bindPerson(bureau.deps);
  await bind(bureau.by('何涛'), second, { account: account('文清'), name: '文清', section: '文化科', roles: ['clerk'], certificate: null });
  await bind(bureau.by('何涛'), second, { account: account('武明'), name: '武明', section: '文化科', roles: ['inspector'], certificate: inspectorCode('ZF0001') });
  return openOffice({ bureau });
};

describe('numbers', () => {
  test.each([['T2-2026-001', 'T2-2026-001'], ['2026-1', 'T2-2026-001'], ['1', 'T2-2026-001']])('%s may mean %s', (typed, id) => {
    const numbering = taskNumbering(typed);
    expect(numbering !== null && mayMean(numbering, id)).toBe(true);
  });
  test.each([['T2-2026-001', 'T2026-001'], ['T2-2026-001', 'T3-2026-001']])('%s never means %s', (typed, id) => {
    const numbering = taskNumbering(typed);
    expect(numbering !== null && mayMean(numbering, id)).toBe(false);
  });
  test('visits and substitutions carry the number of the unit too', () => {
    const [visit, substitution] = [visitNumbering('T2-2026-001-03'), substitutionNumbering('SUB2-2026-019')];
    expect(visit !== null && mayMean(visit, 'T2-2026-001-03')).toBe(true);
    expect(visit !== null && mayMean(visit, 'T2026-001-03')).toBe(false);
    expect(substitution !== null && mayMean(substitution, 'SUB2-2026-019')).toBe(true);
    expect(substitution !== null && mayMean(substitution, 'SUB2026-019')).toBe(false);
  });
});

describe('two units', () => {
  test.each(['任务 T2026-001', '日志 T2026-001-01', '任务单 T2026-001-01', '更换 T2026-001-01', '更换 T2026-001-01 健康', '接受 T2026-001-01', '结果表 T2026-001', '复核 T2026-001', '为什么 T2026-001 QT-001', '日志 SUB2026-001'])('「%s」 of the other unit is unknown here, also to somebody with the same certificate number', async (line) => {
    const office = await twoUnits();
    const answer = words(office, await office.say('武明', line));
    expect(answer).not.toMatch(/培训机构QT|张伟|赵红|王敏/);
    expect(answer).toMatch(/没有|还没有|不能/);
  });

  test('the administrator binds a group to the unit he names, and from there its people', async () => {
    const office = await twoUnits();
    office.platform.groups.set('oc_two', { chat: 'oc_two', name: '文旅双随机群', outsiders: false });
    expect(words(office, await office.say('何涛', '绑定 本群', { group: 'oc_two' }))).toContain('临海区文旅局');
    expect(words(office, await office.say('何涛', '绑定 本群 文旅局', { group: 'oc_two' }))).toContain('已绑定本群到临海区文旅局');
    await office.say('何涛', '绑定 @何文 文化科 经办人 确认', { group: 'oc_two' });
    expect((await office.bureau.deps.states.load('unit', 'U2')).state.people.map(({ name }) => name)).toContain('何文');
    expect(words(office, await office.say('文清', '任务', { group: 'oc_two' }))).toContain('临海区文旅局');
  });

  test('somebody of one unit who speaks in a group of the other is a stranger there', async () => {
    const office = await twoUnits();
    await office.say('何涛', '绑定 本群 教育', { group: true });
    expect(words(office, await office.say('文清', '任务 1', { group: true }))).not.toContain('校外培训机构联合抽查');
  });

  test('a newcomer hears that the administrator has to bind him, not that there is no unit', async () => {
    const office = await twoUnits();
    const answer = words(office, await office.say('新人', '绑定 新人 文化科'));
    expect(answer).toContain('何涛');
    expect(answer).not.toContain('单位还没有建立');
  });
});

describe('somebody who works for two units', () => {
  const clerkOfTwo = async (): Promise<Office> => {
    const office = await twoUnits();
    const second = unitId('U2');
    if (second === null) throw new Error('U2 is a unit id');
    await bindPerson(office.bureau.deps)(office.bureau.by('何涛'), second, { account: account('王敏'), name: '王敏', section: '文化科', roles: ['clerk'], certificate: null });
    return office;
  };

  test('is asked which one is meant, with a button each; the choice is remembered and shown in every answer', async () => {
    const office = await clerkOfTwo();
    const asked = office.card(await office.say('王敏', '任务 1'), '替哪个单位办理');
    expect(asked.card.actions?.map(({ label }) => label)).toEqual(['临海区教育和卫生健康局', '临海区文旅局']);
    expect(await office.press('王敏', asked, '临海区教育和卫生健康局')).toMatchObject({ tone: 'ok', text: expect.stringContaining('已切换到 临海区教育和卫生健康局') });
    const task = office.card(await office.say('王敏', '任务 1'), 'T2026-001');
    expect(task.card.note).toContain('单位：临海区教育和卫生健康局');
    await office.restart();
    expect(words(office, await office.say('王敏', '科室'))).toContain('〔临海区教育和卫生健康局〕');
    expect(words(office, await office.say('王敏', '切换 文旅'))).toContain('已切换到 临海区文旅局');
    expect(words(office, await office.say('王敏', '科室'))).toMatch(/〔临海区文旅局〕.*文化科/s);
    expect(words(office, await office.say('王敏', '任务 1'))).toContain('还没有任务');
  });

  test('a number with its unit means that unit, whatever is chosen; the group means its own', async () => {
    const office = await clerkOfTwo();
    await office.say('王敏', '切换 文旅局');
    expect(office.card(await office.say('王敏', '任务 T1-2026-001'), 'T2026-001').card.note).toContain('单位：临海区教育和卫生健康局');
    await office.say('何涛', '绑定 本群 教育和卫生健康局', { group: true });
    expect(words(office, await office.say('王敏', '科室', { group: true }))).toContain('临海区教育和卫生健康局的科室');
  });

  test('a card belongs to the unit it was made for: clicked after a 切换 it acts there, and never on the same number of the other unit', async () => {
    const office = await clerkOfTwo();
    await office.say('王敏', '切换 教育和卫生健康');
    const task = office.card(await office.say('王敏', '任务 1'), 'T2026-001');
    const report = office.card(await office.say('王敏', '公平性'), '公平性');
    await office.say('王敏', '切换 文旅局');
    const label = task.card.actions?.find(({ id }) => id === 'task.sheet' || id === 'task.recheck' || id === 'deadline.show')?.label ?? '没有按钮';
    expect((await office.press('王敏', task, label)).text).not.toContain('没有 T2026-001 号任务');
    const before = office.inbox('王敏').length;
    await office.press('王敏', report, '本月');
    expect(words(office, office.inbox('王敏').slice(before))).toContain('临海区教育和卫生健康局');
    expect(words(office, office.inbox('王敏').slice(before))).not.toContain('临海区文旅局');
  });

  test('so does a card that came by itself: the administrator of two confirms who asked there', async () => {
    const office = await clerkOfTwo();
    const { deps } = office.bureau;
    const second = unitId('U2');
    if (second === null) throw new Error('U2 is a unit id');
    await requestBinding(deps)(office.bureau.by('新人'), second, { name: '新人', section: '文化科', certificate: null, account: account('新人') });
    await office.settle();
    await office.say('何涛', '切换 教育和卫生健康');
    const card = office.card(office.inbox('何涛'), '绑定');
    expect(await office.press('何涛', card, card.card.actions?.find(({ id }) => id === 'person.refuse')?.label ?? '没有按钮')).toMatchObject({ tone: 'ok', text: expect.stringContaining('临海区文旅局') });
    expect((await deps.states.load('unit', second)).state.requests).toEqual([]);
  });

  test('an unclear name lists the candidates; the administrator of both chooses too; who works for one has nothing to choose', async () => {
    const office = await clerkOfTwo();
    expect(words(office, await office.say('王敏', '切换 临海区'))).toContain('有 2 个单位可能是您要的');
    expect(words(office, await office.say('王敏', '切换 交通局'))).toContain('没有叫「交通局」的单位');
    expect(words(office, await office.say('何涛', '解绑 钱进'))).toContain('替哪个单位');
    await office.say('何涛', '切换 教育和卫生健康');
    expect(words(office, await office.say('何涛', '解绑 钱进'))).toContain('已解绑 钱进');
    expect(words(office, await office.say('赵红', '切换 文旅局'))).toContain('不用切换');
  });

  test('decisions, draws and visits stay in one unit: a head of one is no clerk of the other', async () => {
    const office = await twoUnits();
    const second = unitId('U2');
    if (second === null) throw new Error('U2 is a unit id');
    const bind = (name: string, roles: readonly Role[]) => bindPerson(office.bureau.deps)(office.bureau.by('何涛'), second, { account: account(name), name, section: '文化科', roles, certificate: null });
    await expect(bind('赵红', ['clerk'])).rejects.toMatchObject({ code: 'people.elsewhere' });
    await expect(bind('王敏', ['clerk', 'section-head'])).rejects.toMatchObject({ code: 'people.elsewhere' });
  });

  test('nor does a hand-over or a delegation bring the clerk of two bureaus a decision of one, also where he took the second post meanwhile', async () => {
    const office = await twoUnits();
    const { deps, by } = office.bureau;
    const [head, clerk] = [(await personOf(office.bureau, '李建国')).id, (await personOf(office.bureau, '王敏')).id];
    await proposeHandover(deps)(by('李建国'), U1, head, clerk);
    const second = unitId('U2');
    if (second === null) throw new Error('U2 is a unit id');
    await bindPerson(deps)(by('何涛'), second, { account: account('王敏'), name: '王敏', section: '文化科', roles: ['clerk'], certificate: null });
    await expect(approveHandover(deps)(by('周正'), U1, 1)).rejects.toMatchObject({ code: 'people.elsewhere' });
    await refuseHandover(deps)(by('周正'), U1, 1);
    await expect(proposeHandover(deps)(by('李建国'), U1, head, clerk)).rejects.toMatchObject({ code: 'people.elsewhere' });
    await expect(delegate(deps)(by('陈志远'), U1, { delegate: clerk, matter: 'substitution', from: '2026-09-08', to: '2026-09-18' })).rejects.toMatchObject({ code: 'people.elsewhere' });
    expect((await personOf(office.bureau, '王敏')).roles).toEqual(['clerk']);
  });
});
