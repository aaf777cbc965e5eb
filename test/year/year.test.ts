/**
 * A bureau's year with 60 tasks on a virtual clock: the plan, the draws, the visits, the publications; the real database, and
 * the platform's SDK over sockets to the sandbox, whose clock is the true time.
 *
 * The sweeps run several times a day, at night and on days off as well; the service is stopped and started anew, or dies with
 * messages in hand, more than thirty times, in the middle of a sweep and between deciding and telling; calls fail and answers are
 * lost; it is away for three days; its clock is set back. What had to be said is worked out here a second time, from what people
 * did and when; what arrived is read in the chats.
 *
 * The seed stands in the title; YEAR_SEED repeats or changes the year.
 */
import { BUNDLED } from '../../src/domain/calendar/calendar.ts';
import { instantOf, isOfficeTime, isWorkingDay, localDate, localTime } from '../../src/domain/calendar/working-days.ts';
import type { Instant } from '../../src/domain/values.ts';
import { personOf, U1 } from '../support/bureau.ts';
import { testDatabase } from '../support/engine.ts';
import { openPlatform } from './platform.ts';
import type { YearPlatform } from './platform.ts';
import { expectedOf, keyOf } from './expected.ts';
import { live, NEVER, TASKS } from './living.ts';

jest.setTimeout(900_000);
const SEED = Number(process.env['YEAR_SEED'] ?? '2025');
const database = testDatabase();
const opened: YearPlatform[] = [];
afterEach(async () => { for (const platform of opened.splice(0)) await platform.stop(); });

test(`a year of 60 tasks (seed ${String(SEED)}): what was due arrived, once, in office hours, to the right people`, async () => {
  const platform = await openPlatform(instantOf('2025-01-02', '09:00'));
  opened.push(platform);
  const lived = await live(SEED, platform, database.get());
  const { given, outbox, lives, restarts, said: arrived, bureau } = lived;
  const { state: duty } = await lived.deps().states.load('duty', U1);
  const { state: unit } = await lived.deps().states.load('unit', U1);

  // The year ran: every task was drawn, and most were published in it, some of them late.
  expect(lives.filter(({ drawn }) => drawn < NEVER)).toHaveLength(TASKS);
  expect(lives.filter(({ disclosed }) => disclosed < NEVER).length).toBeGreaterThan(50);
  expect(restarts).toBeGreaterThanOrEqual(30);

  // Once, and exactly what had to be said.
  const said = given.filter(({ fact }) => fact.kind !== 'anchor').map(({ fact }) => keyOf(fact));
  expect(new Set(said).size).toBe(said.length);
  const expected = await expectedOf(lived);
  expect(said.filter((key) => !expected.has(key))).toEqual([]);
  expect([...expected].filter((key) => !said.includes(key))).toEqual([]);
  for (const kind of ['acceptance', 'acceptance-escalated', 'roster-confirmation', 'draw-due', 'publication', 'publication-overdue', 'digest', 'targets-told', 'monthly'] as const) expect(said.filter((key) => key.startsWith(`${kind} `)).length).toBeGreaterThan(5);

  // Nothing at night, nothing on a day off: neither decided nor delivered. Only unannounced targets are told from seven on.
  const early = new Set(given.filter(({ fact }) => fact.kind === 'targets-told').map(({ id }) => id));
  expect(given.filter(({ at, id }) => !isOfficeTime(BUNDLED, at) && !early.has(id))).toEqual([]);
  const itemOf = new Map(outbox.flatMap((item) => (item.sent === null ? [] : [[item.sent, item]])));
  const isEarly = (message: string, at: Instant): boolean => early.has(itemOf.get(message)?._id.split('/')[0] ?? '') && isWorkingDay(BUNDLED, localDate(at)) && localTime(at) >= '07:00' && localTime(at) < '09:00';
  expect(arrived.filter(({ messageId, at }) => !isOfficeTime(BUNDLED, at) && !isEarly(messageId, at)).map(({ messageId, at }) => ({ at, item: itemOf.get(messageId)?._id }))).toEqual([]);
  expect(arrived.filter(({ messageId, at }) => isEarly(messageId, at)).length).toBeGreaterThan(5);

  // To the right people: nobody on leave, the inspector himself where he is there.
  const onLeave = new Map(duty.leaves.map((leave) => [unit.people.find(({ certificate }) => certificate === leave.inspector)?.id, leave]));
  for (const { fact, at } of given) {
    // Whoever goes has to know where, whatever the list of leaves says.
    for (const person of fact.kind === 'targets-told' ? [] : fact.to) {
      const leave = onLeave.get(person);
      if (leave !== undefined) expect(leave.from <= localDate(at) && localDate(at) <= leave.to).toBe(false);
    }
    if (fact.kind === 'acceptance') {
      const self = unit.people.find(({ certificate }) => certificate === fact.subject.split('/')[1]);
      const leave = onLeave.get(self?.id);
      const isAway = leave !== undefined && leave.from <= localDate(at) && localDate(at) <= leave.to;
      const heads = unit.people.filter(({ section, roles }) => section === self?.section && roles.includes('section-head')).map(({ id }) => id);
      expect(fact.to).toEqual(isAway ? heads.slice(0, 1) : [self?.id]);
    }
  }
  const leader = (await personOf(bureau, '周正')).id;
  expect(given.filter(({ fact }) => fact.kind === 'publication-overdue').every(({ fact }) => fact.to.includes(leader))).toBe(true);

  // Everything put down was delivered, and to each of those meant, once: in the chats lies what the outbox knows it sent, and nothing else.
  expect(arrived.map(({ messageId }) => messageId).toSorted()).toEqual([...itemOf.keys()].toSorted());
  expect(outbox.filter(({ state }) => state !== 'sent')).toEqual([]);
  const laneOf = new Map(unit.people.map(({ id, account }) => [id, `feishu/person/${account.id}`]));
  for (const { fact, id } of given) {
    const items = outbox.filter(({ _id }) => _id.startsWith(`${id}/`));
    const lanes = new Set(items.map(({ lane }) => lane));
    // The group is asked to draw; it hears of the lists and of what is overdue beside those concerned, and of nothing else.
    expect([fact.kind, lanes.has(lived.groupLane)]).toEqual([fact.kind, ['draw-due', 'roster-confirmation', 'publication-overdue'].includes(fact.kind)]);
    if (fact.kind !== 'digest' && fact.kind !== 'draw-due') for (const person of fact.to) expect(lanes).toContain(laneOf.get(person));
    const contents = items.map(({ lane, message }) => `${lane} ${JSON.stringify(message)}`);
    expect(new Set(contents).size).toBe(contents.length);
  }
  expect((await lived.storage().verify()).findings).toEqual([]);
});

