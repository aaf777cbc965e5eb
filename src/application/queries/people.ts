/**
 * What waits for somebody: one question behind 「我的」, the help, and the digest of the morning.
 *
 * A unit's open matters are loaded once and asked for any number of people; what is due first comes first.
 */
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { localDate, workingDaysAfter } from '../../domain/calendar/working-days.ts';
import type { KeyChange } from '../../domain/events.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import { byNumber, taskOf } from '../../domain/ids.ts';
import type { InspectionId, InspectorCode, SubstitutionId, TargetCode, TaskId, UnitId } from '../../domain/ids.ts';
import type { InspectionState } from '../../domain/inspection/inspection.ts';
import { inPlaceOf, principalsOf } from '../../domain/people/delegation.ts';
import { MATTERS } from '../../domain/people/matters.ts';
import type { Matter as DelegatedMatter } from '../../domain/people/matters.ts';
import { may } from '../../domain/people/permissions.ts';
import { personOfInspector } from '../../domain/people/unit.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { mayApprove } from '../../domain/plan/decide.ts';
import { isFiled, isPublished, planStream, versionInForce } from '../../domain/plan/plan.ts';
import type { PlanState } from '../../domain/plan/plan.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import { keyDeciders } from '../../domain/roster/key-object.ts';
import type { KeyObjectState } from '../../domain/roster/key-object.ts';
import type { Leave } from '../../domain/roster/roster.ts';
import { waitingProposals } from '../../domain/rules/book.ts';
import { wishText } from '../../domain/rules/decide.ts';
import { mayDecide } from '../../domain/substitution/decide.ts';
import { roundStep } from '../../domain/substitution/round.ts';
import type { SubstitutionState } from '../../domain/substitution/substitution.ts';
import { awaitsApproval, checkApprovers } from '../../domain/task/approval.ts';
import { confirmableBy } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster, RosterVersions } from '../../domain/task/confirm.ts';
import { rulesOfTask } from '../../domain/task/require.ts';
import { objectionDeciders } from '../../domain/task/settle.ts';
import { hidesTarget, numberedTarget } from '../../domain/task/notice.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';
import { calendarFor } from '../calendar.ts';
import { voidTasks } from './open-visits.ts';
import type { Deps } from '../deps.ts';
import { rosterVersions } from '../task.ts';
import { deadlinesFrom, runningByDue } from './deadlines.ts';

export interface Known {
  readonly unit: UnitId;
  readonly state: UnitState;
  readonly person: Person;
}

interface Window { readonly from: LocalDate; readonly to: LocalDate }
type Matter =
  | { readonly kind: 'confirm-roster'; readonly task: TaskId; readonly name: string; readonly roster: ConfirmedRoster; readonly section: string }
  | { readonly kind: 'open-draw' | 'approve-check' | 'attest' | 'witness' | 'enter-public' | 'confirm-public' | 'lock' | 'dispatch' | 'decide-objection'; readonly task: TaskId; readonly name: string }
  | { readonly kind: 'accept' | 'finish'; readonly inspection: InspectionId; readonly target: string; readonly window: Window }
  | { readonly kind: 'publish'; readonly task: TaskId; readonly name: string; readonly visits: number; readonly isExplained: boolean }
  | { readonly kind: 'witness-round'; readonly substitution: SubstitutionId; readonly inspection: InspectionId }
  | { readonly kind: 'approve-substitution'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly inspector: string }
  | { readonly kind: 'draft-plan' | 'approve-plan' | 'file-plan' | 'publish-plan'; readonly year: number }
  | { readonly kind: 'approve-key'; readonly target: TargetCode; readonly change: KeyChange }
  | { readonly kind: 'approve-leave'; readonly inspector: InspectorCode; readonly name: string; readonly from: LocalDate; readonly to: LocalDate }
  | { readonly kind: 'approve-rules'; readonly change: number; readonly what: string }
  | { readonly kind: 'confirm-binding'; readonly request: string; readonly name: string; readonly section: string };

/** One thing somebody has to do now. */
export type Due = Matter & {
  /** The last day for it; null where nothing says when. */
  readonly by: LocalDate | null;
  /** Whether that day has passed. */
  readonly isLate: boolean;
};

export interface Mine {
  /** What is due first comes first. */
  readonly due: readonly Due[];
  /** Accepted visits still ahead. */
  readonly ahead: readonly { readonly inspection: InspectionId; readonly target: string; readonly window: Window; readonly leader: boolean }[];
}

/** The open matters of a unit. */
export interface Work {
  readonly state: UnitState;
  readonly today: LocalDate;
  readonly now: Instant;
  /** 递补抽取 in progress. */
  readonly rounds: readonly SubstitutionState[];
  readonly calendar: Calendar;
  readonly versions: RosterVersions;
  /** Before their dispatch. */
  readonly tasks: readonly TaskState[];
  readonly dispatched: ReadonlyMap<TaskId, TaskState>;
  readonly visits: readonly InspectionState[];
  readonly proposals: ReturnType<typeof waitingProposals>;
  /** Of this year and the next. */
  readonly plans: readonly { readonly year: number; readonly plan: PlanState }[];
  readonly keyChanges: readonly KeyObjectState[];
  /** Asked for, not decided. */
  readonly leaves: readonly Leave[];
  readonly substitutions: readonly { readonly state: SubstitutionState; readonly visit: InspectionState }[];
}

/** Visits whose publication may be due; where the end of the whole task rules, none while one of them is open. */
const toPublish = async (states: Deps['states'], id: string, task: TaskState): Promise<readonly { readonly id: string; readonly state: InspectionState }[]> => {
  const waits = rulesOfTask(task).publish.start.value === 'taskEnd' && (await states.find('inspection', { task: id, finished: null }, 1)).length > 0;
  return waits ? [] : states.find('inspection', { task: id });
};

/** @param person null: for everybody of the unit */
export const workOf = async (deps: Pick<Deps, 'states' | 'clock'>, unit: UnitId, state: UnitState, person: Person | null): Promise<Work> => {
  const { states } = deps;
  const thisYear = Number(localDate(deps.clock()).slice(0, 4));
  const plans = await Promise.all([thisYear, thisYear + 1].map(async (year) => ({ year, plan: (await states.load('plan', planStream(unit, year))).state })));
  const [calendar, versions, { state: book }, { state: duty }, keyChanges, dispatched, requested, drawing, ...open] = await Promise.all([
    calendarFor(states, unit), rosterVersions(deps, unit), states.load('rules', unit), states.load('duty', unit), states.find('keyObject', { unit, isProposed: true }), states.find('task', { unit, phase: 'dispatched' }), states.find('substitution', { unit, phase: 'requested' }), states.find('substitution', { unit, phase: 'drawing' }),
    ...(['confirming', 'drawing', 'locked'] as const).map((phase) => states.find('task', { unit, phase })),
  ]);
  const voided = await voidTasks(deps, unit);
  const isAlive = ({ state: { inspection } }: { readonly state: SubstitutionState }): boolean => inspection !== null && !voided.has(taskOf(inspection));
  const publishes = (task: TaskState): boolean => person === null || may(person, 'disclosure.register', task.settings?.section ?? null);
  const [own, whole, substitutions] = await Promise.all([
    person?.certificate == null ? Promise.resolve([]) : states.find('inspection', { inspectors: person.certificate, finished: null }),
    Promise.all(dispatched.filter((task) => publishes(task.state)).map(({ id, state: task }) => (person === null ? states.find('inspection', { task: id }) : toPublish(states, id, task)))),
    Promise.all(requested.filter(isAlive).map(async ({ state: each }) => ({ state: each, visit: (await states.load('inspection', each.inspection ?? '')).state }))),
  ]);
  return {
    state, calendar, versions, substitutions, plans,
    proposals: waitingProposals(book),
    keyChanges: keyChanges.map((each) => each.state),
    leaves: duty.leaves.filter(({ awaits }) => awaits === true),
    today: localDate(deps.clock()),
    now: deps.clock(),
    rounds: drawing.filter(isAlive).map((each) => each.state),
    tasks: open.flat().map((task) => task.state),
    dispatched: new Map(dispatched.flatMap((task) => (task.state.id === null ? [] : [[task.state.id, task.state] as const]))),
    visits: [...new Map([...own, ...whole.flat()].map((visit) => [visit.id, visit.state])).values()].toSorted((a, b) => byNumber(a.id ?? '', b.id ?? '')),
  };
};

interface Pending { readonly matter: Matter; readonly by: LocalDate | null }
const pending = (matter: Matter, by: LocalDate | null): Pending => ({ matter, by });

/** Who enters the public value, and who compares it. */
const ofPublic = ({ public: awaited, publicValue, witness }: Attempt, { settings }: TaskState, person: Person, now: Instant): readonly ('enter-public' | 'confirm-public')[] => {
  const mayEnter = may(person, 'draw.public-value', settings?.section ?? '') || person.id === witness;
  if (publicValue === undefined) return mayEnter && awaited !== undefined && now >= awaited.notBefore ? ['enter-public'] : [];
  return publicValue.by !== person.id && (person.id === witness || (publicValue.by === witness && mayEnter)) ? ['confirm-public'] : [];
};

const ofTasks = ({ state: unit, tasks, versions, today, now }: Work, person: Person): readonly Pending[] =>
  tasks.flatMap((state): readonly Pending[] => {
    const { id, settings } = state;
    if (id === null || settings === null) return [];
    const last = lastAttempt(state);
    const about = { task: id, name: settings.name };
    // Once drawn it should be settled the same day; before, there is time until the draw, or until the visits begin.
    const drawBy = state.draw?.on ?? settings.window.from;
    if (awaitsApproval(state)) return checkApprovers(unit, state).some((approver) => approver.id === person.id) ? [pending({ kind: 'approve-check', ...about }, settings.window.from)] : [];
    if (state.phase === 'locked') return may(person, 'task.dispatch', settings.section) ? [pending({ kind: 'dispatch', ...about }, settings.window.from)] : [];
    switch (last?.phase) {
      case 'committed': return last.witness === person.id ? [pending({ kind: 'witness', ...about }, today)] : [];
      case 'drawn':
        if (!last.attested) return last.witness === person.id ? [pending({ kind: 'attest', ...about }, today)] : [];
        return may(person, 'draw.lock', settings.section) && last.witness !== person.id ? [pending({ kind: 'lock', ...about }, today)] : [];
      case 'disputed': return objectionDeciders(unit, state).some(({ id: decider }) => decider === person.id) ? [pending({ kind: 'decide-objection', ...about }, today)] : [];
      case 'waiting': return ofPublic(last, state, person, now).map((kind) => pending({ kind, ...about }, today));
      case 'closed': return [];
      default: {
        const confirmable = confirmableBy(state, person, versions).map(({ roster, section }): Pending => pending({ kind: 'confirm-roster', ...about, roster, section }, drawBy));
        return confirmable.length > 0 || !may(person, 'draw.open', settings.section) ? confirmable : [pending({ kind: 'open-draw', ...about }, drawBy)];
      }
    }
  });

/** A visit whose last day comes near is due for the leader; before, it is ahead. */
const FINISH_WORKDAYS = 5;

const ofVisits = ({ dispatched, visits, calendar, today }: Work, person: Person): { readonly due: readonly Pending[]; readonly ahead: Mine['ahead'] } => {
  const due: Pending[] = [];
  const ahead: Mine['ahead'][number][] = [];
  const soon = workingDaysAfter(calendar, today, FINISH_WORKDAYS).date;
  for (const visit of visits) {
    const post = person.certificate === null ? undefined : visit.posts.find(({ inspector }) => inspector === person.certificate);
    const task = visit.task === null ? undefined : dispatched.get(visit.task);
    if (visit.id === null || visit.window === null || post === undefined || task?.settings == null || visit.finished !== undefined) continue;
    const about = { inspection: visit.id, target: hidesTarget(task.settings, visit, today) ? numberedTarget(visit.id) : (visit.target?.name ?? ''), window: visit.window };
    if (post.acceptedAt === null) {
      if (post.substitution === null) due.push(pending({ kind: 'accept', ...about }, task.dispatchedAt === null ? visit.window.to : workingDaysAfter(calendar, localDate(task.dispatchedAt), 1).date));
    } else if (post.leader && visit.window.to <= soon) due.push(pending({ kind: 'finish', ...about }, visit.window.to));
    else ahead.push({ ...about, leader: post.leader });
  }
  return { due, ahead };
};

const ofPublications = ({ dispatched, visits, calendar }: Work, person: Person): readonly Pending[] => {
  const byTask = new Map<string, InspectionState[]>();
  for (const visit of visits) byTask.set(visit.task ?? '', [...(byTask.get(visit.task ?? '') ?? []), visit]);
  return [...dispatched].flatMap(([id, task]) => {
    if (task.settings === null || !may(person, 'disclosure.register', task.settings.section)) return [];
    const { name } = task.settings;
    return runningByDue(deadlinesFrom(task, calendar, byTask.get(id) ?? [])).map(({ due, visits: list }) =>
      pending({ kind: 'publish', task: id, name, visits: list.length, isExplained: (task.overdue ?? []).some((each) => each.due === due) }, due));
  });
};

/** 每年年初编制 (宝丰方案 2(四)): asked for from January to March, until there is one. */
const DRAFT_UNTIL = '03-31';

const ofPlans = ({ plans, state: unit, today }: Work, person: Person): readonly Pending[] =>
  plans.flatMap(({ year, plan }): readonly Pending[] => {
    if (mayApprove(plan, unit, person)) return [pending({ kind: 'approve-plan', year }, null)];
    if (!person.roles.includes('clerk')) return [];
    if (versionInForce(plan) === null) return plan.draft === null && today.startsWith(String(year)) && today.slice(5) <= DRAFT_UNTIL ? [pending({ kind: 'draft-plan', year }, `${String(year)}-${DRAFT_UNTIL}`)] : [];
    const mustFile = rulesInForce(unit.rules).plan.filingTo.value !== 'none' && !isFiled(plan);
    return [...(mustFile ? [pending({ kind: 'file-plan', year }, null)] : []), ...(isPublished(plan) ? [] : [pending({ kind: 'publish-plan', year }, null)])];
  });

const ofRules = ({ proposals }: Work, person: Person): readonly Pending[] =>
  may(person, 'rules.adopt') ? proposals.filter(({ by }) => by !== person.id).map(({ change, wish, from }) => pending({ kind: 'approve-rules', change, what: wishText(wish, from) }, null)) : [];

const ofRosters = ({ keyChanges, leaves, state: unit, today }: Work, person: Person): readonly Pending[] => [
  ...keyChanges.flatMap((each) => (each.target === null || each.proposal === null || !keyDeciders(unit, each, each.proposal.section).some(({ id }) => id === person.id) ? [] : [pending({ kind: 'approve-key', target: each.target, change: each.proposal.change }, null)])),
  ...leaves.flatMap(({ inspector, from, to }) => {
    const asking = personOfInspector(unit, inspector);
    if (asking === null || asking.id === person.id || to < today || !may(person, 'leave.approve', asking.section)) return [];
    return [pending({ kind: 'approve-leave', inspector, name: asking.name, from, to }, from)];
  }),
];

const ofApprovals = ({ substitutions, state, calendar }: Work, person: Person): readonly Pending[] =>
  substitutions.flatMap(({ state: { id, inspection, inspector, by, requestedAt }, visit }) => {
    const post = visit.posts.find((each) => each.inspector === inspector);
    if (id === null || inspection === null || post === undefined || !may(person, 'substitution.approve') || !mayDecide(state, visit, post, by, person)) return [];
    return [pending({ kind: 'approve-substitution', substitution: id, inspection, inspector: post.name }, requestedAt === null ? null : workingDaysAfter(calendar, localDate(requestedAt), 1).date)];
  });

/** 递补抽取 that waits for this person's text. */
const ofRounds = ({ rounds, today }: Work, person: Person): readonly Pending[] =>
  rounds.flatMap((state) => (state.id !== null && state.inspection !== null && roundStep(state) === 'text' && state.round?.witness === person.id ? [pending({ kind: 'witness-round', substitution: state.id, inspection: state.inspection }, today)] : []));
/** What waits for him in the office he holds himself. */
const pendingOf = (work: Work, person: Person): readonly Pending[] => [...ofTasks(work, person), ...ofApprovals(work, person), ...ofRosters(work, person), ...ofPlans(work, person), ...ofRules(work, person)];

const KINDS: Readonly<Record<DelegatedMatter, readonly Matter['kind'][]>> = { substitution: ['approve-substitution'], check: ['approve-check'], rules: ['approve-rules'], objection: ['decide-objection'], roster: ['confirm-roster'], plan: ['approve-plan'], key: ['approve-key'], leave: ['approve-leave'] };

/** What waits for those in whose place he acts today. */
const inPlaces = (work: Work, person: Person): readonly Pending[] =>
  MATTERS.flatMap((matter) => principalsOf(work.state, person.id, matter, work.today).flatMap((principal) => {
    const standing = inPlaceOf(work.state, person, principal);
    return pendingOf({ ...work, state: standing.unit }, standing.person).filter((each) => KINDS[matter].includes(each.matter.kind));
  }));

const sameMatter = (a: Pending, b: Pending): boolean => JSON.stringify(a.matter) === JSON.stringify(b.matter);

/** What is somebody's among the open matters. */
export const mineOf = (work: Work, person: Person): Mine => {
  const visits = ofVisits(work, person);
  const bindings = may(person, 'people.bind') ? work.state.requests.map(({ request, name, section }) => pending({ kind: 'confirm-binding', request, name, section }, null)) : [];
  const NEVER = '9999-12-31';
  const own = pendingOf(work, person);
  const placed = inPlaces(work, person).filter((each) => !own.some((other) => sameMatter(each, other)));
  const due = [...own, ...placed, ...ofRounds(work, person), ...visits.due, ...ofPublications(work, person), ...bindings]
    .toSorted((a, b) => ((a.by ?? NEVER) < (b.by ?? NEVER) ? -1 : (a.by ?? NEVER) > (b.by ?? NEVER) ? 1 : 0))
    .map(({ matter, by }): Due => ({ ...matter, by, isLate: by !== null && by < work.today }));
  return { due, ahead: visits.ahead };
};

/** 「我的」. */
export const mine = (deps: Pick<Deps, 'states' | 'clock'>) => async ({ unit, state, person }: Known): Promise<Mine> => mineOf(await workOf(deps, unit, state, person), person);

/** The same for many people of a unit, its matters loaded once: for the digest of the morning. */
export const minesOf = (deps: Pick<Deps, 'states' | 'clock'>) => async (unit: UnitId, state: UnitState, people: readonly Person[]): Promise<ReadonlyMap<Person['id'], Mine>> => {
  const work = await workOf(deps, unit, state, null);
  return new Map(people.map((person) => [person.id, mineOf(work, person)]));
};
