/**
 * Accepting an assignment and being replaced in one (威海临港细则 第十三条).
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { SubstitutionReason } from '../domain/events.ts';
import { nthSubstitution, taskOf } from '../domain/ids.ts';
import type { InspectionId, InspectorCode, SubstitutionId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { NO_WISH } from '../domain/draw/public-wish.ts';
import type { PublicWish } from '../domain/draw/public-wish.ts';
import { Refusal } from '../domain/refusal.ts';
import { decideRoundGivenUp } from '../domain/substitution/round.ts';
import { decideAcceptance, decideApproval, decideRefusal, decideRequest, requireDecidable } from '../domain/substitution/decide.ts';
import { refillRule } from '../domain/substitution/refill.ts';
import { rulesOfTask } from '../domain/task/require.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Desk } from './decision.ts';
import type { Entry } from './ports.ts';
import { atSubstitution } from './at-substitution.ts';
import { substitutes } from './queries/substitutes.ts';
import { openRound } from './rounds.ts';

const atInspection = async (desk: Desk, by: By, id: InspectionId) => {
  const inspection = await desk.take('inspection', id);
  if (inspection.unit === null) throw new Refusal('inspection.unknown', `没有「${id}」这一户检查`, { next: '发送「我的」查看您的任务编号' });
  const unit = await desk.read('unit', inspection.unit);
  const task = await desk.read('task', taskOf(id));
  return { inspection, unit, unitId: inspection.unit, task, person: actingPerson(unit, by.actor.account) };
};

export const acceptAssignment = (deps: Deps) => (by: By, id: InspectionId): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { inspection, unitId, task, person } = await atInspection(desk, by, id);
    return { unit: unitId, events: decideAcceptance(task, inspection, person) };
  });

/** @param text what is behind the reason, kept apart as confidential; '' when nothing was said */
export const requestSubstitution = (deps: Deps) => (by: By, inspectionId: InspectionId, inspector: InspectorCode, reason: SubstitutionReason, text: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { inspection, unit, unitId, task, person } = await atInspection(desk, by, inspectionId);
    const year = Number(localDate(deps.clock()).slice(0, 4));
    const register = await desk.take('register', `${unitId}/${String(year)}`);
    const id = nthSubstitution(unitId, year, register.substitutions + 1);
    await desk.take('substitution', id);
    const said = text.trim().slice(0, 1000);
    const wanted = { id, unit: unitId, inspector, reason, hasDetail: said !== '', detail: null };
    decideRequest(unit, task, inspection, person, wanted);
    const detail = said === '' ? null : await deps.confidential.put(unitId, said);
    return { unit: unitId, events: decideRequest(unit, task, inspection, person, { ...wanted, detail }) };
  });

/**
 * Consent of the 分管负责人: with the colleague he appoints, or, where the rules fill the post by lot (递补抽取), by opening a round.
 * @param pick null where nobody chooses
 * @param wish which public value the round awaits, where the rules ask for one
 */
export const approveSubstitution = (deps: Deps) => (by: By, id: SubstitutionId, pick: InspectorCode | null, wish: PublicWish = NO_WISH): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const mode = refillRule(rulesOfTask(matter.task), matter.substitution.reason);
    if (mode.value === 'redraw') {
      const { phase } = matter.substitution;
      if (phase !== 'drawing') requireDecidable(matter, person);
      return { unit: unitId, events: await openRound(deps, desk, matter, person, await substitutes(deps)(id), wish) };
    }
    requireDecidable(matter, person);
    const choice = await substitutes(deps)(id);
    if (pick === null) throw new Refusal('substitution.no-pick', '没有选择顶替人员', { next: choice.candidates.length === 0 ? '没有合格人员：可请配合部门或上级借调，或延期检查；不得单人检查' : `请选择：${choice.candidates.map(({ name }) => name).join('、')}`, clause: mode.clause });
    return { unit: unitId, events: decideApproval(matter, person, pick, { candidates: choice.candidates, excluded: choice.excluded, lot: null }) };
  });

/** 不同意; of a round already consented to that cannot get its public value: this round is given up. */
export const refuseSubstitution = (deps: Deps) => (by: By, id: SubstitutionId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const decide = matter.substitution.phase === 'drawing' ? decideRoundGivenUp : decideRefusal;
    return { unit: unitId, events: decide(matter, person, reason) };
  });
