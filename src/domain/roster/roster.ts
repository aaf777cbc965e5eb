/**
 * A roster (名录库) as the journal sees it: versions and digests. The rows themselves are versioned bulk data.
 */
import type { BlobRef, Fact, ImportCounts, Instant, LocalDate, RosterKind } from '../events.ts';
import type { InspectorCode, TargetCode } from '../ids.ts';

export interface RosterState {
  readonly version: number;
  readonly importedAt: Instant | null;
  readonly source: BlobRef | null;
  readonly counts: ImportCounts | null;
}
export const newRoster: RosterState = { version: 0, importedAt: null, source: null, counts: null };

export const evolveRoster = (state: RosterState, fact: Fact, at: Instant): RosterState =>
  fact.type === 'RosterImported' ? { version: fact.version, importedAt: at, source: fact.source, counts: fact.counts } : state;

/** Who must not meet whom (利害关系), and who is away: registered beside the rosters, per unit. */
export interface DutyState {
  readonly interests: readonly { readonly inspector: InspectorCode; readonly target: TargetCode }[];
  readonly leaves: readonly { readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate }[];
}
export const newDuty: DutyState = { interests: [], leaves: [] };

export const evolveDuty = (state: DutyState, fact: Fact): DutyState => {
  switch (fact.type) {
    case 'InterestRegistered': {
      const others = state.interests.filter((pair) => pair.inspector !== fact.inspector || pair.target !== fact.target);
      return { ...state, interests: [...others, { inspector: fact.inspector, target: fact.target }] };
    }
    case 'LeaveTaken':
      return { ...state, leaves: [...state.leaves, { inspector: fact.inspector, from: fact.from, to: fact.to }] };
    default:
      return state;
  }
};

export const rosterStream = (unit: string, roster: RosterKind): string => `${unit}/${roster}`;
