/**
 * 撤回导入: a new version with the rows as they were before; what was wrongly imported stays in the record.
 *
 * Only the last import of a roster, and only while no draw stands on it. Confirmations of the lists name the version they
 * confirmed, so those given for the version taken back count no longer.
 */
import type { ImportCounts, RosterKind } from '../../domain/events.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { ImportId, UnitId } from '../../domain/ids.ts';
import { canonical } from '../../domain/canonical.ts';
import { actingPerson } from '../../domain/people/decide.ts';
import { demandUndoable, intakeStream } from '../../domain/roster/intake.ts';
import type { LastImport } from '../../domain/roster/intake.ts';
import { byCodePoints } from '../../domain/roster/judge-memory.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { By, Deps } from '../deps.ts';
import { record } from '../decision.ts';
import type { Entry, RowChange } from '../ports.ts';

type Row = Readonly<Record<string, unknown>>;

async function* changesIn(deps: Pick<Deps, 'blobs'>, blob: BlobRef): AsyncIterable<RowChange> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const part of deps.blobs.stream(blob.sha256)) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') yield JSON.parse(line) as RowChange;
  }
  const last = rest + decoder.decode();
  if (last !== '') yield JSON.parse(last) as RowChange;
}

/** The rows a version changed, as they were before it; both come ascending by code, so neither is held. */
async function* before(deps: Pick<Deps, 'blobs' | 'rosters'>, unit: UnitId, roster: RosterKind, version: number, changes: BlobRef): AsyncIterable<RowChange> {
  const older = version === 0 ? null : deps.rosters.rows(unit, roster, version)[Symbol.asyncIterator]();
  const next = async (): Promise<{ readonly code: string; readonly row: Row } | null> => {
    const step = older === null ? null : await older.next();
    return step === null || step.done === true ? null : step.value;
  };
  let was = await next();
  for await (const { code } of changesIn(deps, changes)) {
    while (was !== null && byCodePoints(was.code, code) < 0) was = await next();
    yield { code, row: was?.code === code ? was.row : null };
  }
}

const inverse = async (deps: Deps, unit: UnitId, roster: RosterKind, last: LastImport): Promise<{ readonly changes: BlobRef; readonly counts: ImportCounts; readonly source: BlobRef }> => {
  const entries = await deps.journal.ofStream(`roster/${rosterStream(unit, roster)}`);
  const fact = entries.flatMap(({ events }) => events).find((each) => each.type === 'RosterImported' && each.roster === roster && each.version === last.version);
  if (fact?.type !== 'RosterImported') throw new Error(`${roster} has no version ${String(last.version)}`);
  let changed = 0;
  let removed = 0;
  const encoder = new TextEncoder();
  const lines = async function* (): AsyncIterable<Uint8Array> {
    for await (const change of before(deps, unit, roster, last.version - 1, fact.changes)) {
      if (change.row === null) removed += 1;
      else changed += 1;
      yield encoder.encode(`${canonical(change)}\n`);
    }
  };
  const changes = await deps.blobs.put('changes.jsonl', lines());
  return { changes, source: fact.source, counts: { read: changed + removed, added: 0, changed, same: 0, duplicate: 0, rejected: 0, removed } };
};

/**
 * @param wanted the import meant; null = the roster's last
 */
export const undoImport = (deps: Deps) => (by: By, unitId: UnitId, roster: RosterKind, wanted: ImportId | null): Promise<Entry> =>
  record(deps, by, async (desk) => {
    const unit = await desk.read('unit', unitId);
    const person = actingPerson(unit, by.actor.account);
    const { version } = await desk.take('roster', rosterStream(unitId, roster));
    const intake = await desk.take('intake', intakeStream(unitId));
    const tasks = (await deps.states.find('task', { unit: unitId })).map(({ state }) => state);
    const last = demandUndoable(person, roster, intake.last[roster], { version, wanted, tasks });
    const { changes, counts, source } = await inverse(deps, unitId, roster, last);
    return {
      unit: unitId,
      events: [{ type: 'RosterImported', unit: unitId, roster, version: version + 1, import: last.import, source, changes, counts, by: person.id, undoes: last.import }],
      blobs: [source, changes],
    };
  });
