/**
 * A plan as somebody edited it in Excel: the header found among titles and notes, then one line a row.
 *
 * Nothing is guessed in silence: a row that cannot be a line is named with its number and why, and nothing is taken over.
 */
import type { LocalDate } from '../values.ts';
import { itemCode } from '../ids.ts';
import type { ItemCode } from '../ids.ts';
import { Refusal } from '../refusal.ts';
import { readDate } from '../roster/dates.ts';
import { cellText } from '../roster/header.ts';
import { ratioBpOf, timesPerYearOf } from '../roster/judge-items.ts';
import { bareTitle, titleKey } from '../roster/normalise.ts';
import { readCell } from '../roster/read-cell.ts';
import type { CellValue } from '../roster/read-cell.ts';
import type { ItemRow } from '../roster/rows.ts';
import type { Sheet, SheetRow } from '../roster/sheet.ts';
import { PLAN_COLUMNS } from './columns.ts';
import { REACHES, rowNumber, scopeOf } from './row.ts';
import type { PlanRow } from './row.ts';

const HEADER_WITHIN_ROWS = 30;
/** So many known titles make a header; fewer are chance. */
const HEADER_TITLES = 4;
const SHOWN_FAULTS = 6;

const FIELDS: ReadonlyMap<string, (typeof PLAN_COLUMNS)[number]> = new Map(PLAN_COLUMNS.toReversed().flatMap((column) => [...column.synonyms, column.title].map((title) => [titleKey(title), column] as const)));
const columnFor = (title: string): (typeof PLAN_COLUMNS)[number] | undefined => FIELDS.get(titleKey(title)) ?? FIELDS.get(titleKey(bareTitle(title)));


type Places = ReadonlyMap<string, number>;
const placesIn = (row: SheetRow): Places => {
  const places = new Map<string, number>();
  row.cells.forEach((cell, index) => {
    const field = columnFor(cellText(cell))?.field;
    if (field !== undefined && !places.has(field)) places.set(field, index);
  });
  return places;
};

interface PlanTable { readonly rows: readonly SheetRow[]; readonly places: Places }
const bestTable = (sheets: readonly Sheet[]): { readonly best: PlanTable | undefined; readonly missing: typeof PLAN_COLUMNS } => {
  const found = sheets.filter(({ hidden }) => !hidden).flatMap((sheet) => sheet.rows.slice(0, HEADER_WITHIN_ROWS).map((row, index) => ({ places: placesIn(row), rows: sheet.rows.slice(index + 1) })));
  const best = found.toSorted((a, b) => b.places.size - a.places.size)[0];
  return { best, missing: PLAN_COLUMNS.filter(({ field, need }) => (need === 'identity' || need === 'needed') && best?.places.has(field) !== true) };
};

/** Whether a visible sheet has a plan's header: 2 for certain, 1 where a needed column is missing, 0 no. */
export const looksLikePlan = (sheets: readonly Sheet[]): 0 | 1 | 2 => {
  const { best, missing } = bestTable(sheets);
  return best === undefined || best.places.size < HEADER_TITLES ? 0 : missing.length > 0 ? 1 : 2;
};

const tableIn = (sheets: readonly Sheet[]): PlanTable => {
  const { best, missing } = bestTable(sheets);
  if (best === undefined || best.places.size < HEADER_TITLES || missing.length > 0) {
    throw new Refusal('plan.unknown-sheet', `这张表不像年度抽查计划：没有找到${missing.map(({ title }) => `「${title}」`).join('、')}列`, { next: '请发送「计划 表」取现在的计划表，在上面改好再发来' });
  }
  return best;
};

const windowOf = (text: string, drawOn: LocalDate): PlanRow['window'] | null => {
  if (text === '') return { from: drawOn, to: `${drawOn.slice(0, 4)}-12-31` };
  const [first = '', last = first] = text.normalize('NFKC').split(/\s*(?:至|到|~|—+|–)\s*/);
  const [from, to] = [readDate(first, 'on'), readDate(last, 'until')];
  return 'date' in from && 'date' in to ? { from: from.date, to: to.date } : null;
};

const isEmpty = (row: SheetRow): boolean => row.cells.every((cell) => cellText(cell).trim() === '');

interface Line { readonly row: PlanRow | null; readonly faults: readonly string[] }

type Items = readonly Pick<ItemRow, 'code' | 'name'>[];

/** 「A03」, 「A03 办学行为检查」 or the name alone; what is on no list keeps its words, so that the check-up names it. */
const itemMeant = (items: Items) => (text: string): ItemCode | null => {
  const [first = ''] = text.split(/\s/);
  return items.find(({ code }) => code === text)?.code ?? items.find(({ code }) => code === first)?.code ?? items.find(({ name }) => name === text)?.code ?? itemCode(text);
};

const lineOf = (row: SheetRow, places: Places, items: Items, year: number, n: number): Line => {
  const faults: string[] = [];
  const values = new Map<string, CellValue>(PLAN_COLUMNS.map((column) => {
    const place = places.get(column.field);
    const reading = readCell(column, place === undefined ? undefined : row.cells[place]);
    if (reading.fault !== null) faults.push(`「${column.title}」${reading.fault}`);
    return [column.field, reading.value];
  }));
  const text = (field: string): string => { const value = values.get(field); return typeof value === 'string' ? value : ''; };
  const list = (field: string): readonly string[] => { const value = values.get(field); return typeof value === 'object' && value !== null ? value : []; };
  const drawOn = text('drawOn');
  if (drawOn === '' && !faults.some((fault) => fault.startsWith('「抽取时间」'))) faults.push('没有填「抽取时间」');
  const bp = ratioBpOf(text('ratio'));
  if (bp === null) faults.push(`「抽查比例」${text('ratio') === '' ? '没有填' : `“${text('ratio').slice(0, 20)}”里没有唯一的百分比`}`);
  const window = windowOf(text('window'), drawOn);
  if (window === null) faults.push(`「实施检查时间」“${text('window').slice(0, 30)}”认不出，请写 2027-09-09 至 2027-09-30`);
  if (list('items').length === 0) faults.push('没有填「抽查事项」');
  if (faults.length > 0 || bp === null || window === null) return { row: null, faults };
  return {
    faults,
    row: {
      no: text('no') === '' ? rowNumber(year, n) : text('no'), name: text('name'), items: list('items').flatMap((said) => itemMeant(items)(said) ?? []), basis: text('basis'), scope: scopeOf(text('scope')), scopeText: text('scope'),
      reach: REACHES.find((reach) => reach === text('reach')) ?? (list('cooperating').length > 0 ? '联合' : '部门内'),
      ratio: bp === 10_000 ? { num: 1, den: 1 } : { num: bp, den: 10_000 }, campaigns: timesPerYearOf(text('frequency')) ?? (/^\d{1,2}$/.test(text('frequency')) ? Number(text('frequency')) : 1),
      drawOn, window, methods: list('methods'), section: text('section') === '' ? text('responsible') : text('section'), cooperating: list('cooperating'), level: text('level'), reason: text('reason'), ...(text('listed') === '否' ? { listWithheld: true as const } : {}),
    },
  };
};

/**
 * @param items in force
 * @param year the plan's; null: the year of most draws
 * @throws Refusal naming the rows that are no line; nothing is taken over then
 */
export const readPlanSheet = (sheets: readonly Sheet[], items: Items, year: number | null): { readonly year: number; readonly rows: readonly PlanRow[] } => {
  const { rows, places } = tableIn(sheets);
  const namePlace = places.get('name') ?? 0;
  // Notes and totals under the table have no name, or nothing but one.
  const body = rows.filter((row) => !isEmpty(row) && cellText(row.cells[namePlace]).trim() !== '' && row.cells.filter((cell) => cellText(cell).trim() !== '').length > 2);
  const lines = body.map((row, index) => ({ number: row.number, ...lineOf(row, places, items, year ?? 0, index + 1) }));
  const wrong = lines.filter((line) => line.row === null);
  if (wrong.length > 0) {
    const told = wrong.slice(0, SHOWN_FAULTS).map(({ number, faults }) => `第 ${String(number)} 行：${faults.join('，')}`).join('；');
    throw new Refusal('plan.bad-rows', `计划表有 ${String(wrong.length)} 行不能读取。${told}`, { next: '请改好这几行再发来；表里其他行都没有写入' });
  }
  const read = lines.flatMap(({ row }) => row ?? []);
  const counted = new Map<number, number>();
  for (const { drawOn } of read) counted.set(Number(drawOn.slice(0, 4)), (counted.get(Number(drawOn.slice(0, 4))) ?? 0) + 1);
  const found = year ?? [...counted].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 0;
  return { year: found, rows: read.map((row) => (row.no.startsWith('0-') ? { ...row, no: rowNumber(found, Number(row.no.slice(2))) } : row)) };
};
