/**
 * Who speaks, for which unit, and what may be said in this place.
 *
 * Identity is the platform's account and nothing typed; a group speaks for the unit it is bound to, a private chat for the
 * unit of the person. With one unit in the deployment (the common case) a newcomer already belongs to its front door.
 */
import { DEPLOYMENT } from '../application/set-up.ts';
import type { States } from '../application/ports.ts';
import type { Account } from '../domain/values.ts';
import { byNumber } from '../domain/ids.ts';
import { accountKey, chatKey, personByAccount } from '../domain/people/unit.ts';
import type { Person } from '../domain/people/unit.ts';
import type { Address, PlatformId } from './platform.ts';
import { UNIT_OF_BUTTON } from './unit-mark.ts';
import type { Belonging, Place } from './verb.ts';

export interface Speaker {
  /** Every unit the account is bound in, by number. */
  readonly choices: readonly Belonging[];
  /** Whether it is clear which of them is meant. */
  readonly isChosen: boolean;
  readonly unit: Belonging | null;
  readonly person: Person | null;
  readonly place: Place;
}

const unitOfGroup = async (states: States, key: string): Promise<Belonging | null> => {
  const found = (await states.find('unit', { chats: key }, 1))[0];
  return found?.state.id == null ? null : { id: found.state.id, state: found.state };
};

const onlyUnit = async (states: States): Promise<Belonging | null> => {
  const { units } = (await states.load('deployment', DEPLOYMENT)).state;
  const [id] = units;
  return id === undefined || units.length > 1 ? null : { id, state: (await states.load('unit', id)).state };
};

/** What was typed, or the values of the button that was clicked. */
export type Said = string | Readonly<Record<string, string>>;

/** A typed number without its unit is of the unit chosen; on a button it stands as it is kept, where unit 1 has plain numbers. */
const unitNamed = (said: Said): string | null => {
  if (typeof said === 'string') {
    const number = /\b(?:T|SUB)(\d+)-20\d{2}-/i.exec(said.normalize('NFKC'))?.[1];
    return number === undefined ? null : `U${number}`;
  }
  const marked = said[UNIT_OF_BUTTON];
  if (marked !== undefined) return marked;
  const [found, number, ofPerson] = Object.values(said).map((value) => /^(?:(?:T|SUB)(?:(\d+)-)?20\d{2}-\d|(U\d+)-P\d)/.exec(value)).find((match) => match !== null) ?? [];
  return found === undefined ? null : (ofPerson ?? `U${number ?? '1'}`);
};
/** The units of an account, and the one it speaks for: named by a number in the line, else chosen once (切换), else the only one. */
const ownUnits = async (states: States, account: Account, said: Said): Promise<Pick<Speaker, 'choices' | 'isChosen' | 'unit'>> => {
  const found = await states.find('unit', { accounts: accountKey(account) });
  const choices = found.flatMap(({ state }): readonly Belonging[] => (state.id === null ? [] : [{ id: state.id, state }])).toSorted((a, b) => byNumber(a.id, b.id));
  const [first] = choices;
  if (first === undefined || choices.length === 1) return { choices, isChosen: true, unit: first ?? null };
  const named = choices.find(({ id }) => id === unitNamed(said));
  const { state: seat } = await states.load('seat', accountKey(account));
  const chosen = named ?? choices.find(({ id }) => id === seat.unit);
  return { choices, isChosen: chosen !== undefined, unit: chosen ?? first };
};

/** @param said the words, or the values of a button, which may name the unit */
export const speakerOf = async (states: States, platform: PlatformId, account: Account, chat: Address, said: Said = ''): Promise<Speaker> => {
  const { unit: own, ...several } = await ownUnits(states, account, said);
  if (chat.kind === 'person') {
    const unit = own ?? (await onlyUnit(states));
    return { ...several, unit, person: unit === null ? null : personByAccount(unit.state, account), place: 'private' };
  }
  const bound = await unitOfGroup(states, chatKey(platform, chat.chat));
  if (bound === null) {
    const unit = own ?? (await onlyUnit(states));
    return { ...several, unit, person: unit === null ? null : personByAccount(unit.state, account), place: 'unbound-group' };
  }
  const group = bound.state.groups.find((each) => each.platform === platform && each.chat === chat.chat);
  return { ...several, isChosen: true, unit: bound, person: personByAccount(bound.state, account), place: group?.outsiders === false ? 'group' : 'outsiders' };
};

/** The person's own chat with us. */
export const privateChat = (account: Account): Address => ({ kind: 'person', user: account.id });
