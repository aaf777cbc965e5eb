/**
 * 利害关系登记表 as a file: shown before it counts, every row accounted for, and what lies between two people stays with few.
 */
import { registerInterest } from '../../src/application/duty.ts';
import { previewDraw } from '../../src/application/queries/preview.ts';
import { interestsContent } from '../../src/application/sheets/rosters.ts';
import { targetCode } from '../../src/domain/ids.ts';
import { openBureau, personOf, U1 } from '../support/bureau.ts';
import { newTaskIn } from '../support/ceremony.ts';
import { importInterests } from '../../src/application/imports/interests.ts';
import type { InterestPreview } from '../../src/application/imports/interests.ts';
import { receiveFile } from '../../src/application/imports/receive.ts';
import type { Deps } from '../../src/application/deps.ts';
import type { Sheet } from '../../src/domain/roster/sheet.ts';
import { canonical } from '../../src/domain/canonical.ts';
import type { Bureau } from '../support/bureau.ts';
import { judgeHere } from '../support/judge-here.ts';
import { openOffice } from '../support/chat-office.ts';

const sheet = (rows: readonly (readonly string[])[]): Sheet => ({
  name: 'Sheet1', hidden: false, merges: [], rows: rows.map((cells, index) => ({ number: index + 1, cells: cells.map((value) => (value === '' ? null : { kind: 'text', value })) })),
});
const LIST = sheet([
  ['利害关系登记表'], ['序号', '检查人员', '执法证号', '检查对象', '统一社会信用代码', '关系类型'],
  ['1', '张伟', 'ZF0001', '', 'QT-001', '配偶任职'], ['2', '刘 洋', '', '培训机构QT-002', '', '持股'], ['3', '张伟', '', '', 'QT-001', '再次登记'],
  ['4', '王五', '', '', 'QT-003', '近亲属'], ['5', '黄丽', '', '没有的机构', '', '近亲属'], ['6', '马超', '', '', 'QT-004', ''],
]);
const FILE = { name: '利害关系.xlsx', data: new TextEncoder().encode('a workbook') };
const judging = (deps: Deps, sheets: readonly Sheet[] = [LIST]): Deps => ({ ...deps, sheetJudge: judgeHere(sheets), sheetReader: { read: () => Promise.resolve(sheets) } });
const previewed = async (deps: Deps, bureau: Bureau, name: string): Promise<InterestPreview | null> => {
  const received = await receiveFile(deps)(bureau.by(name), U1, { ...FILE, kind: null });
  return received.as === 'interests' ? received.preview : null;
};

test('pairs are found by certificate, code or name; every row is new, known, repeated or rejected with its number', async () => {
  const bureau = await openBureau();
  const deps = judging(bureau.deps);
  const preview = await previewed(deps, bureau, '王敏');
  expect(preview?.counts).toEqual({ read: 6, added: 3, same: 0, duplicate: 1, rejected: 2 });
  expect(preview?.problems).toEqual(['第5行：与第3行是同一条', '第6行：人员“王五”在名录里找不到', '第7行：对象“没有的机构”在名录里找不到']);
  const entry = await importInterests(deps)(bureau.by('王敏'), U1, preview?.source ?? '');
  expect(entry.events.map((fact) => (fact.type === 'InterestRegistered' ? [fact.inspector, fact.target] : null))).toEqual([['ZF0001', 'QT-001'], ['ZF0002', 'QT-002'], ['ZF0004', 'QT-004']]);
  expect(canonical(entry)).not.toMatch(/配偶|持股/);
  expect(entry.blobs).toEqual([]);
  const { interests } = (await deps.states.load('duty', U1)).state;
  const detail = interests[0]?.detail;
  expect(detail === undefined ? null : await deps.confidential.get(detail)).toBe('配偶任职');
  expect((await previewed(deps, bureau, '王敏'))?.counts).toMatchObject({ added: 0, same: 3 });
  await expect(importInterests(deps)(bureau.by('王敏'), U1, preview?.source ?? '')).rejects.toMatchObject({ code: 'interest.known' });
});

test('a list of targets is no list of interests; who keeps no registry imports none', async () => {
  const bureau = await openBureau();
  const targets = sheet([['检查对象', '统一社会信用代码', '监管科室'], ['甲公司', 'QT-001', '教育科']]);
  expect(await previewed(judging(bureau.deps, [targets]), bureau, '王敏')).toBeNull();
  await expect(previewed(judging(bureau.deps), bureau, '张伟')).rejects.toMatchObject({ code: 'people.not-permitted' });
});

test('dropped into the private chat: a card with the counts, registered by its button', async () => {
  const bureau = await openBureau();
  const office = await openOffice({ bureau: { ...bureau, deps: judging(bureau.deps) } });
  const card = office.card(await office.drop('王敏', '利害关系.xlsx', FILE.data), '导入预检 · 利害关系登记');
  expect(JSON.stringify(card.card)).not.toMatch(/配偶|持股/);
  expect(await office.press('王敏', card, '登记 3 条')).toMatchObject({ tone: 'ok', text: '已登记利害关系 3 条' });
  expect(office.card(office.inbox('王敏'), '已登记').id).toBe(card.id);
});

test('an interest with a last day keeps the two apart until then, and the sheet says so instead of 长期', async () => {
  const bureau = await openBureau();
  const list = (until: string): Sheet => sheet([['检查人员', '检查对象', '关系类型', '有效期'], ['张伟', 'QT-001', '（保密）', until]].map((row) => row.map((cell) => (cell === 'QT-001' ? '培训机构QT-001' : cell))));
  await registerInterest(bureau.deps)(bureau.by('王敏'), U1, { inspector: bureau.certificate('张伟'), target: targetCode('QT-001') ?? ('' as never), text: '曾任职' });
  const counts = async (until: string) => (await previewed(judging(bureau.deps, [list(until)]), bureau, '王敏'))?.counts;
  expect(await counts('长期')).toMatchObject({ same: 1, added: 0 });
  expect(await counts('到时候再说')).toMatchObject({ rejected: 1 });
  const deps = judging(bureau.deps, [list('2026-12-31')]);
  await importInterests(deps)(bureau.by('王敏'), U1, (await previewed(deps, bureau, '王敏'))?.source ?? '');
  const { interests } = (await deps.states.load('duty', U1)).state;
  expect(interests).toMatchObject([{ until: '2026-12-31' }]);
  // What a sheet did not print is not taken for the relation.
  expect(interests[0]?.detail === undefined ? null : await deps.confidential.get(interests[0].detail)).toBe('曾任职');
  const content = await interestsContent(bureau.deps, U1, await personOf(bureau, '孙岩'));
  expect(content.lists['行']).toMatchObject([{ 有效期: '2026-12-31', 关系类型: '曾任职' }]);
  const apart = async (from: string, to: string) => (await previewDraw(bureau.deps)(await newTaskIn(bureau, { window: { from, to } }))).recusals;
  expect([await apart('2026-12-01', '2027-01-20'), await apart('2027-01-04', '2027-01-20')]).toEqual([1, 0]);
});
