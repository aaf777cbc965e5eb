/** Everything 抽取结果表 says, appendices included, before it becomes words of a template (columns: published tables). */
import type { Instant } from '../../domain/values.ts';
import type { Digest, TaskId } from '../../domain/ids.ts';
import type { AdoptedRules } from '../../domain/rules/adopted.ts';
import type { SheetRecord } from '../../domain/sheets/disclosure.ts';
import type { Edition } from '../../domain/sheets/kinds.ts';

export interface ResultInspector {
  readonly name: string;
  readonly section: string;
  /** 执法证号; left out of the public edition by the writer. */
  readonly certificate: string;
}
export interface Contributed { readonly by: string; readonly text: string }
/** One ceremony with everything somebody needs to recompute it. */
export interface Ceremony {
  readonly stage: string;
  /** This stage's how many-eth attempt. */
  readonly nth: number;
  readonly committedAt: Instant;
  readonly drawnAt: Instant | null;
  readonly drawer: string;
  readonly witness: string;
  readonly contributions: readonly Contributed[];
  /** The public value the seed waited for; '' where none was asked for. */
  readonly publicValue: string;
  /** The committed one-time code, revealed. */
  readonly otp: string;
  readonly seed: string;
  readonly planHash: string;
  /** Digest of the list that was drawn from. */
  readonly list: string;
}
/** One drawn target with its team (7.5). */
export interface ResultRow {
  readonly no: number;
  readonly stratum: string;
  readonly code: string;
  readonly name: string;
  readonly section: string;
  readonly ticket: string;
  /** 名次/基数. */
  readonly rank: number;
  readonly eligible: number;
  readonly group: number;
  /** null in stage 'objects': nobody drawn yet. */
  readonly leader: ResultInspector | null;
  readonly members: readonly ResultInspector[];
  /** Codes of what is checked at this visit, named above the table; in a joint draw what the departments that drew it check. */
  readonly items: string;
  /** 协助人员/专家. */
  readonly helpers: readonly string[];
}
/** Everything 抽取结果表 says, appendices ①–⑤ included; the public edition is built fresh from a white list of it. */
export interface ResultSheetModel {
  readonly edition: Edition;
  /** The fields every sheet of the task has. */
  readonly task: SheetRecord;
  readonly id: TaskId;
  readonly drawnAt: Instant;
  /** 抽取次数: this one is the nth; the void and abandoned ones before it with their reasons. */
  readonly attempt: number;
  readonly earlierAttempts: readonly { readonly attempt: number; readonly outcome: string; readonly reason: string }[];
  /** 任务状态; a task taken back whole says why. */
  readonly status: string;
  /** Attempts that were voided or abandoned, of every stage (count). */
  readonly ended: number;
  /** Every attempt of every stage, in order. */
  readonly attempts: readonly SheetRecord[];
  /** The ceremonies whose results stand: one, or one for the targets and one for the people. */
  readonly ceremonies: readonly Ceremony[];
  readonly drawer: string;
  readonly witness: string;
  /** The rules the task was made under. */
  readonly rules: AdoptedRules;
  readonly snapshots: { readonly targets: Digest; readonly inspectors: Digest };
  readonly planHash: Digest;
  readonly seed: Digest;
  readonly contributions: readonly Contributed[];
  readonly window: { readonly from: string; readonly to: string };
  readonly strata: readonly { readonly name: string; readonly onRoster: number; readonly excluded: number; readonly eligible: number; readonly wanted: number; readonly drawn: number; readonly shortfall: number }[];
  /** How each stratum comes to its size, in the order of `strata`. */
  readonly arithmetic: readonly string[];
  /** What must be said beside the draw: fixed teams, full coverage, conflicts and their reasons. */
  readonly remarks: readonly string[];
  readonly rows: readonly ResultRow[];
  /** ① 合格未抽中, in order of tickets within their stratum. */
  readonly notDrawn: readonly { readonly stratum: string; readonly rank: number; readonly code: string; readonly name: string; readonly ticket: string }[];
  /** ② 排除名单及理由 (publishable categories only). */
  readonly excluded: readonly { readonly code: string; readonly name: string; readonly section: string; readonly reason: string }[];
  /** ③ 递补顺序; [] when the rule set knows no reserve. */
  readonly reserve: readonly { readonly stratum: string; readonly order: number; readonly code: string; readonly name: string }[];
  /** ④ 更换记录; `reason` is the category, never the confidential text. */
  readonly substitutions: readonly { readonly inspection: string; readonly target: string; readonly old: string; readonly new: string; readonly reason: string; readonly approver: string; readonly at: Instant }[];
  /** ⑤ 复核方法, one step a line. */
  readonly recheck: readonly string[];
}
