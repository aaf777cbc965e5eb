/**
 * Coverage: does every item have people who may check it (B16), a power it rests on (B8, N14), and who runs out of a certificate.
 */
import { addDays, localDate } from '../../domain/calendar/working-days.ts';
import type { LocalDate } from '../../domain/values.ts';
import { byNumber } from '../../domain/ids.ts';
import type { UnitId } from '../../domain/ids.ts';
import { qualifiesFor } from '../../domain/roster/qualified.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { InspectorRow, ItemRow } from '../../domain/roster/rows.ts';
import { rulesInForce } from '../../domain/rules/adopted.ts';
import type { Deps } from '../deps.ts';

type Reads = Pick<Deps, 'states' | 'rosters' | 'clock'>;

/** All rows of a short roster. */
const rowsOf = async <R>(deps: Pick<Deps, 'states' | 'rosters'>, unit: UnitId, roster: 'inspectors' | 'items'): Promise<readonly R[]> => {
  const { state } = await deps.states.load('roster', rosterStream(unit, roster));
  const rows: R[] = [];
  if (state.version > 0) for await (const { row } of deps.rosters.rows(unit, roster, state.version)) rows.push(row as unknown as R);
  return rows;
};

export interface ItemCoverage {
  readonly code: string;
  readonly name: string;
  readonly section: string;
  readonly powerCode: string;
  /** Names of those who may check it. */
  readonly qualified: readonly string[];
  readonly isShort: boolean;
}
export interface Coverage {
  readonly items: readonly ItemCoverage[];
  /** Certified inspectors a visit needs. */
  readonly needed: number;
  readonly clause: string;
  readonly short: number;
  readonly withoutPower: number;
  /** 权责事项编码 that several items name. */
  readonly sharedPowers: readonly { readonly power: string; readonly items: readonly string[] }[];
}

export const coverage = (deps: Reads) => async (unit: UnitId): Promise<Coverage> => {
  const today = localDate(deps.clock());
  const [items, inspectors, unitState] = await Promise.all([rowsOf<ItemRow>(deps, unit, 'items'), rowsOf<InspectorRow>(deps, unit, 'inspectors'), deps.states.load('unit', unit)]);
  const { value: needed, clause } = rulesInForce(unitState.state.rules).team.minCertified;
  const lines = items
    .filter(({ status }) => status === '有效')
    .map((item): ItemCoverage => {
      const qualified = inspectors.filter((inspector) => qualifiesFor(inspector, item, today)).map(({ name }) => name);
      return { code: item.code, name: item.name, section: item.section, powerCode: item.powerCode, qualified, isShort: qualified.length < needed };
    })
    .toSorted((a, b) => byNumber(a.code, b.code));
  const powers = [...new Set(lines.map(({ powerCode }) => powerCode).filter((power) => power !== ''))];
  return {
    items: lines, needed, clause,
    short: lines.filter(({ isShort }) => isShort).length,
    withoutPower: lines.filter(({ powerCode }) => powerCode === '').length,
    sharedPowers: powers.map((power) => ({ power, items: lines.filter(({ powerCode }) => powerCode === power).map(({ code }) => code) })).filter(({ items: own }) => own.length > 1),
  };
};

export interface Expiring {
  readonly code: string;
  readonly name: string;
  readonly section: string;
  readonly until: LocalDate;
  /** Negative when it is over. */
  readonly daysLeft: number;
}

const DAY_MS = 86_400_000;
const daysBetween = (from: LocalDate, to: LocalDate): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** People in post whose certificate ends within so many days, the soonest first. */
export const expiringCertificates = (deps: Reads) => async (unit: UnitId, days: number): Promise<readonly Expiring[]> => {
  const today = localDate(deps.clock());
  const last = addDays(today, days);
  return (await rowsOf<InspectorRow>(deps, unit, 'inspectors'))
    .flatMap(({ code, name, section, certificateUntil, status }): readonly Expiring[] => (certificateUntil === null || certificateUntil > last || status === '停用' ? [] : [{ code, name, section, until: certificateUntil, daysLeft: daysBetween(today, certificateUntil) }]))
    .toSorted((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : byNumber(a.code, b.code)));
};
