/**
 * Judging a roster sheet row by row (导入预检): every row of the table ends as added, changed, same, duplicate or rejected.
 *
 * A row is judged by its cells, by the rows before it in the file, and by what the roster has in force; nothing is written here.
 * What is said about a row leaves at once and what later rows must know goes into a memory that is handed in, so a judge itself
 * does not grow with the rows.
 * Promises: read = added + changed + same + duplicate + rejected; no input makes it throw.
 */
import type { ImportCounts, RosterKind } from '../events.ts';
import type { LocalDate } from '../values.ts';
import { ASIDE_NAMES, createAsideJudge } from './aside.ts';
import type { Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import type { Conflict, RowDecision } from './conflicts.ts';
import type { Draft, RowJudge, Voice } from './drafts.ts';
import { textOf } from './drafts.ts';
import { createFindings } from './findings.ts';
import type { Finding } from './findings.ts';
import type { Table } from './header.ts';
import { judgeInspectors } from './judge-inspectors.ts';
import { judgeItems } from './judge-items.ts';
import { mapMemory } from './judge-memory.ts';
import type { JudgeMemory } from './judge-memory.ts';
import { judgeTargets } from './judge-targets.ts';
import { createMergeFiller } from './merges.ts';
import { nameKey } from './normalise.ts';
import { emptyValue, readCell } from './read-cell.ts';
import type { CellReading, CellValue } from './read-cell.ts';
import { fieldChanges } from './row-diff.ts';
import type { FieldChange, RowDiff } from './row-diff.ts';
import type { RowVerdict, SheetRow } from './sheet.ts';

/** What is known besides the sheet. */
export interface JudgeFacts {
  readonly today: LocalDate;
  /** Sections the unit has set up; a row may name another one, with a notice. */
  readonly sections: readonly string[];
  /** Rows in force, by code. A Map will do. */
  readonly current: { get(code: string): Readonly<Record<string, unknown>> | undefined };
  /** Code in force by nameKey(name), to notice one body under two codes; optional. */
  readonly codeOfName?: { get(key: string): string | undefined };
  /** What the clerk chose for rows in conflict, by row number (conflicts.ts). */
  readonly decisions?: { get(row: number): RowDecision | undefined };
}

/** One line of the changes blob. */
export interface JudgedChange {
  readonly code: string;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What is known of a sheet once all its rows are judged. */
export interface JudgeSummary {
  readonly roster: RosterKind;
  readonly sheet: string;
  readonly headerRow: number;
  readonly counts: ImportCounts;
  readonly findings: readonly Finding[];
}

export interface Judgement extends JudgeSummary {
  /** Added and changed rows, ascending by code (UTF-8 bytes). */
  readonly changes: readonly JudgedChange[];
  readonly verdicts: readonly RowVerdict[];
  /** Field by field, for the changed rows. */
  readonly diffs: readonly RowDiff[];
  readonly conflicts: readonly Conflict[];
}

/** Where the judge says what became of a row, at once. */
export interface JudgeSink {
  readonly verdict: (verdict: RowVerdict) => void;
  readonly diff: (diff: RowDiff) => void;
  readonly conflict: (conflict: Conflict) => void;
}

export interface RowByRow<Summary> {
  row(row: SheetRow): void;
  finish(): Summary;
}
export type Judge = RowByRow<Judgement>;

type Outcome = '新增' | '变更' | '无变化' | '重复' | '拒收';

const rowJudgeOf = (roster: RosterKind, today: LocalDate): RowJudge => {
  switch (roster) {
    case 'targets':
      return judgeTargets;
    case 'inspectors':
      return judgeInspectors(today);
    case 'items':
      return judgeItems;
  }
};

const firstFilled = (column: Column, table: Table, row: SheetRow): CellReading => {
  let best: CellReading | null = null;
  for (const { index } of table.places.get(column.field) ?? []) {
    const reading = readCell(column, row.cells[index]);
    if (best === null || (!best.filled && reading.filled) || (best.fault !== null && reading.filled && reading.fault === null)) best = reading;
  }
  return best ?? readCell(column, undefined);
};

const SHOWN_CHANGES = 3;
const changesText = (changes: readonly FieldChange[]): string =>
  changes.slice(0, SHOWN_CHANGES).map(({ title, from, to }) => `「${title}」${from === '' ? '（空）' : from} → ${to === '' ? '（空）' : to}`).join('；') + (changes.length > SHOWN_CHANGES ? ` 等 ${changes.length} 项` : '');

const NAMED_SECTIONS = 3;

const strangersText = (strangers: ReadonlyMap<string, number>, known: Iterable<string>): string => {
  const largest = [...strangers].toSorted(([, a], [, b]) => b - a).slice(0, NAMED_SECTIONS);
  const named = largest.map(([section, rows]) => `${section} ${rows} 行`).join('、');
  return `${strangers.size} 个科室还没有在本单位建立（${named}${strangers.size > NAMED_SECTIONS ? ' 等' : ''}），照样导入；需要时请系统管理员发送“科室 新增 ${largest[0]?.[0] ?? ''}”，或改成已有的：${[...known].join('、')}`;
};

/**
 * @param fill   answers for needed columns that the sheet does not have
 * @param memory remembers the rows taken and, in the end, holds the changes
 */
export const streamJudge = (table: Table, fill: Readonly<Record<string, string>>, facts: JudgeFacts, memory: JudgeMemory, sink: JudgeSink): RowByRow<JudgeSummary> => {
  const columns = COLUMNS[table.roster];
  const present = columns.filter((column) => column.type.as !== 'ignored' && table.places.has(column.field));
  const blank = Object.fromEntries(columns.filter((column) => column.type.as !== 'ignored').map((column) => [column.field, emptyValue(column)]));
  const rowJudge = rowJudgeOf(table.roster, facts.today);
  const merges = createMergeFiller(table.sheet.merges, table.headerLast);
  const asideOf = createAsideJudge(table);
  const findings = createFindings();
  const sections = new Set(facts.sections);
  /** Sections the unit does not have → rows: real lists name hundreds, which must not drown the other remarks. */
  const strangers = new Map<string, number>();
  const tally: Record<Outcome, number> = { 新增: 0, 变更: 0, 无变化: 0, 重复: 0, 拒收: 0 };
  const titleOf = (field: string): string => table.places.get(field)?.[0]?.title ?? columns.find((column) => column.field === field)?.title ?? field;

  const settle = (number: number, outcome: Outcome, reasons: readonly string[]): void => {
    tally[outcome] += 1;
    sink.verdict({ number, outcome, reasons, bad: outcome === '拒收' || outcome === '重复' });
  };
  const judged = (): number => tally['新增'] + tally['变更'] + tally['无变化'] + tally['重复'] + tally['拒收'];

  const readRow = (row: SheetRow, voice: Voice): { values: Map<string, CellValue>; filled: Set<string> } => {
    const values = new Map<string, CellValue>();
    const filled = new Set<string>();
    for (const column of present) {
      const reading = firstFilled(column, table, row);
      values.set(column.field, reading.value);
      if (reading.filled) filled.add(column.field);
      for (const note of reading.notes) voice.note(column.field, note);
      const needed = column.need === 'identity' || column.need === 'needed' || column.type.as === 'code';
      if (reading.fault !== null) (needed ? voice.reject : voice.note)(column.field, needed ? reading.fault : `${reading.fault}；这一格没有读入`);
      // Blank codes and certificates are judged by kind: another column may stand in for them.
      else if (!reading.filled && column.type.as !== 'code' && (column.field === 'name' || (column.need === 'needed' && !LATER.has(column.field)))) voice.reject(column.field, '没有填');
      else if (!reading.filled && column.need === 'expected') voice.note(column.field, '没有填');
    }
    return { values, filled };
  };

  const draftOf = (code: string, values: ReadonlyMap<string, CellValue>, filled: ReadonlySet<string>): Draft => {
    const merged: Record<string, unknown> = { ...blank, ...facts.current.get(code) };
    for (const [field, value] of Object.entries(fill)) {
      const column = columns.find((known) => known.field === field);
      if (column !== undefined && merged[field] === emptyValue(column) && (column.type.as === 'text' || (column.type.as === 'choice' && column.type.words.includes(value))) && value !== NOT_YET) merged[field] = value;
    }
    for (const [field, value] of values) merged[field] = value;
    return { values: merged, filled, fill };
  };

  /** The other code that bears the row's name, in the file or in force; two branches may share a name, so it is only a question. */
  const otherOfName = (code: string, row: Readonly<Record<string, unknown>>): string | null => {
    if (table.roster !== 'targets') return null;
    const key = nameKey(textOf(row, 'name'));
    // Who bears it in force is named first, and need not be remembered: in a list that is all in force that is every name.
    const inForce = facts.codeOfName?.get(key);
    const inFile = inForce === undefined ? memory.codeOfName(key) : undefined;
    const other = inForce ?? inFile;
    if (other === undefined) memory.name(key, code);
    return other === undefined || other === code ? null : other;
  };

  /** Rows that a person has decided about end here. @returns null when the row goes on */
  const decided = (row: SheetRow, decision: RowDecision | undefined, reasons: readonly string[]): true | null => {
    if (decision !== 'skip' && decision !== 'leave') return null;
    const text = decision === 'skip' ? '按您的选择跳过，没有导入' : '按您的选择保留原值，这一行没有导入';
    findings.add(decision === 'skip' ? 'rejected' : 'duplicate', row.number, titleOf('code'), text);
    settle(row.number, decision === 'skip' ? '拒收' : '重复', [...reasons, text]);
    return true;
  };

  const judgeRow = (row: SheetRow): void => {
    const reasons: string[] = [];
    const faults = { count: 0 };
    const voice: Voice = {
      reject: (field, text) => {
        faults.count += 1;
        reasons.push(`「${titleOf(field)}」${text}`);
        findings.add('rejected', row.number, titleOf(field), text);
      },
      note: (field, text) => {
        reasons.push(`「${titleOf(field)}」${text}`);
        findings.add('notice', row.number, titleOf(field), text);
      },
    };
    const { values, filled } = readRow(row, voice);
    const code = faults.count > 0 ? null : rowJudge.identify(values, voice);
    if (code === null) return settle(row.number, '拒收', reasons);
    const made = rowJudge.complete(code, draftOf(code, values, filled), voice);
    if (faults.count > 0) return settle(row.number, '拒收', reasons);
    const decision = facts.decisions?.get(row.number);
    if (decided(row, decision, reasons) !== null) return;
    const current = facts.current.get(code);
    const complete = decision === 'keep-name' && current !== undefined ? { ...made, name: current['name'] } : made;
    const earlier = memory.taken(code);
    if (earlier !== undefined) {
      const first = { ...blank, ...(earlier.change ?? current) };
      const changes = fieldChanges(columns, first, complete);
      const text = changes.length === 0 ? `与第${earlier.row}行完全相同，只取一行` : `与第${earlier.row}行代码相同（${textOf(first, 'name')}），内容不同；以第${earlier.row}行为准，这一行没有导入`;
      findings.add('duplicate', row.number, titleOf('code'), text);
      if (changes.length > 0) sink.conflict({ kind: 'twice', row: row.number, code, name: textOf(complete, 'name'), otherRow: earlier.row, other: textOf(first, 'name'), text: changesText(changes) });
      return settle(row.number, '重复', [...reasons, text]);
    }
    const other = otherOfName(code, complete);
    if (other !== null) {
      voice.note('name', `“${textOf(complete, 'name')}”还有另一个代码 ${other}，请核对是不是同一家`);
      if (current === undefined) sink.conflict({ kind: 'same-name', row: row.number, code, name: textOf(complete, 'name'), otherRow: null, other, text: '' });
    }
    const section = textOf(complete, 'section');
    if (section !== '' && sections.size > 0 && !sections.has(section)) strangers.set(section, (strangers.get(section) ?? 0) + 1);
    if (current === undefined) {
      memory.take(code, row.number, complete);
      return settle(row.number, '新增', reasons);
    }
    const changed = fieldChanges(columns, { ...blank, ...current }, complete);
    memory.take(code, row.number, changed.length === 0 ? null : complete);
    if (changed.length === 0) return settle(row.number, '无变化', reasons);
    if (nameKey(textOf(current, 'name')) !== nameKey(textOf(complete, 'name'))) {
      sink.conflict({ kind: 'renamed', row: row.number, code, name: textOf(complete, 'name'), otherRow: null, other: textOf(current, 'name'), text: changesText(changed) });
    }
    sink.diff({ row: row.number, code, name: textOf(complete, 'name'), changes: changed });
    return settle(row.number, '变更', [...changed.map(({ title, from, to }) => `「${title}」由“${from}”改为“${to}”`), ...reasons]);
  };

  return {
    row: (raw) => {
      if (raw.number <= table.headerLast) return;
      const { row, filled } = merges.fill(raw);
      const aside = asideOf(row, judged() === 0);
      if (aside !== null) {
        if (aside !== 'blank') findings.add('file', raw.number, '', `${ASIDE_NAMES[aside]}，没有当作数据`);
        return;
      }
      for (const index of filled) {
        const field = [...table.places].find(([, places]) => places.some((place) => place.index === index))?.[0];
        if (field !== undefined) findings.add('notice', raw.number, titleOf(field), '是合并单元格，按合并区第一行的值读取');
      }
      judgeRow(row);
    },
    finish: () => {
      const absent = columns.filter((column) => column.need === 'expected' && !table.places.has(column.field)).map(({ title }) => `“${title}”`);
      if (absent.length > 0) findings.add('file', null, '', `表里没有 ${absent.join('、')} 列，留空导入，以后可补`);
      for (const column of columns) {
        const place = table.places.get(column.field)?.[0];
        if (place === undefined) continue;
        if (column.field === 'idNumber') findings.add('file', null, place.title, '身份证号不收集，这一列没有读入');
        else if (column.mask === 'phone') findings.add('file', null, place.title, '含电话号码，公开版自动遮盖');
      }
      if (strangers.size > 0) findings.add('file', null, titleOf('section'), strangersText(strangers, facts.sections));
      for (const place of table.unknown) findings.add('file', null, place.title, '这一列认不出来，没有读入');
      return {
        roster: table.roster,
        sheet: table.sheet.name,
        headerRow: table.headerLast,
        counts: { read: judged(), added: tally['新增'], changed: tally['变更'], same: tally['无变化'], duplicate: tally['重复'], rejected: tally['拒收'] },
        findings: findings.list(),
      };
    },
  };
};

/** A judge that keeps everything: for sheets that fit into memory. */
export const createJudge = (table: Table, fill: Readonly<Record<string, string>>, facts: JudgeFacts): Judge => {
  const memory = mapMemory();
  const verdicts: RowVerdict[] = [];
  const diffs: RowDiff[] = [];
  const conflicts: Conflict[] = [];
  const judge = streamJudge(table, fill, facts, memory, {
    verdict: (verdict) => void verdicts.push(verdict),
    diff: (diff) => void diffs.push(diff),
    conflict: (conflict) => void conflicts.push(conflict),
  });
  return { row: (row) => judge.row(row), finish: () => ({ ...judge.finish(), changes: memory.changes(), verdicts, diffs, conflicts }) };
};

/** Needed columns whose blank cells are judged by kind. */
const LATER = new Set(['certificateUntil', 'certified']);
/** The answer for a column the bureau cannot fill now. */
export const NOT_YET = '暂缺';
