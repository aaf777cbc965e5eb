/**
 * From a dropped file to a version of a roster, with everything in between that can go wrong.
 */
import { confirmImport } from '../../src/application/imports/confirm.ts';
import { abandonImport, answerImport, stageImport } from '../../src/application/imports/stage.ts';
import type { Deps } from '../../src/application/deps.ts';
import type { Sheet } from '../../src/application/ports.ts';
import { bindPerson } from '../../src/application/set-up.ts';
import { account, openBureau, U1 } from '../support/bureau.ts';
import { judgeHere } from '../support/judge-here.ts';

const sheet = (rows: readonly (readonly string[])[]): Sheet => ({
  name: 'Sheet1', hidden: false, merges: [],
  rows: rows.map((cells, index) => ({ number: index + 1, cells: cells.map((value) => (value === '' ? null : { kind: 'text', value })) })),
});
const HEADER = ['对象名称', '对象类型', '统一社会信用代码', '地址', '行业', '监管科室', '存续状态'];
const GOOD = ['新星培训学校', '企业', '91350100M000100Y43', '城关镇一路1号', '校外培训', '教育科', '存续'];
const BAD_CHECK = ['启明培训学校', '企业', '91350100M000100Y4A', '城关镇二路2号', '校外培训', '教育科', '存续'];

const reading = (deps: Deps, sheets: readonly Sheet[]): Deps => ({ ...deps, sheetJudge: judgeHere(sheets) });
const FILE = { name: '机构名录.xlsx', data: new Uint8Array([1, 2, 3]) };

describe('导入', () => {
  test('previewed, confirmed, in force; every row accounted for', async () => {
    const bureau = await openBureau();
    const deps = reading(bureau.deps, [sheet([HEADER, GOOD, BAD_CHECK])]);
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    expect(staged).toMatchObject({ roster: 'targets', base: 1, question: null, counts: { read: 2, added: 1, rejected: 1 } });
    expect(staged.findings.join()).toMatch(/第3行.*统一社会信用代码/);
    expect((await deps.states.load('roster', `${U1}/targets`)).state.version).toBe(1);
    await confirmImport(deps)(bureau.by('王敏'), staged.id);
    const { version } = (await deps.states.load('roster', `${U1}/targets`)).state;
    expect(version).toBe(2);
    expect(await deps.rosters.row(U1, 'targets', 2, '91350100M000100Y43')).toMatchObject({ name: '新星培训学校' });
    expect(await deps.rosters.count(U1, 'targets', 2)).toBe(47);
  });

  test('the same delivery stages once, confirms once; abandoned is abandoned', async () => {
    const bureau = await openBureau();
    const deps = reading(bureau.deps, [sheet([HEADER, GOOD])]);
    const by = bureau.by('王敏', 'file-1');
    const [first, again] = [await stageImport(deps)(by, U1, FILE), await stageImport(deps)(by, U1, FILE)];
    expect(again).toEqual(first);
    const click = bureau.by('王敏', 'click-1');
    expect((await confirmImport(deps)(click, first.id)).seq).toBe((await confirmImport(deps)(click, first.id)).seq);
    await expect(confirmImport(deps)(bureau.by('王敏'), first.id)).rejects.toMatchObject({ code: 'import.settled' });
    const other = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    await abandonImport(deps)(bureau.by('王敏'), other.id);
    await expect(confirmImport(deps)(bureau.by('王敏'), other.id)).rejects.toMatchObject({ code: 'import.settled', message: expect.stringContaining('放弃') });
  });

  test('a roster that moved since the preview makes the preview stale', async () => {
    const bureau = await openBureau();
    const deps = reading(bureau.deps, [sheet([HEADER, GOOD])]);
    const [first, second] = [await stageImport(deps)(bureau.by('王敏'), U1, FILE), await stageImport(deps)(bureau.by('王敏'), U1, FILE)];
    await confirmImport(deps)(bureau.by('王敏'), first.id);
    await expect(confirmImport(deps)(bureau.by('王敏'), second.id)).rejects.toMatchObject({ code: 'import.stale', next: expect.stringContaining('再发一次') });
  });

  test('a sheet without the section column is a question; the answer judges it anew', async () => {
    const bureau = await openBureau();
    const deps = reading(bureau.deps, [sheet([HEADER.filter((title) => title !== '监管科室'), GOOD.filter((cell) => cell !== '教育科')])]);
    const staged = await stageImport(deps)(bureau.by('王敏'), U1, FILE);
    expect(staged.question?.fills.map(({ title }) => title)).toContain('监管科室');
    await expect(confirmImport(deps)(bureau.by('王敏'), staged.id)).rejects.toMatchObject({ code: 'import.question-open' });
    await expect(answerImport(deps)(bureau.by('王敏'), staged.id, null)).rejects.toMatchObject({ code: 'import.answer-needed', message: expect.stringContaining('监管科室') });
    const mapping = Object.fromEntries((staged.question?.columns ?? []).map(({ letter, field }) => [letter, field]));
    const answered = await answerImport(deps)(bureau.by('王敏'), staged.id, { roster: 'targets', mapping, fill: { section: '教育科' } });
    expect(answered).toMatchObject({ question: null, counts: { read: 1, added: 1 } });
    await confirmImport(deps)(bureau.by('王敏'), answered.id);
    expect(await deps.rosters.row(U1, 'targets', 2, '91350100M000100Y43')).toMatchObject({ section: '教育科' });
  });

  test('a liaison imports rows of his own section, adds none to another and takes none away from it', async () => {
    const bureau = await openBureau();
    await bindPerson(bureau.deps)(bureau.by('何涛'), U1, { account: account('连络'), name: '连络', section: '卫健科', roles: ['liaison'], certificate: null });
    const row = (code: string, section: string): readonly string[] => ['卫生室', '其他', code, '城关镇三路3号', '卫生', section, '存续'];
    const rowsOf = (rows: readonly (readonly string[])[]) => stageImport(reading(bureau.deps, [sheet([HEADER, ...rows])]))(bureau.by('连络'), U1, FILE);
    await expect(rowsOf([row('91350100M000100Y43', '教育科')])).rejects.toMatchObject({ code: 'people.not-permitted', message: expect.stringContaining('教育科') });
    expect((await rowsOf([row('91350100M000100Y43', '卫健科')])).counts).toMatchObject({ added: 1 });
    const clerk = reading(bureau.deps, [sheet([HEADER, GOOD])]);
    await confirmImport(clerk)(bureau.by('王敏'), (await stageImport(clerk)(bureau.by('王敏'), U1, FILE)).id);
    await expect(rowsOf([row('91350100M000100Y43', '卫健科')])).rejects.toMatchObject({ code: 'people.not-permitted', message: expect.stringContaining('教育科') });
  });

  test('who may not import is told before the file is read', async () => {
    const bureau = await openBureau();
    const deps: Deps = { ...bureau.deps, sheetJudge: { judge: () => Promise.reject(new Error('must not be read')) } };
    for (const name of ['孙岩', '何涛', '张伟']) await expect(stageImport(deps)(bureau.by(name), U1, FILE)).rejects.toMatchObject({ code: 'people.not-permitted' });
  });
});
