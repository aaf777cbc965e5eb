/** Whole ceremonies for tests, from facts to a signed bundle, the way the journal would tell them. */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

import { canonical, digestOf } from '../../src/domain/canonical.ts';
import type { Json } from '../../src/domain/canonical.ts';
import { bundleBytes, sealBundle } from '../../src/domain/draw/bundle.ts';
import type { SignatureCheck } from '../../src/domain/draw/bundle.ts';
import type { Signer } from '../../src/domain/draw/checkpoint.ts';
import { drawFrom, freeze, otpChain, planOf, seedOf } from '../../src/domain/draw/draw.ts';
import type { Frozen } from '../../src/domain/draw/draw.ts';
import { aliasOf, chained, logOf } from '../../src/domain/draw/log.ts';
import { beaconOf } from '../../src/domain/draw/public.ts';
import type { AwaitedPublic, PublicPlan, PublicValue } from '../../src/domain/draw/public-value.ts';
import { roundHash } from '../../src/domain/draw/round.ts';
import type { LogEvent } from '../../src/domain/draw/log.ts';
import { publishedResult, writeTeams } from '../../src/domain/draw/published.ts';
import { keyOf, ticketOf } from '../../src/domain/draw/ticket.ts';
import { evolveDraws, leafOfEvent, newDraws, positionIn, unitLeaf } from '../../src/domain/draw/unit-log.ts';
import type { DrawRequest, DrawResult } from '../../src/domain/draw/types.ts';
import type { Fact } from '../../src/domain/events.ts';
import type { BlobRef } from '../../src/domain/values.ts';
import type { Digest, InspectionId, PersonId, SubstitutionId, TaskId, UnitId } from '../../src/domain/ids.ts';
import { candidatesForPost } from '../../src/domain/team/substitutes.ts';

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
/** An Ed25519 signer from a fixed private key of 32 equal bytes. */
export const signerOf = (byte: number): Signer => {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, Buffer.alloc(32, byte)]), format: 'der', type: 'pkcs8' });
  return { key: createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64'), sign: (data) => sign(null, data, key) };
};
export const checkSignature: SignatureCheck = (key, data, sig) => {
  try {
    return verify(null, data, createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' }), sig);
  } catch {
    return false;
  }
};

const saltKey = new Uint8Array(32).fill(9);
const alias = (person: PersonId): string => aliasOf(person === 'U1-P002' ? '监督员' : person === 'U1-P004' ? '分管负责人' : '经办人', person, 'salt');
export const WITNESS = 'U1-P002' as PersonId;
const CLERK = 'U1-P001' as PersonId;
const DEPUTY = 'U1-P004' as PersonId;

/** Leaves of another task that stand before the played one's. */
const LEAVES_ELSEWHERE = 2;

export interface Played {
  readonly log: readonly LogEvent[];
  readonly frozen: readonly Frozen[];
  readonly lists: readonly Uint8Array[];
  readonly results: readonly DrawResult[];
  readonly planHashes: readonly string[];
  /** Leaves of the unit's tree of draws; the first ones belong to other tasks. */
  readonly leaves: readonly Uint8Array[];
  readonly bundle: Uint8Array;
  readonly key: string;
}

/**
 * What happens after the result: 'locked' ends well, 'void' and 'declined' end the attempt, 'closed' goes no further than the
 * close (or the public value); the others replace somebody after the lock: 'substituted' by choice, 'redrawn' by the code alone as
 * older journals have it, 'round' by a witnessed round, 'round-lapsed' by the second one after the first was given up.
 */
export type Ending = 'locked' | 'void' | 'declined' | 'substituted' | 'redrawn' | 'round' | 'round-lapsed' | 'closed';

/** A public value that is awaited, and the one that comes. */
export interface Awaited { readonly plan: AwaitedPublic; readonly value: PublicValue }
/** One attempt: what is asked for, how it ends, which public value it waits for. */
export interface PlayedAttempt { readonly request: (before: readonly DrawResult[], previousPlan: string | null, attempt: number) => DrawRequest; readonly ending: Ending; readonly awaited?: Awaited }

/** Plays attempts one after another; each builds on the results before it. */
/**
 * @param start instant of the first fact; a public value comes at its own time
 * @param inTree whether the plans stand in the unit's tree of draws, as all do now
 */
export const play = (steps: readonly PlayedAttempt[], start = '2026-09-08T01:10:00.000Z', inTree = true): Played => {
  const facts: { fact: Fact; at: string }[] = [];
  const blobs = new Map<string, Json>();
  const [frozenLists, results, planHashes]: [Frozen[], DrawResult[], string[]] = [[], [], []];
  let clock = Date.parse(start);
  const until = (instant: string): void => { clock = Math.max(clock, Date.parse(instant)); };
  const leaves: Uint8Array[] = [];
  let draws = newDraws;
  const enter = (fact: Fact, at: string): void => {
    draws = evolveDraws(draws, fact, at);
    const leaf = unitLeaf(fact, at);
    if (leaf !== null) leaves.push(leaf);
  };
  const elsewhere = 'T2026-006' as TaskId;
  const someBlob: BlobRef = { sha256: 'f'.repeat(64) as Digest, bytes: 0, name: '' };
  enter({ type: 'DrawCommitted', task: elsewhere, attempt: 1, stage: 'together', plan: someBlob, planHash: someBlob.sha256, targets: someBlob, inspectors: someBlob, recusals: someBlob, drawer: CLERK, witness: WITNESS, closeBefore: '2026-09-01T00:00:00.000Z', capVersion: 0 }, '2026-09-01T00:00:00.000Z');
  enter({ type: 'AttemptAbandoned', task: elsewhere, attempt: 1, reason: '' }, '2026-09-01T00:30:00.000Z');
  const record = (fact: Fact): void => {
    const at = new Date(clock).toISOString();
    facts.push({ fact, at });
    enter(fact, at);
    clock += 1000;
  };
  const store = (value: unknown, name: string): BlobRef => {
    const text = canonical(value);
    const sha256 = createHash('sha256').update(text).digest('hex') as Digest;
    blobs.set(sha256, JSON.parse(text) as Json);
    return { sha256, bytes: Buffer.byteLength(text), name };
  };
  steps.forEach(({ request, ending, awaited }, index) => {
    const attempt = index + 1;
    const wanted = request(results, planHashes.at(-1) ?? null, attempt);
    const { task, stage } = wanted;
    const frozen = freeze(wanted, saltKey);
    frozenLists.push(frozen);
    const chain = otpChain(new Uint8Array(32).fill(attempt), 8);
    const closeBefore = awaited === undefined ? new Date(Date.parse(start) + 110 * 60_000).toISOString() : new Date(Date.parse(awaited.plan.notBefore) - 1000).toISOString();
    const byRound = ending === 'round' || ending === 'round-lapsed';
    const { plan, bytes, planHash } = planOf(wanted, frozen, { otpTop: chain.top, otpLength: 8, witness: alias(WITNESS), closeBefore, logSize: draws.size, ...(inTree ? { unitLog: positionIn(draws) } : {}), ...(awaited === undefined ? {} : { public: awaited.plan }), ...(byRound ? { rounds: 'all' as const } : {}) });
    planHashes.push(planHash);
    const empty = store([], 'list');
    record({ type: 'DrawCommitted', task, attempt, stage, plan: store(plan, 'plan'), planHash: planHash as Digest, targets: empty, inspectors: empty, recusals: empty, drawer: CLERK, witness: WITNESS, closeBefore, capVersion: 0 });
    if (ending === 'declined') { record({ type: 'WitnessDeclined', task, attempt, by: WITNESS, reason: '现场无人' }); return; }
    record({ type: 'Contributed', task, attempt, seq: 1, by: CLERK, alias: alias(CLERK), text: '3691' });
    record({ type: 'Contributed', task, attempt, seq: 2, by: WITNESS, alias: alias(WITNESS), text: `QR7123456${String(attempt)}` });
    record({ type: 'ContributionsClosed', task, attempt, by: WITNESS });
    if (awaited !== undefined) {
      until(awaited.plan.notBefore);
      record({ type: 'PublicValueEntered', task, attempt, value: awaited.value, by: CLERK });
      if (awaited.value.kind !== 'drand') record({ type: 'PublicValueConfirmed', task, attempt, by: WITNESS });
    }
    if (ending === 'closed') return;
    const contributions = [{ by: alias(CLERK), seq: 1, text: '3691' }, { by: alias(WITNESS), seq: 2, text: `QR7123456${String(attempt)}` }];
    const seed = seedOf({ planBytes: bytes, round: 1, contributions, otp: chain.code(1), beacon: beaconOf(awaited?.value ?? null) });
    record({ type: 'SeedRevealed', task, attempt, otp: chain.code(1) as Digest, seed: seed as Digest });
    const result = drawFrom({ plan: JSON.parse(canonical(plan)) as Json, targets: frozen.targets, inspectors: frozen.inspectors, recusals: frozen.recusals, seed });
    results.push(result);
    record({ type: 'DrawCompleted', task, attempt, stage, result: store(result, 'result'), selected: result.selected.length, inspections: result.teams?.length ?? 0, published: digestOf(publishedResult(result, saltKey)) as Digest });
    if (ending === 'void') { record({ type: 'AttemptVoided', task, attempt, by: DEPUTY, reason: '名单有误' }); return; }
    record({ type: 'DrawAttested', task, attempt, by: WITNESS });
    record({ type: 'DrawLocked', task, attempt, stage, by: CLERK });
    if (ending === 'substituted' || ending === 'redrawn') substitute(wanted, result, bytes, ending === 'redrawn', record);
    if (byRound) substituteByRound(wanted, result, bytes, ending === 'round-lapsed', record, clock, until, awaited === undefined ? null : awaited);
  });
  const log = logOf({ facts, blob: (ref) => blobs.get(ref.sha256) ?? null, alias, saltKey });
  const signer = signerOf(3);
  return {
    log, frozen: frozenLists, results, planHashes, leaves, key: signer.key,
    lists: [...frozenLists.flatMap(({ targets, inspectors, recusals }) => [targets, inspectors, recusals]), ...results.filter(({ teams }) => teams !== null).map((result) => writeTeams(result, saltKey))],
    bundle: bundleBytes(sealBundle(log, 'U1/T2026-007', signer, { unit: 'U1', leaves })),
  };
};

type Draft = Pick<LogEvent, 'type' | 'at' | 'body'>;
export const draftsOf = ({ log }: Played): readonly Draft[] => log.map(({ type, at, body }) => ({ type, at, body }));

/** What the holder of the key can do: other events, chained, entered into the tree and signed as if they had happened. */
export const resealed = ({ leaves }: Played, drafts: readonly Draft[], signer = signerOf(3)): Uint8Array => {
  const log = chained(drafts);
  let attempt = 0;
  const own = log.flatMap((event) => {
    if (event.type === 'plan') attempt = Number((event.body as { readonly attempt?: unknown }).attempt);
    try {
      return leafOfEvent(event, 'T2026-007', attempt) ?? [];
    } catch {
      return [];
    }
  });
  return bundleBytes(sealBundle(log, 'U1/T2026-007', signer, { unit: 'U1', leaves: [...leaves.slice(0, LEAVES_ELSEWHERE), ...own] }));
};

const substitute = (wanted: DrawRequest, result: DrawResult, encoded: Uint8Array, byLot: boolean, record: (fact: Fact) => void): void => {
  const [team] = result.teams ?? [];
  const target = result.selected[0];
  const [, old] = team?.members ?? [];
  if (team === undefined || old === undefined || target === undefined) return;
  const substitution = 'SUB2026-001' as SubstitutionId;
  const inspection = `${wanted.task}-01` as InspectionId;
  const { candidates, excluded } = candidatesForPost({ post: 1, team, target: { code: target.code, name: target.name, section: target.section }, inspectors: wanted.inspectors, recusals: wanted.recusals, rules: wanted.team });
  // 'drawn': by lot with the next code of the chain, as the rules of 福州 demand; otherwise the first candidate is appointed.
  const round = 2;
  const otp = otpChain(new Uint8Array(32).fill(wanted.attempt), 8).code(round);
  const seed = seedOf({ planBytes: encoded, round, contributions: [], otp, prev: digestOf({ substitution, inspection, inspector: old.inspector }) });
  const key = keyOf(seed, `sub/${round}`);
  const ordered = byLot ? [...candidates].sort((a, b) => (ticketOf(key, a.id) < ticketOf(key, b.id) ? -1 : 1)) : candidates;
  const lot = byLot ? { round, otp: otp as Digest, seed: seed as Digest } : null;
  const [pick] = ordered;
  if (pick === undefined) return;
  record({ type: 'SubstitutionRequested', unit: 'U1' as UnitId, substitution, inspection, inspector: old.inspector, reason: 'health', detail: null, by: CLERK, approver: DEPUTY });
  record({ type: 'SubstitutionApproved', substitution, inspection, old: old.inspector, new: pick.id, newName: pick.name, newSection: pick.section, candidates: candidates.map(({ id }) => id), excluded: excluded.map(({ inspector, reason }) => ({ inspector: inspector, reason })), lot, by: DEPUTY });
};

/** The vacated post filled by a witnessed round (递补抽取), after one that nobody witnessed when `lapsed`. */
const substituteByRound = (wanted: DrawRequest, result: DrawResult, encoded: Uint8Array, lapsed: boolean, record: (fact: Fact) => void, now: number, until: (instant: string) => void, awaited: Awaited | null): void => {
  const [team] = result.teams ?? [];
  const target = result.selected[0];
  const [, old] = team?.members ?? [];
  if (team === undefined || old === undefined || target === undefined) return;
  const substitution = 'SUB2026-001' as SubstitutionId;
  const inspection = `${wanted.task}-01` as InspectionId;
  const { candidates, excluded } = candidatesForPost({ post: 1, team, target: { code: target.code, name: target.name, section: target.section }, inspectors: wanted.inspectors, recusals: wanted.recusals, rules: wanted.team });
  const codes = candidates.map(({ id }) => id);
  const exclusions = excluded.map(({ inspector, reason }) => ({ inspector, reason }));
  // The value of the draw itself is long known: the round waits for one of its own.
  const later = awaited?.value.kind === 'lottery' ? laterLottery(awaited) : null;
  const closeBefore = new Date(now + 30 * 60_000).toISOString();
  const awaitedNow: PublicPlan = later?.plan ?? { kind: 'none' };
  record({ type: 'SubstitutionRequested', unit: 'U1' as UnitId, substitution, inspection, inspector: old.inspector, reason: 'health', detail: null, by: CLERK, approver: DEPUTY });
  const open = (round: number): void => record({ type: 'SubstitutionRoundOpened', substitution, inspection, round, old: old.inspector, candidates: codes, excluded: exclusions, witness: WITNESS, closer: alias(WITNESS), closeBefore, public: awaitedNow, by: DEPUTY });
  open(2);
  if (lapsed) {
    record({ type: 'SubstitutionRoundAbandoned', substitution, inspection, reason: '见证人未在时限内见证' });
    open(3);
  }
  const round = lapsed ? 3 : 2;
  record({ type: 'SubstitutionRoundWitnessed', substitution, inspection, by: WITNESS, alias: alias(WITNESS), text: 'AB12345678' });
  if (later !== null) {
    until(later.plan.notBefore);
    record({ type: 'SubstitutionRoundValueEntered', substitution, inspection, value: later.value, by: DEPUTY });
    record({ type: 'SubstitutionRoundValueConfirmed', substitution, inspection, by: WITNESS });
  }
  const otp = otpChain(new Uint8Array(32).fill(wanted.attempt), 8).code(round);
  const prev = roundHash({ substitution, inspection, inspector: old.inspector, round, candidates: codes, exclusions, closer: alias(WITNESS), closeAt: closeBefore, public: awaitedNow });
  const seed = seedOf({ planBytes: encoded, round, contributions: [{ by: alias(WITNESS), seq: 1, text: 'AB12345678' }], otp, beacon: beaconOf(later?.value ?? null), prev });
  const key = keyOf(seed, `sub/${round}`);
  const [pick] = [...candidates].sort((a, b) => (ticketOf(key, a.id) < ticketOf(key, b.id) ? -1 : 1));
  if (pick === undefined) return;
  record({ type: 'SubstitutionApproved', substitution, inspection, old: old.inspector, new: pick.id, newName: pick.name, newSection: pick.section, candidates: codes, excluded: exclusions, lot: { round, otp: otp as Digest, seed: seed as Digest }, by: DEPUTY });
};

/** The issue after the one the draw itself waited for. */
const laterLottery = ({ plan, value }: Awaited): Awaited | null => {
  if (plan.kind !== 'lottery' || value.kind !== 'lottery') return null;
  const issue = String(Number(plan.issue) + 1);
  const notBefore = new Date(Date.parse(plan.notBefore) + 2 * 86_400_000).toISOString();
  return { plan: { ...plan, issue, notBefore }, value: { ...value, issue, value: '03,04,11,19,27,33+16' } };
};
