/**
 * Accepting an assignment and being replaced in one (威海临港细则 第十三条).
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { SubstitutionReason } from '../domain/events.ts';
import { nthSubstitution, taskOf } from '../domain/ids.ts';
import type { InspectionId, InspectorCode, SubstitutionId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import { NO_WISH } from '../domain/draw/public-wish.ts';
import type { PublicWish } from '../domain/draw/public-wish.ts';
import { Refusal } from '../domain/refusal.ts';
import { decideRoundGivenUp } from '../domain/substitution/round.ts';
import { decideAcceptance, decideApproval, decideRefusal, decideRequest, requireDecidable, requireReopenable } from '../domain/substitution/decide.ts';
import { decideAnswer } from '../domain/substitution/answer.ts';
import type { DeliveryWay } from '../domain/inspection/notice-words.ts';
import type { Instant } from '../domain/values.ts';
import { waysWords } from '../domain/substitution/way-out.ts';
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

/**
 * @param text what is behind the reason, kept apart as confidential; '' when nothing was said
 * @param raisedBy 'object': 回避 the inspected party asks for, entered for it
 */
export const requestSubstitution = (deps: Deps) => (by: By, inspectionId: InspectionId, inspector: InspectorCode, reason: SubstitutionReason, text: string, raisedBy?: 'object'): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { inspection, unit, unitId, task, person } = await atInspection(desk, by, inspectionId);
    const year = Number(localDate(deps.clock()).slice(0, 4));
    const register = await desk.take('register', `${unitId}/${String(year)}`);
    const id = nthSubstitution(unitId, year, register.substitutions + 1);
    await desk.take('substitution', id);
    const said = text.trim().slice(0, 1000);
    const wanted = { id, unit: unitId, inspector, reason: raisedBy === undefined ? reason : ('recusal' as const), hasDetail: said !== '', detail: null, ...(raisedBy === undefined ? {} : { raisedBy }) };
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
    const today = localDate(deps.clock());
    if (mode.value === 'redraw') {
      const as = standingFor(matter.unit, person, 'substitution', today, ({ unit, person: who }) => (matter.substitution.phase === 'drawing' ? requireReopenable : requireDecidable)({ ...matter, unit }, who));
      const events = await openRound(deps, desk, { ...matter, unit: as.unit }, as.person, await substitutes(deps)(id), wish);
      return { unit: unitId, events: signedFor(events, as), principal: as.principal };
    }
    const standing = standingFor(matter.unit, person, 'substitution', today, ({ unit, person: who }) => requireDecidable({ ...matter, unit }, who));
    const choice = await substitutes(deps)(id);
    if (pick === null) throw new Refusal('substitution.no-pick', '没有选择顶替人员', { next: choice.candidates.length === 0 ? `没有合格人员：${waysWords(id)}` : `请选择：${choice.candidates.map(({ name }) => name).join('、')}`, clause: mode.clause });
    const events = decideApproval({ ...matter, unit: standing.unit }, standing.person, pick, { candidates: choice.candidates, excluded: choice.excluded, lot: null });
    return { unit: unitId, events: signedFor(events, standing), principal: standing.principal };
  });

/** 不同意; of a round already consented to that cannot get its public value: this round is given up. */
export const refuseSubstitution = (deps: Deps) => (by: By, id: SubstitutionId, reason: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const decide = matter.substitution.phase === 'drawing' ? decideRoundGivenUp : decideRefusal;
    const standing = standingFor(matter.unit, person, 'substitution', localDate(deps.clock()), (as) => decide({ ...matter, unit: as.unit }, as.person, reason));
    return { unit: unitId, events: signedFor(decide({ ...matter, unit: standing.unit }, standing.person, reason), standing), principal: standing.principal };
  });

/** 答复: the inspected party heard what became of the recusal it asked for. @param receiver kept apart as confidential */
export const answerRecusal = (deps: Deps) => (by: By, id: SubstitutionId, { way, receiver, at }: { readonly way: DeliveryWay; readonly receiver: string; readonly at: Instant }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const { matter, unitId, person } = await atSubstitution(desk, by, id);
    const who = receiver.trim().slice(0, 100);
    const wanted = { way, at, hasReceiver: who !== '', receiver: null };
    decideAnswer(matter, person, wanted, deps.clock());
    const kept = await deps.confidential.put(unitId, who);
    return { unit: unitId, events: decideAnswer(matter, person, { ...wanted, receiver: kept }, deps.clock()) };
  });
