/**
 * The random draw of targets itself (随机抽取, 威海临港细则第十二条).
 *
 * Every eligible target receives a ticket; the n lowest of a stratum are drawn, in ticket order, which is also the order
 * of the batches. Anyone holding the seed and the frozen list recomputes the result.
 *
 * Pure: same inputs, same output; list order does not matter; adding a target never reorders the others.
 */
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

/** Every eligible target per stratum, in the order of its rank, with whether it is drawn. */
export const ticketed = (targets: readonly TargetLine[], rules: DrawRules, seed: string): Drawn => {
  const [key, strataKey] = [keyOf(seed, 'objects'), keyOf(seed, 'strata')];
  const strata = strataOf(targets, rules, strataKey);
  const groups = new Map<string, { line: TargetLine; id: string; stratum: string; ticket: string }[]>(rules.strata.map(({ name }) => [name, []]));
  for (const line of remaining(targets, rules)) {
    if (line.excluded !== null) continue;
    for (const stratum of strataFor(line, rules)) groups.get(stratum.name)?.push({ line, id: line.id, stratum: stratum.name, ticket: ticketIn(key, line, stratum) });
  }
  const ranked = strata.map(({ name, drawn: n }): readonly [string, readonly TicketedTarget[]] => {
    const group = (groups.get(name) ?? []).sort(byTicket);
    if (rules.cells === undefined) return [name, group.map((one, index) => ({ ...one, rank: index + 1, drawn: index < n }))];
    const taken = new Set(stepsOf(n, group.length, group.length === 0 ? 0 : uniformBelow(strataKey, name, group.length)));
    return [name, walkOf(group, rules.cells, strataKey).map((one, index) => ({ ...one, rank: index + 1, drawn: taken.has(index) }))];
  });
  return { strata, groups: new Map(ranked) };
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
  const { strata, groups } = ticketed(targets, rules, seed);
  if (rules.mode === 'joint') return { strata, selected: numbered(united(groups)) };
  const drawn = [...groups.values()].flatMap((group) => group.filter((one) => one.drawn).sort(byTicket));
  if (rules.strata.every(({ reserve }) => reserve === undefined)) return { strata, selected: numbered(drawn) };
  const reserve = rules.strata.flatMap(({ name, reserve: n = 0 }) => (groups.get(name) ?? []).filter((one) => !one.drawn).sort(byTicket).slice(0, n));
  return { strata, selected: numbered(drawn), reserve: numbered(reserve) };
};
