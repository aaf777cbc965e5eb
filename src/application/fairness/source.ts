/**
 * What a fairness report is counted from: the tasks and substitutions of its years, found by their running numbers, so that the
 * cost is that of the period and not of everything there ever was.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { FactOf } from '../../domain/events.ts';
import { isIn } from '../../domain/fairness/period.ts';
import type { Period } from '../../domain/fairness/period.ts';
import { nthSubstitution, nthTask, taskOf } from '../../domain/ids.ts';
import type { InspectorCode, UnitId } from '../../domain/ids.ts';
import { extentOf } from '../../domain/people/permissions.ts';
import { may } from '../../domain/people/permissions.ts';
import type { Person } from '../../domain/people/unit.ts';
import { streamOf } from '../../domain/streams.ts';
import type { SubstitutionState } from '../../domain/substitution/substitution.ts';
import { hidesTargets } from '../../domain/task/notice.ts';
import type { Attempt, TaskState } from '../../domain/task/task.ts';
import type { LocalDate } from '../../domain/values.ts';
import type { Deps } from '../deps.ts';
import { latestWindow } from '../queries/moved-windows.ts';
import { sentBy } from '../queries/yearly.ts';

export type FairnessDeps = Pick<Deps, 'states' | 'blobs' | 'journal' | 'rosters' | 'clock'>;

/** How much of the unit somebody sees: all, the tasks of his section, or his own figures. */
export type Reach = 'unit' | 'section' | 'own';
export const reachOf = ({ roles }: Person): Reach => {
  const extents = roles.map((role) => ({ role, extent: extentOf('fairness.see', role) }));
  if (extents.some(({ extent }) => extent === 'all')) return 'unit';
  return extents.some(({ role, extent }) => extent === 'own' && role !== 'inspector') ? 'section' : 'own';
};

const yearsOf = (from: number, to: number): readonly number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);

/** Tasks of the period's years and of the year before, whose draws may fall into it. */
const tasksOf = async ({ states }: FairnessDeps, unit: UnitId, years: readonly number[]): Promise<readonly TaskState[]> => {
  const ids = await Promise.all(years.map(async (year) => {
    const { tasks } = (await states.load('register', `${unit}/${String(year)}`)).state;
    return Array.from({ length: tasks }, (_, index) => nthTask(unit, year, index + 1));
  }));
  const found = await Promise.all(ids.flat().map(async (id) => (await states.load('task', id)).state));
  return found.filter(({ id, settings }) => id !== null && settings !== null);
};

const substitutionsOf = async ({ states }: FairnessDeps, unit: UnitId, years: readonly number[]): Promise<readonly SubstitutionState[]> => {
  const ids = await Promise.all(years.map(async (year) => {
    const { substitutions } = (await states.load('register', `${unit}/${String(year)}`)).state;
    return Array.from({ length: substitutions }, (_, index) => nthSubstitution(unit, year, index + 1));
  }));
  return Promise.all(ids.flat().map(async (id) => (await states.load('substitution', id)).state));
};

const isSeenBy = async (deps: FairnessDeps, person: Person, reach: Reach, today: LocalDate, task: TaskState): Promise<boolean> => {
  const { settings } = task;
  if (settings === null) return false;
  const sections = [settings.section, ...settings.cooperating];
  if (reach !== 'unit' && !sections.includes(person.section)) return false;
  // Who was never drawn tells who was: a task that is not to be announced does not count before its day for those who may not know.
  return !hidesTargets({ noNotice: settings.noNotice, window: await latestWindow(deps, task) }, today) || sections.some((section) => may(person, 'targets.see-unannounced', section));
};

export interface HeldDraw { readonly task: TaskState; readonly attempt: Attempt }
/** A decided request, with the decision as it was recorded; `approved` null where it was refused. */
export interface Decided { readonly state: SubstitutionState; readonly approved: FactOf<'SubstitutionApproved'> | null }

export interface FairnessSource {
  /** Every attempt committed in the period, whatever became of it. */
  readonly attempts: readonly HeldDraw[];
  /** Substitutions decided in the period. */
  readonly decided: readonly Decided[];
  /** Requests of the period that nobody has decided. */
  readonly waiting: number;
  /** Whoever was sent instead, by inspection and the person replaced. */
  readonly sent: ReadonlyMap<string, InspectorCode>;
}

const decisionOf = async (deps: FairnessDeps, state: SubstitutionState): Promise<Decided> => {
  if (state.phase !== 'approved' || state.id === null) return { state, approved: null };
  const entries = await deps.journal.ofStream(streamOf('substitution', state.id));
  const approved = entries.flatMap(({ events }) => events).findLast((fact) => fact.type === 'SubstitutionApproved');
  return { state, approved: approved?.type === 'SubstitutionApproved' ? approved : null };
};

export const fairnessSource = async (deps: FairnessDeps, unit: UnitId, period: Period, person: Person): Promise<FairnessSource> => {
  const today = localDate(deps.clock());
  const [first, last] = [Number(period.from.slice(0, 4)) - 1, Number(period.to.slice(0, 4))];
  const reach = reachOf(person);
  const [tasks, all] = await Promise.all([tasksOf(deps, unit, yearsOf(first, last)), substitutionsOf(deps, unit, yearsOf(first, Math.max(last, Number(today.slice(0, 4)))))]);
  const isSeen = await Promise.all(tasks.map((task) => isSeenBy(deps, person, reach, today, task)));
  const seen = tasks.filter((_, index) => isSeen[index]);
  const ids = new Set(seen.map(({ id }) => id));
  const substitutions = all.filter(({ inspection }) => inspection !== null && ids.has(taskOf(inspection)));
  const inPeriod = (at: string | null): boolean => at !== null && isIn(period, localDate(at));
  const decided = substitutions.filter(({ phase, decidedAt }) => (phase === 'approved' || phase === 'refused') && inPeriod(decidedAt));
  return {
    attempts: seen.flatMap((task) => task.attempts.filter(({ committedAt }) => inPeriod(committedAt)).map((attempt) => ({ task, attempt }))),
    decided: await Promise.all(decided.map((state) => decisionOf(deps, state))),
    waiting: substitutions.filter(({ phase, requestedAt }) => phase !== 'approved' && phase !== 'refused' && inPeriod(requestedAt)).length,
    sent: new Map(substitutions.flatMap((state) => (state.phase === 'approved' ? sentBy(state) : []))),
  };
};
