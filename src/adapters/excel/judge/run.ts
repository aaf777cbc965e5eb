/**
 * A roster judged from beginning to end, in whatever process this is: rows go through the judge and into the annotated
 * sheet as they are read; nothing is held but hashes.
 */
import { closeSync, createWriteStream, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { countedKinds, decisionsOf } from '../../../domain/roster/conflicts.ts';
import type { Conflict, ConflictKind, Contradiction } from '../../../domain/roster/conflicts.ts';
import { sentenceOf } from '../../../domain/roster/findings.ts';
import { streamJudge } from '../../../domain/roster/judge.ts';
import type { JudgeFacts, JudgeSummary } from '../../../domain/roster/judge.ts';
import { finishJudgement, planImport } from '../../../domain/roster/judge-workbook.ts';
import type { ImportPlan } from '../../../domain/roster/judge-workbook.ts';
import type { RowVerdict, SheetHead, SheetRow } from '../../../domain/roster/sheet.ts';
import { annotatedWorkbook } from '../write/annotated.ts';
import type { AnnotatedRow } from '../write/annotated.ts';
import { diskMemory, rowsInForce } from './disk-memory.ts';
import { FILES } from './job.ts';
import type { JobLine, JudgedRows, JudgeJob } from './job.ts';
import { lineFile } from './line-file.ts';
import type { LineFile } from './line-file.ts';
import type { Source } from './source.ts';

/** Of longer sheets only the rows somebody has to look at come back, so that the sheet can be sent and opened. */
const WHOLE_SHEET_ROWS = 20_000;
const REMARKED_ROWS_MAX = 100_000;
/** More contradictions than a person will go through one by one; of those beyond it is chosen kind by kind. */
const CONFLICTS_LISTED = 5_000;
const SECTIONS_MAX = 300;
/** Progress is said twenty times, and not for lists that are through in a moment. */
const PROGRESS_STEPS = 20;
const PROGRESS_ROWS_MIN = 10_000;

interface Collected {
  readonly conflicts: Conflict[];
  readonly kinds: Record<ConflictKind, number>;
  readonly sections: Set<string>;
}

/** A row is added although the sheet does not say enough to add one: the question has to be asked after all. */
class Asking extends Error {
  override readonly name = 'Asking';
}

const widthOf = ({ rows }: SheetHead): number => rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);

interface Judging {
  readonly job: JudgeJob;
  readonly source: Source;
  readonly plan: ImportPlan;
  readonly head: SheetHead;
  readonly folder: string;
  readonly facts: JudgeFacts;
  readonly say: (line: JobLine) => void;
}

/** Judges all rows and writes the annotated sheet on the way. */
const judgeRows = async ({ job, source, plan, head, folder, facts, say }: Judging): Promise<{ readonly summary: JudgeSummary; readonly collected: Collected }> => {
  const { table, fill, question } = plan;
  const memory = diskMemory(join(folder, FILES.taken));
  const collected: Collected = { conflicts: [], kinds: { renamed: 0, twice: 0, 'same-name': 0 }, sections: new Set() };
  const contradictions = lineFile(join(folder, FILES.contradictions));
  /** Set by the judge while it judges a row, and when it has judged them all. */
  const now: { verdict: RowVerdict | null; summary: JudgeSummary | null } = { verdict: null, summary: null };
  const noteSection = (row: Readonly<Record<string, unknown>> | undefined | null): void => {
    const section = row?.['section'];
    if (typeof section === 'string' && section !== '' && collected.sections.size < SECTIONS_MAX) collected.sections.add(section);
  };
  const judge = streamJudge(table, fill, facts, { ...memory, take: (code, row, change) => {
    if (change !== null) {
      noteSection(change);
      noteSection(facts.current.get(code));
    }
    memory.take(code, row, change);
  } }, {
    verdict: (said) => {
      if (question !== null && said.outcome === '新增') throw new Asking();
      now.verdict = said;
    },
    diff: () => undefined,
    conflict: (conflict) => {
      const { kind, row, otherRow } = conflict;
      collected.kinds[kind] += 1;
      contradictions.append(JSON.stringify({ kind, row, otherRow } satisfies Contradiction));
      if (collected.conflicts.length < CONFLICTS_LISTED) collected.conflicts.push(conflict);
    },
  });
  const step = Math.max(PROGRESS_ROWS_MIN, Math.ceil(head.rowCount / PROGRESS_STEPS));
  const isWhole = head.rowCount <= WHOLE_SHEET_ROWS;
  let rows = 0;
  let remarked = 0;
  const verdictNow = (): RowVerdict | null => now.verdict;
  const judged = (row: SheetRow): AnnotatedRow | null => {
    now.verdict = null;
    judge.row(row);
    rows += 1;
    if (rows % step === 0) say(['progress', rows, head.rowCount]);
    if (isWhole || row.number <= table.headerLast) return { row, verdict: verdictNow() };
    const said = verdictNow();
    if (said === null || !hasRemark(said) || remarked >= REMARKED_ROWS_MAX) return null;
    remarked += 1;
    return { row, verdict: said };
  };
  const annotated = async function* (): AsyncIterable<AnnotatedRow> {
    for await (const batch of source.rows(head)) {
      for (const row of batch) {
        const shown = judged(row);
        if (shown !== null) yield shown;
      }
    }
    now.summary = finishJudgement(job.name, plan, judge.finish());
  };
  const partly = isWhole ? [] : [`全表约 ${head.rowCount} 行，这里只列出需要您看的行；行号与原表相同`];
  await pipeline(
    annotatedWorkbook({ unit: job.unit, sheet: head.name, headerRow: table.headerLast, columns: widthOf(head), sample: head.rows, rows: annotated(), findings: () => [...partly, ...(now.summary?.findings ?? []).map(sentenceOf)] }, job.at),
    createWriteStream(join(folder, FILES.annotated)),
  );
  contradictions.close();
  const { summary } = now;
  if (summary === null) throw new Error('the annotated sheet ended before the rows did');
  say(['writing']);
  const changes = openSync(join(folder, FILES.changes), 'w');
  memory.writeChanges(changes);
  closeSync(changes);
  return { summary, collected };
};

const hasRemark = (verdict: RowVerdict): boolean => verdict.bad || (verdict.outcome !== '变更' && verdict.reasons.length > 0);

const writeLines = (path: string, lines: readonly unknown[]): void => {
  const file = openSync(path, 'w');
  for (const line of lines) writeSync(file, `${JSON.stringify(line)}\n`);
  closeSync(file);
};

const contradictionsIn = function* (file: LineFile): Iterable<Contradiction> {
  for (const [, line] of file.lines()) yield JSON.parse(line) as Contradiction;
};

/** What was chosen about the contradictions found before, row by row. */
const decidedIn = (folder: string, { choices }: JudgeJob): NonNullable<JudgeFacts['decisions']> => {
  if (choices === null) return new Map();
  const file = lineFile(join(folder, FILES.decided));
  const decisions = decisionsOf({ [Symbol.iterator]: () => contradictionsIn(file)[Symbol.iterator]() }, choices);
  file.close();
  return decisions;
};

const conflictsIn = ({ conflicts, kinds }: Collected): JudgedRows['conflicts'] => {
  const listed = countedKinds(conflicts);
  return { count: kinds.renamed + kinds.twice + kinds['same-name'], unlisted: { renamed: kinds.renamed - listed.renamed, twice: kinds.twice - listed.twice, 'same-name': kinds['same-name'] - listed['same-name'] } };
};

/**
 * @param currentRows resolves when `current.jsonl` is there
 * @throws Refusal for tables that are no roster
 */
export const judgeRoster = async (folder: string, job: JudgeJob, source: Source, say: (line: JobLine) => void, currentRows: () => Promise<void>): Promise<void> => {
  const { remembered } = job;
  const answers = job.answers ?? ((signature: string) => (Object.hasOwn(remembered, signature) ? (remembered[signature] ?? null) : null));
  const plan = planImport(job.name, source.heads, { roster: job.roster, answers, assume: false }, job.sections);
  if (plan.question !== null && !plan.mayOnlyUpdate) return say(['question', plan.question]);
  const head = source.heads.find((each) => each === plan.table.sheet);
  if (head === undefined) throw new Error('a table of no sheet');
  say(['roster', plan.table.roster]);
  await currentRows();
  const current = rowsInForce(join(folder, FILES.current), plan.table.roster === 'targets');
  const facts: JudgeFacts = { today: job.today, sections: job.sections, current, codeOfName: current.codeOfName, decisions: decidedIn(folder, job) };
  try {
    const { summary, collected } = await judgeRows({ job, source, plan, head, folder, facts, say });
    writeLines(join(folder, FILES.conflicts), collected.conflicts);
    say(['judged', {
      roster: summary.roster, counts: summary.counts, findings: summary.findings.map(sentenceOf), conflicts: conflictsIn(collected), touchedSections: [...collected.sections],
      signature: plan.signature, recalled: plan.recalled,
    }]);
  } catch (error) {
    if (!(error instanceof Asking) || plan.question === null) throw error;
    say(['question', plan.question]);
  }
};
