/**
 * The notify table: every recordable fact → who hears of it. The compiler lists a fact without a row.
 */
import type { Entry } from '../../application/ports.ts';
import type { Fact, FactType } from '../../domain/events.ts';
import { DEPLOYMENT } from '../../application/set-up.ts';
import type { UnitId } from '../../domain/ids.ts';
import type { OutboxItem } from '../ports.ts';
import { marked } from '../unit-mark.ts';
import type { Heard, HearingDeps, Hearing } from './hearing.ts';
import { itemsOf } from './note.ts';
import type { Note } from './note.ts';
import { DELEGATION_HEARING } from './delegation.ts';
import { HELPER_HEARING } from './helpers.ts';
import { NOTICE_HEARING } from './notices.ts';
import { PEOPLE_HEARING } from './people.ts';
import { PLAN_HEARING } from './plans.ts';
import { REACH_HEARING } from './reach.ts';
import { REMINDER_HEARING } from './reminders.ts';
import { ROSTER_HEARING } from './rosters.ts';
import { ROUND_HEARING } from './rounds.ts';
import { RULE_HEARING } from './rules.ts';
import { TASK_HEARING } from './tasks.ts';
import { TIME_HEARING } from './time.ts';
import { VISIT_HEARING } from './visits.ts';
import { WAY_HEARING } from './ways.ts';
import { REFILL_HEARING } from './refills.ts';

const HEARING: Hearing<FactType> = { ...PEOPLE_HEARING, ...DELEGATION_HEARING, ...PLAN_HEARING, ...RULE_HEARING, ...TASK_HEARING, ...VISIT_HEARING, ...HELPER_HEARING, ...NOTICE_HEARING, ...TIME_HEARING, ...REMINDER_HEARING, ...ROSTER_HEARING, ...ROUND_HEARING, ...WAY_HEARING, ...REFILL_HEARING, ...REACH_HEARING };

const hear = <T extends FactType>(fact: Extract<Fact, { type: T }>, heard: Heard): Promise<readonly Note[]> => {
  const row = HEARING[fact.type] as (fact: Extract<Fact, { type: T }>, heard: Heard) => Promise<readonly Note[]>;
  return row(fact, heard);
};

const withUnit = (note: Note, unit: UnitId): Note => {
  const { message, to } = note;
  // A group says by itself which unit is meant.
  if (to.kind === 'group' || (message.kind !== 'card' && message.kind !== 'update')) return note;
  return { ...note, message: { ...message, card: marked(message.card, unit) } };
};

/** Where there are several units, the buttons of private cards say for which they were made. */
const ofUnit = async ({ states }: HearingDeps, { unit }: Entry, notes: readonly Note[]): Promise<readonly Note[]> => {
  if (unit === null || notes.length === 0 || (await states.load('deployment', DEPLOYMENT)).state.units.length < 2) return notes;
  return notes.map((note) => withUnit(note, unit));
};

/** The messages of one entry; derived again they have the same keys. */
export const messagesAbout = (deps: HearingDeps) => async (entry: Entry): Promise<readonly OutboxItem[]> => {
  const notes: Note[] = [];
  for (const fact of entry.events) notes.push(...(await hear(fact, { deps, entry })));
  return itemsOf(entry, await ofUnit(deps, entry, notes));
};
