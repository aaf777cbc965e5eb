/** Everything a decision about one substitution looks at; the request and the visit must not move meanwhile. */
import { taskOf } from '../domain/ids.ts';
import type { SubstitutionId, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import type { Person } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Matter } from '../domain/substitution/decide.ts';
import type { By } from './deps.ts';
import type { Desk } from './decision.ts';

/** @throws Refusal when there is no such request */
export const matterOf = async (desk: Desk, id: SubstitutionId): Promise<{ readonly matter: Matter; readonly unitId: UnitId }> => {
  const substitution = await desk.take('substitution', id);
  const { unit: unitId, inspection: inspectionId } = substitution;
  if (unitId === null || inspectionId === null) throw new Refusal('substitution.unknown', `没有「${id}」这个更换申请`, { next: '发送「我的」查看待审批的申请' });
  const inspection = await desk.take('inspection', inspectionId);
  const [unit, task] = [await desk.read('unit', unitId), await desk.read('task', taskOf(inspectionId))];
  return { matter: { unit, task, inspection, substitution }, unitId };
};

export const atSubstitution = async (desk: Desk, by: By, id: SubstitutionId): Promise<{ readonly matter: Matter; readonly unitId: UnitId; readonly person: Person }> => {
  const { matter, unitId } = await matterOf(desk, id);
  return { matter, unitId, person: actingPerson(matter.unit, by.actor.account) };
};
