/**
 * One worksheet as a stream of rows. Memory does not grow with the rows; empty rows are not handed on.
 */
import type { SheetCell, SheetRow } from '../../../application/ports.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { numberCell, shown, textCell } from './cells.ts';
import type { ReadLimits } from './limits.ts';
import { unescapeText } from './strings.ts';
import type { SharedStrings } from './strings.ts';
import type { WorkbookFrame } from './workbook.ts';
import { attributeOf, xmlScanner } from './xml.ts';
import type { XmlScanner } from './xml.ts';

export interface SheetSink {
  row(row: SheetRow): void;
  merge(ref: string): void;
}

/** 'AB12' → 28; 0 when it is not a reference. */
export const columnNumber = (ref: string): number => {
  let column = 0;
  for (let index = 0; index < ref.length; index += 1) {
    const code = ref.charCodeAt(index) & ~32;
    if (code < 65 || code > 90) break;
    column = column * 26 + (code - 64);
  }
  return column;
};

interface OpenCell {
  readonly column: number;
  readonly type: string;
  readonly style: number;
  formula: boolean;
  text: string;
}

/** Counts over all sheets of a file, so that fifty sheets are no way around the limits. */
export interface ReadBudget {
  rows: number;
  cells: number;
}

const PLAIN = { as: 'plain' } as const;
/** A cell as Excel, WPS and LibreOffice write it: reference, style, type, value. */
const USUAL_CELL = /<c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d{1,6})")?(?: t="(\w{1,9})")?><v>([^<&]{1,400})<\/v><\/c>/y;

export const worksheetScanner = (file: string, sheet: string, frame: WorkbookFrame, strings: SharedStrings, limits: ReadLimits, budget: ReadBudget, sink: SheetSink): XmlScanner => {
  let rowNumber = 0;
  let lastColumn = 0;
  let cells: SheetCell[] = [];
  let cell: OpenCell | null = null;
  let capture = false;
  let inPhonetic = false;
  let merges = 0;
  const where = (): string => `“${file}”工作表“${sheet}”第${rowNumber}行`;

  const valueOf = (open: OpenCell): SheetCell => {
    const look = frame.looks[open.style] ?? PLAIN;
    const stored = ((): SheetCell => {
      switch (open.type) {
        case 's':
          return textCell(strings.get(Number(open.text)));
        case 'inlineStr':
        case 'str':
          return textCell(unescapeText(open.text));
        case 'b':
          return open.text.trim() === '1' ? { kind: 'text', value: '是' } : { kind: 'text', value: '否' };
        case 'e':
          return { kind: 'error', text: open.text };
        case 'd':
          return { kind: 'date', value: open.text.slice(0, 16).replace('T', ' ').replace(' 00:00', '') };
        default:
          return numberCell(open.text, look, frame.from1904);
      }
    })();
    return open.formula && stored?.kind !== 'error' ? { kind: 'formula', text: shown(stored) } : stored;
  };

  const keep = (open: OpenCell): void => {
    const value = valueOf(open);
    if (value === null) return;
    if (open.column > limits.columns) throw new Refusal('import.too-wide', `${where()}写到了第 ${open.column} 列，超过 ${limits.columns} 列`, { next: '请删去右边多余的列后再发' });
    budget.cells += 1;
    if (budget.cells > limits.cells) throw new Refusal('import.too-many-cells', `“${file}”有内容的单元格超过 ${limits.cells} 个`, { next: '请按科室、镇街分成几个文件分别导入' });
    while (cells.length < open.column - 1) cells.push(null);
    cells[open.column - 1] = value;
  };

  return xmlScanner(file, {
    usual: {
      parent: 'row',
      pattern: USUAL_CELL,
      take: ([, letters = '', style, type = 'n', text = '']) => {
        lastColumn = columnNumber(letters);
        keep({ column: lastColumn, type, style: style === undefined ? 0 : Number(style), formula: false, text });
      },
    },
    open: (tag, attributes) => {
      switch (tag) {
        case 'row': {
          const given = Number(attributeOf(attributes, 'r'));
          rowNumber = Number.isInteger(given) && given > rowNumber ? given : rowNumber + 1;
          lastColumn = 0;
          cells = [];
          return;
        }
        case 'c': {
          const given = columnNumber(attributeOf(attributes, 'r') ?? '');
          lastColumn = given > 0 ? given : lastColumn + 1;
          cell = { column: lastColumn, type: attributeOf(attributes, 't') ?? 'n', style: Number(attributeOf(attributes, 's') ?? 0), formula: false, text: '' };
          return;
        }
        case 'f':
          if (cell !== null) cell.formula = true;
          return;
        case 'v':
          capture = true;
          return;
        case 't':
          capture = !inPhonetic;
          return;
        case 'rPh':
          inPhonetic = true;
          return;
        case 'mergeCell':
          merges += 1;
          if (merges > limits.merges) throw new Refusal('import.too-many-merges', `“${file}”工作表“${sheet}”的合并单元格超过 ${limits.merges} 处`, { next: '请取消合并（选中全表—取消合并单元格）后再发' });
          sink.merge(attributeOf(attributes, 'ref') ?? '');
          return;
      }
    },
    text: (text) => {
      if (!capture || cell === null) return;
      cell.text += text;
      if (cell.text.length > limits.cellChars) throw new Refusal('import.long-text', `${where()}第${cell.column}列超过 ${limits.cellChars} 个字`, { next: '请缩短后再发；Excel 自己也只允许这么长' });
    },
    close: (tag) => {
      switch (tag) {
        case 'v':
        case 't':
          capture = false;
          return;
        case 'rPh':
          inPhonetic = false;
          return;
        case 'c':
          if (cell !== null) keep(cell);
          cell = null;
          return;
        case 'row':
          if (cells.length === 0) return;
          budget.rows += 1;
          if (budget.rows > limits.rows) throw new Refusal('import.too-many-rows', `“${file}”超过 ${limits.rows} 行`, { next: '请按科室、镇街分成几个文件分别导入' });
          sink.row({ number: rowNumber, cells });
          return;
      }
    },
  });
};
