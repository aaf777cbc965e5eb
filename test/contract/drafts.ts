/** Decisions for the contract suites: small, real facts of the domain. */
import type { EntryDraft, Touch } from '../../src/application/ports.ts';
import { canonical, sha256Hex } from '../../src/domain/canonical.ts';
import type { DrawResult } from '../../src/domain/draw/types.ts';
import type { Fact, ImportCounts, RosterKind } from '../../src/domain/events.ts';
import type { TaskSettings } from '../../src/domain/task/settings.ts';
import type { BlobRef } from '../../src/domain/values.ts';
import { digest, importId, inspectorCode, nthInspection, nthTask, personId, targetCode, unitId } from '../../src/domain/ids.ts';

const present = <T>(value: T | null): T => {
  if (value === null) throw new TypeError('a fixture does not parse');
  return value;
};
export const UNIT = present(unitId('U1'));
export const PERSON = present(personId('U1-P001'));
export const TASK = nthTask(UNIT, 2026, 7);
export const INSPECTION = nthInspection(TASK, 1);
export const INSPECTOR = present(inspectorCode('37100001'));
const IMPORT = present(importId('IMP-0123456789ab'));
const NO_DIGEST = present(digest(sha256Hex('')));
/** The blob of no bytes. */
export const NO_BLOB: BlobRef = { sha256: NO_DIGEST, bytes: 0, name: 'none' };

/** A decision that touches streams; `cause` makes it one of its kind. */
export const draftOf = (cause: string, touches: readonly Touch[], events: readonly Fact[], blobs: readonly BlobRef[] = []): EntryDraft => ({
  actor: { person: PERSON, account: { platform: 'feishu', id: 'ou_1' }, name: '陈志远' },
  via: 'chat', unit: UNIT, cause, touches, events, blobs,
});
export const at = (stream: string, version: number): Touch => ({ stream, version });

/** Adds a section to a unit: the smallest decision there is. */
export const addSection = (unit: string, version: number, section: string, cause = `${unit}/${section}`): EntryDraft =>
  draftOf(cause, [at(`unit/${unit}`, version)], [{ type: 'SectionAdded', unit: present(unitId(unit)), section }]);

const settings: TaskSettings = {
  name: '食品经营', section: '餐饮科', cooperating: [], items: [], scope: [], strata: [{ name: '一般', where: [], ratio: { num: 5, den: 100 } }], teamSize: 2,
  window: { from: '2026-09-01', to: '2026-09-30' }, source: 'plan', noNotice: false, ratioReason: '',
};
const TARGET = present(targetCode('91371000MA3C000001'));

export const resultOf = (): Uint8Array => {
  const result: DrawResult = {
    v: 'ssj-result/v1', task: TASK, attempt: 1, stage: 'together', planHash: NO_DIGEST, seed: NO_DIGEST, strata: [],
    selected: [{ no: 1, code: TARGET, name: '临港一号餐厅', section: '餐饮科', stratum: '一般', ticket: NO_DIGEST, rank: 1 }],
    teams: [{ no: 1, members: [{ inspector: INSPECTOR, name: '周文', section: '餐饮科', leader: true }], singleCandidatePosts: 0 }],
  };
  return new TextEncoder().encode(canonical(result));
};

/** A task from its creation to the locked result: versions 1 to 4 of its stream. */
export const taskToLock = (result: BlobRef): readonly EntryDraft[] => {
  const stream = `task/${TASK}`;
  const attempt = { task: TASK, attempt: 1, stage: 'together' } as const;
  return [
    draftOf('create', [at(stream, 1)], [{ type: 'TaskCreated', task: TASK, unit: UNIT, settings, rules: { preset: 'weihai-lg', version: 1 } }]),
    draftOf('commit', [at(stream, 2)], [{
      type: 'DrawCommitted', ...attempt, plan: NO_BLOB, planHash: NO_DIGEST, targets: NO_BLOB, inspectors: NO_BLOB, recusals: NO_BLOB, drawer: PERSON, witness: PERSON,
      closeBefore: '2026-09-08T03:00:00.000Z', capVersion: 0,
    }]),
    draftOf('complete', [at(stream, 3)], [{ type: 'DrawCompleted', ...attempt, result, selected: 1, inspections: 1 }], [result]),
    draftOf('lock', [at(stream, 4)], [{ type: 'DrawLocked', ...attempt, by: PERSON }]),
  ];
};
export const acceptance = (version: number, cause = 'accept'): EntryDraft =>
  draftOf(cause, [at(`inspection/${INSPECTION}`, version)], [{ type: 'AssignmentAccepted', inspection: INSPECTION, inspector: INSPECTOR, by: PERSON }]);

const counts: ImportCounts = { read: 0, added: 0, changed: 0, same: 0, duplicate: 0, rejected: 0 };
/** A confirmed import of a roster. */
export const rosterImport = (roster: RosterKind, version: number, changes: BlobRef): EntryDraft =>
  draftOf(`import ${roster} ${String(version)}`, [at(`roster/U1/${roster}`, version)], [{ type: 'RosterImported', unit: UNIT, roster, version, import: IMPORT, source: changes, changes, counts }], [changes]);

/** A clock that gives the instants in turn, the last one for ever. */
export const clockOf = (...instants: readonly string[]): (() => string) => {
  let next = 0;
  return () => instants[Math.min(next++, instants.length - 1)] ?? '2026-09-08T01:00:00.000Z';
};
