/**
 * What must hold of a dispatched task after every step, read from the journal alone and compared with the states: the model keeps
 * its own list of people, leave, interests and delegations, so that it does not believe what the rules believe.
 */
import { hashOf, touchKey } from '../../../src/adapters/mongo/entry.ts';
import { fold, seedingsOf, splitStream, untouched } from '../../../src/adapters/mongo/fold.ts';
import type { Versioned } from '../../../src/adapters/mongo/fold.ts';
import type { Entry } from '../../../src/application/ports.ts';
import { canonical } from '../../../src/domain/canonical.ts';
import { localDate } from '../../../src/domain/calendar/working-days.ts';
import type { Fact, FactOf } from '../../../src/domain/events.ts';
import type { InspectorCode, PersonId, TaskId } from '../../../src/domain/ids.ts';
import type { InspectionState } from '../../../src/domain/inspection/inspection.ts';
import { personById } from '../../../src/domain/people/unit.ts';
import { rulesInForce } from '../../../src/domain/rules/adopted.ts';
import { streamOf } from '../../../src/domain/streams.ts';
import { requireTask } from '../../../src/domain/task/require.ts';
import { STAFF, U1 } from '../../support/bureau.ts';
import type { Bureau } from '../../support/bureau.ts';

/** A person as the list of today has him. */
export interface Listed { readonly section: string; readonly certified: boolean; readonly until: string; readonly status: string }
export const PEOPLE = STAFF.flatMap(({ name, section, certificate }) => (certificate === undefined ? [] : [{ name, section, certificate: certificate as InspectorCode }]));

export interface Watch {
  /** The model's list of people; whoever changes the roster changes this too. */
  readonly listed: Map<string, Listed>;
  /** Checks everything; throws what jest says. */
  readonly check: () => Promise<void>;
  /** Folds the whole journal anew, as a start after a crash does, and compares. */
  readonly rebuild: () => Promise<void>;
  readonly counts: ReadonlyMap<Fact['type'], number>;
  readonly isVoid: () => boolean;
}

const visitsOf = async ({ deps }: Bureau, task: TaskId): Promise<readonly InspectionState[]> => (await deps.states.find('inspection', { task })).map(({ state }) => state);

export const watch = async (bureau: Bureau, task: TaskId): Promise<Watch> => {
  const { deps } = bureau;
  const { state: made } = await deps.states.load('task', task);
  const { settings, rules: adopted } = requireTask(made);
  const rules = rulesInForce(adopted);
  const locked = canonical(made.attempts);
  const listed = new Map<string, Listed>(PEOPLE.map(({ certificate, section }) => [certificate, { section, certified: true, until: '2028-12-31', status: '在岗' }]));
  const drawn = await visitsOf(bureau, task);
  const teams = new Map(drawn.map(({ id, inspectors }) => [String(id), [...inspectors]] as const));
  /** Whether each member held a certificate when he was sent. */
  const certifiedWhenSent = new Map(drawn.map(({ id, inspectors }) => [String(id), new Map<string, boolean>(inspectors.map((code) => [code, true]))] as const));
  const targets = new Map(drawn.map(({ id, target }) => [String(id), target?.code ?? '']));
  const leaders = new Map(drawn.map(({ id, posts }) => [String(id), posts.find(({ leader }) => leader)?.inspector ?? '']));
  const leaves: { readonly inspector: string; readonly from: string; readonly to: string }[] = [];
  const interests = new Set<string>();
  const left = new Set<string>();
  const requests = new Map<string, FactOf<'SubstitutionRequested'>>();
  const delegations = new Map<number, FactOf<'DelegationGranted'>>();
  const counts = new Map<Fact['type'], number>();
  const causes = new Set<string>();
  let seen = (await deps.journal.head()).seq;
  let last = seen === 0 ? '' : ((await deps.journal.head()).hash);
  let isVoid = false;

  /** Nobody is sent who may not go: judged on what the model knows at the moment of the consent. */
  const demandEligible = (code: InspectorCode, inspection: string, old: InspectorCode, at: string): void => {
    const row = listed.get(code);
    const today = localDate(at);
    const from = today > settings.window.from ? today : settings.window.from;
    const isLeader = leaders.get(inspection) === old;
    const post = (teams.get(inspection) ?? []).indexOf(old);
    const mustHold = !rules.roster.allowUncertifiedMembers.value || post < rules.team.minCertified.value;
    expect({ code, row: row?.status, away: leaves.some((leave) => leave.inspector === code && leave.from <= settings.window.to && leave.to >= from) }).toEqual({ code, row: '在岗', away: false });
    if (mustHold) expect({ code, certified: row?.certified === true && row.until >= settings.window.to }).toEqual({ code, certified: true });
    expect({ code, interest: interests.has(`${code} ${targets.get(inspection) ?? ''}`) }).toEqual({ code, interest: false });
    expect(teams.get(inspection)).not.toContain(code);
    expect({ code, left: left.has(code) }).toEqual({ code, left: false });
    if (isLeader && rules.team.leaderFrom.value === 'initiatingSection') expect(row?.section).toBe(settings.section);
  };
  const personOf = async (id: PersonId) => personById((await deps.states.load('unit', U1)).state, id);

  /** Who consents or refuses did not ask, is not of the team and does not go himself; in another's place only with it in writing. */
  const demandFree = async (fact: FactOf<'SubstitutionApproved' | 'SubstitutionRefused' | 'SubstitutionRoundOpened'>, at: string): Promise<void> => {
    const by = await personOf(fact.by);
    const requested = requests.get(fact.substitution);
    expect(fact.by).not.toBe(requested?.by);
    if (by?.certificate != null) expect(teams.get(fact.inspection)).not.toContain(by.certificate);
    const principal = 'for' in fact ? fact.for : undefined;
    if (principal === undefined) {
      if (by !== null) expect(by.roles.some((role) => role === 'deputy' || role === 'leader')).toBe(true);
      return;
    }
    expect(principal).not.toBe(requested?.by);
    const today = localDate(at);
    expect([...delegations.values()].some(({ principal: whose, delegate, matter, from, to }) => whose === principal && delegate === fact.by && matter === 'substitution' && from <= today && today <= to)).toBe(true);
  };

  const take = async (fact: Fact, at: string): Promise<void> => {
    counts.set(fact.type, (counts.get(fact.type) ?? 0) + 1);
    switch (fact.type) {
      case 'LeaveTaken': leaves.push(fact); return;
      case 'InterestRegistered': interests.add(`${fact.inspector} ${fact.target}`); return;
      case 'PersonUnbound': { const gone = PEOPLE.find(({ certificate }) => !left.has(certificate) && goneNow.has(certificate)); if (gone !== undefined) left.add(gone.certificate); return; }
      case 'DelegationGranted': delegations.set(fact.delegation, fact); return;
      case 'DelegationWithdrawn': delegations.delete(fact.delegation); return;
      case 'TaskVoided': isVoid = true; return;
      case 'SubstitutionRequested': requests.set(fact.substitution, fact); return;
      case 'SubstitutionRefused': return demandFree(fact, at);
      case 'SubstitutionRoundOpened': {
        await demandFree(fact, at);
        for (const code of fact.candidates) demandEligible(code, fact.inspection, fact.old, at);
        return;
      }
      case 'SubstitutionApproved': {
        if (fact.lot === null) {
          await demandFree(fact, at);
          for (const code of fact.candidates) demandEligible(code, fact.inspection, fact.old, at);
        }
        expect(fact.candidates).toContain(fact.new);
        const team = teams.get(fact.inspection) ?? [];
        teams.set(fact.inspection, team.map((code) => (code === fact.old ? fact.new : code)));
        if (leaders.get(fact.inspection) === fact.old) leaders.set(fact.inspection, fact.new);
        certifiedWhenSent.get(fact.inspection)?.set(fact.new, listed.get(fact.new)?.certified === true);
        return;
      }
      default:
    }
  };
  /** Whose account the administrator has just taken away; filled from the unit's own state. */
  const goneNow = new Set<string>();

  const verify = (entry: Entry): void => {
    const { hash, id, touches, ...rest } = entry;
    expect(hashOf({ ...rest, _id: id, touches: touches.map(touchKey) })).toBe(hash);
    expect(entry.prevHash).toBe(last);
    expect(causes.has(entry.cause)).toBe(false);
    causes.add(entry.cause);
    last = hash;
  };

  const check = async (): Promise<void> => {
    const entries = await deps.journal.read(seen, 10_000);
    const { state: unit } = await deps.states.load('unit', U1);
    for (const code of unit.left ?? []) goneNow.add(code);
    for (const entry of entries) {
      verify(entry);
      seen = entry.seq;
      for (const fact of entry.events) await take(fact, entry.at);
    }
    const all = (await deps.states.find('substitution', { unit: U1 })).map(({ state }) => state);
    for (const { id, inspectors, posts, finished } of await visitsOf(bureau, task)) {
      const team = teams.get(String(id)) ?? [];
      expect(inspectors).toEqual(team);
      expect(new Set(team).size).toBe(settings.teamSize);
      expect(team.filter((code) => certifiedWhenSent.get(String(id))?.get(code) === true).length).toBeGreaterThanOrEqual(Math.max(2, rules.team.minCertified.value));
      expect(posts.filter(({ leader }) => leader).map(({ inspector }) => inspector)).toEqual([leaders.get(String(id))]);
      for (const { inspector, substitution } of posts) {
        const open = all.filter((request) => request.inspection === id && request.inspector === inspector && (request.phase === 'requested' || request.phase === 'drawing'));
        expect(open.length).toBeLessThanOrEqual(1);
        expect(open[0]?.id ?? null).toBe(substitution);
      }
      if (finished !== undefined) expect(posts.every(({ substitution, acceptedAt }) => substitution === null && acceptedAt !== null)).toBe(true);
    }
    expect(all).toHaveLength(counts.get('SubstitutionRequested') ?? 0);
    expect(all.filter(({ phase }) => phase === 'approved')).toHaveLength(counts.get('SubstitutionApproved') ?? 0);
    expect(all.filter(({ phase }) => phase === 'refused')).toHaveLength(counts.get('SubstitutionRefused') ?? 0);
    expect((await deps.states.load('register', `${U1}/2026`)).state.substitutions).toBe(requests.size);
    expect((await deps.states.load('cap', `${U1}/2026`)).state.tasks).toEqual(isVoid ? [] : [task]);
    expect(canonical((await deps.states.load('task', task)).state.attempts)).toBe(locked);
  };

  const rebuild = async (): Promise<void> => {
    const states = new Map<string, Versioned>();
    for (const entry of await deps.journal.read(0, 100_000)) {
      const after = new Map(entry.touches.map(({ stream }) => [stream, fold(stream, states.get(stream) ?? untouched(splitStream(stream).kind), entry)]));
      for (const { blob, read } of seedingsOf(entry.events, after)) for (const seed of read(await deps.blobs.get(blob.sha256))) if (!states.has(streamOf(seed.kind, seed.id))) states.set(streamOf(seed.kind, seed.id), { version: 0, seq: 0, state: seed.state });
      after.forEach((state, stream) => states.set(stream, state));
    }
    for (const [stream, { version, state }] of states) {
      const { kind, id } = splitStream(stream);
      expect(await deps.states.load(kind, id)).toEqual({ version, state });
    }
  };
  return { listed, check, rebuild, counts, isVoid: () => isVoid };
};
