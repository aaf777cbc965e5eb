/**
 * A message could not be delivered because its reader is out of reach: recorded in every unit that knows him, once a day.
 */
import { localDate } from '../domain/calendar/working-days.ts';
import type { Fact } from '../domain/events.ts';
import { accountKey, chatKey, personByAccount } from '../domain/people/unit.ts';
import type { Account } from '../domain/values.ts';
import type { Deps } from './deps.ts';
import { record } from './decision.ts';
import { SERVICE } from './ports.ts';

export type Unreached = { readonly kind: 'person'; readonly account: Account } | { readonly kind: 'group'; readonly platform: Account['platform']; readonly chat: string };

export const noteUnreached = (deps: Deps) => async (who: Unreached): Promise<void> => {
  const on = localDate(deps.clock());
  const units = await deps.states.find('unit', who.kind === 'person' ? { accounts: accountKey(who.account) } : { chats: chatKey(who.platform, who.chat) });
  for (const { state } of units) {
    const person = who.kind === 'person' ? personByAccount(state, who.account) : null;
    const { id: unit } = state;
    if (unit === null || (who.kind === 'person' && person === null)) continue;
    const fact: Fact = person === null ? { type: 'GroupNotReached', unit, on, chat: who.kind === 'group' ? who.chat : '' } : { type: 'PersonNotReached', unit, on, person: person.id };
    const cause = `not-reached/${unit}/${on}/${fact.type === 'PersonNotReached' ? fact.person : fact.chat}`;
    if ((await deps.journal.byCause(cause)) !== null) continue;
    await record(deps, { actor: SERVICE, via: 'service', cause, unit }, async (desk) => {
      await desk.take('reach', unit);
      return { unit, events: [fact] };
    });
  }
};
