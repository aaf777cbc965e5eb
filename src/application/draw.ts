/**
 * The ceremony: commit in front of the group, take what people throw in, close by the witness, reveal, draw.
 *
 * Nothing here can be repeated until it suits: the secret is fixed with the commitment, survives a crash encrypted, and the
 * result is a function of what was closed. A crash between closing and result gives the same result at the next start.
 */
import { otpChain, planOf } from '../domain/draw/draw.ts';
import { seal } from '../domain/draw/envelope.ts';
import { NO_WISH, planPublic } from '../domain/draw/public-wish.ts';
import type { PublicWish } from '../domain/draw/public-wish.ts';
import { positionIn } from '../domain/draw/unit-log.ts';
import type { PersonId, TaskId } from '../domain/ids.ts';
import { custodyOf } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { roundScope } from '../domain/substitution/refill.ts';
import { decideCommitment, decideContribution, decideDecline, decideWitnessing, nextAttempt, requireOpenable, requireWitness } from '../domain/task/ceremony.ts';
import { demandReason } from '../domain/task/conflicts.ts';
import { rulesOfTask } from '../domain/task/require.ts';
import { lastAttempt } from '../domain/task/task.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';
import { entered } from './draws.ts';
import { demandCountsKnown } from './queries/pending-counts.ts';
import { prepareDraw } from './queries/prepare-draw.ts';
import type { PreparedDraw } from './queries/prepare-draw.ts';
import { reservationsOf } from './queries/yearly.ts';
import { revealDraw } from './reveal.ts';
import { aliasIn, CODE_CHAIN_LENGTH, custodyCode, eraseSpent, fixedSecret, saltsOf, secretId } from './secrets.ts';
import { atTask, rosterVersions } from './task.ts';

const MINUTE_MS = 60_000;

/**
 * 承诺: freezes the lists, fixes the secret, seals it for others, invites the witness.
 * @param reason why the draw goes ahead in spite of a conflict (P13, X3); '' where there is none
 * @param wish which public value to await, where the rules ask for one
 */
export const openDraw = (deps: Deps) => (by: By, task: TaskId, witnessId: PersonId, reason = '', wish: PublicWish = NO_WISH): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const rules = rulesOfTask(state);
    const versions = await rosterVersions(deps, unitId);
    const stage = requireOpenable(state, person, versions);
    const closeBefore = new Date(Date.parse(deps.clock()) + rules.draw.witnessMinutes.value * MINUTE_MS).toISOString();
    const awaited = planPublic(rules.draw.publicValue.value, wish, closeBefore);
    const [secret, salts] = await Promise.all([fixedSecret(deps, secretId(task, nextAttempt(state))), saltsOf(deps, task)]);
    // The plan says where in the unit's tree of draws it stands: whoever comes in between makes it be made anew.
    const draws = await desk.take('draws', unitId);
    const prepared = await prepareDraw(deps)(state, stage, versions, salts.lines);
    const { request, frozen, capVersion, capYears, conflicts, staff } = prepared;
    const witness = requireWitness(unit, person, witnessId, new Set(staff.map(({ id }) => id)));
    demandSomething(frozen);
    await demandCountsKnown(deps, state, stage, prepared);
    const inSpiteOf = demandReason(conflicts, reason, task);
    const rounds = stage === 'objects' ? null : roundScope(rules);
    const planned = planOf(request, frozen, {
      otpTop: otpChain(secret, CODE_CHAIN_LENGTH).top, otpLength: CODE_CHAIN_LENGTH, witness: aliasIn(salts.people, witness), closeBefore, logSize: draws.size, unitLog: positionIn(draws), public: awaited,
      ...(rounds === null ? {} : { rounds }),
    });
    const [plan, targets, inspectors, recusals] = await Promise.all([
      deps.blobs.put('plan.json', planned.bytes),
      deps.blobs.put('roster.jsonl', frozen.targets),
      deps.blobs.put('inspectors.jsonl', frozen.inspectors),
      deps.blobs.put('recusals.jsonl', frozen.recusals),
    ]);
    const { version: custody } = custodyOf(unit);
    const envelope = { sealed: seal(secret, await custodyCode(deps, unitId, custody), plan.sha256), custody };
    const events = decideCommitment(state, person, { stage, plan, planHash: plan.sha256, targets, inspectors, recusals, witness, closeBefore, capVersion, capYears, notices: frozen.notices, public: awaited, envelope, ...inSpiteOf });
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
    const alias = aliasIn((await saltsOf(deps, task)).people, person);
    return { unit: unitId, events: decideContribution(state, person, text, alias, deps.clock()) };
  });

/** The witness closes, on the yearly counts the lists were frozen on. */
const closing = (deps: Deps) => (by: By, task: TaskId, text: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    const alias = aliasIn((await saltsOf(deps, task)).people, person);
    const last = lastAttempt(state);
    const counts = await Promise.all((last === null ? [] : reservationsOf(state, last)).map(async ({ id, frozen }) => ({ id, frozen, version: (await deps.states.load('cap', id)).version })));
    const events = decideWitnessing(state, person, text, alias, deps.clock(), counts.some(({ frozen, version }) => frozen !== null && frozen !== version));
    if (events.some(({ type }) => type === 'ContributionsClosed')) counts.forEach(({ id, version }) => { desk.takeAt('cap', id, version); });
    return { unit: unitId, events: await entered(desk, unitId, events) };
  });

/** 见证封口, and at once 开出 unless a public value is awaited: the reveal is the service's own entry, repeated at the next start if this process dies between. */
export const witnessDraw = (deps: Deps) => async (by: By, task: TaskId, text: string): Promise<Entry> => {
  const entry = await closing(deps)(by, task, text);
  await revealDraw(deps)(task);
  await eraseSpent(deps, task);
  return entry;
};

export const declineWitness = (deps: Deps) => async (by: By, task: TaskId, reason: string): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { state, unitId, person } = await atTask(desk, by, task);
    return { unit: unitId, events: await entered(desk, unitId, decideDecline(state, person, reason, deps.clock())) };
  });
  await eraseSpent(deps, task);
  return entry;
};
