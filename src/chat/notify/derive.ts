/**
 * The notify table: every recordable fact → who hears of it. The compiler lists a fact without a row.
 */
import type { Entry } from '../../application/ports.ts';
import type { Fact, FactType } from '../../domain/events.ts';
import type { OutboxItem } from '../ports.ts';
import type { Heard, HearingDeps, Hearing } from './hearing.ts';
import { itemsOf } from './note.ts';
import type { Note } from './note.ts';
import { DELEGATION_HEARING } from './delegation.ts';
import { HELPER_HEARING } from './helpers.ts';
import { markedFor } from './marked-for.ts';
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

/** The messages of one entry; derived again they have the same keys. */
export const messagesAbout = (deps: HearingDeps) => async (entry: Entry): Promise<readonly OutboxItem[]> => {
  const notes: Note[] = [];
  for (const fact of entry.events) notes.push(...(await hear(fact, { deps, entry })));
  return itemsOf(entry, await markedFor(deps, entry.unit, notes));
};
