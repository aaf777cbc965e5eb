/**
 * The versions of a roster: which was in force on a day, and what lies between two of them.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { RosterKind } from '../../domain/events.ts';
import type { BlobRef, Instant, LocalDate } from '../../domain/values.ts';
import { byNumber } from '../../domain/ids.ts';
import type { TaskId, UnitId } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { COLUMNS } from '../../domain/roster/columns.ts';
import { masked } from '../../domain/roster/mask.ts';
import { rosterStream, versionIn } from '../../domain/roster/roster.ts';
import { fieldChanges } from '../../domain/roster/row-diff.ts';
import type { FieldChange } from '../../domain/roster/row-diff.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import { streamOf } from '../../domain/streams.ts';
import type { Deps } from '../deps.ts';
import type { RowChange } from '../ports.ts';

export interface RosterVersion {
  readonly version: number;
  readonly at: Instant;
  readonly who: string;
  /** 导入, or the edit of a row. */
  readonly what: string;
  readonly changes: BlobRef;
}
type Reads = Pick<Deps, 'journal' | 'rosters' | 'blobs'>;

export const rosterHistory = (deps: Pick<Deps, 'journal'>) => async (unit: UnitId, roster: RosterKind): Promise<readonly RosterVersion[]> =>
  (await deps.journal.ofStream(streamOf('roster', rosterStream(unit, roster)))).flatMap(({ at, actor, events }) =>
    events.flatMap((fact): readonly RosterVersion[] => {
      const brought = versionIn(fact);
      if (brought?.unit !== unit || brought.roster !== roster) return [];
      const what = fact.type === 'RosterEdited' ? `${fact.code} ${fact.from}→${fact.to}（${fact.reason}）` : '导入';
      return [{ version: brought.version, at, who: actor.name, what, changes: brought.changes }];
    }));

/** The version in force at the end of a day; null when there was none yet. */
export const versionOn = (history: readonly RosterVersion[], day: LocalDate): RosterVersion | null => history.findLast(({ at }) => localDate(at) <= day) ?? null;

export interface RowDifference {
  readonly code: string;
  readonly name: string;
  readonly kind: '新增' | '移除' | '变更';
  readonly changes: readonly FieldChange[];
}
export interface RosterDiff {
  readonly roster: RosterKind;
  readonly from: number;
  readonly to: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly rows: readonly RowDifference[];
}

/** Beyond this many rows a comparison is a download of both versions, not an answer. */
const MOST_ROWS = 20_000;

const codesIn = async (deps: Reads, versions: readonly RosterVersion[], most = MOST_ROWS): Promise<ReadonlySet<string>> => {
  const codes = new Set<string>();
  for (const { changes } of versions) {
    const text = new TextDecoder().decode(await deps.blobs.get(changes.sha256));
    for (const line of text.split('\n')) if (line !== '') codes.add((JSON.parse(line) as RowChange).code);
    if (codes.size > most) throw new Refusal('roster.diff-too-long', `两版之间变动超过 ${String(most)} 条，不能逐条比较`, { next: '请选相邻的两版，例如：名录 差异 3 4' });
  }
  return codes;
};

const nameIn = (row: Readonly<Record<string, unknown>> | null): string => (typeof row?.['name'] === 'string' ? row['name'] : '');

/**
 * What changed from one version to a later one; values the public may not see are masked.
 * @throws Refusal when there is no such version, or too much lies between
 */
export const rosterDiff = (deps: Reads) => async (unit: UnitId, roster: RosterKind, from: number, to: number, most = MOST_ROWS): Promise<RosterDiff> => {
  const history = await rosterHistory(deps)(unit, roster);
  const newest = history.at(-1)?.version ?? 0;
  if (from < 0 || to > newest || from >= to) {
    throw new Refusal('roster.no-version', `${ROSTER_NAMES[roster]}没有第 ${String(from)} 版到第 ${String(to)} 版的变化`, { next: newest < 2 ? '名录只有一版，还没有差异可看' : `现有第 1–${String(newest)} 版，例如：名录 差异 ${String(newest - 1)} ${String(newest)}` });
  }
  const codes = await codesIn(deps, history.filter(({ version }) => version > from && version <= to), most);
  const rowAt = (version: number, code: string) => (version === 0 ? Promise.resolve(null) : deps.rosters.row(unit, roster, version, code));
  const masks = new Map(COLUMNS[roster].map(({ field, mask }) => [field, mask]));
  const shown = (change: FieldChange): FieldChange => {
    const mask = masks.get(change.field) ?? 'open';
    return mask === 'hidden' ? { ...change, from: '（不显示）', to: '（不显示）' } : { ...change, from: masked(mask, change.from), to: masked(mask, change.to) };
  };
  const rows: RowDifference[] = [];
  for (const code of [...codes].sort(byNumber)) {
    const [before, after] = [await rowAt(from, code), await rowAt(to, code)];
    if (before === null && after === null) continue;
    const changes = before === null || after === null ? [] : fieldChanges(COLUMNS[roster], before, after).map(shown);
    if (before !== null && after !== null && changes.length === 0) continue;
    rows.push({ code, name: nameIn(after ?? before), kind: before === null ? '新增' : after === null ? '移除' : '变更', changes });
  }
  const count = (kind: RowDifference['kind']): number => rows.filter((row) => row.kind === kind).length;
  return { roster, from, to, added: count('新增'), removed: count('移除'), changed: count('变更'), rows };
};

/** Rows that a card about something else compares in passing. */
const MOST_IN_PASSING = 500;

/** The versions that the newest draw before a task was confirmed on; null when nothing was drawn before it. */
const lastDrawnVersions = async (deps: Pick<Deps, 'states'>, unit: UnitId, task: TaskId): Promise<{ readonly task: TaskId; readonly targets: number; readonly inspectors: number } | null> => {
  const drawn = (await deps.states.find('task', { unit })).flatMap(({ state }) => {
    const attempt = state.attempts.findLast(({ result }) => result !== null);
    return state.id === null || state.id === task || attempt === undefined ? [] : [{ id: state.id, at: attempt.committedAt, confirmations: state.confirmations }];
  });
  const newest = drawn.reduce<(typeof drawn)[number] | null>((latest, each) => (latest === null || each.at > latest.at ? each : latest), null);
  if (newest === null) return null;
  const versionOf = (roster: 'targets' | 'inspectors'): number => Math.max(0, ...newest.confirmations.filter((each) => each.roster === roster).map(({ rosterVersion }) => rosterVersion));
  return { task: newest.id, targets: versionOf('targets'), inspectors: versionOf('inspectors') };
};

export interface SinceLastDraw {
  /** The task drawn before. */
  readonly task: TaskId;
  readonly lists: readonly { readonly roster: 'targets' | 'inspectors'; readonly from: number; readonly to: number; /** Null when too much changed to be counted in passing. */ readonly diff: RosterDiff | null }[];
}

/** What both lists have gone through since the draw before this task's; null when there was none. */
export const sinceLastDraw = (deps: Reads & Pick<Deps, 'states'>) => async (unit: UnitId, task: TaskId): Promise<SinceLastDraw | null> => {
  const last = await lastDrawnVersions(deps, unit, task);
  if (last === null) return null;
  const lists = await Promise.all((['targets', 'inspectors'] as const).map(async (roster) => {
    const { version: to } = (await deps.states.load('roster', rosterStream(unit, roster))).state;
    const from = last[roster];
    return { roster, from, to, diff: to <= from ? null : await rosterDiff(deps)(unit, roster, from, to, MOST_IN_PASSING).catch(unlessRefused) };
  }));
  return { task: last.task, lists: lists.filter(({ from, to }) => to > from) };
};
const unlessRefused = (error: unknown): null => {
  if (error instanceof Refusal) return null;
  throw error;
};
