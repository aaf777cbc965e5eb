/** What a dropped file is: by its header, with its name as a hint; where neither settles it, a question. */
import { IMPORTABLES, kindByEnding, recognise, toldKind } from '../../src/domain/importable.ts';
import type { Sheet } from '../../src/domain/roster/sheet.ts';

const sheet = (...rows: readonly (readonly string[])[]): Sheet => ({
  name: 'Sheet1', hidden: false, merges: [],
  rows: rows.map((cells, index) => ({ number: index + 1, cells: cells.map((value) => (value === '' ? null : /^\d{4}-\d\d-\d\d$/.test(value) ? { kind: 'date', value } : { kind: 'text', value })) })),
});
const TARGETS = ['对象名称', '统一社会信用代码', '监管科室', '存续状态'];
const PEOPLE = ['姓名', '执法证号', '所属科室', '联系电话'];
const ITEMS = ['事项编码', '抽查事项名称', '抽查依据', '抽查比例', '抽查频次'];
const INTERESTS = ['检查人员', '执法证号', '检查对象', '统一社会信用代码', '关系类型'];
const PLAN = ['计划编号', '任务名称', '抽查事项', '抽查依据', '抽查比例', '抽取时间'];
const KEY = ['对象名称', '统一社会信用代码', '列入情形', '列入日期'];
const NOTICE = [['日期', '安排'], ['2027-01-01', '放假'], ['2027-01-02', '放假'], ['2027-02-13', '上班']];

describe('recognised by its header, whatever it is called', () => {
  test.each([
    ['roster', [TARGETS]], ['roster', [PEOPLE]], ['roster', [ITEMS]], ['roster', [KEY]], ['interests', [['利害关系登记表'], INTERESTS]], ['plan', [['某局2027年度计划'], PLAN]], ['calendar', NOTICE],
  ] as const)('%s', (as, rows) => {
    expect(recognise('工作簿1.xlsx', [sheet(...rows)])).toEqual({ as });
    expect(recognise('新建 Microsoft Excel 工作表.csv', [{ ...sheet(['字典']), hidden: true }, sheet(...rows)])).toEqual({ as });
  });

  test('a name that promises another thing does not win against the header', () => {
    expect(recognise('2026年度抽查计划.xlsx', [sheet(TARGETS)])).toEqual({ as: 'roster' });
    expect(recognise('2026年度抽查计划.xlsx', [sheet(ITEMS)])).toEqual({ as: 'unsure', kinds: ['plan', 'items'] });
    expect(recognise('2026年度抽查计划事项清单.xlsx', [sheet(ITEMS)])).toEqual({ as: 'roster' });
    expect(recognise('放假前检查对象.xlsx', [sheet(TARGETS)])).toEqual({ as: 'roster' });
    expect(recognise('检查对象名录.xlsx', [sheet(PLAN)])).toEqual({ as: 'plan' });
  });
});

describe('where the header leaves room', () => {
  test('the name decides between a kind that may be and nothing else', () => {
    expect(recognise('2027年度抽查计划.xlsx', [sheet(['任务名称', '抽查事项', '抽查依据', '检查方式'])])).toEqual({ as: 'plan' });
    expect(recognise('放假安排.xlsx', [sheet(['2027-01-01', '放假'])])).toEqual({ as: 'calendar' });
    expect(recognise('放假安排.xlsx', [sheet(['没有', '日期'])])).toEqual({ as: 'calendar' });
  });

  test('a roster that could be a list of interests, and is called one, is asked about', () => {
    const both = ['检查人员', '执法证号', '检查对象', '统一社会信用代码'];
    expect(recognise('利害关系.xlsx', [sheet(both)])).toMatchObject({ as: 'unsure', kinds: expect.arrayContaining(['interests', 'targets']) as unknown });
    expect(recognise('名单.xlsx', [sheet(both)])).toEqual({ as: 'roster' });
    expect(recognise('检查对象名录.xlsx', [sheet(INTERESTS)])).toMatchObject({ as: 'unsure' });
  });

  test('one day alone, in a file that is called nothing: asked, with the rosters as a way out', () => {
    expect(recognise('1.xlsx', [sheet(['2027-01-01', '放假'])])).toEqual({ as: 'unsure', kinds: ['calendar', 'targets', 'inspectors', 'items', 'key-objects'] });
  });

  test('nothing known at all is judged as a roster, which says what is missing', () => {
    expect(recognise('1.xlsx', [sheet(['甲', '乙'], ['丙', '丁'])])).toEqual({ as: 'roster' });
  });
});

test('photos, papers and .json are known by their ending and not read as tables', () => {
  expect(['现场.JPG', '批复.pdf', '笔录.docx', '2027.json', '名录.xlsx', '证据.xlsx'].map(kindByEnding)).toEqual(['evidence', 'evidence', 'evidence', 'calendar', null, null]);
});

test('each kind stands in the table once, with a title of its own; what the clerk says is taken', () => {
  expect(new Set(IMPORTABLES.map(({ title }) => title)).size).toBe(IMPORTABLES.length);
  expect(IMPORTABLES.map(({ kind }) => toldKind(kind).as)).toEqual(['roster', 'roster', 'roster', 'roster', 'interests', 'plan', 'calendar', 'roster']);
});
