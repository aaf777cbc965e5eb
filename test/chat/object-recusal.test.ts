/**
 * 被检查对象提出的回避: entered for it, decided like any other, and answered; on its own page it sees what became of it, and no reason.
 */
import { checkPage } from '../../src/application/queries/check-page.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { inspectionId, substitutionId } from '../../src/domain/ids.ts';
import { PRESET_IDS } from '../../src/domain/rules/rule-set.ts';
import { openBureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const SUB = substitutionId('SUB2026-001');
const VISIT = inspectionId('T2026-001-01');
if (SUB === null || VISIT === null) throw new Error('bad id');

const noticed = async (preset: Parameters<typeof openBureau>[0] & object): Promise<{ office: Office; member: string; leader: string }> => {
  const whole = await openBureau(preset);
  // What the notice looks like is another test's business.
  const bureau = { ...whole, deps: { ...whole.deps, documentWriter: { fill: () => Promise.resolve(new Uint8Array([1])) } } };
  const task = await dispatchedTask(bureau, { cooperating: ['综合科'] });
  const office = await openOffice({ bureau });
  const [visit] = await bureau.deps.states.find('inspection', { task });
  const posts = visit?.state.posts ?? [];
  await office.say('王敏', '通知 1-1 9月16日 上午');
  return { office, member: posts.find(({ leader }) => !leader)?.name ?? '', leader: posts.find(({ leader }) => leader)?.name ?? '' };
};

test.each(PRESET_IDS)('%s: entered by the clerk, granted, the object told', async (preset) => {
  const { office, member } = await noticed({ preset });
  const { deps } = office.bureau;
  expect(words(office, await office.say('王敏', `回避 登记 1-1 人员=${member} 理由=与我单位负责人系亲属`))).toContain(`检查对象申请 ${VISIT} ${member} 回避`);
  expect(JSON.stringify(await deps.journal.read(0, 10_000))).not.toContain('系亲属');
  const card = office.card(office.inbox('陈志远'), '更换申请');
  expect(JSON.stringify(card.card.fields)).toContain('检查对象（王敏代录）');
  expect(card.card.body).toContain(`检查对象申请 ${member} 回避`);
  expect((await checkPage(deps)(VISIT))?.recusals).toEqual([{ on: '2026-09-08', outcome: 'waiting', answered: false }]);
  expect(words(office, await office.say('王敏', '回避 答复 SUB2026-001 书面 签收人=李某'))).toContain('还没有决定');
  const { candidates, byLot } = await substitutes(deps)(SUB);
  await office.say('陈志远', byLot ? '同意更换 SUB2026-001' : `同意更换 SUB2026-001 ${candidates[0]?.name ?? ''}`);
  if (byLot) await office.say('孙岩', '递补见证 SUB2026-001 3859');
  expect(words(office, office.inbox('王敏'))).toContain('请答复检查对象（回避申请 SUB2026-001）：检查人员已更换');
  expect(words(office, await office.say('王敏', '回避 答复 SUB2026-001 电话 接听人=李某'))).toContain('已登记电话答复检查对象');
  expect((await checkPage(deps)(VISIT))?.recusals).toEqual([{ on: '2026-09-08', outcome: 'granted', answered: true }]);
  expect(words(office, await office.say('王敏', '回避 答复 SUB2026-001 电话 接听人=李某'))).toContain('无需再登记');
  expect(words(office, office.inGroup().slice(-2))).not.toMatch(/亲属|检查对象申请/);
});

test('refused only in writing, and the words go to the object: the clerk and the leader are told to answer', async () => {
  const { office, member, leader } = await noticed({ preset: 'weihai-lg' });
  expect(words(office, await office.say('王敏', `回避 登记 1-1 人员=${member}`))).toContain('没有写检查对象提出的理由');
  expect(words(office, await office.say('王敏', '回避 登记 1-1 人员=路人 理由=同乡'))).toContain('路人不在本户检查组内');
  expect(words(office, await office.say(member, `回避 登记 1-1 人员=${member} 理由=同乡`))).toContain('不由');
  await office.say('王敏', `回避 登记 1-1 人员=${member} 理由=同乡`);
  expect(words(office, await office.say('陈志远', '不同意 SUB2026-001'))).toContain('请写明不同意');
  await office.say('陈志远', '不同意 SUB2026-001 经核实仅系同乡，不属于应当回避的情形');
  for (const name of ['王敏', leader]) expect(words(office, office.inbox(name))).toContain('不予采纳，理由：经核实仅系同乡，不属于应当回避的情形');
  const page = await checkPage(office.bureau.deps)(VISIT);
  expect(page?.recusals).toEqual([{ on: '2026-09-08', outcome: 'refused', answered: false }]);
  expect(JSON.stringify(page)).not.toContain('同乡');
  expect(words(office, await office.say(leader, '回避 答复 SUB2026-001 书面 签收人=李某'))).toContain('已登记书面答复');
});

test('「回避登记」 without a visit is still the registry of interests', async () => {
  const { office } = await noticed({ preset: 'weihai-lg' });
  expect(words(office, await office.say('张伟', '回避登记 我 QT-007 配偶任职'))).toContain('已登记：张伟 与 培训机构QT-007 有利害关系');
});
