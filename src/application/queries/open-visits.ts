/**
 * Visits that somebody has to do with and that are still ahead: who is away, unbound or suspended leaves them short (P22).
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { LocalDate } from '../../domain/values.ts';
import { byNumber } from '../../domain/ids.ts';
import type { InspectionId, InspectorCode, UnitId } from '../../domain/ids.ts';
import type { Deps } from '../deps.ts';

export interface OpenVisit {
  readonly inspection: InspectionId;
  readonly window: { readonly from: LocalDate; readonly to: LocalDate };
  readonly leader: boolean;
  /** Posts of the visit, this one included. */
  readonly posts: number;
}

/** Tasks that were taken back whole: none of their visits is made. */
export const voidTasks = async (deps: Pick<Deps, 'states'>, unit: UnitId): Promise<ReadonlySet<string>> => new Set((await deps.states.find('task', { unit, phase: 'void' })).map(({ id }) => id));

/** @param during only visits whose window touches these days; null: all that are not over */
export const openVisits = (deps: Pick<Deps, 'states' | 'clock'>) => async (unit: UnitId, inspector: InspectorCode, during: { readonly from: LocalDate; readonly to: LocalDate } | null): Promise<readonly OpenVisit[]> => {
  const today = localDate(deps.clock());
  const found = await deps.states.find('inspection', { inspectors: inspector, finished: null });
  const voided = await voidTasks(deps, unit);
  return found
    .flatMap(({ state: { id, task, window, posts, unit: own } }): readonly OpenVisit[] => {
      if (task !== null && voided.has(task)) return [];
      if (id === null || window === null || own !== unit || window.to < today) return [];
      if (during !== null && (during.from > window.to || during.to < window.from)) return [];
      return [{ inspection: id, window, leader: posts.some((post) => post.inspector === inspector && post.leader), posts: posts.length }];
    })
    .toSorted((a, b) => byNumber(a.inspection, b.inspection));
};
