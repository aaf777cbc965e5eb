/**
 * What imports need from outside: a place for files on their way, somebody who judges them, somebody who does so beside the chat.
 */
import type { ImportAnswers, ImportCounts, RosterKind } from '../../domain/events.ts';
import type { BlobRef, Instant, LocalDate } from '../../domain/values.ts';
import type { ImportId, PersonId, UnitId } from '../../domain/ids.ts';
import type { Choice, ConflictChoices, ConflictCounts, ConflictKind } from '../../domain/roster/conflicts.ts';
import type { ImportKind, OtherTable } from '../../domain/importable.ts';
import type { Sheet } from '../../domain/roster/sheet.ts';
import type { SheetKind } from '../../domain/sheets/kinds.ts';
import type { ImportQuestion } from '../../domain/roster/question.ts';

/** Contradictions of a file: the first few thousand to be seen one by one, all of them to be decided about. */
export interface FoundConflicts {
  readonly count: number;
  /** JSON Lines of Conflict, the first few thousand. */
  readonly blob: BlobRef;
  /** Those that are not in `blob`, by kind; absent = none. */
  readonly unlisted?: ConflictCounts;
  /** JSON Lines of Contradiction, all of them; absent = `blob` has all. */
  readonly all?: BlobRef;
}

/** A file on its way into a roster; not part of the record until it is submitted or confirmed. */
export interface StagedImport {
  readonly id: ImportId;
  readonly unit: UnitId;
  readonly roster: RosterKind;
  /** Roster version the differences were computed against. */
  readonly base: number;
  readonly source: BlobRef;
  /** What the clerk said it is; null = recognised. */
  readonly told: RosterKind | null;
  /** What the clerk answered, here or in the import this one came from. */
  readonly answers: ImportAnswers | null;
  /** Added and changed rows; null until judged. */
  readonly changes: BlobRef | null;
  /** Annotated workbook with the reasons beside the rows. */
  readonly annotated: BlobRef | null;
  readonly counts: ImportCounts;
  /** First findings for the card, sentences with row and column. */
  readonly findings: readonly string[];
  /** As found before anything was chosen. */
  readonly conflicts: FoundConflicts | null;
  readonly choices: ConflictChoices;
  readonly touchedSections: readonly string[];
  /** Of the header; null until judged. */
  readonly signature: string | null;
  /** Remembered answers were used. */
  readonly recalled: boolean;
  readonly by: PersonId;
  readonly at: Instant;
  /** running: being judged; failed: see `refused`; submitted: waits for a second person. */
  readonly state: 'running' | 'waiting' | 'submitted' | 'confirmed' | 'abandoned' | 'failed';
  readonly progress: JudgeProgress | null;
  /** Why a file judged beside the chat was refused. */
  readonly refused: { readonly code: string; readonly message: string; readonly next: string } | null;
  /** What has to be answered before the rows can be judged; null when the sheet says it all. */
  readonly question: ImportQuestion | null;
}
export type SettledImport = 'submitted' | 'confirmed' | 'abandoned';
export interface Imports {
  /** Stores once; a second put of the same id changes nothing. */
  put(staged: StagedImport): Promise<void>;
  get(id: ImportId): Promise<StagedImport | null>;
  /** Replaces an import that is still running; nothing happens to one that is settled. */
  finish(staged: StagedImport): Promise<void>;
  /** Of a running import only. */
  progress(id: ImportId, progress: JudgeProgress): Promise<void>;
  /** Records the choice for one conflict of a waiting import, or for all of a kind. */
  choose(id: ImportId, which: number | ConflictKind, choice: Choice): Promise<void>;
  /** From any unsettled state, and from submitted to the other two. */
  settle(id: ImportId, state: SettledImport): Promise<void>;
  /** Imports whose judging was interrupted by a stop. */
  running(): Promise<readonly StagedImport[]>;
}

/** Judges long files beside the chat; what it has begun it goes on with after a restart. */
export interface LongImports {
  begin(id: ImportId): void;
  cancel(id: ImportId): void;
}

/** How far a judgement is. */
export interface JudgeProgress {
  readonly step: 'judging' | 'writing';
  /** Rows judged so far, and about how many there are; 0 when unknown. */
  readonly rows: number;
  readonly about: number;
}

export interface JudgeRequest {
  /** Name of the unit, for the annotated sheet. */
  readonly unit: string;
  /** Name of the file, for the sentences. */
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly at: Instant;
  readonly today: LocalDate;
  readonly sections: readonly string[];
  /** What the clerk said it is; null = recognise. */
  readonly kind: ImportKind | null;
  readonly roster: RosterKind | null;
  readonly answers: ImportAnswers | null;
  /** Answers remembered from earlier files, by signature of the header. */
  readonly remembered: Readonly<Record<string, ImportAnswers>>;
  /** Contradictions found before, as JSON Lines, and what was chosen about them; null when it is judged for the first time. */
  readonly decided: { readonly contradictions: AsyncIterable<Uint8Array>; readonly choices: ConflictChoices } | null;
  /** Rows in force of the roster that the file turns out to be; asked at most once. */
  readonly current: (roster: RosterKind) => AsyncIterable<{ readonly code: string; readonly row: Readonly<Record<string, unknown>> }>;
  readonly store: (name: string, bytes: AsyncIterable<Uint8Array>) => Promise<BlobRef>;
  readonly progress: (progress: JudgeProgress) => void;
  /** Gives up when it is aborted. */
  readonly signal: AbortSignal | null;
}

/** What a file is when it is no roster to judge. */
export type NoRoster =
  | { readonly outcome: 'other'; readonly kind: OtherTable; readonly sheets: readonly Sheet[] }
  /** Could be any of these. */
  | { readonly outcome: 'unsure'; readonly kinds: readonly ImportKind[] }
  /** A form with nothing in it; `refused` is what a roster would have heard. */
  | { readonly outcome: 'form'; readonly kinds: readonly SheetKind[]; readonly refused: { readonly code: string; readonly message: string; readonly next: string } };

export type JudgedFile =
  | NoRoster
  | { readonly outcome: 'question'; readonly question: ImportQuestion }
  | {
    readonly outcome: 'judged';
    readonly roster: RosterKind;
    readonly counts: ImportCounts;
    /** Sentences, the gravest first. */
    readonly findings: readonly string[];
    /** Added and changed rows, ascending by code. */
    readonly changes: BlobRef;
    /** The sheet with 「导入结果」 and 「原因」 beside every row; of a long one only the rows with remarks. */
    readonly annotated: BlobRef;
    readonly conflicts: FoundConflicts | null;
    /** Sections whose rows are added or changed, or lose a row to another section. */
    readonly touchedSections: readonly string[];
    readonly signature: string;
    /** Remembered answers were used. */
    readonly recalled: boolean;
  };

export interface SheetJudge {
  /**
   * Reads a file (.xlsx; .csv in UTF-8 or GB18030) once and judges it where it is a roster, outside this process, whose memory
   * does not grow with its rows; other tables are short and come back whole.
   * @throws Refusal for everything that cannot be read or imported, with what to do instead
   */
  judge(request: JudgeRequest): Promise<JudgedFile>;
}
