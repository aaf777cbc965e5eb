/**
 * Whether a workbook may serve as a unit's template, and for which sheet: every placeholder must be one this sheet has.
 *
 * Judged on the cells as the reader gives them, so a hostile file has already been refused before it comes here. An unknown
 * word is named with its cell and the words closest to it, because most of them are slips of the pen.
 */
import type { Placeholder } from './placeholder.ts';
import { placeholdersIn, placeholderText } from './placeholder.ts';
import { Refusal } from '../refusal.ts';
import { cellText, columnLetter } from '../roster/header.ts';
import type { Sheet } from '../roster/sheet.ts';
import { SHEET_KINDS } from './kinds.ts';
import { SHEET_TITLES, templateName } from './vocabulary.ts';
import type { Edition, SheetKind } from './kinds.ts';
import type { Vocabulary } from './vocabulary.ts';
import { vocabularyOf } from './disclosure.ts';

export interface FoundPlaceholder extends Placeholder {
  readonly sheet: string;
  /** 'C5'. */
  readonly cell: string;
}

/** Sheets the writer makes itself; in a template they are passed over. */
export const OWN_SHEETS: ReadonlySet<string> = new Set(['填写说明', '字典']);

const tablesOf = (sheets: readonly Sheet[]): readonly Sheet[] => sheets.filter(({ name }) => !OWN_SHEETS.has(name));

export const findPlaceholders = (sheets: readonly Sheet[]): readonly FoundPlaceholder[] =>
  tablesOf(sheets).flatMap(({ name: sheet, rows }) =>
    rows.flatMap(({ number, cells }) => cells.flatMap((cell, index) => placeholdersIn(cellText(cell)).map((found): FoundPlaceholder => ({ ...found, sheet, cell: `${columnLetter(index)}${String(number)}` })))));

export const isKnown = ({ name, member }: Placeholder, { fields, lists }: Vocabulary): boolean =>
  member === null ? fields.includes(name) : Object.hasOwn(lists, name) && lists[name]?.includes(member) === true;

const wordsOf = ({ fields, lists }: Vocabulary): readonly string[] => [
  ...fields.map((field) => placeholderText(field)),
  ...Object.entries(lists).flatMap(([list, members]) => members.map((member) => placeholderText(list, member))),
];

const shared = (left: string, right: string): number => {
  const pool = [...right];
  return [...left].reduce((count, character) => {
    const at = pool.indexOf(character);
    if (at === -1) return count;
    pool.splice(at, 1);
    return count + 1;
  }, 0);
};

/** The known words most like a text, best first: shared characters against the length of both. */
export const closestWords = (text: string, words: readonly string[], limit = 3): readonly string[] => {
  const bare = (word: string): string => word.replace(/[{}\s]/g, '');
  const likeness = (word: string): number => (2 * shared(bare(text), bare(word))) / (bare(text).length + bare(word).length);
  return words
    .map((word) => ({ word, score: likeness(word) }))
    .filter(({ score }) => score > 0.3)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ word }) => word);
};

/** The refusal for a word this sheet does not have; a word only the full edition has is named as such. */
export const unknownPlaceholder = (kind: SheetKind, edition: Edition, found: FoundPlaceholder): Refusal => {
  const where = `表样“${templateName(kind, edition)}”工作表“${found.sheet}”${found.cell}`;
  const full = vocabularyOf(kind, 'full');
  if (edition === 'public' && full !== null && isKnown(found, full)) {
    return new Refusal('sheet.not-disclosed', `${where} 的 ${found.whole} 不在公开范围内`, { next: '请从公开版里删去这一格；内部使用请放在完整版表样里', clause: '公开内容按白名单逐项列出' });
  }
  const known = vocabularyOf(kind, edition);
  const close = known === null ? [] : closestWords(found.whole, wordsOf(known));
  return new Refusal('sheet.unknown-placeholder', `${where} 的 ${found.whole} 不认识`, {
    next: close.length === 0 ? `可用的占位符发送「模板 占位符 ${SHEET_TITLES[kind]}」查看` : `是不是 ${close.join('、')}？全部占位符发送「模板 占位符 ${SHEET_TITLES[kind]}」查看`,
  });
};

const demandPlainSheets = (name: string, sheets: readonly Sheet[]): void => {
  const hidden = sheets.find((sheet) => sheet.hidden && !OWN_SHEETS.has(sheet.name));
  if (hidden !== undefined) throw new Refusal('sheet.hidden-sheet', `“${name}”里有隐藏的工作表“${hidden.name}”`, { next: '请取消隐藏并删去不用的工作表，保存后再发一次', clause: '表样不得带隐藏内容' });
  for (const { name: sheet, rows } of tablesOf(sheets)) {
    for (const { number, cells } of rows) {
      const at = cells.findIndex((cell) => cell !== null && (cell.kind === 'formula' || cell.kind === 'error'));
      if (at !== -1) throw new Refusal('sheet.formula', `“${name}”工作表“${sheet}”${columnLetter(at)}${String(number)} 是公式`, { next: '请改成文字或占位符；合计可直接写占位符，例如 {{条数}}、{{抽中户数}}' });
    }
  }
};

const demandOneList = (kind: SheetKind, edition: Edition, sheets: readonly Sheet[]): void => {
  for (const { name: sheet, rows } of tablesOf(sheets)) {
    for (const { number, cells } of rows) {
      const lists = new Set(cells.flatMap((cell) => placeholdersIn(cellText(cell)).flatMap(({ name, member }) => (member === null ? [] : [name]))));
      if (lists.size > 1) throw new Refusal('sheet.two-lists', `表样“${templateName(kind, edition)}”工作表“${sheet}”第${String(number)}行同时用了 ${[...lists].join('、')} 两个名单`, { next: '一行只能按一个名单重复，请分成两行' });
    }
  }
};

/**
 * @param name of the file, for the sentences
 * @throws Refusal naming the cell of what cannot be
 */
export const judgeTemplate = (name: string, kind: SheetKind, edition: Edition, sheets: readonly Sheet[]): readonly FoundPlaceholder[] => {
  const known = vocabularyOf(kind, edition);
  if (known === null) throw new Refusal('sheet.no-public', `${SHEET_TITLES[kind]}没有公开版`, { next: `请发送：模板 设置 ${SHEET_TITLES[kind]}`, clause: '涉及个人利害关系或内部确认，不公开' });
  demandPlainSheets(name, sheets);
  const found = findPlaceholders(sheets);
  const stranger = found.find((each) => !isKnown(each, known));
  if (stranger !== undefined) throw unknownPlaceholder(kind, edition, stranger);
  demandOneList(kind, edition, sheets);
  return found;
};

/** Which sheets a workbook could be a template of: all its placeholders are known there; the smallest vocabulary first. */
export const possibleKinds = (found: readonly FoundPlaceholder[]): readonly SheetKind[] =>
  found.length === 0
    ? []
    : SHEET_KINDS.map((kind) => ({ kind, hits: found.filter((each) => isKnown(each, vocabularyOf(kind, 'full') ?? { fields: [], lists: {} })).length }))
        .filter(({ hits }) => hits > 0)
        .toSorted((a, b) => b.hits - a.hits)
        .map(({ kind }) => kind);
