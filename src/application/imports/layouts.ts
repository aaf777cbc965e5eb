/** 导入 设置: the header layouts a unit has answered for, and forgetting one. */
import type { UnitId } from '../../domain/ids.ts';
import { actingPerson } from '../../domain/people/decide.ts';
import { Refusal } from '../../domain/refusal.ts';
import { intakeStream, layoutNamed } from '../../domain/roster/intake.ts';
import { demand } from '../../domain/people/permissions.ts';
import type { By, Deps } from '../deps.ts';
import { record } from '../decision.ts';
import type { Entry } from '../ports.ts';
import { importOperation } from './stage.ts';

/**
 * @param which its number on the card, its file name, or the beginning of its signature
 */
export const forgetLayout = (deps: Deps) => (by: By, unitId: UnitId, which: string): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const unit = await desk.read('unit', unitId);
    const person = actingPerson(unit, by.actor.account);
    const layout = layoutNamed(await desk.take('intake', intakeStream(unitId)), which);
    if (layout === undefined) throw new Refusal('import.no-such-layout', `没有记住过「${which}」这种表头`, { next: '发送「导入 设置」查看记住的表头' });
    demand(person, importOperation(layout.answers.roster));
    return { unit: unitId, events: [{ type: 'ImportLayoutForgotten', unit: unitId, signature: layout.signature, by: person.id }] };
  });
