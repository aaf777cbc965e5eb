/**
 * The draw from the first confirmation to the dispatch, on the use cases alone.
 */
import { contribute, declineWitness, openDraw, witnessDraw } from '../../src/application/draw.ts';
import { revealDraw } from '../../src/application/reveal.ts';
import { settleCeremonies } from '../../src/application/settle-ceremonies.ts';
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { prepareDraw } from '../../src/application/queries/prepare-draw.ts';
import { previewDraw } from '../../src/application/queries/preview.ts';
import { recheckDraw } from '../../src/application/queries/recheck.ts';
import { resultModel } from '../../src/application/queries/result-sheet.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { attestDraw, decideDrawObjection, dispatchTask, lockDraw, objectToDraw, voidAttempt } from '../../src/application/settle.ts';
import { confirmRoster, withdrawTask } from '../../src/application/task.ts';
import { inspectorCode } from '../../src/domain/ids.ts';
import { lastAttempt } from '../../src/domain/task/task.ts';
import { account, inspectorRow, openBureau, personOf, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';

const required = <T>(value: T | null): T => {
  if (value === null) throw new Error('nothing there');
  return value;
};
const stateOf = async (bureau: Bureau, task: string) => (await bureau.deps.states.load('task', task)).state;

describe('公开抽取', () => {
  test('the whole path: confirmed, committed, witnessed, drawn, attested, locked, dispatched', async () => {
    const bureau = await openBureau();
    const task = await dispatchedTask(bureau);
    const state = await stateOf(bureau, task);
    expect(state.phase).toBe('dispatched');
    // 46 on the list: 3 key (all), 43 ordinary of which one is deregistered; ceil(43 × 10 %) = 5.
    expect(lastAttempt(state)).toMatchObject({ phase: 'locked', selected: 8, attested: true });
    const inspections = await bureau.deps.states.find('inspection', { task });
    expect(inspections).toHaveLength(8);
    for (const { state: inspection } of inspections) {
      expect(inspection.posts).toHaveLength(2);
      expect(new Set(inspection.inspectors).size).toBe(2);
      expect(inspection.posts.filter(({ leader }) => leader)).toHaveLength(1);
    }
  });

  test('the preview says the same numbers that are drawn, and who is left out', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    const preview = await previewDraw(bureau.deps)(task);
    expect(preview.strata).toEqual([
      expect.objectContaining({ name: '重点', onRoster: 3, drawn: 3 }),
      expect.objectContaining({ name: '普通', onRoster: 43, excluded: 1, eligible: 42, wanted: 5, drawn: 5 }),
    ]);
    expect(preview.excluded).toEqual([{ code: 'QT-046', name: '培训机构QT-046', reason: '非存续状态' }]);
    expect(preview.missing).toHaveLength(3);
  });

  test('anybody recomputes the draw from what was kept', async () => {
    const bureau = await openBureau();
    const task = await dispatchedTask(bureau);
    const recheck = await recheckDraw(bureau.deps)(task);
    expect(recheck.ok).toBe(true);
    expect(recheck.attempts[0]?.steps.map(({ what }) => what)).toEqual(['方案指纹', '承诺（揭示的密钥可由承诺验证）', '种子', '名单快照', '抽中对象', '人员分派']);
  });

  test('what the witness types changes the result; the same texts give the same result', async () => {
    const selected = async (text: string): Promise<string> => {
      const bureau = await openBureau({ seed: 'same' });
      const task = await newTaskIn(bureau);
      await confirmAll(bureau, task);
      await drawIn(bureau, task, text);
      return (await resultModel(bureau.deps)(task, 'full')).rows.map(({ code }) => code).join();
    };
    expect(await selected('3859')).toBe(await selected('3859'));
    expect(await selected('3859')).not.toBe(await selected('3860'));
  });

  test('nobody draws from lists that are not confirmed, or confirmed in an older version', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    const witness = (await personOf(bureau, '孙岩')).id;
    await expect(openDraw(bureau.deps)(bureau.by('赵红'), task, witness)).rejects.toMatchObject({ code: 'draw.not-confirmed', clause: expect.any(String) });
    await confirmAll(bureau, task);
    await bureau.roster('targets', [targetRow('QT-900')]);
    await expect(openDraw(bureau.deps)(bureau.by('赵红'), task, witness)).rejects.toMatchObject({ code: 'draw.not-confirmed', message: expect.stringContaining('教育科（检查对象名录）') });
    await confirmRoster(bureau.deps)(bureau.by('赵红'), task, 'targets', '教育科');
    await openDraw(bureau.deps)(bureau.by('赵红'), task, witness);
  });

  test('lists imported at the very moment of the commitment are not drawn from: nobody has confirmed them', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    let isImported = false;
    const load: typeof bureau.deps.states.load = async (kind, id) => {
      const found = await bureau.deps.states.load(kind, id);
      if (id === 'U1/targets' && !isImported) {
        isImported = true;
        await bureau.roster('targets', [targetRow('QT-900')]);
      }
      return found;
    };
    await openDraw({ ...bureau.deps, states: { ...bureau.deps.states, load } })(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
    const attempt = lastAttempt(await stateOf(bureau, task));
    expect(new TextDecoder().decode(await bureau.deps.blobs.get(required(attempt).targets.sha256))).not.toContain('QT-900');
  });

  test('the witness is another person, no inspector of the task, no administrator', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    const witnessedBy = async (name: string) => openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, name)).id);
    await expect(witnessedBy('赵红')).rejects.toMatchObject({ code: 'draw.witness-is-drawer' });
    await expect(witnessedBy('张伟')).rejects.toMatchObject({ code: 'draw.witness-is-inspector' });
    await expect(witnessedBy('何涛')).rejects.toMatchObject({ code: 'draw.witness-is-administrator' });
    await expect(witnessedBy('陈志远')).rejects.toMatchObject({ code: 'people.not-permitted' });
  });

  test('威海: an inspector of the task does not witness the draw of the targets either', async () => {
    const bureau = await openBureau({ preset: 'weihai-lg' });
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('钱进'), name: '钱进', section: '驻局纪检', roles: ['supervisor'], certificate: inspectorCode('ZF0007') });
    await bureau.roster('inspectors', [inspectorRow('ZF0007', '钱进', '教育科')]);
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await expect(openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '钱进')).id)).rejects.toMatchObject({ code: 'draw.witness-is-inspector' });
  });

  test('only the invited witness closes, once; who types twice is told so', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
    await expect(witnessDraw(bureau.deps)(bureau.by('钱进'), task, '1')).rejects.toMatchObject({ code: 'draw.not-the-witness' });
    await contribute(bureau.deps)(bureau.by('王敏'), task, '甲');
    await expect(contribute(bureau.deps)(bureau.by('王敏'), task, '乙')).rejects.toMatchObject({ code: 'draw.contributed' });
    await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, 'QR71234567');
    await expect(witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '再来')).rejects.toMatchObject({ code: 'draw.not-open' });
    expect(lastAttempt(await stateOf(bureau, task))?.contributions.map(({ text }) => text)).toEqual(['甲', 'QR71234567']);
  });

  test('the same click delivered twice acts once', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    const witness = (await personOf(bureau, '孙岩')).id;
    const [first, second] = await Promise.all([1, 2].map(() => openDraw(bureau.deps)(bureau.by('赵红', 'click-1'), task, witness)));
    expect(second?.seq).toBe(first?.seq);
    const late = await witnessDraw(bureau.deps)(bureau.by('孙岩', 'click-2'), task, '7');
    expect((await witnessDraw(bureau.deps)(bureau.by('孙岩', 'click-2'), task, '7')).seq).toBe(late.seq);
    expect((await stateOf(bureau, task)).attempts).toHaveLength(1);
  });

  test('a stop between closing and result: the next start reveals the same result', async () => {
    const run = async (isInterrupted: boolean): Promise<string | undefined> => {
      const bureau = await openBureau({ seed: 'crash' });
      const task = await newTaskIn(bureau);
      await confirmAll(bureau, task);
      await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
      const broken = { ...bureau.deps, secrets: { ...bureau.deps.secrets, get: (id: string) => (isInterrupted && !id.endsWith('salt') ? Promise.reject(new Error('process killed')) : bureau.deps.secrets.get(id)) } };
      const closing = witnessDraw(broken)(bureau.by('孙岩'), task, '3859');
      if (isInterrupted) await expect(closing).rejects.toThrow('process killed');
      else await closing;
      expect(await settleCeremonies(bureau.deps)(bureau.now())).toBe(isInterrupted ? 1 : 0);
      expect(await revealDraw(bureau.deps)(task)).toBeNull();
      return lastAttempt(await stateOf(bureau, task))?.result?.sha256;
    };
    expect(await run(true)).toBe(await run(false));
  });

  test('nobody witnesses for half an hour: the commitment is given up, counted, and a new one may be opened', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
    bureau.setTime('2026-09-08T01:30:00.000Z');
    await expect(witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '3859')).rejects.toMatchObject({ code: 'draw.witness-late' });
    expect(await settleCeremonies(bureau.deps)(bureau.now())).toBe(1);
    expect(await settleCeremonies(bureau.deps)(bureau.now())).toBe(0);
    await drawIn(bureau, task);
    const model = await resultModel(bureau.deps)(task, 'full');
    expect(model).toMatchObject({ attempt: 2, earlierAttempts: [{ attempt: 1, outcome: '已放弃', reason: '见证人未在时限内见证' }] });
  });

  test('a witness who declines ends the attempt; a void one stays visible', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
    await declineWitness(bureau.deps)(bureau.by('孙岩'), task, '名录未公示');
    await drawIn(bureau, task);
    await expect(voidAttempt(bureau.deps)(bureau.by('王敏'), task, '重来')).rejects.toMatchObject({ code: 'people.not-permitted' });
    await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '已注销对象未剔除');
    await drawIn(bureau, task);
    expect((await stateOf(bureau, task)).attempts.map(({ phase }) => phase)).toEqual(['abandoned', 'void', 'drawn']);
  });

  test('an objection stops the lock until the deputy decides; upheld, the draw is void', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await objectToDraw(bureau.deps)(bureau.by('马超'), task, '大屏与名单不一致');
    await expect(lockDraw(bureau.deps)(bureau.by('王敏'), task)).rejects.toMatchObject({ code: 'draw.wrong-phase' });
    await decideDrawObjection(bureau.deps)(bureau.by('陈志远'), task, false, '核对一致');
    await lockIn(bureau, task);
    await expect(objectToDraw(bureau.deps)(bureau.by('马超'), task, '还是不对')).rejects.toMatchObject({ code: 'draw.already-locked', clause: '预设缺省（细则未规定）' });
  });

  test('in a small bureau the deputy may draw himself, but an objection to his draw is decided by another', async () => {
    const bureau = await openBureau();
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('陈志远'), name: '陈志远', section: '综合科', roles: ['deputy', 'clerk'], certificate: null });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await openDraw(bureau.deps)(bureau.by('陈志远'), task, (await personOf(bureau, '孙岩')).id);
    await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, '3859');
    await objectToDraw(bureau.deps)(bureau.by('马超'), task, '大屏显示与名单不一致');
    await expect(decideDrawObjection(bureau.deps)(bureau.by('陈志远'), task, false, '一致')).rejects.toMatchObject({ code: 'draw.own-draw', next: expect.stringContaining('主要负责人') });
    await decideDrawObjection(bureau.deps)(bureau.by('周正'), task, false, '核对一致');
    expect(lastAttempt(await stateOf(bureau, task))?.phase).toBe('drawn');
  });

  test('not attested, not locked; not locked, not dispatched', async () => {
    const bureau = await openBureau();
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await expect(lockDraw(bureau.deps)(bureau.by('王敏'), task)).rejects.toMatchObject({ code: 'draw.not-attested' });
    await expect(dispatchTask(bureau.deps)(bureau.by('王敏'), task)).rejects.toMatchObject({ code: 'task.not-locked' });
    await attestDraw(bureau.deps)(bureau.by('孙岩'), task);
    await expect(lockDraw(bureau.deps)(bureau.by('孙岩'), task)).rejects.toMatchObject({ code: 'people.not-permitted' });
  });

  test('威海: targets are drawn and locked first, then the inspectors in a ceremony of their own', async () => {
    const bureau = await openBureau({ preset: 'weihai-lg' });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    expect(lastAttempt(await stateOf(bureau, task))?.stage).toBe('objects');
    await lockIn(bureau, task);
    expect(await bureau.deps.states.find('inspection', { task })).toHaveLength(0);
    await expect(dispatchTask(bureau.deps)(bureau.by('王敏'), task)).rejects.toMatchObject({ code: 'task.not-locked', next: expect.stringContaining('执法检查人员') });
    await drawIn(bureau, task, '7777');
    await lockIn(bureau, task);
    const inspections = await bureau.deps.states.find('inspection', { task });
    expect(inspections).toHaveLength(8);
    // 威海 第十四条: the leader is of the initiating section.
    expect(inspections.every(({ state }) => state.posts.find(({ leader }) => leader)?.section === '教育科')).toBe(true);
    // The bureau's own clause is cited, never another bureau's.
    await expect(objectToDraw(bureau.deps)(bureau.by('马超'), task, '还是不对')).rejects.toMatchObject({ clause: '威海临港细则 第十二条' });
    const model = await resultModel(bureau.deps)(task, 'full');
    expect(model.rows.every(({ ticket, leader }) => ticket.length === 64 && leader !== null)).toBe(true);
    expect((await recheckDraw(bureau.deps)(task)).attempts.map(({ stage }) => stage)).toEqual(['objects', 'inspectors']);
  });

  test('the yearly cap holds between two draws prepared on the same counts', async () => {
    const bureau = await openBureau({ preset: 'baofeng' });
    const ordinary = { strata: [{ name: '普通', where: [], ratio: { num: 50, den: 100 } }] };
    const [first, second] = [await newTaskIn(bureau, ordinary), await newTaskIn(bureau, ordinary)];
    await confirmAll(bureau, first);
    await confirmAll(bureau, second);
    const witness = (await personOf(bureau, '孙岩')).id;
    await openDraw(bureau.deps)(bureau.by('赵红'), first, witness);
    await openDraw(bureau.deps)(bureau.by('赵红'), second, witness);
    await witnessDraw(bureau.deps)(bureau.by('孙岩'), first, '7');
    await witnessDraw(bureau.deps)(bureau.by('孙岩'), second, '2');
    expect(lastAttempt(await stateOf(bureau, second))).toMatchObject({ phase: 'abandoned', endedBecause: expect.stringContaining('年度抽查次数已变化') });
    await expect(drawIn(bureau, second)).rejects.toMatchObject({ code: 'draw.reason-needed', message: expect.stringMatching(/重点对象 \d 户本年已达 1 次/) });
    await drawIn(bureau, second, '3859', '投诉举报查实');
    expect(lastAttempt(await stateOf(bureau, second))).toMatchObject({ reason: '投诉举报查实', conflicts: [{ kind: 'over-cap' }] });
    const codes = async (task: typeof first) => (await resultModel(bureau.deps)(task, 'full')).rows.map(({ code }) => code);
    const [drawnFirst, drawnSecond] = [await codes(first), await codes(second)];
    const key = new Set(['QT-001', 'QT-002', 'QT-003']);
    expect(drawnSecond.filter((code) => drawnFirst.includes(code) && !key.has(code))).toEqual([]);
  });

  test('the yearly cap holds when a draw is prepared while another one is closed and not yet revealed', async () => {
    const bureau = await openBureau({ preset: 'baofeng' });
    const ordinary = { strata: [{ name: '普通', where: [], ratio: { num: 50, den: 100 } }] };
    const [first, second] = [await newTaskIn(bureau, ordinary), await newTaskIn(bureau, ordinary)];
    await confirmAll(bureau, first);
    await confirmAll(bureau, second);
    const witness = (await personOf(bureau, '孙岩')).id;
    await openDraw(bureau.deps)(bureau.by('赵红'), first, witness);
    const broken = { ...bureau.deps, secrets: { ...bureau.deps.secrets, get: (id: string) => (id.endsWith('salt') ? bureau.deps.secrets.get(id) : Promise.reject(new Error('process killed'))) } };
    await expect(witnessDraw(broken)(bureau.by('孙岩'), first, '1')).rejects.toThrow('process killed');
    await openDraw(bureau.deps)(bureau.by('赵红'), second, witness);
    await settleCeremonies(bureau.deps)(bureau.now());
    await witnessDraw(bureau.deps)(bureau.by('孙岩'), second, '2');
    expect(lastAttempt(await stateOf(bureau, second))).toMatchObject({ phase: 'abandoned', endedBecause: expect.stringContaining('年度抽查次数已变化') });
  });

  test('威海: a void draw of inspectors leaves the locked targets counted, and its own people free', async () => {
    const bureau = await openBureau({ preset: 'weihai-lg' });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await lockIn(bureau, task);
    await drawIn(bureau, task, '7777');
    await voidAttempt(bureau.deps)(bureau.by('陈志远'), task, '漏登回避');
    expect((await bureau.deps.states.load('cap', 'U1/2026')).state.tasks).toEqual([task]);
    const other = await newTaskIn(bureau);
    const { request } = await prepareDraw(bureau.deps)(await stateOf(bureau, other), 'together', { targets: 1, inspectors: 1 }, null);
    expect(request.inspectors.map(({ load }) => load)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('the proof bundle is signed, canonical, and carries the lists it is about', async () => {
    const bureau = await openBureau();
    const task = await dispatchedTask(bureau);
    const { bundle, lists } = await drawBundle(bureau.deps)(task);
    expect(JSON.parse(new TextDecoder().decode(await bureau.deps.blobs.get(bundle.sha256)))).toMatchObject({ v: 'ssj-bundle/v1' });
    expect(lists.map(({ name }) => name.split('_').at(-1))).toEqual(['roster.jsonl', 'inspectors.jsonl', 'recusals.jsonl', 'teams.jsonl']);
  });

  test('a task made by mistake is taken back before its first draw; afterwards only attempts are voided', async () => {
    const bureau = await openBureau();
    const [mistake, meant] = [await newTaskIn(bureau), await newTaskIn(bureau)];
    await expect(withdrawTask(bureau.deps)(bureau.by('孙岩'), mistake, '重复建立')).rejects.toMatchObject({ code: 'people.not-permitted' });
    await expect(withdrawTask(bureau.deps)(bureau.by('王敏'), mistake, ' ')).rejects.toMatchObject({ code: 'task.no-reason' });
    await withdrawTask(bureau.deps)(bureau.by('王敏'), mistake, '重复建立');
    await expect(confirmRoster(bureau.deps)(bureau.by('赵红'), mistake, 'targets', '教育科')).rejects.toMatchObject({ code: 'task.withdrawn' });
    await confirmAll(bureau, meant);
    await expect(openDraw(bureau.deps)(bureau.by('赵红'), mistake, (await personOf(bureau, '孙岩')).id)).rejects.toMatchObject({ code: 'task.withdrawn' });
    await openDraw(bureau.deps)(bureau.by('赵红'), meant, (await personOf(bureau, '孙岩')).id);
    await expect(withdrawTask(bureau.deps)(bureau.by('王敏'), meant, '不要了')).rejects.toMatchObject({ code: 'task.drawn' });
  });

  test('威海: the sheet carries what is needed to recompute the inspectors as well', async () => {
    const bureau = await openBureau({ preset: 'weihai-lg' });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task, '对象');
    await lockIn(bureau, task);
    await drawIn(bureau, task, '人员');
    const steps = (await resultModel(bureau.deps)(task, 'full')).recheck.join('\n');
    expect(steps).toContain(`种子 ${lastAttempt(await stateOf(bureau, task))?.seed ?? '没有'}`);
    expect(steps).toContain('孙岩 人员');
  });
});
