/**
 * The group stays quiet: whatever happens in a bureau, it hears of the lists to confirm, the ceremony, the lock, a neutral line about
 * a substitution, a plan approved, and a publication that is overdue – and of nothing else (P38–P40).
 */
import { registerDisclosure } from '../../src/application/disclosure.ts';
import { delegate, proposeHandover } from '../../src/application/delegation.ts';
import { registerInterest, takeLeave } from '../../src/application/duty.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { approvePlan, draftYear, submitPlan } from '../../src/application/plan.ts';
import { sweepAcceptances } from '../../src/application/reminders/acceptance.ts';
import { sweepAnchors } from '../../src/application/reminders/anchors.ts';
import { sweepDigests } from '../../src/application/reminders/digest.ts';
import { sweepDraws } from '../../src/application/reminders/draws.ts';
import { sweepMonthly } from '../../src/application/reminders/monthly.ts';
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import { changeLocalDays } from '../../src/application/calendar.ts';
import { proposeKeyChange } from '../../src/application/key-objects.ts';
import { noteUnreached } from '../../src/application/reach.ts';
import { sweepRosterChecks } from '../../src/application/roster-checks.ts';
import { wishRules } from '../../src/application/rules.ts';
import { decideDrawObjection, dispatchTask, objectToDraw, voidAttempt } from '../../src/application/settle.ts';
import { acceptAssignment, approveSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { createTask } from '../../src/application/task.ts';
import { messagesAbout } from '../../src/chat/notify/derive.ts';
import type { Outgoing } from '../../src/chat/platform.ts';
import { queriesOf } from '../../src/compose/use-cases.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import type { FactType, ReminderKind } from '../../src/domain/events.ts';
import type { Instant } from '../../src/domain/values.ts';
import { inspectionId, substitutionId, targetCode } from '../../src/domain/ids.ts';
import { account, openBureau, personOf, settings, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn, newTaskIn } from '../support/ceremony.ts';
import { openOffice } from '../support/chat-office.ts';

/** What may reach the unit's own group, by the fact that brings it there. */
const HEARD: ReadonlySet<FactType | ReminderKind> = new Set<FactType | ReminderKind>([
  'GroupBound',
  // the lists to be confirmed
  'TaskCreated', 'TaskChanged', 'RosterConfirmed', 'RosterQuestioned', 'RosterImported', 'roster-confirmation', 'draw-due',
  // the ceremony, and the lock
  'DrawCommitted', 'Contributed', 'DrawCompleted', 'DrawAttested', 'WitnessDeclined', 'AttemptAbandoned', 'ObjectionRaised', 'ObjectionDecided', 'AttemptVoided', 'DrawLocked',
  'SubstitutionApproved', 'SubstitutionRoundOpened', 'PlanApproved', 'DisclosureRegistered', 'publication-overdue',
]);

/** Everything in the journal from an entry on: which facts send what to a group. */
const heardSince = async ({ deps }: Bureau, seq: number): Promise<readonly { readonly facts: readonly (FactType | ReminderKind)[]; readonly messages: readonly Outgoing[] }[]> => {
  const derive = messagesAbout({ ...deps, outbox: { cards: () => Promise.resolve([]) }, queries: queriesOf(deps) });
  const entries = await deps.journal.read(seq, 5000);
  return Promise.all(entries.map(async (entry) => ({
    facts: entry.events.map((fact) => (fact.type === 'ReminderDue' ? fact.kind : fact.type)),
    messages: (await derive(entry)).flatMap(({ to, message }) => (to.kind === 'group' ? [message.kind === 'update' ? { kind: 'card' as const, card: message.card } : message] : [])),
  })));
};

test('of everything a bureau does in a task\'s life, the group hears only what is meant for it, and no name, reason or target too many', async () => {
  const bureau = await openBureau();
  const { deps, by } = bureau;
  const office = await openOffice({ bureau });
  const heard: { readonly facts: readonly (FactType | ReminderKind)[]; readonly messages: readonly Outgoing[] }[] = [];
  let seq = 0;
  const look = async (): Promise<void> => {
    heard.push(...(await heardSince(bureau, seq)));
    seq = (await deps.journal.head()).seq;
    await office.settle();
  };
  const at = (day: string, time = '10:10'): Instant => {
    const now = instantOf(day, time);
    bureau.setTime(now);
    return now;
  };
  const sweeps = async (day: string, time = '10:10'): Promise<void> => {
    const now = at(day, time);
    for (const sweep of [sweepMonthly, sweepRosterChecks, sweepDigests, sweepDraws, sweepAcceptances, sweepPublications, sweepAnchors]) await sweep(deps)(now);
    await look();
  };
  await look();
  await wishRules(deps)(by('王敏'), U1, { kind: 'value', path: 'team.size', value: 3 }, '本局细则').catch(() => undefined);
  await draftYear(deps)(by('王敏'), U1, 2026);
  await submitPlan(deps)(by('王敏'), U1, 2026, '上级已全覆盖检查');
  for (const who of ['李建国', '陈志远', '周正']) await approvePlan(deps)(by(who), U1, 2026).catch(() => undefined);
  await delegate(deps)(by('陈志远'), U1, { delegate: (await personOf(bureau, '李建国')).id, matter: 'substitution', from: '2026-09-08', to: '2026-09-30' });
  await proposeHandover(deps)(by('李建国'), U1, (await personOf(bureau, '李建国')).id, (await personOf(bureau, '赵强')).id);
  await takeLeave(deps)(by('王敏'), U1, { inspector: bureau.certificate('李娜'), from: '2026-11-02', to: '2026-11-03' });
  const secret = targetCode('QT-044');
  if (secret !== null) await registerInterest(deps)(by('王敏'), U1, { inspector: bureau.certificate('张伟'), target: secret, text: '配偶任职' });
  const listed = targetCode('QT-010');
  if (listed !== null) await proposeKeyChange(deps)(by('王敏'), U1, { target: listed, change: 'list', trigger: 'abnormal-list', reason: '9月1日列入经营异常名录', evidence: null, evidenceOn: null });
  await changeLocalDays(deps)(by('王敏'), U1, { days: ['2026-11-25'], change: 'off', reason: '台风' });
  await noteUnreached(deps)({ kind: 'person', account: account('李娜') });
  await createTask(deps)(by('王敏'), U1, settings({ name: '第二批', window: { from: '2026-09-21', to: '2026-10-30' }, draw: { on: '2026-09-16', time: '09:00' } }));
  await look();
  const task = await newTaskIn(bureau);
  await look();
  await confirmAll(bureau, task);
  await drawIn(bureau, task);
  await look();
  await objectToDraw(deps)(by('黄丽'), task, '大屏显示与名单不一致');
  await look();
  await decideDrawObjection(deps)(by('陈志远'), task, false, '已核对');
  await voidAttempt(deps)(by('陈志远'), task, '名录有误');
  await look();
  await drawIn(bureau, task, '7777');
  await look();
  await lockIn(bureau, task);
  await dispatchTask(deps)(by('王敏'), task);
  await look();
  const first = inspectionId(`${task}-01`);
  if (first === null) throw new Error('no visit');
  const { posts } = (await deps.states.load('inspection', first)).state;
  const ill = posts.find(({ leader }) => !leader) ?? posts[0];
  if (ill === undefined) throw new Error('no team');
  await requestSubstitution(deps)(by(ill.name), first, ill.inspector, 'health', '胃出血住院');
  const id = substitutionId('SUB2026-001');
  if (id === null) throw new Error('no request');
  const { candidates } = await queriesOf(deps).candidatesFor(id);
  await look();
  await approveSubstitution(deps)(by('李建国'), id, candidates[0]?.inspector ?? null);
  await look();
  await sweeps('2026-09-09');
  await sweeps('2026-09-10');
  await sweeps('2026-09-15', '09:10');
  await sweeps('2026-09-16', '09:10');
  // Nobody confirmed the lists of the second: it moves on by itself.
  await sweeps('2026-09-16', '17:05');
  for (const { state: visit } of await deps.states.find('inspection', { task })) {
    if (visit.id === null) continue;
    for (const { name } of visit.posts) await acceptAssignment(deps)(by(name), visit.id);
    await finishVisit(deps)(by(visit.posts.find(({ leader }) => leader)?.name ?? ''), visit.id, { on: '2026-09-16', resultOn: null, outcomes: ['01'], text: '' });
  }
  await look();
  for (const day of ['2026-09-30', '2026-10-08', '2026-10-13', '2026-10-15', '2026-10-19', '2026-10-20', '2026-10-21']) await sweeps(day);
  await registerDisclosure(deps)(by('王敏'), task, { inspection: null, on: '2026-10-21', url: 'https://www.example.gov.cn/1', overdueReason: '检测报告晚到' });
  await look();

  const facts = new Set(heard.flatMap((each) => each.facts));
  expect(facts.size).toBeGreaterThan(35);
  const loud = heard.filter(({ messages }) => messages.length > 0);
  expect(loud.filter((each) => !each.facts.some((fact) => HEARD.has(fact))).map((each) => each.facts)).toEqual([]);
  const reached = new Set(loud.flatMap((each) => each.facts));
  // Exactly these of the many kinds; what stands beside a loud fact in one entry (the close, the code) is of the ceremony.
  expect([...reached].sort()).toEqual([
    'AttemptVoided', 'Contributed', 'ContributionsClosed', 'DisclosureRegistered', 'DrawAttested', 'DrawCommitted', 'DrawCompleted', 'DrawLocked', 'GroupBound', 'ObjectionDecided', 'ObjectionRaised', 'PlanApproved',
    'RosterConfirmed', 'SeedRevealed', 'SubstitutionApproved', 'TaskCreated', 'draw-due', 'publication-overdue', 'roster-confirmation',
  ]);
  for (const silent of ['DrawPostponed', 'PersonNotReached', 'KeyChangeProposed', 'LocalDaysChanged', 'LeaveTaken', 'DelegationGranted', 'HandoverProposed', 'InterestRegistered', 'digest', 'monthly', 'anchor', 'acceptance', 'publication'] as const) expect([silent, facts.has(silent)]).toEqual([silent, true]);
  const words = JSON.stringify(loud.map(({ messages }) => messages));
  for (const private_ of ['胃出血', '健康状况', '配偶', '代陈志远', '授权', '交接', '请假']) expect(words).not.toContain(private_);
  // A substitution names nobody.
  const neutral = loud.filter((each) => each.facts.includes('SubstitutionApproved')).flatMap(({ messages }) => messages);
  expect(neutral).toEqual([{ kind: 'text', text: `${first} 更换检查人员 1 名，已按规定审批。` }]);
});
