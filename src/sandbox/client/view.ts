/**
 * The chat as one person sees it.
 */
import type { Chat, ChatView, MessageBody, MessageRecord, MessageView, Person, State, Where } from '../control-api.ts';
import type { CardJson } from '../control-types.ts';
import { isExternal } from '../open-api/chats.ts';
import { isList, isObject, objectIn, stringAt } from '../world/json.ts';
import { isPressable, readMessage } from '../world/messages.ts';
import type { ChatRecord, PersonRecord, StoredMessage } from '../world/records.ts';
import { historyOf } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { messageOf, present } from './who.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** The newest card, unless this person's client fell back to the one before. */
export const shownCard = (world: World, message: StoredMessage, openId: string): CardJson | null => {
  const reverted = world.reverted.get(`${message.messageId} ${openId}`);
  return (reverted?.instead === message.cards.length ? message.cards[reverted.shown - 1] : message.cards.at(-1)) ?? null;
};

const withNames = (message: StoredMessage, text: string): string =>
  message.mentions.reduceRight((said, { key, name }) => said.replaceAll(key, `@${name}`), text).replaceAll('@_all', '@所有人');

const bodyOf = (world: World, message: StoredMessage, openId: string): MessageBody => {
  if (message.recalled) return { kind: 'recalled' };
  const content = objectIn(message.content);
  switch (message.type) {
    case 'text': return { kind: 'text', text: withNames(message, stringAt(content, 'text') ?? '') };
    case 'post': {
      const lines = isObject(content) && isList(content['content']) ? content['content'] : [];
      return { kind: 'post', title: stringAt(content, 'title') ?? '', lines: lines.map((line) => (isList(line) ? line.filter(isObject) : [])) };
    }
    case 'interactive': {
      const card = shownCard(world, message, openId);
      return card === null ? { kind: 'other', type: message.type, content: message.content } : { kind: 'card', card, version: message.cards.length, pressable: isPressable(world, message) };
    }
    case 'file': case 'media': {
      const key = stringAt(content, 'file_key') ?? '';
      return { kind: 'file', fileKey: key, name: stringAt(content, 'file_name') ?? '', bytes: world.files.get(key)?.bytes ?? 0 };
    }
    case 'image': return { kind: 'image', imageKey: stringAt(content, 'image_key') ?? '' };
    default: return { kind: 'other', type: message.type, content: message.content };
  }
};
const fromOf = (world: World, message: StoredMessage): MessageView['from'] => {
  switch (message.from.kind) {
    case 'app': return { kind: 'bot', openId: world.app.botOpenId, name: world.app.botName };
    case 'other-app': return { kind: 'other-bot', openId: message.from.id, name: '其他机器人' };
    case 'person': return { kind: 'person', openId: message.from.id, name: world.people.get(message.from.id)?.name ?? '' };
  }
};
const messageView = (world: World, message: StoredMessage, openId: string): MessageView => ({
  messageId: message.messageId, chatId: message.chatId, at: iso(message.createdMs), from: fromOf(world, message), body: bodyOf(world, message, openId), replyTo: message.parentId,
  edited: message.edits > 0, mentionsMe: message.atAll || message.mentions.some((mention) => mention.openId === openId), urgentTo: message.urgentTo,
  readBy: message.readBy.map((reader) => reader.openId),
});

const chatShape = (world: World, chat: ChatRecord): Chat => ({ chatId: chat.chatId, kind: chat.kind, name: chat.name, members: chat.members, bot: chat.bot, external: isExternal(world, chat) });
const personShape = (world: World, person: PersonRecord): Person => ({
  openId: person.openId, name: person.name, external: person.external, jobTitle: person.jobTitle, resigned: person.resigned, otherAppOpenId: person.otherAppOpenId,
  departments: person.departments.flatMap((id) => world.departments.find((one) => one.id === id)?.name ?? []),
});
const seqOf = (world: World): number => world.events.at(-1)?.seq ?? 0;

export const viewChat = (world: World, where: Where & { readonly read?: boolean }): ChatView => {
  const { person, chat } = present(world, where);
  const messages = historyOf(world, chat.chatId).flatMap((id) => world.messages.get(id) ?? []);
  if (where.read === true) for (const message of messages) readMessage(world, message, person.openId);
  return { chat: chatShape(world, chat), messages: messages.map((message) => messageView(world, messageOf(world, message.messageId), person.openId)), seq: seqOf(world) };
};

export const viewState = (world: World, kind: State['clock'], isConnected: boolean): State => ({
  now: iso(world.clock.now()), clock: kind, transport: world.settings.callbackUrl === null ? 'websocket' : 'http',
  appOnline: world.settings.callbackUrl === null ? isConnected : world.settings.callbackVerified,
  bot: { openId: world.app.botOpenId, name: world.app.botName }, tenant: world.tenantName,
  people: [...world.people.all()].map((person) => personShape(world, person)),
  departments: world.departments, chats: [...world.chats.all()].filter((chat) => !chat.dissolved).map((chat) => chatShape(world, chat)),
  tokenRequests: world.tokens.requests, seq: seqOf(world),
});

export const recordOf = (world: World, messageId: string): MessageRecord => {
  const message = messageOf(world, messageId);
  return {
    messageId: message.messageId, chatId: message.chatId, senderApp: message.from.kind === 'person' ? null : message.from.id, type: message.type, content: message.content, uuid: message.uuid,
    createdAt: iso(message.createdMs), updatedAt: iso(message.updatedMs), recalled: message.recalled, cardVersions: message.cards, urgentTo: message.urgentTo,
  };
};
