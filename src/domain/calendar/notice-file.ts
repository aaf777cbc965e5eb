/**
 * A notice of holidays from a file: the open JSON form (year, days with date and isOffDay) or a sheet with one day a row.
 *
 * Only reads; nothing is taken over before a person has compared it with the notice. What could be read in two ways –
 * 调休 alone may mean rest or work – is refused with the row.
 */
import { Refusal } from '../refusal.ts';
import { readDate } from '../roster/dates.ts';
import { cellText } from '../roster/header.ts';
import type { Sheet, SheetRow } from '../roster/sheet.ts';
import type { LocalDate } from '../values.ts';
import type { WantedYear } from './decide.ts';

const NOTICE = /[\p{Script=Han}]{2,8}[〔[（(]\d{4}[〕\]）)]\s*\d+\s*号/u;
const WORK = /上班|补班|工作/;
const REST = /放假|休息|补休|^休$|假期/;

interface Day { readonly date: LocalDate; readonly isOff: boolean }

const unreadable = (why: string): Refusal =>
  new Refusal('calendar.unreadable', `这个文件不像放假安排：${why}`, { next: '表格请分三列：日期、安排（放假或上班）、节日，每天一行；文号写在任一格，例如 国办发明电〔2025〕7号。也可以打字：日历 2027 导入 文号=… 休=1.1-1.3,… 班=1.9,…' });

const yearFrom = (days: readonly Day[], notice: string, stated: number | null): WantedYear => {
  if (days.length === 0) throw unreadable('没有找到日期');
  const counts = new Map<number, number>();
  for (const { date } of days) counts.set(Number(date.slice(0, 4)), (counts.get(Number(date.slice(0, 4))) ?? 0) + 1);
  const year = stated ?? [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
  const pick = (isOff: boolean): readonly LocalDate[] => [...new Set(days.filter((day) => day.isOff === isOff).map(({ date }) => date))].toSorted();
  return { year, notice, off: pick(true), on: pick(false) };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws Refusal when the file says no days */
export const noticeFromJson = (data: Uint8Array): WantedYear => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data).replace(/^\uFEFF/, ''));
  } catch {
    throw unreadable('不是 JSON');
  }
  if (!isRecord(parsed) || !Array.isArray(parsed['days'])) throw unreadable('没有 days');
  const days = parsed['days'].map((each: unknown): Day => {
    const reading = isRecord(each) && typeof each['date'] === 'string' ? readDate(each['date'], 'on') : null;
    if (reading === null || 'fault' in reading || !isRecord(each) || typeof each['isOffDay'] !== 'boolean') throw unreadable('days 里有一天没有 date 或 isOffDay');
    return { date: reading.date, isOff: each['isOffDay'] };
  });
  const { year, notice } = parsed;
  return yearFrom(days, typeof notice === 'string' ? notice : '', typeof year === 'number' && Number.isSafeInteger(year) ? year : null);
};


/** The day of a row, and what is said beside it; null when there is none. */
const datedRow = ({ cells }: SheetRow): { readonly date: LocalDate; readonly words: string } | null => {
  const texts = cells.map(cellText);
  const date = texts.map((text) => (text.length >= 8 && text.length <= 16 ? readDate(text, 'on') : null)).find((reading) => reading !== null && 'date' in reading);
  if (date == null || !('date' in date)) return null;
  return { date: date.date, words: texts.filter((text) => !text.includes(date.date)).join(' ') };
};

const MANY_DAYS = 3;
/** Whether a sheet is one day a row with what is done on it: 2 for certain, 1 perhaps, 0 no. */
export const looksLikeNotice = (sheets: readonly Sheet[]): 0 | 1 | 2 => {
  const rows = sheets.filter(({ hidden }) => !hidden).flatMap(({ rows: list }) => list).filter(({ cells }) => cells.some((cell) => cellText(cell) !== ''));
  const dated = rows.flatMap((row) => datedRow(row) ?? []);
  const told = dated.filter(({ words }) => WORK.test(words) !== REST.test(words)).length;
  if (told >= MANY_DAYS && told * 2 > dated.length && dated.length * 2 > rows.length) return 2;
  return told > 0 ? 1 : 0;
};

/** @throws Refusal when the sheets say no days, or say one in two ways */
export const noticeFromSheets = (sheets: readonly Sheet[]): WantedYear => {
  const rows = sheets.filter(({ hidden }) => !hidden).flatMap(({ rows: list }) => list);
  const notice = rows.flatMap(({ cells }) => cells.map((cell) => NOTICE.exec(cellText(cell).normalize('NFC'))?.[0] ?? '')).find((text) => text !== '') ?? '';
  const days = rows.flatMap((row): readonly Day[] => {
    const found = datedRow(row);
    if (found === null) return [];
    const { date, words } = found;
    if (WORK.test(words) === REST.test(words)) throw unreadable(`第 ${String(row.number)} 行 ${date} 看不出是放假还是上班`);
    return [{ date, isOff: REST.test(words) }];
  });
  return yearFrom(days, notice, null);
};
