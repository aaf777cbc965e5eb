/**
 * 复核包: the signed log of a task's ceremonies with the lists it is about, zipped nowhere and hidden nowhere – one JSON
 * and three JSON Lines files that anybody can recompute.
 */
import type { Json } from '../../domain/canonical.ts';
import { bundleBytes, publicBundle, publicLines, sealBundle } from '../../domain/draw/bundle.ts';
import { aliasOf, logOf } from '../../domain/draw/log.ts';
import type { BlobRef, Fact, Instant } from '../../domain/events.ts';
import type { Digest, PersonId, TaskId } from '../../domain/ids.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import { personById } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { streamOf } from '../../domain/streams.ts';
import { requireTask } from '../../domain/task/require.ts';
import type { Attempt } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { saltsOf } from '../draw.ts';
import type { Entry } from '../ports.ts';
import { readResult } from './read-result.ts';

export interface BundleFiles {
  readonly bundle: BlobRef;
  /** The lists of every attempt with a result, as they were frozen. */
  readonly lists: readonly BlobRef[];
}

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

/** Whoever typed something keeps the alias it entered the seed under; everybody else gets one by today's role. */
const aliases = (facts: readonly Fact[], unit: UnitState, salt: string) => {
  const known = new Map<PersonId, string>(facts.flatMap((fact) => (fact.type === 'Contributed' ? [[fact.by, fact.alias] as const] : [])));
  return (person: PersonId): string => {
    const role = personById(unit, person)?.roles[0];
    return known.get(person) ?? aliasOf(role === undefined ? '成员' : ROLE_NAMES[role], person, salt);
  };
};

/** Inspectors the result itself names: drawn into a team, or sent as a substitute. */
const namedInspectors = async (deps: Deps, facts: readonly Fact[], drawn: readonly Attempt[]): Promise<ReadonlySet<string>> => {
  const results = await Promise.all(drawn.flatMap(({ result }) => (result === null ? [] : [readResult(deps.blobs, result.sha256)])));
  const members = results.flatMap(({ teams }) => (teams ?? []).flatMap((team) => team.members.map(({ inspector }) => inspector)));
  return new Set<string>([...members, ...facts.flatMap((fact) => (fact.type === 'SubstitutionApproved' ? [fact.new] : []))]);
};

/**
 * The frozen lists of an attempt; in the public edition the line of whoever was not drawn, and every recusal, is replaced
 * by its leaf hash, so that the roots in the plan still verify (draw specification, amendment 3).
 */
const listsOf = async (deps: Deps, { targets, inspectors, recusals }: Attempt, shown: ReadonlySet<string> | null): Promise<readonly BlobRef[]> => {
  if (shown === null) return [targets, inspectors, recusals];
  const withheld = async (list: BlobRef, isShown: (id: string) => boolean): Promise<BlobRef> => deps.blobs.put(list.name, publicLines(await deps.blobs.get(list.sha256), isShown));
  return [targets, await withheld(inspectors, (code) => shown.has(code)), await withheld(recusals, () => false)];
};

/** @throws Refusal while the task has no result */
export const drawBundle = (deps: Deps) => async (id: TaskId, edition: 'full' | 'public' = 'full'): Promise<BundleFiles> => {
  const { state: task } = await deps.states.load('task', id);
  const { unit: unitId } = requireTask(task);
  const drawn = task.attempts.filter(({ result }) => result !== null);
  if (drawn.length === 0) throw new Refusal('draw.nothing-drawn', '本任务还没有抽取结果，没有复核包', { next: '抽取完成后再发送「复核」' });
  const [{ state: unit }, entries, salts] = await Promise.all([deps.states.load('unit', unitId), entriesAbout(deps, id), saltsOf(deps, id)]);
  const facts: readonly { readonly fact: Fact; readonly at: Instant }[] = entries.flatMap(({ events, at }) => events.map((fact) => ({ fact, at })));
  const blobs = await loadBlobs(deps, facts.map(({ fact }) => fact));
  const log = logOf({ facts, blob: ({ sha256 }) => blobs.get(sha256) ?? null, alias: aliases(facts.map(({ fact }) => fact), unit, salts.people), saltKey: salts.log });
  const sealed = sealBundle(log, `${unitId}/${id}`, { key: Buffer.from(deps.signer.publicKey).toString('base64'), sign: deps.signer.sign });
  const bundle = await deps.blobs.put(`复核包_${id}.json`, bundleBytes(edition === 'public' ? publicBundle(sealed) : sealed));
  const shown = edition === 'public' ? await namedInspectors(deps, facts.map(({ fact }) => fact), drawn) : null;
  const lists = (await Promise.all(drawn.map((attempt) => listsOf(deps, attempt, shown)))).flatMap((of, n) => of.map((list) => ({ ...list, name: `${id}_第${String(drawn[n]?.attempt ?? 0)}次_${list.name}` })));
  return { bundle, lists };
};
