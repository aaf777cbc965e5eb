/**
 * 延期 of a visit nobody may know of (不宜告知): its object stays unknown until the first day of its own window, wherever somebody asks.
 */
import { drawBundle } from '../../src/application/queries/bundle.ts';
import { objectYear } from '../../src/application/queries/yearly-counters.ts';
import { earlierVisits } from '../../src/application/queries/yearly.ts';
import { exportSheet } from '../../src/application/sheets/export.ts';
import { seekWay } from '../../src/application/ways.ts';
import { assignmentsView } from '../../src/chat/views/assignments.ts';
import { assignmentsCard } from '../../src/chat/cards/assignments.ts';
import { U1 } from '../support/bureau.ts';
import { newTaskIn } from '../support/ceremony.ts';
import { outcomeOf } from '../support/rules.ts';
import { shortHanded } from '../support/short-handed.ts';

/** Drawn for 9/9–9/30, moved to 10/9–10/31; today is 10/2. */
const moved = async () => {
  const one = await shortHanded('weihai-lg', { reason: 'health', over: { noNotice: true } });
  const { bureau, inspection, substitution } = one;
  await seekWay(bureau.deps)(bureau.by('陈志远'), substitution, { kind: 'postpone', from: '2026-10-09', to: '2026-10-31' }, '届时有人返岗');
  bureau.setTime('2026-10-02T01:00:00.000Z');
  const { target } = (await bureau.deps.states.load('inspection', inspection)).state;
  return { ...one, code: target?.code ?? '', name: target?.name ?? '' };
};

test('before its new window begins neither the public bundle nor the public sheet is made', async () => {
  const { bureau, task } = await moved();
  expect(await outcomeOf(() => drawBundle(bureau.deps)(task, 'public'))).toBe('draw.bundle-later');
  expect(await outcomeOf(() => exportSheet(bureau.deps)(bureau.by('王敏'), U1, { sheet: 'result', edition: 'public', task }))).toBe('task.no-notice');
  bureau.setTime('2026-10-09T01:00:00.000Z');
  expect(await outcomeOf(() => exportSheet(bureau.deps)(bureau.by('王敏'), U1, { sheet: 'result', edition: 'public', task }))).toBe('done');
  bureau.setTime('2026-10-31T01:00:00.000Z');
  expect(await outcomeOf(() => drawBundle(bureau.deps)(task, 'public'))).toBe('draw.bundle-later');
  bureau.setTime('2026-11-01T01:00:00.000Z');
  expect(await outcomeOf(() => drawBundle(bureau.deps)(task, 'public'))).toBe('done');
});

test('the visits of the year of that object do not tell of it, and the team reads a number', async () => {
  const { bureau, task, code, name, staying } = await moved();
  expect((await objectYear(bureau.deps)(U1, code)).visits).toEqual([]);
  const other = await newTaskIn(bureau, { window: { from: '2026-11-02', to: '2026-11-20' } });
  expect((await earlierVisits(bureau.deps, (await bureau.deps.states.load('task', other)).state)).get(code as never)).toBeUndefined();
  const card = JSON.stringify(assignmentsCard(await assignmentsView(bureau.deps, task, staying.inspector, '2026-10-02')));
  expect(card).not.toContain(name);
  expect(card).toContain('对象 1');
  bureau.setTime('2026-10-09T01:00:00.000Z');
  expect((await objectYear(bureau.deps)(U1, code)).visits).toHaveLength(1);
  expect((await earlierVisits(bureau.deps, (await bureau.deps.states.load('task', other)).state)).get(code as never)).toBe(1);
  expect(JSON.stringify(assignmentsCard(await assignmentsView(bureau.deps, task, staying.inspector, '2026-10-09')))).toContain(name);
});
