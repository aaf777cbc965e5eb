/**
 * 强制更换: a member whose certificate lapses before the visit is over, or who is not in post any more, cannot make it (P22),
 * and one for whom an interest in the target was registered after the draw must not (宝丰方案 2(七)「依法回避」).
 *
 * Nobody has to ask: the service does – under 其他特殊情况, an interest under 执法回避 (威海临港细则 第十三条) – and consent stays
 * with the own deputy.
 */
import type { Fact, ForcedReason } from '../events.ts';
import type { LocalDate } from '../values.ts';
import type { InspectorCode } from '../ids.ts';
import type { InspectionState } from '../inspection/inspection.ts';
import type { UnitState } from '../people/unit.ts';
import { isKeptApart } from '../roster/interests.ts';
import type { DutyState } from '../roster/roster.ts';
import type { InspectorRow } from '../roster/rows.ts';
import { hidesTarget } from '../task/notice.ts';
import type { TaskState } from '../task/task.ts';
import { approverOf, requireNoneOpen, requirePost } from './decide.ts';
import type { SubstitutionRequest } from './decide.ts';

/**
 * 依法回避: an interest between member and target that binds when the visit may still be made. Where targets are not to be
 * announced this waits until the team knows its own: a request before that day would tell the very person who it is about.
 */
export const isBarred = (duty: DutyState, task: TaskState, visit: InspectionState, inspector: InspectorCode, today: LocalDate): boolean => {
  if (task.settings === null || visit.target === null || hidesTarget(task.settings, visit, today)) return false;
  const from = visit.window === null || visit.window.from < today ? today : visit.window.from;
  return isKeptApart(duty.interests, inspector, visit.target.code, from);
};

/**
 * @param row   of the roster in force; null when he is not on it any more
 * @param until the last day on which the visit may still be made
 */
export const forcedReason = (unit: UnitState, inspector: InspectorCode, row: Pick<InspectorRow, 'certified' | 'certificate' | 'certificateUntil' | 'status'> | null, until: LocalDate): ForcedReason | null => {
  if (row === null || row.status === '停用' || unit.left?.includes(inspector) === true) return 'left';
  return row.certified && row.certificate !== '' && (row.certificateUntil === null || row.certificateUntil >= until) ? null : 'certificate';
};

export const decideForcedRequest = (unit: UnitState, task: TaskState, inspection: InspectionState, wanted: Pick<SubstitutionRequest, 'id' | 'unit' | 'inspector'>, forced: ForcedReason): readonly Fact[] => {
  const post = requirePost(task, inspection, wanted.inspector);
  requireNoneOpen(post);
  const approver = approverOf(unit, task, inspection, post, null);
  return inspection.id === null ? [] : [{ type: 'SubstitutionRequested', unit: wanted.unit, substitution: wanted.id, inspection: inspection.id, inspector: wanted.inspector, reason: forced === 'interest' ? 'recusal' : 'other', forced, detail: null, by: null, approver: approver.id }];
};
