/**
 * 「我的」: what is waiting for somebody.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import { byNumber } from '../../domain/ids.ts';
import type { InspectionId, SubstitutionId, TaskId, UnitId } from '../../domain/ids.ts';
import { may } from '../../domain/people/permissions.ts';
import type { Person, UnitState } from '../../domain/people/unit.ts';
import { waitingProposals } from '../../domain/rules/book.ts';
import { wishText } from '../../domain/rules/decide.ts';
import { mayDecide } from '../../domain/substitution/decide.ts';
import { confirmableBy } from '../../domain/task/confirm.ts';
import type { ConfirmedRoster } from '../../domain/task/confirm.ts';
import { hidesTargets, numberedTarget } from '../../domain/task/notice.ts';
import { lastAttempt } from '../../domain/task/task.ts';
import type { Deps } from '../deps.ts';
import { rosterVersions } from '../task.ts';

export interface Known {
  readonly unit: UnitId;
  readonly state: UnitState;
  readonly person: Person;
}

/** One thing somebody has to do now. */
export type Due =
  | { readonly kind: 'confirm-roster'; readonly task: TaskId; readonly name: string; readonly roster: ConfirmedRoster; readonly section: string }
  | { readonly kind: 'open-draw' | 'attest' | 'witness' | 'lock' | 'dispatch' | 'decide-objection'; readonly task: TaskId; readonly name: string }
  | { readonly kind: 'accept'; readonly inspection: InspectionId; readonly target: string; readonly window: { readonly from: string; readonly to: string } }
  | { readonly kind: 'approve-substitution'; readonly substitution: SubstitutionId; readonly inspection: InspectionId; readonly inspector: string }
  | { readonly kind: 'approve-rules'; readonly change: number; readonly what: string }
  | { readonly kind: 'confirm-binding'; readonly request: string; readonly name: string; readonly section: string };

export interface Mine {
  readonly due: readonly Due[];
  /** Accepted visits still ahead. */
  readonly ahead: readonly { readonly inspection: InspectionId; readonly target: string; readonly window: { readonly from: string; readonly to: string }; readonly leader: boolean }[];
}

const dueOfTasks = async (deps: Pick<Deps, 'states'>, { unit, person }: Known): Promise<readonly Due[]> => {
  const [versions, ...tasks] = await Promise.all([rosterVersions(deps, unit), ...(['confirming', 'drawing', 'locked'] as const).map((phase) => deps.states.find('task', { unit, phase }))]);
  return tasks.flat().flatMap(({ state }): readonly Due[] => {
    const { id, settings } = state;
    if (id === null || settings === null) return [];
    const last = lastAttempt(state);
    const about = { task: id, name: settings.name };
    if (state.phase === 'locked') return may(person, 'task.dispatch', settings.section) ? [{ kind: 'dispatch', ...about }] : [];
    switch (last?.phase) {
      case 'committed': return last.witness === person.id ? [{ kind: 'witness', ...about }] : [];
      case 'drawn':
        if (!last.attested) return last.witness === person.id ? [{ kind: 'attest', ...about }] : [];
        return may(person, 'draw.lock', settings.section) && last.witness !== person.id ? [{ kind: 'lock', ...about }] : [];
      case 'disputed': return may(person, 'draw.decide-objection') ? [{ kind: 'decide-objection', ...about }] : [];
      case 'closed': return [];
      default: {
        const confirmable = confirmableBy(state, person, versions).map(({ roster, section }): Due => ({ kind: 'confirm-roster', ...about, roster, section }));
        return confirmable.length > 0 || !may(person, 'draw.open', settings.section) ? confirmable : [{ kind: 'open-draw', ...about }];
      }
    }
  });
};

const dueOfVisits = async (deps: Pick<Deps, 'states' | 'clock'>, { unit, person }: Known): Promise<Mine> => {
  if (person.certificate === null) return { due: [], ahead: [] };
  const due: Due[] = [];
  const ahead: Mine['ahead'][number][] = [];
  const dispatched = new Map((await deps.states.find('task', { unit, phase: 'dispatched' })).map(({ id, state }) => [id, state.settings]));
  const today = localDate(deps.clock());
  for (const { state } of (await deps.states.find('inspection', { inspectors: person.certificate })).toSorted((a, b) => byNumber(a.state.id ?? '', b.state.id ?? ''))) {
    const post = state.posts.find(({ inspector }) => inspector === person.certificate);
    if (state.id === null || state.window === null || post === undefined || state.task === null) continue;
    const settings = dispatched.get(state.task) ?? null;
    if (settings === null) continue;
    const about = { inspection: state.id, target: hidesTargets(settings, today) ? numberedTarget(state.id) : (state.target?.name ?? ''), window: state.window };
    if (post.acceptedAt === null) due.push({ kind: 'accept', ...about });
    else ahead.push({ ...about, leader: post.leader });
  }
  return { due, ahead };
};

const dueOfApprovals = async (deps: Pick<Deps, 'states'>, { unit, state: unitState, person }: Known): Promise<readonly Due[]> => {
  if (!may(person, 'substitution.approve')) return [];
  const due: Due[] = [];
  for (const { state } of await deps.states.find('substitution', { unit, phase: 'requested' })) {
    if (state.id === null || state.inspection === null) continue;
    const { state: inspection } = await deps.states.load('inspection', state.inspection);
    const post = inspection.posts.find(({ inspector }) => inspector === state.inspector);
    if (post !== undefined && mayDecide(unitState, inspection, post, state.by, person)) due.push({ kind: 'approve-substitution', substitution: state.id, inspection: state.inspection, inspector: post.name });
  }
  return due;
};

const dueOfRules = async (deps: Pick<Deps, 'states'>, { unit, person }: Known): Promise<readonly Due[]> => {
  if (!may(person, 'rules.adopt')) return [];
  const { state: book } = await deps.states.load('rules', unit);
  return waitingProposals(book).filter(({ by }) => by !== person.id).map(({ change, wish, from }): Due => ({ kind: 'approve-rules', change, what: wishText(wish, from) }));
};

/** 「我的」: everything that waits for this person, most pressing first. */
export const mine = (deps: Pick<Deps, 'states' | 'clock'>) => async (known: Known): Promise<Mine> => {
  const [tasks, visits, approvals, rules] = await Promise.all([dueOfTasks(deps, known), dueOfVisits(deps, known), dueOfApprovals(deps, known), dueOfRules(deps, known)]);
  const bindings = may(known.person, 'people.bind') ? known.state.requests.map(({ request, name, section }): Due => ({ kind: 'confirm-binding', request, name, section })) : [];
  return { due: [...tasks, ...approvals, ...visits.due, ...rules, ...bindings], ahead: visits.ahead };
};
