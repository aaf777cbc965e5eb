/**
 * From the use cases to the verifiers: the bundle a bureau really publishes is confirmed by everybody, with its key pinned.
 */
import { declineWitness, openDraw } from '../../src/application/draw.ts';
import { registerInterest } from '../../src/application/duty.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { logKey } from '../../src/application/queries/log-key.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { witnessRound } from '../../src/application/rounds.ts';
import { approveSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { dispatchTask, voidAttempt } from '../../src/application/settle.ts';
import { substitutionId, targetCode } from '../../src/domain/ids.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import { inspectorRow, openBureau, personOf, STAFF, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { ALL } from '../support/verifiers.ts';
import type { Case } from '../support/verifiers.ts';

const REASON = '岳父是该机构法定代表人';
const PHONE = '13800138000';

const published = async (bureau: Bureau, task: TaskId, edition: 'full' | 'public'): Promise<Case> => {
  const { bundle, lists } = await drawBundle(bureau.deps)(task, edition);
  const read = (ref: typeof bundle): Promise<Uint8Array> => bureau.deps.blobs.get(ref.sha256);
  return { bundle: await read(bundle), lists: await Promise.all(lists.map(read)), key: Buffer.from(bureau.deps.signer.publicKey).toString('base64') };
};

/** The member of the first team that has one of 教育科 is replaced, by the deputy's choice or by lot. */
const replaceSomebody = async (bureau: Bureau, task: TaskId): Promise<void> => {
  for (const { state } of await bureau.deps.states.find('inspection', { task })) {
    const member = state.posts.find(({ leader, section }) => !leader && section === '教育科');
    if (member === undefined || state.id === null) continue;
    const entry = await requestSubstitution(bureau.deps)(bureau.by(member.name), state.id, member.inspector, 'work-conflict', REASON);
    const asked = entry.events.find((fact) => fact.type === 'SubstitutionRequested');
    const id = substitutionId(asked?.substitution ?? '');
    if (id === null) throw new Error('not requested');
    const { candidates, byLot } = await substitutes(bureau.deps)(id);
    await approveSubstitution(bureau.deps)(bureau.by('陈志远'), id, byLot ? null : (candidates[0]?.inspector ?? null));
    if (byLot) await witnessRound(bureau.deps)(bureau.by('孙岩'), id, 'AB12345678');
    return;
  }
  throw new Error('nobody to replace');
};

describe.each(['nantong-tz', 'fuzhou-gx', 'weihai-lg'] as const)('a task under the rules of %s', (preset) => {
  let proof: Case;
  let publicProof: Case;
  let sheet = '';
  beforeAll(async () => {
    const bureau = await openBureau({ preset });
    await bureau.roster('inspectors', [inspectorRow('ZF0001', '张伟', '教育科', { phone: PHONE })]);
    const target = targetCode('QT-001');
    if (target === null) throw new Error('not a code');
    await registerInterest(bureau.deps)(bureau.by('张伟'), U1, { inspector: bureau.certificate('张伟'), target, text: REASON });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
    await declineWitness(bureau.deps)(bureau.by('孙岩'), task, '现场人太少');
    await drawIn(bureau, task, '第一次');
    await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '漏登回避');
    await drawIn(bureau, task, '第二次');
    await lockIn(bureau, task);
    if (preset === 'weihai-lg') {
      await drawIn(bureau, task, '抽人员');
      await lockIn(bureau, task);
    }
    await dispatchTask(bureau.deps)(bureau.by('王敏'), task);
    await replaceSomebody(bureau, task);
    proof = await published(bureau, task, 'full');
    publicProof = await published(bureau, task, 'public');
    sheet = JSON.stringify(await resultModel(bureau.deps)(task, 'public'));
  });
  test.each(ALL)('is confirmed by %s: a declined and a void attempt, the draw, and the substitution', (_, judge) => {
    const [verdict] = judge([proof]);
    expect(verdict?.ok).toBe(true);
    expect(verdict?.lines.join('\n')).toMatch(/人员更换 1 次[\s\S]*作废或放弃 2 次/);
  });
  test.each(ALL)('its public edition is confirmed by %s as far as it is shown', (_, judge) => {
    const [verdict] = judge([publicProof]);
    expect(verdict?.lines.join('\n')).toContain('一致');
    expect(verdict?.ok).toBe(true);
  });
  test('its public sheet prints the seeds of its draws, and no salted id beside a name', () => {
    expect(sheet).toContain('第二次');
    expect(sheet).not.toMatch(/#[0-9a-f]{8}/);
    const seeds = new Set(new TextDecoder().decode(proof.bundle).match(/(?<="seed":")[0-9a-f]{64}(?=","selected")/g));
    // The void attempt's seed is in the bundle, the standing ones are on the sheet too.
    expect([...seeds].filter((seed) => sheet.includes(seed))).toHaveLength(preset === 'weihai-lg' ? 2 : 1);
  });
  test('its public edition names nobody: no certificate, no name of staff, no phone, no reason, no pair that must not meet', () => {
    const everything = [publicProof.bundle, ...publicProof.lists].map((bytes) => new TextDecoder().decode(bytes)).join('\n');
    const secrets = [...STAFF.flatMap(({ name, certificate }) => [name, certificate ?? name]), '何涛', REASON, '漏登回避', '现场人太少', PHONE, 'work-conflict', 'ZF0001 QT'];
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
    const full = [proof.bundle, ...proof.lists].map((bytes) => new TextDecoder().decode(bytes)).join('\n');
    for (const known of ['ZF0001', '张伟', 'work-conflict']) expect(full).toContain(known);
    // Not even in the supervisor's edition: reasons and phone numbers are confidential.
    for (const secret of [REASON, PHONE]) expect(full).not.toContain(secret);
  });
});

test('the published list shows the labels the draw looked at, and no others', async () => {
  const bureau = await openBureau();
  await bureau.roster('targets', [targetRow('QT-046', { credit: 'D', scale: '大型', key: true })]);
  const task = await dispatchedTask(bureau, { strata: [{ name: '信用', where: [{ field: 'credit', anyOf: ['D'] }], ratio: { num: 1, den: 1 } }, { name: '其余', where: [], ratio: { num: 1, den: 10 } }] });
  const [roster = new Uint8Array()] = (await published(bureau, task, 'public')).lists;
  const line = new TextDecoder().decode(roster).split('\n').find((one) => one.includes('QT-046'));
  expect(JSON.parse(line ?? '')).toEqual({ id: 'QT-046', name: '培训机构QT-046', section: '教育科', excluded: null, credit: 'D', key: false, kind: '', industry: '', region: '', scale: '' });
});

describe('a task that is not told beforehand', () => {
  test('publishes the hash of its plan at once, its bundle after the window of the visits', async () => {
    const bureau = await openBureau();
    const task = await dispatchedTask(bureau, { noNotice: true });
    const { state } = await bureau.deps.states.load('task', task);
    await expect(drawBundle(bureau.deps)(task, 'public')).rejects.toMatchObject({ code: 'draw.bundle-later', message: expect.stringContaining(state.attempts[0]?.planHash ?? '?') });
    await drawBundle(bureau.deps)(task, 'full');
    bureau.setTime('2026-09-30T15:59:00.000Z');
    await expect(drawBundle(bureau.deps)(task, 'public')).rejects.toMatchObject({ code: 'draw.bundle-later' });
    bureau.setTime('2026-09-30T16:01:00.000Z');
    expect((await drawBundle(bureau.deps)(task, 'public')).lists).toHaveLength(4);
  });
});

test('the unit\'s tree goes on over all its tasks: a checkpoint of the first draw confirms the second, and numbers are consecutive', async () => {
  const bureau = await openBureau();
  const first = await dispatchedTask(bureau);
  const { checkpoint, draws } = await logKey(bureau.deps)(U1);
  expect(draws).toBe(1);
  const note = new TextDecoder().decode(await bureau.deps.blobs.get(checkpoint.sha256));
  const second = await dispatchedTask(bureau);
  expect((await logKey(bureau.deps)(U1)).draws).toBe(2);
  const [a, b] = [await published(bureau, first, 'full'), await published(bureau, second, 'public')];
  expect(JSON.parse(new TextDecoder().decode(b.bundle))).toMatchObject({ log: expect.arrayContaining([expect.objectContaining({ body: expect.objectContaining({ logSize: 3, unitLog: expect.objectContaining({ drawNo: 2 }) }) })]) });
  for (const [, judge] of ALL) expect(judge([{ ...a, checkpoint: note }, { ...b, checkpoint: note }]).map(({ ok, lines }) => [ok, lines.join().includes('与旧检查点（3 条）一致')])).toEqual([[true, true], [true, true]]);
});
