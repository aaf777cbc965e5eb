/**
 * What can be dropped into the chat: one row a kind, with how it is recognised and who may bring it.
 *
 * A table is recognised by its header; what the file is called is only a hint, used where headers leave room. Where even
 * that does not settle it, the clerk is asked. Photos and papers are known by their ending; they are not read at all.
 */
import { looksLikeNotice } from './calendar/notice-file.ts';
import type { RosterKind } from './events.ts';
import type { Operation } from './people/permissions.ts';
import { looksLikePlan } from './plan/read.ts';
import { findTables } from './roster/header.ts';
import { looksLikeInterests } from './roster/interest-list.ts';
import { ROSTER_NAMES } from './roster/rows.ts';
import type { Sheet } from './roster/sheet.ts';

/** Tables that are no roster. */
export const OTHER_TABLES = ['interests', 'plan', 'calendar'] as const;
export type OtherTable = (typeof OTHER_TABLES)[number];
export type ImportKind = RosterKind | 'key-objects' | OtherTable | 'evidence';
/** 2 for certain, 1 perhaps, 0 no. */
type Certainty = 0 | 1 | 2;

export interface Importable {
  readonly kind: ImportKind;
  readonly title: string;
  /** The roster it is judged as. */
  readonly roster: RosterKind | null;
  /** Null: whoever is bound; what becomes of it is decided by where it is filed. */
  readonly operation: Operation | null;
  /** In the file's name. */
  readonly hint: RegExp | null;
  /** Endings by which it is known without being read. */
  readonly endings: RegExp | null;
  readonly recognise: (sheets: readonly Sheet[]) => Certainty;
}

const asRoster = (roster: RosterKind) => (sheets: readonly Sheet[]): Certainty => {
  const [found] = findTables(sheets, roster);
  return found === undefined ? 0 : found.missing.length === 0 ? 2 : 1;
};
/** Rows that name a target and why it is watched, and nothing that a new target needs. */
const asKeyObjects = (sheets: readonly Sheet[]): Certainty => {
  const [found] = findTables(sheets, 'targets');
  const has = (field: string): boolean => found?.best.places.has(field) === true;
  return (has('keyTriggers') || has('keySince') || has('keyEvidence')) && !has('section') ? asRoster('targets')(sheets) : 0;
};
const unread = (): Certainty => 0;

export const IMPORTABLES: readonly Importable[] = [
  { kind: 'targets', title: ROSTER_NAMES.targets, roster: 'targets', operation: 'roster.import-targets', hint: /检查对象|市场主体|对象名录|企业名录/, endings: null, recognise: asRoster('targets') },
  { kind: 'inspectors', title: ROSTER_NAMES.inspectors, roster: 'inspectors', operation: 'roster.import-inspectors', hint: /执法人员|检查人员|人员名录/, endings: null, recognise: asRoster('inspectors') },
  { kind: 'items', title: ROSTER_NAMES.items, roster: 'items', operation: 'roster.import-items', hint: /事项/, endings: null, recognise: asRoster('items') },
  { kind: 'key-objects', title: '重点对象名单', roster: 'targets', operation: 'roster.import-targets', hint: /重点(?:检查)?对象/, endings: null, recognise: asKeyObjects },
  { kind: 'interests', title: '利害关系登记表', roster: null, operation: 'interest.import', hint: /利害关系|回避/, endings: null, recognise: looksLikeInterests },
  { kind: 'plan', title: '年度抽查计划', roster: null, operation: 'plan.draft', hint: /(?:年度|抽查)计划/, endings: null, recognise: looksLikePlan },
  { kind: 'calendar', title: '放假安排', roster: null, operation: 'calendar.change', hint: /节假日|放假|调休|日历/, endings: /\.json$/i, recognise: looksLikeNotice },
  { kind: 'evidence', title: '照片、材料', roster: null, operation: null, hint: null, endings: /\.(?:jpe?g|png|webp|heic|gif|bmp|pdf|mp4|mov|m4a|mp3|amr|docx?)$/i, recognise: unread },
];

export const importable = (kind: ImportKind): Importable => {
  const found = IMPORTABLES.find((each) => each.kind === kind);
  if (found === undefined) throw new TypeError(`no such kind: ${kind}`);
  return found;
};
export const importableNamed = (text: string): Importable | null => IMPORTABLES.find(({ kind, title }) => kind === text || title === text) ?? null;
/** By the ending alone; null: it has to be read. */
export const kindByEnding = (name: string): ImportKind | null => IMPORTABLES.find(({ endings }) => endings?.test(name) === true)?.kind ?? null;

export type Recognised = { readonly as: 'roster' } | { readonly as: OtherTable } | { readonly as: 'unsure'; readonly kinds: readonly ImportKind[] };

const ROSTERS: readonly Importable[] = IMPORTABLES.filter(({ roster }) => roster !== null);
const isOther = (kind: ImportKind): kind is OtherTable => OTHER_TABLES.some((other) => other === kind);

/**
 * What a table is. The headers of the other tables ask for more than a roster's, so one of them that is certain comes first;
 * a name that speaks for another kind that is possible, too, makes it a question.
 * @param sheets their beginnings will do
 */
export const recognise = (name: string, sheets: readonly Sheet[]): Recognised => {
  const folded = name.normalize('NFKC');
  const known = new Map(IMPORTABLES.map((each) => [each.kind, each.recognise(sheets)]));
  const certainty = (kind: ImportKind): Certainty => known.get(kind) ?? 0;
  const rosters = ROSTERS.filter(({ kind }) => certainty(kind) > 0).map(({ kind }) => kind);
  const roster = Math.max(0, ...rosters.map(certainty));
  const hinted = OTHER_TABLES.filter((kind) => importable(kind).hint?.test(folded) === true);
  const hintsRoster = ROSTERS.some(({ hint }) => hint?.test(folded) === true);
  const unsure = (others: readonly OtherTable[]): Recognised => ({ as: 'unsure', kinds: [...others, ...(rosters.length === 0 ? ROSTERS.map(({ kind }) => kind) : rosters)] });
  const sure = OTHER_TABLES.filter((kind) => certainty(kind) === 2);
  const [only, second] = sure;
  if (only !== undefined) {
    const meant = sure.filter((kind) => hinted.includes(kind));
    if (meant.length === 1 && meant[0] !== undefined) return { as: meant[0] };
    if (second !== undefined) return { as: 'unsure', kinds: sure };
    return hintsRoster && roster === 2 && hinted.length === 0 ? unsure([only]) : { as: only };
  }
  const [hint] = hinted;
  const maybe = OTHER_TABLES.filter((kind) => certainty(kind) === 1);
  if (roster === 2) return hint !== undefined && maybe.includes(hint) && !hintsRoster ? unsure([hint]) : { as: 'roster' };
  // Its own reader says best what is missing.
  if (hint !== undefined && (roster === 0 || maybe.includes(hint))) return { as: hint };
  if (hint !== undefined) return unsure([hint]);
  return maybe.length === 0 || roster > 0 ? { as: 'roster' } : unsure(maybe);
};

/** What the clerk said it is. */
export const toldKind = (kind: ImportKind): Recognised => (isOther(kind) ? { as: kind } : { as: 'roster' });
