/**
 * The life of a year's plan: 草稿 → 审批 → 已批准(第 n 版) → 备案 → 公开 → 执行 ⇄ 调整(新版本).
 *
 * Versions are kept for ever; an adjustment is a new draft on top of the version in force, approved like the first one. Tasks
 * made from a line are counted here, so that nobody has to search for what has been carried out (宝丰方案 2(四)「不得随意增加减少」).
 */
import type { Fact } from '../events.ts';
import type { BlobRef, Instant, LocalDate } from '../values.ts';
import type { PersonId, TaskId, UnitId } from '../ids.ts';
import type { Role } from '../people/roles.ts';

export interface PlanApproval { readonly role: Role; readonly by: PersonId; readonly at: Instant; /** In whose place. */ readonly for?: PersonId }

export interface PlanDraft {
  /** Counts the drafts of the year. */
  readonly draft: number;
  readonly rows: BlobRef;
  readonly count: number;
  /** The approved version it changes; 0 for the first plan of the year. */
  readonly base: number;
  readonly from: PlanSource;
  readonly by: PersonId;
  readonly phase: 'open' | 'submitted';
  readonly submittedBy: PersonId | null;
  /** Of an adjustment, or of lines below a floor. */
  readonly reason: string;
  /** The approval from outside where the rules ask for it. */
  readonly evidence: BlobRef | null;
  /** Roles that approve, in order; frozen when submitted. */
  readonly chain: readonly Role[];
  readonly approvals: readonly PlanApproval[];
  readonly returned: { readonly by: PersonId; readonly reason: string } | null;
}
export type PlanSource = 'last-year' | 'items' | 'sheet' | 'edit';

export interface PlanVersion {
  readonly version: number;
  readonly rows: BlobRef;
  readonly count: number;
  readonly reason: string;
  readonly approvals: readonly PlanApproval[];
  readonly approvedAt: Instant;
}
export interface PlanState {
  readonly unit: UnitId | null;
  readonly year: number;
  readonly drafts: number;
  readonly draft: PlanDraft | null;
  readonly versions: readonly PlanVersion[];
  readonly filings: readonly { readonly version: number; readonly to: string; readonly number: string; readonly on: LocalDate; readonly by: PersonId }[];
  readonly publications: readonly { readonly version: number; readonly url: string; readonly on: LocalDate; readonly by: PersonId }[];
  /** Tasks carried out by line of the plan. */
  readonly tasks: readonly { readonly row: string; readonly task: TaskId }[];
}

export const newPlan: PlanState = { unit: null, year: 0, drafts: 0, draft: null, versions: [], filings: [], publications: [], tasks: [] };

/** Id of the plan's stream: 'U1/2027'. */
export const planStream = (unit: UnitId, year: number): string => `${unit}/${String(year)}`;

export const versionInForce = (plan: PlanState): PlanVersion | null => plan.versions.at(-1) ?? null;
export const isFiled = (plan: PlanState): boolean => plan.filings.some(({ version }) => version === versionInForce(plan)?.version);
export const isPublished = (plan: PlanState): boolean => plan.publications.some(({ version }) => version === versionInForce(plan)?.version);

const onDraft = (state: PlanState, draft: number, change: (now: PlanDraft) => PlanDraft): PlanState => (state.draft?.draft === draft ? { ...state, draft: change(state.draft) } : state);

const approved = (state: PlanState, version: number, at: Instant): PlanState => {
  const { draft } = state;
  if (draft === null) return state;
  return { ...state, draft: null, versions: [...state.versions, { version, rows: draft.rows, count: draft.count, reason: draft.reason, approvals: draft.approvals, approvedAt: at }] };
};

/** @param at the entry's instant */
export const evolvePlan = (state: PlanState, fact: Fact, at: Instant): PlanState => {
  switch (fact.type) {
    case 'PlanDrafted': {
      const { unit, year, draft, rows, count, base, from, by } = fact;
      return { ...state, unit, year, drafts: draft, draft: { draft, rows, count, base, from, by, phase: 'open', submittedBy: null, reason: '', evidence: null, chain: [], approvals: [], returned: null } };
    }
    case 'PlanEvidenceFiled':
      return onDraft(state, fact.draft, (now) => ({ ...now, evidence: fact.file }));
    case 'PlanSubmitted':
      return onDraft(state, fact.draft, (now) => ({ ...now, phase: 'submitted', submittedBy: fact.by, reason: fact.reason, evidence: fact.evidence, chain: fact.chain, approvals: [], returned: null }));
    case 'PlanApproved': {
      const next = onDraft(state, fact.draft, (now) => ({ ...now, approvals: [...now.approvals, { role: fact.role, by: fact.by, at, ...(fact.for === undefined ? {} : { for: fact.for }) }] }));
      return fact.version === null ? next : approved(next, fact.version, at);
    }
    case 'PlanReturned':
      return onDraft(state, fact.draft, (now) => ({ ...now, phase: 'open', approvals: [], returned: { by: fact.by, reason: fact.reason } }));
    case 'PlanFiled':
      return { ...state, filings: [...state.filings, { version: fact.version, to: fact.to, number: fact.number, on: fact.on, by: fact.by }] };
    case 'PlanPublished':
      return { ...state, publications: [...state.publications, { version: fact.version, url: fact.url, on: fact.on, by: fact.by }] };
    case 'TaskCreated':
      return fact.settings.planRow === undefined ? state : { ...state, tasks: [...state.tasks, { row: fact.settings.planRow, task: fact.task }] };
    case 'TaskWithdrawn':
    case 'TaskVoided':
      return { ...state, tasks: state.tasks.filter(({ task }) => task !== fact.task) };
    default:
      return state;
  }
};
