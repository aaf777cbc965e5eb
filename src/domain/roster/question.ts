/**
 * What a clerk is asked when a sheet alone does not say everything: one question with the guessed answers filled in.
 *
 * The answers are plain data keyed by the titles of the sheet, so that a unit's answers can be remembered and the next
 * file of the same make is not asked about again.
 */
import { sha256Hex } from '../canonical.ts';
import type { ImportAnswers, RosterKind } from '../events.ts';
import { COLUMNS } from './columns.ts';
import type { Column } from './column.ts';
import { columnLetter } from './header.ts';
import type { HeaderFinding, Table } from './header.ts';
import { titleKey } from './normalise.ts';

/** Proposal for kind of body: read from the code's first two characters and the name. */
export const DERIVED = '按代码和名称判断';

export interface ImportQuestion {
  readonly roster: RosterKind;
  readonly sheet: string;
  readonly headerRow: number;
  /** Other kinds it could be, best first; [] when the kind is certain. */
  readonly orRosters: readonly RosterKind[];
  readonly columns: readonly { readonly letter: string; readonly title: string; readonly field: string | null; readonly fieldTitle: string | null; readonly sure: boolean }[];
  /** Needed columns that are not there; `proposal` '' when the clerk has to say, `words` [] when any text will do. */
  readonly fills: readonly { readonly field: string; readonly title: string; readonly proposal: string; readonly words: readonly string[] }[];
  /** Digest of the titles: the key under which the answers are remembered. */
  readonly signature: string;
}

export const signatureOf = (table: Table): string =>
  sha256Hex([...[...table.places.values()].flat(), ...table.unknown].toSorted((a, b) => a.index - b.index).map(({ index, title }) => `${index}:${titleKey(title)}`).join('\n'));

const proposalFor = (column: Column, sections: readonly string[]): string => {
  switch (column.field) {
    case 'kind':
      return column.title === '对象类型' ? DERIVED : '一般';
    case 'status':
      return '存续';
    case 'certified':
      return '有执法证号的填“是”';
    case 'section':
      return sections.length === 1 ? (sections[0] ?? '') : '';
    case 'basis':
    case 'certificateUntil':
      return '暂缺';
    default:
      return '';
  }
};

const fillsOf = (table: Table, sections: readonly string[]): ImportQuestion['fills'] =>
  COLUMNS[table.roster]
    .filter((column) => column.need === 'needed' && !table.places.has(column.field))
    .map((column) => ({
      field: column.field,
      title: column.title,
      proposal: proposalFor(column, sections),
      words: column.field === 'section' ? sections : column.type.as === 'choice' ? column.type.words : [],
    }));

/** The question a finding raises, or null when the sheet says it all. */
export const questionOf = (finding: HeaderFinding, others: readonly HeaderFinding[], sections: readonly string[]): ImportQuestion | null => {
  const { best: table } = finding;
  const fills = fillsOf(table, sections);
  const orRosters = others.filter((other) => other.missing.length === finding.missing.length && other.score > finding.score * 0.7).map((other) => other.best.roster);
  const columns = [...table.places].flatMap(([field, places]) => {
    const column = COLUMNS[table.roster].find((known) => known.field === field);
    return places.map(({ index, title, how }) => ({ index, letter: columnLetter(index), title, field, fieldTitle: column?.title ?? null, sure: how !== 'guess' }));
  });
  const unknown = table.unknown.map(({ index, title }) => ({ index, letter: columnLetter(index), title, field: null, fieldTitle: null, sure: true }));
  if (fills.length === 0 && orRosters.length === 0 && columns.every(({ sure }) => sure)) return null;
  return {
    roster: table.roster,
    sheet: table.sheet.name,
    headerRow: table.headerLast,
    orRosters,
    columns: [...columns, ...unknown].toSorted((a, b) => a.index - b.index).map(({ letter, title, field, fieldTitle, sure }) => ({ letter, title, field, fieldTitle, sure })),
    fills,
    signature: signatureOf(table),
  };
};

/** The answers that take every proposal; null while one has none. */
export const acceptProposals = (question: ImportQuestion): ImportAnswers | null => {
  if (question.fills.some(({ proposal }) => proposal === '')) return null;
  return {
    roster: question.roster,
    mapping: Object.fromEntries(question.columns.map(({ letter, field }) => [letter, field])),
    fill: Object.fromEntries(question.fills.map(({ field, proposal }) => [field, proposal])),
  };
};
