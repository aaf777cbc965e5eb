/**
 * A roster (名录库) as the journal sees it: versions and digests. The rows themselves are versioned bulk data.
 */
import type { Fact, ImportCounts, RosterKind } from '../events.ts';
import type { BlobRef, ConfidentialRef, Instant, LocalDate } from '../values.ts';
import type { InspectorCode, PersonId, TargetCode, UnitId } from '../ids.ts';

export interface RosterState {
  readonly version: number;
  /** When the version in force came, by import or by the edit of a row. */
  readonly importedAt: Instant | null;
  readonly source: BlobRef | null;
  readonly counts: ImportCounts | null;
}
export const newRoster: RosterState = { version: 0, importedAt: null, source: null, counts: null };

export const evolveRoster = (state: RosterState, fact: Fact, at: Instant): RosterState => {
  switch (fact.type) {
    case 'RosterImported':
      return { version: fact.version, importedAt: at, source: fact.source, counts: fact.counts };
    case 'RosterEdited':
      return { ...state, version: fact.version, importedAt: at };
    default:
      return state;
  }
};

/** The version of a roster that a fact brings, and the changes that make it; null for every other fact. */
export const versionIn = (fact: Fact): { readonly unit: UnitId; readonly roster: RosterKind; readonly version: number; readonly changes: BlobRef } | null =>
  fact.type === 'RosterImported' || fact.type === 'RosterEdited' ? fact : null;

export interface Leave {
  readonly inspector: InspectorCode;
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** Counts already, but the section head has not decided yet. */
  readonly awaits?: true;
}
export interface Interest {
  readonly inspector: InspectorCode;
  readonly target: TargetCode;
  /** The kind of relation, for few eyes (P40). */
  readonly detail?: ConfidentialRef;
  /** Last day it binds; absent = for good. */
  readonly until?: LocalDate;
}
/** Who must not meet whom (利害关系), and who is away: registered beside the rosters, per unit. */
export interface DutyState {
  readonly interests: readonly Interest[];
  readonly leaves: readonly Leave[];
}
export const newDuty: DutyState = { interests: [], leaves: [] };

const isLeave = (fact: { readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate }) => (leave: Leave): boolean => leave.inspector === fact.inspector && leave.from === fact.from && leave.to === fact.to;

export const evolveDuty = (state: DutyState, fact: Fact): DutyState => {
  switch (fact.type) {
    case 'InterestRegistered': {
      const others = state.interests.filter((pair) => pair.inspector !== fact.inspector || pair.target !== fact.target);
      return { ...state, interests: [...others, { inspector: fact.inspector, target: fact.target, ...(fact.detail === null ? {} : { detail: fact.detail }), ...(fact.until === undefined ? {} : { until: fact.until }) }] };
    }
    case 'InterestWithdrawn':
      return { ...state, interests: state.interests.filter((pair) => pair.inspector !== fact.inspector || pair.target !== fact.target) };
    case 'LeaveTaken':
      return { ...state, leaves: [...state.leaves, { inspector: fact.inspector, from: fact.from, to: fact.to, ...(fact.awaits === true ? { awaits: true as const } : {}) }] };
    case 'LeaveApproved':
      return { ...state, leaves: state.leaves.map((leave) => (isLeave(fact)(leave) ? { inspector: leave.inspector, from: leave.from, to: leave.to } : leave)) };
    case 'LeaveRefused':
      return { ...state, leaves: state.leaves.filter((leave) => !isLeave(fact)(leave)) };
    case 'LeaveEnded':
      return { ...state, leaves: state.leaves.flatMap((leave) => (!isLeave(fact)(leave) ? [leave] : fact.last === null ? [] : [{ ...leave, to: fact.last }])) };
    default:
      return state;
  }
};

/** What the sections have verified of their part of the rosters in a quarter (定期核查). Stream 'rosterCheck/U1/2026Q4'. */
export interface RosterCheckState {
  readonly asked: readonly string[];
  readonly verified: readonly { readonly section: string; readonly by: PersonId; readonly at: Instant }[];
}
export const newRosterCheck: RosterCheckState = { asked: [], verified: [] };
export const evolveRosterCheck = (state: RosterCheckState, fact: Fact, at: Instant): RosterCheckState => {
  if (fact.type === 'RosterCheckAsked') return { ...state, asked: fact.sections };
  return fact.type === 'RosterPartVerified' ? { ...state, verified: [...state.verified, { section: fact.section, by: fact.by, at }] } : state;
};

export const rosterStream = (unit: string, roster: RosterKind): string => `${unit}/${roster}`;
