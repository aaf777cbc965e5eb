/**
 * The secrets of ceremonies: made once, kept encrypted, erased as soon as nobody may need them any more.
 *
 * What is erased here can still be opened by those who hold envelope and code; the service itself has forgotten it.
 */
import { createHmac } from 'node:crypto';

import { openingCode } from '../domain/draw/envelope.ts';
import { aliasOf as saltedAlias } from '../domain/draw/log.ts';
import type { TaskId, UnitId } from '../domain/ids.ts';
import { ROLE_NAMES } from '../domain/people/roles.ts';
import type { Person } from '../domain/people/unit.ts';
import { mayRefillByLot } from '../domain/substitution/refill.ts';
import { requireTask, rulesOfTask } from '../domain/task/require.ts';
import type { TaskState } from '../domain/task/task.ts';
import type { Deps } from './deps.ts';

/** Codes of the chain: the draw itself and the later rounds of substitutions by lot. */
export const CODE_CHAIN_LENGTH = 64;
const SECRET_BYTES = 32;

export const secretId = (task: TaskId, attempt: number): string => `${task}/${String(attempt)}`;

/** A secret made once: whoever comes second, or again after a crash, gets the first one. */
export const fixedSecret = async (deps: Deps, id: string): Promise<Uint8Array> => {
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

/** Role and salted id: how somebody appears in the transcript. */
export const aliasIn = (salt: string, person: Person): string => {
  const role = person.roles[0];
  return saltedAlias(role === undefined ? '成员' : ROLE_NAMES[role], person.id, salt);
};

/** 开封口令 of a unit, the nth edition. */
export const custodyCode = async (deps: Deps, unit: UnitId, edition: number): Promise<string> => openingCode(await fixedSecret(deps, `custody/${unit}/${String(edition)}`));

/**
 * Attempts whose secret nobody may need again: given up, void, or revealed – unless later rounds draw on their chain (递补抽取), which
 * they may until every visit is public or the task was taken back whole.
 */
export const spentAttempts = (task: TaskState): readonly number[] => {
  const byLot = mayRefillByLot(rulesOfTask(task)) && task.phase !== 'disclosed' && task.phase !== 'void';
  return task.attempts
    .filter(({ phase, seed, stage }) => phase === 'abandoned' || phase === 'void' || (seed !== null && (!byLot || stage === 'objects')))
    .map(({ attempt }) => attempt);
};

/** Forgets them; safe to repeat, and repeated by the sweep after a stop. */
export const eraseSpent = async (deps: Deps, id: TaskId): Promise<void> => {
  const { state } = await deps.states.load('task', id);
  const { id: task } = requireTask(state);
  for (const attempt of spentAttempts(state)) await deps.secrets.erase(secretId(task, attempt));
};
