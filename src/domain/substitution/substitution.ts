/**
 * A substitution (更换, 威海临港细则第十三条): one of the named reasons, consent of the own 分管负责人, a qualified colleague.
 */
import type { ConfidentialRef, Fact, Instant, SubstitutionReason } from '../events.ts';
import type { InspectionId, InspectorCode, PersonId, SubstitutionId, UnitId } from '../ids.ts';

export interface SubstitutionState {
  readonly id: SubstitutionId | null;
  readonly unit: UnitId | null;
  readonly inspection: InspectionId | null;
  readonly inspector: InspectorCode | null;
  readonly reason: SubstitutionReason;
  readonly detail: ConfidentialRef | null;
  readonly by: PersonId | null;
  readonly approver: PersonId | null;
  readonly requestedAt: Instant | null;
  readonly phase: 'requested' | 'approved' | 'refused';
  readonly pick: InspectorCode | null;
  readonly decidedBy: PersonId | null;
  readonly decidedAt: Instant | null;
  readonly decision: string | null;
}

export const newSubstitution: SubstitutionState = {
  id: null, unit: null, inspection: null, inspector: null, reason: 'other', detail: null, by: null, approver: null,
  requestedAt: null, phase: 'requested', pick: null, decidedBy: null, decidedAt: null, decision: null,
};

export const evolveSubstitution = (state: SubstitutionState, fact: Fact, at: Instant): SubstitutionState => {
  switch (fact.type) {
    case 'SubstitutionRequested': {
      const { substitution, unit, inspection, inspector, reason, detail, by, approver } = fact;
      return { ...state, id: substitution, unit, inspection, inspector, reason, detail, by, approver, requestedAt: at };
    }
    case 'SubstitutionApproved':
      return { ...state, phase: 'approved', pick: fact.new, decidedBy: fact.by, decidedAt: at };
    case 'SubstitutionRefused':
      return { ...state, phase: 'refused', decidedBy: fact.by, decidedAt: at, decision: fact.reason };
    default:
      return state;
  }
};
