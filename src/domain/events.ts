/**
 * Every recordable fact, as one discriminated union: what the journal may hold and nothing else.
 *
 * A journal entry carries the facts of one decision. Facts are past tense and never rewritten; when a fact's shape
 * changes it gets a new `schema` and an upcast at reading. Names and phone numbers of third parties, health and kinship
 * are not here: facts hold ids and the salted digest of a confidential text (see ConfidentialRef).
 */
import type { PublicPlan, PublicValue } from './draw/public-value.ts';
import type { Digest, ImportId, InspectionId, InspectorCode, PersonId, SubstitutionId, TargetCode, TaskId, UnitId } from './ids.ts';
import type { DayPart, DeliveryWay } from './inspection/notice-words.ts';
import type { OutcomeCode } from './inspection/outcomes.ts';
import type { Matter } from './people/matters.ts';
import type { Role } from './people/roles.ts';
import type { AdoptedRules, RuleWish } from './rules/adopted.ts';
import type { KeyTrigger, PresetId, PublishChannel, RuleValue } from './rules/rule-set.ts';
import type { Edition, SheetKind } from './sheets/kinds.ts';
import type { HelperKind } from './task/helper-words.ts';
import type { WayOut } from './substitution/way-out.ts';
import type { PlannedDraw, TaskSettings } from './task/settings.ts';
import type { Account, BlobRef, ConfidentialRef, Instant, LocalDate } from './values.ts';

export type RosterKind = 'targets' | 'inspectors' | 'items';

/** What a clerk answered about the columns of a sheet. */
export interface ImportAnswers {
  readonly roster: RosterKind;
  /** Column letter → field, null = leave out. */
  readonly mapping: Readonly<Record<string, string | null>>;
  /** Values for needed columns that the sheet does not have, by field. */
  readonly fill: Readonly<Record<string, string>>;
}

/** Rows of one import, by what became of them. read = added + changed + same + duplicate + rejected. */
export interface ImportCounts {
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly same: number;
  readonly duplicate: number;
  readonly rejected: number;
  /** Rows that are no longer in force afterwards (undoing an import); absent = none. */
  readonly removed?: number;
}

/** 列入 or 移出 of the list of key objects. */
export type KeyChange = 'list' | 'remove';
export type SubstitutionReason = 'post-change' | 'work-conflict' | 'health' | 'recusal' | 'other';
/** Why a member of a locked team has to be replaced without anybody asking (强制更换). */
export type ForcedReason = 'certificate' | 'left' | 'interest';

/** One unit, or 'main': every unit of the deployment. */
export type CalendarScope = UnitId | 'main';

/** What a draw went ahead in spite of, and why (P13, X3): recorded with the commitment, printed on the sheet. */
export interface DrawConflict {
  readonly kind: 'shortfall' | 'over-cap' | 'below-floor';
  /** With its figures, e.g. 「普通 应抽 26 实抽 17（缺 9）」. */
  readonly sentence: string;
}

/** A post filled by a fresh round instead of by choice (递补抽取): what is needed to recompute it. */
export interface SubstitutionLot {
  readonly round: number;
  readonly otp: Digest;
  readonly seed: Digest;
  /** Who opened the envelope (补开), where the service did not reveal. */
  readonly openedBy?: PersonId;
}

export type DrawStage = 'together' | 'objects' | 'inspectors';

/** A post of a team: index 0 is the leader (组长). */
export interface TeamPost {
  readonly inspector: InspectorCode;
  readonly leader: boolean;
}

export type Fact =
  // set-up and people
  | { readonly type: 'AdministratorClaimed'; readonly account: Account; readonly name: string }
  | { readonly type: 'UnitChosen'; readonly account: Account; readonly unit: UnitId }
  | { readonly type: 'UnitCreated'; readonly unit: UnitId; readonly name: string; readonly preset: PresetId; readonly sections: readonly string[] }
  | { readonly type: 'SectionAdded'; readonly unit: UnitId; readonly section: string }
  | { readonly type: 'RuleSetAdopted'; readonly unit: UnitId; readonly preset: PresetId; readonly version: number; readonly by?: PersonId; readonly basis?: string }
  | { readonly type: 'RuleOverlaySwitched'; readonly unit: UnitId; readonly on: boolean; readonly version: number; readonly by: PersonId; readonly basis: string }
  | { readonly type: 'RuleChangeProposed'; readonly unit: UnitId; readonly change: number; readonly wish: RuleWish; /** The value it would replace; null for presets and the overlay. */ readonly from: RuleValue; readonly basis: string; readonly by: PersonId }
  | { readonly type: 'RuleChangeApproved'; readonly unit: UnitId; readonly change: number; readonly wish: RuleWish; readonly from: RuleValue; readonly basis: string; readonly proposedBy: PersonId; readonly by: PersonId; readonly for?: PersonId; readonly version: number }
  | { readonly type: 'RuleChangeRefused'; readonly unit: UnitId; readonly change: number; readonly by: PersonId; readonly for?: PersonId; readonly reason: string }
  /** 开封口令 was handed to the main leader; the code itself is not here. */
  | { readonly type: 'CustodyCodeFetched'; readonly unit: UnitId; readonly version: number; readonly by: PersonId }
  /** It was said aloud or is to be changed: the next edition seals from now on. */
  | { readonly type: 'CustodyCodeSpent'; readonly unit: UnitId; readonly version: number; readonly by: PersonId }
  | { readonly type: 'BindingRequested'; readonly unit: UnitId; readonly request: string; readonly account: Account; readonly name: string; readonly section: string; readonly certificate: InspectorCode | null }
  | { readonly type: 'BindingRefused'; readonly unit: UnitId; readonly request: string }
  | { readonly type: 'PersonBound'; readonly unit: UnitId; readonly person: PersonId; readonly account: Account; readonly name: string; readonly section: string; readonly roles: readonly Role[]; readonly certificate: InspectorCode | null; readonly inCharge: readonly string[] }
  | { readonly type: 'PersonUnbound'; readonly unit: UnitId; readonly person: PersonId }
  | { readonly type: 'GroupBound'; readonly unit: UnitId; readonly platform: Account['platform']; readonly chat: string; readonly name: string; readonly outsiders: boolean }
  | { readonly type: 'GroupUnbound'; readonly unit: UnitId; readonly platform: Account['platform']; readonly chat: string }
  /** 授权: who acts for whom in one matter; `by` gave it or consented. A decision taken under it carries `for`: in whose place. */
  | { readonly type: 'DelegationProposed'; readonly unit: UnitId; readonly delegation: number; readonly principal: PersonId; readonly delegate: PersonId; readonly matter: Matter; readonly from: LocalDate; readonly to: LocalDate; readonly by: PersonId }
  | { readonly type: 'DelegationGranted'; readonly unit: UnitId; readonly delegation: number; readonly principal: PersonId; readonly delegate: PersonId; readonly matter: Matter; readonly from: LocalDate; readonly to: LocalDate; readonly by: PersonId }
  | { readonly type: 'DelegationRefused'; readonly unit: UnitId; readonly delegation: number; readonly by: PersonId }
  | { readonly type: 'DelegationWithdrawn'; readonly unit: UnitId; readonly delegation: number; readonly by: PersonId }
  | { readonly type: 'HandoverProposed'; readonly unit: UnitId; readonly handover: number; readonly leaver: PersonId; readonly successor: PersonId; readonly roles: readonly Role[]; readonly by: PersonId }
  | { readonly type: 'HandoverApproved'; readonly unit: UnitId; readonly handover: number; readonly leaver: PersonId; readonly successor: PersonId; readonly roles: readonly Role[]; readonly by: PersonId }
  | { readonly type: 'HandoverRefused'; readonly unit: UnitId; readonly handover: number; readonly by: PersonId }
  /** A message could not be delivered: its reader, or the group, is out of reach. Once a day. */
  | { readonly type: 'PersonNotReached'; readonly unit: UnitId; readonly on: LocalDate; readonly person: PersonId }
  | { readonly type: 'GroupNotReached'; readonly unit: UnitId; readonly on: LocalDate; readonly chat: string }
  // rosters
  | { readonly type: 'RosterImported'; readonly unit: UnitId; readonly roster: RosterKind; readonly version: number; readonly import: ImportId; readonly source: BlobRef; readonly changes: BlobRef; readonly counts: ImportCounts; /** Who imported it; absent in early entries. */ readonly by?: PersonId; /** The second person who confirmed the totals. */ readonly reviewedBy?: PersonId; /** The import that this one takes back. */ readonly undoes?: ImportId }
  /** Previewed and approved by who imports, too large for one person alone. */
  | { readonly type: 'ImportSubmitted'; readonly unit: UnitId; readonly roster: RosterKind; readonly import: ImportId; readonly source: BlobRef; readonly changes: BlobRef; readonly counts: ImportCounts; readonly by: PersonId; /** Who may confirm it. */ readonly reviewers: readonly PersonId[]; readonly why: string; readonly clause: string }
  | { readonly type: 'ImportReturned'; readonly unit: UnitId; readonly roster: RosterKind; readonly import: ImportId; readonly by: PersonId; readonly reason: string }
  /** Answers that hold for every file with these titles. */
  | { readonly type: 'ImportLayoutRemembered'; readonly unit: UnitId; readonly signature: Digest; readonly file: string; readonly answers: ImportAnswers; readonly by: PersonId }
  | { readonly type: 'ImportLayoutForgotten'; readonly unit: UnitId; readonly signature: Digest; readonly by: PersonId }
  | { readonly type: 'RosterEdited'; readonly unit: UnitId; readonly roster: 'targets' | 'inspectors'; readonly version: number; readonly changes: BlobRef; readonly code: string; readonly from: string; readonly to: string; readonly reason: string; readonly by: PersonId }
  | { readonly type: 'RosterCheckAsked'; readonly unit: UnitId; /** '2026Q4'. */ readonly quarter: string; readonly sections: readonly string[]; readonly to: readonly PersonId[] }
  | { readonly type: 'RosterPartVerified'; readonly unit: UnitId; readonly quarter: string; readonly section: string; readonly versions: { readonly targets: number; readonly inspectors: number }; readonly by: PersonId }
  | { readonly type: 'CertificateExpiring'; readonly unit: UnitId; readonly inspector: InspectorCode; readonly until: LocalDate; readonly to: readonly PersonId[] }
  | { readonly type: 'InterestRegistered'; readonly unit: UnitId; readonly inspector: InspectorCode; readonly target: TargetCode; readonly detail: ConfidentialRef | null; /** Last day it binds (曾任职五年内); absent = for good. */ readonly until?: LocalDate }
  // sheets
  | { readonly type: 'SheetTemplateOffered'; readonly unit: UnitId; readonly file: BlobRef; readonly by: PersonId }
  | { readonly type: 'SheetTemplateSet'; readonly unit: UnitId; readonly sheet: SheetKind; readonly edition: Edition; readonly template: BlobRef; readonly version: number; readonly by: PersonId }
  | { readonly type: 'SheetTemplateRestored'; readonly unit: UnitId; readonly sheet: SheetKind; readonly edition: Edition; readonly version: number; readonly by: PersonId }
  /** A sheet with personal data left the house: which, for whom, and its digest (the bytes are not kept). */
  | { readonly type: 'SheetExported'; readonly unit: UnitId; readonly sheet: SheetKind; readonly edition: Edition; readonly file: Digest; readonly rows: number; readonly by: PersonId }
  | { readonly type: 'InterestWithdrawn'; readonly unit: UnitId; readonly inspector: InspectorCode; readonly target: TargetCode; readonly reason: ConfidentialRef; readonly by: PersonId }
  | { readonly type: 'LeaveTaken'; readonly unit: UnitId; readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate; /** The person himself asked: his section head still decides. Absent: registered by who may. */ readonly awaits?: true }
  | { readonly type: 'LeaveApproved'; readonly unit: UnitId; readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate; readonly by: PersonId; readonly for?: PersonId }
  | { readonly type: 'LeaveRefused'; readonly unit: UnitId; readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate; readonly reason: string; readonly by: PersonId; readonly for?: PersonId }
  | { readonly type: 'LeaveEnded'; readonly unit: UnitId; readonly inspector: InspectorCode; readonly from: LocalDate; readonly to: LocalDate; /** Last day away; null when the leave was not taken at all. */ readonly last: LocalDate | null; readonly by: PersonId }
  // key objects
  | { readonly type: 'KeyChangeProposed'; readonly unit: UnitId; readonly target: TargetCode; /** 监管科室 of the target, which says whose deputy decides. */ readonly section: string; readonly change: KeyChange; readonly trigger: KeyTrigger | null; readonly reason: string; readonly evidence: BlobRef | null; readonly evidenceOn: LocalDate; readonly by: PersonId }
  | { readonly type: 'KeyEvidenceFiled'; readonly unit: UnitId; readonly target: TargetCode; readonly file: BlobRef; readonly by: PersonId }
  | { readonly type: 'KeyChangeDecided'; readonly unit: UnitId; readonly target: TargetCode; readonly change: KeyChange; readonly approved: boolean; readonly reason: string; readonly by: PersonId; readonly for?: PersonId }
  | { readonly type: 'KeyObjectReviewed'; readonly unit: UnitId; readonly target: TargetCode; readonly reason: string; readonly by: PersonId }
  | { readonly type: 'KeyReviewDue'; readonly unit: UnitId; readonly due: LocalDate; readonly targets: readonly TargetCode[]; readonly to: readonly PersonId[] }
  // task and ceremony
  | { readonly type: 'TaskCreated'; readonly task: TaskId; readonly unit: UnitId; readonly settings: TaskSettings; readonly rules: AdoptedRules }
  | { readonly type: 'TaskChanged'; readonly task: TaskId; readonly settings: TaskSettings; readonly by: PersonId }
  /** 整任务作废: after the lock, by the main leader; no visit of it is made. */
  | { readonly type: 'TaskVoided'; readonly task: TaskId; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'TaskWithdrawn'; readonly task: TaskId; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'RosterConfirmed'; readonly task: TaskId; readonly roster: 'targets' | 'inspectors'; readonly section: string; readonly rosterVersion: number; readonly by: PersonId; readonly for?: PersonId }
  | { readonly type: 'RosterQuestioned'; readonly task: TaskId; readonly roster: 'targets' | 'inspectors'; readonly section: string; readonly by: PersonId; readonly for?: PersonId; readonly what: string }
  | { readonly type: 'DrawCommitted'; readonly task: TaskId; readonly attempt: number; readonly stage: DrawStage; readonly plan: BlobRef; readonly planHash: Digest; readonly targets: BlobRef; readonly inspectors: BlobRef; readonly recusals: BlobRef; readonly drawer: PersonId; readonly witness: PersonId; readonly closeBefore: Instant; /** Version of the yearly counts that the lists were frozen on. */ readonly capVersion: number; /** The years of the visits with the versions of their counts; absent: the year the task was created in. */ readonly capYears?: readonly { readonly year: number; readonly version: number }[]; /** Said when the lists were frozen: fixed teams, full coverage. No names. */ readonly notices?: readonly string[]; readonly conflicts?: readonly DrawConflict[]; /** Why the draw goes ahead in spite of the conflicts. */ readonly reason?: string; /** The public value asked for; absent = none. */ readonly public?: PublicPlan; /** The secret under the opening code (开封口令), 64 hex, and which version of the code; absent where no envelope was made. */ readonly envelope?: { readonly sealed: string; readonly custody: number } }
  | { readonly type: 'Contributed'; readonly task: TaskId; readonly attempt: number; readonly seq: number; readonly by: PersonId; /** Role and salted id: how the contributor appears in the transcript and in public. */ readonly alias: string; readonly text: string }
  | { readonly type: 'ContributionsClosed'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId }
  | { readonly type: 'PublicValueEntered'; readonly task: TaskId; readonly attempt: number; readonly value: PublicValue; readonly by: PersonId }
  | { readonly type: 'PublicValueRejected'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'PublicValueConfirmed'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId }
  | { readonly type: 'SeedRevealed'; readonly task: TaskId; readonly attempt: number; readonly otp: Digest; readonly seed: Digest; /** Who opened the envelope (补开); absent where the service revealed. */ readonly openedBy?: PersonId }
  | { readonly type: 'DrawCompleted'; readonly task: TaskId; readonly attempt: number; readonly stage: DrawStage; readonly result: BlobRef; readonly selected: number; readonly inspections: number; /** SHA-256 of the result as it is published: the teams by the root of their list. Absent: published as it is kept. */ readonly published?: Digest }
  | { readonly type: 'WitnessDeclined'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'AttemptAbandoned'; readonly task: TaskId; readonly attempt: number; readonly reason: string }
  | { readonly type: 'DrawAttested'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId }
  | { readonly type: 'ObjectionRaised'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'ObjectionDecided'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId; readonly for?: PersonId; readonly upheld: boolean; readonly reason: string }
  | { readonly type: 'AttemptVoided'; readonly task: TaskId; readonly attempt: number; readonly by: PersonId; readonly for?: PersonId; readonly reason: string }
  | { readonly type: 'DrawLocked'; readonly task: TaskId; readonly attempt: number; readonly stage: DrawStage; readonly by: PersonId }
  | { readonly type: 'CheckApproved'; readonly task: TaskId; readonly by: PersonId; readonly for?: PersonId; /** 行政检查审批表 as it was approved; absent in early entries. */ readonly file?: BlobRef }
  | { readonly type: 'CheckReturned'; readonly task: TaskId; readonly by: PersonId; readonly for?: PersonId; readonly reason: string }
  | { readonly type: 'TaskDispatched'; readonly task: TaskId; readonly by: PersonId }
  // inspections and substitutions
  /** 协助人员、专家: beside the team, never in it; `inspection` null = every visit of the task. */
  | { readonly type: 'HelperAttached'; readonly task: TaskId; readonly inspection: InspectionId | null; readonly helper: InspectorCode; readonly as: HelperKind; readonly by: PersonId }
  | { readonly type: 'HelperReleased'; readonly task: TaskId; readonly inspection: InspectionId | null; readonly helper: InspectorCode; readonly by: PersonId }
  | { readonly type: 'AssignmentAccepted'; readonly inspection: InspectionId; readonly inspector: InspectorCode; readonly by: PersonId }
  | { readonly type: 'SubstitutionRequested'; readonly unit: UnitId; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly inspector: InspectorCode; readonly reason: SubstitutionReason; /** Asked for by the service itself: why this member cannot make the visit. */ readonly forced?: ForcedReason; /** The inspected party asks that this person stay away; somebody entered it for it. */ readonly raisedBy?: 'object'; readonly detail: ConfidentialRef | null; /** Null where the service asked. */ readonly by: PersonId | null; readonly approver: PersonId }
  | { readonly type: 'SubstitutionApproved'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly old: InspectorCode; readonly new: InspectorCode; readonly newName: string; readonly newSection: string; readonly candidates: readonly InspectorCode[]; readonly excluded: readonly { readonly inspector: InspectorCode; readonly reason: string }[]; readonly lot: SubstitutionLot | null; readonly by: PersonId; readonly for?: PersonId }
  // 递补抽取: the round is pinned, witnessed, and only then drawn
  | { readonly type: 'SubstitutionRoundOpened'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly round: number; readonly old: InspectorCode; readonly candidates: readonly InspectorCode[]; readonly excluded: readonly { readonly inspector: InspectorCode; readonly reason: string }[]; readonly witness: PersonId; /** Role and salted id of the witness. */ readonly closer: string; readonly closeBefore: Instant; readonly public: PublicPlan; readonly by: PersonId; readonly for?: PersonId }
  | { readonly type: 'SubstitutionRoundWitnessed'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly by: PersonId; readonly alias: string; readonly text: string }
  | { readonly type: 'SubstitutionRoundValueEntered'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly value: PublicValue; readonly by: PersonId }
  | { readonly type: 'SubstitutionRoundValueRejected'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly by: PersonId; readonly reason: string }
  | { readonly type: 'SubstitutionRoundValueConfirmed'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly by: PersonId }
  | { readonly type: 'SubstitutionRoundAbandoned'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly reason: string }
  | { readonly type: 'SubstitutionRefused'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly inspector: InspectorCode; readonly reason: string; readonly by: PersonId; readonly for?: PersonId }
  /** A paper behind a request (病假条 …): erasable, not named here. */
  | { readonly type: 'SubstitutionEvidenceFiled'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly file: ConfidentialRef; readonly by: PersonId }
  | { readonly type: 'SubstitutionEvidenceErased'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly files: readonly ConfidentialRef[]; readonly by: PersonId }
  // 出路: nobody qualified is left for the post
  | { readonly type: 'WayProposed'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly way: WayOut; readonly reason: string; readonly by: PersonId }
  | { readonly type: 'WayTaken'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; /** Who left the post. */ readonly old: InspectorCode; readonly way: WayOut; readonly reason: string; /** Other open requests of the visit that are settled by it. */ readonly settles?: readonly SubstitutionId[]; readonly by: PersonId; readonly for?: PersonId }
  | { readonly type: 'WayRefused'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly reason: string; readonly by: PersonId; readonly for?: PersonId }
  /** What was decided on a recusal the inspected party had asked for was told to it. */
  | { readonly type: 'RecusalAnswered'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly way: DeliveryWay; /** Who took it: erasable. */ readonly receiver: ConfidentialRef | null; readonly at: Instant; readonly by: PersonId }
  /** 综合查一次: visits of several tasks to one object, made on one day. */
  | { readonly type: 'VisitsMerged'; readonly unit: UnitId; readonly visits: readonly InspectionId[]; readonly on: LocalDate; readonly by: PersonId }
  | { readonly type: 'VisitsParted'; readonly unit: UnitId; readonly visits: readonly InspectionId[]; readonly reason: string; readonly by: PersonId }
  | { readonly type: 'NoticeIssued'; readonly inspection: InspectionId; /** 文号. */ readonly number: string; /** Its running number in the unit and year, where the bureau numbers its notices; absent = numbered by the task. */ readonly serial?: number; readonly edition: number; /** 本年度第 n 次; null = not counted. */ readonly nth: number | null; readonly on: LocalDate; readonly part: DayPart; readonly team: readonly InspectorCode[]; readonly file: BlobRef; readonly by: PersonId }
  | { readonly type: 'NoticeDelivered'; readonly inspection: InspectionId; readonly way: DeliveryWay; /** Who took it: erasable. */ readonly receiver: ConfidentialRef | null; readonly at: Instant; readonly by: PersonId }
  | { readonly type: 'EvidenceFiled'; readonly inspection: InspectionId; readonly file: BlobRef; readonly by: PersonId }
  | { readonly type: 'InspectionFinished'; readonly inspection: InspectionId; /** 检查结束之日. */ readonly on: LocalDate; /** 检查结果产生之日, where it is later; absent = the same day. */ readonly resultOn?: LocalDate; readonly outcomes: readonly OutcomeCode[]; readonly detail: ConfidentialRef | null; readonly by: PersonId }
  /** 递补对象: after a visit that could not be made, the next of the reserve; the locked list stays as it is. */
  | { readonly type: 'TargetRefilled'; readonly task: TaskId; readonly unit: UnitId; readonly inspection: InspectionId; /** The visit that ended without being made. */ readonly of: InspectionId; readonly target: { readonly code: TargetCode; readonly name: string }; readonly stratum: string; /** Place in the reserve of the stratum, from 1. */ readonly order: number; /** Place among all eligible of the stratum. */ readonly rank: number; /** Before it in the reserve, and why not they. */ readonly passed: readonly { readonly code: TargetCode; readonly why: 'not-in-business' | 'yearly-cap' }[]; readonly posts: readonly { readonly inspector: InspectorCode; readonly name: string; readonly section: string; readonly leader: boolean; /** 借调. */ readonly borrowed?: { readonly unit: string; readonly until: LocalDate; readonly unbound?: true }; /** 代组长. */ readonly acting?: true }[]; readonly window: { readonly from: LocalDate; readonly to: LocalDate }; /** The section that makes the visit it follows, where it was passed on. */ readonly reassigned?: string; readonly by: PersonId }
  | { readonly type: 'InspectionReopened'; readonly inspection: InspectionId; readonly reason: string; readonly by: PersonId }
  // disclosure
  | { readonly type: 'DisclosureRegistered'; readonly task: TaskId; /** Null: every visit of the task. */ readonly inspection: InspectionId | null; readonly on: LocalDate; readonly url: string; /** Where it was published; absent = everywhere the rules ask for. */ readonly channels?: readonly PublishChannel[]; /** Visits not public everywhere after it (count), where single channels were named. */ readonly left?: number; /** Why it is late; absent when it is in time. */ readonly overdueReason?: string; readonly by: PersonId }
  | { readonly type: 'DisclosureWithdrawn'; readonly task: TaskId; readonly inspection: InspectionId | null; readonly reason: string; readonly by: PersonId }
  | { readonly type: 'OverdueExplained'; readonly task: TaskId; readonly due: LocalDate; readonly reason: string; readonly by: PersonId }
  // annual plan
  | { readonly type: 'PlanDrafted'; readonly unit: UnitId; readonly year: number; readonly draft: number; /** Lines as JSON Lines of canonical JSON. */ readonly rows: BlobRef; readonly count: number; /** The approved version it changes; 0 for the first. */ readonly base: number; readonly from: 'last-year' | 'items' | 'sheet' | 'edit'; readonly by: PersonId }
  | { readonly type: 'PlanEvidenceFiled'; readonly unit: UnitId; readonly year: number; readonly draft: number; readonly file: BlobRef; readonly by: PersonId }
  | { readonly type: 'PlanSubmitted'; readonly unit: UnitId; readonly year: number; readonly draft: number; readonly reason: string; readonly evidence: BlobRef | null; readonly chain: readonly Role[]; readonly by: PersonId }
  | { readonly type: 'PlanApproved'; readonly unit: UnitId; readonly year: number; readonly draft: number; readonly role: Role; readonly by: PersonId; readonly for?: PersonId; /** The version it became with the last approval; null before. */ readonly version: number | null }
  | { readonly type: 'PlanReturned'; readonly unit: UnitId; readonly year: number; readonly draft: number; readonly by: PersonId; readonly for?: PersonId; readonly reason: string }
  | { readonly type: 'PlanFiled'; readonly unit: UnitId; readonly year: number; readonly version: number; readonly to: string; readonly number: string; readonly on: LocalDate; readonly by: PersonId }
  | { readonly type: 'PlanPublished'; readonly unit: UnitId; readonly year: number; readonly version: number; readonly url: string; readonly on: LocalDate; readonly by: PersonId }
  // time
  | { readonly type: 'CalendarImported'; readonly scope: CalendarScope; readonly year: number; /** 文号. */ readonly notice: string; /** Weekdays without work. */ readonly off: readonly LocalDate[]; /** Weekends with work. */ readonly on: readonly LocalDate[]; readonly by: PersonId }
  | { readonly type: 'LocalDaysChanged'; readonly scope: CalendarScope; readonly days: readonly LocalDate[]; readonly change: 'off' | 'on' | 'as-official'; readonly reason: string; readonly by: PersonId }
  | { readonly type: 'DrawScheduled'; readonly task: TaskId; readonly draw: PlannedDraw; readonly reason: string; readonly by: PersonId }
  /** 自动顺延: the day went by and these lists were not confirmed (P47); by the service. */
  | { readonly type: 'DrawPostponed'; readonly task: TaskId; readonly from: PlannedDraw; readonly draw: PlannedDraw; readonly missing: readonly { readonly roster: 'targets' | 'inspectors'; readonly section: string }[] }
  | {
      readonly type: 'ReminderDue'; readonly subject: string; readonly kind: ReminderKind; readonly due: Instant; readonly to: readonly PersonId[];
      /** What the reminders of one sweep are looked up by: a task or a unit; absent = the task of the subject. */ readonly book?: string;
      /** Of a deadline: working days left; negative when it has passed. */ readonly left?: number;
      /** Said with 加急: the last working day but one, the last day, and when it has passed. */ readonly urgent?: true;
      /** Of 'anchor': the head of the journal at that moment. */ readonly head?: { readonly seq: number; readonly hash: Digest };
      /** Of 'health': what needs the operator. */ readonly findings?: readonly string[];
    };

export type ReminderKind =
  | 'acceptance' | 'acceptance-escalated' | 'witness-timeout'
  | 'substitution' | 'substitution-escalated'
  // draws: both lists asked for the working day before; the planned hour has come
  | 'roster-confirmation' | 'draw-due' | 'public-value'
  // 不宜告知: the team learns its targets at 7:00 of the day
  | 'targets-told'
  | 'publication' | 'publication-overdue'
  | 'digest' | 'anchor' | 'health' | 'monthly';

export type FactType = Fact['type'];
export type FactOf<T extends FactType> = Extract<Fact, { type: T }>;
