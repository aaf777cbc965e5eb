/**
 * One row of a roster: as it is in force, and 停用/启用 of it, which makes a version of its own.
 *
 * An edit is a version like an import: it has its changes in a blob, its entry in the journal, and it makes earlier
 * confirmations of the list stale. What is locked stays as it was drawn (威海临港细则 第十二条).
 */
import { canonical } from '../domain/canonical.ts';
import type { RosterKind } from '../domain/events.ts';
import type { UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { demand } from '../domain/people/permissions.ts';
import { Refusal } from '../domain/refusal.ts';
import { decideRowStatus } from '../domain/roster/row-status.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry } from './ports.ts';

type Row = Readonly<Record<string, unknown>>;
const LIST_WORDS: Readonly<Record<RosterKind, readonly [list: string, word: string]>> = { targets: ['检查对象名录', '名录 对象'], inspectors: ['执法检查人员名录', '名录 人员'], items: ['随机抽查事项清单', '事项'] };

/** @throws Refusal when the roster has no such row now */
export const rowInForce = async (deps: Pick<Deps, 'states' | 'rosters'>, unit: UnitId, roster: RosterKind, code: string): Promise<Row> => {
  const { state } = await deps.states.load('roster', rosterStream(unit, roster));
  const row = state.version === 0 ? null : await deps.rosters.row(unit, roster, state.version, code);
  if (row !== null) return row;
  const [list, verb] = LIST_WORDS[roster];
  throw new Refusal('roster.no-row', `${list}里没有「${code}」`, { next: `发送「${verb} 名称」查找代码` });
};

export interface StatusWish {
  readonly roster: 'targets' | 'inspectors';
  readonly code: string;
  /** As typed: 停用, 注销, 迁出 …; null: back in force. */
  readonly status: string | null;
  readonly reason: string;
}

/** 停用, 启用. */
export const editRoster = (deps: Deps) => (by: By, unit: UnitId, wish: StatusWish): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const person = actingPerson(await desk.read('unit', unit), by.actor.account);
    const { version } = await desk.take('roster', rosterStream(unit, wish.roster));
    const row = await rowInForce(deps, unit, wish.roster, wish.code);
    demand(person, 'roster.edit', typeof row['section'] === 'string' ? row['section'] : '');
    const { from, to, reason } = decideRowStatus(wish.roster, row, wish.status, wish.reason);
    const changes = await deps.blobs.put('changes.jsonl', new TextEncoder().encode(`${canonical({ code: wish.code, row: { ...row, status: to } })}\n`));
    return { unit, events: [{ type: 'RosterEdited', unit, roster: wish.roster, version: version + 1, changes, code: wish.code, from, to, reason, by: person.id }], blobs: [changes] };
  });
