/** A notice of holidays from a file: the open JSON form and sheets as clerks make them; what is not clear is refused. */
import { readCalendarFile } from '../../src/application/queries/calendar-file.ts';
import type { Sheet, SheetCell } from '../../src/domain/roster/sheet.ts';

const text = (value: string): SheetCell => ({ kind: 'text', value });
const sheet = (...rows: readonly (readonly (string | null)[])[]): Sheet => ({
  name: '放假安排', hidden: false, merges: [],
  rows: rows.map((cells, index) => ({ number: index + 1, cells: cells.map((cell) => (cell === null ? null : /^\d{4}-\d\d-\d\d$/.test(cell) ? { kind: 'date', value: cell } : text(cell))) })),
});
const reading = (...sheets: readonly Sheet[]) => readCalendarFile({ sheetReader: { read: () => Promise.resolve(sheets) } });
const NOTHING = new Uint8Array();

test('a day a row, the number anywhere: dates as dates or as words', async () => {
  const wanted = await reading(sheet(['国务院办公厅关于2027年部分节假日安排的通知', '国办发明电〔2026〕9号'], ['日期', '安排', '节日'], ['2027-01-01', '放假', '元旦'], ['2027年2月5日', '休息', '春节'], ['2027/2/13', '上班', '春节'], ['2026-12-31', '放假', '元旦'], [null, '合计', '3 天']))('2027.xlsx', NOTHING);
  expect(wanted).toEqual({ year: 2027, notice: '国办发明电〔2026〕9号', off: ['2026-12-31', '2027-01-01', '2027-02-05'], on: ['2027-02-13'] });
});

test('调休 alone may mean rest or work: the row is named and nothing is guessed', async () => {
  await expect(reading(sheet(['2027-02-13', '调休']))('2027.xlsx', NOTHING)).rejects.toMatchObject({ code: 'calendar.unreadable', message: expect.stringContaining('第 1 行 2027-02-13 看不出是放假还是上班') as unknown });
  await expect(reading(sheet(['2027-02-13', '放假', '补班']))('2027.xlsx', NOTHING)).rejects.toMatchObject({ code: 'calendar.unreadable' });
});

test('hidden sheets do not count; a sheet without days is no calendar', async () => {
  await expect(reading({ ...sheet(['2027-01-01', '放假']), hidden: true })('2027.xlsx', NOTHING)).rejects.toMatchObject({ code: 'calendar.unreadable' });
});

test.each(['{', '[]', '{"year":2027}', '{"days":[{"date":"2027-13-01","isOffDay":true}]}', '{"days":[{"date":"2027-01-01"}]}', '{"days":[]}'])('%s is no calendar', async (json) => {
  await expect(reading()('2027.json', new TextEncoder().encode(json))).rejects.toMatchObject({ code: 'calendar.unreadable' });
});
