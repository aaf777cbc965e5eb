/**
 * An empty form becomes a template by itself: its header is recognised and the row beneath gets the placeholders.
 *
 * That is how a county's own form is taken over by people who have never seen a placeholder: drop the empty form, done.
 */
import { titleKey, bareTitle } from '../roster/normalise.ts';
import { cellText, columnLetter, findTables } from '../roster/header.ts';
import { COLUMNS } from '../roster/columns.ts';
import { Refusal } from '../refusal.ts';
import type { Sheet, SheetRow } from '../roster/sheet.ts';
import { OWN_SHEETS } from './judge-template.ts';
import { placeholderText } from './placeholder.ts';
import { SHEET_KINDS } from './kinds.ts';
import { ANY_CODE, rosterOf, SHEET_TITLES, VOCABULARY } from './vocabulary.ts';
import type { SheetKind } from './kinds.ts';

export interface PlacedPlaceholder { readonly cell: string; readonly text: string }
export interface PlainForm {
  readonly sheet: string;
  readonly headerRow: number;
  readonly placed: readonly PlacedPlaceholder[];
  /** Titles that mean nothing to this sheet: their columns stay empty. */
  readonly unknown: readonly string[];
  /** Rows under the header that hold something in its columns: hints, or data. */
  readonly filledRows: number;
}

/** Other names counties print for the columns of sheets that are not rosters. */
const SYNONYMS: Readonly<Record<string, readonly string[]>> = {
  序号: ['编号', '序'],
  对象名称: ['检查对象', '检查对象名称', '被检查对象', '市场主体名称', '企业名称', '单位名称', '抽查对象'],
  统一社会信用代码: ['统一社会信用代码/注册号', '注册号/统一社会信用代码', '信用代码', '代码', '注册号'],
  监管科室: ['科室', '责任科室', '管辖单位', '监管部门', '管辖机关'],
  组长: ['检查组长', '检查组组长'],
  组员: ['检查人员', '检查组成员', '执法检查人员', '成员'],
  所属部门: ['部门', '人员所属部门'],
  检查事项: ['抽查事项', '抽查检查事项', '事项名称'],
  检查期限: ['检查时间', '起止时间', '实施时间'],
  任务名称: ['抽查任务名称', '抽查任务'],
  抽查类型: ['任务类型', '类型'],
  检查对象范围: ['抽查对象', '抽查对象范围', '对象范围', '检查对象'],
  抽查比例: ['抽查比例(数量)', '比例', '抽查比例及频次'],
  抽查基数: ['基数', '对象数量'],
  牵头部门: ['发起部门', '牵头(发起)部门', '牵头科室'],
  配合部门: ['参与部门', '协同部门'],
  实施检查时间: ['起止时间', '检查时间', '抽查时间', '时间', '时间段', '实施时间'],
  抽查主体: ['抽查机关', '抽查机关/主体', '抽查主体(层级)'],
  责任科室: ['分配任务的处(科)室', '承办科室'],
  计划编号: ['抽查计划编号'],
  抽查依据: ['检查依据', '依据'],
};

/** A hint row under the header is part of a form; more is data. */
const HINT_ROWS = 1;

/** @throws Refusal for a list with its rows: they would stand in every sheet made from it */
export const demandEmpty = (name: string, { filledRows, headerRow }: PlainForm): void => {
  if (filledRows <= HINT_ROWS) return;
  throw new Refusal('sheet.has-data', `“${name}”第${String(headerRow)}行表头下面有 ${String(filledRows)} 行内容，不是空表`, { next: '请只留表头（最多一行填写提示），删去数据行后再发一次；要导入名录，请发送「导入」看怎么做' });
};

interface Places { readonly sheet: Sheet; readonly headerRow: number; readonly fields: ReadonlyMap<number, string>; readonly unknown: readonly string[] }

const rosterPlaces = (kind: SheetKind, sheets: readonly Sheet[]): Places | null => {
  const roster = rosterOf(kind);
  const best = roster === null ? undefined : findTables(sheets, roster)[0]?.best;
  if (roster === null || best === undefined) return null;
  const titles = new Map(COLUMNS[roster].map(({ field, title }) => [field, title]));
  const shown = new Set(VOCABULARY[kind].lists['行']);
  const fields = new Map<number, string>();
  for (const [field, [place]] of best.places) {
    const title = titles.get(field);
    if (place !== undefined && title !== undefined && shown.has(title)) fields.set(place.index, title);
  }
  // One column for every kind of code: targets of the unit's own numbering stand in it too.
  const code = best.places.get('code')?.[0];
  if (roster === 'targets' && code !== undefined && !best.places.has('ownCode')) fields.set(code.index, ANY_CODE);
  return { sheet: best.sheet, headerRow: best.headerLast, fields, unknown: best.unknown.map(({ title }) => title) };
};

const HEADER_WITHIN = 30;

const listPlaces = (kind: SheetKind, sheets: readonly Sheet[]): Places | null => {
  const members = VOCABULARY[kind].lists['行'] ?? VOCABULARY[kind].lists['确认'] ?? [];
  const memberOf = (title: string, taken: ReadonlySet<string>): string | null => {
    const key = titleKey(title);
    const free = members.filter((member) => !taken.has(member));
    return free.find((member) => titleKey(member) === key || titleKey(member) === bareTitle(key)) ?? free.find((member) => SYNONYMS[member]?.some((synonym) => titleKey(synonym) === key) === true) ?? null;
  };
  let best: Places | null = null;
  for (const sheet of sheets) {
    for (const { number, cells } of sheet.rows.slice(0, HEADER_WITHIN)) {
      const fields = new Map<number, string>();
      const unknown: string[] = [];
      cells.forEach((cell, index) => {
        const title = cellText(cell).trim();
        const member = title === '' ? null : memberOf(title, new Set(fields.values()));
        if (member !== null) fields.set(index, member);
        else if (title !== '') unknown.push(title);
      });
      if (fields.size > (best?.fields.size ?? 1)) best = { sheet, headerRow: number, fields, unknown };
    }
  }
  return best;
};

const isBlank = (row: SheetRow | undefined, fields: ReadonlyMap<number, string>): boolean => row === undefined || [...fields.keys()].every((index) => cellText(row.cells[index]).trim() === '');

/**
 * @throws Refusal when no header of this sheet is found
 */
export const plainForm = (name: string, kind: SheetKind, sheets: readonly Sheet[]): PlainForm => {
  const visible = sheets.filter((sheet) => !sheet.hidden && !OWN_SHEETS.has(sheet.name));
  const found = rosterPlaces(kind, visible) ?? listPlaces(kind, visible);
  if (found === null || found.fields.size < 2) {
    throw new Refusal('sheet.no-placeholders', `“${name}”里没有占位符，也认不出${SHEET_TITLES[kind]}的表头`, { next: `请发送「模板 表样 ${SHEET_TITLES[kind]}」取现用的表样，在它上面改` });
  }
  const rows = new Map(found.sheet.rows.map((row) => [row.number, row]));
  const last = found.sheet.rows.at(-1)?.number ?? found.headerRow;
  // The first empty row under the header; a row of hints stays where it is.
  let at = found.headerRow + 1;
  while (at <= last && !isBlank(rows.get(at), found.fields)) at += 1;
  const list = VOCABULARY[kind].lists['行'] === undefined ? '确认' : '行';
  return {
    sheet: found.sheet.name,
    headerRow: found.headerRow,
    placed: [...found.fields].toSorted(([a], [b]) => a - b).map(([index, member]) => ({ cell: `${columnLetter(index)}${String(at)}`, text: placeholderText(list, member) })),
    unknown: found.unknown,
    filledRows: found.sheet.rows.filter((row) => row.number > found.headerRow && !isBlank(row, found.fields)).length,
  };
};

const ENOUGH_COLUMNS = 3;

/** The sheets an empty form could be, the one with most of its columns first; [] for a sheet with data, or none of ours. */
export const emptyFormKinds = (sheets: readonly Sheet[]): readonly SheetKind[] =>
  SHEET_KINDS.flatMap((kind) => {
    try {
      const { placed, filledRows } = plainForm('', kind, sheets);
      return placed.length >= ENOUGH_COLUMNS && filledRows <= HINT_ROWS ? [{ kind, columns: placed.length }] : [];
    } catch (error) {
      if (error instanceof Refusal) return [];
      throw error;
    }
  })
    .toSorted((a, b) => b.columns - a.columns)
    .map(({ kind }) => kind);
