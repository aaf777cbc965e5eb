/**
 * 递补抽取: consent opens a round, the witness closes it, the service reveals the next code of the draw's chain.
 *
 * The same order as the draw itself, and as safe against a stop at any point: what is pinned and typed decides, whoever reveals.
 */
import { otpChain, seedOf } from '../domain/draw/draw.ts';
import { NO_WISH, planPublic, readPublicValue } from '../domain/draw/public-wish.ts';
import type { PublicWish } from '../domain/draw/public-wish.ts';
import { beaconOf } from '../domain/draw/public.ts';
import { roundHash } from '../domain/draw/round.ts';
import { byTicket, keyOf, ticketOf } from '../domain/draw/ticket.ts';
import type { Instant } from '../domain/values.ts';
import { inspectorCode, taskOf } from '../domain/ids.ts';
import type { InspectorCode, PersonId, SubstitutionId } from '../domain/ids.ts';
import { withRole } from '../domain/people/unit.ts';
import type { Person } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { InspectorRow } from '../domain/roster/rows.ts';
import type { Matter } from '../domain/substitution/decide.ts';
import type { SubstitutionState } from '../domain/substitution/substitution.ts';
import { awaitedOfRound, decideRoundConfirmed, decideRoundOpened, decideRoundRejected, decideRoundResult, decideRoundTimeout, decideRoundValue, decideRoundWitnessed, roundPlanOf, roundStep } from '../domain/substitution/round.ts';
import { requireWitness } from '../domain/task/ceremony.ts';
import { requireTask, rulesOfTask } from '../domain/task/require.ts';
import { lockedAttempt } from '../domain/task/task.ts';
import type { Attempt } from '../domain/task/task.ts';
import { atSubstitution, matterOf } from './at-substitution.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Decision, Desk } from './decision.ts';
import { SERVICE } from './ports.ts';
import type { Entry } from './ports.ts';
import { demandGenuine } from './public-value.ts';
import type { Substitutes } from './queries/substitutes.ts';
import { asDigest } from './reveal.ts';
import { aliasIn, CODE_CHAIN_LENGTH, saltsOf, secretId } from './secrets.ts';

const MINUTE_MS = 60_000;

export const drawnBy = (matter: Matter): Attempt => {
  const attempt = lockedAttempt(matter.task, ['together', 'inspectors']);
  if (attempt === null) throw new Refusal('round.not-locked', '抽取还没有锁定，不能递补', { next: '发送「任务」查看进度' });
  return attempt;
};

/** The witness of the draw if he still may, else another supervisor. */
const witnessFor = (matter: Matter, by: Person, barred: ReadonlySet<string>): Person => {
  const { witness } = drawnBy(matter);
  const asked = withRole(matter.unit, 'supervisor').toSorted((a, b) => Number(b.id === witness) - Number(a.id === witness));
  let reason: unknown = new Refusal('draw.witness-unknown', '没有可以见证递补抽取的监督员', { next: '请系统管理员绑定监督员后再办理', clause: '每次抽取由抽取人以外的人见证' });
  for (const person of asked) {
    try {
      return requireWitness(matter.unit, by, person.id, barred);
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
};

/** Consent where the rules fill the post by lot: pins the candidates and asks the witness. */
export const openRound = async (deps: Deps, desk: Desk, matter: Matter, person: Person, choice: Substitutes, wish: PublicWish = NO_WISH): Promise<Decision['events']> => {
  const { id: task } = requireTask(matter.task);
  // One code, one round: the number follows from all rounds of the task, so the task must stand still meanwhile.
  await desk.take('task', task);
  const { draw, substitution } = rulesOfTask(matter.task);
  const used = (await deps.states.find('inspection', { task })).reduce((sum, { state }) => sum + (state.rounds ?? state.replaced.length), 0);
  const round = 2 + used;
  if (round > CODE_CHAIN_LENGTH) throw new Refusal('round.codes-exhausted', `本任务的递补抽取已用完 ${String(CODE_CHAIN_LENGTH - 1)} 轮密钥`, { next: '请由主要负责人决定整任务作废后重抽', clause: substitution.mode.clause });
  const barred = new Set<string>([...choice.candidates.map(({ inspector }) => inspector), ...matter.inspection.inspectors]);
  const witness = witnessFor(matter, person, barred);
  const closeBefore = new Date(Date.parse(deps.clock()) + draw.witnessMinutes.value * MINUTE_MS).toISOString();
  const closer = aliasIn((await saltsOf(deps, task)).people, witness);
  return decideRoundOpened(matter, person, {
    round, witness, closer, closeBefore, public: planPublic(draw.publicValue.value, wish, closeBefore),
    candidates: choice.candidates.map(({ inspector }) => inspector), excluded: choice.excluded.map(({ inspector, reason }) => ({ inspector, reason })),
  });
};

export const witnessRound = (deps: Deps) => async (by: By, id: SubstitutionId, text: string): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    return { unit: unitId, events: decideRoundWitnessed(matter, person, text, deps.clock()) };
  });
  await revealRound(deps)(id);
  return entry;
};

export const enterRoundValue = (deps: Deps) => async (by: By, id: SubstitutionId, issue: string, text: string): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const awaited = awaitedOfRound(matter);
    const value = readPublicValue(awaited, issue, text, id);
    const events = decideRoundValue(matter, person, value, deps.clock());
    demandGenuine(deps, awaited, value, id);
    return { unit: unitId, events };
  });
  await revealRound(deps)(id);
  return entry;
};

export const confirmRoundValue = (deps: Deps) => async (by: By, id: SubstitutionId): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    return { unit: unitId, events: decideRoundConfirmed(matter, person) };
  });
  await revealRound(deps)(id);
  return entry;
};

export const rejectRoundValue = (deps: Deps) => (by: By, id: SubstitutionId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    return { unit: unitId, events: decideRoundRejected(matter, person, reason) };
  });

const lowest = (round: number, seed: string, candidates: readonly InspectorCode[]): InspectorCode => {
  const key = keyOf(seed, `sub/${round}`);
  const [first] = candidates.map((code) => ({ id: code, ticket: ticketOf(key, code) })).sort(byTicket);
  const pick = first === undefined ? null : inspectorCode(first.id);
  if (pick === null) throw new TypeError('a round without candidates');
  return pick;
};

/** Name and section of the pick, from the roster of today. */
const named = async (deps: Deps, matter: Matter, inspector: InspectorCode): Promise<{ readonly inspector: InspectorCode; readonly name: string; readonly section: string }> => {
  const { unit } = requireTask(matter.task);
  const { state: roster } = await deps.states.load('roster', rosterStream(unit, 'inspectors'));
  const row = (await deps.rosters.row(unit, 'inspectors', roster.version, inspector)) as unknown as InspectorRow | null;
  return { inspector, name: row?.name ?? inspector, section: row?.section ?? '' };
};

/** @param openedBy who opened the envelope, where the service has lost its secret */
export const roundResult = async (deps: Deps, matter: Matter, secret: Uint8Array, openedBy: PersonId | null): Promise<Decision['events']> => {
  const attempt = drawnBy(matter);
  const { round } = matter.substitution;
  if (round === undefined || round.contribution === null) throw new Error(`no round of ${String(matter.substitution.id)} is closed`);
  const otp = otpChain(secret, CODE_CHAIN_LENGTH).code(round.round);
  const contributions = [{ by: round.contribution.alias, seq: 1, text: round.contribution.text }];
  const seed = seedOf({ planBytes: await deps.blobs.get(attempt.plan.sha256), round: round.round, contributions, otp, beacon: beaconOf(round.publicValue?.value ?? null), prev: roundHash(roundPlanOf(matter.substitution)) });
  const pick = await named(deps, matter, lowest(round.round, seed, round.candidates));
  return decideRoundResult(matter, pick, { round: round.round, otp: asDigest(otp), seed: asDigest(seed), ...(openedBy === null ? {} : { openedBy }) });
};

const byService = (what: string, { id, unit, round }: Matter['substitution']): By => ({ actor: SERVICE, via: 'service', cause: `${what}/${String(id)}/${String(round?.round ?? 0)}`, unit });

/** @returns the entry, or null when no round of this request waits to be revealed */
export const revealRound = (deps: Deps) => async (id: SubstitutionId): Promise<Entry | null> => {
  const { state: now } = await deps.states.load('substitution', id);
  if (roundStep(now) !== 'reveal') return null;
  const by = byService('round', now);
  return record(deps, by, async (desk) => {
    const { matter, unitId } = await matterOf(desk, id);
    const secret = await deps.secrets.get(secretId(requireTask(matter.task).id, drawnBy(matter).attempt));
    if (secret === null) throw new Error(`the secret behind the round of ${id} is missing`);
    return { unit: unitId, events: await roundResult(deps, matter, secret, null) };
  });
};

const expireRound = async (deps: Deps, seen: SubstitutionState, id: SubstitutionId, now: Instant): Promise<boolean> => {
  try {
    await record(deps, byService('round-timeout', seen), async (desk) => {
      const { matter, unitId } = await matterOf(desk, id);
      const events = decideRoundTimeout(matter.substitution, now);
      if (events.length === 0) throw new Refusal('draw.not-late', '见证没有超时', { next: '无需处理' });
      return { unit: unitId, events };
    });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};

/**
 * Reveals rounds a stop interrupted and gives up those nobody witnessed.
 * @throws the first error, after every other round has had its turn
 */
export const settleRounds = (deps: Deps) => async (now: Instant): Promise<number> => {
  const errors: unknown[] = [];
  let settled = 0;
  for (const { state } of await deps.states.find('substitution', { phase: 'drawing' })) {
    // Nothing is made of a task that was taken back whole.
    if (state.id === null || state.inspection === null || (await deps.states.load('task', taskOf(state.inspection))).state.phase === 'void') continue;
    try {
      if ((await revealRound(deps)(state.id)) !== null || (decideRoundTimeout(state, now).length > 0 && (await expireRound(deps, state, state.id, now)))) settled += 1;
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return settled;
};
