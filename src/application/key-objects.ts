/**
 * 重点对象: proposed with evidence, decided by the deputy in charge, reviewed after twelve months.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { BlobRef } from '../domain/values.ts';
import type { TargetCode, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { signedFor, standingFor } from '../domain/people/delegation.ts';
import type { Standing } from '../domain/people/delegation.ts';
import { decideKeyApproval, decideKeyEvidence, decideKeyProposal, decideKeyReview, isKeyObject, keyStream } from '../domain/roster/key-object.ts';
import { keyRulesOf } from '../domain/roster/key-rules.ts';
import type { TargetRow } from '../domain/roster/rows.ts';
import type { KeyWish } from '../domain/roster/key-object.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';
import { rowInForce } from './roster-rows.ts';

export type KeyRequest = Omit<KeyWish, 'unit'>;

const targetInForce = async (deps: Deps, unit: UnitId, code: string): Promise<TargetRow> => (await rowInForce(deps, unit, 'targets', code)) as unknown as TargetRow;

export const proposeKeyChange = (deps: Deps) => (by: By, unit: UnitId, wanted: KeyRequest): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const unitState = await desk.read('unit', unit);
    const person = actingPerson(unitState, by.actor.account);
    const state = await desk.take('keyObject', keyStream(unit, wanted.target));
    const row = await targetInForce(deps, unit, wanted.target);
    const events = decideKeyProposal(state, person, { unit, ...wanted }, {
      section: row.section, name: row.name, isKey: isKeyObject(row, state.standing), today: localDate(deps.clock()), rules: keyRulesOf(unitState.rules),
    });
    return { unit, events, ...(wanted.evidence === null ? {} : { blobs: [wanted.evidence] }) };
  });

export const fileKeyEvidence = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly target: TargetCode; readonly file: BlobRef }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const state = await desk.take('keyObject', keyStream(unit, wanted.target));
    // Named by whoever clicks: bytes that are not here cannot be evidence.
    await deps.blobs.get(wanted.file.sha256);
    return { unit, events: decideKeyEvidence(state, person, wanted.file), blobs: [wanted.file] };
  });

export const decideKeyChange = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly target: TargetCode; readonly approved: boolean; readonly reason: string }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const unitState = await desk.read('unit', unit);
    const person = actingPerson(unitState, by.actor.account);
    const state = await desk.take('keyObject', keyStream(unit, wanted.target));
    const { section } = await targetInForce(deps, unit, wanted.target);
    const decide = (as: Pick<Standing, 'unit' | 'person'>) => decideKeyApproval(as.unit, state, as.person, wanted.approved, wanted.reason, { section, clause: keyRulesOf(unitState.rules).clause });
    const standing = standingFor(unitState, person, 'key', localDate(deps.clock()), decide);
    return { unit, events: signedFor(decide(standing), standing), principal: standing.principal };
  });

export const reviewKeyObject = (deps: Deps) => (by: By, unit: UnitId, wanted: { readonly target: TargetCode; readonly reason: string }): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const unitState = await desk.read('unit', unit);
    const person = actingPerson(unitState, by.actor.account);
    const state = await desk.take('keyObject', keyStream(unit, wanted.target));
    const { section } = await targetInForce(deps, unit, wanted.target);
    return { unit, events: decideKeyReview(state, person, wanted.reason, { section, clause: keyRulesOf(unitState.rules).clause }) };
  });
