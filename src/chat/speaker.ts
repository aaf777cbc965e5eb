/**
 * Who speaks, for which unit, and what may be said in this place.
 *
 * Identity is the platform's account and nothing typed; a group speaks for the unit it is bound to, a private chat for the
 * unit of the person. With one unit in the deployment (the common case) a newcomer already belongs to its front door.
 */
import { DEPLOYMENT } from '../application/set-up.ts';
import type { States } from '../application/ports.ts';
import type { Account } from '../domain/values.ts';
import { accountKey, chatKey, personByAccount } from '../domain/people/unit.ts';
import type { Person } from '../domain/people/unit.ts';
import type { Address, PlatformId } from './platform.ts';
import type { Belonging, Place } from './verb.ts';

export interface Speaker {
  readonly unit: Belonging | null;
  readonly person: Person | null;
  readonly place: Place;
}

const unitBy = async (states: States, member: 'accounts' | 'chats', key: string): Promise<Belonging | null> => {
  const found = (await states.find('unit', { [member]: key }, 1))[0];
  return found?.state.id == null ? null : { id: found.state.id, state: found.state };
};

const onlyUnit = async (states: States): Promise<Belonging | null> => {
  const { units } = (await states.load('deployment', DEPLOYMENT)).state;
  const [id] = units;
  return id === undefined || units.length > 1 ? null : { id, state: (await states.load('unit', id)).state };
};

export const speakerOf = async (states: States, platform: PlatformId, account: Account, chat: Address): Promise<Speaker> => {
  const own = await unitBy(states, 'accounts', accountKey(account));
  if (chat.kind === 'person') {
    const unit = own ?? (await onlyUnit(states));
    return { unit, person: unit === null ? null : personByAccount(unit.state, account), place: 'private' };
  }
  const bound = await unitBy(states, 'chats', chatKey(platform, chat.chat));
  if (bound === null) {
    const unit = own ?? (await onlyUnit(states));
    return { unit, person: unit === null ? null : personByAccount(unit.state, account), place: 'unbound-group' };
  }
  const group = bound.state.groups.find((each) => each.platform === platform && each.chat === chat.chat);
  return { unit: bound, person: personByAccount(bound.state, account), place: group?.outsiders === false ? 'group' : 'outsiders' };
};

/** The person's own chat with us. */
export const privateChat = (account: Account): Address => ({ kind: 'person', user: account.id });
