/**
 * A draw whose rules ask for a public value: pinned before anybody types, entered after the close, seen by two, waited for
 * however long it takes – and recomputed by everybody afterwards.
 */
import { contribute, openDraw, witnessDraw } from '../../src/application/draw.ts';
import { confirmPublicValue, enterPublicValue, rejectPublicValue } from '../../src/application/public-value.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { ceremonyView } from '../../src/application/queries/ceremony.ts';
import { recheckDraw } from '../../src/application/queries/recheck.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import { sweepDraws } from '../../src/application/reminders/draws.ts';
import { attestDraw, lockDraw, voidAttempt } from '../../src/application/settle.ts';
import { settleCeremonies } from '../../src/application/settle-ceremonies.ts';
import type { PublicWish } from '../../src/domain/draw/public-wish.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import type { RuleValue } from '../../src/domain/rules/rule-set.ts';
import { lastAttempt } from '../../src/domain/task/task.ts';
import { openBureau, personOf, targetRow } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, newTaskIn } from '../support/ceremony.ts';
import { QUICKNET_1000 } from '../support/published.ts';
import { outcomeOf, setRule } from '../support/rules.ts';
import { ALL } from '../support/verifiers.ts';

const NUMBERS = '01 05 12 18 22 31 + 07';
const ISSUE: PublicWish = { source: '双色球', issue: '2026104', date: '2026-09-08' };
/** 21:15 of that Tuesday in Shanghai, and a moment later. */
const PUBLISHED = '2026-09-08T13:16:00.000Z';

const under = async (kind: RuleValue, seed = 'bureau'): Promise<Bureau> => {
  const bureau = await openBureau({ seed });
  await setRule(bureau, 'draw.publicValue', kind);
  return bureau;
};
const opened = async (bureau: Bureau, wish: PublicWish): Promise<TaskId> => {
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id, '', wish);
  return task;
};
const closed = async (bureau: Bureau, wish: PublicWish = ISSUE): Promise<TaskId> => {
  const task = await opened(bureau, wish);
  await contribute(bureau.deps)(bureau.by('王敏'), task, '今日车牌 88');
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '3859');
  return task;
};
const phaseOf = async (bureau: Bureau, task: TaskId) => lastAttempt((await bureau.deps.states.load('task', task)).state)?.phase;
const enter = (bureau: Bureau, who: string, task: TaskId, text = NUMBERS, issue = '') => enterPublicValue(bureau.deps)(bureau.by(who), task, issue, text);
const confirm = (bureau: Bureau, who: string, task: TaskId) => confirmPublicValue(bureau.deps)(bureau.by(who), task);

describe('a lottery issue', () => {
  test('nothing opens before it: not by the close, not by the sweep, not the next day', async () => {
    const bureau = await under('lottery');
    const task = await closed(bureau);
    expect(await phaseOf(bureau, task)).toBe('waiting');
    const steps = async () => ((await ceremonyView(bureau.deps)(task))?.steps ?? []).map(({ step, state }) => `${step} ${state}`);
    expect(await steps()).toEqual(['plan done', 'contributions done', 'closed done', 'public now', 'result ahead', 'attested ahead', 'locked ahead']);
    bureau.setTime('2026-09-10T01:00:00.000Z');
    expect(await settleCeremonies(bureau.deps)(bureau.now())).toBe(0);
    expect(await phaseOf(bureau, task)).toBe('waiting');
    expect((await bureau.deps.journal.read(0, 1000)).flatMap(({ events }) => events).some(({ type }) => type === 'SeedRevealed')).toBe(false);
  });

  test('entered by the drawer, confirmed by the witness, opened, and recomputed by everybody', async () => {
    const bureau = await under('lottery');
    const task = await closed(bureau);
    bureau.setTime(PUBLISHED);
    await enter(bureau, '赵红', task, NUMBERS, '2026104');
    expect(await phaseOf(bureau, task)).toBe('waiting');
    await confirm(bureau, '孙岩', task);
    expect(await phaseOf(bureau, task)).toBe('drawn');
    const recheck = await recheckDraw(bureau.deps)(task);
    expect(recheck.ok).toBe(true);
    expect(recheck.attempts[0]?.steps.map(({ what, detail }) => `${what} ${detail}`)).toContain('公开数：双色球第 2026104 期开奖号码 01 05 12 18 22 31 + 07');
    expect((await resultModel(bureau.deps)(task, 'public')).contributions.at(-1)).toEqual({ by: '公开数', text: '双色球第 2026104 期开奖号码 01 05 12 18 22 31 + 07' });
    await attestDraw(bureau.deps)(bureau.by('孙岩'), task);
    await lockDraw(bureau.deps)(bureau.by('王敏'), task);
    const { bundle, lists } = await drawBundle(bureau.deps)(task);
    const proof = { bundle: await bureau.deps.blobs.get(bundle.sha256), lists: await Promise.all(lists.map(({ sha256 }) => bureau.deps.blobs.get(sha256))), key: Buffer.from(bureau.deps.signer.publicKey).toString('base64') };
    for (const [, judge] of ALL) expect(judge([proof])[0]).toMatchObject({ ok: true, lines: expect.arrayContaining([expect.stringContaining('01,05,12,18,22,31+07')]) });
  });

  test('two people see the same number, and one of them is the witness', async () => {
    const bureau = await under('lottery');
    const task = await closed(bureau);
    bureau.setTime(PUBLISHED);
    expect(await outcomeOf(() => confirm(bureau, '孙岩', task))).toBe('draw.public-none');
    await enter(bureau, '赵红', task);
    expect(await outcomeOf(() => confirm(bureau, '赵红', task))).toBe('draw.public-own');
    expect(await outcomeOf(() => confirm(bureau, '王敏', task))).toBe('draw.public-not-witness');
    expect(await outcomeOf(() => confirm(bureau, '钱进', task))).toBe('draw.public-not-witness');
    expect(await outcomeOf(() => enter(bureau, '王敏', task))).toBe('draw.public-entered');
    expect(await outcomeOf(() => enter(bureau, '张伟', task))).toBe('people.not-permitted');
    await confirm(bureau, '孙岩', task);
    expect(await phaseOf(bureau, task)).toBe('drawn');
  });

  test('the drawer is silent: the witness enters it, and somebody else who may draw confirms', async () => {
    const bureau = await under('lottery');
    const task = await closed(bureau);
    bureau.setTime(PUBLISHED);
    await enter(bureau, '孙岩', task);
    expect(await outcomeOf(() => confirm(bureau, '孙岩', task))).toBe('draw.public-own');
    expect(await outcomeOf(() => confirm(bureau, '张伟', task))).toBe('draw.public-not-witness');
    await confirm(bureau, '王敏', task);
    expect(await phaseOf(bureau, task)).toBe('drawn');
  });

  test('a wrong number is taken back and entered again; the result is that of the right one', async () => {
    const [slip, plain] = [await under('lottery', 'same'), await under('lottery', 'same')];
    const results = await Promise.all([slip, plain].map(async (bureau) => {
      const task = await closed(bureau);
      bureau.setTime(PUBLISHED);
      if (bureau === slip) {
        await enter(bureau, '赵红', task, '01 05 12 18 22 31 + 08');
        await rejectPublicValue(bureau.deps)(bureau.by('孙岩'), task, '最后一个号码应为 07');
        expect(await phaseOf(bureau, task)).toBe('waiting');
      }
      await enter(bureau, '赵红', task);
      await confirm(bureau, '孙岩', task);
      return lastAttempt((await bureau.deps.states.load('task', task)).state)?.seed;
    }));
    expect(results[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(results[0]).toBe(results[1]);
  });

  test('refused: before the close, before it is published, of another issue, where none is asked for, or known at the commitment', async () => {
    const bureau = await under('lottery');
    const task = await opened(bureau, ISSUE);
    expect(await outcomeOf(() => enter(bureau, '赵红', task))).toBe('draw.public-before-close');
    await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '3859');
    expect(await outcomeOf(() => enter(bureau, '赵红', task))).toBe('draw.public-too-early');
    bureau.setTime(PUBLISHED);
    expect(await outcomeOf(() => enter(bureau, '赵红', task, NUMBERS, '2026103'))).toBe('draw.public-wrong-issue');
    expect(await outcomeOf(() => enter(bureau, '赵红', task, '1 2 3'))).toBe('draw.public-bad-numbers');
    await enter(bureau, '赵红', task);
    await confirm(bureau, '孙岩', task);
    expect(await outcomeOf(() => enter(bureau, '赵红', task))).toBe('draw.no-public');
    // Tonight's draw is over by then.
    const other = await newTaskIn(bureau);
    await confirmAll(bureau, other);
    const witness = (await personOf(bureau, '孙岩')).id;
    const open = (wish: PublicWish) => outcomeOf(() => openDraw(bureau.deps)(bureau.by('赵红'), other, witness, '', wish));
    expect(await open(ISSUE)).toBe('draw.public-too-early');
    expect(await open({ source: '福彩3D', issue: '2026242', date: '2026-09-09' })).toBe('draw.public-too-small');
    expect(await open({ source: '', issue: '', date: '' })).toBe('draw.public-no-issue');
    expect(await open({ source: '双色球', issue: '2026105', date: '2026-09-10' })).toBe('done');
  });

  test('an issue that never comes: the deputy voids the attempt, which stays counted, and its secret is forgotten', async () => {
    const bureau = await under('lottery');
    const task = await closed(bureau);
    expect(await outcomeOf(() => voidAttempt(bureau.deps)(bureau.by('赵红'), task, '停售'))).toBe('people.not-permitted');
    await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '本期停售，号码无法取得');
    expect(await phaseOf(bureau, task)).toBe('void');
    expect(await bureau.deps.secrets.get(`${task}/1`)).toBeNull();
    await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id, '', { source: '双色球', issue: '2026105', date: '2026-09-10' });
    expect((await bureau.deps.states.load('task', task)).state.attempts).toHaveLength(2);
  });

  test('the process dies between the confirmation and the result: the next start gives the same result', async () => {
    const [whole, broken] = [await under('lottery', 'same'), await under('lottery', 'same')];
    const tasks = await Promise.all([whole, broken].map((bureau) => closed(bureau)));
    for (const bureau of [whole, broken]) bureau.setTime(PUBLISHED);
    for (const [i, bureau] of [whole, broken].entries()) await enter(bureau, '赵红', tasks[i] ?? ('' as TaskId));
    await confirm(whole, '孙岩', tasks[0] ?? ('' as TaskId));
    const dead = { ...broken.deps, blobs: { ...broken.deps.blobs, put: () => Promise.reject(new Error('the disk is gone')) } };
    await expect(confirmPublicValue(dead)(broken.by('孙岩'), tasks[1] ?? ('' as TaskId))).rejects.toThrow('the disk is gone');
    expect(await phaseOf(broken, tasks[1] ?? ('' as TaskId))).toBe('closed');
    broken.setTime('2026-09-09T00:00:00.000Z');
    expect(await settleCeremonies(broken.deps)(broken.now())).toBe(1);
    const resultOf = async (bureau: Bureau, task: TaskId | undefined) => lastAttempt((await bureau.deps.states.load('task', task ?? '')).state)?.result?.sha256;
    expect(await resultOf(broken, tasks[1])).toBe(await resultOf(whole, tasks[0]));
  });

  test('whoever has to enter or compare it is asked once a working day, and nobody when it is done', async () => {
    const bureau = await under('lottery');
    const task = await closed(bureau);
    const sweep = async (at: string): Promise<number> => {
      bureau.setTime(at);
      return sweepDraws(bureau.deps)(at);
    };
    const asked = async () => (await bureau.deps.journal.read(0, 1000)).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'ReminderDue' && fact.kind === 'public-value' ? [fact.to.length] : [])));
    expect(await sweep('2026-09-08T06:00:00.000Z')).toBe(0);
    expect([await sweep('2026-09-09T01:30:00.000Z'), await sweep('2026-09-09T02:30:00.000Z')]).toEqual([1, 0]);
    await enter(bureau, '赵红', task);
    expect(await sweep('2026-09-10T01:30:00.000Z')).toBe(1);
    expect(await asked()).toEqual([3, 1]);
    await confirm(bureau, '孙岩', task);
    expect(await sweep('2026-09-11T01:30:00.000Z')).toBe(0);
  });

  test('while it is awaited, nobody draws a target to its yearly limit a second time', async () => {
    const bureau = await under('lottery');
    await setRule(bureau, 'objectCap.maxPerYear', 1);
    await closed(bureau);
    const other = await newTaskIn(bureau, { name: '另一次抽查' });
    await confirmAll(bureau, other);
    const witness = (await personOf(bureau, '孙岩')).id;
    expect(await outcomeOf(() => openDraw(bureau.deps)(bureau.by('赵红'), other, witness, '', ISSUE))).toBe('draw.counts-open');
    await bureau.roster('targets', [targetRow('QT-900', { industry: '幼儿园' })]);
    const apart = await newTaskIn(bureau, { name: '幼儿园抽查', scope: [{ field: 'industry', anyOf: ['幼儿园'] }] });
    await confirmAll(bureau, apart);
    expect(await outcomeOf(() => openDraw(bureau.deps)(bureau.by('赵红'), apart, witness, '', ISSUE))).toBe('done');
  });
});

describe('other values', () => {
  test('a beacon proves itself: entered by one, it opens at once; a forged signature is refused', async () => {
    const bureau = await under('drand');
    bureau.setTime('2023-08-23T15:00:00.000Z');
    const task = await closed(bureau, { source: '', issue: '1000', date: '' });
    bureau.setTime('2023-08-23T16:00:00.000Z');
    const forged = { ...QUICKNET_1000, signature: `b54679b9${QUICKNET_1000.signature.slice(8)}` };
    expect(await outcomeOf(() => enter(bureau, '赵红', task, JSON.stringify(forged)))).toBe('draw.public-not-genuine');
    expect(await phaseOf(bureau, task)).toBe('waiting');
    await enter(bureau, '赵红', task, JSON.stringify(QUICKNET_1000));
    expect(await phaseOf(bureau, task)).toBe('drawn');
    expect((await recheckDraw(bureau.deps)(task)).ok).toBe(true);
  });
  test('the round of a beacon follows from the latest close when nobody names one', async () => {
    const bureau = await under('drand');
    const task = await opened(bureau, { source: '', issue: '', date: '' });
    expect(lastAttempt((await bureau.deps.states.load('task', task)).state)?.public).toMatchObject({ kind: 'drand', source: 'quicknet', notBefore: '2026-09-08T01:30:03.000Z' });
  });
  test('the closes of three indices, with decimals', async () => {
    const bureau = await under('index');
    const task = await closed(bureau, { source: '', issue: '', date: '2026-09-08' });
    bureau.setTime('2026-09-08T07:01:00.000Z');
    expect(await outcomeOf(() => enter(bureau, '赵红', task, '3245 10123 3890'))).toBe('draw.public-bad-numbers');
    await enter(bureau, '赵红', task, '3,245.67、10,123.45、3,890.12');
    await confirm(bureau, '孙岩', task);
    expect(await phaseOf(bureau, task)).toBe('drawn');
  });
});
