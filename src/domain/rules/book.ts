/**
 * The book of a unit's rules: who wanted what changed, who granted it, and every version since the first. Stream 'rules/U1'.
 */
import type { Fact } from '../events.ts';
import type { Instant } from '../values.ts';
import type { PersonId } from '../ids.ts';
import type { RuleWish } from './adopted.ts';
import type { RuleValue } from './rule-set.ts';

export interface RuleProposal {
  /** Running number in the unit, from 1. */
  readonly change: number;
  readonly wish: RuleWish;
  /** The value when it was proposed; null where a preset or the overlay is wished for. */
  readonly from: RuleValue;
  readonly basis: string;
  readonly by: PersonId;
  readonly at: Instant;
  readonly phase: 'waiting' | 'approved' | 'refused';
  readonly decidedBy: PersonId | null;
  readonly decidedAt: Instant | null;
  /** In whose place it was decided. */
  readonly decidedFor?: PersonId;
  /** Why it was refused, '' otherwise. */
  readonly reason: string;
}

/** One version of the rules and how it came about. */
export interface RuleStep {
  readonly version: number;
  readonly wish: RuleWish;
  readonly from: RuleValue;
  readonly basis: string;
  /** Null for the first version, which comes with the unit. */
  readonly by: PersonId | null;
  /** Null where whoever wished it had the power himself. */
  readonly approvedBy: PersonId | null;
  /** In whose place; absent: in his own right. */
  readonly approvedFor?: PersonId;
  readonly at: Instant;
}

export interface RulesBook {
  readonly proposals: readonly RuleProposal[];
  readonly steps: readonly RuleStep[];
}
export const newRulesBook: RulesBook = { proposals: [], steps: [] };

const withStep = (book: RulesBook, step: RuleStep): RulesBook => ({ ...book, steps: [...book.steps, step] });
const decided = (book: RulesBook, change: number, now: Pick<RuleProposal, 'phase' | 'decidedBy' | 'decidedAt' | 'decidedFor' | 'reason'>): RulesBook => ({
  ...book, proposals: book.proposals.map((proposal) => (proposal.change === change ? { ...proposal, ...now } : proposal)),
});

export const evolveRulesBook = (book: RulesBook, fact: Fact, at: Instant): RulesBook => {
  switch (fact.type) {
    case 'UnitCreated':
      return withStep(book, { version: 1, wish: { kind: 'preset', preset: fact.preset }, from: null, basis: '', by: null, approvedBy: null, at });
    case 'RuleSetAdopted':
      return withStep(book, { version: fact.version, wish: { kind: 'preset', preset: fact.preset }, from: null, basis: fact.basis ?? '', by: fact.by ?? null, approvedBy: null, at });
    case 'RuleOverlaySwitched':
      return withStep(book, { version: fact.version, wish: { kind: 'overlay', on: fact.on }, from: null, basis: fact.basis, by: fact.by, approvedBy: null, at });
    case 'RuleChangeProposed': {
      const { change, wish, from, basis, by } = fact;
      return { ...book, proposals: [...book.proposals, { change, wish, from, basis, by, at, phase: 'waiting', decidedBy: null, decidedAt: null, reason: '' }] };
    }
    case 'RuleChangeApproved': {
      const { version, wish, from, basis, proposedBy, by, change, for: principal } = fact;
      return decided(withStep(book, { version, wish, from, basis, by: proposedBy, approvedBy: by, at, ...(principal === undefined ? {} : { approvedFor: principal }) }), change, { phase: 'approved', decidedBy: by, decidedAt: at, reason: '', ...(principal === undefined ? {} : { decidedFor: principal }) });
    }
    case 'RuleChangeRefused':
      return decided(book, fact.change, { phase: 'refused', decidedBy: fact.by, decidedAt: at, reason: fact.reason, ...(fact.for === undefined ? {} : { decidedFor: fact.for }) });
    default:
      return book;
  }
};

export const waitingProposals = (book: RulesBook): readonly RuleProposal[] => book.proposals.filter(({ phase }) => phase === 'waiting');
