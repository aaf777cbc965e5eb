/**
 * 导入预检: a file becomes a staged import: read and judged apart, shown, asked about, chosen about; nothing is written yet.
 *
 * Long files are judged beside the chat (long.ts); the staged import says how far they are. A staged import is judged anew
 * when a question is answered or contradictions are decided, so that every row is counted by one judge only.
 */
import { sha256Hex } from '../../domain/canonical.ts';
import { localDate } from '../../domain/calendar/working-days.ts';
import type { ImportAnswers, RosterKind } from '../../domain/events.ts';
import { importable } from '../../domain/importable.ts';
import type { ImportKind } from '../../domain/importable.ts';
import { importId } from '../../domain/ids.ts';
import type { ImportId, UnitId } from '../../domain/ids.ts';
import { actingPerson } from '../../domain/people/decide.ts';
import { demand } from '../../domain/people/permissions.ts';
import { personById } from '../../domain/people/unit.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import { KIND_NAMES, NO_CHOICES } from '../../domain/roster/conflicts.ts';
import type { Choice, Conflict, ConflictChoices, ConflictKind } from '../../domain/roster/conflicts.ts';
import { acceptProposals } from '../../domain/roster/question.ts';
import { intakeStream } from '../../domain/roster/intake.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { By, Deps } from '../deps.ts';
import type { BlobRef } from '../../domain/values.ts';
import type { JudgedFile, JudgeProgress, NoRoster, StagedImport } from './ports.ts';

/** Sentences a card shows; the annotated sheet has them all. */
const SHOWN_FINDINGS = 20;
/** Larger files take longer than somebody waits for an answer: some ten thousand rows. */
export const LONG_FILE_BYTES = 1024 * 1024;
const NO_COUNTS = { read: 0, added: 0, changed: 0, same: 0, duplicate: 0, rejected: 0 };

/** A file that turned out to be no roster. */
export const isStaged = (result: StagedImport | NoRoster): result is StagedImport => 'id' in result;

export interface ImportFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** What the clerk said it is; otherwise it is recognised. */
  readonly roster?: RosterKind;
}

export const importOperation = (roster: RosterKind): 'roster.import-targets' | 'roster.import-inspectors' | 'roster.import-items' => `roster.import-${roster}`;

/** Refuses people who may import nothing before their file is read. */
export const demandImporter = (person: Person): void => {
  if (person.roles.some((role) => role === 'clerk' || role === 'liaison' || role === 'section-head')) return;
  demand(person, 'roster.import-targets');
};

/** What an import begins with. */
interface Beginning {
  readonly unit: UnitId;
  readonly source: BlobRef;
  readonly told: RosterKind | null;
  readonly answers: ImportAnswers | null;
  readonly conflicts: StagedImport['conflicts'];
  readonly choices: ConflictChoices;
}
/** What the clerk said a file is: a roster without saying which, or another table; null = recognise. */
type ToldKind = ImportKind | null;

/** Those that can be gone through one by one. */
export const conflictsOf = async (deps: Pick<Deps, 'blobs'>, { conflicts }: Pick<StagedImport, 'conflicts'>): Promise<readonly Conflict[]> => {
  if (conflicts === null) return [];
  const text = new TextDecoder().decode(await deps.blobs.get(conflicts.blob.sha256));
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Conflict]));
};

type JudgeDeps = Omit<Deps, 'longImports'>;
export interface Watch {
  readonly progress: (progress: JudgeProgress) => void;
  readonly signal: AbortSignal | null;
}
const UNWATCHED: Watch = { progress: () => undefined, signal: null };

/** Who imports for his own section only (联络员, 科室负责人) neither adds rows to another one nor takes them away from it. */
const demandRows = (person: Person, roster: RosterKind, judged: JudgedFile): void => {
  demand(person, importOperation(roster));
  if (judged.outcome === 'judged') for (const section of judged.touchedSections) demand(person, importOperation(roster), section);
};

const judged = async (deps: JudgeDeps, staged: StagedImport, kind: ToldKind, watch: Watch): Promise<StagedImport | NoRoster> => {
  const [{ state: unit }, { state: intake }] = await Promise.all([deps.states.load('unit', staged.unit), deps.states.load('intake', intakeStream(staged.unit))]);
  const person = personById(unit, staged.by);
  if (person === null) throw new Refusal('people.unknown', '发送文件的人已不在本单位', { next: '请由在岗的经办人重新发送文件' });
  const at = deps.clock();
  let base = 0;
  const current = async function* (roster: RosterKind): AsyncIterable<{ readonly code: string; readonly row: Readonly<Record<string, unknown>> }> {
    const { state } = await deps.states.load('roster', rosterStream(staged.unit, roster));
    base = state.version;
    if (state.version > 0) yield* deps.rosters.rows(staged.unit, roster, state.version);
  };
  const outcome = await deps.sheetJudge.judge({
    unit: unit.name, name: staged.source.name, bytes: deps.blobs.stream(staged.source.sha256), at, today: localDate(at), sections: unit.sections,
    kind, roster: staged.told ?? staged.answers?.roster ?? null, answers: staged.answers,
    remembered: Object.fromEntries(intake.layouts.map(({ signature, answers }) => [signature, answers])),
    decided: staged.conflicts === null ? null : { contradictions: deps.blobs.stream((staged.conflicts.all ?? staged.conflicts.blob).sha256), choices: staged.choices },
    current, store: (name, bytes) => deps.blobs.put(name, bytes), ...watch,
  });
  if (outcome.outcome === 'other' || outcome.outcome === 'unsure' || outcome.outcome === 'form') return outcome;
  const roster = outcome.outcome === 'judged' ? outcome.roster : outcome.question.roster;
  demandRows(person, roster, outcome);
  if (outcome.outcome === 'question') return { ...staged, roster, base, state: 'waiting', progress: null, question: outcome.question };
  const { counts, findings, changes, annotated, conflicts, touchedSections, signature, recalled } = outcome;
  return {
    ...staged, roster, base, changes, annotated, counts, touchedSections, signature, recalled, state: 'waiting', progress: null, question: null,
    findings: findings.slice(0, SHOWN_FINDINGS), conflicts: staged.conflicts ?? conflicts,
  };
};

/** @throws Refusal where it is no roster after all */
const rosterOnly = (file: string) => (result: StagedImport | NoRoster): StagedImport => {
  if (isStaged(result)) return result;
  if (result.outcome === 'form') throw new Refusal(result.refused.code, result.refused.message, { next: result.refused.next });
  const titles = (result.outcome === 'other' ? [result.kind] : result.kinds).map((kind) => `“${importable(kind).title}”`).join('、');
  throw new Refusal('import.no-roster', `“${file}”像${titles}，不是名录`, { next: '请把文件重新发给机器人，按卡片选择它是什么' });
};

/**
 * Judges a running import and keeps what came of it.
 * @returns null when it was given up meanwhile
 * @throws what is no refusal: then it is still running, and is judged again after a restart
 */
export const runImport = async (deps: JudgeDeps, staged: StagedImport, watch: Watch): Promise<StagedImport | null> => {
  const done = await judged(deps, staged, null, watch).then(rosterOnly(staged.source.name)).catch((error: unknown): StagedImport | null => {
    // Stopped with the service, or given up: the one is taken up again, the other is settled already.
    if (watch.signal?.aborted === true) return null;
    if (!(error instanceof Refusal)) throw error;
    return { ...staged, state: 'failed', progress: null, refused: { code: error.code, message: error.message, next: error.next } };
  });
  if (done === null) return null;
  await deps.imports.finish(done);
  const now = await deps.imports.get(staged.id);
  return now === null || now.state === 'abandoned' ? null : now;
};

const refusedAs = ({ refused }: StagedImport): Refusal => new Refusal(refused?.code ?? 'import.failed', refused?.message ?? '这份文件没有读成', { next: refused?.next ?? '请重新发送文件' });

const begin = async (deps: Deps, by: By, { unit, ...beginning }: Beginning, kind: ToldKind = null): Promise<StagedImport | NoRoster> => {
  const id = importId(`IMP-${sha256Hex(by.cause).slice(0, 12)}`);
  if (id === null) throw new TypeError('an import id is 12 hex digits');
  const known = await deps.imports.get(id);
  if (known?.state === 'failed') throw refusedAs(known);
  const { state } = await deps.states.load('unit', unit);
  const person = actingPerson(state, by.actor.account);
  const staged: StagedImport = known ?? {
    id, unit, ...beginning, roster: beginning.told ?? beginning.answers?.roster ?? 'targets', base: 0, changes: null, annotated: null, counts: NO_COUNTS, findings: [], touchedSections: [],
    signature: null, recalled: false, by: person.id, at: deps.clock(), state: 'running', progress: null, refused: null, question: null,
  };
  if (staged.state !== 'running') return staged;
  if (staged.source.bytes > LONG_FILE_BYTES) {
    if (known === null) await deps.imports.put(staged);
    deps.longImports.begin(id);
    return staged;
  }
  // A short one is judged before it is kept: only then is it known to be a roster. Stopped on the way, its message comes again.
  const done = await judged(deps, staged, kind, UNWATCHED);
  if (isStaged(done)) await (known === null ? deps.imports.put(done) : deps.imports.finish(done));
  return done;
};

const beginningOf = (unit: UnitId, source: BlobRef, told: RosterKind | null): Beginning => ({ unit, source, told, answers: null, conflicts: null, choices: NO_CHOICES });

/**
 * 导入预检 of a roster. The same delivery of a file gives the same staged import.
 * @returns of a long file an import that is still running
 * @throws Refusal for files that cannot be read or are no roster, with what to do instead
 */
export const stageImport = (deps: Deps) => async (by: By, unit: UnitId, file: ImportFile): Promise<StagedImport> => {
  const { state } = await deps.states.load('unit', unit);
  demandImporter(actingPerson(state, by.actor.account));
  return begin(deps, by, beginningOf(unit, await deps.blobs.put(file.name, file.data), file.roster ?? null)).then(rosterOnly(file.name));
};

/** A file of which nobody has said that it is a roster: its import, or what it is instead. */
export const stageOrNot = (deps: Deps, by: By, unit: UnitId, source: BlobRef, kind: ToldKind): Promise<StagedImport | NoRoster> =>
  begin(deps, by, beginningOf(unit, source, kind === null ? null : importable(kind).roster), kind);

export const requireStaged = async (deps: Pick<Deps, 'imports'>, id: ImportId): Promise<StagedImport> => {
  const staged = await deps.imports.get(id);
  if (staged === null) throw new Refusal('import.unknown', '这次导入已过期或不存在', { next: '请重新把文件发给机器人' });
  return staged;
};

/** @throws Refusal unless the import waits for whoever sent it */
export const requireWaiting = (staged: StagedImport): StagedImport => {
  switch (staged.state) {
    case 'waiting':
      return staged;
    case 'running':
      throw new Refusal('import.running', '这份文件还在读取、判定', { next: '请稍候，完成后预检卡会自动更新；不需要了请点“取消”' });
    case 'submitted':
      throw new Refusal('import.submitted', '这次导入已提交第二人复核', { next: '请等复核人确认；确认后自动写入，会通知您' });
    case 'failed':
      throw refusedAs(staged);
    case 'confirmed':
      throw new Refusal('import.settled', '这次导入已写入名录', { next: '发送「名录 统计」查看' });
    case 'abandoned':
      throw new Refusal('import.settled', '这次导入已放弃', { next: '需要时请重新发送文件' });
  }
};

/** Begins anew with what is known now; the earlier import is given up. */
const again = async (deps: Deps, by: By, staged: StagedImport, change: Partial<Beginning>): Promise<StagedImport> => {
  const { id, unit, source, told, answers, conflicts, choices } = staged;
  const next = await begin(deps, by, { unit, source, told: told ?? staged.roster, answers, conflicts, choices, ...change }).then(rosterOnly(source.name));
  await deps.imports.settle(id, 'abandoned');
  return next;
};

/**
 * Answers the question of an import and judges it anew.
 * @param answers null takes every proposal
 */
export const answerImport = (deps: Deps) => async (by: By, id: ImportId, answers: ImportAnswers | null): Promise<StagedImport> => {
  const asked = requireWaiting(await requireStaged(deps, id));
  if (asked.question === null) throw new Refusal('import.nothing-asked', '这次导入没有待回答的问题', { next: '请直接确认或放弃' });
  const given = answers ?? acceptProposals(asked.question);
  if (given === null) {
    const open = asked.question.fills.filter(({ proposal }) => proposal === '').map(({ title }) => `「${title}」`).join('、');
    throw new Refusal('import.answer-needed', `还需要指定${open}`, { next: `请在卡片上选择${open}后再提交，或在表里补上该列` });
  }
  return again(deps, by, asked, { told: given.roster, answers: given });
};

const demandImport = async (deps: Deps, by: By, staged: StagedImport): Promise<void> => {
  const { state: unit } = await deps.states.load('unit', staged.unit);
  demand(actingPerson(unit, by.actor.account), importOperation(staged.roster));
};

/** How many contradictions a file has that are on no list. */
export const unlistedOf = ({ conflicts }: Pick<StagedImport, 'conflicts'>): number => Object.values(conflicts?.unlisted ?? {}).reduce((sum, count) => sum + count, 0);

/**
 * 逐条确认: what to do about one contradiction, or about all of a kind. Applied by applyChoices.
 * @param which place in the list, from 0, or the kind; a choice about one comes before one about its kind
 */
export const chooseConflict = (deps: Deps) => async (by: By, id: ImportId, which: number | ConflictKind, choice: Choice): Promise<StagedImport> => {
  const staged = requireWaiting(await requireStaged(deps, id));
  await demandImport(deps, by, staged);
  const listed = (staged.conflicts?.count ?? 0) - unlistedOf(staged);
  if (staged.conflicts === null) throw new Refusal('import.no-such-conflict', '这份表没有需要逐条确认的地方', { next: '请直接写入或放弃' });
  if (typeof which === 'number' && (!Number.isSafeInteger(which) || which < 0 || which >= listed)) {
    throw new Refusal('import.no-such-conflict', `这份表可以逐条确认的有 ${String(listed)} 处，没有第 ${String(which + 1)} 处`, { next: `请填 1 到 ${String(listed)}，或按种类一次选定，例如：导入 选择 ${id} ${KIND_NAMES.renamed} 全部用文件的` });
  }
  await deps.imports.choose(id, which, choice);
  return requireStaged(deps, id);
};

/**
 * Judges the file anew with what was chosen.
 * @param all for every contradiction not chosen about one by one; null leaves them as they were
 */
export const applyChoices = (deps: Deps) => async (by: By, id: ImportId, all: Choice | null): Promise<StagedImport> => {
  const staged = requireWaiting(await requireStaged(deps, id));
  await demandImport(deps, by, staged);
  if (staged.conflicts === null) throw new Refusal('import.no-such-conflict', '这份表没有需要逐条确认的地方', { next: '请直接写入或放弃' });
  return again(deps, by, staged, { choices: all === null ? staged.choices : { all, each: {} } });
};

/** 放弃, or 取消 while it is being judged. */
export const abandonImport = (deps: Deps) => async (by: By, id: ImportId): Promise<StagedImport> => {
  const staged = await requireStaged(deps, id);
  if (staged.state !== 'running') requireWaiting(staged);
  const { state: unit } = await deps.states.load('unit', staged.unit);
  const person = actingPerson(unit, by.actor.account);
  if (staged.state !== 'running' || person.id !== staged.by) demand(person, importOperation(staged.roster));
  await deps.imports.settle(id, 'abandoned');
  deps.longImports.cancel(id);
  return { ...staged, state: 'abandoned' };
};
