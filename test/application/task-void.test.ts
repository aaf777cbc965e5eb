/**
 * 整任务作废: a locked list is not changed; the main leader alone takes the whole task back, and everything it held is free.
 */
import { finishVisit } from '../../src/application/finish.ts';
import { openVisits } from '../../src/application/queries/open-visits.ts';
import { mine } from '../../src/application/queries/people.ts';
import { objectYear } from '../../src/application/queries/yearly-counters.ts';
import { sweepAcceptances } from '../../src/application/reminders/acceptance.ts';
import { sweepSubstitutions } from '../../src/application/reminders/substitutions.ts';
import { attestDraw, lockDraw, voidTask } from '../../src/application/settle.ts';
import { acceptAssignment, refuseSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import { capStreamId } from '../../src/domain/task/visit-kinds.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import { confirmAll, dispatchedTask, drawIn, newTaskIn } from '../support/ceremony.ts';

const REASON = '上级通知暂停涉企检查';

test('only the main leader, only with a reason, only once the list is locked', async () => {
  const bureau = await openBureau();
  const drawn = await newTaskIn(bureau);
  await confirmAll(bureau, drawn);
  await expect(voidTask(bureau.deps)(bureau.by('周正'), drawn, REASON)).rejects.toMatchObject({ code: 'task.void-unlocked', next: expect.stringContaining('任务 撤销') });
  await drawIn(bureau, drawn);
  await expect(voidTask(bureau.deps)(bureau.by('周正'), drawn, REASON)).rejects.toMatchObject({ code: 'task.void-unlocked', next: expect.stringContaining('作废') });
  await attestDraw(bureau.deps)(bureau.by('孙岩'), drawn);
  await lockDraw(bureau.deps)(bureau.by('王敏'), drawn);
  for (const name of ['王敏', '赵红', '陈志远', '孙岩', '何涛']) await expect(voidTask(bureau.deps)(bureau.by(name), drawn, REASON)).rejects.toMatchObject({ code: expect.stringMatching(/^people\./) });
  await expect(voidTask(bureau.deps)(bureau.by('周正'), drawn, '。')).rejects.toMatchObject({ code: 'task.void-reason' });
  await voidTask(bureau.deps)(bureau.by('周正'), drawn, REASON);
  await expect(voidTask(bureau.deps)(bureau.by('周正'), drawn, REASON)).rejects.toMatchObject({ code: 'task.void', message: expect.stringContaining(REASON) });
});

test('the visits are not made, nobody is reminded, what was reserved is free; list and draw stay as they were', async () => {
  const bureau = await openBureau();
  const task = await dispatchedTask(bureau);
  const visits = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);
  const [first] = visits;
  const member = first?.posts.find(({ leader, section }) => !leader && section === '教育科') ?? first?.posts[1];
  if (first?.id == null || first.target === null || member === undefined) throw new Error('no visit in this seed');
  await requestSubstitution(bureau.deps)(bureau.by(member.name), first.id, member.inspector, 'health', '住院');
  const [request] = await bureau.deps.states.find('substitution', { unit: U1 });
  const attempts = (await bureau.deps.states.load('task', task)).state.attempts;
  expect((await objectYear(bureau.deps)(U1, first.target.code)).counted).toBe(1);
  expect((await bureau.deps.states.load('cap', capStreamId(U1, 2026))).state.tasks).toContain(task);

  await voidTask(bureau.deps)(bureau.by('周正'), task, REASON);

  expect((await objectYear(bureau.deps)(U1, first.target.code)).counted).toBe(0);
  expect((await bureau.deps.states.load('cap', capStreamId(U1, 2026))).state.tasks).not.toContain(task);
  expect(await openVisits(bureau.deps)(U1, member.inspector, null)).toEqual([]);
  for (const sweep of [sweepAcceptances, sweepSubstitutions]) expect(await sweep(bureau.deps)('2026-09-10T06:00:00.000Z')).toBe(0);
  const leader = first.posts.find((post) => post.leader)?.name ?? '';
  await expect(acceptAssignment(bureau.deps)(bureau.by(leader), first.id)).rejects.toMatchObject({ code: 'task.void' });
  await expect(requestSubstitution(bureau.deps)(bureau.by(leader), first.id, bureau.certificate(leader), 'health', '')).rejects.toMatchObject({ code: 'task.void' });
  await expect(refuseSubstitution(bureau.deps)(bureau.by('陈志远'), request?.state.id ?? ('' as never), '人手够')).rejects.toMatchObject({ code: 'task.void' });
  await expect(finishVisit(bureau.deps)(bureau.by(leader), first.id, { on: '2026-09-09', resultOn: null, outcomes: ['01'], text: '' })).rejects.toMatchObject({ code: 'task.void' });
  const { state: unit } = await bureau.deps.states.load('unit', U1);
  for (const name of [leader, '陈志远']) expect((await mine(bureau.deps)({ unit: U1, state: unit, person: await personOf(bureau, name) })).due).toEqual([]);
  expect((await bureau.deps.states.load('task', task)).state.attempts).toEqual(attempts);
});

test('in words: refused to the clerk with the way; the team, the clerk and the supervisor hear it, the group does not', async () => {
  const bureau = await openBureau();
  const task = await dispatchedTask(bureau);
  const office = await openOffice({ bureau });
  const words = async (who: string, text: string): Promise<string> => (await office.say(who, text)).map((each) => wordsOf(each, office.platform)).join('\n');
  expect(await words('王敏', `任务 作废 1 ${REASON}`)).toContain('主要负责人');
  expect(await words('周正', '任务 作废 1')).toContain('必须写明理由');
  expect(await words('周正', `任务 作废 1 ${REASON}`)).toContain(`${task} 已整任务作废`);
  const [visit] = await bureau.deps.states.find('inspection', { task });
  for (const name of ['王敏', '孙岩', '陈志远', ...(visit?.state.posts.map((post) => post.name) ?? [])]) expect(office.inbox(name).map((each) => wordsOf(each, office.platform)).join('\n')).toContain('整任务作废');
  expect(office.inGroup().map((each) => wordsOf(each, office.platform)).join('\n')).not.toContain(REASON);
  expect(await words(visit?.state.posts[0]?.name ?? '', '接受 全部')).toContain('没有待接受');
  expect(await words('王敏', '任务 1')).toContain('整任务作废');
});

test('a visit finished and the task taken back in the same moment: one of the two holds, the other hears why not', async () => {
  const bureau = await openBureau();
  const task = await dispatchedTask(bureau);
  const [visit] = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);
  const leader = visit?.posts.find((post) => post.leader);
  if (visit?.id == null || leader === undefined) throw new Error('no visit in this seed');
  for (const { name } of visit.posts) await acceptAssignment(bureau.deps)(bureau.by(name), visit.id);
  bureau.setTime(`${visit.window?.from ?? ''}T08:00:00.000Z`);
  const outcomes = await Promise.allSettled([
    finishVisit(bureau.deps)(bureau.by(leader.name), visit.id, { on: visit.window?.from ?? '', resultOn: null, outcomes: ['01'], text: '' }),
    voidTask(bureau.deps)(bureau.by('周正'), task, REASON),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { name: 'Refusal' } });
});
