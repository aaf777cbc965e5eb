/**
 * What a form has beside its table: 填写说明 in front, a hidden 字典 behind, whose words are the drop-downs of the table.
 *
 * Built from the columns the importers read, so that form, importer and masks never disagree. Only what is filled in and comes
 * back is a form, in its full edition; a public edition has neither sheet.
 */
import ExcelJS from 'exceljs';
import type { Worksheet } from 'exceljs';
import type { SheetModel } from '../../../application/ports.ts';
import { COLUMNS } from '../../../domain/roster/columns.ts';
import type { Column } from '../../../domain/roster/column.ts';
import { PLAN_COLUMNS } from '../../../domain/plan/columns.ts';
import { INTEREST_COLUMNS } from '../../../domain/roster/interest-columns.ts';
import type { FormKind } from '../../../domain/sheets/kinds.ts';
import { SHEET_TITLES } from '../../../domain/sheets/vocabulary.ts';
import { displayWidth, neutral } from './neutral.ts';
import { letters } from './stream.ts';

const FONT = '宋体';
const NEEDED = 'FFFCE4D6';
const OPTIONAL = 'FFDDEBF7';
const DICTIONARY = '字典';
const HELP_WIDTH = 60;
const THIN = { top: { style: 'thin' }, bottom: { style: 'thin' }, left: { style: 'thin' }, right: { style: 'thin' } } as const;
const FLAGS = ['是', '否'] as const;

const isNeeded = ({ need }: Column): boolean => need === 'identity' || need === 'needed';
/** System columns and what is not collected are not asked for. */
const isAsked = ({ type, field }: Column): boolean => type.as !== 'ignored' || field === 'no';

const wordsOf = (column: Column, sections: readonly string[]): readonly string[] => {
  if (column.field === 'section' || column.field === 'responsible') return sections;
  if (column.type.as === 'choice') return column.type.words;
  return column.type.as === 'flag' ? FLAGS : [];
};

const typeWords = (column: Column): string => {
  switch (column.type.as) {
    case 'code':
      return '代码（文本）';
    case 'phone':
      return '电话（文本）';
    case 'date':
      return '日期，如 2026-09-08';
    case 'flag':
      return '是 / 否';
    case 'count':
      return '整数';
    case 'list':
      return '可填多个，用顿号隔开';
    case 'choice':
      return '从下拉中选';
    case 'text':
    case 'ignored':
      return '文字';
  }
};

const maskWords = (column: Column): string => {
  switch (column.mask) {
    case 'open':
      return '可公开';
    case 'hidden':
      return '不公开';
    case 'phone':
      return '公开版遮盖中间四位';
    case 'tail':
      return '公开版遮盖后四位';
    case 'town':
      return '公开版只到乡镇街道';
  }
};

const needWords = (column: Column): string => {
  if (column.field === 'code') return '必填（没有的填“其他代码”）';
  if (column.field === 'certificate') return '必填（没有的填“人员编号”）';
  if (isNeeded(column)) return '必填';
  return column.need === 'expected' ? '应填' : '可不填';
};

const ROSTER_NOTES: readonly string[] = [
  '3. 序号写“示例”的行不导入，可以删掉。合计行、表下的说明也不会当作数据。',
  '4. 填好后把文件发到聊天里，先看到预检结果，确认后才写入；没有导入的行会标红发回。',
  '5. 已在库内的代码再次导入即为更新：表里有的列以表为准，表里没有的列保持原样。',
];
const NOTES: Readonly<Record<FormKind, readonly string[]>> = {
  targets: ROSTER_NOTES, inspectors: ROSTER_NOTES, items: ROSTER_NOTES,
  interests: ['3. 填好后把文件发到聊天里，先看到预检结果，确认后才登记；认不出的行会逐行说明。', '4. 登记过的人员与对象再次导入不重复登记；有效期改了的，按表更新。', '5. 关系类型只有分管负责人和监督员看得到；印着“（保密）”的不必填写，原登记不变。'],
  plan: ['3. 计划编号留空的自动编号；抽查事项填事项编码，多个用顿号隔开。', '4. 改好后把文件发到聊天里，整张表成为新的草稿；有一行认不出，全表都不写入，并指出是哪一行。', '5. 草稿还要提交、审批才生效：计划 提交。'],
};
const columnsOf = (of: FormKind): readonly Column[] => (of === 'plan' ? PLAN_COLUMNS : of === 'interests' ? INTEREST_COLUMNS : COLUMNS[of]);

/** Paper number 9; the library's enum of papers exists in its types only. */
const onA4 = (sheet: Worksheet): void => {
  Object.assign(sheet.pageSetup, { paperSize: 9 });
};

const addInstructions = (workbook: ExcelJS.Workbook, of: FormKind, columns: readonly Column[]): void => {
  const sheet = workbook.addWorksheet('填写说明', { pageSetup: { orientation: 'portrait', fitToPage: true, fitToWidth: 1, fitToHeight: 0 } });
  onA4(sheet);
  sheet.columns = [{ width: 22 }, { width: 26 }, { width: 22 }, { width: 18 }, { width: HELP_WIDTH + 2 }];
  const title = sheet.addRow([`${SHEET_TITLES[of]} 填写说明`]);
  title.font = { name: FONT, size: 16, bold: true };
  title.height = 28;
  const notes = [
    '1. 在第二张表填写，一行一条；橙色列必填，蓝色列按需填。列可以增减、换位置，表头文字不要改成别的意思。',
    '2. 代码、电话、日期列已设为文本，直接输入即可；从别处粘贴请用“选择性粘贴—数值”，否则 18 位数字会被改成 9.13E+17。',
    ...NOTES[of],
  ];
  for (const note of notes) {
    const row = sheet.addRow([note]);
    sheet.mergeCells(row.number, 1, row.number, 5);
    row.getCell(1).alignment = { wrapText: true, vertical: 'middle' };
    row.font = { name: FONT, size: 11 };
    row.height = 22;
  }
  const header = sheet.addRow(['列', '要求', '填法', '公开', '说明']);
  header.height = 22;
  header.eachCell((cell) => {
    cell.font = { name: FONT, size: 11, bold: true };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: OPTIONAL } };
    cell.border = THIN;
    cell.alignment = { horizontal: 'center', vertical: 'middle' };
  });
  for (const column of columns) {
    const row = sheet.addRow([column.title, needWords(column), typeWords(column), maskWords(column), column.help]);
    row.font = { name: FONT, size: 11 };
    row.height = 18 * Math.max(1, Math.ceil(displayWidth(column.help) / HELP_WIDTH));
    row.eachCell((cell) => {
      cell.alignment = { wrapText: true, vertical: 'middle' };
      cell.border = THIN;
      if (isNeeded(column)) cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: NEEDED } };
    });
  }
};

const addDictionary = (workbook: ExcelJS.Workbook, columns: readonly Column[], sections: readonly string[]): ReadonlyMap<string, string> => {
  const sheet = workbook.addWorksheet(DICTIONARY, { state: 'hidden' });
  const ranges = new Map<string, string>();
  let at = 0;
  for (const column of columns) {
    const words = wordsOf(column, sections);
    if (words.length === 0) continue;
    at += 1;
    [column.title, ...words].forEach((word, index) => {
      const cell = sheet.getCell(index + 1, at);
      cell.value = neutral(word);
      cell.numFmt = '@';
    });
    ranges.set(column.title, `${DICTIONARY}!$${letters(at)}$2:$${letters(at)}$${words.length + 1}`);
  }
  return ranges;
};


export interface FormSheets {
  readonly before: (workbook: ExcelJS.Workbook) => void;
  readonly after: (workbook: ExcelJS.Workbook) => void;
  /** By column title: the range of 字典 that holds its words. */
  readonly words: ReadonlyMap<string, string>;
}

const nothing = (): void => undefined;

export const formSheets = ({ form, edition }: SheetModel): FormSheets => {
  if (form === undefined || edition === 'public') return { before: nothing, after: nothing, words: new Map() };
  const columns = columnsOf(form.of).filter(isAsked);
  // Where the words will stand is known before the sheet is written.
  const words = addDictionary(new ExcelJS.Workbook(), columns, form.sections);
  return { before: (workbook) => addInstructions(workbook, form.of, columns), after: (workbook) => void addDictionary(workbook, columns, form.sections), words };
};
