/**
 * The list of key objects as it stands, and who qualifies for it by what the roster says.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import { reviewDue, suggestionsFor } from '../../domain/roster/key-object.ts';
import type { KeyObjectState, KeySuggestion } from '../../domain/roster/key-object.ts';
import { keyRulesOf } from '../../domain/roster/key-rules.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { TargetRow } from '../../domain/roster/rows.ts';
import { byNumber } from '../../domain/ids.ts';
import type { Deps } from '../deps.ts';

type Reads = Pick<Deps, 'states' | 'rosters' | 'clock'>;

/** Decisions about single targets of a unit, by code. */
export const keyStandings = async (deps: Pick<Deps, 'states'>, unit: UnitId): Promise<ReadonlyMap<string, KeyObjectState>> =>
  new Map((await deps.states.find('keyObject', { unit })).map(({ state }) => [state.target ?? '', state]));

export interface KeyLine {
  readonly code: string;
  readonly name: string;
  readonly section: string;
  readonly state: KeyObjectState;
  readonly reviewDue: LocalDate | null;
}
const lineOf = async (deps: Reads, unit: UnitId, version: number, state: KeyObjectState): Promise<KeyLine> => {
  const code = state.target ?? '';
  const row = version === 0 ? null : ((await deps.rosters.row(unit, 'targets', version, code)) as unknown as TargetRow | null);
  return { code, name: row?.name ?? '（已不在名录）', section: row?.section ?? '', state, reviewDue: reviewDue(state) };
};

/** Who is listed, with what is due for review first, and what waits for the deputy. */
export const keyList = (deps: Reads) => async (unit: UnitId): Promise<{ readonly listed: readonly KeyLine[]; readonly waiting: readonly KeyLine[]; readonly overdue: number }> => {
  const { state: roster } = await deps.states.load('roster', rosterStream(unit, 'targets'));
  const [listed, waiting] = await Promise.all([deps.states.find('keyObject', { unit, isListed: true }), deps.states.find('keyObject', { unit, isProposed: true })]);
  const lines = (found: typeof listed): Promise<readonly KeyLine[]> => Promise.all(found.map(({ state }) => lineOf(deps, unit, roster.version, state)));
  const today = localDate(deps.clock());
  const all = (await lines(listed)).toSorted((a, b) => ((a.reviewDue ?? '') < (b.reviewDue ?? '') ? -1 : (a.reviewDue ?? '') > (b.reviewDue ?? '') ? 1 : byNumber(a.code, b.code)));
  return { listed: all, waiting: await lines(waiting), overdue: all.filter((line) => line.reviewDue !== null && line.reviewDue <= today).length };
};

export interface Suggested {
  readonly code: string;
  readonly name: string;
  readonly section: string;
  readonly suggestions: readonly KeySuggestion[];
  /** The roster's column says 重点, but nobody ever decided it. */
  readonly onlyByColumn: boolean;
  /** Taken off the list on this ground earlier. */
  readonly wasRemoved: boolean;
}

/** Who qualifies and is not listed: first by what the roster's columns give as reasons, then who is marked there without a decision. */
export const keySuggestions = (deps: Reads) => async (unit: UnitId): Promise<readonly Suggested[]> => {
  const { state: roster } = await deps.states.load('roster', rosterStream(unit, 'targets'));
  if (roster.version === 0) return [];
  const rules = keyRulesOf((await deps.states.load('unit', unit)).state.rules);
  const standings = await keyStandings(deps, unit);
  const found: Suggested[] = [];
  for await (const { code, row } of deps.rosters.rows(unit, 'targets', roster.version)) {
    const target = row as unknown as TargetRow;
    const standing = standings.get(code);
    if (standing?.isListed === true || standing?.isProposed === true || target.status !== '存续') continue;
    const suggestions = suggestionsFor(target, rules);
    const onlyByColumn = suggestions.length === 0 && target.key && standing?.standing !== 'removed';
    if (suggestions.length === 0 && !onlyByColumn) continue;
    found.push({ code, name: target.name, section: target.section, suggestions, onlyByColumn, wasRemoved: standing?.standing === 'removed' });
  }
  return found.toSorted((a, b) => b.suggestions.length - a.suggestions.length || byNumber(a.code, b.code));
};
