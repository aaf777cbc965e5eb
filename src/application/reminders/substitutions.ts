/**
 * 催审批: a substitution nobody has decided after four hours of work is asked about again; after eight the main leader and
 * the clerks hear of it too, who can see to a written delegation (P48).
 */
import { officeHoursAfter } from '../../domain/calendar/office-hours.ts';
import { instantOf } from '../../domain/calendar/working-days.ts';
import type { Instant } from '../../domain/values.ts';
import { taskOf } from '../../domain/ids.ts';
import { withDelegates } from '../../domain/people/delegation.ts';
import { personById, withRole } from '../../domain/people/unit.ts';
import type { SubstitutionState } from '../../domain/substitution/substitution.ts';
import type { Deps } from '../deps.ts';
import { voidTasks } from '../queries/open-visits.ts';
import { give, givenIn, hearersOf, sumOver, sweep } from './give.ts';
import type { Moment, Reminder } from './give.ts';

type Kind = 'substitution' | 'substitution-escalated';
/** Hours of work after the request. */
const HOURS: Readonly<Record<Kind, number>> = { substitution: 4, 'substitution-escalated': 8 };

/** After 延期 the time to answer runs from the first day of the new window. */
const waitingSince = ({ requestedAt, taken }: SubstitutionState): Instant | null => {
  if (taken?.way.kind !== 'postpone') return requestedAt;
  const opens = instantOf(taken.way.from, '00:00');
  return opens > taken.at ? opens : taken.at;
};

const reminderOf = (at: Moment, request: SubstitutionState, kind: Kind, book: string): Reminder | null => {
  const { id, approver, by } = request;
  const since = waitingSince(request);
  if (id === null || since === null) return null;
  const asked = approver === null ? null : personById(at.state, approver);
  const approvers = withDelegates(at.state, asked === null ? [] : [asked], 'substitution', at.today).filter((person) => person.id !== by);
  const others = kind === 'substitution' ? [] : [...withRole(at.state, 'leader'), ...withRole(at.state, 'clerk')].filter((person) => person.id !== by);
  const to = hearersOf(at, [...approvers, ...others]);
  return to.length === 0 ? null : { subject: id, kind, due: officeHoursAfter(at.calendar, since, HOURS[kind]), to, book };
};

/** @returns how many reminders were given */
export const sweepSubstitutions = sweep(async (deps: Deps, at) => {
  if (!at.isOffice) return 0;
  const voided = await voidTasks(deps, at.unit);
  const waiting = (await deps.states.find('substitution', { unit: at.unit, phase: 'requested' })).flatMap(({ state }) => (state.inspection === null || voided.has(taskOf(state.inspection)) ? [] : [state]));
  if (waiting.length === 0) return 0;
  const book = `substitutions/${at.unit}`;
  const isGiven = await givenIn(deps, book);
  return sumOver(waiting, (request) =>
    sumOver(['substitution', 'substitution-escalated'] as const, async (kind) => {
      const reminder = reminderOf(at, request, kind, book);
      if (reminder === null || reminder.due > at.now || isGiven(reminder)) return 0;
      const { subject } = reminder;
      return give(deps, at, reminder, async (desk) => (await desk.read('substitution', subject)).phase !== 'requested');
    }, (kind) => `${request.id ?? ''}/${kind}`), ({ id }) => id ?? '');
});
