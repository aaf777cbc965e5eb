/**
 * From the versioned rosters to the frozen lines of a draw: who is in the scope, who is left out and why.
 *
 * Rows leave nothing to the moment of the draw: certificates, leave and yearly visits are judged for the whole window of
 * the task, and the judgement is in the line that the plan pins.
 */
import type { Exclusion, InspectorLine, RecusalLine, TargetLine } from '../draw/types.ts';
import type { TaskSettings } from './settings.ts';
import type { TargetCode } from '../ids.ts';
import { isBinding } from '../roster/interests.ts';
import type { InspectorRow, TargetRow } from '../roster/rows.ts';
import type { DutyState } from '../roster/roster.ts';
import type { LocalDate } from '../values.ts';

export interface Counts {
  /** Visits this year by target code, drawn ones included. */
  readonly visits: ReadonlyMap<string, number>;
  /** Inspections this year by inspector code. */
  readonly loads: ReadonlyMap<string, number>;
}
export const NO_COUNTS: Counts = { visits: new Map(), loads: new Map() };

/** What the rule set says of visits in a year. */
export interface VisitCap {
  /** Visits an object may have in a year; null when none is set or it does not bind the task (X1). */
  readonly maxPerYear: number | null;
  /** X3. */
  readonly keyObjectsExempt: boolean;
}

export const targetLine = (row: TargetRow, visits: number, { maxPerYear, keyObjectsExempt }: VisitCap): TargetLine => {
  const isCapped = maxPerYear !== null && !(row.key && keyObjectsExempt) && visits >= maxPerYear;
  const excluded: Exclusion | null = row.status !== '存续' ? 'not-in-business' : isCapped ? 'yearly-cap' : null;
  const { code, name, section, kind, industry, town, scale, credit, key } = row;
  return { id: code, name, section, kind, industry, region: town, scale, credit, key, excluded };
};

/** A key target that has had its visits of the year and takes part all the same (X3). */
export const isOverCap = (row: TargetRow, visits: number, { maxPerYear, keyObjectsExempt }: VisitCap): boolean => maxPerYear !== null && keyObjectsExempt && row.key && row.status === '存续' && visits >= maxPerYear;

/** Registered ones and the one of the imported list. */
export const leavesOf = (row: InspectorRow, duty: DutyState): readonly { readonly from: LocalDate; readonly to: LocalDate }[] =>
  [...duty.leaves.filter((leave) => leave.inspector === row.code), ...(row.leaveFrom !== null && row.leaveTo !== null ? [{ from: row.leaveFrom, to: row.leaveTo }] : [])];

/** 外请专家 come along and inspect nothing; an inspector who is called an expert as well inspects. */
const onlyHelps = ({ expert, certified }: InspectorRow): boolean => expert && !certified;

/**
 * The people of the sections taking part; null for everybody else.
 * @param last targets of this draw whose last visit this person made
 */
export const inspectorLine = (row: InspectorRow, settings: TaskSettings, duty: DutyState, load: number, last: readonly TargetCode[] = []): InspectorLine | null => {
  if (onlyHelps(row) || ![settings.section, ...settings.cooperating].includes(row.section)) return null;
  const { from, to } = settings.window;
  const leaves = leavesOf(row, duty);
  const isOnLeave = row.status === '请假' && leaves.length === 0 ? true : leaves.some((leave) => leave.from <= to && leave.to >= from);
  const hasExpired = row.certificateUntil !== null && row.certificateUntil < to;
  const isCertified = row.certified && row.certificate !== '';
  const away: InspectorLine['away'] = row.status === '停用' ? 'suspended' : isOnLeave ? 'leave' : isCertified && hasExpired ? 'certificate-expired' : '';
  return { id: row.code, name: row.name, section: row.section, certified: isCertified && !hasExpired, mayLead: row.mayLead, specialties: row.specialties, away, load, ...(last.length === 0 ? {} : { last }) };
};

/**
 * Pairs that must not meet, among the people and targets of this draw.
 * @param from first day of the visits: what has lapsed before it binds nobody
 */
export const recusalLines = (duty: DutyState, inspectors: ReadonlySet<string>, targets: ReadonlySet<string>, from: LocalDate): readonly RecusalLine[] =>
  duty.interests
    .filter((pair) => isBinding(pair, from) && inspectors.has(pair.inspector) && targets.has(pair.target))
    .map(({ inspector, target }) => ({ id: `${inspector} ${target}`, inspector, target }));
