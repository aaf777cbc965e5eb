/**
 * Drafting a year's plan: last year's lines moved to the new year, and a line for every item that none covers.
 *
 * A proposal for people to edit, so every choice is the plain one: the same day of the year, moved to the next working day;
 * items of one section, kind and cooperation together (一次性完成); the ratio and frequency the list itself gives.
 */
import type { LocalDate } from '../values.ts';
import type { ItemRow } from '../roster/rows.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { rowNumber, scopeText } from './row.ts';
import type { PlanRow } from './row.ts';

export interface Drafting {
  readonly year: number;
  /** Approved lines of the year before; [] when there are none. */
  readonly last: readonly PlanRow[];
  /** Items in force. */
  readonly items: readonly ItemRow[];
  readonly sections: readonly string[];
  readonly rules: RuleSet;
  /** The date itself when it is a working day, else the next one. */
  readonly workingDayFrom: (date: LocalDate) => LocalDate;
}

/** 29 February becomes 28 February. */
const inYear = (date: LocalDate, year: number): LocalDate => `${String(year)}${date.slice(4) === '-02-29' ? '-02-28' : date.slice(4)}`;

const movedTo = (row: PlanRow, { year, items, workingDayFrom }: Drafting): PlanRow | null => {
  const inForce = new Set<string>(items.map(({ code }) => code));
  const codes = row.items.filter((code) => inForce.has(code));
  if (codes.length === 0) return null;
  return { ...row, items: codes, drawOn: workingDayFrom(inYear(row.drawOn, year)), window: { from: workingDayFrom(inYear(row.window.from, year)), to: inYear(row.window.to, year) } };
};

/** Campaigns are spread over March to November; a line's first one is in the middle of its stretch. */
const FIRST_MONTH = 3;
const MONTHS = 9;
const pad = (n: number): string => String(n).padStart(2, '0');

const newRows = (drafting: Drafting, covered: ReadonlySet<string>): readonly PlanRow[] => {
  const { items, sections, rules, year, workingDayFrom } = drafting;
  const groups = new Map<string, ItemRow[]>();
  for (const item of items) {
    if (covered.has(item.code)) continue;
    const key = JSON.stringify([item.section, item.kind, [...item.cooperating].sort(), item.ratioBp]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()].map((group, index) => {
    const [first] = group;
    const floor = rules.ratio.min.value;
    const ratioBp = first?.ratioBp ?? (floor === null ? 500 : Math.ceil((floor.num * 10_000) / floor.den));
    const month = FIRST_MONTH + (index % MONTHS);
    const campaigns = Math.max(rules.campaigns.minPerItemPerYear.value ?? 1, ...group.map(({ timesPerYear }) => timesPerYear ?? 1));
    return {
      no: '',
      name: `${String(year)}年度${first?.field === '' || first?.field === undefined ? (first?.name ?? '') : first.field}${first?.kind === '重点' ? '重点事项' : ''}抽查`,
      items: group.map(({ code }) => code),
      basis: [...new Set(group.map(({ basis }) => basis).filter((basis) => basis !== ''))].join('；').slice(0, 500),
      scope: [], scopeText: scopeText([]),
      reach: (first?.cooperating.length ?? 0) > 0 ? '联合' : '部门内',
      ratio: { num: ratioBp, den: 10_000 },
      campaigns,
      drawOn: workingDayFrom(`${String(year)}-${pad(month)}-10`),
      window: { from: workingDayFrom(`${String(year)}-${pad(month)}-11`), to: `${String(year)}-${pad(month + 1)}-10` },
      methods: [...new Set(group.flatMap(({ methods }) => methods))],
      section: sections.includes(first?.section ?? '') ? (first?.section ?? '') : (sections[0] ?? ''),
      cooperating: (first?.cooperating ?? []).filter((section) => sections.includes(section)),
      level: first?.level ?? '',
      reason: '',
    };
  });
};

/** @returns lines in order of their draw, numbered anew */
export const draftPlan = (drafting: Drafting): readonly PlanRow[] => {
  const kept = drafting.last.flatMap((row) => movedTo(row, drafting) ?? []);
  const added = newRows(drafting, new Set(kept.flatMap((row) => row.items)));
  const ordered = [...kept, ...added].sort((a, b) => (a.drawOn < b.drawOn ? -1 : a.drawOn > b.drawOn ? 1 : 0));
  return ordered.map((row, index) => ({ ...row, no: rowNumber(drafting.year, index + 1) }));
};
