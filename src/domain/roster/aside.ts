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

export type AsideJudge = (row: SheetRow, first: boolean) => Aside | null;

/** @returns judges a row; its `first` means that no data row has been seen yet */
export const createAsideJudge = (table: Table): AsideJudge => {
  const indexesOf = (fields: readonly string[]): readonly number[] => fields.flatMap((field) => (table.places.get(field) ?? []).map(({ index }) => index));
  const codeIndexes = indexesOf(codeFields);
  const nameIndexes = indexesOf(['name']);
  const mapped = [...table.places].filter(([field]) => field !== 'no').flatMap(([, places]) => places.map(({ index }) => index));
  const titles = [...table.places.values()].flat().map(({ index, title }) => ({ index, key: titleKey(title) }));
  const keys = new Set(titles.map(({ key }) => key));
  return (row, first) => {
    const texts = row.cells.map((cell) => cellText(cell).trim());
    const filled = texts.filter((text) => text !== '');
    if (filled.length === 0) return 'blank';
    const head = filled[0] ?? '';
    if (EXAMPLE.test(head)) return 'example';
    const present = (indexes: readonly number[]): readonly string[] => indexes.map((index) => texts[index] ?? '').filter((text) => text !== '');
    const codes = present(codeIndexes);
    const names = present(nameIndexes);
    const identities = codes.length + names.length;
    // A total keeps its word in the first cells and numbers in others; a company whose name starts with 合计 has a code.
    if (identities <= 1 && TOTAL.test(head)) return 'total';
    if (identities <= 1 && filled.length <= 3 && NOTE.test(head)) return 'note';
    if (identities === 0 && filled.length <= 2 && head.length > 12) return 'note';
    // Codes are words there, and so is the name.
    if (first && codes.every((text) => HAN.test(text)) && names.every((text) => HINT.test(text)) && filled.some((text) => HINT.test(text))) return 'hint';
    // Keys are costly: only rows that begin like the header are compared with it.
    if (keys.has(titleKey(head))) {
      const repeated = titles.filter(({ index, key }) => titleKey(texts[index] ?? '') === key).length;
      if (repeated >= 2 && repeated >= filled.length / 2) return 'header';
    }
    return mapped.every((index) => (texts[index] ?? '') === '') ? 'blank' : null;
  };
};
