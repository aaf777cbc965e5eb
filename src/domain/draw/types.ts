/**
 * The shapes of a draw: what is frozen before any randomness exists, and what comes out of it (specification `ssj-draw/v1`).
 *
 * The three lists are JSON Lines of canonical JSON, ascending by id (UTF-8 bytes); the plan pins their roots, so a line
 * can be neither added, dropped nor relabelled after the plan is shown to the group.
 */
import type { DrawStage } from '../events.ts';
import type { FilterField, ScopeFilter, TargetFilter } from '../task/settings.ts';
import type { InspectorCode, TargetCode, TaskId } from '../ids.ts';

/** Why a target of the scope does not take part; the only categories that may be published. */
export type Exclusion = 'not-in-business' | 'yearly-cap' | 'other-lawful';

/** One line of the frozen target list (检查对象名单快照). Every target of the scope is here, excluded ones too. */
export interface TargetLine {
  readonly id: TargetCode;
  readonly name: string;
  /** 监管科室. */
  readonly section: string;
  readonly kind: string;
  readonly industry: string;
  readonly region: string;
  readonly scale: string;
  /** 信用风险等级 A–D, '' when unknown. */
  readonly credit: string;
  /** 重点对象. */
  readonly key: boolean;
  readonly excluded: Exclusion | null;
}

/** One line of the frozen inspector list: everybody of the sections taking part, with what qualifies or excludes them. */
export interface InspectorLine {
  readonly id: InspectorCode;
  readonly name: string;
  readonly section: string;
  /** Certified for the whole window of the task. */
  readonly certified: boolean;
  readonly mayLead: boolean;
  readonly specialties: readonly string[];
  /** Not available in the window, '' when available: 'leave' | 'suspended' | 'certificate-expired' | 'witness'. */
  readonly away: '' | 'leave' | 'suspended' | 'certificate-expired' | 'witness';
  /** Inspections already assigned this year, for balancing. */
  readonly load: number;
  /** Targets of this list whose last visit was made by this person: not again, where it can be avoided (P23). Absent: none. */
  readonly last?: readonly TargetCode[];
}

/** One pair that must not meet (回避); no reason in here. */
export interface RecusalLine {
  /** `${inspector} ${target}`, the sort key. */
  readonly id: string;
  readonly inspector: InspectorCode;
  readonly target: TargetCode;
}

export type { FilterField };
export type DrawFilter = TargetFilter;

export interface DrawStratum {
  readonly name: string;
  readonly where: readonly DrawFilter[];
  readonly num: number;
  readonly den: number;
  /** At least and at most so many, whatever the ratio says. */
  readonly min?: number;
  readonly max?: number;
  /** What the ratio is taken of: everybody on the roster (the default), or only those who may be drawn. */
  readonly base?: 'all' | 'eligible';
  /** Risk weights 1–10, the first match counts: somebody of weight w holds w tickets and the best one counts (not: w times as likely). */
  readonly weights?: readonly { readonly where: readonly DrawFilter[]; readonly weight: number }[];
  /** How many follow as reserve (递补对象), in ticket order. */
  readonly reserve?: number;
}

/**
 * How sizes become targets. 'fixed': each stratum by its ratio; 'budget': a total is apportioned (Hamilton); 'systematic':
 * as 'fixed', but spread evenly over many small cells; 'joint': the strata are departments whose ranges may overlap.
 */
export type DrawMode = 'fixed' | 'budget' | 'systematic' | 'joint';

export interface TeamRule {
  readonly size: number;
  readonly minCertified: number;
  /** The leader comes from this section (组长由发起科室人员担任); null: from any section. A leader is always certified and may lead. */
  readonly leaderSection: string | null;
  /** Specialties the team must contain, one post each after the leader's; none when absent. */
  readonly specialties?: readonly string[];
  /** 交叉检查: members do not come from the section that supervises the target. */
  readonly crossCheck?: boolean;
  /** Most visits of this task per person; only where the targets are locked before the people are drawn. */
  readonly maxPerInspector?: number | null;
  /** How many visits at most somebody is behind the average, for balancing: a newcomer does not have to catch up a whole year. */
  readonly catchUp?: number | null;
}

/** What a plan says about the unit's tree of draws as it stood when the plan was made: its number, the plan of the draw before, the root. */
export interface PlanPosition {
  readonly drawNo: number;
  readonly prev: string | null;
  /** Root of the first `logSize` leaves, hex. */
  readonly root: string;
}

/** What the draw is asked for; everything the tickets are applied to. */
export interface DrawRequest {
  readonly task: TaskId;
  readonly attempt: number;
  readonly stage: DrawStage;
  readonly unit: string;
  readonly rules: { readonly preset: string; readonly version: number };
  readonly strata: readonly DrawStratum[];
  /** 'fixed' when absent. */
  readonly mode?: DrawMode;
  /** Mode 'budget': how many in all. */
  readonly budget?: number;
  /** Mode 'systematic': the labels that form the cells, coarsest first. */
  readonly cells?: readonly ScopeFilter['field'][];
  /** Supplementary draw (补抽): drawn before; neither counted nor drawn again. */
  readonly alreadyDrawn?: readonly TargetCode[];
  readonly team: TeamRule;
  /** Stage 'inspectors': the locked targets, in order. Otherwise null. */
  readonly lockedTargets: readonly TargetCode[] | null;
  readonly targets: readonly TargetLine[];
  readonly inspectors: readonly InspectorLine[];
  readonly recusals: readonly RecusalLine[];
  /** Hash of the plan of the attempt before (void or abandoned), or null. */
  readonly previousPlan: string | null;
}

export interface StratumResult {
  readonly name: string;
  readonly onRoster: number;
  readonly excluded: number;
  readonly eligible: number;
  /** ceil(onRoster × num / den). */
  readonly wanted: number;
  readonly drawn: number;
  /** wanted − drawn, shown and never silently moved elsewhere. */
  readonly shortfall: number;
}
export interface SelectedTarget {
  /** 1-based; also the number of the inspection. */
  readonly no: number;
  readonly code: TargetCode;
  readonly name: string;
  readonly section: string;
  /** Name of the stratum; in a joint draw the departments that drew it, joined by 、. */
  readonly stratum: string;
  /** 64 hex. */
  readonly ticket: string;
  /** 1-based place among the eligible of its stratum: by ticket; in mode 'systematic' along the shuffled cells. */
  readonly rank: number;
}
export interface TeamMember { readonly inspector: InspectorCode; readonly name: string; readonly section: string; readonly leader: boolean }
export interface Team {
  /** Number of the selected target. */
  readonly no: number;
  readonly members: readonly TeamMember[];
  /** Posts for which only one person was qualified: 无随机性. */
  readonly singleCandidatePosts: number;
  /** Members who also made the target's last visit, where that could not be avoided; absent: none. */
  readonly sameAsLast?: number;
}
/** One line of the list of teams that travels beside a published result; `id` is the number with leading zeros. */
export interface TeamLine extends Team { readonly id: string; readonly salt: string }
/** The result list; canonical JSON of it is the result blob. */
export interface DrawResult {
  readonly v: 'ssj-result/v1';
  readonly task: TaskId;
  readonly attempt: number;
  readonly stage: DrawStage;
  readonly planHash: string;
  readonly seed: string;
  readonly strata: readonly StratumResult[];
  readonly selected: readonly SelectedTarget[];
  /** Where a stratum asks for it: who follows if a target drops out, in order. */
  readonly reserve?: readonly SelectedTarget[];
  /** null in stage 'objects'. */
  readonly teams: readonly Team[] | null;
}
