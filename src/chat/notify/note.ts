/**
 * A note: something somebody hears because of one journal entry, and how notes become outbox items.
 *
 * Keys are made of the entry, the kind of note and the chat, so a follower that starts again anywhere puts down the same
 * items and nothing is said twice.
 */
import type { Entry, States } from '../../application/ports.ts';
import type { Account } from '../../domain/values.ts';
import type { PersonId } from '../../domain/ids.ts';
import type { Group, Person, UnitState } from '../../domain/people/unit.ts';
import { personById } from '../../domain/people/unit.ts';
import type { Address, Card, Outgoing, PlatformId } from '../platform.ts';
import { laneOf } from '../ports.ts';
import type { CardUpdate, OutboxItem, OutboxStore } from '../ports.ts';

export interface Note {
  readonly platform: PlatformId;
  readonly to: Address;
  /** Distinguishes the notes of one entry to one chat. */
  readonly kind: string;
  readonly message: Outgoing | CardUpdate;
  readonly subject: string | null;
  readonly urgent?: true;
}

const at = (account: Account): Pick<Note, 'platform' | 'to'> => ({ platform: account.platform, to: { kind: 'person', user: account.id } });

export const toAccount = (account: Account, kind: string, message: Outgoing, subject: string | null = null): Note => ({ ...at(account), kind, message, subject });
export const toPerson = (person: Person, kind: string, message: Outgoing, subject: string | null = null): Note => toAccount(person.account, kind, message, subject);
export const tell = (person: Person, kind: string, text: string): Note => toPerson(person, kind, { kind: 'text', text });
export const tellAll = (people: readonly Person[], kind: string, text: string): readonly Note[] => people.map((person) => tell(person, kind, text));

/** A card that replaces the earlier card of its subject in this chat, or is sent when there is none. */
export const keep = (person: Person, subject: string, card: Card): Note => ({ ...at(person.account), kind: `keep/${subject}`, message: { kind: 'update', subject, card }, subject: null });

/** The unit's own groups: those without outsiders. */
export const ownGroups = (unit: UnitState): readonly Group[] => unit.groups.filter(({ outsiders }) => !outsiders);
export const outsiderGroups = (unit: UnitState): readonly Group[] => unit.groups.filter(({ outsiders }) => outsiders);

export const toGroup = (group: Group, kind: string, message: Outgoing, subject: string | null = null): Note => ({ platform: group.platform, to: { kind: 'group', chat: group.chat }, kind, message, subject });
export const keepInGroup = (group: Group, subject: string, card: Card): Note => ({ platform: group.platform, to: { kind: 'group', chat: group.chat }, kind: `keep/${subject}`, message: { kind: 'update', subject, card }, subject: null });

export interface NoteDeps {
  readonly states: States;
  readonly outbox: Pick<OutboxStore, 'cards'>;
}

/** Updates of a subject's cards in every chat that has one, and nowhere else. */
export const refresh = async (deps: NoteDeps, subject: string, card: Card): Promise<readonly Note[]> => {
  const notes = new Map<string, Note>();
  for (const { platform, to } of await deps.outbox.cards(subject)) {
    notes.set(laneOf(platform, to), { platform, to, kind: `keep/${subject}`, message: { kind: 'update', subject, card }, subject: null });
  }
  return [...notes.values()];
};

export const peopleOf = (unit: UnitState, ids: readonly (PersonId | null)[]): readonly Person[] =>
  [...new Set(ids)].flatMap((id) => (id === null ? [] : (personById(unit, id) ?? [])));

export const without = (people: readonly Person[], ...left: readonly (PersonId | null | undefined)[]): readonly Person[] => people.filter(({ id }) => !left.includes(id));

/** Items of an entry; the same kind to the same chat is said once. */
export const itemsOf = (entry: Pick<Entry, 'id' | 'at'>, notes: readonly Note[]): readonly OutboxItem[] => {
  const items = new Map<string, OutboxItem>();
  for (const { platform, to, kind, message, subject, urgent } of notes) {
    const key = `${entry.id}/${kind}/${laneOf(platform, to)}`;
    items.set(key, { key, platform, to, message, subject, notBefore: entry.at, ...(urgent === undefined ? {} : { urgent }) });
  }
  return [...items.values()];
};
