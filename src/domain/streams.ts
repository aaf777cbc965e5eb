/**
 * The streams of the journal: for each kind its initial state, its evolve function and the members it is searched by.
 *
 * A state is the fold of the facts of all entries that touch its stream; projections store it with its version, so a
 * fold can be resumed or repeated at will. `seeds` names the facts that bring many states into being from one blob.
 */
import { evolveCalendar, newCalendar } from './calendar/calendar.ts';
import type { DrawResult } from './draw/types.ts';
import { evolveDraws, newDraws } from './draw/unit-log.ts';
import type { Fact } from './events.ts';
import type { Account, BlobRef, Instant } from './values.ts';
import type { TaskId, UnitId } from './ids.ts';
import { evolveInspection, inspectionsOf, newInspection } from './inspection/inspection.ts';
import { evolveMerges, newMerges } from './inspection/merge.ts';
import { evolvePlan, newPlan } from './plan/plan.ts';
import { evolveReach, newReach } from './people/reach.ts';
import { evolveSeat, newSeat } from './people/seat.ts';
import { evolveUnit, newUnit } from './people/unit.ts';
import { evolveRulesBook, newRulesBook } from './rules/book.ts';
import { evolveIntake, newIntake } from './roster/intake.ts';
import { evolveTemplates, newTemplates } from './sheets/templates.ts';
import { evolveKeyObject, newKeyObject } from './roster/key-object.ts';
import { evolveDuty, evolveRoster, evolveRosterCheck, newDuty, newRoster, newRosterCheck } from './roster/roster.ts';
import { evolveSubstitution, newSubstitution } from './substitution/substitution.ts';
import { evolveTask, lastAttempt, newTask } from './task/task.ts';
import type { TaskState } from './task/task.ts';

/** The whole deployment: who set it up, which units it serves. Stream 'deployment/main'. */
export interface DeploymentState {
  readonly administrator: { readonly account: Account; readonly name: string } | null;
  readonly units: readonly UnitId[];
}
const evolveDeployment = (state: DeploymentState, fact: Fact): DeploymentState => {
  if (fact.type === 'AdministratorClaimed') return { ...state, administrator: { account: fact.account, name: fact.name } };
  return fact.type === 'UnitCreated' ? { ...state, units: [...state.units, fact.unit] } : state;
};

/** Running numbers of a unit and year. Stream 'register/U1/2026'. */
export interface RegisterState {
  readonly tasks: number;
  readonly substitutions: number;
  /** The last running number of a notice (通知书文号); absent before the first. */
  readonly notices?: number;
}
const evolveRegister = (state: RegisterState, fact: Fact): RegisterState => {
  if (fact.type === 'TaskCreated') return { ...state, tasks: state.tasks + 1 };
  if (fact.type === 'NoticeIssued' && fact.serial !== undefined) return { ...state, notices: fact.serial };
  return fact.type === 'SubstitutionRequested' ? { ...state, substitutions: state.substitutions + 1 } : state;
};

/** Draws of a unit and year whose results count (visits of targets, load of inspectors). Closing a ceremony touches it, so
 * that of two draws prepared on the same counts only one can close; the other is prepared anew. Stream 'cap/U1/2026'. */
export interface CapState {
  readonly tasks: readonly TaskId[];
}
const evolveCap = (state: CapState, fact: Fact): CapState => {
  if (fact.type === 'ContributionsClosed' && !state.tasks.includes(fact.task)) return { tasks: [...state.tasks, fact.task] };
  const isVoid = fact.type === 'AttemptVoided' || fact.type === 'TaskVoided' || fact.type === 'AttemptAbandoned' || (fact.type === 'ObjectionDecided' && fact.upheld);
  return isVoid ? { tasks: state.tasks.filter((task) => task !== fact.task) } : state;
};

/** Reminders given for one subject and kind. Stream 'reminder/<subject>/<kind>'. */
export interface ReminderState {
  readonly due: readonly Instant[];
  /** What it is looked up by (indexed). */
  readonly book?: string;
  /** The head of the journal that was told last. */
  readonly seq?: number;
}
const evolveReminder = (state: ReminderState, fact: Fact): ReminderState => {
  if (fact.type !== 'ReminderDue') return state;
  const book = fact.book ?? fact.subject.replace(/-\d+\/.*$/, '');
  return { ...state, due: [...state.due, fact.due], book, ...(fact.head === undefined ? {} : { seq: fact.head.seq }) };
};

interface Stream<S> {
  readonly initial: S;
  readonly evolve: (state: S, fact: Fact, at: Instant) => S;
  /** Top-level members that States.find may ask for. */
  readonly indexed: readonly (keyof S & string)[];
}
const stream = <S>(initial: S, evolve: (state: S, fact: Fact, at: Instant) => S, indexed: readonly (keyof S & string)[] = []): Stream<S> => ({ initial, evolve, indexed });

export const STREAMS = {
  deployment: stream<DeploymentState>({ administrator: null, units: [] }, evolveDeployment),
  unit: stream(newUnit, evolveUnit, ['accounts', 'chats']),
  reach: stream(newReach, evolveReach),
  seat: stream(newSeat, evolveSeat),
  rules: stream(newRulesBook, evolveRulesBook),
  register: stream<RegisterState>({ tasks: 0, substitutions: 0 }, evolveRegister),
  cap: stream<CapState>({ tasks: [] }, evolveCap),
  /** Visits of several tasks made one. Stream 'merges/U1/2026'. */
  merges: stream(newMerges, evolveMerges),
  draws: stream(newDraws, evolveDraws),
  plan: stream(newPlan, evolvePlan, ['unit', 'year']),
  roster: stream(newRoster, evolveRoster),
  intake: stream(newIntake, evolveIntake),
  duty: stream(newDuty, evolveDuty),
  rosterCheck: stream(newRosterCheck, evolveRosterCheck),
  keyObject: stream(newKeyObject, evolveKeyObject, ['unit', 'isListed', 'isProposed']),
  task: stream(newTask, evolveTask, ['unit', 'phase']),
  inspection: stream(newInspection, evolveInspection, ['task', 'unit', 'inspectors', 'finished']),
  reminder: stream<ReminderState>({ due: [] }, evolveReminder, ['book']),
  calendar: stream(newCalendar, evolveCalendar),
  /** The unit's templates, and who took which list out. Stream 'sheets/U1'. */
  sheets: stream(newTemplates, evolveTemplates),
  substitution: stream(newSubstitution, evolveSubstitution, ['unit', 'phase', 'inspection']),
} as const;

export type StreamKind = keyof typeof STREAMS;
export type StateOf<K extends StreamKind> = (typeof STREAMS)[K]['initial'];

export const streamOf = (kind: StreamKind, id: string): string => `${kind}/${id}`;

export interface Seed { readonly kind: 'inspection'; readonly id: string; readonly state: StateOf<'inspection'> }

/**
 * States that a fact brings into being (at version 0), read from a blob it makes final.
 * @param task the task's state after the fact
 * @returns null when the fact seeds nothing; otherwise the blob to read and how to read it
 */
export const seedsOf = (fact: Fact, task: TaskState | null): { readonly blob: BlobRef; readonly read: (bytes: Uint8Array) => readonly Seed[] } | null => {
  if (fact.type !== 'DrawLocked' || fact.stage === 'objects' || task?.settings == null || task.unit === null) return null;
  const { unit, settings } = task;
  const result = lastAttempt(task)?.result;
  if (result == null) return null;
  return {
    blob: result,
    read: (bytes) =>
      inspectionsOf(JSON.parse(new TextDecoder().decode(bytes)) as DrawResult, unit, settings.window).map((state) => ({ kind: 'inspection', id: state.id ?? '', state })),
  };
};
