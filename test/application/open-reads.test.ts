/**
 * What waits for somebody is found without reading what is over: a year's finished visits cost nothing in 我的 and in the sweeps.
 */
import { finishVisit } from '../../src/application/finish.ts';
import { openVisits } from '../../src/application/queries/open-visits.ts';
import { mine } from '../../src/application/queries/people.ts';
import { sweepAcceptances } from '../../src/application/reminders/acceptance.ts';
import { acceptAssignment } from '../../src/application/substitution.ts';
import type { Deps } from '../../src/application/deps.ts';
import type { States } from '../../src/application/ports.ts';
import { instantOf } from '../../src/domain/calendar/working-days.ts';
import { taskId } from '../../src/domain/ids.ts';
import type { PresetId } from '../../src/domain/rules/rule-set.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

/** A dispatched task of which every visit but the last is over; counts the visits that are read. */
const almostDone = async (preset: PresetId) => {
  const bureau = await openBureau({ preset });
  const { deps, by } = bureau;
  const task = await dispatchedTask(bureau);
  const visits = (await deps.states.find('inspection', { task })).map(({ state }) => state);
  bureau.setTime(instantOf('2026-09-10', '16:00'));
  for (const { id, posts } of visits.slice(0, -1)) {
    if (id === null) continue;
    for (const { name } of posts) await acceptAssignment(deps)(by(name), id);
    await finishVisit(deps)(by(posts.find(({ leader }) => leader)?.name ?? ''), id, { on: '2026-09-10', resultOn: null, outcomes: ['01'], text: '' });
  }
  let read = 0;
  const find: States['find'] = async (kind, where, limit) => {
    const found = await deps.states.find(kind, where, limit);
    if (kind === 'inspection') read += found.length;
    return found;
  };
  const counting: Deps = { ...deps, states: { ...deps.states, find } };
  const reads = async (work: () => Promise<unknown>): Promise<number> => {
    read = 0;
    await work();
    return read;
  };
  const last = visits.at(-1);
  const member = last?.posts[0];
  if (member === undefined) throw new Error('no team');
  return { bureau, counting, reads, total: visits.length, member, task };
};

test('an inspector’s 我的 and the question what he leaves open read his open visits alone', async () => {
  const { bureau, counting, reads, total, member } = await almostDone('nantong-tz');
  const person = await personOf(bureau, member.name);
  const { state } = await bureau.deps.states.load('unit', U1);
  expect(total).toBeGreaterThan(4);
  expect(await reads(async () => { expect((await mine(counting)({ unit: U1, state, person })).due.map(({ kind }) => kind)).toContain('accept'); })).toBe(1);
  expect(await reads(async () => { expect(await openVisits(counting)(U1, member.inspector, null)).toHaveLength(1); })).toBe(1);
});

test('the sweep that chases acceptance, every five minutes, reads the open ones', async () => {
  const { counting, reads } = await almostDone('nantong-tz');
  expect(await reads(() => sweepAcceptances(counting)(instantOf('2026-09-10', '16:05')))).toBe(1);
});

test('where the end of the task starts the clock, a clerk’s 我的 reads one visit of a task that is not over; once it is, the deadline is there', async () => {
  const { bureau, counting, reads, total, member, task } = await almostDone('xiping');
  const { deps, by } = bureau;
  const clerk = await personOf(bureau, '王敏');
  const { state } = await deps.states.load('unit', U1);
  expect(await reads(async () => { expect((await mine(counting)({ unit: U1, state, person: clerk })).due.map(({ kind }) => kind)).not.toContain('publish'); })).toBe(1);
  const open = (await deps.states.find('inspection', { task, finished: null }))[0]?.state;
  if (open?.id == null || taskId(task) === null || member.name === '') throw new Error('no open visit');
  for (const { name } of open.posts) await acceptAssignment(deps)(by(name), open.id);
  await finishVisit(deps)(by(open.posts.find(({ leader }) => leader)?.name ?? ''), open.id, { on: '2026-09-10', resultOn: null, outcomes: ['01'], text: '' });
  expect(await reads(async () => { expect((await mine(counting)({ unit: U1, state, person: clerk })).due.map(({ kind }) => kind)).toContain('publish'); })).toBe(total);
});
