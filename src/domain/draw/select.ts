/**
 * The random draw of targets itself (随机抽取, 威海临港细则第十二条).
 *
 * Every eligible target receives a ticket; the n lowest of a stratum are drawn, in ticket order, which is also the order
 * of the batches. Anyone holding the seed and the frozen list recomputes the result.
 *
 * Pure: same inputs, same output; list order does not matter; adding a target never reorders the others.
 */
import { byTicket, keyOf, ticketOf } from './ticket.ts';
import { stratumOf, strataOf } from './strata.ts';
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
}

/** Every eligible target, per stratum in ticket order: the drawn ones first, then the others (递补顺序 of objects, never used for people). */
export const ticketed = (targets: readonly TargetLine[], strata: readonly DrawStratum[], seed: string): ReadonlyMap<string, readonly TicketedTarget[]> => {
  const key = keyOf(seed, 'objects');
  const groups = new Map<string, { line: TargetLine; id: string; stratum: string; ticket: string }[]>(strata.map(({ name }) => [name, []]));
  for (const line of targets) {
    const stratum = stratumOf(line, strata);
    if (stratum === null || line.excluded !== null) continue;
    groups.get(stratum.name)?.push({ line, id: line.id, stratum: stratum.name, ticket: ticketOf(key, line.id) });
  }
  return new Map([...groups].map(([name, group]) => [name, group.sort(byTicket).map((one, index) => ({ ...one, rank: index + 1 }))]));
};

export interface Selection {
  readonly strata: readonly StratumResult[];
  /** In the order of the strata, inside a stratum in ticket order. */
  readonly selected: readonly SelectedTarget[];
}

/** Draws: of each stratum as many as its arithmetic says. */
export const selectTargets = (targets: readonly TargetLine[], strata: readonly DrawStratum[], seed: string): Selection => {
  const results = strataOf(targets, strata);
  const groups = ticketed(targets, strata, seed);
  const drawn = results.flatMap(({ name, drawn: n }) => (groups.get(name) ?? []).slice(0, n));
  return {
    strata: results,
    selected: drawn.map(({ line, stratum, ticket, rank }, index) => ({ no: index + 1, code: line.id, name: line.name, section: line.section, stratum, ticket, rank })),
  };
};
