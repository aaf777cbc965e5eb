/**
 * What people decide about an import: contradictions one by one, a second person for large ones, taking one back, and what is
 * remembered of a file's make. Every row of the file stays accounted for on every way.
 */
import { confirmImport, returnImport, reviewImport } from '../../src/application/imports/confirm.ts';
import { forgetLayout } from '../../src/application/imports/layouts.ts';
import type { StagedImport } from '../../src/application/imports/ports.ts';
import { answerImport, applyChoices, chooseConflict, conflictsOf, stageImport } from '../../src/application/imports/stage.ts';
import { undoImport } from '../../src/application/imports/undo.ts';
import type { Deps } from '../../src/application/deps.ts';
import { editRoster } from '../../src/application/roster-rows.ts';
import { confirmRoster } from '../../src/application/task.ts';
import type { RosterKind } from '../../src/domain/events.ts';
import type { Choice } from '../../src/domain/roster/conflicts.ts';
import type { Sheet } from '../../src/domain/roster/sheet.ts';
import { openBureau, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';
import { confirmAll, drawIn, newTaskIn } from '../support/ceremony.ts';
import { judgeHere } from '../support/judge-here.ts';
import { creditCode } from '../support/workbooks.ts';

const sheet = (rows: readonly (readonly string[])[]): Sheet => ({
  name: 'Sheet1', hidden: false, merges: [],
  rows: rows.map((cells, index) => ({ number: index + 1, cells: cells.map((value) => (value === '' ? null : { kind: 'text', value })) })),
});
const HEADER = ['对象名称', '对象类型', '统一社会信用代码', '住所', '监管科室', '存续状态'];
const row = (n: number, name = `第${String(n)}培训学校`, address = '文化路1号', section = '教育科'): readonly string[] => [name, '企业', creditCode(n), address, section, '存续'];
const judging = (deps: Deps, rows: readonly (readonly string[])[], header: readonly string[] = HEADER): Deps => ({ ...deps, sheetJudge: judgeHere([sheet([header, ...rows])]) });
const FILE = { name: '机构名录.xlsx', data: new Uint8Array([1, 2, 3]) };

const versionOf = async ({ deps }: Bureau, roster: RosterKind = 'targets'): Promise<number> => (await deps.states.load('roster', `${U1}/${roster}`)).state.version;
const targets = async ({ deps }: Bureau, version: number): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> => {
  const rows = new Map<string, Readonly<Record<string, unknown>>>();
  for await (const { code, row: values } of deps.rosters.rows(U1, 'targets', version)) rows.set(code, values);
  return rows;
};
const accounted = ({ counts: { read, added, changed, same, duplicate, rejected } }: StagedImport): boolean => read === added + changed + same + duplicate + rejected;

/** A bureau that has the first three schools in force. */
const withSchools = async (): Promise<Bureau> => {
  const bureau = await openBureau();
  const deps = judging(bureau.deps, [row(1), row(2), row(3)]);
  await confirmImport(deps)(bureau.by('王敏'), (await stageImport(deps)(bureau.by('王敏'), U1, FILE)).id);
  return bureau;
};

describe('逐条确认', () => {
  /** Row 2 renames, rows 3 and 4 are one code with two addresses, row 5 brings a new code under a known name. */
  const CONTRADICTIONS = [row(1, '改名培训学校', '文化路9号'), row(4, '第4培训学校', '东街'), row(4, '第4培训学校', '西街'), row(5, '第2培训学校'), row(6)];
  const chosen = async (choices: readonly Choice[]) => {
    const bureau = await withSchools();
    const deps = judging(bureau.deps, CONTRADICTIONS);
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    expect((await conflictsOf(deps, staged)).map(({ kind, row: number }) => [kind, number])).toEqual([['renamed', 2], ['twice', 4], ['same-name', 5]]);
    for (const [at, choice] of choices.entries()) await chooseConflict(deps)(bureau.by('王敏'), staged.id, at, choice);
    const judged = await applyChoices(deps)(bureau.by('王敏'), staged.id, null);
    expect(accounted(judged)).toBe(true);
    expect(judged.counts.read).toBe(5);
    await confirmImport(deps)(bureau.by('王敏'), judged.id);
    const rows = await targets(bureau, 3);
    return { counts: judged.counts, first: rows.get(creditCode(1)), fourth: rows.get(creditCode(4)), fifth: rows.get(creditCode(5)) };
  };

  test('保留新值: the name changes, the later row counts, the namesake is taken in', async () => {
    expect(await chosen(['new', 'new', 'new'])).toMatchObject({ counts: { added: 3, changed: 1, duplicate: 1, rejected: 0 }, first: { name: '改名培训学校' }, fourth: { address: '西街' }, fifth: { name: '第2培训学校' } });
  });

  test('保留原值: the name stays and the rest is updated, the earlier row counts, the namesake stays out', async () => {
    const { fifth, ...rest } = await chosen(['old', 'old', 'old']);
    expect(rest).toMatchObject({ counts: { added: 2, changed: 1, duplicate: 2, rejected: 0 }, first: { name: '第1培训学校', address: '文化路9号' }, fourth: { address: '东街' } });
    expect(fifth).toBeUndefined();
  });

  test('跳过: nothing of these rows is written, and they are counted as rejected', async () => {
    const { fourth, fifth, ...rest } = await chosen(['skip', 'skip', 'skip']);
    expect(rest).toMatchObject({ counts: { added: 1, changed: 0, duplicate: 0, rejected: 4 }, first: { name: '第1培训学校', address: '文化路1号' } });
    expect([fourth, fifth]).toEqual([undefined, undefined]);
  });

  test('without a choice the file’s names and the first row of a code count; 全部保留新值 takes the later rows', async () => {
    const bureau = await withSchools();
    const deps = judging(bureau.deps, CONTRADICTIONS);
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    expect(staged.counts).toMatchObject({ added: 3, changed: 1, duplicate: 1 });
    const all = await applyChoices(deps)(bureau.by('王敏'), staged.id, 'new');
    await expect(confirmImport(deps)(bureau.by('王敏'), staged.id)).rejects.toMatchObject({ code: 'import.settled' });
    await confirmImport(deps)(bureau.by('王敏'), all.id);
    expect((await targets(bureau, 3)).get(creditCode(4))).toMatchObject({ address: '西街' });
  });

  test('a choice about nothing is refused with the numbers there are', async () => {
    const bureau = await withSchools();
    const deps = judging(bureau.deps, CONTRADICTIONS);
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    await expect(chooseConflict(deps)(bureau.by('王敏'), staged.id, 3, 'new')).rejects.toMatchObject({ code: 'import.no-such-conflict', next: expect.stringContaining('请填 1 到 3') as string });
  });
});

describe('第二人复核', () => {
  const many = (count: number, section = '教育科') => Array.from({ length: count }, (_, n) => row(100 + n, `新校${String(n)}`, '文化路1号', section));
  const submitted = async () => {
    const bureau = await openBureau();
    const deps = judging(bureau.deps, many(501));
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    const entry = await confirmImport(deps)(bureau.by('王敏'), staged.id);
    return { bureau, deps, staged, entry };
  };

  test('501 rows are submitted to the head of the section, who writes them; both are on record', async () => {
    const { bureau, deps, staged, entry } = await submitted();
    const head = (await deps.states.load('unit', U1)).state.people.find(({ name }) => name === '赵红');
    expect(entry.events).toMatchObject([{ type: 'ImportSubmitted', reviewers: [head?.id], why: '一次写入 501 行，超过 500 行', clause: expect.stringContaining('预设缺省') as string }]);
    expect(await versionOf(bureau)).toBe(1);
    await expect(reviewImport(deps)(bureau.by('王敏'), staged.id)).rejects.toMatchObject({ code: 'import.own-review' });
    await expect(reviewImport(deps)(bureau.by('孙岩'), staged.id)).rejects.toMatchObject({ code: 'import.not-reviewer', message: expect.stringContaining('赵红') });
    const written = await reviewImport(deps)(bureau.by('赵红'), staged.id);
    expect(written.events).toMatchObject([{ type: 'RosterImported', version: 2, by: staged.by, reviewedBy: head?.id }]);
    expect((await targets(bureau, 2)).size).toBe(46 + 501);
    await expect(reviewImport(deps)(bureau.by('赵红'), staged.id)).rejects.toMatchObject({ code: 'import.settled' });
  });

  test('sent back with a reason: nothing is written', async () => {
    const { bureau, deps, staged } = await submitted();
    const entry = await returnImport(deps)(bureau.by('赵红'), staged.id, '少了卫健科的机构');
    expect(entry.events).toMatchObject([{ type: 'ImportReturned', reason: '少了卫健科的机构' }]);
    expect([await versionOf(bureau), (await deps.imports.get(staged.id))?.state]).toEqual([1, 'abandoned']);
  });

  test('changing more than a fifth of what is in force takes two persons, however short the list', async () => {
    const bureau = await openBureau();
    const first = judging(bureau.deps, many(20));
    await confirmImport(first)(bureau.by('王敏'), (await stageImport(first)(bureau.by('王敏'), U1, FILE)).id);
    const moved = judging(bureau.deps, many(20).map((cells) => cells.map((cell) => (cell === '文化路1号' ? '新址' : cell))));
    const entry = await confirmImport(moved)(bureau.by('王敏'), (await stageImport(moved)(bureau.by('王敏'), U1, FILE)).id);
    expect(entry.events).toMatchObject([{ type: 'ImportSubmitted', why: '变更在库 66 行中的 20 行，超过 20%' }]);
  });
});

describe('撤回导入', () => {
  test('the rows are as before, in a version of its own; confirmations given for the version taken back count no longer', async () => {
    const bureau = await withSchools();
    const before = await targets(bureau, 2);
    const task = await newTaskIn(bureau);
    const deps = judging(bureau.deps, [row(1, '第1培训学校', '新址'), row(7)]);
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    await confirmImport(deps)(bureau.by('王敏'), staged.id);
    await confirmRoster(deps)(bureau.by('赵红'), task, 'targets', '教育科');
    const entry = await undoImport(deps)(bureau.by('王敏'), U1, 'targets', null);
    expect(entry.events).toMatchObject([{ type: 'RosterImported', version: 4, undoes: staged.id, counts: { read: 2, changed: 1, removed: 1 } }]);
    expect(await targets(bureau, 4)).toEqual(before);
    expect((await targets(bureau, 3)).get(creditCode(1))).toMatchObject({ address: '新址' });
    expect((await deps.states.load('task', task)).state.confirmations.map(({ rosterVersion }) => rosterVersion)).toEqual([3]);
    await expect(drawIn(bureau, task)).rejects.toMatchObject({ code: 'draw.not-confirmed' });
    await expect(undoImport(deps)(bureau.by('王敏'), U1, 'targets', null)).rejects.toMatchObject({ code: 'import.undo-twice' });
  });

  test('not past a later import, not what a draw stands on, not by just anybody', async () => {
    const bureau = await withSchools();
    const deps = judging(bureau.deps, [row(8)]);
    const [first] = (await bureau.deps.journal.ofStream(`roster/${U1}/targets`)).flatMap(({ events }) => events.flatMap((fact) => (fact.type === 'RosterImported' && fact.version === 2 ? [fact.import] : [])));
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    await confirmImport(deps)(bureau.by('王敏'), staged.id);
    await expect(undoImport(deps)(bureau.by('王敏'), U1, 'targets', first ?? null)).rejects.toMatchObject({ code: 'import.undo-later' });
    await expect(undoImport(deps)(bureau.by('张伟'), U1, 'targets', null)).rejects.toMatchObject({ code: 'import.undo-not-yours' });
    await expect(undoImport(deps)(bureau.by('王敏'), U1, 'items', null)).rejects.toMatchObject({ code: 'import.undo-none' });
    const task = await newTaskIn(bureau);
    await confirmAll(bureau, task);
    await drawIn(bureau, task);
    await expect(undoImport(deps)(bureau.by('赵红'), U1, 'targets', null)).rejects.toMatchObject({ code: 'import.undo-drawn', message: expect.stringContaining('T2026-001') });
  });
});

test('what was edited after an import is not taken back with it', async () => {
  const bureau = await withSchools();
  await editRoster(bureau.deps)(bureau.by('王敏'), U1, { roster: 'targets', code: creditCode(1), status: '注销', reason: '9月1日已注销' });
  await expect(undoImport(bureau.deps)(bureau.by('王敏'), U1, 'targets', null)).rejects.toMatchObject({ code: 'import.undo-edited', message: expect.stringContaining('现为第 3 版') });
});

describe('记住表头', () => {
  const SHORT = HEADER.filter((title) => title !== '监管科室');
  const short = (n: number): readonly string[] => row(n).filter((_, at) => at !== 4);

  test('what was answered and written is not asked again, until it is forgotten', async () => {
    const bureau = await openBureau();
    const stage = (n: number): Promise<StagedImport> => stageImport(judging(bureau.deps, [short(n)], SHORT))(bureau.by('王敏'), U1, FILE);
    const asked = await stage(1);
    const mapping = Object.fromEntries((asked.question?.columns ?? []).map(({ letter, field }) => [letter, field]));
    const answer = { roster: 'targets' as const, mapping, fill: { section: '教育科' } };
    const answered = await answerImport(judging(bureau.deps, [short(1)], SHORT))(bureau.by('王敏'), asked.id, answer);
    expect((await stage(2)).question).not.toBeNull();
    const entry = await confirmImport(bureau.deps)(bureau.by('王敏'), answered.id);
    expect(entry.events.map(({ type }) => type)).toEqual(['RosterImported', 'ImportLayoutRemembered']);
    const next = await stage(3);
    expect(next).toMatchObject({ question: null, recalled: true, counts: { added: 1 } });
    expect((await confirmImport(bureau.deps)(bureau.by('王敏'), next.id)).events.map(({ type }) => type)).toEqual(['RosterImported']);
    expect((await targets(bureau, 3)).get(creditCode(3))).toMatchObject({ section: '教育科' });
    await expect(forgetLayout(bureau.deps)(bureau.by('王敏'), U1, '2')).rejects.toMatchObject({ code: 'import.no-such-layout' });
    await forgetLayout(bureau.deps)(bureau.by('王敏'), U1, '1');
    expect((await stage(4)).question).not.toBeNull();
  });
});
