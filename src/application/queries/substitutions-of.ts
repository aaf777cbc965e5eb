/**
 * Every substitution of a unit that was asked for in a span of days: per person, reason and approver (P25), and what became of it.
 *
 * Built from the requests themselves, so a colleague sent twice counts twice; no reason in words, no names.
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import { byNumber, taskOf } from '../../domain/ids.ts';
import type { InspectionId, InspectorCode, PersonId, SubstitutionId, TaskId, UnitId } from '../../domain/ids.ts';
import type { ForcedReason, SubstitutionReason } from '../../domain/events.ts';
import type { Instant, LocalDate } from '../../domain/values.ts';
import type { Deps } from '../deps.ts';

export interface SubstitutionRecord {
  readonly id: SubstitutionId;
  readonly task: TaskId;
  readonly inspection: InspectionId;
  /** Who was or is to be replaced. */
  readonly inspector: InspectorCode;
  readonly reason: SubstitutionReason;
  /** Asked for by the service (强制更换). */
  readonly forced: ForcedReason | null;
  /** Null where the service asked. */
  readonly requestedBy: PersonId | null;
  readonly requestedAt: Instant;
  readonly phase: 'requested' | 'drawing' | 'approved' | 'refused';
  /** Who was sent instead; null before that. */
  readonly pick: InspectorCode | null;
  /** A round decided (递补抽取), not the approver's choice. */
  readonly byLot: boolean;
  readonly decidedBy: PersonId | null;
  /** In whose place; null in his own right. */
  readonly decidedFor: PersonId | null;
  readonly decidedAt: Instant | null;
}

/** @param from first and last day on which it was asked for, Asia/Shanghai, both included */
export const substitutionsOf = (deps: Pick<Deps, 'states'>) => async (unit: UnitId, from: LocalDate, to: LocalDate): Promise<readonly SubstitutionRecord[]> =>
  (await deps.states.find('substitution', { unit }))
    .flatMap(({ state }): readonly SubstitutionRecord[] => {
      const { id, inspection, inspector, requestedAt, reason, forced, by, phase, pick, round, decidedBy, decidedFor, decidedAt } = state;
      if (id === null || inspection === null || inspector === null || requestedAt === null) return [];
      const day = localDate(requestedAt);
      if (day < from || day > to) return [];
      return [{
        id, task: taskOf(inspection), inspection, inspector, reason, forced: forced ?? null, requestedBy: by, requestedAt, phase, pick, byLot: round !== undefined,
        decidedBy, decidedFor: decidedFor ?? null, decidedAt,
      }];
    })
    .toSorted((a, b) => byNumber(a.id, b.id));
