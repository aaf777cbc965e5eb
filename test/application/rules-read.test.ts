/**
 * No value that nobody reads: for every value of a rule set, a bureau that changes it – proposed, approved – is treated
 * differently. The table is complete by type; a value without a row does not compile.
 */
import { issueNotice } from '../../src/application/notice.ts';
import { openDraw } from '../../src/application/draw.ts';
import { previewDraw } from '../../src/application/queries/preview.ts';
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import { dispatchTask } from '../../src/application/settle.ts';
import { settingsFrom } from '../../src/chat/verbs/task-settings.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import type { PresetId, RulePath, RuleValueAt } from '../../src/domain/rules/rule-set.ts';
import { RULE_PATHS } from '../../src/domain/rules/shapes.ts';
import { nextStage } from '../../src/domain/task/ceremony.ts';
import { rulesOfTask } from '../../src/domain/task/require.ts';
import { lastAttempt } from '../../src/domain/task/task.ts';
import { inspectorRow, openBureau, personOf } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, dispatchedTask, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { reviewReason } from '../../src/domain/roster/intake.ts';
import { adjustment, approvalChain, filing, planFindings } from '../support/plans.ts';
import { ALL, WITH_RESERVE, stillMissing, dueDays, finished, inspectors, keyObjectsAsked, isByLot, outcomeOf, setRule, taskState, unitOf } from '../support/rules.ts';

const open = async (bureau: Bureau, task: TaskId): Promise<string> => outcomeOf(async () => openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id, '按计划'));
const feasible = async (bureau: Bureau, over: Partial<TaskSettings> = {}) => (await previewDraw(bureau.deps)(await newTaskIn(bureau, over))).feasibility;

/** How many targets a second task of the year leaves out, after the first one took them all; or why it cannot be made. */
const leftOutOfSecond = async (bureau: Bureau, over: Partial<TaskSettings> = {}): Promise<unknown> => {
  const first = await newTaskIn(bureau, { strata: ALL });
  await confirmAll(bureau, first);
  await drawIn(bureau, first);
  let excluded = 0;
  const made = await outcomeOf(async () => { excluded = (await previewDraw(bureau.deps)(await newTaskIn(bureau, { strata: ALL, ...over }))).excluded.length; });
  return { made, excluded };
};

/** Who was reminded of the publication, and on which days. */
const reminders = async (bureau: Bureau): Promise<readonly string[]> => {
  await finished(bureau);
  const heard: string[] = [];
  for (const day of ['2026-09-28', '2026-09-30', '2026-10-08', '2026-10-09', '2026-10-12', '2026-10-13', '2026-10-14']) {
    bureau.setTime(`${day}T01:00:00.000Z`);
    const before = (await bureau.deps.journal.read(0, 10_000)).length;
    await sweepPublications(bureau.deps)(bureau.now());
    for (const { events } of (await bureau.deps.journal.read(0, 10_000)).slice(before)) events.forEach((fact) => { if (fact.type === 'ReminderDue') heard.push(`${day} ${[...fact.to].sort().join(',')}`); });
  }
  return heard;
};

/** What stands on a notice, before a template arranges it. */
const noticeText = async (bureau: Bureau): Promise<string> => {
  const documentWriter = { fill: (model: unknown) => Promise.resolve(new TextEncoder().encode(JSON.stringify(model))) };
  const [visit] = (await bureau.deps.states.find('inspection', { task: await dispatchedTask(bureau) })).map(({ state }) => state);
  if (visit?.id == null) throw new Error('nothing was dispatched');
  await issueNotice({ ...bureau.deps, documentWriter })(bureau.by('王敏'), visit.id, { on: '2026-09-16', part: 'day', materials: [], place: '', method: '', assistants: null, phone: '' });
  const { notice } = (await bureau.deps.states.load('inspection', visit.id)).state;
  return new TextDecoder().decode(await bureau.deps.blobs.get(notice?.file.sha256 ?? ('' as never)));
};

interface Row<P extends RulePath> {
  readonly values: readonly [RuleValueAt<P>, RuleValueAt<P>];
  readonly preset?: PresetId;
  /** What somebody sees or hears; must differ between the two values. */
  readonly see: (bureau: Bureau) => Promise<unknown>;
}

const ROWS: { readonly [P in RulePath]: Row<P> } = {
  'roster.confirmBeforeDraw': { values: [true, false], see: async (bureau) => open(bureau, await newTaskIn(bureau)) },
  'roster.allowUncertifiedMembers': { values: [true, false], see: async (bureau) => { await inspectors(bureau, 2, 3); return (await feasible(bureau, { teamSize: 3 })).ok; } },
  'roster.reviewRows': { values: [10, 50], see: async (bureau) => reviewReason(await unitOf(bureau), { read: 20, added: 20, changed: 0, same: 0, duplicate: 0, rejected: 0 }, 0) !== null },
  'roster.reviewPercent': { values: [20, 50], see: async (bureau) => reviewReason(await unitOf(bureau), { read: 46, added: 0, changed: 12, same: 34, duplicate: 0, rejected: 0 }, 46) !== null },
  'ratio.min': { values: [null, { num: 20, den: 100 }], see: async (bureau) => outcomeOf(() => newTaskIn(bureau)) },
  'objectCap.maxPerYear': { values: [1, null], see: leftOutOfSecond },
  'objectCap.keyObjectsExempt': { values: [true, false], preset: 'baofeng', see: leftOutOfSecond },
  'objectCap.exceptions': { values: [['complaint'], []], preset: 'baofeng', see: (bureau) => leftOutOfSecond(bureau, { capException: 'complaint' }) },
  'objectReplacement.mode': { values: ['never', 'reserve'], see: (bureau) => outcomeOf(() => newTaskIn(bureau, { strata: WITH_RESERVE })) },
  'keyObject.triggers': { values: [['abnormal-list'], ['blacklist']], see: keyObjectsAsked },
  'keyObject.penaltiesAtLeast': { values: [3, 5], preset: 'fuzhou-gx', see: keyObjectsAsked },
  'draw.stages': { values: ['together', 'objectsThenInspectors'], see: async (bureau) => nextStage(await taskState(bureau, await newTaskIn(bureau))) },
  'draw.witnessMinutes': { values: [10, 60], see: async (bureau) => {
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await open(bureau, task);
    return lastAttempt(await taskState(bureau, task))?.closeBefore;
  } },
  'draw.publicValue': { values: ['none', 'drand'], see: async (bureau) => {
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await open(bureau, task);
    return lastAttempt(await taskState(bureau, task))?.public !== undefined;
  } },
  'team.size': { values: [2, 4], see: async (bureau) => {
    const rules = rulesOfTask(await taskState(bureau, await newTaskIn(bureau)));
    return settingsFrom({ words: ['抽查'], options: { 比例: '5%' } }, { today: '2026-09-08', ownSection: '教育科', rules, items: ['A03'] }).teamSize;
  } },
  'team.minCertified': { values: [2, 3], see: async (bureau) => outcomeOf(() => newTaskIn(bureau, { teamSize: 2 })) },
  'team.leaderFrom': { values: ['any', 'initiatingSection'], see: async (bureau) => {
    const task = await dispatchedTask(bureau);
    return [...new Set((await bureau.deps.states.find('inspection', { task })).flatMap(({ state }) => state.posts.filter(({ leader }) => leader).map(({ section }) => section)))].sort();
  } },
  'team.rosterTooSmall': { values: ['block', 'fixedTeamWithNotice'], see: async (bureau) => { await inspectors(bureau, 2, 0); return (await feasible(bureau)).ok; } },
  'team.requireSpecialityMatch': { values: [true, false], see: async (bureau) => {
    await bureau.roster('inspectors', ['ZF0001', 'ZF0002', 'ZF0003', 'ZF0004', 'ZF0006'].map((code) => inspectorRow(code, code, '教育科', { items: ['A07'] })));
    return (await feasible(bureau)).ok;
  } },
  'substitution.mode': { values: ['appoint', 'redraw'], see: (bureau) => isByLot(bureau, 'health') },
  'recusal.refill': { values: ['appoint', 'redraw'], see: (bureau) => isByLot(bureau, 'recusal') },
  'check.priorApproval': { values: [true, false], see: async (bureau) => {
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await lockIn(bureau, task);
    return outcomeOf(() => dispatchTask(bureau.deps)(bureau.by('王敏'), task));
  } },
  'plan.mustCoverAllItems': { values: [true, false], see: planFindings },
  'plan.approval': { values: ['deputy', 'leader'], see: approvalChain },
  'plan.filingTo': { values: ['none', 'market-regulator'], see: filing },
  'plan.adjust': { values: ['free', 'externalFiling'], see: adjustment },
  'campaigns.minPerItemPerYear': { values: [2, null], see: planFindings },
  'joint.minPerYear': { values: [2, null], see: planFindings },
  'publish.days': { values: [20, 10], see: dueDays },
  'publish.start': { values: ['inspectionEnd', 'taskEnd'], see: dueDays },
  'publish.channels': { values: [['portal'], ['portal', 'credit-china']], see: stillMissing },
  'publish.othersChannels': { values: [[], ['enterprise-credit']], see: stillMissing },
  'documents.organ': { values: ['', '临海区人民政府'], see: noticeText },
  'documents.complaintPhone': { values: ['', '0631-5581234'], see: noticeText },
  'documents.contact': { values: ['', '综合科0631-5585678'], see: noticeText },
  'documents.noticeNumber': { values: ['', '临教检通〔{年}〕{序号}号'], see: noticeText },
  'reminders.beforeDays': { values: [[10, 5, 3, 1], [1]], see: reminders },
  'reminders.escalateTo': { values: [['clerk'], ['clerk', 'section-head', 'deputy']], see: reminders },
};

test('every value of a rule set has a row', () => {
  expect(Object.keys(ROWS).sort()).toEqual([...RULE_PATHS].sort());
});

test.each(Object.entries(ROWS))('%s: a bureau that changes it is treated differently', async (path, { values: [one, other], preset = 'nantong-tz', see }) => {
  const under = async (value: typeof one): Promise<unknown> => {
    const bureau = await openBureau({ preset });
    await setRule(bureau, path as RulePath, value);
    return see(bureau);
  };
  const seen = await under(one);
  expect(await under(one)).toEqual(seen);
  expect(await under(other)).not.toEqual(seen);
});

test('the three starting days of the publication give three different last days', async () => {
  const due = [];
  for (const start of ['inspectionEnd', 'taskEnd', 'resultProduced'] as const) {
    const bureau = await openBureau();
    await setRule(bureau, 'publish.start', start);
    due.push((await dueDays(bureau))[0]);
  }
  expect(new Set(due).size).toBe(3);
});
