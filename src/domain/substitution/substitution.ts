/**
 * A substitution (更换, 威海临港细则第十三条): one of the named reasons, consent of the own 分管负责人, a qualified colleague.
 */
import type { PublicPlan } from '../draw/public-value.ts';
import type { EnteredValue } from '../task/task.ts';
import type { WayOut } from './way-out.ts';
import type { Fact, FactOf, ForcedReason, SubstitutionReason } from '../events.ts';
import type { ConfidentialRef, Instant } from '../values.ts';
import type { DeliveryWay } from '../inspection/notice-words.ts';
import type { InspectionId, InspectorCode, PersonId, SubstitutionId, UnitId } from '../ids.ts';

/** 递补抽取: what consent pinned, and how far it is. */
export interface SubstitutionRound {
  readonly round: number;
  readonly candidates: readonly InspectorCode[];
  readonly excluded: readonly { readonly inspector: InspectorCode; readonly reason: string }[];
  readonly witness: PersonId;
  /** Role and salted id of the witness. */
  readonly closer: string;
  readonly closeBefore: Instant;
  readonly public: PublicPlan;
  readonly contribution: { readonly alias: string; readonly text: string } | null;
  readonly publicValue?: EnteredValue;
}

export interface SubstitutionState {
  readonly id: SubstitutionId | null;
  readonly unit: UnitId | null;
  readonly inspection: InspectionId | null;
  readonly inspector: InspectorCode | null;
  readonly reason: SubstitutionReason;
  readonly detail: ConfidentialRef | null;
  /** Null where the service asked (forced). */
  readonly by: PersonId | null;
  readonly forced?: ForcedReason;
  /** Asked for by the inspected party. */
  readonly raisedBy?: 'object';
  /** How and when the inspected party heard what was decided. */
  readonly answered?: { readonly way: DeliveryWay; readonly at: Instant; readonly by: PersonId };
  readonly approver: PersonId | null;
  readonly requestedAt: Instant | null;
  /** 'drawing': consented to, the post is being filled by lot. */
  readonly phase: 'requested' | 'drawing' | 'approved' | 'refused';
  readonly pick: InspectorCode | null;
  readonly decidedBy: PersonId | null;
  /** In whose place it was decided. */
  readonly decidedFor?: PersonId;
  readonly decidedAt: Instant | null;
  readonly decision: string | null;
  /** The round in progress; absent before the first and after one was given up. */
  readonly round?: SubstitutionRound;
  /** Rounds given up; none when absent. */
  readonly lapsed?: number;
  /** 证明, in the order in which they were handed in; erased ones are gone. */
  readonly evidence?: readonly ConfidentialRef[];
  /** 出路 that waits for the approver's word. */
  readonly proposed?: { readonly way: WayOut; readonly reason: string; readonly by: PersonId; readonly at: Instant };
  /** 出路 that was taken; 延期 leaves the request open. */
  readonly taken?: { readonly way: WayOut; readonly reason: string; readonly by: PersonId; readonly at: Instant };
}

export const newSubstitution: SubstitutionState = {
  id: null, unit: null, inspection: null, inspector: null, reason: 'other', detail: null, by: null, approver: null,
  requestedAt: null, phase: 'requested', pick: null, decidedBy: null, decidedAt: null, decision: null,
};

const onRound = (state: SubstitutionState, change: (round: SubstitutionRound) => SubstitutionRound): SubstitutionState => (state.round === undefined ? state : { ...state, round: change(state.round) });

/** Signed by whom, and in whose place. */
const decided = ({ decidedFor: _before, ...state }: SubstitutionState, { by, for: principal }: { readonly by: PersonId; readonly for?: PersonId }, at: Instant): SubstitutionState => ({
  ...state, decidedBy: by, decidedAt: at, ...(principal === undefined ? {} : { decidedFor: principal }),
});

const unproposed = ({ proposed: _, ...state }: SubstitutionState): SubstitutionState => state;

const wayTaken = (state: SubstitutionState, fact: FactOf<'WayTaken'>, at: Instant): SubstitutionState => {
  const { way, reason, by } = fact;
  const after: SubstitutionState = { ...unproposed(state), taken: { way, reason, by, at } };
  switch (way.kind) {
    case 'postpone': return after;
    case 'borrow': return { ...decided(after, fact, at), phase: 'approved', pick: way.inspector };
    // One entry settles every open request of the visit: each finds its own post.
    case 'reassign': return { ...decided(after, fact, at), phase: 'approved', pick: way.posts.find(({ old }) => old === state.inspector)?.inspector ?? null };
  }
};

export const evolveSubstitution = (state: SubstitutionState, fact: Fact, at: Instant): SubstitutionState => {
  switch (fact.type) {
    case 'SubstitutionRequested': {
      const { substitution, unit, inspection, inspector, reason, forced, raisedBy, detail, by, approver } = fact;
      return { ...state, id: substitution, unit, inspection, inspector, reason, detail, by, approver, requestedAt: at, ...(forced === undefined ? {} : { forced }), ...(raisedBy === undefined ? {} : { raisedBy }) };
    }
    case 'SubstitutionRoundOpened': {
      const { round, candidates, excluded, witness, closer, closeBefore, public: awaited } = fact;
      return { ...decided(state, fact, at), phase: 'drawing', round: { round, candidates, excluded, witness, closer, closeBefore, public: awaited, contribution: null } };
    }
    case 'SubstitutionRoundWitnessed':
      return onRound(state, (round) => ({ ...round, contribution: { alias: fact.alias, text: fact.text } }));
    case 'SubstitutionRoundValueEntered':
      return onRound(state, (round) => ({ ...round, publicValue: { value: fact.value, by: fact.by, at, confirmedBy: null } }));
    case 'SubstitutionRoundValueRejected':
      return onRound(state, ({ publicValue: _, ...round }) => round);
    case 'SubstitutionRoundValueConfirmed':
      return onRound(state, (round) => (round.publicValue === undefined ? round : { ...round, publicValue: { ...round.publicValue, confirmedBy: fact.by } }));
    case 'SubstitutionRoundAbandoned': {
      const { round: _, ...rest } = state;
      return { ...rest, lapsed: (state.lapsed ?? 0) + 1 };
    }
    case 'SubstitutionApproved':
      return { ...decided(state, fact, at), phase: 'approved', pick: fact.new };
    case 'SubstitutionRefused':
      return { ...decided(state, fact, at), phase: 'refused', decision: fact.reason };
    case 'SubstitutionEvidenceFiled':
      return { ...state, evidence: [...(state.evidence ?? []), fact.file] };
    case 'SubstitutionEvidenceErased': {
      const gone = new Set(fact.files.map(({ id }) => id));
      return { ...state, evidence: (state.evidence ?? []).filter(({ id }) => !gone.has(id)) };
    }
    case 'RecusalAnswered':
      return { ...state, answered: { way: fact.way, at: fact.at, by: fact.by } };
    case 'WayProposed': {
      const { way, reason, by } = fact;
      return { ...state, proposed: { way, reason, by, at } };
    }
    case 'WayRefused':
      return unproposed(state);
    case 'WayTaken':
      return wayTaken(state, fact, at);
    default:
      return state;
  }
};
