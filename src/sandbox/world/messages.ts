/**
 * Messages as they come into being and change, whoever wrote them: one place that stores, orders and announces them.
 */
import type { CardJson } from '../control-types.ts';
import type { StoredMessage } from './records.ts';
import { historyOf, tell } from './world.ts';
import type { World } from './world.ts';

export type NewMessage = Pick<StoredMessage, 'chatId' | 'from' | 'type' | 'content'> & Partial<Pick<StoredMessage, 'mentions' | 'atAll' | 'uuid' | 'rootId' | 'parentId' | 'cards' | 'batchId'>>;

export const addMessage = (world: World, fresh: NewMessage): StoredMessage => {
  const nowMs = world.clock.now();
  const message: StoredMessage = {
    messageId: world.ids.next('om_'), createdMs: nowMs, updatedMs: nowMs, recalled: false, edits: 0, urgentTo: [], readBy: [],
    mentions: [], atAll: false, uuid: null, rootId: null, parentId: null, cards: [], batchId: null, ...fresh,
  };
  world.messages.put(message);
  historyOf(world, message.chatId).push(message.messageId);
  tell(world, { type: 'message', change: 'created', chatId: message.chatId, messageId: message.messageId });
  return message;
};

type Change = Partial<Pick<StoredMessage, 'content' | 'mentions' | 'recalled' | 'edits' | 'cards' | 'updatedMs'>>;
export const changeMessage = (world: World, message: StoredMessage, change: Change): StoredMessage => {
  const changed = { ...message, updatedMs: world.clock.now(), ...change };
  world.messages.put(changed);
  tell(world, { type: 'message', change: changed.recalled ? 'recalled' : 'updated', chatId: changed.chatId, messageId: changed.messageId });
  return changed;
};

/** A new version of a shared card, seen by everybody. */
export const replaceCard = (world: World, message: StoredMessage, card: CardJson): StoredMessage =>
  changeMessage(world, message, { content: JSON.stringify(card), cards: [...message.cards, card] });

export const readMessage = (world: World, message: StoredMessage, openId: string): void => {
  if (message.from.id === openId || message.readBy.some((reader) => reader.openId === openId)) return;
  world.messages.put({ ...message, readBy: [...message.readBy, { openId, atMs: world.clock.now() }] });
  tell(world, { type: 'message', change: 'read', chatId: message.chatId, messageId: message.messageId });
};

export const CARD_LIFE_MS = 14 * 24 * 3600_000;
export const isPressable = (world: World, message: StoredMessage): boolean => !message.recalled && world.clock.now() - message.createdMs <= CARD_LIFE_MS;
