/**
 * The three rosters and 利害关系登记 as sheets: what import reads, export writes, so that a round trip changes nothing.
 *
 * The full edition is for the unit's own files. Telephone numbers are whole only for who keeps the list and, of his own
 * section, for who answers for it; everybody else of the unit sees them masked (岗位权限表: full phone visible).
 */
import { localDate } from '../../domain/calendar/working-days.ts';
import type { RosterKind } from '../../domain/events.ts';
import type { Instant } from '../../domain/values.ts';
import type { UnitId } from '../../domain/ids.ts';
import { may } from '../../domain/people/permissions.ts';
import type { Person } from '../../domain/people/unit.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Column } from '../../domain/roster/column.ts';
import { COLUMNS } from '../../domain/roster/columns.ts';
import { maySeeInterest, RELATION_UNSAID } from '../../domain/roster/interests.ts';
import { maskPhone } from '../../domain/roster/mask.ts';
import { rosterStream } from '../../domain/roster/roster.ts';
import type { Interest } from '../../domain/roster/roster.ts';
import { shownValue } from '../../domain/roster/row-diff.ts';
import { ROSTER_NAMES } from '../../domain/roster/rows.ts';
import type { SheetRecord, SheetValue } from '../../domain/sheets/disclosure.ts';
import { ANY_CODE, rosterColumnTitles } from '../../domain/sheets/vocabulary.ts';
import { streamOf } from '../../domain/streams.ts';
import type { Deps } from '../deps.ts';
import type { SheetRecords } from '../ports.ts';
import { formOf } from './make.ts';
import type { SheetContent } from './make.ts';

type Row = Readonly<Record<string, unknown>>;
type Reads = Pick<Deps, 'states' | 'rosters' | 'clock'>;

/** Own codes stand in their own column, as in the form. */
const textOf = (row: Row, { field }: Column): string => {
  const own = row['codeType'] === 'own';
  if (field === 'code' && own) return '';
  if (field === 'ownCode') return own ? shownValue(row['code']) : '';
  return shownValue(row[field]);
};

/** A row by the titles of its columns. */
export const rosterRecord = (roster: RosterKind, seesPhone: (section: string) => boolean) => {
  const shown = new Set(rosterColumnTitles(roster));
  const columns = COLUMNS[roster].filter(({ title }) => shown.has(title));
  return (row: Row, number: number): SheetRecord => {
    const record: Record<string, SheetValue> = {};
    const whole = seesPhone(shownValue(row['section']));
    for (const column of columns) {
      const text = column.field === 'no' ? number : textOf(row, column);
      record[column.title] = column.mask === 'phone' && !whole && typeof text === 'string' ? maskPhone(text) : text;
    }
    if (roster === 'targets') record[ANY_CODE] = shownValue(row['code']);
    return record;
  };
};

/** Whose telephone numbers a person may see. */
export const seesPhonesOf = (person: Person | null) => (section: string): boolean => {
  if (person === null) return false;
  if (person.roles.includes('clerk')) return true;
  return person.section === section && person.roles.some((role) => role === 'section-head' || role === 'liaison');
};

const requireVersion = async (deps: Reads, unit: UnitId, roster: RosterKind): Promise<number> => {
  const { state } = await deps.states.load('roster', rosterStream(unit, roster));
  if (state.version === 0) throw new Refusal('roster.empty', `${ROSTER_NAMES[roster]}还没有导入`, { next: '请经办人把 .xlsx 拖进与我的私聊；空表发送「模板」取' });
  return state.version;
};

/** @param viewer null: the public */
export const rosterContent = async (deps: Reads, unit: UnitId, roster: RosterKind, viewer: Person | null): Promise<SheetContent> => {
  const version = await requireVersion(deps, unit, roster);
  const [{ state }, count] = await Promise.all([deps.states.load('unit', unit), deps.rosters.count(unit, roster, version)]);
  // The public edition masks by its own table; a number that is starred already could not be told from a wrong one.
  const record = rosterRecord(roster, viewer === null ? () => true : seesPhonesOf(viewer));
  const rows: SheetRecords = {
    async *[Symbol.asyncIterator]() {
      let number = 0;
      for await (const { row } of deps.rosters.rows(unit, roster, version)) yield record(row, (number += 1));
    },
  };
  return { period: `截至 ${localDate(deps.clock())}`, rules: null, suffix: '', fields: { 名录版本: `第${String(version)}版（${String(count)} 条）`, 条数: count }, lists: { 行: rows }, form: formOf(roster, state.sections) };
};

const nameAt = async (deps: Reads, unit: UnitId, roster: RosterKind, version: number, code: string): Promise<{ readonly name: string; readonly section: string }> => {
  const row = version === 0 ? null : await deps.rosters.row(unit, roster, version, code);
  return row === null ? { name: '（已不在名录）', section: '' } : { name: shownValue(row['name']), section: shownValue(row['section']) };
};

/** What lies between them is for whoever decides on recusals and whoever oversees him (P40). */
const mayReadRelation = (person: Person): boolean => may(person, 'interest.reasons');

interface Registered { readonly at: Instant; readonly by: string }
const pairOf = ({ inspector, target }: { readonly inspector: string; readonly target: string }): string => `${inspector} ${target}`;

/** When each pair was registered and by whom, from the record. */
const registrations = async (journal: Deps['journal'], unit: UnitId): Promise<ReadonlyMap<string, Registered>> => {
  const entries = await journal.ofStream(streamOf('duty', unit));
  return new Map(entries.flatMap(({ at, actor, events }) => events.flatMap((fact) => (fact.type === 'InterestRegistered' ? [[pairOf(fact), { at, by: actor.name }] as const] : []))));
};

/** 7.3b: who must not meet whom. */
export const interestsContent = async (deps: Reads & Pick<Deps, 'journal' | 'confidential'>, unit: UnitId, viewer: Person): Promise<SheetContent> => {
  const [{ state: duty }, { state: people }, { state: targets }, registered] = await Promise.all([
    deps.states.load('duty', unit), deps.states.load('roster', rosterStream(unit, 'inspectors')), deps.states.load('roster', rosterStream(unit, 'targets')), registrations(deps.journal, unit),
  ]);
  const all = await Promise.all(duty.interests.map(async (pair) => ({ pair, who: await nameAt(deps, unit, 'inspectors', people.version, pair.inspector), whom: await nameAt(deps, unit, 'targets', targets.version, pair.target) })));
  const relationOf = async ({ detail }: Interest): Promise<string> => {
    if (!mayReadRelation(viewer)) return RELATION_UNSAID.secret;
    return detail === undefined ? RELATION_UNSAID.none : ((await deps.confidential.get(detail)) ?? RELATION_UNSAID.erased);
  };
  const seen = all.filter(({ pair, who }) => maySeeInterest(viewer, pair.inspector, who.section));
  const rows = await Promise.all(seen.map(async ({ pair, who, whom }, index): Promise<SheetRecord> => {
    const entry = registered.get(pairOf(pair));
    return {
      序号: index + 1, 人员: who.name, 执法证号: pair.inspector, 所在科室: who.section, 对象: whom.name, 统一社会信用代码: pair.target, 关系类型: await relationOf(pair),
      登记日期: entry === undefined ? '' : localDate(entry.at), 有效期: pair.until ?? '长期', 登记人: entry?.by ?? '',
    };
  }));
  return { period: `截至 ${localDate(deps.clock())}`, rules: null, suffix: '', fields: { 条数: rows.length }, lists: { 行: rows }, form: formOf('interests', []) };
};
