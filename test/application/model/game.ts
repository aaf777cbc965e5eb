/**
 * One game: a dispatched task under a preset, and everything that people, time and broken machines may do to it, in any order.
 *
 * A step is an act and the way it reaches the service: once, twice, together with another, or through a store that fails in the middle.
 */
import { delegate, withdrawDelegation } from '../../../src/application/delegation.ts';
import type { By, Deps } from '../../../src/application/deps.ts';
import { registerInterest, takeLeave } from '../../../src/application/duty.ts';
import { finishVisit } from '../../../src/application/finish.ts';
import { forceSubstitutions } from '../../../src/application/forced-substitutions.ts';
import { substitutes } from '../../../src/application/queries/substitutes.ts';
import { sweepSubstitutions } from '../../../src/application/reminders/substitutions.ts';
import { witnessRound } from '../../../src/application/rounds.ts';
import { unbindPerson } from '../../../src/application/set-up.ts';
import { settleCeremonies } from '../../../src/application/settle-ceremonies.ts';
import { voidTask } from '../../../src/application/settle.ts';
import { acceptAssignment, approveSubstitution, refuseSubstitution, requestSubstitution } from '../../../src/application/substitution.ts';
import type { SubstitutionReason } from '../../../src/domain/events.ts';
import type { InspectionId, InspectorCode, SubstitutionId, TaskId } from '../../../src/domain/ids.ts';
import type { InspectionState, Post } from '../../../src/domain/inspection/inspection.ts';
import { Refusal } from '../../../src/domain/refusal.ts';
import type { PresetId } from '../../../src/domain/rules/rule-set.ts';
import { account, inspectorRow, openBureau, STAFF, U1 } from '../../support/bureau.ts';
import type { Bureau } from '../../support/bureau.ts';
import { dispatchedTask } from '../../support/ceremony.ts';
import { openOffice, wordsOf } from '../../support/chat-office.ts';
import { PEOPLE, watch } from './watch.ts';
import type { Watch } from './watch.ts';

export const KINDS = ['request', 'request', 'request', 'behalf', 'approve', 'approve', 'approve', 'refuse', 'witness', 'witness', 'witness', 'leave', 'interest', 'lapse', 'unbind', 'delegate', 'withdraw', 'force', 'force', 'remind', 'settle', 'accept', 'accept', 'finish', 'finish', 'void'] as const;
export const WAYS = ['once', 'once', 'once', 'once', 'again', 'together', 'lost-before', 'lost-after', 'stale', 'restart'] as const;
export interface Step { readonly kind: (typeof KINDS)[number]; readonly way: (typeof WAYS)[number]; readonly n: number; readonly m: number; readonly minutes: number }

interface Act { readonly by: By; readonly run: (deps: Deps, by: By) => Promise<unknown>; /** Not of the service: the office's own list, which is changed once. */ readonly outside?: true }
const at = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];
const REASONS: readonly SubstitutionReason[] = ['health', 'recusal', 'work-conflict', 'post-change', 'other'];

class StoreFault extends Error {}
/** A sweep carries on behind a fault and tells of it at the end. */
const isExpected = (error: unknown): boolean => error instanceof StoreFault || error instanceof Refusal || (error instanceof AggregateError && error.errors.every(isExpected)) || (error instanceof Error && error.cause !== undefined && isExpected(error.cause));
/** The first write fails before anything is kept, or after it was kept and before anybody hears of it. */
const failing = (deps: Deps, way: 'lost-before' | 'lost-after'): Deps => {
  let isDue = true;
  return {
    ...deps,
    journal: {
      ...deps.journal,
      append: async (draft) => {
        if (!isDue) return deps.journal.append(draft);
        isDue = false;
        if (way === 'lost-after') await deps.journal.append(draft);
        throw new StoreFault(way);
      },
    },
  };
};

export interface Game {
  readonly play: (step: Step) => Promise<void>;
  readonly watched: Watch;
  /** Everything folded anew is what it was; a chat that starts on it says all once, nothing twice, and no reason in the group. */
  readonly end: (withChat: boolean) => Promise<void>;
}

export const openGame = async (preset: PresetId, teamSize: number): Promise<Game> => {
  const bureau: Bureau = await openBureau({ preset, seed: `model ${preset}` });
  const { deps } = bureau;
  const task: TaskId = await dispatchedTask(bureau, { teamSize, ratioReason: '其余已由上级检查', strata: [{ name: '重点', where: [{ field: 'key', anyOf: ['是'] }], ratio: { num: 1, den: 1 } }, { name: '普通', where: [], ratio: { num: 1, den: 50 } }] });
  const watched = await watch(bureau, task);
  let now = Date.parse(bureau.now());
  let last: Act | null = null;
  let stale: Deps['states'] | null = null;

  const visits = async (): Promise<readonly InspectionState[]> => (await deps.states.find('inspection', { task })).map(({ state }) => state);
  const placeAt = async (n: number, m: number): Promise<{ readonly id: InspectionId; readonly visit: InspectionState; readonly post: Post } | null> => {
    const visit = at(await visits(), n);
    const post = visit === undefined ? undefined : at(visit.posts, m);
    return visit?.id == null || post === undefined ? null : { id: visit.id, visit, post };
  };
  const requestAt = async (n: number, phases: readonly string[]): Promise<{ readonly id: SubstitutionId; readonly phase: string } | null> => {
    const found = at((await deps.states.find('substitution', { unit: U1 })).map(({ state }) => state).filter(({ phase }) => phases.includes(phase)), n);
    return found?.id == null ? null : { id: found.id, phase: found.phase };
  };
  const anybody = (n: number): string => at(STAFF, n)?.name ?? '';
  const sweeping = (what: string, run: Act['run']): Act => ({ by: bureau.by(what), run });

  const ACTS: Readonly<Record<Step['kind'], (n: number, m: number) => Promise<Act | null>>> = {
    request: async (n, m) => {
      const place = await placeAt(n, m);
      return place && { by: bureau.by(place.post.name), run: (on, by) => requestSubstitution(on)(by, place.id, place.post.inspector, at(REASONS, n + m) ?? 'health', m % 4 === 0 ? '' : '说明') };
    },
    behalf: async (n, m) => {
      const place = await placeAt(n, m);
      return place && { by: bureau.by(at(['王敏', '赵红', '孙岩', '陈志远', '李建国'], m) ?? ''), run: (on, by) => requestSubstitution(on)(by, place.id, place.post.inspector, 'work-conflict', '') };
    },
    approve: async (n, m) => {
      const request = await requestAt(n, ['requested', 'requested', 'drawing']);
      if (request === null) return null;
      const { candidates, excluded } = await substitutes(deps)(request.id);
      const pick: InspectorCode | undefined = m % 6 === 5 ? at(excluded, m)?.inspector : at(candidates, m)?.inspector;
      return { by: bureau.by(m % 5 === 4 ? anybody(n) : m % 5 === 3 ? '李建国' : '陈志远'), run: (on, by) => approveSubstitution(on)(by, request.id, pick ?? null) };
    },
    refuse: async (n, m) => {
      const request = await requestAt(n, ['requested', 'drawing']);
      return request && { by: bureau.by(m % 3 === 0 ? '周正' : m % 3 === 1 ? '李建国' : '陈志远'), run: (on, by) => refuseSubstitution(on)(by, request.id, m % 4 === 0 ? '' : '经核实可以参加') };
    },
    witness: async (n, m) => {
      const request = await requestAt(n, ['drawing']);
      return request && { by: bureau.by(m % 5 === 0 ? '钱进' : '孙岩'), run: (on, by) => witnessRound(on)(by, request.id, `投入${String(m)}`) };
    },
    leave: (n, m) => Promise.resolve({
      by: bureau.by('王敏'),
      run: (on, by) => takeLeave(on)(by, U1, { inspector: at(PEOPLE, n)?.certificate ?? ('' as InspectorCode), from: `2026-09-${String(10 + (m % 19))}`, to: `2026-09-${String(Math.min(30, 12 + (m % 19)))}` }),
    }),
    interest: async (n, m) => {
      const target = at(await visits(), m)?.target;
      return target == null ? null : { by: bureau.by('王敏'), run: (on, by) => registerInterest(on)(by, U1, { inspector: at(PEOPLE, n)?.certificate ?? ('' as InspectorCode), target: target.code, text: '亲属' }) };
    },
    lapse: (n, m) => Promise.resolve({ by: bureau.by('王敏'), outside: true, run: async () => {
      const person = at(PEOPLE, n);
      if (person === undefined) return;
      const row = { section: person.section, certified: m % 3 !== 1, until: m % 3 === 0 ? '2026-09-12' : '2028-12-31', status: m % 7 === 6 ? '停用' : '在岗' };
      await bureau.roster('inspectors', [inspectorRow(person.certificate, person.name, person.section, { certified: row.certified, certificateUntil: row.until, status: row.status })]);
      watched.listed.set(person.certificate, row);
    } }),
    unbind: async (n, m) => {
      const { state } = await deps.states.load('unit', U1);
      const person = state.people.find(({ name }) => name === at(PEOPLE, n)?.name);
      return m % 3 !== 0 || person === undefined ? null : { by: bureau.by('何涛'), run: (on, by) => unbindPerson(on)(by, U1, person.id) };
    },
    delegate: async (n, m) => {
      const { state } = await deps.states.load('unit', U1);
      const person = state.people.find(({ name }) => name === (m % 4 === 0 ? anybody(n) : '李建国'));
      const day = (date: number): string => `2026-09-${String(8 + date).padStart(2, '0')}`;
      return person === undefined ? null : { by: bureau.by('陈志远'), run: (on, by) => delegate(on)(by, U1, { delegate: person.id, matter: 'substitution', from: day(n % 3), to: day((n % 3) + (m % 12)) }) };
    },
    withdraw: async (n) => {
      const { state } = await deps.states.load('unit', U1);
      const number = at(state.delegations ?? [], n)?.number;
      return number === undefined ? null : { by: bureau.by('陈志远'), run: (on, by) => withdrawDelegation(on)(by, U1, number) };
    },
    force: () => Promise.resolve(sweeping('服务', (on) => forceSubstitutions(on)(bureau.now()))),
    remind: () => Promise.resolve(sweeping('服务', (on) => sweepSubstitutions(on)(bureau.now()))),
    settle: () => Promise.resolve(sweeping('服务', (on) => settleCeremonies(on)(bureau.now()))),
    accept: async (n, m) => {
      const place = await placeAt(n, m);
      return place && { by: bureau.by(place.post.name), run: async (on, by) => {
        await acceptAssignment(on)(by, place.id);
        // Every third time the whole team has read its task sheet.
        if (m % 3 === 0) for (const { name } of place.visit.posts) await acceptAssignment(on)({ ...by, actor: { ...by.actor, account: account(name), name }, cause: `${by.cause}/${name}` }, place.id).catch(() => null);
      } };
    },
    finish: async (n) => {
      const all = await visits();
      const ready = all.filter(({ posts, finished }) => finished === undefined && posts.every(({ acceptedAt }) => acceptedAt !== null));
      const visit = at(ready.length > 0 ? ready : all, n);
      const leader = visit?.posts.find((post) => post.leader);
      const id = visit?.id ?? null;
      return id === null || leader === undefined ? null : { by: bureau.by(leader.name), run: (on, by) => finishVisit(on)(by, id, { on: bureau.now().slice(0, 10), resultOn: null, outcomes: ['01'], text: '' }) };
    },
    void: (n, m) => Promise.resolve(n % 5 !== 0 ? null : { by: bureau.by(m % 3 === 0 ? '陈志远' : '周正'), run: (on, by) => voidTask(on)(by, task, '上级通知暂停') }),
  };

  /** Done, or refused with what to do next; anything else is a defect. */
  const attempt = async ({ by, run }: Act, on: Deps): Promise<boolean> => {
    try {
      await run(on, by);
      return true;
    } catch (error) {
      if (!isExpected(error)) throw error;
      if (error instanceof Refusal) expect(error.next).not.toBe('');
      return false;
    }
  };
  /** As every state was before the last step: what a projection that lags behind shows once for each stream. */
  const lagging = (): Deps => {
    const old = stale;
    const served = new Set<string>();
    if (old === null) return deps;
    return { ...deps, states: { ...deps.states, load: (kind, id) => { const key = `${kind}/${id}`; if (served.has(key)) return deps.states.load(kind, id); served.add(key); return old.load(kind, id); } } };
  };
  const remember = async (): Promise<void> => {
    const kept = new Map<string, Awaited<ReturnType<Deps['states']['load']>>>();
    for (const { id, state, version } of await deps.states.find('inspection', { task })) kept.set(`inspection/${id}`, { state, version });
    for (const { id, state, version } of await deps.states.find('substitution', { unit: U1 })) kept.set(`substitution/${id}`, { state, version });
    kept.set(`register/${U1}/2026`, await deps.states.load('register', `${U1}/2026`));
    const load: Deps['states']['load'] = (kind, id) => { const found = kept.get(`${kind}/${id}`); return found === undefined ? deps.states.load(kind, id) : Promise.resolve(structuredClone(found)); };
    stale = { ...deps.states, load };
  };

  const play = async ({ kind, way, n, m, minutes }: Step): Promise<void> => {
    now += minutes * 60_000;
    bureau.setTime(new Date(now).toISOString());
    const act = await ACTS[kind](n, m);
    if (act !== null) {
      const how = act.outside === true ? 'once' : way;
      switch (how) {
        case 'once': await attempt(act, deps); break;
        case 'again': {
          const isDone = await attempt(act, deps);
          const { seq } = await deps.journal.head();
          const isDoneAgain = await attempt(act, deps);
          if (isDone && (await deps.journal.byCause(act.by.cause)) !== null) expect([isDoneAgain, (await deps.journal.head()).seq]).toEqual([true, seq]);
          break;
        }
        case 'together': await Promise.all([attempt(act, deps), ...(last === null ? [] : [attempt({ ...last, by: { ...last.by, cause: `${last.by.cause}+` } }, deps)]), attempt(act, deps)]); break;
        case 'lost-before': case 'lost-after': {
          await attempt(act, failing(deps, how));
          // Kept, though nobody heard so: whoever tries again hears that it is done.
          const isKept = (await deps.journal.byCause(act.by.cause)) !== null;
          expect([isKept, await attempt(act, deps)]).not.toEqual([true, false]);
          break;
        }
        case 'stale': await attempt(act, lagging()); break;
        case 'restart': await attempt(act, deps); await watched.rebuild(); await settleCeremonies(deps)(bureau.now()); break;
      }
      if (act.outside !== true) last = act;
    }
    await remember();
    await watched.check();
  };
  const end = async (withChat: boolean): Promise<void> => {
    await watched.rebuild();
    if (!withChat) return;
    const office = await openOffice({ bureau });
    const said = office.platform.sent.length;
    await office.restart();
    await office.settle();
    expect(office.platform.sent.length).toBe(said);
    expect(office.inGroup().map((each) => wordsOf(each, office.platform)).join('\n')).not.toMatch(/亲属|说明：|执法证失效|经核实/);
  };
  return { play, watched, end };
};
