/**
 * Who could not be reached by the chat (机器人不在其可用范围、已离职、群已解散 …): a fact of its own, once for a person and a day.
 *
 * That a card never arrived is part of the record – a team that was never told is not a team that did not answer – and the
 * clerks hear of everybody concerned on one card, not once for each message.
 */
import type { Fact } from '../events.ts';
import type { PersonId } from '../ids.ts';
import type { LocalDate } from '../values.ts';

/** Of the last day on which somebody was out of reach. Stream 'reach/U1'. */
export interface ReachState {
  readonly on: LocalDate | null;
  readonly people: readonly PersonId[];
  /** Chats of groups. */
  readonly groups: readonly string[];
}
export const newReach: ReachState = { on: null, people: [], groups: [] };

const onDay = (state: ReachState, on: LocalDate): ReachState => (state.on === on ? state : { ...newReach, on });

export const evolveReach = (state: ReachState, fact: Fact): ReachState => {
  switch (fact.type) {
    case 'PersonNotReached': {
      const day = onDay(state, fact.on);
      return { ...day, people: [...day.people.filter((id) => id !== fact.person), fact.person] };
    }
    case 'GroupNotReached': {
      const day = onDay(state, fact.on);
      return { ...day, groups: [...day.groups.filter((chat) => chat !== fact.chat), fact.chat] };
    }
    default:
      return state;
  }
};
