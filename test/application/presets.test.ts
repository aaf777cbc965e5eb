/**
 * Where the five documents contradict each other (X1–X17): the same situation, and the answer each bureau gives.
 */
import { prepareDraw } from '../../src/application/queries/prepare-draw.ts';
import { previewDraw } from '../../src/application/queries/preview.ts';
import { rosterVersions } from '../../src/application/task.ts';
import { wishRules } from '../../src/application/rules.ts';
import { requiredChannels } from '../../src/domain/disclosure/channels.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import { rulesInForce } from '../../src/domain/rules/adopted.ts';
import { FIXED_RULES } from '../../src/domain/rules/fixed.ts';
import { PRESETS } from '../../src/domain/rules/presets.ts';
import { PRESET_IDS } from '../../src/domain/rules/rule-set.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { RULE_PATHS, ruledAt, SHAPES, valueText } from '../../src/domain/rules/shapes.ts';
import { inspectorRow, openBureau, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { adjustment, filing, planFindings } from '../support/plans.ts';
import { ALL, WITH_RESERVE, dueDays, few, inspectors, keyObjectsAsked, isByLot, outcomeOf, stillMissing, taskState, unitOf } from '../support/rules.ts';

/** In the order 福州高新 · 南通通州 · 威海临港 · 西平 · 宝丰. */
type Five<T> = readonly [T, T, T, T, T];

const ask = async <T>(see: (bureau: Bureau, preset: PresetId) => Promise<T>): Promise<readonly T[]> => {
  const answers: T[] = [];
  for (const preset of PRESET_IDS) answers.push(await see(await openBureau({ preset }), preset));
  return answers;
};

/** How often two targets are drawn in a year when a task that takes everybody is made three times. */
const timesDrawn = async (bureau: Bureau): Promise<number> => {
  await few(bureau);
  for (let times = 0; times < 3; times += 1) {
    const task = await newTaskIn(bureau, { strata: ALL });
    if ((await previewDraw(bureau.deps)(task)).strata.every(({ drawn }) => drawn === 0)) return times;
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
  }
  return 3;
};

/** Whether teams can be drawn; where people come second (威海), after the targets are locked. */
const teamsPossible = async (bureau: Bureau, over: Partial<TaskSettings> = {}): Promise<boolean> => {
  const task = await newTaskIn(bureau, over);
  const first = await previewDraw(bureau.deps)(task);
  if (first.stage !== 'objects' || !first.feasibility.ok) return first.feasibility.ok;
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await lockIn(bureau, task);
  return (await previewDraw(bureau.deps)(task)).feasibility.ok;
};

/** The visits of key targets are not stopped by the cap, but somebody has to say why. */
const keyBeyondCap = async (bureau: Bureau): Promise<string> => {
  await few(bureau);
  await bureau.roster('targets', [targetRow('QT-001', { key: true })]);
  for (let times = 0; times < 2; times += 1) {
    const task = await newTaskIn(bureau, { strata: ALL });
    await confirmAll(bureau, task);
    const conflicted = await outcomeOf(() => drawIn(bureau, task));
    if (conflicted !== 'done') return conflicted;
  }
  const last = await previewDraw(bureau.deps)(await newTaskIn(bureau, { strata: ALL }));
  const drawn = last.excluded.some(({ code }) => code === 'QT-001') ? 'left out' : 'takes part';
  return last.conflicts.length > 0 ? `${drawn}, with a reason` : drawn;
};

const CASES: readonly (readonly [string, (bureau: Bureau, preset: PresetId) => Promise<unknown>, Five<unknown>])[] = [
  ['X1 how often one object is drawn in a year: no limit, twice, twice, no limit, once', timesDrawn, [3, 2, 2, 3, 1]],
  ['X2 an item drawn once in the year: only 福州 asks for twice – another counter than the visits of an object', async (bureau) => (await planFindings(bureau)).includes('too-seldom/reason'), [true, false, false, false, false]],
  ['X3 key objects are drawn beyond the cap, where there is one with a recorded reason', keyBeyondCap, ['takes part', 'takes part, with a reason', 'takes part, with a reason', 'takes part', 'draw.reason-needed']],
  ['X3 a complaint makes a draw beyond the cap lawful in 通州 and 宝丰; elsewhere nothing says so', (bureau) => outcomeOf(() => newTaskIn(bureau, { capException: 'complaint' })), ['task.bad-exception', 'done', 'task.bad-exception', 'task.bad-exception', 'done']],
  ['X3 so does a matter handed down, in 宝丰', (bureau) => outcomeOf(() => newTaskIn(bureau, { capException: 'assigned' })), ['task.bad-exception', 'task.bad-exception', 'task.bad-exception', 'task.bad-exception', 'done']],
  ['B21–B24 who is a key object: only the blacklisted in 西平; three penalties count in 福州 alone', keyObjectsAsked, [['处罚三次', '投诉查实', '经营异常', '黑名单'], ['投诉查实', '经营异常', '黑名单'], ['投诉查实', '经营异常', '黑名单'], ['黑名单'], ['投诉查实', '经营异常', '黑名单']]],
  ['X4 the 20 working days start at the end of the visit, of the campaign (西平), or with the result (宝丰)', async (bureau) => (await dueDays(bureau))[0], ['2026-10-16', '2026-10-16', '2026-10-16', '2026-10-22', '2026-10-26']],
  ['X5 an approved plan is adjusted at the bureau\'s own judgement; 宝丰 first asks the joint-meeting office', adjustment, ['done', 'done', 'done', 'done', 'plan.no-evidence']],
  ['X6 only 威海 says with whom the plan is filed', filing, ['plan.no-receiver', 'plan.no-receiver', 'done', 'plan.no-receiver', 'plan.no-receiver']],
  ['X7 somebody ill is replaced by reserve draw (福州) or by appointment, and the approver consents in any case', (bureau) => isByLot(bureau, 'health'), [true, false, false, false, false]],
  ['X7 so is somebody who steps back for an interest', (bureau) => isByLot(bureau, 'recusal'), [true, false, false, false, false]],
  ['X8 a reserve of objects: only where the procedure may include one (福州); a locked list elsewhere', (bureau) => outcomeOf(() => newTaskIn(bureau, { strata: WITH_RESERVE })), ['done', 'task.no-reserve', 'task.no-reserve', 'task.no-reserve', 'task.no-reserve']],
  ['X9 an uncertified third member of the team: only 威海 lets him assist', async (bureau) => { await inspectors(bureau, 2, 3); return teamsPossible(bureau, { teamSize: 3 }); }, [false, false, true, false, false]],
  ['X9 two certified people are demanded everywhere', async (bureau) => { await inspectors(bureau, 1, 5); return teamsPossible(bureau); }, [false, false, false, false, false]],
  ['X10 a project without a credit code is an object like any other', async (bureau) => { await few(bureau); await bureau.roster('targets', [targetRow('QT-001', { kind: '项目' })]); return (await previewDraw(bureau.deps)(await newTaskIn(bureau, { strata: ALL, scope: [{ field: 'kind', anyOf: ['项目'] }] }))).strata.map(({ drawn }) => drawn); }, [[1], [1], [1], [1], [1]]],
  ['X11 a check that is not to be announced is possible everywhere', (bureau) => outcomeOf(() => newTaskIn(bureau, { noNotice: true })), ['done', 'done', 'done', 'done', 'done']],
  ['X12 published on the bureau\'s own site, a result still waits for: nothing, the province, three more, the joint platform, nothing – 宝丰 publishes project sites there', stillMissing, [[], ['province-platform'], ['province-platform', 'enterprise-credit', 'credit-china'], ['collaboration-platform'], []]],
  ['X12 and that of an enterprise: 宝丰 asks for the joint platform', async (bureau) => requiredChannels(rulesInForce((await unitOf(bureau)).rules), '91371000MA3C4D5E6K').filter((channel) => channel !== 'portal'), [[], ['province-platform'], ['province-platform', 'enterprise-credit', 'credit-china'], ['collaboration-platform'], ['collaboration-platform']]],
  ['S1 三(一)3 an inspector whose items in the roster are others: only 通州 leaves him out', async (bureau) => {
    await inspectors(bureau, 2, 0);
    await bureau.roster('inspectors', [inspectorRow('ZF0001', '张伟', '教育科', { items: ['A07'] })]);
    const { frozen } = await prepareDraw(bureau.deps)(await taskState(bureau, await newTaskIn(bureau)), 'together', await rosterVersions(bureau.deps, U1), null);
    return frozen.notices.some((notice) => notice.includes('可查事项不含本次检查事项'));
  }, [false, true, false, false, false]],
  ['X13 a plan without a joint draw: 福州 and 威海 ask for one', async (bureau) => (await planFindings(bureau)).includes('few-joint/reason'), [true, false, true, false, false]],
  ['X14 a ratio of 1 %: only 福州 has a floor, and asks for the reason', (bureau) => outcomeOf(() => newTaskIn(bureau, { strata: [{ name: '普通', where: [], ratio: { num: 1, den: 100 } }] })), ['task.ratio-below-floor', 'done', 'done', 'done', 'done']],
  ['X14 with the reason 福州 lets it be', (bureau) => outcomeOf(() => newTaskIn(bureau, { strata: [{ name: '普通', where: [], ratio: { num: 1, den: 100 } }], ratioReason: '上级已全覆盖检查' })), ['done', 'done', 'done', 'done', 'done']],
  ['X15 the leader is of the initiating section in 威海, of any section elsewhere', async (bureau) => {
    const task = await dispatchedTask(bureau, { strata: ALL });
    return [...new Set((await bureau.deps.states.find('inspection', { task })).flatMap(({ state }) => state.posts.filter(({ leader }) => leader).map(({ section }) => section)))].sort();
  }, [['教育科', '综合科'], ['教育科', '综合科'], ['教育科'], ['教育科', '综合科'], ['教育科', '综合科']]],
  ['N9 two inspectors are the whole roster: 西平 makes a fixed team and says so, the others do not draw', async (bureau) => { await inspectors(bureau, 2, 0); return teamsPossible(bureau); }, [false, false, false, true, false]],
];

test.each(CASES)('%s', async (_, see, answers) => {
  expect(await ask(see)).toEqual(answers);
});

test('X16 no slip of the scanned documents has come into a clause or a label', () => {
  const words = [...PRESET_IDS.flatMap((id) => [PRESETS[id].title, PRESETS[id].basis, ...Object.values(PRESETS[id].clauses), ...RULE_PATHS.flatMap((path) => [ruledAt(PRESETS[id], path).clause, valueText(path, ruledAt(PRESETS[id], path).value)])]), ...Object.values(SHAPES).map(({ label }) => label), ...Object.values(FIXED_RULES).map(({ text }) => text)];
  expect(words.filter((text) => /不在抽查|例人|备案忘|应由2名持有执法证$/.test(text))).toEqual([]);
});

test('X17 under 54号 every bureau keeps uncertified people out of the teams and approves each check beforehand', async () => {
  const answers = await ask(async (bureau) => {
    await wishRules(bureau.deps)(bureau.by('周正'), U1, { kind: 'overlay', on: true });
    const { rules } = (await bureau.deps.states.load('unit', U1)).state;
    await inspectors(bureau, 2, 3);
    return [await teamsPossible(bureau, { teamSize: 3 }), rulesInForce(rules).check.priorApproval.value];
  });
  expect(answers).toEqual(PRESET_IDS.map(() => [false, true]));
});
