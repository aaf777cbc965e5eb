/**
 * A workbook as a roster: which table it is, what has to be asked first, and the judgement.
 *
 * @see judge.ts for the rows, header.ts for finding the table, question.ts for what a clerk is asked.
 */
import type { ImportAnswers, RosterKind } from '../events.ts';
import { Refusal } from '../refusal.ts';
import type { Finding } from './findings.ts';
import { findTables, missingIdentity, withMapping } from './header.ts';
import type { HeaderFinding, Table } from './header.ts';
import { createJudge } from './judge.ts';
import type { Judgement, JudgeFacts, JudgeSummary } from './judge.ts';
import { acceptProposals, questionOf, signatureOf } from './question.ts';
import type { ImportQuestion } from './question.ts';
import { COLUMNS } from './columns.ts';
import { ROSTER_NAMES } from './rows.ts';
import type { Sheet, SheetHead } from './sheet.ts';

export interface JudgeOptions {
  /** The kind, when the clerk has said it; null = recognise. */
  readonly roster: RosterKind | null;
  /** Answers of the clerk, or those remembered for this signature. */
  readonly answers: ImportAnswers | ((signature: string) => ImportAnswers | null) | null;
  /** Take every proposal that exists instead of asking; what was assumed is said in the findings. */
  readonly assume: boolean;
}

export type WorkbookOutcome =
  | { readonly outcome: 'judged'; readonly judgement: Judgement; readonly table: Table }
  | { readonly outcome: 'question'; readonly question: ImportQuestion };

const TEMPLATES: Readonly<Record<RosterKind, string>> = { targets: '模板 检查对象', inspectors: '模板 执法人员', items: '模板 事项' };

const refuseHeader = (file: string, sheets: readonly Sheet[], findings: readonly HeaderFinding[], told: RosterKind | null): Refusal => {
  const [best] = findings;
  if (best === undefined) {
    const seen = sheets.find((sheet) => !sheet.hidden && sheet.rows.length > 0)?.name ?? '';
    return new Refusal('import.no-header', `“${file}”工作表“${seen}”前 30 行里没有认得的表头`, { next: `请发“${TEMPLATES[told ?? 'targets']}”取得模板，把内容粘到模板里；或把表头改成 对象名称、统一社会信用代码、监管科室 这样的字样` });
  }
  const titles = best.missing.map(({ title }) => `“${title}”`).join('、');
  return new Refusal('import.missing-columns', `“${file}”工作表“${best.best.sheet.name}”第${best.best.headerLast}行像${ROSTER_NAMES[best.best.roster]}的表头，但缺 ${titles} 列`, {
    next: `请补上${titles}列再发；也可发“${TEMPLATES[best.best.roster]}”取得模板`,
  });
};

const answersFor = (table: Table, options: JudgeOptions): ImportAnswers | null => (typeof options.answers === 'function' ? options.answers(signatureOf(table)) : options.answers);

const titleOf = (roster: RosterKind, field: string): string => COLUMNS[roster].find((column) => column.field === field)?.title ?? field;

const aboutFile = (text: string): Finding => ({ severity: 'file', rows: [], title: '', text });

/** Sheets that only explain; everything else that holds rows is named when it is left out. */
const EXPLANATIONS = new Set(['填写说明', '导入说明', '说明']);

const leftOut = (table: Table, sheets: readonly SheetHead[]): readonly Finding[] =>
  sheets
    .filter((sheet) => sheet !== table.sheet && !sheet.hidden && sheet.rows.length > 1 && !EXPLANATIONS.has(sheet.name))
    .map((sheet) => aboutFile(`工作表“${sheet.name}”有 ${sheet.rowCount} 行，没有导入；一个文件只导入一张表，请另存后单独发`));

/** Which table of a workbook is judged, and what has to be asked before; made from the beginnings of its sheets. */
export interface ImportPlan {
  readonly table: Table;
  /** Values for needed columns that the sheet does not have. */
  readonly fill: Readonly<Record<string, string>>;
  /** Null when nothing has to be asked. */
  readonly question: ImportQuestion | null;
  /** A list that only updates known rows (重点对象, new phone numbers …) needs nothing it does not have: then the question is moot. */
  readonly mayOnlyUpdate: boolean;
  /** What is said about the file besides its rows. */
  readonly said: readonly Finding[];
  /** Digest of the titles: the key under which answers are remembered. */
  readonly signature: string;
  /** The answers were remembered from an earlier file of the same make. */
  readonly recalled: boolean;
}

/**
 * @param file name, for the sentences
 * @throws Refusal when the file holds no table, or not the columns that make a roster
 */
export const planImport = (file: string, sheets: readonly SheetHead[], options: JudgeOptions, sections: readonly string[]): ImportPlan => {
  if (sheets.every((sheet) => sheet.hidden || sheet.rows.length === 0)) throw new Refusal('import.empty', `“${file}”里没有内容`, { next: '请确认名录在可见的工作表里，保存后再发一次' });
  const findings = findTables(sheets, options.roster);
  const [finding, ...others] = findings;
  if (finding === undefined) throw refuseHeader(file, sheets, findings, options.roster);
  const answers = answersFor(finding.best, options);
  const chosen = answers === null ? finding : (findings.find(({ best }) => best.roster === answers.roster) ?? finding);
  const table = answers === null ? chosen.best : withMapping(chosen.best, answers.mapping);
  if (missingIdentity(table).length > 0) throw refuseHeader(file, sheets, [{ ...chosen, missing: missingIdentity(table) }], options.roster);
  const asked = answers === null ? questionOf({ ...finding, best: table }, others, sections) : null;
  const assumed = asked !== null && options.assume ? acceptProposals(asked) : null;
  const fill = (answers ?? assumed)?.fill ?? {};
  const source = assumed === null ? '按您的选择' : '按缺省';
  const filled = Object.entries(fill).map(([field, value]) => aboutFile(`表里没有“${titleOf(table.roster, field)}”列，${source}填“${value}”`));
  const question = assumed === null ? asked : null;
  const recalled = typeof options.answers === 'function' && answers !== null;
  const recalling = recalled ? [aboutFile('本单位导入同样的表头时已回答过，按那次的选择读取；要改请发送「导入 设置」')] : [];
  return {
    table, fill, question, recalled,
    signature: signatureOf(finding.best),
    mayOnlyUpdate: question !== null && question.orRosters.length === 0 && question.columns.every(({ sure }) => sure),
    said: [...leftOut(table, sheets), ...filled, ...recalling],
  };
};

/** @throws Refusal when the table has no rows */
export const finishJudgement = <Summary extends JudgeSummary>(file: string, { table, said }: ImportPlan, summary: Summary): Summary => {
  if (summary.counts.read === 0) {
    throw new Refusal('import.no-rows', `“${file}”工作表“${table.sheet.name}”表头在第${table.headerLast}行，下面没有数据`, { next: '请填好后再发；填写提示和示例行不算数据' });
  }
  const isNotice = ({ severity }: Finding): boolean => severity === 'notice';
  return { ...summary, findings: [...summary.findings.filter((finding) => !isNotice(finding)), ...said, ...summary.findings.filter(isNotice)] };
};

/**
 * A workbook that is in memory already, judged as a whole.
 * @throws Refusal as planImport and finishJudgement
 */
export const judgeWorkbook = (file: string, sheets: readonly Sheet[], options: JudgeOptions, facts: JudgeFacts): WorkbookOutcome => {
  const plan = planImport(file, sheets.map((sheet) => ({ ...sheet, rowCount: sheet.rows.length })), options, facts.sections);
  const { table, fill, question, mayOnlyUpdate } = plan;
  const judge = createJudge(table, fill, facts);
  for (const row of table.sheet.rows) judge.row(row);
  const judgement = finishJudgement(file, plan, judge.finish());
  if (question !== null && !(mayOnlyUpdate && judgement.counts.added === 0)) return { outcome: 'question', question };
  return { outcome: 'judged', judgement, table };
};
