/**
 * The ceremony: commit in front of the group, take what people throw in, close by the witness, reveal, draw.
 *
 * Nothing here can be repeated until it suits: the secret is fixed with the commitment, survives a crash encrypted, and the
 * result is a function of what was closed. A crash between closing and result gives the same result at the next start.
 */
import { createHmac } from 'node:crypto';

import { canonical, digestOf } from '../domain/canonical.ts';
import type { Json } from '../domain/canonical.ts';
import { drawFrom, otpChain, planOf, seedOf } from '../domain/draw/draw.ts';
import { aliasOf as saltedAlias } from '../domain/draw/log.ts';
import { publishedResult } from '../domain/draw/published.ts';
import { positionIn } from '../domain/draw/unit-log.ts';
import type { DrawResult } from '../domain/draw/types.ts';
import type { Fact, Instant } from '../domain/events.ts';
import { digest } from '../domain/ids.ts';
import type { Digest, PersonId, TaskId } from '../domain/ids.ts';
import { ROLE_NAMES } from '../domain/people/roles.ts';
import type { Person } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { rulesInForce } from '../domain/rules/adopted.ts';
import { mayRefillByLot } from '../domain/substitution/refill.ts';
import { awaitingReveal, decideCommitment, decideContribution, decideDecline, decideTimeout, decideWitnessing, nextAttempt, requireOpenable, requireWitness } from '../domain/task/ceremony.ts';
import { demandReason } from '../domain/task/conflicts.ts';
import { WITHOUT_NAMES } from '../domain/task/notice.ts';
import { requireTask, rulesOfTask } from '../domain/task/require.ts';
import { lastAttempt } from '../domain/task/task.ts';
import type { Attempt, TaskState } from '../domain/task/task.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import { SERVICE } from './ports.ts';
import type { Entry } from './ports.ts';
import { entered } from './draws.ts';
import { prepareDraw } from './queries/prepare-draw.ts';
import type { PreparedDraw } from './queries/prepare-draw.ts';
import { reservationsOf } from './queries/yearly.ts';
import { atTask, rosterVersions } from './task.ts';

/** Codes of the chain: the draw itself and the later rounds of substitutions by lot. */
export const CODE_CHAIN_LENGTH = 64;
const SECRET_BYTES = 32;
const MINUTE_MS = 60_000;

export const secretId = (task: TaskId, attempt: number): string => `${task}/${String(attempt)}`;

/** A secret made once: whoever comes second, or again after a crash, gets the first one. */
const fixedSecret = async (deps: Deps, id: string): Promise<Uint8Array> => {
  const known = await deps.secrets.get(id);
  if (known !== null) return known;
  const fresh = deps.randomBytes(SECRET_BYTES);
  try {
    await deps.secrets.put(id, fresh);
    return fresh;
  } catch (error) {
    const other = await deps.secrets.get(id);
    if (other === null) throw error;
    return other;
  }
};

/** Salts of a task: what may be withheld from a public edition cannot be guessed from its hash. Kept with the task. */
export const saltsOf = async (deps: Deps, task: TaskId): Promise<{ readonly lines: Uint8Array; readonly log: Uint8Array; readonly people: string }> => {
  const salt = await fixedSecret(deps, `${task}/salt`);
  const part = (label: string): Uint8Array => new Uint8Array(createHmac('sha256', salt).update(`ssj-draw/v1/${label}`).digest());
  return { lines: part('lines'), log: part('log'), people: Buffer.from(part('people')).toString('hex') };
};

const aliasOf = (salt: string, person: Person): string => {
  const role = person.roles[0];
  return saltedAlias(role === undefined ? '成员' : ROLE_NAMES[role], person.id, salt);
};

const asDigest = (hex: string): Digest => {
  const parsed = digest(hex);
  if (parsed === null) throw new TypeError('not a SHA-256 digest');
  return parsed;
};

/**
 * 承诺: freezes the lists, fixes the secret, invites the witness.
 * @param reason why the draw goes ahead in spite of a conflict (P13, X3); '' where there is none
 */
export const openDraw = (deps: Deps) => (by: By, task: TaskId, witnessId: PersonId, reason = ''): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const { rules } = requireTask(state);
    const versions = await rosterVersions(deps, unitId);
    const stage = requireOpenable(state, person, versions);
    const attempt = nextAttempt(state);
    const [secret, salts] = await Promise.all([fixedSecret(deps, secretId(task, attempt)), saltsOf(deps, task)]);
    // The plan says where in the unit's tree of draws it stands: whoever comes in between makes it be made anew.
    const draws = await desk.take('draws', unitId);
    const { request, frozen, capVersion, capYears, conflicts, staff } = await prepareDraw(deps)(state, stage, versions, salts.lines);
    const witness = requireWitness(unit, person, witnessId, new Set(staff.map(({ id }) => id)));
    demandSomething(frozen);
    const inSpiteOf = demandReason(conflicts, reason, task);
    const closeBefore = new Date(Date.parse(deps.clock()) + rulesInForce(rules).draw.witnessMinutes.value * MINUTE_MS).toISOString();
    const planned = planOf(request, frozen, { otpTop: otpChain(secret, CODE_CHAIN_LENGTH).top, otpLength: CODE_CHAIN_LENGTH, witness: aliasOf(salts.people, witness), closeBefore, logSize: draws.size, unitLog: positionIn(draws) });
    const [plan, targets, inspectors, recusals] = await Promise.all([
      deps.blobs.put('plan.json', planned.bytes),
      deps.blobs.put('roster.jsonl', frozen.targets),
      deps.blobs.put('inspectors.jsonl', frozen.inspectors),
      deps.blobs.put('recusals.jsonl', frozen.recusals),
    ]);
    const events = decideCommitment(state, person, { stage, plan, planHash: plan.sha256, targets, inspectors, recusals, witness, closeBefore, capVersion, capYears, notices: frozen.notices, ...inSpiteOf });
    return { unit: unitId, events, blobs: [plan, targets, inspectors, recusals] };
  });

/** Refuses a draw that cannot give a lawful result, before anything is committed (P10). */
const demandSomething = (frozen: PreparedDraw['frozen']): void => {
  if (!frozen.feasibility.ok) {
    throw new Refusal('draw.infeasible', frozen.feasibility.sentence, { next: frozen.feasibility.remedies.map(({ text }) => text).join('；'), clause: frozen.feasibility.clause });
  }
  if (frozen.strata.every(({ drawn }) => drawn === 0)) {
    throw new Refusal('draw.nobody', '范围内没有可以抽取的检查对象', { next: '请核对任务范围和检查对象名录（非存续、已达年度上限的不参与抽取）；发送「预览」查看排除理由' });
  }
};

/** A member of the group throws something in. */
export const contribute = (deps: Deps) => (by: By, task: TaskId, text: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const alias = aliasOf((await saltsOf(deps, task)).people, person);
    return { unit: unitId, events: decideContribution(state, person, text, alias, deps.clock()) };
  });

/** The witness closes, on the yearly counts the lists were frozen on. */
const closing = (deps: Deps) => (by: By, task: TaskId, text: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const alias = aliasOf((await saltsOf(deps, task)).people, person);
    const last = lastAttempt(state);
    const counts = await Promise.all((last === null ? [] : reservationsOf(state, last)).map(async ({ id, frozen }) => ({ id, frozen, version: (await deps.states.load('cap', id)).version })));
    const events = decideWitnessing(state, person, text, alias, deps.clock(), counts.some(({ frozen, version }) => frozen !== null && frozen !== version));
    if (events.some(({ type }) => type === 'ContributionsClosed')) counts.forEach(({ id, version }) => { desk.takeAt('cap', id, version); });
    return { unit: unitId, events: await entered(desk, unitId, events) };
  });

/** 见证封口, and at once 开出: the reveal is the service's own entry, repeated at the next start if this process dies between. */
export const witnessDraw = (deps: Deps) => async (by: By, task: TaskId, text: string): Promise<Entry> => {
  const entry = await closing(deps)(by, task, text);
  await revealDraw(deps)(task);
  return entry;
};

export const declineWitness = (deps: Deps) => (by: By, task: TaskId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    return { unit: unitId, events: await entered(desk, unitId, decideDecline(state, person, reason, deps.clock())) };
  });

const seedFor = async (deps: Deps, state: TaskState, attempt: Attempt): Promise<{ readonly otp: Digest; readonly seed: Digest; readonly plan: Json }> => {
  const { id } = requireTask(state);
  const planBytes = await deps.blobs.get(attempt.plan.sha256);
  const secret = await deps.secrets.get(secretId(id, attempt.attempt));
  if (secret === null) throw new Error(`the secret of ${secretId(id, attempt.attempt)} is missing`);
  const otp = otpChain(secret, CODE_CHAIN_LENGTH).code(1);
  const contributions = attempt.contributions.map(({ alias, seq, text }) => ({ by: alias, seq, text }));
  return { otp: asDigest(otp), seed: asDigest(seedOf({ planBytes, round: 1, contributions, otp })), plan: JSON.parse(new TextDecoder().decode(planBytes)) as Json };
};

/** The result, or the sentence why the closed draw has none (teams impossible for the drawn targets). */
const resultOf = async (deps: Deps, attempt: Attempt, noNotice: boolean, plan: Json, seed: string): Promise<DrawResult | string> => {
  const [targets, inspectors, recusals] = await Promise.all([deps.blobs.get(attempt.targets.sha256), deps.blobs.get(attempt.inspectors.sha256), deps.blobs.get(attempt.recusals.sha256)]);
  try {
    return drawFrom({ plan, targets, inspectors, recusals, seed });
  } catch (error) {
    if (error instanceof Refusal && error.code === 'team.infeasible') return noNotice ? WITHOUT_NAMES : error.message;
    throw error;
  }
};

/**
 * 开出: reveals the code and draws. Safe to call at any time: does nothing where nothing waits.
 * @returns the entry, or null when no attempt of the task is closed and waiting
 */
export const revealDraw = (deps: Deps) => async (task: TaskId): Promise<Entry | null> => {
  const { state: now } = await deps.states.load('task', task);
  const waiting = awaitingReveal(now);
  if (waiting === null) return null;
  const by: By = { actor: SERVICE, via: 'service', cause: `reveal/${secretId(task, waiting.attempt)}`, unit: now.unit };
  const entry = await record(deps, by, async (desk) => {
    const state = await desk.take('task', task);
    const { unit, settings } = requireTask(state);
    const attempt = awaitingReveal(state);
    if (attempt === null) throw new Refusal('draw.revealed', '本次抽取已开出', { next: '发送「任务」查看结果' });
    const { otp, seed, plan } = await seedFor(deps, state, attempt);
    const result = await resultOf(deps, attempt, settings.noNotice, plan, seed);
    const revealed: Fact = { type: 'SeedRevealed', task, attempt: attempt.attempt, otp, seed };
    // Whoever prepared a draw between closing and result has counted without it; the second stage changes no visits.
    if (attempt.stage !== 'inspectors') for (const { id } of reservationsOf(state, attempt)) await desk.take('cap', id);
    if (typeof result === 'string') {
      return { unit, events: await entered(desk, unit, [revealed, { type: 'AttemptAbandoned', task, attempt: attempt.attempt, reason: result }]) };
    }
    const blob = await deps.blobs.put('result.json', new TextEncoder().encode(canonical(result)));
    const inspections = result.teams?.length ?? 0;
    const published = asDigest(digestOf(publishedResult(result, (await saltsOf(deps, task)).log)));
    const completed: Fact = { type: 'DrawCompleted', task, attempt: attempt.attempt, stage: attempt.stage, result: blob, selected: result.selected.length, inspections, published };
    return { unit, events: await entered(desk, unit, [revealed, completed]), blobs: [blob] };
  });
  if (!keepsSecret(now)) await deps.secrets.erase(secretId(task, waiting.attempt));
  return entry;
};

/** Substitutions by lot need the later codes of the chain. */
const keepsSecret = (state: TaskState): boolean => mayRefillByLot(rulesOfTask(state));

/**
 * Finishes what a stop interrupted: closed ceremonies are revealed, commitments past their time given up.
 * @throws the first error, after every other ceremony has had its turn
 */
export const settleCeremonies = (deps: Deps) => async (now: Instant): Promise<number> => {
  const open = await deps.states.find('task', { phase: 'drawing' });
  const outcomes: PromiseSettledResult<boolean>[] = [];
  for (const { state } of open) outcomes.push(...(await Promise.allSettled([settleOne(deps, state, now)])));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value).length;
};

const settleOne = async (deps: Deps, state: TaskState, now: Instant): Promise<boolean> => {
  const last = lastAttempt(state);
  if (state.id === null || last === null) return false;
  if (last.phase === 'closed') return (await revealDraw(deps)(state.id)) !== null;
  return decideTimeout(state, now).length > 0 && expire(deps, state, now);
};

const expire = async (deps: Deps, seen: TaskState, now: Instant): Promise<boolean> => {
  const { id, unit } = requireTask(seen);
  const by: By = { actor: SERVICE, via: 'job', cause: `witness-timeout/${secretId(id, lastAttempt(seen)?.attempt ?? 0)}`, unit };
  try {
    await record(deps, by, async (desk) => {
      const events = decideTimeout(await desk.take('task', id), now);
      if (events.length === 0) throw new Refusal('draw.not-late', '见证没有超时', { next: '无需处理' });
      return { unit, events: await entered(desk, unit, events) };
    });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};
