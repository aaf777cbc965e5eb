/** Who leaves: what stops is said before it is done, what he leaves undone is counted, and the way to hand over is named. */
import { whatStops } from '../../src/domain/people/last-holder.ts';
import { PRESET_IDS } from '../../src/domain/rules/rule-set.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const isBound = async (bureau: Bureau, name: string): Promise<boolean> => (await bureau.deps.states.load('unit', U1)).state.people.some((person) => person.name === name);

test('the only clerk is unbound by a second, knowing tap; the card says what stops', async () => {
  const office = await openOffice();
  await office.say('何涛', '解绑 王敏');
  const card = office.card(office.inbox('何涛'), '解绑前请看清 · 王敏');
  expect(card.card.body).toContain('本单位再没有经办人：导入名录');
  expect(await isBound(office.bureau, '王敏')).toBe(true);
  expect(await office.press('张伟', card, '确认解绑')).toMatchObject({ tone: 'warn', text: expect.stringContaining('不能绑定人员') });
  expect(await isBound(office.bureau, '王敏')).toBe(true);
  expect(await office.press('何涛', card, '确认解绑')).toMatchObject({ tone: 'ok' });
  expect(await isBound(office.bureau, '王敏')).toBe(false);
});

test('open duties are counted without naming a target, with the command that hands them over', async () => {
  const bureau = await openBureau();
  await dispatchedTask(bureau, { noNotice: true });
  const office = await openOffice({ bureau });
  const name = (await bureau.deps.states.load('inspection', 'T2026-001-01')).state.posts[0]?.name ?? '';
  const said = words(office, await office.say('何涛', `解绑 ${name}`));
  expect(said).toMatch(/接受 \d+ 件/);
  expect(said).toContain(`交接 ${name} 接手人`);
  expect(said).not.toMatch(/培训机构|QT-/);
  expect(words(office, await office.say('何涛', `解绑 ${name} 确认`))).toContain(`已解绑 ${name}`);
});

test('one of two supervisors with nothing to do is unbound at once', async () => {
  const office = await openOffice();
  expect(words(office, await office.say('何涛', '解绑 钱进'))).toContain('已解绑 钱进');
  expect(words(office, await office.say('何涛', '解绑 孙岩'))).toContain('再没有监督员');
});

test('taking the last deputy’s part away asks for 确认 too; keeping it does not', async () => {
  const office = await openOffice();
  expect(words(office, await office.say('何涛', '绑定 @陈志远 局领导 主要负责人'))).toMatch(/再没有分管负责人.*只能由主要负责人代为办理.*末尾加「确认」/s);
  expect((await personOf(office.bureau, '陈志远')).roles).toEqual(['deputy']);
  expect(words(office, await office.say('何涛', '绑定 @陈志远 局领导 分管负责人 主要负责人'))).toContain('已绑定 1 人');
  expect(words(office, await office.say('何涛', '绑定 @陈志远 局领导 主要负责人 确认'))).toContain('已绑定 1 人');
  expect((await personOf(office.bureau, '陈志远')).roles).toEqual(['leader']);
});

test('a head who moves to another section leaves his own without one', async () => {
  const office = await openOffice();
  expect(words(office, await office.say('何涛', '绑定 @赵红 卫健科 科室负责人'))).toContain('教育科再没有科室负责人');
});

test.each(PRESET_IDS)('every role but the administrator’s has a sentence for its last holder (%s)', async (preset) => {
  const { deps } = await openBureau({ preset });
  const { state } = await deps.states.load('unit', U1);
  const [first] = state.people;
  if (first === undefined) throw new Error('nobody is bound');
  for (const role of ['clerk', 'section-head', 'deputy', 'leader', 'supervisor', 'liaison', 'inspector'] as const) {
    const only = { ...first, roles: [role], inCharge: [], section: '卫健科' };
    expect(whatStops({ ...state, people: [only] }, only)).toHaveLength(1);
    expect(whatStops({ ...state, people: [only, ...[2, 3, 4].map((n) => ({ ...only, id: `${only.id}${String(n)}` as typeof only.id }))] }, only)).toEqual([]);
    expect(whatStops({ ...state, people: [only] }, only, [role])).toEqual([]);
  }
});
