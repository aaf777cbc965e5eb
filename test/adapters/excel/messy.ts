/**
 * Messy workbooks as offices send them, made from a seed, with the truth beside every row.
 *
 * Each row is valid until one thing is done to it; what was done is its truth. Around the rows stands what offices put
 * around tables: titles, two-row headers, hints, totals, notes, the header printed again, columns in any order under any
 * of their names.
 */
import { COLUMNS } from '../../../src/domain/roster/columns.ts';
import { checkCharacter, organisationCheck } from '../../../src/domain/roster/credit-code.ts';
import { simple } from './build-xlsx.ts';
import type { TableCell } from './build-xlsx.ts';

/** mulberry32: the same seed, the same workbook. */
export const randomOf = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const MISHAPS = [
  'check-digit', 'inner-digit', 'swapped', 'lost-digits', 'scientific', 'short-code', 'no-code', 'no-name', 'no-section', 'odd-status', 'odd-kind', 'broken-formula', 'error-cell',
  'same-again', 'conflict-again',
  'lookalike', 'formula', 'odd-phone', 'odd-date', 'month-only', 'unknown-section', 'old-number-check', 'second-code', 'odd-count', 'no-address',
  'wide', 'blanks', 'lower-case', 'alias-status', 'own-code', 'old-number', 'date-cell', 'number-phone', 'mixed-dates',
] as const;
export type Mishap = (typeof MISHAPS)[number];

export interface RowTruth {
  readonly row: number;
  readonly mishap: Mishap | null;
  readonly outcome: '新增' | '重复' | '拒收';
  /** The cells as they were before anything was done to them. */
  readonly was: Readonly<Record<Field, TableCell>>;
}
export interface MessyBook {
  readonly data: Uint8Array;
  readonly truth: readonly RowTruth[];
  /** Rows that are no data. */
  readonly asides: readonly number[];
}

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const SECTIONS = ['职成教科', '基础教育科', '综合科'] as const;
export const MESSY_SECTIONS: readonly string[] = SECTIONS;
const REJECTED = new Set<Mishap>(['check-digit', 'inner-digit', 'swapped', 'lost-digits', 'scientific', 'short-code', 'no-code', 'no-name', 'no-section', 'odd-status', 'odd-kind', 'broken-formula', 'error-cell']);
const REPEATED = new Set<Mishap>(['same-again', 'conflict-again']);

const FIELDS = ['name', 'kind', 'code', 'ownCode', 'phone', 'address', 'industry', 'subjectType', 'section', 'items', 'status', 'statusCheckedOn', 'verifiedComplaints'] as const;
type Field = (typeof FIELDS)[number];
type Values = Record<Field, TableCell>;

const creditCode = (n: number, random: () => number): string => {
  const region = ['371002', '371003', '371082'][Math.floor(random() * 3)] ?? '371002';
  const organisation = `MA${ALPHABET.charAt(n % 31)}${ALPHABET.charAt(Math.floor(n / 31) % 31)}${ALPHABET.charAt(Math.floor(n / 961) % 31)}${ALPHABET.charAt(Math.floor(random() * 31))}${ALPHABET.charAt(Math.floor(random() * 31))}0`;
  const first17 = `91${region}${organisation}${organisationCheck(organisation) ?? ''}`;
  return first17 + (checkCharacter(first17) ?? '');
};

const other = (character: string, random: () => number, among = ALPHABET): string => {
  for (;;) {
    const next = among.charAt(Math.floor(random() * among.length));
    if (next !== character) return next;
  }
};
const replaced = (text: string, at: number, character: string): string => text.slice(0, at) + character + text.slice(at + 1);
const wide = (text: string): string => text.replace(/[0-9A-Z]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
const registration = (first14: string): string => {
  let rest = 10;
  for (const digit of first14) rest = (((rest + Number(digit)) % 10 || 10) * 2) % 11;
  return `${first14}${(11 - rest) % 10}`;
};

export const plain = (cell: TableCell | undefined): string => (typeof cell === 'string' ? cell : '');

/** One thing done to a valid row. @returns the values, changed */
const mishandled = (values: Values, mishap: Mishap, n: number, random: () => number): Values => {
  const code = plain(values.code);
  const number = registration(`3710020000${String(n).padStart(4, '0')}`);
  switch (mishap) {
    case 'check-digit': return { ...values, code: replaced(code, 17, other(code.charAt(17), random)) };
    case 'inner-digit': return { ...values, code: replaced(code, 12, other(code.charAt(12), random)) };
    case 'swapped': {
      const at = [10, 11, 12, 9, 8].find((place) => code.charAt(place) !== code.charAt(place + 1)) ?? 2;
      return { ...values, code: code.slice(0, at) + code.charAt(at + 1) + code.charAt(at) + code.slice(at + 2) };
    }
    case 'lost-digits': return { ...values, code: { raw: '><v>913710020000123000</v></c>' } };
    case 'scientific': return { ...values, code: '9.1371E+17' };
    case 'short-code': return { ...values, code: code.slice(0, 16) };
    case 'no-code': return { ...values, code: null };
    case 'no-name': return { ...values, name: null };
    case 'no-section': return { ...values, section: '  ' };
    case 'odd-status': return { ...values, status: '待定' };
    case 'odd-kind': return { ...values, kind: '外企' };
    case 'broken-formula': return { ...values, name: { raw: '><f>VLOOKUP(A1,Z:Z,1,0)</f></c>' } };
    case 'error-cell': return { ...values, section: { raw: ' t="e"><v>#N/A</v></c>' } };
    case 'same-again':
    case 'conflict-again':
    case 'second-code': return values;
    case 'lookalike': return { ...values, code: code.replace('0', 'O') };
    case 'formula': return { ...values, name: { raw: ` t="str"><f>A1&amp;"公司"</f><v>${plain(values.name)}</v></c>` } };
    case 'odd-phone': return { ...values, phone: '2345' };
    case 'odd-date': return { ...values, statusCheckedOn: '8/9/2026' };
    case 'month-only': return { ...values, statusCheckedOn: '2026年8月' };
    case 'unknown-section': return { ...values, section: '草庙子所' };
    case 'old-number-check': return { ...values, code: replaced(number, 14, other(number.charAt(14), random, '0123456789')) };
    case 'odd-count': return { ...values, verifiedComplaints: '多次' };
    case 'no-address': return { ...values, address: null };
    case 'wide': return { ...values, code: wide(code), phone: wide(plain(values.phone)) };
    case 'blanks': return { ...values, code: ` ${code.slice(0, 6)} ${code.slice(6, 12)}\u3000${code.slice(12)} `, name: ` ${plain(values.name).slice(0, 3)} ${plain(values.name).slice(3)}\u200b` };
    case 'lower-case': return { ...values, code: code.toLowerCase() };
    case 'alias-status': return { ...values, status: '存续（在营、开业、在册）' };
    case 'own-code': return { ...values, code: null, ownCode: `QT-371002-${String(n).padStart(4, '0')}` };
    case 'old-number': return { ...values, code: number };
    case 'date-cell': return { ...values, statusCheckedOn: 46_265 };
    case 'number-phone': return { ...values, phone: 13_800_000_000 + n };
    case 'mixed-dates': return { ...values, statusCheckedOn: ['2026.8.31', '20260831', '2026年8月31日', '二〇二六年八月三十一日', '2026/08/31 00:00'][n % 5] ?? '2026-08-31' };
  }
};

const valid = (n: number, random: () => number): Values => ({
  name: `临港${String(n).padStart(4, '0')}号教育培训有限公司`, kind: '企业', code: creditCode(n, random), ownCode: null, phone: `138${String(10_000_000 + n)}`, address: `草庙子镇学府路${n}号`,
  industry: '教育', subjectType: '有限责任公司', section: SECTIONS[n % 3] ?? '综合科', items: 'JY-001、JY-002', status: '存续', statusCheckedOn: '2026-08-31', verifiedComplaints: '0',
});

const shuffled = <T>(list: readonly T[], random: () => number): readonly T[] => list.map((item) => ({ item, key: random() })).toSorted((a, b) => a.key - b.key).map(({ item }) => item);

/** @param size data rows; about every third row has a mishap */
export const messyBook = async (seed: number, size: number): Promise<MessyBook> => {
  const random = randomOf(seed);
  const order = shuffled(FIELDS, random);
  const titles = order.map((field) => {
    const column = COLUMNS.targets.find((known) => known.field === field);
    const names = [column?.title ?? field, ...(column?.synonyms ?? [])].filter((name) => name !== '代码' && name !== '名称');
    const name = names[Math.floor(random() * Math.min(names.length, 4))] ?? field;
    return random() < 0.2 ? `*${name.slice(0, 2)} ${name.slice(2)}` : name;
  });
  const rows: (readonly TableCell[])[] = [];
  const asides: number[] = [];
  const aside = (cells: readonly TableCell[]): void => {
    rows.push(cells);
    asides.push(rows.length);
  };
  rows.push(['临港区检查对象名录（2026年8月）']);
  if (random() < 0.5) rows.push(['填报单位：社会事业管理局', null, null, '单位：户']);
  const grouped = random() < 0.5;
  if (grouped) rows.push(order.map((_, at) => (at === 0 ? '基本情况' : at === 7 ? '监管情况' : null)));
  rows.push(titles);
  if (random() < 0.5) aside(order.map((field) => (field === 'name' ? '请填写全称' : field === 'status' ? '从下拉中单选' : null)));
  const truth: RowTruth[] = [];
  const taken: Values[] = [];
  for (let n = 1; n <= size; n += 1) {
    const fresh = valid(seed * 1_000 + n, random);
    let mishap = random() < 0.35 ? (MISHAPS[Math.floor(random() * MISHAPS.length)] ?? null) : null;
    const before = taken[Math.floor(random() * taken.length)];
    if (before === undefined && (mishap === 'same-again' || mishap === 'conflict-again' || mishap === 'second-code')) mishap = null;
    let values = mishap === null ? fresh : mishandled(fresh, mishap, n, random);
    if (mishap === 'same-again' && before !== undefined) values = before;
    if (mishap === 'conflict-again' && before !== undefined) values = { ...before, name: `改名后的第${n}家公司` };
    if (mishap === 'second-code' && before !== undefined) values = { ...fresh, name: before.name };
    rows.push(order.map((field) => values[field]));
    truth.push({ row: rows.length, mishap, outcome: mishap !== null && REJECTED.has(mishap) ? '拒收' : mishap !== null && REPEATED.has(mishap) ? '重复' : '新增', was: fresh });
    if (mishap === null) taken.push(values);
    if (n % 40 === 0) aside(titles);
  }
  aside(order.map((_, at) => (at === 0 ? '合计' : at === 2 ? String(size) : null)));
  aside(['注：本表由各科室汇总']);
  aside(['填表人：王敏', null, '审核人：赵红']);
  return { data: await simple(rows), truth, asides };
};
