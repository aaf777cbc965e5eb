/**
 * 递补对象 where the rules know a reserve (福州), refused with the clause where they do not: the order is the draw's, the locked list stays.
 */
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { objectYear } from '../../src/application/queries/yearly-counters.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import { registerInterest } from '../../src/application/duty.ts';
import { record } from '../../src/application/decision.ts';
import { forceSubstitutions } from '../../src/application/forced-substitutions.ts';
import { readResult } from '../../src/application/queries/read-result.ts';
import { PRESET_IDS } from '../../src/domain/rules/rule-set.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { inspectionId, inspectorCode } from '../../src/domain/ids.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import { lockedAttempt } from '../../src/domain/task/task.ts';
import { openBureau, personOf, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Delivered, Office } from '../support/chat-office.ts';
import { WITH_RESERVE } from '../support/rules.ts';
import { ALL } from '../support/verifiers.ts';

const words = (office: Office, list: readonly Delivered[]): string => list.map((each) => wordsOf(each, office.platform)).join('\n');
const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);

interface Gone { readonly office: Office; readonly bureau: Bureau; readonly task: TaskId; readonly leader: string; readonly member: string; readonly drawn: number; readonly reserve: readonly { readonly code: string; readonly name: string; readonly rank: number }[] }

/** The first visit ends: the object is deregistered. */
const gone = async (preset: PresetId, result = '注销'): Promise<Gone> => {
  const bureau = await openBureau({ preset });
  const task = await dispatchedTask(bureau, preset === 'fuzhou-gx' ? { strata: WITH_RESERVE } : {});
  bureau.setTime('2026-09-15T01:00:00.000Z');
  const office = await openOffice({ bureau });
  const { state: visit } = await bureau.deps.states.load('inspection', 'T2026-001-01');
  const [leader, member] = [visit.posts.find((post) => post.leader)?.name ?? '', visit.posts.find((post) => !post.leader)?.name ?? ''];
  for (const name of [leader, member]) await office.say(name, '接受 1-1');
  if (result === '注销') await office.drop(leader, '公告.jpg', JPEG);
  await office.say(leader, `结束 1-1 9.15 结果=${result} 说明=登记机关查询已注销`);
  const locked = lockedAttempt((await bureau.deps.states.load('task', task)).state, ['together', 'objects']);
  if (locked?.result == null) throw new Error('not locked');
  const { selected, reserve = [] } = await readResult(bureau.deps.blobs, locked.result.sha256);
  return { office, bureau, task, leader, member, drawn: selected.length, reserve };
};

test('福州: the next of the reserve follows, by the same team; list and draw stay, the sheet says its place, the bundle verifies', async () => {
  const { office, bureau, task, leader, member, drawn, reserve } = await gone('fuzhou-gx');
  const { deps } = bureau;
  const id = `T2026-001-0${String(drawn + 1)}`;
  expect(words(office, await office.say(leader, '递补 1-1'))).toContain('不能派发任务');
  expect(words(office, await office.say('王敏', '递补 1-1'))).toContain(`${id} 为递补对象（「普通」层递补顺序第 1 户，名次 ${String(reserve[0]?.rank)}），顶替以结果代码办结的 T2026-001-01`);
  for (const name of [leader, member]) expect(office.card(office.inbox(name), `任务单 · ${id}`).card.body).toContain(reserve[0]?.name);
  expect(words(office, office.inGroup().slice(-1))).toContain('锁定名单未改动');
  expect(words(office, office.inGroup().slice(-1))).not.toContain(reserve[0]?.name);
  expect(words(office, await office.say('王敏', '递补 1-1'))).toContain(`已由 ${id} 递补`);
  const sheet = await resultModel(deps)(task, 'public');
  expect(sheet.rows).toHaveLength(drawn);
  expect(sheet.remarks.join()).toContain(`${id} 为递补对象`);
  expect(sheet.reserve[0]).toMatchObject({ order: 1, code: reserve[0]?.code });
  expect((await objectYear(deps)(U1, reserve[0]?.code ?? '')).counted).toBe(1);
  // Somebody of the new visit is replaced: none of the draw's business.
  await office.say('王敏', `更换 ${id} ${member} 工作冲突`);
  const { bundle, lists } = await drawBundle(deps)(task, 'full');
  const proof = { bundle: await deps.blobs.get(bundle.sha256), lists: await Promise.all(lists.map(({ sha256 }) => deps.blobs.get(sha256))) };
  for (const [, judge] of ALL) expect(judge([proof])[0]?.ok).toBe(true);
});

test('福州: who is gone himself is passed over, a member with an interest in the newcomer is asked to be replaced at once', async () => {
  const { office, bureau, member, drawn, reserve } = await gone('fuzhou-gx');
  const [first, second] = reserve;
  await bureau.roster('targets', [targetRow(first?.code ?? '', { status: '注销' })]);
  const id = inspectionId(`T2026-001-0${String(drawn + 1)}`);
  await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate(member), target: (second?.code ?? '') as never, text: '持股' });
  expect(words(office, await office.say('王敏', '递补 1-1'))).toContain('递补顺序第 2 户');
  const { state } = await bureau.deps.states.load('inspection', id ?? '');
  expect(state.target?.code).toBe(second?.code);
  expect(state.posts.find(({ name }) => name === member)?.substitution).toBe('SUB2026-001');
  expect(words(office, office.inbox('陈志远'))).toContain(`${member} 须更换`);
  expect(words(office, office.inbox('孙岩'))).toContain('在它之前的 1 户已不能检查');
});

test('福州: when the whole reserve is gone, a supplementary draw is the way', async () => {
  const { office, bureau, reserve } = await gone('fuzhou-gx');
  await bureau.roster('targets', reserve.map(({ code }) => targetRow(code, { status: '迁出' })));
  expect(words(office, await office.say('王敏', '递补 1-1'))).toMatch(/2 户递补对象已用完或不能检查.*补抽/);
});

test('福州: only after the visit is closed as gone', async () => {
  const { office } = await gone('fuzhou-gx', '01');
  expect(words(office, await office.say('王敏', '递补 1-1'))).toContain('已经检查，不递补');
  expect(words(office, await office.say('王敏', '递补 1-2'))).toContain('还没有登记检查结束');
});

test.each(PRESET_IDS.filter((preset) => preset !== 'fuzhou-gx'))('%s: nobody follows, with the clause and what else is lawful', async (preset) => {
  const { office } = await gone(preset);
  const said = words(office, await office.say('王敏', '递补 1-1'));
  expect(said).toContain('本单位规则不递补检查对象');
  expect(said).toContain('补抽');
  if (preset === 'weihai-lg') expect(said).toContain('威海临港细则 第十二条');
});

test('福州: somebody lent to the team comes along to the object that follows, as lent, and nobody asks for him to be replaced', async () => {
  const { office, bureau, leader, member, drawn } = await gone('fuzhou-gx');
  const { deps } = bureau;
  const lent = inspectorCode('ZF9001') ?? ('' as never);
  await record(deps, bureau.by('陈志远'), async (desk) => {
    const { posts, unit } = await desk.take('inspection', 'T2026-001-01');
    const old = posts.find(({ name }) => name === member)?.inspector ?? ('' as never);
    return { unit, events: [{ type: 'WayTaken', substitution: 'SUB2026-009' as never, inspection: 'T2026-001-01' as never, old, way: { kind: 'borrow', inspector: lent, name: '王五', unit: '市教育局', until: '2028-12-31', letter: '市教函〔2026〕12号', cleared: true }, reason: '其余人员均应回避', by: (await personOf(bureau, '陈志远')).id }] };
  });
  await office.say('王敏', '递补 1-1');
  const id = `T2026-001-0${String(drawn + 1)}`;
  const { state } = await deps.states.load('inspection', id);
  expect(state.posts.find(({ inspector }) => inspector === lent)).toMatchObject({ name: '王五', borrowed: { unit: '市教育局', until: '2028-12-31' }, substitution: null });
  expect(state.posts.filter(({ acceptedAt }) => acceptedAt === null).map(({ name }) => name)).toEqual([leader]);
  expect(await forceSubstitutions(deps)('2026-09-15T01:05:00.000Z')).toBe(0);
});
