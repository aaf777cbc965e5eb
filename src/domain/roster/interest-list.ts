/**
 * 利害关系登记表 as a file: who must not meet whom, one pair a row (P40).
 *
 * Recognised by its header: a person, a target, and what lies between them. Judged row by row like every list; what lies
 * between them is confidential and appears in no sentence.
 */
import type { InspectorCode, TargetCode } from '../ids.ts';
import type { LocalDate } from '../values.ts';
import { readDate } from './dates.ts';
import { cellText } from './header.ts';
import { tidyCode, tidyName, tidyText, titleKey } from './normalise.ts';
import type { Sheet, SheetRow } from './sheet.ts';

const HEADER_WITHIN_ROWS = 30;
const TITLES = {
  certificate: ['执法证号', '人员编号', '证号', '检查人员证号'],
  person: ['人员', '检查人员', '执法人员', '执法检查人员', '姓名', '人员姓名', '检查人员姓名'],
  code: ['统一社会信用代码', '对象代码', '代码', '注册号', '其他代码'],
  target: ['对象', '检查对象', '对象名称', '检查对象名称', '企业名称', '单位名称'],
  until: ['有效期', '有效期至', '回避期至', '失效日期'],
  relation: ['关系类型', '利害关系', '关系', '利害关系类型', '回避事由', '回避原因', '利害关系说明'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Field = keyof typeof TITLES;
const FIELDS = Object.keys(TITLES) as readonly Field[];
const FIELD_OF = new Map(FIELDS.flatMap((field) => TITLES[field].map((title) => [titleKey(title), field] as const)));

export interface InterestLine extends Readonly<Record<Field, string>> {
  /** Row number of the file. */
  readonly row: number;
}

type Places = ReadonlyMap<Field, number>;
const placesIn = ({ cells }: SheetRow): Places => {
  const places = new Map<Field, number>();
  cells.forEach((cell, index) => {
    const field = FIELD_OF.get(titleKey(cellText(cell)));
    if (field !== undefined && !places.has(field)) places.set(field, index);
  });
  return places;
};
const namesPairs = (places: Places): boolean => (places.has('certificate') || places.has('person')) && (places.has('code') || places.has('target'));
const isHeader = (places: Places): boolean => namesPairs(places) && places.has('relation');

/** Whether a visible sheet has the header of such a list: 2 for certain, 1 where it does not say what lies between the two, 0 no. */
export const looksLikeInterests = (sheets: readonly Sheet[]): 0 | 1 | 2 => {
  const headers = sheets.filter(({ hidden }) => !hidden).flatMap(({ rows }) => rows.slice(0, HEADER_WITHIN_ROWS).map(placesIn));
  return headers.some(isHeader) ? 2 : headers.some(namesPairs) ? 1 : 0;
};

/** @returns null when no visible sheet has the header of such a list */
export const readInterestList = (sheets: readonly Sheet[]): readonly InterestLine[] | null => {
  for (const sheet of sheets.filter(({ hidden }) => !hidden)) {
    for (const [at, header] of sheet.rows.slice(0, HEADER_WITHIN_ROWS).entries()) {
      const places = placesIn(header);
      if (!isHeader(places)) continue;
      return sheet.rows.slice(at + 1).flatMap(({ number, cells }): InterestLine[] => {
        const text = (field: Field): string => cellText(cells[places.get(field) ?? -1]);
        const line = { row: number, certificate: tidyCode(text('certificate')), person: tidyName(text('person')), code: tidyCode(text('code')), target: tidyName(text('target')), relation: tidyText(text('relation')), until: tidyText(text('until')) };
        return FIELDS.every((field) => line[field] === '') ? [] : [line];
      });
    }
  }
  return null;
};

/** What the rosters know of the people and targets that the list names. */
export interface InterestFacts {
  /** By certificate, else by name; the codes it may be. */
  readonly inspectors: (line: InterestLine) => readonly InspectorCode[];
  readonly targets: (line: InterestLine) => readonly TargetCode[];
  readonly isKnown: (inspector: InspectorCode, target: TargetCode, until: LocalDate | null) => boolean;
}
export interface NewInterest { readonly row: number; readonly inspector: InspectorCode; readonly target: TargetCode; readonly relation: string; /** Last day it binds; null = for good. */ readonly until: LocalDate | null }
export interface InterestJudgement {
  /** read = added + same + duplicate + rejected. */
  readonly counts: { readonly read: number; readonly added: number; readonly same: number; readonly duplicate: number; readonly rejected: number };
  readonly added: readonly NewInterest[];
  /** Sentences with row numbers, without what lies between the two. */
  readonly problems: readonly string[];
}

const only = <T>(found: readonly T[], what: string, shown: string): { readonly one: T } | { readonly why: string } => {
  const [one, more] = found;
  if (one !== undefined && more === undefined) return { one };
  const name = shown === '' ? '没有填' : `“${shown}”`;
  return { why: one === undefined ? `${what}${name}${shown === '' ? '' : '在名录里找不到'}` : `${what}${name}有 ${String(found.length)} 个，请写明${what === '人员' ? '执法证号' : '代码'}` };
};

/** 「长期」 or nothing = for good; undefined when it cannot be read. */
const lastDay = (text: string): LocalDate | null | undefined => {
  if (/^(?:长期|永久|长期有效|无|——?|-)?$/.test(text)) return null;
  const reading = readDate(text, 'until');
  return 'date' in reading ? reading.date : undefined;
};

export const judgeInterests = (lines: readonly InterestLine[], { inspectors, targets, isKnown }: InterestFacts): InterestJudgement => {
  const added: NewInterest[] = [];
  const problems: string[] = [];
  const seen = new Map<string, number>();
  const tally = { same: 0, duplicate: 0, rejected: 0 };
  for (const line of lines) {
    const person = only(inspectors(line), '人员', line.person === '' ? line.certificate : line.person);
    const target = only(targets(line), '对象', line.target === '' ? line.code : line.target);
    if ('why' in person || 'why' in target) {
      tally.rejected += 1;
      problems.push(`第${String(line.row)}行：${[person, target].flatMap((each) => ('why' in each ? [each.why] : [])).join('；')}`);
      continue;
    }
    const until = lastDay(line.until);
    if (until === undefined) {
      tally.rejected += 1;
      problems.push(`第${String(line.row)}行：有效期“${line.until.slice(0, 20)}”认不出，请写日期（例如 2027-12-31）或 长期`);
      continue;
    }
    const pair = `${person.one} ${target.one}`;
    const earlier = seen.get(pair);
    if (earlier !== undefined) {
      tally.duplicate += 1;
      problems.push(`第${String(line.row)}行：与第${String(earlier)}行是同一条`);
      continue;
    }
    seen.set(pair, line.row);
    if (isKnown(person.one, target.one, until)) tally.same += 1;
    else added.push({ row: line.row, inspector: person.one, target: target.one, relation: line.relation, until });
  }
  return { counts: { read: lines.length, added: added.length, ...tally }, added, problems };
};
