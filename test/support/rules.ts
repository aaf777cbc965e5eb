/** A bureau under its preset or under one changed rule – proposed by the clerk, approved by the leader – and what people then meet. */
import { registerDisclosure } from '../../src/application/disclosure.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { taskDeadlines } from '../../src/application/queries/deadlines.ts';
import { keySuggestions } from '../../src/application/queries/key-objects.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { approveRules, wishRules } from '../../src/application/rules.ts';
import { acceptAssignment, requestSubstitution } from '../../src/application/substitution.ts';
import type { SubstitutionReason } from '../../src/domain/events.ts';
import { substitutionId } from '../../src/domain/ids.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { UnitState } from '../../src/domain/people/unit.ts';
import { rulesInForce } from '../../src/domain/rules/adopted.ts';
import type { RulePath, RuleValue } from '../../src/domain/rules/rule-set.ts';
import { isSameValue, ruledAt } from '../../src/domain/rules/shapes.ts';
import { inspectorRow, STAFF, targetRow, U1 } from './bureau.ts';
import type { Bureau } from './bureau.ts';
import { dispatchedTask } from './ceremony.ts';

export const setRule = async (bureau: Bureau, path: RulePath, value: RuleValue): Promise<void> => {
  const { state } = await bureau.deps.states.load('unit', U1);
  if (isSameValue(path, ruledAt(rulesInForce(state.rules), path).value, value)) return;
  const entry = await wishRules(bureau.deps)(bureau.by('王敏'), U1, { kind: 'value', path, value }, '本局细则（测试）');
  const proposed = entry.events.find((fact) => fact.type === 'RuleChangeProposed');
  await approveRules(bureau.deps)(bureau.by('周正'), U1, proposed?.change ?? 0);
};

export const unitOf = async (bureau: Bureau): Promise<UnitState> => (await bureau.deps.states.load('unit', U1)).state;

/** What somebody hears: 'done', or the code of the refusal. */
export const outcomeOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

/** Everything drawn at once: what matters here is who takes part, not chance. */
export const ALL = [{ name: '全部', where: [], ratio: { num: 1, den: 1 } }] as const;
/** One in ten, and two to follow when one drops out. */
export const WITH_RESERVE = [{ name: '普通', where: [], ratio: { num: 10, den: 100 }, reserve: 2 }] as const;
/** Only two of the 46 targets are still in business. */
export const few = (bureau: Bureau): Promise<void> => bureau.roster('targets', Array.from({ length: 46 }, (_, index) => targetRow(`QT-${String(index + 1).padStart(3, '0')}`, { status: index < 2 ? '存续' : '注销' })));
/** So many inspectors with and without a certificate; the others have left. */
export const inspectors = (bureau: Bureau, certified: number, uncertified: number): Promise<void> =>
  bureau.roster('inspectors', STAFF.filter(({ certificate }) => certificate !== undefined).map(({ name, section, certificate }, index) =>
    inspectorRow(certificate ?? '', name, section, { certified: index < certified, status: index < certified + uncertified ? '在岗' : '停用' })));
export const taskState = async (bureau: Bureau, task: TaskId) => (await bureau.deps.states.load('task', task)).state;
/** Objects with one thing against them each; whom the rules would have on the key list. */
export const keyObjectsAsked = async (bureau: Bureau): Promise<readonly string[]> => {
  await few(bureau);
  await bureau.roster('targets', [
    targetRow('QT-101', { name: '投诉查实', verifiedComplaints: 4 }), targetRow('QT-102', { name: '经营异常', abnormal: true }),
    targetRow('QT-103', { name: '黑名单', blacklisted: true }), targetRow('QT-104', { name: '处罚三次', penaltiesIn3Years: 3 }),
  ]);
  return (await keySuggestions(bureau.deps)(U1)).map(({ name }) => name).sort();
};

/** Whether a post is filled by lot, for a reason. */
export const isByLot = async (bureau: Bureau, reason: SubstitutionReason): Promise<boolean> => {
  const task = await dispatchedTask(bureau);
  const [visit] = await bureau.deps.states.find('inspection', { task });
  const member = visit?.state.posts.find(({ leader }) => !leader);
  if (visit?.state.id == null || member === undefined) throw new Error('no visit');
  const entry = await requestSubstitution(bureau.deps)(bureau.by(member.name), visit.state.id, member.inspector, reason, '说明');
  const requested = entry.events.find((fact) => fact.type === 'SubstitutionRequested');
  const id = substitutionId(requested?.substitution ?? '');
  if (id === null) throw new Error('not requested');
  return (await substitutes(bureau.deps)(id)).byLot;
};

/** Two visits of one task, over on different days, the first one's result a week later: when each must be public. */
export const finished = async (bureau: Bureau): Promise<TaskId> => {
  await few(bureau);
  const task = await dispatchedTask(bureau, { strata: ALL });
  const visits = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state).toSorted((a, b) => ((a.id ?? '') < (b.id ?? '') ? -1 : 1));
  bureau.setTime('2026-09-25T01:00:00.000Z');
  for (const [index, { id, posts }] of visits.entries()) {
    if (id === null) throw new Error('no visit');
    for (const { name } of posts) await acceptAssignment(bureau.deps)(bureau.by(name), id);
    const leader = posts.find((post) => post.leader)?.name ?? '';
    await finishVisit(bureau.deps)(bureau.by(leader), id, { on: index === 0 ? '2026-09-14' : '2026-09-18', resultOn: index === 0 ? '2026-09-21' : null, outcomes: ['01'], text: '' });
  }
  return task;
};
export const dueDays = async (bureau: Bureau): Promise<readonly (string | null)[]> => (await taskDeadlines(bureau.deps)(await finished(bureau))).visits.map(({ count }) => count?.due ?? null);
/** Where the results of two finished visits to project sites still have to be published after they stood on the bureau's own site. */
export const stillMissing = async (bureau: Bureau): Promise<readonly string[]> => {
  const task = await finished(bureau);
  await registerDisclosure(bureau.deps)(bureau.by('王敏'), task, { inspection: null, on: '2026-09-25', url: 'https://www.example.gov.cn/1', overdueReason: '', channels: ['portal'] });
  return [...new Set((await taskDeadlines(bureau.deps)(task)).visits.flatMap(({ missing }) => missing))];
};
