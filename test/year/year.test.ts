/**
 * A bureau's year with 60 tasks on a virtual clock and the real database: the plan, the draws, the visits, the publications.
 *
 * The sweeps run several times a day, at night and on days off as well; the service is stopped and started anew more than
 * thirty times, in the middle of a sweep and between deciding and telling; it is away for three days; the clock is set back. What had to be
 * said is worked out here a second time, from what people did and when; the platform only remembers what it was given.
 */
import { storageOn } from '../../src/adapters/mongo/storage.ts';
import { registerDisclosure } from '../../src/application/disclosure.ts';
import type { Deps } from '../../src/application/deps.ts';
import { takeLeave } from '../../src/application/duty.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { approvePlan, changeLine, draftYear, publishPlan, submitPlan } from '../../src/application/plan.ts';
import { taskDeadlines } from '../../src/application/queries/deadlines.ts';
import { sweepAcceptances } from '../../src/application/reminders/acceptance.ts';
import { sweepAnchors } from '../../src/application/reminders/anchors.ts';
import { sweepDigests } from '../../src/application/reminders/digest.ts';
import { sweepDraws } from '../../src/application/reminders/draws.ts';
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import { sweepTargets } from '../../src/application/reminders/targets.ts';
import { acceptAssignment } from '../../src/application/substitution.ts';
import { createTask } from '../../src/application/task.ts';
import { chat } from '../../src/chat/chat.ts';
import type { Chat } from '../../src/chat/chat.ts';
import { PlatformError } from '../../src/chat/platform.ts';
import { queriesOf, useCasesOf } from '../../src/compose/use-cases.ts';
import { BUNDLED } from '../../src/domain/calendar/calendar.ts';
import { addDays, instantOf, isOfficeTime, isWorkingDay, localDate, localTime, workingDaysAfter, workingDaysBefore } from '../../src/domain/calendar/working-days.ts';
import type { FactOf } from '../../src/domain/events.ts';
import type { Instant, LocalDate } from '../../src/domain/values.ts';
import type { InspectionId, InspectorCode, ItemCode, TaskId } from '../../src/domain/ids.ts';
import { openBureau, personOf, settings, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn } from '../support/ceremony.ts';
import { dispatchTask } from '../../src/application/settle.ts';
import { fakePlatform, virtualTimers } from '../support/chat-office.ts';
import { testDatabase } from '../support/engine.ts';

jest.setTimeout(900_000);
const SEED = Number(process.env['YEAR_SEED'] ?? '2025');
const TASKS = 60;
const RESTARTS = 36;
/** A line of the plan is drawn once a week at most; what is more comes from above. */
const MOST_A_YEAR = 52;
const OUTAGE: { readonly from: LocalDate; readonly to: LocalDate } = { from: '2025-06-10', to: '2025-06-12' };

/** mulberry32: a failing year is repeated with its seed. */
const randomFrom = (seed: number) => {
  let state = seed >>> 0;
  return (below: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
};

/** What people did with a task, and at which tick. */
interface Life {
  readonly n: number;
  readonly drawOn: LocalDate;
  readonly window: { readonly from: LocalDate; readonly to: LocalDate };
  readonly hour: string;
  readonly publishAfter: number;
  task: TaskId | null;
  created: number;
  confirmed: number;
  drawn: number;
  dispatchedAt: Instant;
  finished: number;
  disclosed: number;
  visits: { readonly id: InspectionId; readonly finishOn: LocalDate; finished: number; readonly posts: { readonly code: InspectorCode; readonly name: string; readonly isLeader: boolean; readonly acceptOn: LocalDate; accepted: number }[] }[];
}
interface Tick { readonly now: Instant; readonly index: number }
const NEVER = Number.MAX_SAFE_INTEGER;

const SWEEPS = [sweepTargets, sweepDigests, sweepDraws, sweepAcceptances, sweepPublications, sweepAnchors] as const;
const database = testDatabase();

const planOf = (random: (below: number) => number): readonly Life[] =>
  Array.from({ length: TASKS }, (_, n) => {
    const first = workingDaysAfter(BUNDLED, addDays('2025-01-20', Math.floor((n * 285) / TASKS)), 1).date;
    const window = { from: addDays(first, 1), to: addDays(first, 18) };
    return { n, drawOn: first, window, hour: '09:00', publishAfter: [1, 4, 9, 16, 18, 19, 20, 21, 22][random(9)] ?? 1, task: null, created: NEVER, confirmed: NEVER, drawn: NEVER, dispatchedAt: '', finished: NEVER, disclosed: NEVER, visits: [] };
  });

const year = async () => {
  const random = randomFrom(SEED);
  const { db } = database.get();
  const clock: { now: Instant } = { now: instantOf('2025-01-02', '09:00') };
  const store = () => storageOn(database.get(), { clock: () => clock.now, random: (count) => new Uint8Array(count).map(() => random(256)), secretKey: { id: 'year', key: new Uint8Array(32) } });
  const opened = await openBureau({ stores: await store(), start: clock.now });
  let storage = await store();
  let deps: Deps = { ...opened.deps, ...storage, clock: () => clock.now };
  const bureau: Bureau = { ...opened, get deps() { return deps; } };
  await bureau.roster('targets', Array.from({ length: 600 }, (_, n) => targetRow(`QT-${String(n + 1).padStart(3, '0')}`)));
  const platform = fakePlatform();
  const arrivals: { readonly at: Instant }[] = [];
  const send = platform.send.bind(platform);
  const remembering = { ...platform, send: async (...args: Parameters<typeof send>) => { const sent = await send(...args); arrivals.push({ at: clock.now }); return sent; } };
  const build = (): Chat => chat({
    ...storage, useCases: useCasesOf(deps), queries: queriesOf(deps), links: deps.links, platforms: new Map([['feishu', remembering]]), clock: () => clock.now, random: () => 0.5, timers: virtualTimers(), owner: 'year', log: () => undefined,
  });
  let running = build();
  let restarts = 0;
  const restart = async (): Promise<void> => {
    await running.stop();
    storage = await store();
    deps = { ...deps, ...storage };
    running = build();
    restarts += 1;
  };

  const lives = planOf(random);
  await draftYear(deps)(bureau.by('王敏'), U1, 2025);
  const lines: { readonly no: string; readonly items: readonly ItemCode[] }[] = [...((await queriesOf(deps).planView(U1, 2025))?.rows ?? [])];
  const ratio = { num: 1, den: 300 };
  for (const { no } of lines) await changeLine(deps)(bureau.by('王敏'), U1, 2025, no, { campaigns: MOST_A_YEAR, ratio, reason: '上级已全覆盖检查' });
  await submitPlan(deps)(bureau.by('王敏'), U1, 2025, '上级已全覆盖检查');
  for (const who of ['李建国', '陈志远', '周正']) await approvePlan(deps)(bureau.by(who), U1, 2025).catch(() => undefined);
  await publishPlan(deps)(bureau.by('王敏'), U1, 2025, { url: 'https://www.example.gov.cn/plan', on: '2025-01-02' });
  for (const [name, from, to] of [['张伟', '2025-03-03', '2025-03-14'], ['刘洋', '2025-07-07', '2025-07-11'], ['李娜', '2025-09-01', '2025-09-19']] as const) {
    await takeLeave(deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate(name), from, to });
  }
  await running.drain();
  const setUpMessages = arrivals.length;

  /** What people do on a working day: each thing when it is time for it, some of them late. */
  const act = async (index: number): Promise<void> => {
    const today = localDate(clock.now);
    for (const life of lives) {
      const { n, drawOn, window } = life;
      const line = lines[n % lines.length];
      if (life.task === null && line !== undefined && workingDaysBefore(BUNDLED, drawOn, 4).date <= today) {
        const entry = await createTask(deps)(bureau.by('王敏'), U1, settings({ name: `第${String(n + 1)}批抽查`, items: line.items, strata: [{ name: '普通', where: [], ratio }], window, ...(Math.floor(n / lines.length) < MOST_A_YEAR ? { source: 'plan' as const, planRow: line.no } : { source: 'superior' as const }), ratioReason: '上级已全覆盖检查', draw: { on: drawOn, time: life.hour } }));
        life.task = entry.events.find((fact) => fact.type === 'TaskCreated')?.task ?? null;
        life.created = index;
      }
      const { task } = life;
      if (task === null || life.disclosed < NEVER) continue;
      // Every third head confirms only on the day of the draw.
      if (life.confirmed === NEVER && (n % 3 === 0 ? drawOn : workingDaysBefore(BUNDLED, drawOn, 1).date) <= today) {
        await confirmAll(bureau, task);
        life.confirmed = index;
      }
      if (life.drawn === NEVER && drawOn <= today) {
        await drawIn(bureau, task, String(1000 + index));
        await lockIn(bureau, task);
        await dispatchTask(deps)(bureau.by('王敏'), task);
        life.drawn = index;
        life.dispatchedAt = clock.now;
        life.visits = (await deps.states.find('inspection', { task })).flatMap(({ state: { id, posts } }) => (id === null ? [] : [{
          id, finished: NEVER, finishOn: workingDaysAfter(BUNDLED, today, 4 + random(7)).date,
          posts: posts.map(({ inspector, name, leader }) => ({ code: inspector, name, isLeader: leader, acceptOn: workingDaysAfter(BUNDLED, today, random(4)).date, accepted: NEVER })),
        }]));
        continue;
      }
      for (const visit of life.visits) {
        for (const post of visit.posts) {
          if (post.accepted === NEVER && post.acceptOn <= today) {
            await acceptAssignment(deps)(bureau.by(post.name), visit.id);
            post.accepted = index;
          }
        }
        if (visit.finished === NEVER && visit.finishOn <= today) {
          await finishVisit(deps)(bureau.by(visit.posts.find(({ isLeader }) => isLeader)?.name ?? ''), visit.id, { on: today, resultOn: null, outcomes: ['01'], text: '' });
          visit.finished = index;
          if (life.visits.every(({ finished }) => finished < NEVER)) life.finished = index;
        }
      }
      const lastFinish = life.visits.map(({ finishOn }) => finishOn).toSorted().at(-1) ?? today;
      if (life.finished < NEVER && life.finished < index && workingDaysAfter(BUNDLED, lastFinish, life.publishAfter).date <= today) {
        await registerDisclosure(deps)(bureau.by('王敏'), task, { inspection: null, on: today, url: 'https://www.example.gov.cn/ssj', overdueReason: '系统维护' });
        life.disclosed = index;
      }
    }
  };

  const ticks: Tick[] = [];
  const crashes = new Set<number>();
  while (crashes.size < RESTARTS) crashes.add(20 + random(700));
  let index = 0;
  const tick = async (now: Instant, isWorking: boolean): Promise<void> => {
    index += 1;
    clock.now = now;
    ticks.push({ now, index });
    const isCrash = crashes.has(index);
    for (const [n, sweep] of SWEEPS.entries()) {
      if (isCrash && n === index % SWEEPS.length) await restart();
      await sweep(deps)(now);
    }
    if (isCrash) {
      platform.faults.push(new PlatformError('retry', 'connection lost'));
      await running.drain();
      await restart();
      clock.now = new Date(Date.parse(now) + 5000).toISOString();
    }
    await running.drain();
    if (!isWorking) return;
    await act(index);
    await running.drain();
  };

  for (let day = '2025-01-03'; day <= '2025-12-31'; day = addDays(day, 1)) {
    if (day >= OUTAGE.from && day <= OUTAGE.to) continue;
    const isWorking = isWorkingDay(BUNDLED, day);
    if (!isWorking) {
      if (random(3) === 0) await tick(instantOf(day, '10:07'), false);
      continue;
    }
    for (const time of ['09:06', '10:16', '16:47']) await tick(instantOf(day, time), time === '10:16');
    if (random(6) === 0) await tick(instantOf(day, '23:11'), false);
    // The clock is set back two hours on some afternoons.
    if (random(20) === 0) await tick(instantOf(day, '14:47'), false);
  }
  const given = (await deps.journal.read(0, 100_000)).flatMap((entry) => entry.events.flatMap((fact) => (fact.type === 'ReminderDue' ? [{ fact, at: entry.at, id: entry.id }] : [])));
  const outbox = await db.collection<{ _id: string; state: string; lane: string; endedAt: string | null; message: unknown }>('outbox').find({}).toArray();
  return { bureau, deps: () => deps, lives, ticks, given, outbox, restarts, arrivals: arrivals.slice(setUpMessages), storage: () => storage };
};

type Expected = Pick<FactOf<'ReminderDue'>, 'kind' | 'subject' | 'due'>;
const keyOf = ({ kind, subject, due }: Expected): string => `${kind} ${subject} ${due}`;

/** What had to be said, worked out from what people did. */
const expectedOf = async ({ lives, ticks, deps }: Awaited<ReturnType<typeof year>>): Promise<ReadonlySet<string>> => {
  const office = ticks.filter(({ now }) => isOfficeTime(BUNDLED, now));
  const between = (after: number, until: number): readonly Tick[] => office.filter(({ index }) => index > after && index <= until);
  const expected = new Set<string>();
  const add = (each: Expected): void => void expected.add(keyOf(each));
  for (const { drawOn, window, hour, task, created, confirmed, drawn, dispatchedAt, disclosed, visits } of lives) {
    if (task === null) continue;
    const draw = instantOf(drawOn, hour);
    const ask = instantOf(workingDaysBefore(BUNDLED, drawOn, 1).date, '09:00');
    if (between(created, confirmed).some(({ now }) => now >= ask && now < draw)) add({ kind: 'roster-confirmation', subject: task, due: ask });
    if (between(created, drawn).some(({ now }) => now >= draw)) add({ kind: 'draw-due', subject: task, due: draw });
    for (const { id, posts } of visits) {
      for (const { code, accepted } of posts) {
        for (const [kind, days] of [['acceptance', 1], ['acceptance-escalated', 2]] as const) {
          const due = instantOf(workingDaysAfter(BUNDLED, localDate(dispatchedAt), days).date, localTime(dispatchedAt));
          if (between(drawn, accepted).some(({ now }) => now >= due && localDate(now) <= window.to)) add({ kind, subject: `${id}/${code}`, due });
        }
      }
    }
    // Every visit has its own day; those with the same day are reminded of together, from the first that ended.
    const since = new Map<LocalDate, number>();
    for (const { inspection, count } of (await taskDeadlines(deps())(task)).visits) {
      const ended = visits.find(({ id }) => id === inspection)?.finished ?? NEVER;
      if (count !== null) since.set(count.due, Math.min(since.get(count.due) ?? NEVER, ended));
    }
    for (const [deadline, ended] of since) {
      const steps = [10, 5, 3, 1, 0].flatMap((left) => {
        const day = workingDaysBefore(BUNDLED, deadline, left).date;
        return left === 0 ? [instantOf(day, '09:00'), instantOf(day, '15:00')] : [instantOf(day, '09:00')];
      });
      for (const { now } of between(ended, disclosed)) {
        const due = localDate(now) > deadline ? instantOf(localDate(now), '09:00') : steps.findLast((step) => step <= now);
        if (due !== undefined && due <= now) add({ kind: localDate(now) > deadline ? 'publication-overdue' : 'publication', subject: `${task}/${deadline}`, due });
      }
    }
  }
  for (const day of new Set(office.map(({ now }) => localDate(now)))) add({ kind: 'digest', subject: `digest/${U1}`, due: instantOf(day, '08:30') });
  return expected;
};

test(`a year of 60 tasks (seed ${String(SEED)}): what was due arrived, once, in office hours, to the right people`, async () => {
  const lived = await year();
  const { given, outbox, lives, restarts, arrivals, bureau } = lived;
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
  for (const kind of ['acceptance', 'acceptance-escalated', 'roster-confirmation', 'draw-due', 'publication', 'publication-overdue', 'digest'] as const) expect(said.filter((key) => key.startsWith(`${kind} `)).length).toBeGreaterThan(5);

  // Nothing at night, nothing on a day off: neither decided nor delivered.
  expect(given.filter(({ at }) => !isOfficeTime(BUNDLED, at))).toEqual([]);
  expect(arrivals.filter(({ at }) => !isOfficeTime(BUNDLED, at))).toEqual([]);

  // To the right people: nobody on leave, the inspector himself where he is there.
  const onLeave = new Map(duty.leaves.map((leave) => [unit.people.find(({ certificate }) => certificate === leave.inspector)?.id, leave]));
  for (const { fact, at } of given) {
    for (const person of fact.to) {
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

  // Everything put down was delivered, and to each of those meant, once.
  expect(outbox.filter(({ state }) => state !== 'sent')).toEqual([]);
  const laneOf = new Map(unit.people.map(({ id, account }) => [id, `feishu/person/${account.id}`]));
  for (const { fact, id } of given) {
    const items = outbox.filter(({ _id }) => _id.startsWith(`${id}/`));
    const lanes = new Set(items.map(({ lane }) => lane));
    if (fact.kind !== 'digest') for (const person of fact.to) expect(lanes).toContain(laneOf.get(person));
    const contents = items.map(({ lane, message }) => `${lane} ${JSON.stringify(message)}`);
    expect(new Set(contents).size).toBe(contents.length);
  }
  expect((await lived.storage().verify()).findings).toEqual([]);
});

