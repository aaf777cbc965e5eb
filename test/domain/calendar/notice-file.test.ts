/** A notice of holidays from a file: the open JSON form and sheets as clerks make them; what is not clear is refused. */
import { looksLikeNotice, noticeFromJson, noticeFromSheets } from '../../../src/domain/calendar/notice-file.ts';
import type { Sheet, SheetCell } from '../../../src/domain/roster/sheet.ts';

const text = (value: string): SheetCell => ({ kind: 'text', value });
const sheet = (...rows: readonly (readonly (string | null)[])[]): Sheet => ({
  name: '放假安排', hidden: false, merges: [],
  rows: rows.map((cells, index) => ({ number: index + 1, cells: cells.map((cell) => (cell === null ? null : /^\d{4}-\d\d-\d\d$/.test(cell) ? { kind: 'date', value: cell } : text(cell))) })),
});
const json = (text: string): Uint8Array => new TextEncoder().encode(text);

test('a day a row, the number anywhere: dates as dates or as words', () => {
  const wanted = noticeFromSheets([sheet(['国务院办公厅关于2027年部分节假日安排的通知', '国办发明电〔2026〕9号'], ['日期', '安排', '节日'], ['2027-01-01', '放假', '元旦'], ['2027年2月5日', '休息', '春节'], ['2027/2/13', '上班', '春节'], ['2026-12-31', '放假', '元旦'], [null, '合计', '3 天'])]);
  expect(wanted).toEqual({ year: 2027, notice: '国办发明电〔2026〕9号', off: ['2026-12-31', '2027-01-01', '2027-02-05'], on: ['2027-02-13'] });
});

test('调休 alone may mean rest or work: the row is named and nothing is guessed', () => {
  expect(() => noticeFromSheets([sheet(['2027-02-13', '调休'])])).toThrow('第 1 行 2027-02-13 看不出是放假还是上班');
  expect(() => noticeFromSheets([sheet(['2027-02-13', '放假', '补班'])])).toThrow('看不出是放假还是上班');
});

test('hidden sheets do not count; a sheet without days is no calendar', () => {
  expect(() => noticeFromSheets([{ ...sheet(['2027-01-01', '放假']), hidden: true }])).toThrow('没有找到日期');
});

test.each(['{', '[]', '{"year":2027}', '{"days":[{"date":"2027-13-01","isOffDay":true}]}', '{"days":[{"date":"2027-01-01"}]}', '{"days":[]}'])('%s is no calendar', (text) => {
  expect(() => noticeFromJson(json(text))).toThrow('这个文件不像放假安排');
});

test('recognised by its rows: a list of targets with dates in it is none', () => {
  expect(looksLikeNotice([sheet(['日期', '安排'], ['2027-01-01', '放假'], ['2027-01-02', '放假'], ['2027-02-13', '上班'])])).toBe(2);
  expect(looksLikeNotice([sheet(['2027-01-01', '放假'])])).toBe(1);
  expect(looksLikeNotice([sheet(['对象名称', '核对日期'], ['甲工作室', '2026-09-01'], ['乙超市', '2026-09-01'], ['丙学校', '2026-09-01'], ['丁面馆', '2026-09-01'])])).toBe(1);
  expect(looksLikeNotice([sheet(['对象名称', '核对日期'], ['乙超市', '2026-09-01'])])).toBe(0);
});
