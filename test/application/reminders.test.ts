/**
 * A fortnight on a virtual clock: every sweep every few minutes, day and night, stopped and started anew at random.
 *
 * What is due is said once, to the right people, in office hours of working days; nothing is lost by a night without a
 * service, a clock set back, or two services at once.
 */
import fc from 'fast-check';

import { finishVisit } from '../../src/application/finish.ts';
import { acceptAssignment } from '../../src/application/substitution.ts';
import { sweepSubstitutions } from '../../src/application/reminders/substitutions.ts';
import { sweepAcceptances } from '../../src/application/reminders/acceptance.ts';
import { sweepAnchors } from '../../src/application/reminders/anchors.ts';
import { sweepDigests } from '../../src/application/reminders/digest.ts';
import { sweepDraws } from '../../src/application/reminders/draws.ts';
import { dueReminders } from '../../src/application/reminders/due.ts';
import { sumOver } from '../../src/application/reminders/give.ts';
import { sweepHealth } from '../../src/application/reminders/health.ts';
import { sweepPublications } from '../../src/application/reminders/publication.ts';
import { sweepTargets } from '../../src/application/reminders/targets.ts';
import { createTask } from '../../src/application/task.ts';
import { BUNDLED } from '../../src/domain/calendar/calendar.ts';
import { addDays, instantOf, isOfficeTime, isWorkingDay, localDate, localTime } from '../../src/domain/calendar/working-days.ts';
import type { FactOf } from '../../src/domain/events.ts';
import type { Instant } from '../../src/domain/values.ts';
import { inspectionId } from '../../src/domain/ids.ts';
import { hearerFor, isOnLeave } from '../../src/domain/people/hearer.ts';
import type { PersonId } from '../../src/domain/ids.ts';
import type { DutyState } from '../../src/domain/roster/roster.ts';
import { openBureau, personOf, settings, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

type Given = FactOf<'ReminderDue'> & { readonly at: Instant };

const givenSince = async ({ deps }: Bureau, seq = 0): Promise<readonly Given[]> =>
  (await deps.journal.read(seq, 5000)).flatMap(({ at, events }) => events.flatMap((fact) => (fact.type === 'ReminderDue' ? [{ ...fact, at }] : [])));

/** A bureau in the middle of its work: visits not accepted, one ended, one draw planned. */
const atWork = async () => {
  const bureau = await openBureau();
  const task = await dispatchedTask(bureau);
  await createTask(bureau.deps)(bureau.by('王敏'), U1, settings({ name: '第二批', window: { from: '2026-09-21', to: '2026-10-30' }, draw: { on: '2026-09-16', time: '09:00' } }));
  const first = inspectionId(`${task}-01`);
  if (first === null) throw new Error('no visit');
  const { state } = await bureau.deps.states.load('inspection', first);
  for (const { name } of state.posts) await acceptAssignment(bureau.deps)(bureau.by(name), first);
  return { bureau, task, first, leader: state.posts.find((post) => post.leader)?.name ?? '' };
};

const SWEEPS = [sweepTargets, sweepDigests, sweepDraws, sweepAcceptances, sweepSubstitutions, sweepPublications, sweepAnchors] as const;
const runAll = async ({ deps, setTime }: Bureau, now: Instant): Promise<void> => {
  setTime(now);
  for (const sweep of SWEEPS) await sweep(deps)(now);
};

const keys = (given: readonly Given[]): readonly string[] => given.map(({ subject, kind, due }) => `${kind} ${subject} ${due}`);
/** What was said, without when exactly. */
const told = (given: readonly Given[]): readonly string[] => given.filter(({ kind }) => kind !== 'anchor').map(({ subject, kind, due, to }) => `${kind} ${subject} ${due} → ${[...to].sort().join(' ')}`).sort();

describe('two weeks in September', () => {
  /** @param skips looks at the given minute of the fortnight; true when nobody runs then */
  const fortnight = async (skips: (minute: number) => boolean, stepMinutes: number): Promise<readonly Given[]> => {
    const { bureau, first, leader } = await atWork();
    const start = instantOf('2026-09-08', '18:00');
    for (let minute = 0; minute < 14 * 24 * 60; minute += stepMinutes) {
      const now = new Date(Date.parse(start) + minute * 60_000).toISOString();
      bureau.setTime(now);
      // On the afternoon of the 10th the leader ends his visit.
      if (localDate(now) === '2026-09-10' && localTime(now) >= '16:00' && (await bureau.deps.states.load('inspection', first)).state.finished === undefined) {
        await finishVisit(bureau.deps)(bureau.by(leader), first, { on: '2026-09-10', resultOn: null, outcomes: ['01'], text: '' });
      }
      if (!skips(minute)) await runAll(bureau, now);
    }
    return givenSince(bureau);
  };

  let whole: readonly Given[] = [];
  beforeAll(async () => { whole = await fortnight(() => false, 60); });

  test('nothing is said twice', () => {
    expect(new Set(keys(whole)).size).toBe(whole.length);
  });
  test('nothing is said at night or on a day off, make-up Sundays excepted', () => {
    expect(whole.filter(({ at }) => !isOfficeTime(BUNDLED, at))).toEqual([]);
    const days = new Set(whole.filter(({ kind }) => kind === 'digest').map(({ at }) => localDate(at)));
    expect([...days]).toEqual(['2026-09-09', '2026-09-10', '2026-09-11', '2026-09-14', '2026-09-15', '2026-09-16', '2026-09-17', '2026-09-18', '2026-09-20', '2026-09-21', '2026-09-22']);
    expect([...days].every((day) => isWorkingDay(BUNDLED, day))).toBe(true);
  });
  test('each kind is there, when it is due: acceptance, escalation, lists, the draw\'s hour, digests, anchors', () => {
    const firstDay = (kind: Given['kind']): string | undefined => whole.find((each) => each.kind === kind)?.at;
    const day = (kind: Given['kind']): string => localDate(firstDay(kind) ?? '1970-01-01T00:00:00.000Z');
    expect([day('acceptance'), day('acceptance-escalated'), day('roster-confirmation'), day('draw-due'), day('anchor')]).toEqual(['2026-09-09', '2026-09-10', '2026-09-15', '2026-09-16', '2026-09-09']);
  });

  test('stopped and started at random, it is the same that is said', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ from: fc.integer({ min: 0, max: 14 * 24 }), hours: fc.integer({ min: 1, max: 14 }) }), { minLength: 10, maxLength: 14 }), async (outages) => {
        const isDown = (minute: number): boolean => outages.some(({ from, hours }) => {
          const hour = minute / 60 - from;
          // Never over a whole working day: what was due and could not be said that day is another test.
          return hour >= 0 && hour < hours && localTimeOf(minute) < '16:30';
        });
        const again = await fortnight(isDown, 60);
        expect(new Set(keys(again)).size).toBe(again.length);
        expect(again.filter(({ at }) => !isOfficeTime(BUNDLED, at))).toEqual([]);
        expect(told(again)).toEqual(told(whole));
      }),
      { numRuns: 3, seed: 20260908 },
    );
  }, 30_000);
  const localTimeOf = (minute: number): string => localTime(new Date(Date.parse(instantOf('2026-09-08', '18:00')) + minute * 60_000).toISOString());

  test('three days without a service, a clock set back, two services at once: said once, as soon as it may be', async () => {
    const { bureau } = await atWork();
    await runAll(bureau, instantOf('2026-09-09', '10:00'));
    const before = await givenSince(bureau);
    await runAll(bureau, instantOf('2026-09-14', '09:30'));
    const after = await givenSince(bureau);
    expect(after.length).toBeGreaterThan(before.length);
    await runAll(bureau, instantOf('2026-09-14', '08:40'));
    bureau.setTime(instantOf('2026-09-14', '09:35'));
    await Promise.all([...SWEEPS, ...SWEEPS].map((sweep) => sweep(bureau.deps)(instantOf('2026-09-14', '09:35'))));
    const last = await givenSince(bureau);
    expect(told(last)).toEqual(told(after));
    expect(after.filter(({ kind, at }) => kind === 'digest' && localDate(at) === '2026-09-14')).toHaveLength(1);
  });
});

describe('who hears it', () => {
  const duty = (leaves: DutyState['leaves']): DutyState => (({ interests: [], leaves }));

  test('who is on leave is spared: the head of his section hears instead, else a clerk; a named stand-in goes first', async () => {
    const bureau = await openBureau();
    const { state: unit } = await bureau.deps.states.load('unit', U1);
    const [wei, hong, min, jianguo] = await Promise.all(['张伟', '赵红', '王敏', '李建国'].map((name) => personOf(bureau, name)));
    if (wei === undefined || hong === undefined || min === undefined || jianguo === undefined) throw new Error('not bound');
    const away = duty([{ inspector: bureau.certificate('张伟'), from: '2026-09-14', to: '2026-09-18' }]);
    expect(hearerFor(unit, away, wei, '2026-09-13').name).toBe('张伟');
    expect(isOnLeave(away, wei, '2026-09-14')).toBe(true);
    expect(hearerFor(unit, away, wei, '2026-09-14').name).toBe('赵红');
    expect(hearerFor(unit, away, wei, '2026-09-14', (): PersonId => jianguo.id).name).toBe('李建国');
    expect(hearerFor({ ...unit, people: unit.people.filter(({ id }) => id !== hong.id) }, away, wei, '2026-09-14').name).toBe('王敏');
    expect(hearerFor({ ...unit, people: [wei] }, away, wei, '2026-09-14').name).toBe('张伟');
  });

  test('the first reminder of an assignment is for the inspector, the second for the head of his section as well', async () => {
    const { bureau } = await atWork();
    const now = instantOf('2026-09-10', '16:00');
    await runAll(bureau, now);
    const given = (await givenSince(bureau)).filter(({ kind }) => kind.startsWith('acceptance'));
    const heads = new Set((await Promise.all([personOf(bureau, '赵红'), personOf(bureau, '李建国')])).map(({ id }) => id));
    expect(given.filter(({ kind }) => kind === 'acceptance').every(({ to }) => to.length === 1 && to.every((id) => !heads.has(id)))).toBe(true);
    expect(given.filter(({ kind }) => kind === 'acceptance-escalated').every(({ to }) => to.some((id) => heads.has(id)))).toBe(true);
  });
});

describe('when something goes wrong', () => {
  test('one matter that fails does not keep the others waiting, and the sweep says so at its end', async () => {
    const seen: number[] = [];
    const summing = sumOver([1, 2, 3], async (n) => {
      await Promise.resolve();
      seen.push(n);
      if (n === 2) throw new Error('broken');
      return n;
    });
    await expect(summing).rejects.toThrow(/1 of a sweep's matters failed; 4 reminders were given/);
    expect(seen).toEqual([1, 2, 3]);
  });

  test('one reminder cannot be written: all others of the day are given, the failure names its subject, and the next sweep makes up for it', async () => {
    const now = instantOf('2026-09-09', '16:16');
    const whole = await atWork();
    await runAll(whole.bureau, now);
    const everything = (await givenSince(whole.bureau)).filter(({ kind }) => kind === 'acceptance');
    expect(everything.length).toBeGreaterThan(2);

    const { bureau } = await atWork();
    bureau.setTime(now);
    const broken = everything[1]?.subject ?? '';
    const { journal } = bureau.deps;
    const deps = { ...bureau.deps, journal: { ...journal, append: (draft: Parameters<typeof journal.append>[0]) => (draft.events.some((fact) => fact.type === 'ReminderDue' && fact.subject === broken) ? Promise.reject(new Error('disk full')) : journal.append(draft)) } };
    const failure: unknown = await sweepAcceptances(deps)(now).catch((error: unknown) => error);
    if (!(failure instanceof AggregateError)) throw new Error('nothing failed');
    expect(failure.message).toMatch(new RegExp(`^1 of a sweep's matters failed; ${String(everything.length - 1)} reminders were given$`));
    expect(failure.errors.map(String)).toEqual([`Error: ${broken}/acceptance: disk full`]);
    expect((await dueReminders(bureau.deps)(now)).filter(({ kind }) => kind === 'acceptance').map(({ subject }) => subject)).toEqual([broken]);
    expect(await sweepAcceptances(bureau.deps)(now)).toBe(1);
    expect((await dueReminders(bureau.deps)(now)).filter(({ kind }) => kind === 'acceptance')).toEqual([]);
  });

  test('looking at what is due records nothing, and finds nothing at night or once it was given', async () => {
    const { bureau } = await atWork();
    const now = instantOf('2026-09-09', '16:16');
    bureau.setTime(now);
    const before = (await bureau.deps.journal.head()).seq;
    expect(new Set((await dueReminders(bureau.deps)(now)).map(({ kind }) => kind))).toEqual(new Set(['digest', 'acceptance']));
    expect(await dueReminders(bureau.deps)(instantOf('2026-09-09', '22:16'))).toEqual([]);
    expect((await bureau.deps.journal.head()).seq).toBe(before);
    await runAll(bureau, now);
    expect(await dueReminders(bureau.deps)(now)).toEqual([]);
  });

  test('what needs the operator is told to the administrators, once a day as long as it lasts', async () => {
    const bureau = await openBureau();
    const look = (now: Instant, findings: readonly string[]): Promise<number> => {
      bureau.setTime(now);
      return sweepHealth(bureau.deps, () => Promise.resolve(findings))(now);
    };
    expect(await look(instantOf('2026-09-08', '09:13'), [])).toBe(0);
    expect(await look(instantOf('2026-09-08', '10:13'), ['待发的消息积压 12 条'])).toBe(1);
    expect(await look(instantOf('2026-09-08', '11:13'), ['待发的消息积压 15 条'])).toBe(0);
    expect(await look(instantOf('2026-09-09', '09:13'), ['待发的消息积压 15 条'])).toBe(1);
    expect(await look(instantOf('2026-09-12', '09:13'), ['待发的消息积压 15 条'])).toBe(0);
  });

  test('the journal\'s head goes to the supervisors on a day on which people acted, and not after a quiet one', async () => {
    const bureau = await openBureau();
    const at = (day: string): Promise<number> => {
      const now = instantOf(day, '16:47');
      bureau.setTime(now);
      return sweepAnchors(bureau.deps)(now);
    };
    expect(await at('2026-09-08')).toBe(1);
    const [anchor] = (await givenSince(bureau)).filter(({ kind }) => kind === 'anchor');
    expect(anchor?.head?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await at('2026-09-08')).toBe(0);
    expect(await at('2026-09-09')).toBe(0);
    await createTask(bureau.deps)(bureau.by('王敏'), U1, settings());
    expect(await at(addDays('2026-09-09', 1))).toBe(1);
  });
});
