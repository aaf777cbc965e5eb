/**
 * What is remembered of each receiver over restarts: the chat it is reached in, and the last message it is known to have.
 *
 * One idea: messages to one receiver go out one after the other, so whatever of ours stands in the chat after the last
 * known message can only be the one whose answer was lost. The id of a private chat is told by the platform in passing
 * (with what arrives from it, with the answer to what is sent there) and never when asked for.
 */
import type { Address, PlatformMemory } from '../../chat/platform.ts';
import { isId } from './ids.ts';
import { parsedRecord, textIn } from './json.ts';

export interface LastSent { readonly uuid: string; readonly message: string }
export interface Lanes {
  /** Durable when resolved. */
  readonly remember: (user: string, chat: string) => Promise<void>;
  readonly sent: (to: Address, last: LastSent, chat: string | null) => Promise<void>;
  readonly last: (to: Address) => Promise<LastSent | null>;
  readonly chatOf: (to: Address) => Promise<string | null>;
}

const KEPT_CHATS = 5000;
const laneKey = (to: Address): string => (to.kind === 'group' ? `last-sent/${to.chat}` : `last-sent/${to.user}`);
const chatKey = (user: string): string => `private-chat/${user}`;

export const createLanes = (memory: PlatformMemory): Lanes => {
  const chats = new Map<string, string>();
  const remember = async (user: string, chat: string): Promise<void> => {
    if (chats.get(user) === chat) return;
    await memory.set(chatKey(user), chat);
    if (chats.size > KEPT_CHATS) chats.clear();
    chats.set(user, chat);
  };
  return {
    remember,
    sent: async (to, last, chat) => {
      if (to.kind === 'person' && chat !== null) await remember(to.user, chat);
      await memory.set(laneKey(to), JSON.stringify(last));
    },
    last: async (to) => {
      const kept = parsedRecord((await memory.get(laneKey(to))) ?? '');
      const message = textIn(kept, 'message');
      return isId('message', message) ? { uuid: textIn(kept, 'uuid'), message } : null;
    },
    chatOf: async (to) => {
      if (to.kind === 'group') return to.chat;
      return chats.get(to.user) ?? (await memory.get(chatKey(to.user)));
    },
  };
};
