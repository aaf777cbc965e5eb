/**
 * The daily look at the teams of visits still ahead: whoever cannot make his any more, or must not, is to be replaced (P22).
 *
 * Asked for at most once a day and post: a deputy who refuses because the roster is behind has that day to put it right.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { ForcedReason } from '../domain/events.ts';
import { nthSubstitution } from '../domain/ids.ts';
import type { InspectionId, InspectorCode } from '../domain/ids.ts';
import type { InspectionState } from '../domain/inspection/inspection.ts';
import { Refusal } from '../domain/refusal.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { DutyState } from '../domain/roster/roster.ts';
import type { InspectorRow } from '../domain/roster/rows.ts';
import { decideForcedRequest, forcedReason, isBarred } from '../domain/substitution/forced.ts';
import type { TaskState } from '../domain/task/task.ts';
import { record } from './decision.ts';
import type { By, Deps } from './deps.ts';
import { SERVICE } from './ports.ts';
import { sumOver, sweep } from './reminders/give.ts';
import type { Moment } from './reminders/give.ts';

type RowOf = (code: InspectorCode) => Promise<InspectorRow | null>;

const rowsNow = async (deps: Deps, { unit }: Moment): Promise<RowOf> => {
  const { state: { version } } = await deps.states.load('roster', rosterStream(unit, 'inspectors'));
  const known = new Map<InspectorCode, Promise<InspectorRow | null>>();
  return (code) => {
    const row = known.get(code) ?? deps.rosters.row(unit, 'inspectors', version, code).then((found) => found as unknown as InspectorRow | null);
    known.set(code, row);
    return row;
  };
};

const ask = async (deps: Deps, at: Moment, id: InspectionId, inspector: InspectorCode, forced: ForcedReason): Promise<number> => {
  const by: By = { actor: SERVICE, via: 'job', cause: `forced/${id}/${inspector}/${at.today}`, unit: at.unit };
  if ((await deps.journal.byCause(by.cause)) !== null) return 0;
  try {
    await record(deps, by, async (desk) => {
      const visit = await desk.take('inspection', id);
      const year = Number(localDate(at.now).slice(0, 4));
      const register = await desk.take('register', `${at.unit}/${String(year)}`);
      const substitution = nthSubstitution(at.unit, year, register.substitutions + 1);
      await desk.take('substitution', substitution);
      const task = visit.task === null ? null : await desk.read('task', visit.task);
      const events = task === null ? [] : decideForcedRequest(await desk.read('unit', at.unit), task, visit, { id: substitution, unit: at.unit, inspector }, forced);
      return { unit: at.unit, events };
    });
    return 1;
  } catch (error) {
    // Replaced, asked for or finished a moment ago. A unit without anybody who may consent is the operator's business.
    if (error instanceof Refusal && error.code !== 'substitution.no-approver') return 0;
    throw error;
  }
};

interface Lists { readonly rowOf: RowOf; readonly duty: DutyState }

const ofVisit = (deps: Deps, at: Moment, { rowOf, duty }: Lists, task: TaskState, visit: InspectionState): Promise<number> => {
  const { id, window, finished, posts } = visit;
  if (id === null || window === null || finished !== undefined) return Promise.resolve(0);
  const until = window.to > at.today ? window.to : at.today;
  return sumOver(posts.filter(({ substitution }) => substitution === null), async ({ inspector, borrowed }) => {
    // Somebody lent stands in no roster of ours; what he showed is kept with his post.
    const unable = borrowed === undefined ? forcedReason(at.state, inspector, await rowOf(inspector), until) : borrowed.until >= until ? null : 'certificate';
    const reason = unable ?? (isBarred(duty, task, visit, inspector, at.today) ? 'interest' : null);
    return reason === null ? 0 : ask(deps, at, id, inspector, reason);
  });
};

/** @returns how many substitutions were asked for */
export const forceSubstitutions = sweep(async (deps, at) => {
  if (!at.isOffice) return 0;
  const lists: Lists = { rowOf: await rowsNow(deps, at), duty: (await deps.states.load('duty', at.unit)).state };
  const tasks: readonly TaskState[] = (await deps.states.find('task', { unit: at.unit, phase: 'dispatched' })).map(({ state }) => state);
  return sumOver(tasks, async (task) => (task.id === null ? 0 : sumOver(await deps.states.find('inspection', { task: task.id }), ({ state }) => ofVisit(deps, at, lists, task, state))));
});
