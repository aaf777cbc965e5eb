/**
 * 「为什么抽中/没抽中」: one target's ticket, the cut-off of its stratum, or what kept it out; and the tickets of all the others.
 */
import type { TargetCode } from '../ids.ts';
import { readTargets } from './lines.ts';
import { readPlan } from './plan.ts';
import { ticketed } from './select.ts';
import { strataOf, stratumOf } from './strata.ts';
import type { DrawInput } from './draw.ts';
import type { Exclusion, TargetLine } from './types.ts';

export type Why =
  | { readonly kind: 'unknown' }
  /** On the list, but in no stratum of the task. */
  | { readonly kind: 'outside'; readonly name: string }
  | { readonly kind: 'excluded'; readonly name: string; readonly stratum: string; readonly exclusion: Exclusion }
  | {
    readonly kind: 'drawn' | 'not-drawn';
    readonly name: string;
    readonly stratum: string;
    readonly ticket: string;
    readonly rank: number;
    readonly eligible: number;
    readonly drawn: number;
    /** The largest ticket drawn in the stratum, '' when none was drawn. */
    readonly cutOff: string;
  };

export const EXCLUSION_WORDS: Readonly<Record<Exclusion, string>> = { 'not-in-business': '非存续状态', 'yearly-cap': '已达年度抽查次数上限', 'other-lawful': '其他依法排除情形' };

type Objects = Pick<DrawInput, 'plan' | 'targets' | 'seed'>;

export const whyTarget = ({ plan: raw, targets, seed }: Objects, code: TargetCode): Why => {
  const { strata } = readPlan(raw).rules;
  const roster = readTargets(targets);
  const line = roster.find(({ id }) => id === code);
  if (line === undefined) return { kind: 'unknown' };
  const stratum = stratumOf(line, strata);
  if (stratum === null) return { kind: 'outside', name: line.name };
  if (line.excluded !== null) return { kind: 'excluded', name: line.name, stratum: stratum.name, exclusion: line.excluded };
  const group = ticketed(roster, strata, seed).get(stratum.name) ?? [];
  const drawn = strataOf(roster, strata).find(({ name }) => name === stratum.name)?.drawn ?? 0;
  const own = group.find(({ id }) => id === code);
  if (own === undefined) return { kind: 'unknown' };
  const { ticket, rank } = own;
  return { kind: rank <= drawn ? 'drawn' : 'not-drawn', name: line.name, stratum: stratum.name, ticket, rank, eligible: group.length, drawn, cutOff: group[drawn - 1]?.ticket ?? '' };
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

/** Everybody of the scope: drawn and not drawn in ticket order per stratum, then the excluded with their reason, by code. */
export const ticketsOf = ({ plan: raw, targets, seed }: Objects): readonly TicketRow[] => {
  const { strata } = readPlan(raw).rules;
  const roster = readTargets(targets);
  const groups = ticketed(roster, strata, seed);
  const sizes = new Map(strataOf(roster, strata).map(({ name, drawn }) => [name, drawn]));
  const eligible = [...groups].flatMap(([name, group]) =>
    group.map(({ line, ticket, rank }): TicketRow => ({ line, stratum: name, ticket, rank, outcome: rank <= (sizes.get(name) ?? 0) ? 'drawn' : 'not-drawn' })));
  const excluded = roster.flatMap((line): readonly TicketRow[] => {
    const stratum = stratumOf(line, strata);
    return stratum === null || line.excluded === null ? [] : [{ line, stratum: stratum.name, ticket: '', rank: 0, outcome: line.excluded }];
  });
  return [...eligible, ...excluded];
};
