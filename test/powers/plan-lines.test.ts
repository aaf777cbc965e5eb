/** A head of a section works on his own lines of the annual plan, whichever way he changes them. */
import { changeLine, draftFromSheets, draftYear } from '../../src/application/plan.ts';
import { itemRow, openBureau, U1 } from '../support/bureau.ts';
import type { Bureau } from '../support/bureau.ts';

const drafted = async (): Promise<Bureau> => {
  const bureau = await openBureau();
  await bureau.roster('items', [itemRow('B01', { name: '托幼机构检查', section: '综合科' })]);
  await draftYear(bureau.deps)(bureau.by('王敏'), U1, 2027);
  return bureau;
};
const linesOf = async ({ deps }: Bureau): Promise<readonly { readonly no: string; readonly section: string }[]> => {
  const { state } = await deps.states.load('plan', `${U1}/2027`);
  const text = new TextDecoder().decode(await deps.blobs.get(state.draft?.rows.sha256 ?? ('' as never)));
  return text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { readonly no: string; readonly section: string });
};

test('he changes the line of his section, not another’s, and moves none to another section', async () => {
  const bureau = await drafted();
  const lines = await linesOf(bureau);
  const [own, other] = ['教育科', '综合科'].map((section) => lines.find((line) => line.section === section)?.no ?? '');
  await changeLine(bureau.deps)(bureau.by('赵红'), U1, 2027, own ?? '', { reason: '上级专项' });
  await expect(changeLine(bureau.deps)(bureau.by('赵红'), U1, 2027, other ?? '', { reason: '上级专项' })).rejects.toMatchObject({ code: 'people.not-permitted', message: expect.stringContaining('综合科') });
  await expect(changeLine(bureau.deps)(bureau.by('赵红'), U1, 2027, own ?? '', { section: '综合科' })).rejects.toMatchObject({ code: 'people.not-permitted' });
});

test('a plan sheet he drops may not drop or change lines of other sections', async () => {
  const bureau = await drafted();
  const header = ['计划编号', '任务名称', '抽查事项编码', '抽查依据', '抽查对象', '抽查范围', '抽查比例', '抽查频次', '抽取日期', '检查开始', '检查截止', '检查方式', '牵头科室'];
  const row = ['2027-01', '教育抽查', 'A03', '条例', '全部', '部门内', '5%', '1', '2027-03-01', '2027-03-02', '2027-03-31', '现场', '教育科'];
  const sheet = { name: 'Sheet1', hidden: false, merges: [], rows: [header, row].map((cells, index) => ({ number: index + 1, cells: cells.map((value) => ({ kind: 'text' as const, value })) })) };
  await expect(draftFromSheets(bureau.deps)(bureau.by('赵红'), U1, '2027年度抽查计划.xlsx', [sheet])).rejects.toMatchObject({ code: 'people.not-permitted', message: expect.stringContaining('综合科') });
});
