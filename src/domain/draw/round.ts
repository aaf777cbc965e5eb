/**
 * A later round of a draw (递补抽取): one vacated post, pinned before anybody types, filled by the lowest ticket.
 *
 * Who may take the post, who may not and why, who types and what is awaited are fixed and hashed first; that hash is `prev` in the
 * transcript of the round's seed, so a candidate can be neither added nor dropped once the witness has typed.
 */
import { digestOf } from '../canonical.ts';
import type { Instant } from '../values.ts';
import type { PublicPlan } from './public-value.ts';

/** Which posts a plan fills by lot: those of all reasons, only of recusals, only of all others. */
export const ROUND_SCOPES = ['all', 'recusal', 'others'] as const;
export type RoundScope = (typeof ROUND_SCOPES)[number];

export const isByLot = (scope: RoundScope | undefined, reason: unknown): boolean => scope === 'all' || (scope !== undefined && (scope === 'recusal') === (reason === 'recusal'));

export interface RoundPlan {
  readonly substitution: string;
  readonly inspection: string;
  /** Who leaves the post. */
  readonly inspector: string;
  /** From 2; reveals code c[length − round]. */
  readonly round: number;
  readonly candidates: readonly string[];
  readonly exclusions: readonly { readonly inspector: string; readonly reason: string }[];
  /** Role and salted id of the witness. */
  readonly closer: string;
  readonly closeAt: Instant;
  readonly public: PublicPlan;
}

/** `prev` in the transcript of the round. */
export const roundHash = ({ substitution, inspection, inspector, round, candidates, exclusions, closer, closeAt, public: awaited }: RoundPlan): string =>
  digestOf({ substitution, inspection, inspector, round, candidates, exclusions, closer, closeAt, public: awaited });
