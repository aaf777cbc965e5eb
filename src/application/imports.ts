/**
 * A sheet becomes a version of a roster: read apart, judged row by row, shown, and written only when confirmed.
 *
 * Until the confirmation nothing is part of the record; the confirmation is one entry that names the digests of the file and
 * of the changes. A roster that moved in between makes the preview stale, and the clerk is asked to look again.
 */
import { canonical, sha256Hex } from '../domain/canonical.ts';
import { localDate } from '../domain/calendar/working-days.ts';
import type { BlobRef, RosterKind } from '../domain/events.ts';
import { importId } from '../domain/ids.ts';
import type { ImportId, UnitId } from '../domain/ids.ts';
import { actingPerson } from '../domain/people/decide.ts';
import { demand } from '../domain/people/permissions.ts';
import type { Person, UnitState } from '../domain/people/unit.ts';
import { Refusal } from '../domain/refusal.ts';
import { sentenceOf } from '../domain/roster/findings.ts';
import type { Judgement } from '../domain/roster/judge.ts';
import { judgeWorkbook } from '../domain/roster/judge-workbook.ts';
import type { WorkbookOutcome } from '../domain/roster/judge-workbook.ts';
import { nameKey } from '../domain/roster/normalise.ts';
import { acceptProposals } from '../domain/roster/question.ts';
import type { ImportAnswers } from '../domain/roster/question.ts';
import { rosterStream } from '../domain/roster/roster.ts';
import { ROSTER_NAMES } from '../domain/roster/rows.ts';
import type { By, Deps } from './deps.ts';
import { record } from './decision.ts';
import type { Entry, Sheet, StagedImport } from './ports.ts';

/** Sentences a card shows; the annotated sheet has them all. */
const SHOWN_FINDINGS = 20;
const NO_COUNTS = { read: 0, added: 0, changed: 0, same: 0, duplicate: 0, rejected: 0 };

export interface ImportFile {
  readonly name: string;
  readonly data: Uint8Array;
  /** What the clerk said it is; otherwise it is recognised. */
  readonly roster?: RosterKind;
}

const operationOf = (roster: RosterKind): 'roster.import-targets' | 'roster.import-inspectors' | 'roster.import-items' => `roster.import-${roster}`;

/** Refuses people who may import nothing before their file is read. */
const demandImporter = (person: Person): void => {
  if (person.roles.some((role) => role === 'clerk' || role === 'liaison' || role === 'section-head')) return;
  demand(person, 'roster.import-targets');
};

type Rows = ReadonlyMap<string, Readonly<Record<string, unknown>>>;
interface Judged { readonly outcome: WorkbookOutcome; readonly base: number; readonly sheets: readonly Sheet[]; readonly current: Rows }

/** Who imports for his own section only (联络员, 科室负责人) neither adds rows to another one nor takes them away from it. */
const demandOwnRows = (person: Person, roster: RosterKind, { changes }: Judgement, current: Rows): void => {
  const sections = new Set(changes.flatMap(({ code, row }) => [row['section'], current.get(code)?.['section']]));
  for (const section of sections) if (typeof section === 'string' && section !== '') demand(person, operationOf(roster), section);
};

const kindOf = (outcome: WorkbookOutcome): RosterKind => (outcome.outcome === 'judged' ? outcome.judgement.roster : outcome.question.roster);

/**
 * Judged twice at most: the first look finds out which roster it is, the second compares with what that roster has in force.
 */
const judge = async (deps: Deps, unitId: UnitId, unit: UnitState, file: ImportFile, answers: ImportAnswers | null): Promise<Judged> => {
  const sheets = await deps.sheetReader.read(file.name, file.data);
  const facts = { today: localDate(deps.clock()), sections: unit.sections };
  const options = { roster: file.roster ?? null, answers, assume: false };
  const roster = file.roster ?? answers?.roster ?? kindOf(judgeWorkbook(file.name, sheets, options, { ...facts, current: new Map() }));
  const { state } = await deps.states.load('roster', rosterStream(unitId, roster));
  const current = new Map<string, Readonly<Record<string, unknown>>>();
  const codeOfName = new Map<string, string>();
  if (state.version > 0) {
    for await (const { code, row } of deps.rosters.rows(unitId, roster, state.version)) {
      current.set(code, row);
      codeOfName.set(nameKey(String(row['name'])), code);
    }
  }
  return { outcome: judgeWorkbook(file.name, sheets, { ...options, roster }, { ...facts, current, codeOfName }), base: state.version, sheets, current };
};

const annotatedOf = async (deps: Deps, unit: UnitState, file: ImportFile, sheets: readonly Sheet[], judgement: Judgement): Promise<BlobRef | null> => {
  const sheet = sheets.find(({ name }) => name === judgement.sheet);
  if (sheet === undefined) return null;
  const { headerRow, verdicts, findings } = judgement;
  const bytes = await deps.sheetWriter.annotated({ unit: unit.name, sheet, headerRow, verdicts, findings: findings.map(sentenceOf) });
  return deps.blobs.put(`批注_${file.name.replace(/\.[^.]*$/, '')}.xlsx`, bytes);
};

const changesBlob = (deps: Deps, judgement: Judgement | null): Promise<BlobRef> =>
  deps.blobs.put('changes.jsonl', new TextEncoder().encode((judgement?.changes ?? []).map((change) => `${canonical(change)}\n`).join('')));

const stage = async (deps: Deps, by: By, unitId: UnitId, file: ImportFile, answers: ImportAnswers | null): Promise<StagedImport> => {
  const id = importId(`IMP-${sha256Hex(by.cause).slice(0, 12)}`);
  if (id === null) throw new TypeError('an import id is 12 hex digits');
  const known = await deps.imports.get(id);
  if (known !== null) return known;
  const { state: unit } = await deps.states.load('unit', unitId);
  const person = actingPerson(unit, by.actor.account);
  demandImporter(person);
  const source = await deps.blobs.put(file.name, file.data);
  const { outcome, base, sheets, current } = await judge(deps, unitId, unit, file, answers);
  const roster = kindOf(outcome);
  demand(person, operationOf(roster));
  const judgement = outcome.outcome === 'judged' ? outcome.judgement : null;
  if (judgement !== null) demandOwnRows(person, roster, judgement, current);
  const staged: StagedImport = {
    id, unit: unitId, roster, base, source,
    changes: await changesBlob(deps, judgement),
    annotated: judgement === null ? null : await annotatedOf(deps, unit, file, sheets, judgement),
    counts: judgement?.counts ?? NO_COUNTS,
    findings: (judgement?.findings ?? []).slice(0, SHOWN_FINDINGS).map(sentenceOf),
    by: person.id, at: deps.clock(), state: 'waiting',
    question: outcome.outcome === 'question' ? outcome.question : null,
  };
  await deps.imports.put(staged);
  return staged;
};

/**
 * 导入预检. The same delivery of a file gives the same staged import.
 * @throws Refusal for files that cannot be read or are no roster, with what to do instead
 */
export const stageImport = (deps: Deps) => (by: By, unit: UnitId, file: ImportFile): Promise<StagedImport> => stage(deps, by, unit, file, null);

const requireStaged = async (deps: Deps, id: ImportId): Promise<StagedImport> => {
  const staged = await deps.imports.get(id);
  if (staged === null) throw new Refusal('import.unknown', '这次导入已过期或不存在', { next: '请重新把文件发给机器人' });
  return staged;
};

const requireWaiting = (staged: StagedImport): StagedImport => {
  if (staged.state === 'waiting') return staged;
  throw new Refusal('import.settled', staged.state === 'confirmed' ? '这次导入已写入名录' : '这次导入已放弃', { next: staged.state === 'confirmed' ? '发送「名录 统计」查看' : '需要时请重新发送文件' });
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
  const data = await deps.blobs.get(asked.source.sha256);
  const staged = await stage(deps, by, asked.unit, { name: asked.source.name, data, roster: given.roster }, given);
  await deps.imports.settle(id, 'abandoned');
  return staged;
};

/** Writes a previewed import as the next version of its roster. */
export const confirmImport = (deps: Deps) => async (by: By, id: ImportId): Promise<Entry> => {
  const staged = await requireStaged(deps, id);
  const entry = await record(deps, by, async (desk) => {
    const now = requireWaiting(await requireStaged(deps, id));
    const unit = await desk.read('unit', now.unit);
    demand(actingPerson(unit, by.actor.account), operationOf(now.roster));
    if (now.question !== null) throw new Refusal('import.question-open', '这份表还有一个问题没有回答', { next: '请先在卡片上回答，再确认写入' });
    const { version } = await desk.take('roster', rosterStream(now.unit, now.roster));
    if (version !== now.base) {
      throw new Refusal('import.stale', `预检之后${ROSTER_NAMES[now.roster]}已更新，预检结果不再准确`, { next: '请把文件再发一次，机器人会按最新名录重新预检' });
    }
    if (now.counts.added + now.counts.changed === 0) throw new Refusal('import.nothing-new', '这份表没有新增或变更的行', { next: '名录已是最新，无需写入' });
    const { roster, source, changes, counts } = now;
    return { unit: now.unit, events: [{ type: 'RosterImported', unit: now.unit, roster, version: version + 1, import: id, source, changes, counts }], blobs: [source, changes] };
  });
  await deps.imports.settle(staged.id, 'confirmed');
  return entry;
};

export const abandonImport = (deps: Deps) => async (by: By, id: ImportId): Promise<StagedImport> => {
  const staged = requireWaiting(await requireStaged(deps, id));
  const { state: unit } = await deps.states.load('unit', staged.unit);
  demand(actingPerson(unit, by.actor.account), operationOf(staged.roster));
  await deps.imports.settle(id, 'abandoned');
  return { ...staged, state: 'abandoned' };
};
