/**
 * 帮助: generated from the table of verbs, so that it can never be out of date; only what this person may do.
 */
import { may } from '../domain/people/permissions.ts';
import type { Person } from '../domain/people/unit.ts';
import type { Verb } from './verb.ts';

export interface HelpRow {
  readonly verb: string;
  readonly usage: string;
  readonly help: string;
  readonly isDue: boolean;
}

/** Whether a person's help lists a verb; the rules behind the verb decide for themselves. */
export const isFor = (verb: Pick<Verb, 'for' | 'newcomersOnly'>, person: Person | null): boolean => {
  if (verb.newcomersOnly === true && person !== null) return may(person, 'people.bind');
  if (verb.for === 'everybody') return true;
  return person !== null && (verb.for === 'bound' || may(person, verb.for));
};

/**
 * @param due verbs that something waits for, most pressing first: their rows lead, then the table's order
 */
export const helpRows = (table: readonly Verb[], person: Person | null, due: readonly string[]): readonly HelpRow[] => {
  const rank = (verb: string): number => (due.includes(verb) ? due.indexOf(verb) : due.length);
  return table
    .filter((verb) => isFor(verb, person))
    .map(({ verb, usage, help }) => ({ verb, usage, help, isDue: due.includes(verb) }))
    .sort((a, b) => rank(a.verb) - rank(b.verb));
};
