/**
 * Judges sheets that are in memory already, in this process: what the judging child does, without the child.
 */
import type { JudgedFile, JudgeRequest, SheetJudge } from '../../src/application/imports/ports.ts';
import { recognise, toldKind } from '../../src/domain/importable.ts';
import { canonical } from '../../src/domain/canonical.ts';
import { countedKinds, decisionsOf } from '../../src/domain/roster/conflicts.ts';
import type { Contradiction, RowDecision } from '../../src/domain/roster/conflicts.ts';
import { sentenceOf } from '../../src/domain/roster/findings.ts';
import { findTables } from '../../src/domain/roster/header.ts';
import { judgeWorkbook } from '../../src/domain/roster/judge-workbook.ts';
import { nameKey } from '../../src/domain/roster/normalise.ts';
import { signatureOf } from '../../src/domain/roster/question.ts';
import type { Sheet } from '../../src/domain/roster/sheet.ts';

const once = async function* (text: string): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(new TextEncoder().encode(text));
};
const lines = (list: readonly unknown[]): AsyncIterable<Uint8Array> => once(list.map((each) => `${canonical(each)}\n`).join(''));

/** What was chosen, row by row. */
const decisionsIn = async (decided: JudgeRequest['decided']): Promise<ReadonlyMap<number, RowDecision>> => {
  if (decided === null) return new Map();
  let text = '';
  const decoder = new TextDecoder();
  for await (const part of decided.contradictions) text += decoder.decode(part, { stream: true });
  return decisionsOf(text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Contradiction])), decided.choices);
};

/**
 * @param listed contradictions that are listed one by one, as few as a test wants
 * @param before waited for between reading and judging, so that a test can hold a long import where it wants
 */
export const judgeHere = (sheets: readonly Sheet[], before: (signal: AbortSignal | null) => Promise<void> = () => Promise.resolve(), listed = Number.POSITIVE_INFINITY): SheetJudge => ({
  judge: async ({ name, kind: told, roster, answers, remembered, decided, today, sections, current: rowsOf, store, progress, signal }): Promise<JudgedFile> => {
    await before(signal);
    const what = told !== null ? toldKind(told) : roster !== null || answers !== null ? { as: 'roster' as const } : recognise(name, sheets);
    if (what.as === 'unsure') return { outcome: 'unsure', kinds: what.kinds };
    if (what.as !== 'roster') return { outcome: 'other', kind: what.as, sheets };
    const isRecalled = answers === null && findTables(sheets, roster).some(({ best }) => Object.hasOwn(remembered, signatureOf(best)));
    const options = { roster, answers: answers ?? ((signature: string) => remembered[signature] ?? null), assume: false };
    const look = judgeWorkbook(name, sheets, options, { today, sections, current: new Map() });
    const kind = look.outcome === 'judged' ? look.judgement.roster : look.question.roster;
    const current = new Map<string, Readonly<Record<string, unknown>>>();
    for await (const { code, row } of rowsOf(kind)) current.set(code, row);
    const codeOfName = new Map([...current].map(([code, row]) => [nameKey(String(row['name'])), code]));
    const outcome = judgeWorkbook(name, sheets, { ...options, roster: kind }, { today, sections, current, codeOfName, decisions: await decisionsIn(decided) });
    if (outcome.outcome === 'question') return outcome;
    const { counts, findings, changes, verdicts, conflicts } = outcome.judgement;
    progress({ step: 'judging', rows: counts.read, about: counts.read });
    const touched = new Set(changes.flatMap(({ code, row }) => [row['section'], current.get(code)?.['section']]));
    const best = findTables(sheets, kind)[0]?.best;
    return {
      outcome: 'judged', roster: kind, counts, findings: findings.map(sentenceOf), changes: await store('changes.jsonl', lines(changes)), annotated: await store(`批注_${name.replace(/\.[^.]*$/, '')}.xlsx`, lines(verdicts)),
      conflicts: conflicts.length === 0 ? null : {
        count: conflicts.length, blob: await store('conflicts.jsonl', lines(conflicts.slice(0, listed))),
        ...(conflicts.length <= listed ? {} : { unlisted: countedKinds(conflicts.slice(listed)), all: await store('contradictions.jsonl', lines(conflicts.map(({ kind, row, otherRow }) => ({ kind, row, otherRow })))) }),
      },
      touchedSections: [...touched].filter((section): section is string => typeof section === 'string' && section !== ''), signature: best === undefined ? '' : signatureOf(best), recalled: isRecalled,
    };
  },
});
