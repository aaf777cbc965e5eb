/**
 * The random draw of targets itself (随机抽取, 威海临港细则第十二条).
 *
 * Every eligible target receives a ticket; the n lowest of a stratum are drawn, in ticket order, which is also the order
 * of the batches. Anyone holding the seed and the frozen list recomputes the result.
 *
 * Pure: same inputs, same output; list order does not matter; adding a target never reorders the others.
 */
import { lowestIds } from './bulk/lowest-ids.ts';
import { matches } from './filters.ts';
import { remaining, strataFor, strataOf } from './strata.ts';
import type { DrawRules } from './strata.ts';
import { stepsOf, uniformBelow, walkOf } from './systematic.ts';
import { byTicket, keyOf, ticketOf } from './ticket.ts';
import type { DrawStratum, SelectedTarget, StratumResult, TargetLine } from './types.ts';

/** A target with its ticket and its place among the eligible of its stratum. */
export interface TicketedTarget {
  readonly line: TargetLine;
  readonly id: string;
  readonly stratum: string;
  /** 64 hex. */
  readonly ticket: string;
  /** 1-based. */
  readonly rank: number;
  readonly drawn: boolean;
}

/** Weight w: the best of w tickets counts. Strata without weights use the plain ticket. */
const ticketIn = (key: string, line: TargetLine, { weights }: DrawStratum): string => {
  if (weights === undefined) return ticketOf(key, line.id);
  const weight = weights.find(({ where }) => matches(line, where))?.weight ?? 1;
  return Array.from({ length: weight }, (_, j) => ticketOf(key, `${line.id}#${String(j)}`)).reduce((best, ticket) => (ticket < best ? ticket : best));
};

interface Drawn { readonly strata: readonly StratumResult[]; readonly groups: ReadonlyMap<string, readonly TicketedTarget[]> }

/** Who may be drawn, per stratum. */
const eligibleOf = (targets: readonly TargetLine[], rules: DrawRules): ReadonlyMap<string, TargetLine[]> => {
  const groups = new Map<string, TargetLine[]>(rules.strata.map(({ name }) => [name, []]));
  for (const line of remaining(targets, rules)) {
    if (line.excluded !== null) continue;
    for (const { name } of strataFor(line, rules)) groups.get(name)?.push(line);
  }
  return groups;
};

/** Every eligible target per stratum, in the order of its rank, with whether it is drawn. */
export const ticketed = (targets: readonly TargetLine[], rules: DrawRules, seed: string): Drawn => drawnGroups(targets, rules, seed, false);

/** @param onlyNeeded leaves out those behind the drawn and the reserve, which is much faster for long lists */
const drawnGroups = (targets: readonly TargetLine[], rules: DrawRules, seed: string, onlyNeeded: boolean): Drawn => {
  const [key, strataKey] = [keyOf(seed, 'objects'), keyOf(seed, 'strata')];
  const strata = strataOf(targets, rules, strataKey);
  const eligible = eligibleOf(targets, rules);
  const groups = rules.strata.map((stratum, at): readonly [string, readonly TicketedTarget[]] => {
    const { name } = stratum;
    const n = strata[at]?.drawn ?? 0;
    const lines = eligible.get(name) ?? [];
    if (stratum.weights === undefined && rules.cells === undefined) {
      const lots = lowestIds(key, lines.map(({ id }) => id), onlyNeeded ? n + (stratum.reserve ?? 0) : lines.length);
      return [name, lots.flatMap(({ index, id, ticket }, place) => { const line = lines[index]; return line === undefined ? [] : [{ line, id, stratum: name, ticket, rank: place + 1, drawn: place < n }]; })];
    }
    const rows = lines.map((line) => ({ line, id: line.id, stratum: name, ticket: ticketIn(key, line, stratum) })).sort(byTicket);
    if (rules.cells === undefined) return [name, rows.map((row, place) => ({ ...row, rank: place + 1, drawn: place < n }))];
    const taken = new Set(stepsOf(n, rows.length, rows.length === 0 ? 0 : uniformBelow(strataKey, name, rows.length)));
    return [name, walkOf(rows, rules.cells, strataKey).map((row, place) => ({ ...row, rank: place + 1, drawn: taken.has(place) }))];
  });
  return { strata, groups: new Map(groups) };
};

export interface Selection {
  readonly strata: readonly StratumResult[];
  /** In the order of the strata, inside a stratum in ticket order. */
  readonly selected: readonly SelectedTarget[];
  readonly reserve?: readonly SelectedTarget[];
}

const numbered = (rows: readonly TicketedTarget[]): readonly SelectedTarget[] =>
  rows.map(({ line, stratum, ticket, rank }, index) => ({ no: index + 1, code: line.id, name: line.name, section: line.section, stratum, ticket, rank }));

/** Departments take their own lowest tickets of one and the same list: one visit per target, as many shared visits as possible. */
const united = (groups: Drawn['groups']): readonly TicketedTarget[] => {
  const byCode = new Map<string, TicketedTarget>();
  for (const group of groups.values()) {
    for (const one of group) {
      if (!one.drawn) continue;
      const known = byCode.get(one.id);
      byCode.set(one.id, known === undefined ? one : { ...known, stratum: `${known.stratum}、${one.stratum}`, rank: Math.min(known.rank, one.rank) });
    }
  }
  return [...byCode.values()].sort(byTicket);
};

/** Draws: of each stratum as many as its arithmetic says. */
export const selectTargets = (targets: readonly TargetLine[], rules: DrawRules, seed: string): Selection => {
  const { strata, groups } = drawnGroups(targets, rules, seed, true);
  if (rules.mode === 'joint') return { strata, selected: numbered(united(groups)) };
  const drawn = [...groups.values()].flatMap((group) => group.filter((one) => one.drawn).sort(byTicket));
  if (rules.strata.every(({ reserve }) => reserve === undefined)) return { strata, selected: numbered(drawn) };
  const reserve = rules.strata.flatMap(({ name, reserve: n = 0 }) => (groups.get(name) ?? []).filter((one) => !one.drawn).sort(byTicket).slice(0, n));
  return { strata, selected: numbered(drawn), reserve: numbered(reserve) };
};
