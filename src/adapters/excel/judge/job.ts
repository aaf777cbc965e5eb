/**
 * What the service and the judging child tell each other: a folder of files for what is long, lines for what is short.
 *
 * The service puts `job.json` and `source` into the folder; when the child says which roster it is, the service adds
 * `current.jsonl` and sends a line. The child leaves `changes.jsonl`, `annotated.xlsx`, and `conflicts.jsonl` (those to be
 * seen one by one) with `contradictions.jsonl` (all of them, in short).
 */
import type { ImportAnswers, ImportCounts, RosterKind } from '../../../domain/events.ts';
import type { LocalDate } from '../../../domain/values.ts';
import type { ConflictChoices, ConflictCounts } from '../../../domain/roster/conflicts.ts';
import type { ImportKind, OtherTable } from '../../../domain/importable.ts';
import type { SheetKind } from '../../../domain/sheets/kinds.ts';
import type { TableLine } from '../read/wire.ts';
import type { ImportQuestion } from '../../../domain/roster/question.ts';
import type { ReadLimits } from '../read/limits.ts';

export const FILES = { job: 'job.json', source: 'source', current: 'current.jsonl', taken: 'taken.jsonl', changes: 'changes.jsonl', conflicts: 'conflicts.jsonl', contradictions: 'contradictions.jsonl', decided: 'decided.jsonl', annotated: 'annotated.xlsx' } as const;

export interface JudgeJob {
  readonly unit: string;
  readonly name: string;
  readonly at: string;
  /** What the clerk said it is; null = recognise. */
  readonly kind: ImportKind | null;
  readonly roster: RosterKind | null;
  readonly answers: ImportAnswers | null;
  readonly remembered: Readonly<Record<string, ImportAnswers>>;
  /** What was chosen about the contradictions in `decided.jsonl`; null when it is judged for the first time. */
  readonly choices: ConflictChoices | null;
  readonly today: LocalDate;
  readonly sections: readonly string[];
  readonly limits: ReadLimits;
}

export interface JudgedRows {
  readonly roster: RosterKind;
  readonly counts: ImportCounts;
  /** Sentences, the gravest first. */
  readonly findings: readonly string[];
  readonly conflicts: { readonly count: number; readonly unlisted: ConflictCounts };
  /** Sections whose rows are added, changed or lose a row to another section; at most a few hundred. */
  readonly touchedSections: readonly string[];
  /** Of the header: the key under which answers are remembered. */
  readonly signature: string;
  /** Answers remembered from an earlier import were used. */
  readonly recalled: boolean;
}

/** A table that is no roster goes out as it is: `other`, its rows, `end`. */
export type JobLine =
  | readonly ['other', OtherTable]
  | TableLine
  | readonly ['end']
  | readonly ['unsure', readonly ImportKind[]]
  | readonly ['form', readonly SheetKind[], code: string, message: string, next: string]
  | readonly ['roster', RosterKind]
  | readonly ['progress', rows: number, about: number]
  | readonly ['writing']
  | readonly ['question', ImportQuestion]
  | readonly ['judged', JudgedRows]
  | readonly ['refused', code: string, message: string, next: string];
