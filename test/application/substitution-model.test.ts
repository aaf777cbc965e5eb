/**
 * Substitutions under any order of events: requests, consents, refusals, leaves, interests, lapsed certificates, finishes,
 * double deliveries and restarts, at random; after every step the promises of a locked team hold.
 */
import fc from 'fast-check';

import { registerInterest, takeLeave } from '../../src/application/duty.ts';
import { finishVisit } from '../../src/application/finish.ts';
import { forceSubstitutions } from '../../src/application/forced-substitutions.ts';
import { substitutes } from '../../src/application/queries/substitutes.ts';
import { sweepSubstitutions } from '../../src/application/reminders/substitutions.ts';
import { acceptAssignment, approveSubstitution, refuseSubstitution, requestSubstitution } from '../../src/application/substitution.ts';
import type { By } from '../../src/application/deps.ts';
import { hashOf, touchKey } from '../../src/adapters/mongo/entry.ts';
import { canonical } from '../../src/domain/canonical.ts';
import type { FactType } from '../../src/domain/events.ts';
import type { InspectorCode, TaskId } from '../../src/domain/ids.ts';
import type { InspectionState } from '../../src/domain/inspection/inspection.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { inspectorRow, openBureau, STAFF, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';

const RUNS = 200;
const STEPS = 30;
const KINDS = ['request', 'request', 'behalf', 'approve', 'approve', 'refuse', 'leave', 'interest', 'lapse', 'force', 'remind', 'accept', 'finish', 'again'] as const;
interface Step { readonly kind: (typeof KINDS)[number]; readonly n: number; readonly m: number }
const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
const INSPECTORS = STAFF.filter(({ certificate }) => certificate !== undefined);
const nameOf = (code: InspectorCode): string => INSPECTORS.find(({ certificate }) => certificate === code)?.name ?? '';

/** What the journal says of the posts: the model the states are compared with. */
interface Model {
  readonly teams: ReadonlyMap<string, readonly InspectorCode[]>;
  readonly counts: Readonly<Partial<Record<FactType, number>>>;
}

const visitsOf = async (bureau: Bureau, task: TaskId): Promise<readonly InspectionState[]> => (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);

const modelOf = async (bureau: Bureau, drawn: ReadonlyMap<string, readonly InspectorCode[]>): Promise<Model> => {
  const teams = new Map(drawn);
  const counts: Partial<Record<FactType, number>> = {};
  for (const { events } of await bureau.deps.journal.read(0, 100_000)) {
    for (const fact of events) {
      counts[fact.type] = (counts[fact.type] ?? 0) + 1;
      if (fact.type === 'SubstitutionApproved') teams.set(fact.inspection, (teams.get(fact.inspection) ?? []).map((code) => (code === fact.old ? fact.new : code)));
    }
  }
  return { teams, counts };
};

const verifyChain = async (bureau: Bureau): Promise<void> => {
  const entries = await bureau.deps.journal.read(0, 100_000);
  entries.forEach((entry, index) => {
    const { hash, id, touches, ...rest } = entry;
    expect(hashOf({ ...rest, _id: id, touches: touches.map(touchKey) })).toBe(hash);
    if (index > 0) expect(entry.prevHash).toBe(entries[index - 1]?.hash);
  });
  expect(new Set(entries.map(({ cause }) => cause)).size).toBe(entries.length);
};

const invariants = async (bureau: Bureau, task: TaskId, drawn: ReadonlyMap<string, readonly InspectorCode[]>, locked: string, before: ReadonlySet<string>): Promise<void> => {
  const visits = await visitsOf(bureau, task);
  const { teams, counts } = await modelOf(bureau, drawn);
  const requests = (await bureau.deps.states.find('substitution', { unit: U1 })).map(({ state }) => state);
  for (const { id, inspectors, posts, target, replaced, finished } of visits) {
    expect(inspectors).toEqual(teams.get(id ?? ''));
    expect(new Set(inspectors).size).toBe(inspectors.length);
    expect(inspectors.length).toBeGreaterThanOrEqual(2);
    expect(posts.filter(({ leader }) => leader)).toHaveLength(1);
    // The leader is of the section that started the task where the rules say so; nobody was sent with an interest that was known then.
    for (const code of inspectors) if (!(drawn.get(id ?? '') ?? []).includes(code)) expect(before.has(`${code} ${target?.code ?? ''} ${replaced.findLast((each) => each.new === code)?.substitution ?? ''}`)).toBe(false);
    for (const { inspector, substitution } of posts) {
      const open = requests.filter((request) => request.inspection === id && request.inspector === inspector && request.phase === 'requested');
      expect(open.length).toBeLessThanOrEqual(1);
      expect(open[0]?.id ?? null).toBe(substitution);
    }
    if (finished !== undefined) expect(posts.every(({ substitution, acceptedAt }) => substitution === null && acceptedAt !== null)).toBe(true);
  }
  expect(requests.filter(({ phase }) => phase === 'approved')).toHaveLength(counts.SubstitutionApproved ?? 0);
  expect(requests.filter(({ phase }) => phase === 'refused')).toHaveLength(counts.SubstitutionRefused ?? 0);
  expect(requests).toHaveLength(counts.SubstitutionRequested ?? 0);
  for (const { by, decidedBy } of requests) if (decidedBy !== null) expect(decidedBy).not.toBe(by);
  expect(canonical((await bureau.deps.states.load('task', task)).state.attempts as never)).toBe(locked);
};

test(`${String(RUNS)} runs of ${String(STEPS)} random steps: every team keeps what was promised at the lock`, async () => {
  let decided = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ kind: fc.constantFrom(...KINDS), n: fc.nat(50), m: fc.nat(50) }), { minLength: STEPS, maxLength: STEPS }), async (steps: readonly Step[]) => {
      const bureau = await openBureau({ seed: 'model' });
      const task = await dispatchedTask(bureau);
      const { deps } = bureau;
      const drawn = new Map((await visitsOf(bureau, task)).map(({ id, inspectors }) => [String(id), inspectors] as const));
      const locked = canonical((await deps.states.load('task', task)).state.attempts);
      const sentAgainst = new Set<string>();
      let now = Date.parse(bureau.now());
      let last: ((by: By) => Promise<unknown>) | null = null;
      let lastBy: By | null = null;
      const act = async (by: By, what: (by: By) => Promise<unknown>): Promise<boolean> => {
        [last, lastBy] = [what, by];
        try {
          await what(by);
          return true;
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          expect(error.next).not.toBe('');
          return false;
        }
      };
      const perform: Readonly<Record<Step['kind'], (n: number, m: number) => Promise<unknown>>> = {
        request: async (n, m) => {
          const visit = at(await visitsOf(bureau, task), n);
          const post = visit === undefined ? undefined : at(visit.posts, m);
          return visit?.id == null || post === undefined ? false : act(bureau.by(post.name), (by) => requestSubstitution(deps)(by, visit.id ?? ('' as never), post.inspector, m % 2 === 0 ? 'health' : 'recusal', '说明'));
        },
        behalf: async (n, m) => {
          const visit = at(await visitsOf(bureau, task), n);
          const post = visit === undefined ? undefined : at(visit.posts, m);
          return visit?.id == null || post === undefined ? false : act(bureau.by(at(['王敏', '赵红', '孙岩', '陈志远'], m) ?? ''), (by) => requestSubstitution(deps)(by, visit.id ?? ('' as never), post.inspector, 'work-conflict', ''));
        },
        approve: async (n, m) => {
          const request = at((await deps.states.find('substitution', { unit: U1, phase: 'requested' })).map(({ state }) => state), n);
          if (request?.id == null) return false;
          const { id } = request;
          const { candidates, excluded } = await substitutes(deps)(id);
          const pick = m % 5 === 0 ? at(excluded, m)?.inspector : at(candidates, m)?.inspector;
          const who = m % 7 === 0 ? (at(STAFF, n)?.name ?? '') : '陈志远';
          const { state: visit } = await deps.states.load('inspection', request.inspection ?? '');
          const { state: duty } = await deps.states.load('duty', U1);
          const done = await act(bureau.by(who), (by) => approveSubstitution(deps)(by, id, pick ?? null));
          if (!done) return false;
          decided += 1;
          if (duty.interests.some((pair) => pair.inspector === pick && pair.target === visit.target?.code)) sentAgainst.add(`${String(pick)} ${visit.target?.code ?? ''} ${id}`);
          return true;
        },
        refuse: async (n, m) => {
          const request = at((await deps.states.find('substitution', { unit: U1, phase: 'requested' })).map(({ state }) => state), n);
          return request?.id == null ? false : act(bureau.by(m % 3 === 0 ? '周正' : '陈志远'), (by) => refuseSubstitution(deps)(by, request.id ?? ('' as never), m % 4 === 0 ? '' : '经核实可以参加'));
        },
        leave: (n, m) => {
          const person = at(INSPECTORS, n);
          return act(bureau.by('王敏'), (by) => takeLeave(deps)(by, U1, { inspector: bureau.certificate(person?.name ?? ''), from: `2026-09-${String(10 + (m % 9))}`, to: `2026-09-${String(19 + (m % 9))}` }));
        },
        interest: async (n, m) => {
          const target = at(await visitsOf(bureau, task), m)?.target;
          return target == null ? false : act(bureau.by('王敏'), (by) => registerInterest(deps)(by, U1, { inspector: bureau.certificate(at(INSPECTORS, n)?.name ?? ''), target: target.code, text: '亲属' }));
        },
        lapse: async (n, m) => {
          const person = at(INSPECTORS, n);
          if (person === undefined) return;
          await bureau.roster('inspectors', [inspectorRow(person.certificate ?? '', person.name, person.section, m % 3 === 0 ? { certificateUntil: '2026-09-12' } : {})]);
        },
        force: () => forceSubstitutions(deps)(bureau.now()),
        remind: () => sweepSubstitutions(deps)(bureau.now()),
        accept: async (n, m) => {
          const visit = at(await visitsOf(bureau, task), n);
          const post = visit === undefined ? undefined : at(visit.posts, m);
          return visit?.id == null || post === undefined ? false : act(bureau.by(nameOf(post.inspector)), (by) => acceptAssignment(deps)(by, visit.id ?? ('' as never)));
        },
        finish: async (n) => {
          const visit = at(await visitsOf(bureau, task), n);
          const leader = visit?.posts.find((post) => post.leader);
          return visit?.id == null || leader === undefined ? false : act(bureau.by(leader.name), (by) => finishVisit(deps)(by, visit.id ?? ('' as never), { on: bureau.now().slice(0, 10), resultOn: null, outcomes: ['01'], text: '' }));
        },
        // The platform delivers the last request once more.
        again: async () => {
          if (last === null || lastBy === null) return;
          const { seq } = await deps.journal.head();
          const done = (await deps.journal.byCause(lastBy.cause)) !== null;
          await act(lastBy, last);
          if (done) expect((await deps.journal.head()).seq).toBe(seq);
        },
      };
      for (const { kind, n, m } of steps) {
        now += (m % 6) * 3_600_000;
        bureau.setTime(new Date(now).toISOString());
        await perform[kind](n, m);
        await invariants(bureau, task, drawn, locked, sentAgainst);
      }
      await verifyChain(bureau);
    }),
    { numRuns: RUNS, seed: 20260922 },
  );
  expect(decided).toBeGreaterThan(RUNS / 2);
}, 120_000);
