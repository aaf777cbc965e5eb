/**
 * One cell: from what the file stores to what the office program shows, without guessing.
 *
 * Numbers with more than 15 digits have already lost some in Excel; they are marked, never repaired.
 */
import type { SheetCell } from '../../../application/ports.ts';
import type { NumberLook } from './workbook.ts';

const DAY_MS = 86_400_000;
/** Largest number whose every digit Excel keeps. */
const EXACT_MAX = 999_999_999_999_999;

const two = (n: number): string => String(n).padStart(2, '0');

/**
 * A serial day as a date, 'YYYY-MM-DD' or with ' HH:mm'.
 * 1900 workbooks count a 29 February 1900 that never was: days before 1 March are one ahead.
 * @returns null outside 1900–9999
 */
export const serialDate = (serial: number, from1904: boolean): string | null => {
  if (!Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) return null;
  const days = from1904 ? serial + 1_462 : serial < 60 ? serial + 1 : serial;
  const date = new Date(Date.UTC(1899, 11, 30) + Math.round(days * 1_440) * 60_000);
  const day = `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
  return date.getTime() % DAY_MS === 0 ? day : `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
};

const numberText = (value: number, raw: string, look: NumberLook): string => {
  switch (look.as) {
    case 'percent':
      return `${Number((value * 100).toFixed(6))}%`;
    case 'digits':
      return Number.isInteger(value) && value >= 0 ? String(value).padStart(look.width, '0') : String(value);
    case 'plain':
    case 'date':
      return Math.abs(value) > EXACT_MAX ? raw : String(value);
  }
};

/** A number cell; `raw` as stored. */
export const numberCell = (raw: string, look: NumberLook, from1904: boolean): SheetCell => {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw.trim() === '' ? null : { kind: 'text', value: raw };
  const date = look.as === 'date' ? serialDate(value, from1904) : null;
  if (date !== null) return { kind: 'date', value: date };
  return { kind: 'number', value, text: numberText(value, raw, look), lossy: Math.abs(value) > EXACT_MAX };
};

const CONTROL = /\p{Cc}/u;

/** An empty text is an empty cell; control characters (but not tab and line break) are dropped. */
export const textCell = (text: string): SheetCell => {
  const value = CONTROL.test(text) ? text.replace(/(?![\t\n\r])\p{Cc}/gu, '') : text;
  return value.trim() === '' ? null : { kind: 'text', value };
};

/** What a cell shows, as text. */
export const shown = (cell: SheetCell): string => {
  if (cell === null) return '';
  switch (cell.kind) {
    case 'text':
    case 'date':
      return cell.value;
    case 'number':
    case 'formula':
    case 'error':
      return cell.text;
  }
};
