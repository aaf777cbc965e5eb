/**
 * The life of a task (抽查任务) from its creation to its dispatch, with the ceremony of the draw in the middle.
 *
 * The state says what may happen next; the deciders beside this file refuse everything else with the clause. Void and
 * abandoned attempts stay in `attempts` and are counted on every sheet.
 */
import type { AwaitedPublic, PublicValue } from '../draw/public-value.ts';
import type { DrawConflict, DrawStage, Fact, FactOf } from '../events.ts';
import type { Helper } from './helper-words.ts';
import type { PlannedDraw, TaskSettings } from './settings.ts';
import type { BlobRef, Instant, LocalDate } from '../values.ts';
import type { Digest, InspectionId, PersonId, TargetCode, TaskId, UnitId } from '../ids.ts';
import type { AdoptedRules } from '../rules/adopted.ts';
import type { PublishChannel } from '../rules/rule-set.ts';

export interface Confirmation {
  readonly roster: 'targets' | 'inspectors';
  readonly section: string;
  readonly rosterVersion: number;
  readonly by: PersonId;
}
export interface Contribution { readonly seq: number; readonly by: PersonId; readonly alias: string; readonly text: string }

/** 承诺 → 投入 → 封口 → (待公开数 →) 开出 → (见证 | 异议) → 锁定; or abandoned before, or void after, the close. */
export type AttemptPhase = 'committed' | 'waiting' | 'closed' | 'drawn' | 'disputed' | 'locked' | 'abandoned' | 'void';

/** A public value as somebody entered it, and who saw the same number. */
export interface EnteredValue { readonly value: PublicValue; readonly by: PersonId; readonly at: Instant; readonly confirmedBy: PersonId | null }

export interface Attempt {
  readonly attempt: number;
  readonly stage: DrawStage;
  readonly phase: AttemptPhase;
  readonly plan: BlobRef;
  readonly planHash: Digest;
  readonly targets: BlobRef;
  readonly inspectors: BlobRef;
  readonly recusals: BlobRef;
  readonly drawer: PersonId;
  readonly witness: PersonId;
  readonly committedAt: Instant;
  readonly closeBefore: Instant;
  readonly capVersion: number;
  /** Years whose counts this draw reserves, with the versions its lists were frozen on; absent: the year the task was created in. */
  readonly capYears?: readonly { readonly year: number; readonly version: number }[];
  readonly notices?: readonly string[];
  readonly conflicts?: readonly DrawConflict[];
  /** Why it goes ahead in spite of the conflicts. */
  readonly reason?: string;
  readonly contributions: readonly Contribution[];
  readonly otp: Digest | null;
  readonly seed: Digest | null;
  readonly result: BlobRef | null;
  readonly drawnAt: Instant | null;
  readonly selected: number;
  readonly attested: boolean;
  readonly objection: { readonly by: PersonId; readonly reason: string } | null;
  readonly endedBecause: string | null;
  /** Absent in attempts of before public values and envelopes were known. */
  readonly public?: AwaitedPublic;
  readonly publicValue?: EnteredValue;
  readonly envelope?: FactOf<'DrawCommitted'>['envelope'];
  readonly closedAt?: Instant;
  /** Who opened the envelope (补开), where the service did not reveal. */
  readonly openedBy?: PersonId;
}

/** 'withdrawn': made by mistake and taken back before anything was drawn; it keeps its number. 'void': locked, and taken back whole by the main leader. 'disclosed': the results of all visits are public. */
export type TaskPhase = 'withdrawn' | 'void' | 'confirming' | 'drawing' | 'locked' | 'dispatched' | 'disclosed';

/** A registered publication of one visit, or of all (`inspection` null). */
export interface Disclosure {
  readonly inspection: InspectionId | null;
  readonly on: LocalDate;
  readonly url: string;
  readonly by: PersonId;
  /** Absent = everywhere the rules ask for. */
  readonly channels?: readonly PublishChannel[];
}

export interface Refill {
  readonly inspection: InspectionId;
  readonly of: InspectionId;
  readonly code: TargetCode;
  readonly stratum: string;
  readonly order: number;
  readonly rank: number;
}

export interface TaskState {
  readonly id: TaskId | null;
  readonly unit: UnitId | null;
  readonly createdAt: Instant | null;
  readonly dispatchedAt: Instant | null;
  readonly settings: TaskSettings | null;
  readonly rules: AdoptedRules | null;
  readonly phase: TaskPhase;
  readonly confirmations: readonly Confirmation[];
  readonly questioned: { readonly roster: 'targets' | 'inspectors'; readonly section: string; readonly what: string } | null;
  readonly attempts: readonly Attempt[];
  /** When people mean to draw. */
  readonly draw?: PlannedDraw;
  readonly disclosures?: readonly Disclosure[];
  /** Why a publication is late, by its deadline; the last word counts. */
  readonly overdue?: readonly { readonly due: LocalDate; readonly reason: string; readonly by: PersonId }[];
  /** 行政检查审批, where the rules ask for it; absent before it was given. */
  readonly approval?: { readonly by: PersonId; readonly at: Instant; /** In whose place. */ readonly for?: PersonId; /** The form as it was approved. */ readonly file?: BlobRef };
  /** 协助人员、专家, in the order they were named; none when absent. */
  readonly helpers?: readonly Helper[];
  /** 递补对象, beside the locked list: which visit each came for, and its place in the reserve. */
  readonly refills?: readonly Refill[];
  /** 整任务作废. */
  readonly voided?: { readonly by: PersonId; readonly at: Instant; readonly reason: string };
  /** The last time the approval was refused. */
  readonly returned?: { readonly by: PersonId; readonly at: Instant; readonly reason: string; readonly for?: PersonId };
}

export const newTask: TaskState = { id: null, unit: null, createdAt: null, dispatchedAt: null, settings: null, rules: null, phase: 'confirming', confirmations: [], questioned: null, attempts: [] };

const onAttempt = (state: TaskState, attempt: number, change: (now: Attempt) => Attempt): TaskState => ({
  ...state,
  attempts: state.attempts.map((now) => (now.attempt === attempt ? change(now) : now)),
});

/**
 * All visits are public when the task was registered whole, or one by one as many as were drawn; where channels were named
 * singly, when none is left.
 */
const withDisclosures = (state: TaskState, disclosures: readonly Disclosure[], left?: number): TaskState => {
  const locked = state.attempts.find(({ phase, stage }) => phase === 'locked' && stage !== 'inspectors')?.selected ?? 0;
  const drawn = locked === 0 ? 0 : locked + (state.refills ?? []).length;
  const everywhere = disclosures.filter(({ channels }) => channels === undefined);
  const isWhole = everywhere.some(({ inspection }) => inspection === null);
  const single = new Set(everywhere.map(({ inspection }) => inspection)).size;
  return { ...state, disclosures, phase: left === 0 || isWhole || (drawn > 0 && single >= drawn) ? 'disclosed' : 'dispatched' };
};

/** @param at the entry's instant */
export const evolveTask = (state: TaskState, fact: Fact, at: Instant): TaskState => {
  switch (fact.type) {
    case 'TaskCreated':
      return { ...state, id: fact.task, unit: fact.unit, createdAt: at, settings: fact.settings, rules: fact.rules, ...(fact.settings.draw === undefined ? {} : { draw: fact.settings.draw }) };
    case 'TaskChanged': {
      // A day that was moved meanwhile (改期) stays, unless the change itself names another.
      const { draw } = fact.settings;
      const isNew = draw !== undefined && (draw.on !== state.settings?.draw?.on || draw.time !== state.settings.draw.time);
      return { ...state, settings: fact.settings, ...(isNew ? { draw } : {}) };
    }
    case 'TaskWithdrawn':
      return { ...state, phase: 'withdrawn' };
    case 'TaskVoided':
      return { ...state, phase: 'void', voided: { by: fact.by, at, reason: fact.reason } };
    case 'RosterConfirmed': {
      const { roster, section, rosterVersion, by } = fact;
      const others = state.confirmations.filter((other) => other.roster !== roster || other.section !== section);
      return { ...state, questioned: null, confirmations: [...others, { roster, section, rosterVersion, by }] };
    }
    case 'RosterQuestioned':
      return { ...state, confirmations: [], questioned: { roster: fact.roster, section: fact.section, what: fact.what } };
    case 'DrawCommitted': {
      const { attempt, stage, plan, planHash, targets, inspectors, recusals, drawer, witness, closeBefore, capVersion, capYears, notices, conflicts, reason } = fact;
      const opened: Attempt = {
        attempt, stage, phase: 'committed', plan, planHash, targets, inspectors, recusals, drawer, witness, committedAt: at, closeBefore, capVersion,
        ...(capYears === undefined ? {} : { capYears }), ...(notices === undefined ? {} : { notices }), ...(conflicts === undefined ? {} : { conflicts }), ...(reason === undefined ? {} : { reason }),
        contributions: [], otp: null, seed: null, result: null, drawnAt: null, selected: 0, attested: false, objection: null, endedBecause: null,
        ...(fact.public === undefined || fact.public.kind === 'none' ? {} : { public: fact.public }),
        ...(fact.envelope === undefined ? {} : { envelope: fact.envelope }),
      };
      return { ...state, phase: 'drawing', attempts: [...state.attempts, opened] };
    }
    case 'Contributed':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, contributions: [...now.contributions, { seq: fact.seq, by: fact.by, alias: fact.alias, text: fact.text }] }));
    case 'ContributionsClosed':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, phase: now.public === undefined ? 'closed' : 'waiting', closedAt: at }));
    case 'PublicValueEntered': {
      const { value, by } = fact;
      // A beacon's value proves itself: nobody has to look at it twice.
      return onAttempt(state, fact.attempt, (now) => ({ ...now, publicValue: { value, by, at, confirmedBy: null }, phase: value.kind === 'drand' ? 'closed' : now.phase }));
    }
    case 'PublicValueRejected':
      return onAttempt(state, fact.attempt, ({ publicValue: _, ...now }) => now);
    case 'PublicValueConfirmed':
      return onAttempt(state, fact.attempt, (now) => (now.publicValue === undefined ? now : { ...now, publicValue: { ...now.publicValue, confirmedBy: fact.by }, phase: 'closed' }));
    case 'SeedRevealed':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, otp: fact.otp, seed: fact.seed, ...(fact.openedBy === undefined ? {} : { openedBy: fact.openedBy }) }));
    case 'DrawCompleted':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, phase: 'drawn', result: fact.result, drawnAt: at, selected: fact.selected }));
    case 'WitnessDeclined':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, phase: 'abandoned', endedBecause: fact.reason }));
    case 'AttemptAbandoned':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, phase: 'abandoned', endedBecause: fact.reason }));
    case 'DrawAttested':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, attested: true }));
    case 'ObjectionRaised':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, phase: 'disputed', objection: { by: fact.by, reason: fact.reason } }));
    case 'ObjectionDecided':
      return onAttempt(state, fact.attempt, (now) => (fact.upheld ? { ...now, phase: 'void', endedBecause: fact.reason } : { ...now, phase: 'drawn', objection: null }));
    case 'AttemptVoided':
      return onAttempt(state, fact.attempt, (now) => ({ ...now, phase: 'void', endedBecause: fact.reason }));
    case 'DrawLocked':
      return { ...onAttempt(state, fact.attempt, (now) => ({ ...now, phase: 'locked' })), phase: fact.stage === 'objects' ? 'drawing' : 'locked' };
    case 'CheckApproved':
      return { ...state, approval: { by: fact.by, at, ...(fact.for === undefined ? {} : { for: fact.for }), ...(fact.file === undefined ? {} : { file: fact.file }) } };
    case 'CheckReturned':
      return { ...state, returned: { by: fact.by, at, reason: fact.reason, ...(fact.for === undefined ? {} : { for: fact.for }) } };
    case 'TaskDispatched':
      return { ...state, phase: 'dispatched', dispatchedAt: at };
    case 'HelperAttached':
      return { ...state, helpers: [...(state.helpers ?? []), { inspection: fact.inspection, helper: fact.helper, as: fact.as }] };
    case 'HelperReleased':
      return { ...state, helpers: (state.helpers ?? []).filter(({ inspection, helper }) => inspection !== fact.inspection || helper !== fact.helper) };
    case 'TargetRefilled': {
      const { inspection, of, target: { code }, stratum, order, rank } = fact;
      return { ...state, refills: [...(state.refills ?? []), { inspection, of, code, stratum, order, rank }] };
    }
    case 'DrawScheduled': case 'DrawPostponed':
      return { ...state, draw: fact.draw };
    case 'DisclosureRegistered': {
      const { inspection, on, url, by, channels, left } = fact;
      return withDisclosures(state, [...(state.disclosures ?? []), { inspection, on, url, by, ...(channels === undefined ? {} : { channels }) }], left);
    }
    case 'DisclosureWithdrawn':
      return withDisclosures(state, (state.disclosures ?? []).filter((each) => each.inspection !== fact.inspection));
    case 'OverdueExplained':
      return { ...state, overdue: [...(state.overdue ?? []), { due: fact.due, reason: fact.reason, by: fact.by }] };
    default:
      return state;
  }
};

/** The attempt in progress or last finished; null before the first. */
export const lastAttempt = (task: TaskState): Attempt | null => task.attempts.at(-1) ?? null;
/** The attempt of a stage whose result stands: drawn, and neither void nor abandoned since. */
export const standingAttempt = (task: TaskState, stages: readonly DrawStage[]): Attempt | null =>
  task.attempts.findLast(({ stage, phase, result }) => stages.includes(stage) && result !== null && phase !== 'void' && phase !== 'abandoned') ?? null;
/** The locked attempt of a stage. */
export const lockedAttempt = (task: TaskState, stages: readonly DrawStage[]): Attempt | null =>
  task.attempts.find((attempt) => attempt.phase === 'locked' && stages.includes(attempt.stage)) ?? null;
/** Whether the teams have their assignments, whatever has become public since. */
export const isDispatched = (task: TaskState): boolean => task.phase === 'dispatched' || task.phase === 'disclosed';
