/**
 * What the cards of a substitution need to know: who, for which visit, who may be sent instead.
 */
import type { Substitutes } from '../../application/queries/substitutes.ts';
import type { WaysOpen } from '../../application/queries/ways.ts';
import type { Rosters, States } from '../../application/ports.ts';
import { taskOf } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { InspectionId, InspectorCode, SubstitutionId } from '../../domain/ids.ts';
import type { InspectionState, Post } from '../../domain/inspection/inspection.ts';
import { signature } from '../../domain/people/delegation.ts';
import { personName } from '../../domain/people/unit.ts';
import type { UnitState } from '../../domain/people/unit.ts';
import type { SubstitutionState } from '../../domain/substitution/substitution.ts';
import type { TaskState } from '../../domain/task/task.ts';
import type { Queries } from '../queries.ts';
import { inspectorName } from './inspector-name.ts';

export interface SubstitutionView {
  readonly id: SubstitutionId;
  readonly state: SubstitutionState;
  readonly unit: UnitState;
  readonly task: TaskState;
  readonly visit: InspectionState;
  readonly inspection: InspectionId;
  readonly inspector: InspectorCode;
  /** Who is or was to be replaced. */
  readonly old: string;
  readonly leader: string;
  readonly requester: string;
  readonly approver: string;
  readonly decidedBy: string;
  /** Who was sent instead; '' before the decision. */
  readonly pick: string;
  /** Null once decided. */
  readonly choice: Substitutes | null;
  /** 出路: null while somebody qualified is left, and once it is settled. */
  readonly ways: WaysOpen | null;
}

export const substitutionSubject = (id: SubstitutionId): string => `substitution/${id}`;

interface Reads {
  readonly states: States;
  readonly rosters: Rosters;
  readonly queries: Pick<Queries, 'candidatesFor' | 'waysFor'>;
}

export const substitutionView = async (deps: Reads, id: SubstitutionId): Promise<SubstitutionView> => {
  const { states, queries } = deps;
  const nameOf = inspectorName(deps);
  const { state } = await states.load('substitution', id);
  if (state.unit === null || state.inspection === null || state.inspector === null) throw new Refusal('substitution.unknown', `没有「${id}」这个更换申请`, { next: '发送「我的」查看待审批的申请' });
  const [{ state: unit }, { state: task }, { state: visit }] = await Promise.all([states.load('unit', state.unit), states.load('task', taskOf(state.inspection)), states.load('inspection', state.inspection)]);
  const postOf = (code: InspectorCode | null): Post | undefined => visit.posts.find((post) => post.inspector === code);
  // Somebody lent stands in no roster of ours.
  const lent = state.taken?.way.kind === 'borrow' ? state.taken.way : null;
  const choice = state.phase === 'requested' ? await queries.candidatesFor(id) : null;
  const person = (who: SubstitutionState['by']): string => (who === null ? '' : personName(unit, who));
  return {
    id, state, unit, task, visit, inspection: state.inspection, inspector: state.inspector,
    old: postOf(state.inspector)?.name ?? (await nameOf(unit, state.inspector)),
    leader: visit.posts.find(({ leader }) => leader)?.name ?? '',
    requester: person(state.by),
    approver: person(state.approver),
    decidedBy: signature(unit, state.decidedBy, state.decidedFor),
    pick: state.pick === null ? '' : state.pick === lent?.inspector ? lent.name : (postOf(state.pick)?.name ?? (await nameOf(unit, state.pick))),
    choice,
    ways: choice !== null && choice.candidates.length > 0 ? null : await queries.waysFor(id),
  };
};
