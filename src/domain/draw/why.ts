/**
 * 「为什么抽中/没抽中」: one target's ticket, the cut-off of its stratum, or what kept it out; and the tickets of all the others.
 */
import type { TargetCode } from '../ids.ts';
import { readTargets } from './lines.ts';
import { readPlan } from './plan.ts';
import { ticketed } from './select.ts';
import { remaining, strataFor } from './strata.ts';
import type { DrawInput } from './draw.ts';
import type { Exclusion, TargetLine } from './types.ts';

export type Why =
  | { readonly kind: 'unknown' }
  /** On the list, but in no stratum of the task. */
  | { readonly kind: 'outside'; readonly name: string }
  /** A supplementary draw: this one was drawn before. */
  | { readonly kind: 'earlier'; readonly name: string }
  | { readonly kind: 'excluded'; readonly name: string; readonly stratum: string; readonly exclusion: Exclusion }
  | {
    readonly kind: 'drawn' | 'not-drawn';
    readonly name: string;
    readonly stratum: string;
    readonly ticket: string;
    readonly rank: number;
    readonly eligible: number;
    readonly drawn: number;
    /** The largest ticket drawn in the stratum, '' when none was drawn; in mode 'systematic' the cells decide as well. */
    readonly cutOff: string;
  };

export const EXCLUSION_WORDS: Readonly<Record<Exclusion, string>> = { 'not-in-business': '非存续状态', 'yearly-cap': '已达年度抽查次数上限', 'other-lawful': '其他依法排除情形' };

type Objects = Pick<DrawInput, 'plan' | 'targets' | 'seed'>;

export const whyTarget = ({ plan: raw, targets, seed }: Objects, code: TargetCode): Why => {
  const { rules } = readPlan(raw);
  const roster = readTargets(targets);
  const line = roster.find(({ id }) => id === code);
  if (line === undefined) return { kind: 'unknown' };
  if (rules.alreadyDrawn?.includes(code) === true) return { kind: 'earlier', name: line.name };
  const [stratum] = strataFor(line, rules);
  if (stratum === undefined) return { kind: 'outside', name: line.name };
  if (line.excluded !== null) return { kind: 'excluded', name: line.name, stratum: stratum.name, exclusion: line.excluded };
  const { groups } = ticketed(roster, rules, seed);
  // In a joint draw one department is enough: the one that drew it, else the first whose range it is in.
  const places = [...groups.values()].map((group) => ({ group, own: group.find(({ id }) => id === code) })).filter(({ own }) => own !== undefined);
  const { group, own } = places.find((place) => place.own?.drawn === true) ?? places[0] ?? { group: [], own: undefined };
  if (own === undefined) return { kind: 'unknown' };
  const winners = group.filter(({ drawn }) => drawn);
  const cutOff = winners.reduce((most, { ticket }) => (ticket > most ? ticket : most), '');
  return { kind: own.drawn ? 'drawn' : 'not-drawn', name: line.name, stratum: own.stratum, ticket: own.ticket, rank: own.rank, eligible: group.length, drawn: winners.length, cutOff };
};

/** A row of the appendix of the result sheet. */
export interface TicketRow {
  readonly line: TargetLine;
  readonly stratum: string;
  /** '' for an excluded target: it takes no part. */
  readonly ticket: string;
  /** 0 for an excluded target. */
  readonly rank: number;
  readonly outcome: 'drawn' | 'not-drawn' | Exclusion;
}

/** Everybody of the scope: drawn and not drawn in the order of their rank per stratum, then the excluded with their reason, by code. */
export const ticketsOf = ({ plan: raw, targets, seed }: Objects): readonly TicketRow[] => {
  const { rules } = readPlan(raw);
  const roster = readTargets(targets);
  const eligible = [...ticketed(roster, rules, seed).groups].flatMap(([name, group]) =>
    group.map(({ line, ticket, rank, drawn }): TicketRow => ({ line, stratum: name, ticket, rank, outcome: drawn ? 'drawn' : 'not-drawn' })));
  const excluded = remaining(roster, rules).flatMap((line): readonly TicketRow[] => {
    const [stratum] = strataFor(line, rules);
    return stratum === undefined || line.excluded === null ? [] : [{ line, stratum: stratum.name, ticket: '', rank: 0, outcome: line.excluded }];
  });
  return [...eligible, ...excluded];
};
