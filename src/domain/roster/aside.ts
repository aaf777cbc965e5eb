/**
 * Rows of a sheet that are no data: totals, notes under the table, hints under the header, the header printed again.
 *
 * Each is named in the findings, so that no row of the file is unaccounted for.
 */
import { cellText } from './header.ts';
import type { Table } from './header.ts';
import { titleKey } from './normalise.ts';
import type { SheetRow } from './sheet.ts';

export type Aside = 'blank' | 'total' | 'note' | 'hint' | 'header' | 'example';
export const ASIDE_NAMES: Readonly<Record<Aside, string>> = {
  blank: '没有内容',
  total: '是合计行',
  note: '是表下说明',
  hint: '是填写提示',
  header: '是重复的表头',
  example: '是示例行',
};

const TOTAL = /^(合计|总计|小计|共计|累计|合\s*计|总\s*计)/;
const NOTE = /^(注|备注|说明|填表说明|填报说明|附注|制表|填表|填报|审核|审批|负责人签|联系人|联系电话|打印|导出|日期|单位负责人|填报单位|填表人|经办人)[^\d]{0,6}[:：]|^[※*]|^注\d/;
const HINT = /请|填写|填全|必填|选填|单选|多选|复选|格式|例如|如[:：]|逗号|不超过|下拉|若无|若有|没有则|全称|\d+位/;
const HAN = /\p{Script=Han}/u;
const EXAMPLE = /^[（(【[]?(示例|样例|举例|例[:：])/;

const codeFields = ['code', 'ownCode', 'certificate', 'staffNumber'] as const;

/** @param first no data row has been seen yet */
export const asideOf = (row: SheetRow, table: Table, first: boolean): Aside | null => {
  const texts = row.cells.map((cell) => cellText(cell).trim());
  const filled = texts.filter((text) => text !== '');
  const mapped = [...table.places].filter(([field]) => field !== 'no').flatMap(([, places]) => places.map(({ index }) => texts[index] ?? ''));
  if (filled.length === 0) return 'blank';
  const head = filled[0] ?? '';
  if (EXAMPLE.test(head)) return 'example';
  const textsOf = (fields: readonly string[]): readonly string[] => fields.flatMap((field) => (table.places.get(field) ?? []).map(({ index }) => texts[index] ?? '')).filter((text) => text !== '');
  const codes = textsOf(codeFields);
  const names = textsOf(['name']);
  const identities = [...codes, ...names];
  // A total keeps its word in the first cells and numbers in others; a company whose name starts with 合计 has a code.
  if (TOTAL.test(head) && identities.length <= 1) return 'total';
  if (filled.length <= 3 && identities.length <= 1 && NOTE.test(head)) return 'note';
  if (identities.length === 0 && filled.length <= 2 && head.length > 12) return 'note';
  // Codes are words there, and so is the name.
  if (first && codes.every((text) => HAN.test(text)) && names.every((text) => HINT.test(text)) && filled.some((text) => HINT.test(text))) return 'hint';
  const titles = [...table.places.values()].flat();
  const repeated = titles.filter(({ index, title }) => titleKey(texts[index] ?? '') === titleKey(title)).length;
  if (repeated >= 2 && repeated >= filled.length / 2) return 'header';
  return mapped.every((text) => text === '') ? 'blank' : null;
};
