/**
 * Giving a reminder: itself a fact, once per subject, kind and due instant, however often and wherever a sweep runs.
 *
 * A sweep looks at one unit at one moment. What was given before is read once per book (a task, a unit); one matter that
 * fails does not keep the others waiting, and the sweep fails at its end, naming each, so that the operator hears of it.
 */
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { isOfficeTime, localDate } from '../../domain/calendar/working-days.ts';
import type { Fact, FactOf } from '../../domain/events.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import { standInOf } from '../../domain/people/delegation.ts';
import { hearerFor } from '../../domain/people/hearer.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { DutyState } from '../../domain/roster/roster.ts';
import { calendarFor } from '../calendar.ts';
import { record } from '../decision.ts';
import type { Desk } from '../decision.ts';
import type { By, Deps } from '../deps.ts';
import { SERVICE } from '../ports.ts';
import { DEPLOYMENT } from '../set-up.ts';

/** A unit as a sweep sees it. */
export interface Moment {
  readonly now: Instant;
  readonly today: LocalDate;
  readonly unit: UnitId;
  readonly state: UnitState;
  readonly duty: DutyState;
  readonly calendar: Calendar;
  /** 8:30–17:30 on a working day of this unit (P30). */
  readonly isOffice: boolean;
  /** Where this only looks: hears of each reminder that is due and not given; nothing is recorded. */
  readonly notice?: (reminder: Reminder) => void;
}

export type Reminder = Omit<FactOf<'ReminderDue'>, 'type' | 'book'> & { readonly book: string };

export const momentOf = async (deps: Pick<Deps, 'states'>, unit: UnitId, now: Instant): Promise<Moment> => {
  const [{ state }, { state: duty }, calendar] = await Promise.all([deps.states.load('unit', unit), deps.states.load('duty', unit), calendarFor(deps.states, unit)]);
  return { now, today: localDate(now), unit, state, duty, calendar, isOffice: isOfficeTime(calendar, now) };
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
/** An error with the matter it came from; those of a matter's own matters are named already. */
const named = (subject: string, error: unknown): readonly Error[] =>
  error instanceof SweepFailure ? error.errors.map((each: Error) => each) : [new Error(`${subject}: ${messageOf(error)}`, { cause: error })];

/** Some of a sweep's matters failed: an error for each, beginning with its name; the others had their turn. */
export class SweepFailure extends AggregateError {
  override readonly name = 'SweepFailure';
  /** What the others came to. */
  readonly given: number;
  constructor(failures: readonly Error[], given: number) {
    super(failures, `${String(failures.length)} of a sweep's matters failed; ${String(given)} reminders were given`);
    this.given = given;
  }
}

/**
 * Runs every item. @returns the sum of what they returned
 * @param nameOf what an item is called in the log; a name, never contents
 * @throws SweepFailure at the end
 */
export const sumOver = async <T>(items: Iterable<T>, each: (item: T) => Promise<number>, nameOf: (item: T, index: number) => string = (item, index) => (typeof item === 'string' ? item : `#${String(index + 1)}`)): Promise<number> => {
  let sum = 0;
  let index = 0;
  const failures: Error[] = [];
  for (const item of items) {
    try {
      sum += await each(item);
    } catch (error) {
      if (error instanceof SweepFailure) sum += error.given;
      failures.push(...named(nameOf(item, index), error));
    }
    index += 1;
  }
  if (failures.length > 0) throw new SweepFailure(failures, sum);
  return sum;
};

/** A sweep over every unit of the deployment; with `notice` it only looks. */
export const sweep = (look: (deps: Deps, at: Moment) => Promise<number>) => (deps: Deps, notice?: (reminder: Reminder) => void) => async (now: Instant): Promise<number> => {
  const { units } = (await deps.states.load('deployment', DEPLOYMENT)).state;
  return sumOver(units, async (unit) => look(deps, { ...(await momentOf(deps, unit, now)), ...(notice === undefined ? {} : { notice }) }));
};

const keyOf = ({ subject, kind, due }: Pick<Reminder, 'subject' | 'kind' | 'due'>): string => `${subject}/${kind}/${due}`;

/** Whether a reminder was given, for all of a book with one look. */
export const givenIn = async (deps: Pick<Deps, 'states'>, book: string): Promise<(reminder: Pick<Reminder, 'subject' | 'kind' | 'due'>) => boolean> => {
  const given = new Set((await deps.states.find('reminder', { book })).flatMap(({ id, state }) => state.due.map((due) => `${id}/${due}`)));
  return (reminder) => given.has(keyOf(reminder));
};

/** People, each replaced by whoever hears for him today; nobody twice. */
export const hearersOf = ({ state, duty, today }: Moment, people: readonly Person[]): readonly Person['id'][] => [...new Set(people.map((person) => hearerFor(state, duty, person, today, standInOf(state)).id))];

/**
 * @param isMoot looks again at what the reminder is about, at the moment of recording
 * @returns 1 when it was given now, 0 when it was given before or is not needed any more
 */
export const give = async (deps: Deps, { unit, notice }: Pick<Moment, 'unit' | 'notice'>, reminder: Reminder, isMoot: (desk: Desk) => Promise<boolean> = () => Promise.resolve(false)): Promise<number> => {
  const by: By = { actor: SERVICE, via: 'job', cause: `reminder/${reminder.kind}/${reminder.subject}/${reminder.due}`, unit };
  if ((await deps.journal.byCause(by.cause)) !== null) return 0;
  if (notice !== undefined) {
    notice(reminder);
    return 0;
  }
  try {
    await record(deps, by, async (desk) => {
      if (await isMoot(desk)) throw new Refusal('reminder.moot', '已经办理', { next: '无需提醒' });
      await desk.take('reminder', `${reminder.subject}/${reminder.kind}`);
      const fact: Fact = { type: 'ReminderDue', ...reminder };
      return { unit, events: [fact] };
    });
    return 1;
  } catch (error) {
    if (error instanceof Refusal) return 0;
    throw error;
  }
};
