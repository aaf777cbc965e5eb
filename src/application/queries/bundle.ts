/**
 * 复核包: the signed log of a task's ceremonies with the lists it is about, zipped nowhere and hidden nowhere – one JSON
 * and four JSON Lines files that anybody can recompute.
 *
 * The supervisor's edition shows everything. The public edition is the same log under the same root; every line about an
 * inspector (roster, recusals, teams) and every substitution is withheld, its salted hash stands in.
 */
import type { Json } from '../../domain/canonical.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import { bundleBytes, publicBundle, publicLines, sealBundle } from '../../domain/draw/bundle.ts';
import type { Bundle } from '../../domain/draw/bundle.ts';
import { aliasOf, logOf } from '../../domain/draw/log.ts';
import { writeTeams } from '../../domain/draw/published.ts';
import { unitLeaf } from '../../domain/draw/unit-log.ts';
import type { Fact } from '../../domain/events.ts';
import type { BlobRef, Instant, LocalDate } from '../../domain/values.ts';
import type { Digest, PersonId, TaskId, UnitId } from '../../domain/ids.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { evolveUnit, newUnit, personById } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { streamOf } from '../../domain/streams.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { saltsOf } from '../secrets.ts';
import type { Entry } from '../ports.ts';
import { logKey, signerOf } from './log-key.ts';
import { latestWindow } from './moved-windows.ts';
import { readResult } from './read-result.ts';

export interface BundleFiles {
  readonly bundle: BlobRef;
  /** The lists of every attempt with a result, as they were frozen and drawn. */
  readonly lists: readonly BlobRef[];
  /** Signed note of the unit's tree of draws: to be kept, and compared with later. */
  readonly checkpoint: BlobRef;
}
export type Edition = 'full' | 'public';

/** The entries about a task: its own and those of its inspections' substitutions, in the journal's order. */
const entriesAbout = async (deps: Deps, task: TaskId): Promise<readonly Entry[]> => {
  const replaced = (await deps.states.find('inspection', { task })).filter(({ state, version }) => version > 0 && state.id !== null);
  const streams = [streamOf('task', task), ...replaced.map(({ id }) => streamOf('inspection', id))];
  const entries = new Map((await Promise.all(streams.map((stream) => deps.journal.ofStream(stream)))).flat().map((entry) => [entry.seq, entry]));
  return [...entries.values()].sort((a, b) => a.seq - b.seq);
};

const loadBlobs = async (deps: Deps, facts: readonly Fact[]): Promise<ReadonlyMap<Digest, Json>> => {
  const refs = facts.flatMap((fact) => (fact.type === 'DrawCommitted' ? [fact.plan] : fact.type === 'DrawCompleted' ? [fact.result] : []));
  return new Map(await Promise.all(refs.map(async ({ sha256 }) => [sha256, JSON.parse(new TextDecoder().decode(await deps.blobs.get(sha256))) as Json] as const)));
};

/** The unit as it was at an entry: a role given or taken later does not change how the log calls somebody. */
const unitAt = async (deps: Deps, unit: UnitId, seq: number): Promise<UnitState> =>
  (await deps.journal.ofStream(streamOf('unit', unit))).filter((entry) => entry.seq <= seq).reduce((state, { events, at }) => events.reduce((now, fact) => evolveUnit(now, fact, at), state), newUnit);

/** Whoever typed something keeps the alias it entered the seed under; everybody else gets one by the role of that day. */
const aliases = (facts: readonly Fact[], unit: UnitState, salt: string) => {
  const known = new Map<PersonId, string>(facts.flatMap((fact) => (fact.type === 'Contributed' || fact.type === 'SubstitutionRoundWitnessed' ? [[fact.by, fact.alias] as const] : fact.type === 'SubstitutionRoundOpened' ? [[fact.witness, fact.closer] as const] : [])));
  return (person: PersonId): string => {
    const role = personById(unit, person)?.roles[0];
    return known.get(person) ?? aliasOf(role === undefined ? '成员' : ROLE_NAMES[role], person, salt);
  };
};

/** The lists of an attempt as they leave the house; kept under names that say which attempt they belong to. */
const listsOf = async (deps: Deps, task: TaskId, attempt: Attempt, edition: Edition, saltKey: Uint8Array): Promise<readonly BlobRef[]> => {
  const named = (name: string): string => `${task}_第${String(attempt.attempt)}次_${name}`;
  const teams = attempt.result === null ? new Uint8Array() : writeTeams(await readResult(deps.blobs, attempt.result.sha256), saltKey);
  if (edition === 'full') return [...[attempt.targets, attempt.inspectors, attempt.recusals].map((list) => ({ ...list, name: named(list.name) })), await deps.blobs.put(named('teams.jsonl'), teams)];
  const [inspectors, recusals] = await Promise.all([deps.blobs.get(attempt.inspectors.sha256), deps.blobs.get(attempt.recusals.sha256)]);
  const withheld = (name: string, lines: Uint8Array): Promise<BlobRef> => deps.blobs.put(named(name), publicLines(lines, () => false));
  return [{ ...attempt.targets, name: named(attempt.targets.name) }, await withheld('inspectors.jsonl', inspectors), await withheld('recusals.jsonl', recusals), await withheld('teams.jsonl', teams)];
};

/** Leaves of the unit's tree of draws, in the order of the journal; null while nothing has entered it. */
const unitLeaves = async (deps: Deps, unit: UnitId): Promise<readonly Uint8Array[]> =>
  (await deps.journal.ofStream(streamOf('draws', unit))).flatMap(({ events, at }) => events.flatMap((fact) => unitLeaf(fact, at) ?? []));

/** @throws Refusal where there is nothing to publish yet, or nothing that names nobody */
const demandPublishable = (task: TaskState, facts: readonly Fact[], lastDay: LocalDate, today: LocalDate): void => {
  const { settings, rules } = requireTask(task);
  const attempt = task.attempts.findLast(({ result }) => result !== null);
  if (settings.noNotice && today <= lastDay) {
    throw new Refusal('draw.bundle-later', `不宜告知的任务，复核包在检查期限（${lastDay}）之后公开；现在公开的是方案校验码 ${attempt?.planHash ?? ''}`, {
      next: '请记下方案校验码，期满后再发送「复核」核对；监督员可私聊取完整版', clause: rulesInForce(rules).clauses.withheldNotice,
    });
  }
  if (facts.some((fact) => fact.type === 'DrawCompleted' && fact.published === undefined)) {
    throw new Refusal('draw.bundle-names-staff', '这次抽取用的是旧格式，结果里写有执法证号，没有公开版复核包', { next: '监督员可私聊我发送「复核」取完整版' });
  }
};

interface Signed { readonly sealed: Bundle; readonly facts: readonly Fact[]; readonly task: TaskState; readonly saltKey: Uint8Array }

/** The signed log of a task as it stands now, with the facts it was made from. */
const signedLog = async (deps: Deps, id: TaskId): Promise<Signed> => {
  const { state: task } = await deps.states.load('task', id);
  const { unit: unitId } = requireTask(task);
  const [entries, salts, leaves] = await Promise.all([entriesAbout(deps, id), saltsOf(deps, id), unitLeaves(deps, unitId)]);
  const told: readonly { readonly fact: Fact; readonly at: Instant }[] = entries.flatMap(({ events, at }) => events.map((fact) => ({ fact, at })));
  const facts = told.map(({ fact }) => fact);
  const committed = entries.find(({ events }) => events.some(({ type }) => type === 'DrawCommitted'));
  const [blobs, unit] = await Promise.all([loadBlobs(deps, facts), unitAt(deps, unitId, committed?.seq ?? 0)]);
  const log = logOf({ facts: told, blob: ({ sha256 }) => blobs.get(sha256) ?? null, alias: aliases(facts, unit, salts.people), saltKey: salts.log });
  return { sealed: sealBundle(log, `${unitId}/${id}`, signerOf(deps), leaves.length === 0 ? undefined : { unit: unitId, leaves }), facts, task, saltKey: salts.log };
};

/** What supervisors keep of a ceremony that is not finished: everything closed so far, signed. */
export const bundleSoFar = (deps: Deps) => async (id: TaskId): Promise<BlobRef> => deps.blobs.put(`封口记录_${id}.json`, bundleBytes((await signedLog(deps, id)).sealed));

/** @throws Refusal while the task has no result, or while its public edition must wait */
export const drawBundle = (deps: Deps) => async (id: TaskId, edition: Edition = 'full'): Promise<BundleFiles> => {
  const { state: now } = await deps.states.load('task', id);
  const { unit } = requireTask(now);
  if (now.attempts.every(({ result }) => result === null)) throw new Refusal('draw.nothing-drawn', '本任务还没有抽取结果，没有复核包', { next: '抽取完成后再发送「复核」' });
  const { sealed, facts, task, saltKey } = await signedLog(deps, id);
  if (edition === 'public') demandPublishable(task, facts, (await latestWindow(deps, task)).to, localDate(deps.clock()));
  const drawn = task.attempts.filter(({ result }) => result !== null);
  const bundle = await deps.blobs.put(`复核包_${id}.json`, bundleBytes(edition === 'public' ? publicBundle(sealed) : sealed));
  const { checkpoint } = await logKey(deps)(unit);
  return { bundle, checkpoint, lists: (await Promise.all(drawn.map((attempt) => listsOf(deps, id, attempt, edition, saltKey)))).flat() };
};
