/**
 * 开出: the code is revealed, the seed follows, the result is what it must be.
 *
 * The reveal is the service's own entry and runs by itself: after the close, after the public value, after a crash. Where the
 * service has lost its secret, whoever holds the opening code (开封口令) opens the envelope instead – with the same result,
 * because nothing about a closed draw is left to decide.
 */
import { canonical, digestOf } from '../domain/canonical.ts';
import type { Json } from '../domain/canonical.ts';
import { drawFrom, otpChain, seedOf } from '../domain/draw/draw.ts';
import { openSealed } from '../domain/draw/envelope.ts';
import { beaconOf } from '../domain/draw/public.ts';
import { publishedResult } from '../domain/draw/published.ts';
import type { DrawResult } from '../domain/draw/types.ts';
import type { Fact } from '../domain/events.ts';
import { digest } from '../domain/ids.ts';
import type { Digest, PersonId, TaskId, UnitId } from '../domain/ids.ts';
import { custodyOf } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { awaitingReveal, requireFinishable } from '../domain/task/ceremony.ts';
import { WITHOUT_NAMES } from '../domain/task/notice.ts';
import { requireTask } from '../domain/task/require.ts';
import type { Attempt, TaskState } from '../domain/task/task.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk, Decision } from './decision.ts';
import { SERVICE } from './ports.ts';
import type { Entry } from './ports.ts';
import { entered } from './draws.ts';
import { reservationsOf } from './queries/yearly.ts';
import { CODE_CHAIN_LENGTH, eraseSpent, saltsOf, secretId } from './secrets.ts';
import { atTask } from './task.ts';

export const asDigest = (hex: string): Digest => {
  const parsed = digest(hex);
  if (parsed === null) throw new TypeError('not a SHA-256 digest');
  return parsed;
};

const seedFor = async (deps: Deps, attempt: Attempt, secret: Uint8Array): Promise<{ readonly otp: Digest; readonly seed: Digest; readonly plan: Json }> => {
  const planBytes = await deps.blobs.get(attempt.plan.sha256);
  const otp = otpChain(secret, CODE_CHAIN_LENGTH).code(1);
  const contributions = attempt.contributions.map(({ alias, seq, text }) => ({ by: alias, seq, text }));
  const beacon = beaconOf(attempt.publicValue?.value ?? null);
  return { otp: asDigest(otp), seed: asDigest(seedOf({ planBytes, round: 1, contributions, otp, beacon })), plan: JSON.parse(new TextDecoder().decode(planBytes)) as Json };
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

/** The decision that opens a closed attempt with its secret. */
const revealed = async (deps: Deps, desk: Desk, state: TaskState, attempt: Attempt, secret: Uint8Array, openedBy: PersonId | null): Promise<Decision & { readonly unit: UnitId }> => {
  const { id: task, unit, settings } = requireTask(state);
  const { otp, seed, plan } = await seedFor(deps, attempt, secret);
  const result = await resultOf(deps, attempt, settings.noNotice, plan, seed);
  const opened: Fact = { type: 'SeedRevealed', task, attempt: attempt.attempt, otp, seed, ...(openedBy === null ? {} : { openedBy }) };
  // Whoever prepared a draw between closing and result has counted without it; the second stage changes no visits.
  if (attempt.stage !== 'inspectors') for (const { id } of reservationsOf(state, attempt)) await desk.take('cap', id);
  if (typeof result === 'string') return { unit, events: await entered(desk, unit, [opened, { type: 'AttemptAbandoned', task, attempt: attempt.attempt, reason: result }]) };
  const blob = await deps.blobs.put('result.json', new TextEncoder().encode(canonical(result)));
  const inspections = result.teams?.length ?? 0;
  const published = asDigest(digestOf(publishedResult(result, (await saltsOf(deps, task)).log)));
  const completed: Fact = { type: 'DrawCompleted', task, attempt: attempt.attempt, stage: attempt.stage, result: blob, selected: result.selected.length, inspections, published };
  return { unit, events: await entered(desk, unit, [opened, completed]), blobs: [blob] };
};

/**
 * Reveals the code and draws. Safe to call at any time: does nothing where nothing waits.
 * @returns the entry, or null when no attempt of the task is closed and waiting
 */
export const revealDraw = (deps: Deps) => async (task: TaskId): Promise<Entry | null> => {
  const { state: now } = await deps.states.load('task', task);
  const waiting = awaitingReveal(now);
  if (waiting === null) return null;
  const by: By = { actor: SERVICE, via: 'service', cause: `reveal/${secretId(task, waiting.attempt)}`, unit: now.unit };
  const entry = await record(deps, by, async (desk) => {
    const state = await desk.take('task', task);
    const attempt = awaitingReveal(state);
    if (attempt === null) throw new Refusal('draw.revealed', '本次抽取已开出', { next: '发送「任务」查看结果' });
    const secret = await deps.secrets.get(secretId(task, attempt.attempt));
    if (secret === null) throw new Error(`the secret of ${secretId(task, attempt.attempt)} is missing`);
    return revealed(deps, desk, state, attempt, secret, null);
  });
  await eraseSpent(deps, task);
  return entry;
};

/**
 * 补开: a closed draw that the service does not open is opened with the envelope and its code.
 * The code has been said and is spent with that: what is committed from now on is sealed under the next edition.
 */
export const finishDraw = (deps: Deps) => async (by: By, task: TaskId, code: string): Promise<Entry> => {
  const entry = await record(deps, by, async (desk) => {
    const { state, unit, unitId, person } = await atTask(desk, by, task);
    const { attempt, envelope } = requireFinishable(state, person);
    const plan = JSON.parse(new TextDecoder().decode(await deps.blobs.get(attempt.plan.sha256))) as { readonly otp: { readonly top: string; readonly length: number } };
    const secret = openSealed(envelope.sealed, code, attempt.planHash, plan.otp);
    if (secret === null) throw new Refusal('draw.wrong-code', '开封口令不对，封存件没有打开', { next: `请核对信封上的口令（第 ${String(envelope.custody)} 版，20 位，字母不分大小写）` });
    const decision = await revealed(deps, desk, state, attempt, secret, person.id);
    if (custodyOf(unit).version !== envelope.custody) return decision;
    await desk.take('unit', unitId);
    return { ...decision, events: [...decision.events, { type: 'CustodyCodeSpent', unit: unitId, version: envelope.custody, by: person.id }] };
  });
  await eraseSpent(deps, task);
  return entry;
};
