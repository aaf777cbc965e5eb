/**
 * An import becomes a version of its roster: by whoever sent it, or, when it changes much, by a second person.
 *
 * One journal entry names the digests of the file and of the changes. A roster that moved in between makes the preview
 * stale, and the clerk is asked to look again.
 */
import type { FactOf, Fact } from '../../domain/events.ts';
import { digest } from '../../domain/ids.ts';
import type { ImportId, PersonId } from '../../domain/ids.ts';
import { actingPerson, properName } from '../../domain/people/decide.ts';
import { demand } from '../../domain/people/permissions.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { KIND_CHOICES, KIND_NAMES, undecidedKinds } from '../../domain/roster/conflicts.ts';
import { demandReviewer, intakeStream, reviewersOf, reviewReason } from '../../domain/roster/intake.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import type { By, Deps } from '../deps.ts';
import { record } from '../decision.ts';
import type { Decision, Desk } from '../decision.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { Entry } from '../ports.ts';
import type { StagedImport } from './ports.ts';
import { importOperation, requireStaged, requireWaiting, unlistedOf } from './stage.ts';

interface Ready { readonly staged: StagedImport; readonly changes: BlobRef; readonly version: number }

/** The roster as it was judged against, still as it was. */
const unmoved = async (desk: Desk, staged: StagedImport): Promise<Ready> => {
  const { version } = await desk.take('roster', rosterStream(staged.unit, staged.roster));
  if (version !== staged.base) {
    throw new Refusal('import.stale', `预检之后${ROSTER_NAMES[staged.roster]}已更新，预检结果不再准确`, { next: '请把文件再发一次，机器人会按最新名录重新预检' });
  }
  if (staged.changes === null || staged.counts.added + staged.counts.changed === 0) {
    throw new Refusal('import.nothing-new', '这份表没有新增或变更的行', { next: '名录已是最新，无需写入' });
  }
  return { staged, changes: staged.changes, version };
};

/** Contradictions that nobody can go through are decided by somebody, not by default. */
const demandDecided = (staged: StagedImport): void => {
  const open = staged.conflicts?.unlisted === undefined ? [] : undecidedKinds(staged.conflicts.unlisted, staged.choices);
  if (open.length === 0) return;
  const kinds = open.map((kind) => `“${KIND_NAMES[kind]}”`).join('、');
  throw new Refusal('import.undecided', `这份表有 ${String(staged.conflicts?.count ?? 0)} 处不一致，其中 ${String(unlistedOf(staged))} 处多到无法逐条列出，${kinds}还没有选定怎么办`, {
    next: `请点“逐条确认”，在卡片上按种类一次选定后重新预检；或发送：导入 按选择 ${staged.id} ${open.map((kind) => `${KIND_NAMES[kind]}=${KIND_CHOICES[kind].new}`).join(' ')}`,
  });
};

const imported = ({ staged, changes, version }: Ready, reviewedBy: PersonId | null): FactOf<'RosterImported'> => {
  const { unit, roster, id, source, counts, by } = staged;
  return { type: 'RosterImported', unit, roster, version: version + 1, import: id, source, changes, counts, by, ...(reviewedBy === null ? {} : { reviewedBy }) };
};

/** Answers that led to a written import hold for the next file of the same make. */
const remembered = ({ unit, signature, answers, recalled, source, by }: StagedImport): readonly Fact[] => {
  const key = signature === null ? null : digest(signature);
  return key === null || answers === null || recalled ? [] : [{ type: 'ImportLayoutRemembered', unit, signature: key, file: source.name, answers, by }];
};

const submission = (ready: Ready, reviewers: readonly Person[], reason: { readonly why: string; readonly clause: string }, by: PersonId): Fact => {
  const { staged: { unit, roster, id, source, counts }, changes } = ready;
  return { type: 'ImportSubmitted', unit, roster, import: id, source, changes, counts, by, reviewers: reviewers.map((person) => person.id), ...reason };
};

/**
 * Writes a previewed import as the next version of its roster, or submits it to a second person.
 * @returns the entry: RosterImported, or ImportSubmitted
 */
export const confirmImport = (deps: Deps) => async (by: By, id: ImportId): Promise<Entry> => {
  const first = await requireStaged(deps, id);
  const entry = await record(deps, by, async (desk): Promise<Decision> => {
    const staged = requireWaiting(await requireStaged(deps, id));
    const unit = await desk.read('unit', staged.unit);
    const person = actingPerson(unit, by.actor.account);
    demand(person, importOperation(staged.roster));
    for (const section of staged.touchedSections) demand(person, importOperation(staged.roster), section);
    if (staged.question !== null) throw new Refusal('import.question-open', '这份表还有一个问题没有回答', { next: '请先在卡片上回答，再确认写入' });
    demandDecided(staged);
    const ready = await unmoved(desk, staged);
    await desk.take('intake', intakeStream(staged.unit));
    const inForce = ready.version === 0 ? 0 : await deps.rosters.count(staged.unit, staged.roster, ready.version);
    const reason = reviewReason(unit, staged.counts, inForce);
    const events = reason === null ? [imported(ready, null), ...remembered(staged)] : [submission(ready, reviewersOf(unit, staged.roster, staged.touchedSections, staged.by), reason, person.id)];
    return { unit: staged.unit, events, blobs: [staged.source, ready.changes] };
  });
  await deps.imports.settle(first.id, entry.events.some(({ type }) => type === 'ImportSubmitted') ? 'submitted' : 'confirmed');
  return entry;
};

const requireSubmitted = (staged: StagedImport): StagedImport => {
  if (staged.state === 'submitted') return staged;
  if (staged.state === 'waiting' || staged.state === 'running' || staged.state === 'failed') throw new Refusal('import.not-submitted', '这次导入还没有提交复核', { next: '请等导入人核对预检并点“写入”' });
  throw new Refusal('import.settled', staged.state === 'confirmed' ? '这次导入已写入名录' : '这次导入已退回或放弃', { next: '发送「名录 统计」查看' });
};

const reviewing = async (desk: Desk, by: By, staged: StagedImport): Promise<Person> => {
  const unit = await desk.read('unit', staged.unit);
  const person = actingPerson(unit, by.actor.account);
  const { waiting } = await desk.take('intake', intakeStream(staged.unit));
  const submitted = waiting.find((each) => each.import === staged.id);
  if (submitted === undefined) throw new Refusal('import.settled', '这次导入已经办结', { next: '发送「名录 统计」查看' });
  demandReviewer(unit, submitted, staged.touchedSections, person);
  return person;
};

/** 复核无误: the second person writes what the first one prepared. */
export const reviewImport = (deps: Deps) => async (by: By, id: ImportId): Promise<Entry> => {
  const entry = await record(deps, by, async (desk): Promise<Decision> => {
    const staged = requireSubmitted(await requireStaged(deps, id));
    const person = await reviewing(desk, by, staged);
    const ready = await unmoved(desk, staged);
    return { unit: staged.unit, events: [imported(ready, person.id), ...remembered(staged)], blobs: [staged.source, ready.changes] };
  });
  await deps.imports.settle(id, 'confirmed');
  return entry;
};

/** 退回: nothing is written; whoever imported hears why. */
export const returnImport = (deps: Deps) => async (by: By, id: ImportId, reason: string): Promise<Entry> => {
  const entry = await record(deps, by, async (desk): Promise<Decision> => {
    const staged = requireSubmitted(await requireStaged(deps, id));
    const person = await reviewing(desk, by, staged);
    return { unit: staged.unit, events: [{ type: 'ImportReturned', unit: staged.unit, roster: staged.roster, import: id, by: person.id, reason: properName(reason, '退回原因') }] };
  });
  await deps.imports.settle(id, 'abandoned');
  return entry;
};
