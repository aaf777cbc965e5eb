/**
 * What a task asks of its draw: ranges, strata and ratios, people, dates. Typed by staff, frozen with the task, never computed.
 */
import type { ItemCode, TaskId } from '../ids.ts';
import type { CapException } from '../rules/rule-set.ts';
import type { LocalDate } from '../values.ts';

/** What a directed draw is narrowed to; several filters are ANDed (定向抽查, 通州意见 三(二)1). */
export interface ScopeFilter {
  readonly field: 'industry' | 'region' | 'kind' | 'scale' | 'section' | 'credit' | 'key';
  readonly anyOf: readonly string[];
}

/** What a range can be narrowed by; the code of a target too. */
export type FilterField = ScopeFilter['field'] | 'id';

/** One condition of a range; several are ANDed. `anyOf` compares labels, `prefix` their beginning, `from`/`to` their value as integers. */
export type TargetFilter =
  | { readonly field: FilterField; readonly anyOf: readonly string[] }
  | { readonly field: FilterField; readonly prefix: string }
  | { readonly field: FilterField; readonly from: number; readonly to: number };

/** 层: the first stratum whose filters match takes the target; the sum of all strata is the draw's scope. */
export interface StratumSetting {
  readonly name: string;
  readonly where: readonly TargetFilter[];
  /** Integer fraction of the targets on the roster; {num: 1, den: 1} means all. In mode 'budget' the weight of the stratum. */
  readonly ratio: { readonly num: number; readonly den: number };
  /** At least and at most so many targets, whatever the ratio says. */
  readonly min?: number;
  readonly max?: number;
  /** What the ratio is taken of: the roster (absent), or only those who may be drawn. */
  readonly base?: 'all' | 'eligible';
  /** Risk weights 1–10; the first match counts. */
  readonly weights?: readonly { readonly where: readonly TargetFilter[]; readonly weight: number }[];
  /** How many follow as reserve (递补对象). */
  readonly reserve?: number;
  /** Joint draw: what this department checks; its visits carry these items. Absent: all items of the task. */
  readonly items?: readonly ItemCode[];
}

/** What kind of visits a task makes; only random inspections count towards the yearly cap (domain/task/visit-kinds.ts). */
export type VisitKind = 'random' | 'recheck' | 'complaint' | 'licence';

/** When people mean to draw; a plan only, nothing is drawn by it. */
export interface PlannedDraw {
  readonly on: LocalDate;
  /** 'HH:mm' in Asia/Shanghai. */
  readonly time: string;
}

export interface TaskSettings {
  readonly name: string;
  /** 发起科室. */
  readonly section: string;
  /** 配合科室 (without the initiating section). */
  readonly cooperating: readonly string[];
  readonly items: readonly ItemCode[];
  /** 定向: filters; empty = 不定向, the whole library. */
  readonly scope: readonly TargetFilter[];
  readonly strata: readonly StratumSetting[];
  readonly teamSize: number;
  readonly window: { readonly from: LocalDate; readonly to: LocalDate };
  /** 任务来源. */
  readonly source: 'plan' | 'plan-adjustment' | 'superior' | 'joint-invitation';
  /** Targets are hidden from the group until the day of the visit (不宜告知). */
  readonly noNotice: boolean;
  /** Why the ratio is below the bureau's floor (福州细则 三(五) lets sections adjust), '' when it is not. */
  readonly ratioReason: string;
  /** How sizes become targets; absent = 'fixed': each stratum by its ratio. 'joint': the strata are departments. */
  readonly mode?: 'fixed' | 'budget' | 'systematic' | 'joint';
  /** Mode 'budget': how many targets in all. */
  readonly budget?: number;
  /** Mode 'systematic': the labels that form the cells, coarsest first. */
  readonly cells?: readonly ScopeFilter['field'][];
  /** 补抽: the locked task this one supplements; what its draws took is neither counted nor drawn again. */
  readonly supplements?: TaskId;
  /** Specialties every team must contain. */
  readonly specialties?: readonly string[];
  /** 交叉检查: members do not come from the section that supervises the target. */
  readonly crossCheck?: boolean;
  /** Most visits of this task per person; only where targets are locked before people are drawn. */
  readonly maxPerInspector?: number;
  /** How many visits at most somebody counts as being behind the average. */
  readonly catchUp?: number;
  /** Absent = 'random'. */
  readonly kind?: VisitKind;
  /** 抽取日; absent = whenever people are ready. */
  readonly draw?: PlannedDraw;
  /** Number of the line of the annual plan it carries out: '2027-12'. */
  readonly planRow?: string;
  /** 年度计划写明不公示抽取名单: taken from the line of the plan, never typed. */
  readonly listWithheld?: true;
  /** X3: why the yearly cap does not bind this task; one of those the rule set allows. */
  readonly capException?: CapException;
}
