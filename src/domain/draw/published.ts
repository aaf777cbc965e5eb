/**
 * A result as it leaves the house: the targets in the open, the teams as a list of their own that the result pins by its root.
 *
 * The list has one salted leaf per team, so the same result, under the same hash, stands in the supervisor's edition with
 * the teams beside it and in the public edition with every team withheld (draw specification, amendment 3).
 */
import { createHmac } from 'node:crypto';

import { canonical } from '../canonical.ts';
import type { Json } from '../canonical.ts';
import { readTeamLines, writeTeamLines } from './lines.ts';
import { listRoot } from './merkle.ts';
import type { ListRoot } from './plan.ts';
import type { DrawResult, Team, TeamLine } from './types.ts';

const ID_DIGITS = 6;

/** JSON Lines of the teams, in their order. @param saltKey 32 secret bytes of the task */
export const writeTeams = ({ attempt, teams }: Pick<DrawResult, 'attempt' | 'teams'>, saltKey: Uint8Array): Uint8Array =>
  writeTeamLines((teams ?? []).map((team): TeamLine => {
    const id = String(team.no).padStart(ID_DIGITS, '0');
    return { ...team, id, salt: createHmac('sha256', saltKey).update(`ssj-draw/v1/salt\0teams/${String(attempt)}\0${id}`).digest('hex').slice(0, 32) };
  }));

export const readTeams = (bytes: Uint8Array): readonly Team[] => readTeamLines(bytes).map(({ id: _id, salt: _salt, ...team }) => team);

/** The body of the log's result event. */
export const publishedResult = (result: DrawResult, saltKey: Uint8Array): Json => {
  const rows = result.teams?.length ?? 0;
  const teams: ListRoot | null = result.teams === null ? null : { root: listRoot(writeTeams(result, saltKey), 1), rows, block: 1 };
  return JSON.parse(canonical({ ...result, teams })) as Json;
};

/** Where the teams of a published result are, as the result says; null for a result that holds them itself or has none. */
export const teamsRoot = (result: Json): ListRoot | null => {
  const { teams } = result as { readonly teams?: Json };
  if (typeof teams !== 'object' || teams === null || Array.isArray(teams)) return null;
  const { root, rows, block } = teams as Readonly<Record<string, Json>>;
  return Object.keys(teams).sort().join() === 'block,root,rows' && typeof root === 'string' && Number.isSafeInteger(rows) && block === 1 ? { root, rows: Number(rows), block } : null;
};
