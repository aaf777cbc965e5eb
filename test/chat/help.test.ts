/**
 * 帮助 shows what this person may do, what is due first, and nothing that is not his.
 */
import { TOPICS, VERBS } from '../../src/chat/commands.ts';
import { ACTIONS } from '../../src/chat/actions.ts';
import { helpAbout, helpFor } from '../../src/chat/help.ts';
import type { Role } from '../../src/domain/people/roles.ts';
import type { Person } from '../../src/domain/people/unit.ts';
import { personId } from '../../src/domain/ids.ts';
import { account } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';

const person = (...roles: readonly Role[]): Person => {
  const id = personId('U1-P001');
  if (id === null) throw new Error('bad id');
  return { id, account: account('某人'), name: '某人', section: '教育科', roles, certificate: null, inCharge: [] };
};
const listed = (who: Person | null): readonly string[] => helpFor(TOPICS, who, []).topics.flatMap(({ rows }) => rows.map(({ verb }) => verb));
const verbsFor = (...roles: readonly Role[]): readonly string[] => listed(person(...roles));

describe('help', () => {
  test('each role sees its own verbs', () => {
    expect(verbsFor('clerk')).toEqual(expect.arrayContaining(['任务 新建', '抽取', '锁定', '派发', '更换']));
    expect(verbsFor('clerk')).not.toEqual(expect.arrayContaining(['见证']));
    expect(verbsFor('supervisor')).toEqual(expect.arrayContaining(['见证', '确认结果', '异议', '复核']));
    expect(verbsFor('supervisor')).not.toContain('锁定');
    expect(verbsFor('deputy')).toEqual(expect.arrayContaining(['同意更换', '裁定', '作废']));
    expect(verbsFor('inspector')).toEqual(expect.arrayContaining(['接受', '更换', '请假']));
    expect(verbsFor('inspector')).not.toContain('抽取');
    expect(verbsFor('administrator')).toEqual(expect.arrayContaining(['绑定 本群', '科室 新增']));
    expect(verbsFor('administrator')).not.toContain('锁定');
  });

  test('a stranger sees only what is for everybody', () => {
    expect([...listed(null)].sort()).toEqual(['单位 新建', '帮助', '结果表', '绑定'].sort());
  });

  test('what is due stands first, in its order', () => {
    expect(helpFor(TOPICS, person('clerk'), ['派发', '抽取', '派发', '见证']).due.map(({ verb }) => verb)).toEqual(['派发', '抽取']);
  });

  test('a topic, a verb, an alias or a word of its help is explained; what is not his is not', () => {
    const help = helpFor(TOPICS, person('clerk'), []);
    expect(helpAbout(help, '公开抽取')?.rows.map(({ verb }) => verb)).toEqual(expect.arrayContaining(['抽取', '锁定']));
    expect(helpAbout(help, '摇号')?.rows.map(({ verb }) => verb)).toEqual(['抽取']);
    expect(helpAbout(help, '大屏')?.rows.map(({ verb }) => verb)).toEqual(['大屏']);
    expect(helpAbout(help, '科室 新增')).toBeNull();
    expect(helpAbout(help, ' ')).toBeNull();
  });

  test('a clerk sees topics instead of a wall of lines, asks for one, and is told what there is when he asks for nonsense', async () => {
    const office = await openOffice();
    const said = await office.say('王敏', '帮助');
    const { card } = office.card(said, '帮助');
    expect(card.actions?.map(({ label }) => label)).toEqual(expect.arrayContaining(['公开抽取', '名录']));
    expect((card.body ?? '').split('\n').length).toBeLessThan(20);
    expect(office.card(await office.say('王敏', '帮助 锁定'), '帮助').card.body).toContain('谁可以：经办人');
    expect((await office.say('王敏', '帮助 天气')).map((each) => wordsOf(each, office.platform)).join()).toContain('可看的主题');
  });

  test('every button of a card runs a row of the table, so that it can also be typed', () => {
    const names = new Set(VERBS.map(({ verb }) => verb));
    expect(ACTIONS.filter(({ verb }) => !names.has(verb))).toEqual([]);
    expect(new Set(ACTIONS.map(({ id }) => id)).size).toBe(ACTIONS.length);
  });

  test('no two verbs share a name', () => {
    const names = VERBS.flatMap(({ verb, aliases }) => [verb, ...aliases].map((name) => name.normalize('NFKC').toLowerCase()));
    const doubled = names.filter((name, index) => names.indexOf(name) !== index);
    expect(doubled.filter((name) => name !== '?')).toEqual([]);
  });

  test('a confirmed task makes 抽取 the first thing to do', async () => {
    const office = await openOffice();
    await office.say('王敏', '任务 新建 联合抽查 发起=教育科 事项=A03 比例=10% 期限=9.9-9.30 来源=上级交办');
    const before = await office.say('赵红', '帮助');
    expect(office.card(before, '帮助').card.body).toMatch(/现在该做的[^•]*• \*\*确认名录/);
    await office.say('赵红', '确认名录 1');
    const after = await office.say('赵红', '帮助');
    expect(office.card(after, '帮助').card.body).toMatch(/现在该做的[^•]*• \*\*抽取/);
    expect(office.inbox('赵红').map((each) => wordsOf(each, office.platform)).join()).toContain('可以抽取');
  });
});
