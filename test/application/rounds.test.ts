/**
 * 递补抽取 as a ceremony of its own: consent pins who may take the post, the witness types, only then somebody is named.
 */
import { fetchCustodyCode } from '../../src/application/custody.ts';
import { registerDisclosure } from '../../src/application/disclosure.ts';
import { finishRound } from '../../src/application/finish-round.ts';
import { takeLeave } from '../../src/application/duty.ts';
import { openDraw, witnessDraw } from '../../src/application/draw.ts';
import { confirmPublicValue, enterPublicValue } from '../../src/application/public-value.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { confirmRoundValue, enterRoundValue, rejectRoundValue, witnessRound } from '../../src/application/rounds.ts';
import { dispatchTask, voidTask } from '../../src/application/settle.ts';
import { settleCeremonies } from '../../src/application/settle-ceremonies.ts';
import { approveSubstitution, refuseSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import type { Deps } from '../../src/application/deps.ts';
import type { PublicWish } from '../../src/domain/draw/public-wish.ts';
import { inspectionId, substitutionId } from '../../src/domain/ids.ts';
import type { InspectionId, SubstitutionId, TaskId } from '../../src/domain/ids.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, lockIn, newTaskIn } from '../support/ceremony.ts';
import { finished, outcomeOf, setRule } from '../support/rules.ts';
import { ALL } from '../support/verifiers.ts';

interface Asked { readonly bureau: Bureau; readonly task: TaskId; readonly visit: InspectionId; readonly member: string; readonly id: SubstitutionId }

const askedIn = async (bureau: Bureau, task: TaskId): Promise<Asked> => {
  for (const { state } of await bureau.deps.states.find('inspection', { task })) {
    const member = state.posts.find(({ leader, section }) => !leader && section === '教育科');
    const visit = inspectionId(state.id ?? '');
    if (member === undefined || visit === null) continue;
    const entry = await requestSubstitution(bureau.deps)(bureau.by(member.name), visit, member.inspector, 'health', '住院');
    const fact = entry.events.find(({ type }) => type === 'SubstitutionRequested');
    const id = substitutionId(fact?.type === 'SubstitutionRequested' ? fact.substitution : '');
    if (id !== null) return { bureau, task, visit, member: member.name, id };
  }
  throw new Error('nobody to replace');
};
const asked = async (seed = 'bureau'): Promise<Asked> => {
  const bureau = await openBureau({ preset: 'fuzhou-gx', seed });
  return askedIn(bureau, await dispatchedTask(bureau));
};
const everybodyConfirms = async (bureau: Bureau, task: TaskId): Promise<void> => {
  const { bundle, lists } = await drawBundle(bureau.deps)(task);
  const proof = { bundle: await bureau.deps.blobs.get(bundle.sha256), lists: await Promise.all(lists.map(({ sha256 }) => bureau.deps.blobs.get(sha256))), key: Buffer.from(bureau.deps.signer.publicKey).toString('base64') };
  for (const [, judge] of ALL) expect(judge([proof])[0]).toMatchObject({ ok: true, lines: expect.arrayContaining([expect.stringContaining('人员更换 1 次')]) });
};
const agree = ({ bureau, id }: Asked) => approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, null);
const type = ({ bureau, id }: Asked, who = '孙岩', deps: Deps = bureau.deps) => witnessRound(deps)(bureau.by(who), id, 'AB12345678');
const stateOf = async ({ bureau, id }: Asked) => (await bureau.deps.states.load('substitution', id)).state;
const factsOf = async ({ bureau, id }: Asked) => (await bureau.deps.journal.ofStream(`substitution/${id}`)).flatMap(({ events }) => events.map((fact) => fact.type));

test('the order: asked, agreed with the candidates pinned, witnessed, named', async () => {
  const it = await asked();
  expect(await outcomeOf(() => type(it))).toBe('round.wrong-step');
  await agree(it);
  const { candidates } = await substitutes(it.bureau.deps)(it.id);
  expect(await stateOf(it)).toMatchObject({ phase: 'drawing', pick: null, round: { round: 2, candidates: candidates.map(({ inspector }) => inspector) } });
  expect(await outcomeOf(() => agree(it))).toBe('round.open');
  expect(await outcomeOf(() => type(it, '钱进'))).toBe('draw.not-the-witness');
  expect(await outcomeOf(() => type(it, '陈志远'))).toBe('draw.not-the-witness');
  await type(it);
  const { phase, pick } = await stateOf(it);
  expect(phase).toBe('approved');
  expect(candidates.map(({ inspector }) => inspector)).toContain(pick);
  expect(await factsOf(it)).toEqual(['SubstitutionRequested', 'SubstitutionRoundOpened', 'SubstitutionRoundWitnessed', 'SubstitutionApproved']);
  expect(await outcomeOf(() => type(it))).toBe('round.wrong-step');
});

test('the witness’s text decides: another text, another colleague may follow, and nobody could know before', async () => {
  const picks = new Set<string | null>();
  for (const text of ['1', '2', '3', '4', '5', '6']) {
    const it = await asked('same');
    await agree(it);
    await witnessRound(it.bureau.deps)(it.bureau.by('孙岩'), it.id, text);
    picks.add((await stateOf(it)).pick);
  }
  expect(picks.size).toBeGreaterThan(1);
});

test('nobody witnesses in time: the round is given up and counted, the next one draws on the next code', async () => {
  const it = await asked();
  await agree(it);
  it.bureau.setTime('2026-09-08T02:00:00.000Z');
  expect(await outcomeOf(() => type(it))).toBe('draw.witness-late');
  expect(await settleCeremonies(it.bureau.deps)(it.bureau.now())).toBe(1);
  expect(await stateOf(it)).toMatchObject({ phase: 'drawing', lapsed: 1 });
  expect(await outcomeOf(() => approveSubstitution(it.bureau.deps)(it.bureau.by('王敏'), it.id, null))).toBe('substitution.not-approver');
  await agree(it);
  expect((await stateOf(it)).round?.round).toBe(3);
  await type(it);
  await everybodyConfirms(it.bureau, it.task);
});

test('the process dies after the witness has typed: the next start names the same colleague', async () => {
  const [whole, broken] = [await asked('same'), await asked('same')];
  await agree(whole);
  await agree(broken);
  await type(whole);
  const dead = { ...broken.bureau.deps, secrets: { ...broken.bureau.deps.secrets, get: () => Promise.reject(new Error('no such key')) } };
  await expect(type(broken, '孙岩', dead)).rejects.toThrow('no such key');
  expect((await stateOf(broken)).phase).toBe('drawing');
  expect(await settleCeremonies(broken.bureau.deps)(broken.bureau.now())).toBe(1);
  expect((await stateOf(broken)).pick).toBe((await stateOf(whole)).pick);
});

test('where the rules ask for a public value, the round waits for one of its own; it can be taken back, and a round whose value never comes is given up', async () => {
  const bureau = await openBureau({ preset: 'fuzhou-gx' });
  await setRule(bureau, 'draw.publicValue', 'lottery');
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  const issue = (number: string, date: string): PublicWish => ({ source: '双色球', issue: number, date });
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id, '', issue('2026104', '2026-09-08'));
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '3859');
  bureau.setTime('2026-09-08T13:16:00.000Z');
  await enterPublicValue(bureau.deps)(bureau.by('赵红'), task, '', '01 05 12 18 22 31 07');
  await confirmPublicValue(bureau.deps)(bureau.by('孙岩'), task);
  await lockIn(bureau, task);
  await dispatchTask(bureau.deps)(bureau.by('王敏'), task);
  const it = await askedIn(bureau, task);
  expect(await outcomeOf(() => agree(it))).toBe('draw.public-no-issue');
  await approveSubstitution(bureau.deps)(bureau.by('陈志远'), it.id, null, issue('2026105', '2026-09-10'));
  await type(it);
  expect((await stateOf(it)).phase).toBe('drawing');
  const enter = (text: string) => enterRoundValue(bureau.deps)(bureau.by('王敏'), it.id, '2026105', text);
  expect(await outcomeOf(() => enter('02 06 13 19 23 32 08'))).toBe('draw.public-too-early');
  expect(await outcomeOf(() => refuseSubstitution(bureau.deps)(bureau.by('陈志远'), it.id, ''))).toBe('draw.void-reason');
  await refuseSubstitution(bureau.deps)(bureau.by('陈志远'), it.id, '本期停售');
  await approveSubstitution(bureau.deps)(bureau.by('陈志远'), it.id, null, issue('2026105', '2026-09-10'));
  await type(it);
  bureau.setTime('2026-09-10T13:16:00.000Z');
  await enter('02 06 13 19 23 32 09');
  await rejectRoundValue(bureau.deps)(bureau.by('孙岩'), it.id, '');
  await enter('02 06 13 19 23 32 08');
  expect(await outcomeOf(() => confirmRoundValue(bureau.deps)(bureau.by('王敏'), it.id))).toBe('draw.public-own');
  await confirmRoundValue(bureau.deps)(bureau.by('孙岩'), it.id);
  expect(await stateOf(it)).toMatchObject({ phase: 'approved', lapsed: 1 });
  await everybodyConfirms(bureau, task);
});

test('当日名录: leave that is over bars nobody, leave that has begun does', async () => {
  const it = await asked();
  const { candidates } = await substitutes(it.bureau.deps)(it.id);
  const [first, second] = candidates;
  if (first === undefined || second === undefined) throw new Error('too few candidates');
  await takeLeave(it.bureau.deps)(it.bureau.by(first.name), U1, { inspector: first.inspector, from: '2026-09-09', to: '2026-09-12' });
  await takeLeave(it.bureau.deps)(it.bureau.by(second.name), U1, { inspector: second.inspector, from: '2026-09-20', to: '2026-09-22' });
  const mayCome = async (): Promise<readonly string[]> => (await substitutes(it.bureau.deps)(it.id)).candidates.map(({ inspector }) => inspector);
  expect(await mayCome()).not.toContain(first.inspector);
  it.bureau.setTime('2026-09-14T01:00:00.000Z');
  expect(await mayCome()).toContain(first.inspector);
  expect(await mayCome()).not.toContain(second.inspector);
});

const chainOf = ({ bureau, task }: Asked) => bureau.deps.secrets.get(`${task}/1`);

describe('the service has lost the secret of the draw', () => {
  const lost = async ({ bureau, task }: Asked): Promise<void> => { await bureau.deps.secrets.erase(`${task}/1`); };

  test('补开: envelope and code name the colleague the service would have named; the code is spent, the next round needs none', async () => {
    const [whole, broken] = [await asked('same'), await asked('same')];
    await agree(whole);
    await type(whole);
    const { code } = await fetchCustodyCode(broken.bureau.deps)(broken.bureau.by('周正'), U1, false);
    const finishWith = (typed: string, who = '孙岩') => finishRound(broken.bureau.deps)(broken.bureau.by(who), broken.id, typed);
    await agree(broken);
    expect(await outcomeOf(() => finishWith(code))).toBe('draw.nothing-to-finish');
    await lost(broken);
    await expect(type(broken)).rejects.toThrow('missing');
    expect(await outcomeOf(() => finishWith(code, '王敏'))).toBe('people.not-permitted');
    expect(await outcomeOf(() => finishWith('AAAA-AAAA-AAAA-AAAA-AAAA'))).toBe('draw.wrong-code');
    await finishWith(code);
    expect((await stateOf(broken)).pick).toBe((await stateOf(whole)).pick);
    expect(await factsOf(broken)).toContain('CustodyCodeSpent');
    expect(await outcomeOf(() => finishWith(code))).toBe('draw.nothing-to-finish');
    await everybodyConfirms(broken.bureau, broken.task);
    const next = await askedIn(broken.bureau, broken.task);
    await agree(next);
    await type(next);
    expect((await stateOf(next)).phase).toBe('approved');
  });
});

test('the chain is kept while a round may still be drawn, and forgotten when the task is taken back whole; an open round is left as it is', async () => {
  const it = await asked();
  await agree(it);
  expect(await chainOf(it)).not.toBeNull();
  await voidTask(it.bureau.deps)(it.bureau.by('周正'), it.task, '上级通知暂停涉企检查');
  expect(await chainOf(it)).toBeNull();
  it.bureau.setTime('2026-09-08T05:00:00.000Z');
  expect(await settleCeremonies(it.bureau.deps)(it.bureau.now())).toBe(0);
});

test('… and when every visit is public', async () => {
  const bureau = await openBureau({ preset: 'fuzhou-gx' });
  const task = await finished(bureau);
  expect(await bureau.deps.secrets.get(`${task}/1`)).not.toBeNull();
  await registerDisclosure(bureau.deps)(bureau.by('王敏'), task, { inspection: null, on: '2026-09-25', url: 'https://www.example.gov.cn/1', overdueReason: '' });
  expect(await bureau.deps.secrets.get(`${task}/1`)).toBeNull();
});
