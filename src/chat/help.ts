/**
 * 帮助: generated from the table of verbs, so that it can never be out of date; only what this person may do.
 */
import { may } from '../domain/people/permissions.ts';
import type { Person } from '../domain/people/unit.ts';
import type { Verb } from './verb.ts';

export interface Topic {
  readonly title: string;
  readonly verbs: readonly Verb[];
}
export type HelpRow = Pick<Verb, 'verb' | 'usage' | 'help' | 'aliases' | 'for'>;
export interface Help {
  /** What something waits for, most pressing first. */
  readonly due: readonly HelpRow[];
  /** Everything this person may do, topics without a row left out. */
  readonly topics: readonly { readonly title: string; readonly rows: readonly HelpRow[] }[];
}

/** Whether a person's help lists a verb; the rules behind the verb decide for themselves. */
export const isFor = (verb: Pick<Verb, 'for' | 'newcomersOnly'>, person: Person | null): boolean => {
  if (verb.newcomersOnly === true && person !== null) return may(person, 'people.bind');
  if (verb.for === 'everybody') return true;
  return person !== null && (verb.for === 'bound' || may(person, verb.for));
};

/** @param due verbs that something waits for, most pressing first */
export const helpFor = (table: readonly Topic[], person: Person | null, due: readonly string[]): Help => {
  const topics = table.map(({ title, verbs }) => ({ title, rows: verbs.filter((verb) => isFor(verb, person)) })).filter(({ rows }) => rows.length > 0);
  const all = topics.flatMap(({ rows }) => rows);
  return { topics, due: [...new Set(due)].flatMap((name) => all.find(({ verb }) => verb === name) ?? []) };
};

/** The topic or verb somebody asks about: 「帮助 公开抽取」, 「帮助 锁定」; null when there is neither for him. */
export const helpAbout = ({ topics }: Help, asked: string): { readonly title: string; readonly rows: readonly HelpRow[] } | null => {
  const wanted = asked.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();
  const topic = topics.find(({ title }) => title === wanted);
  if (topic !== undefined) return topic;
  const rows = topics.flatMap((each) => each.rows);
  const named = rows.filter(({ verb, aliases }) => [verb, ...aliases].some((name) => name.toLowerCase() === wanted));
  const like = named.length > 0 ? named : rows.filter(({ verb, help }) => verb.includes(wanted) || help.includes(wanted));
  return wanted === '' || like.length === 0 ? null : { title: asked.trim(), rows: like };
};
