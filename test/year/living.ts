/**
 * The bureau's year as it is lived: who does what when, which sweeps look, when the service stops, dies, is away or has its clock
 * put back. Everything follows from the seed.
 */
import { storageOn } from '../../src/adapters/mongo/storage.ts';
import { registerDisclosure } from '../../src/application/disclosure.ts';
import type { Deps } from '../../src/application/deps.ts';
import { takeLeave } from '../../src/application/duty.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { approvePlan, changeLine, draftYear, publishPlan, submitPlan } from '../../src/application/plan.ts';
import { sweepAcceptances } from '../../src/application/reminders/acceptance.ts';
import { sweepAnchors } from '../../src/application/reminders/anchors.ts';
import { sweepDigests } from '../../src/application/reminders/digest.ts';
import { sweepDraws } from '../../src/application/reminders/draws.ts';
import { sweepMonthly } from '../../src/application/reminders/monthly.ts';
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import { sweepTargets } from '../../src/application/reminders/targets.ts';
import { acceptAssignment } from '../../src/application/substitution.ts';
import { createTask } from '../../src/application/task.ts';
import { chat } from '../../src/chat/chat.ts';
import type { Chat } from '../../src/chat/chat.ts';
import { queriesOf, useCasesOf } from '../../src/compose/use-cases.ts';
import { BUNDLED } from '../../src/domain/calendar/calendar.ts';
import { addDays, instantOf, isWorkingDay, localDate, workingDaysAfter, workingDaysBefore } from '../../src/domain/calendar/working-days.ts';
import type { Instant, LocalDate } from '../../src/domain/values.ts';
import type { InspectionId, InspectorCode, ItemCode, TaskId } from '../../src/domain/ids.ts';
import { openBureau, settings, targetRow, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, lockIn } from '../support/ceremony.ts';
import { bindGroup } from '../../src/application/set-up.ts';
import { dispatchTask } from '../../src/application/settle.ts';
import { virtualTimers } from '../support/chat-office.ts';
import { GROUP } from './platform.ts';
import type { YearPlatform } from './platform.ts';
import type { Database } from '../../src/adapters/mongo/connection.ts';

export const TASKS = 60;
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
export interface Life {
  readonly n: number;
  readonly noNotice: boolean;
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
export interface Tick { readonly now: Instant; readonly index: number }
export const NEVER = Number.MAX_SAFE_INTEGER;

const SWEEPS = [sweepTargets, sweepDigests, sweepDraws, sweepAcceptances, sweepPublications, sweepAnchors, sweepMonthly] as const;

const planOf = (random: (below: number) => number): readonly Life[] =>
  Array.from({ length: TASKS }, (_, n) => {
    const first = workingDaysAfter(BUNDLED, addDays('2025-01-20', Math.floor((n * 285) / TASKS)), 1).date;
    const window = { from: addDays(first, 1), to: addDays(first, 18) };
    return { n, noNotice: n % 15 === 7, drawOn: first, window, hour: '09:00', publishAfter: [1, 4, 9, 16, 18, 19, 20, 21, 22][random(9)] ?? 1, task: null, created: NEVER, confirmed: NEVER, drawn: NEVER, dispatchedAt: '', finished: NEVER, disclosed: NEVER, visits: [] };
  });

/** @param platform a fresh one, at the beginning of the year @param database an empty one */
export const live = async (seed: number, platform: YearPlatform, database: Database) => {
  const random = randomFrom(seed);
  const { db } = database;
  const { clock } = platform;
  const store = () => storageOn(database, { clock, random: (count) => new Uint8Array(count).map(() => random(256)), secretKey: { id: 'year', key: new Uint8Array(32) } });
  const founded = await openBureau({ stores: await store(), start: clock() });
  let storage = await store();
  let deps: Deps = { ...founded.deps, ...storage, clock };
  const bureau: Bureau = { ...founded, get deps() { return deps; } };
  await bureau.roster('targets', Array.from({ length: 600 }, (_, n) => targetRow(`QT-${String(n + 1).padStart(3, '0')}`)));
  await bindGroup(deps)(bureau.by('何涛'), U1, { platform: 'feishu', chat: platform.group, name: GROUP, outsiders: false });
  let adapter = await platform.connect(storage.blobs);
  const build = (): Chat => chat({
    ...storage, useCases: useCasesOf(deps), queries: queriesOf(deps), links: deps.links, platforms: new Map([['feishu', adapter]]), clock, random: () => 0.5, timers: virtualTimers(), owner: 'year', log: () => undefined,
  });
  let running = build();
  let restarts = 0;
  /** Stopped in order, or dead with messages in hand, which the next start takes back. */
  const restart = async (how: 'stop' | 'kill'): Promise<void> => {
    if (how === 'stop') await Promise.all([running.stop(), adapter.stop()]);
    else await storage.outbox.lease({ owner: 'year', now: clock(), until: new Date(Date.parse(clock()) + 120_000).toISOString(), limit: 3 });
    storage = await store();
    await storage.outbox.release('year');
    deps = { ...deps, ...storage };
    adapter = await platform.connect(storage.blobs);
    running = build();
    restarts += 1;
  };
  /** Everything due is delivered; what failed is tried again after its wait, as the service does by itself. */
  const settle = async (): Promise<void> => {
    for (let tries = 0; tries < 10; tries += 1) {
      await running.drain();
      if ((await storage.outbox.lag(clock())).waiting === 0) return;
      await platform.wait(10_000);
    }
    throw new Error('the outbox does not empty');
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
  await settle();

  /** What people do on a working day: each thing when it is time for it, some of them late. */
  const act = async (index: number): Promise<void> => {
    const today = localDate(clock());
    for (const life of lives) {
      const { n, drawOn, window } = life;
      const line = lines[n % lines.length];
      if (life.task === null && line !== undefined && workingDaysBefore(BUNDLED, drawOn, 4).date <= today) {
        const entry = await createTask(deps)(bureau.by('王敏'), U1, settings({ name: `第${String(n + 1)}批抽查`, items: line.items, strata: [{ name: '普通', where: [], ratio }], window, noNotice: life.noNotice, ...(Math.floor(n / lines.length) < MOST_A_YEAR ? { source: 'plan' as const, planRow: line.no } : { source: 'superior' as const }), ratioReason: '上级已全覆盖检查', draw: { on: drawOn, time: life.hour } }));
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
        life.dispatchedAt = (await deps.states.load('task', task)).state.dispatchedAt ?? '';
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
  while (crashes.size < RESTARTS) crashes.add(20 + random(550));
  let index = 0;
  /** The sweeps look. */
  const sweepAt = async (at: Instant): Promise<void> => {
    index += 1;
    await platform.moveTo(at);
    const now = clock();
    ticks.push({ now, index });
    const isCrash = crashes.has(index);
    for (const [n, sweep] of SWEEPS.entries()) {
      if (isCrash && n === index % SWEEPS.length) await restart('stop');
      await sweep(deps)(now);
    }
    if (isCrash) {
      platform.failNext(([{ kind: 'drop-after' }, { kind: 'refuse', status: 502, code: 2200 }, { kind: 'rate-limit', resetSeconds: 2 }] as const)[index % 3] ?? { kind: 'drop-before' });
      await running.drain();
      await restart(index % 2 === 0 ? 'kill' : 'stop');
    }
    await settle();
  };
  /** People work. */
  const actAt = async (at: Instant): Promise<void> => {
    index += 1;
    await platform.moveTo(at);
    await act(index);
    await settle();
  };
  const unannounced = new Set(lives.flatMap(({ noNotice, window }) => (noNotice ? [workingDaysAfter(BUNDLED, window.from, 0).date] : [])));

  for (let day = '2025-01-03'; day <= '2025-12-31'; day = addDays(day, 1)) {
    if (day >= OUTAGE.from && day <= OUTAGE.to) continue;
    if (!isWorkingDay(BUNDLED, day)) {
      if (random(3) === 0) await sweepAt(instantOf(day, '10:07'));
      continue;
    }
    if (unannounced.has(day)) await sweepAt(instantOf(day, '07:06'));
    await sweepAt(instantOf(day, '09:12'));
    await actAt(instantOf(day, '10:16'));
    // On some days nobody looks again before the evening.
    if (random(3) > 0) await sweepAt(instantOf(day, '16:47'));
    // The service's clock is set back on some afternoons; whoever has a clock still has the afternoon.
    if (random(20) === 0) await sweepAt(instantOf(day, '14:47'));
    if (random(6) === 0) await sweepAt(instantOf(day, '23:11'));
  }
  await Promise.all([running.stop(), adapter.stop()]);
  const given = (await deps.journal.read(0, 100_000)).flatMap((entry) => entry.events.flatMap((fact) => (fact.type === 'ReminderDue' ? [{ fact, at: entry.at, id: entry.id }] : [])));
  const outbox = await db.collection<{ _id: string; state: string; lane: string; sent: string | null; message: unknown }>('outbox').find({}).toArray();
  return { bureau, deps: () => deps, lives, ticks, given, outbox, restarts, groupLane: `feishu/group/${platform.group}`, said: platform.said(), storage: () => storage };
};
export type Lived = Awaited<ReturnType<typeof live>>;
