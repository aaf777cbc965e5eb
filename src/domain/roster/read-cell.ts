/**
 * One cell under one column: its value, or why it has none.
 *
 * A fault may cost the row (the column decides), a note never does. Nothing is repaired in silence.
 */
import { dateOfSerial, readDate } from './dates.ts';
import type { Column } from './column.ts';
import { tidyCode, tidyName, tidyText } from './normalise.ts';
import type { SheetCell } from './sheet.ts';

export type CellValue = string | boolean | number | null | readonly string[];

export interface CellReading {
  /** The column's empty value when there is a fault or nothing. */
  readonly value: CellValue;
  readonly filled: boolean;
  readonly fault: string | null;
  readonly notes: readonly string[];
}

export const emptyValue = (column: Column): CellValue => {
  switch (column.type.as) {
    case 'list':
      return [];
    case 'date':
    case 'count':
      return null;
    case 'flag':
      return false;
    case 'text':
    case 'code':
    case 'phone':
    case 'choice':
    case 'ignored':
      return '';
  }
};

const YES = new Set(['是', '有', '具备', '具有', '持证', '可以', '可', '能', 'Y', 'YES', '√', '✓', '✔', 'TRUE', '1', '对']);
const NO = new Set(['否', '无', '不', '没有', '不具备', '未持证', '不可', '不能', 'N', 'NO', '×', 'X', '✗', '✘', 'FALSE', '0', '-', '/']);
/** What people write into a cell that has nothing to say. */
const NOTHING = new Set(['/', '-', '--', '—', '——', '无', '暂无', '空', 'N/A', 'NULL', 'NONE', '#N/A']);

const SCIENTIFIC = /^[+-]?\d(\.\d+)?E\+?\d{1,3}$/i;
const LOST = '数字超过 15 位，后面的位数已被 Excel 改成 0，恢复不了；请把这一列设为“文本”后重新填写';

const MOBILE = /^(\+?86)?1[3-9]\d{9}$/;
const LANDLINE = /^(0\d{2,3}-?)?[1-9]\d{6,7}(-?\d{1,6})?$|^[48]00-?\d{3}-?\d{4}$|^1\d{4}$|^9[56]\d{3,4}$/;

type Reading = { readonly value: CellValue; readonly fault?: string; readonly notes?: readonly string[] };

const readPhone = (text: string): Reading => {
  const numbers = text.normalize('NFKC').split(/[、,;/|]|\s{2,}/).map((one) => one.replace(/[\s()]/g, '').replace(/[‐-―−]/g, '-')).filter((one) => one !== '');
  const plain = numbers.map((one) => (MOBILE.test(one.replace(/-/g, '')) ? one.replace(/-/g, '').replace(/^\+?86(?=1\d{10}$)/, '') : one));
  const odd = plain.filter((one) => !MOBILE.test(one) && !LANDLINE.test(one));
  const [first] = odd;
  return { value: plain.join('、'), notes: first === undefined ? [] : [`“${first}”不像电话号码`] };
};

const readDateCell = (column: Column, cell: SheetCell, text: string): Reading => {
  const meaning = /Until$|To$/.test(column.field) ? 'until' : 'on';
  const serial = cell?.kind === 'number' ? dateOfSerial(cell.value) : null;
  if (serial !== null) return { value: serial, notes: [`是数字 ${text}，按日期 ${serial} 读取`] };
  const reading = readDate(text, meaning);
  return 'date' in reading ? { value: reading.date, notes: reading.note === null ? [] : [reading.note] } : { value: null, fault: reading.fault };
};

const readChoice = (words: readonly string[], aliases: Readonly<Record<string, string>>, text: string): Reading => {
  const typed = tidyText(text).normalize('NFKC').replace(/\s/g, '').toUpperCase();
  const word = words.find((known) => known.toUpperCase() === typed) ?? (Object.hasOwn(aliases, typed) ? aliases[typed] : undefined);
  return word === undefined ? { value: '', fault: `“${text}”认不出来，应填 ${words.join('、')}` } : { value: word };
};

const readFilled = (column: Column, cell: SheetCell, text: string): Reading => {
  switch (column.type.as) {
    case 'ignored':
      return { value: '' };
    case 'text': {
      const value = column.field === 'name' || column.field === 'section' ? tidyName(text) : tidyText(text);
      // 「3-5」 typed into a cell without text format is a date for good.
      return cell?.kind === 'date' ? { value, notes: [`这一格是日期 ${value}；若原来写的是“3-5”一类的文字，是被 Excel 改成了日期，请改回来（列设为“文本”）`] } : { value };
    }
    case 'code': {
      if ((cell?.kind === 'number' && cell.lossy) || SCIENTIFIC.test(text.trim())) return { value: '', fault: LOST };
      if (cell?.kind === 'number' && !/^\d+$/.test(text)) return { value: '', fault: `“${text}”是带小数或负号的数字，不是代码` };
      return { value: tidyCode(text) };
    }
    case 'phone':
      return (cell?.kind === 'number' && cell.lossy) || SCIENTIFIC.test(text.trim()) ? { value: '', fault: LOST } : readPhone(text);
    case 'date':
      return readDateCell(column, cell, text);
    case 'flag': {
      const typed = text.normalize('NFKC').replace(/\s/g, '').toUpperCase();
      return YES.has(typed) ? { value: true } : NO.has(typed) ? { value: false } : { value: false, fault: `“${text}”认不出来，应填 是 或 否` };
    }
    case 'count': {
      const digits = /^(\d{1,6})(?:次|起|件|人)?(?:\.0+)?$/.exec(text.normalize('NFKC').trim())?.[1];
      return digits === undefined ? { value: null, fault: `“${text}”不是次数，应填整数` } : { value: Number(digits) };
    }
    case 'list': {
      const parts = text.normalize('NFKC').split(/[、,;/|\n]/).map((part) => tidyText(part)).filter((part) => part !== '' && !NOTHING.has(part));
      return { value: [...new Set(parts)] };
    }
    case 'choice':
      return readChoice(column.type.words, column.type.aliases, text);
  }
};

const NO_NOTES: readonly string[] = [];

const isNothing = (column: Column, text: string): boolean => text === '' || (column.type.as !== 'flag' && NOTHING.has(text.toUpperCase()));

const EMPTY_READINGS = new Map<Column, CellReading>();
const emptyReading = (column: Column): CellReading => {
  const known = EMPTY_READINGS.get(column);
  if (known !== undefined) return known;
  const made: CellReading = { value: emptyValue(column), filled: false, fault: null, notes: [] };
  EMPTY_READINGS.set(column, made);
  return made;
};

/** @param cell undefined when the row is shorter than the header */
export const readCell = (column: Column, cell: SheetCell | undefined): CellReading => {
  const empty = emptyReading(column);
  if (cell === undefined || cell === null || column.type.as === 'ignored') return empty;
  if (cell.kind === 'error') return { ...empty, filled: true, fault: `公式出错（${cell.text}），没有可用的值` };
  const text = cell.kind === 'text' || cell.kind === 'date' ? cell.value : cell.text;
  if (cell.kind === 'formula' && text.trim() === '') return { ...empty, filled: true, fault: '是公式且没有保存结果，请选择性粘贴为数值' };
  if (isNothing(column, text.trim())) return empty;
  const reading = readFilled(column, cell, text);
  const formula = cell.kind === 'formula' ? [`是公式，按显示的“${text.slice(0, 40)}”读取`] : NO_NOTES;
  const said = reading.notes ?? NO_NOTES;
  return { value: reading.fault === undefined ? reading.value : empty.value, filled: true, fault: reading.fault ?? null, notes: formula.length === 0 ? said : [...formula, ...said] };
};
