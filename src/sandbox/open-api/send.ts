/**
 * Sending and replying, https://open.feishu.cn/document/server-docs/im-v1/message/create and …/reply.
 *
 * Checks come in the platform's order: receiver, uuid, rate, size, content. Whatever is refused leaves nothing behind.
 */
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { stringAt } from '../world/json.ts';
import { chatLimit, userLimit } from '../world/buckets.ts';
import { addMessage } from '../world/messages.ts';
import type { ChatRecord, StoredMessage } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { readContent } from './content.ts';
import { messageShape } from './message-shape.ts';
import { receiverOf, speakable } from './receivers.ts';
import type { ApiAnswer, ApiRequest, Route } from './request.ts';

const UUID_LENGTH = 50;
const UUID_WINDOW_MS = 3600_000;

const send = (request: ApiRequest): ApiAnswer => {
  const { world, query, body } = request;
  requireBot(world);
  const id = stringAt(body, 'receive_id');
  if (id === null) throw fieldViolation('receive_id', 'is required');
  return deliver(request, receiverOf(world, query.get('receive_id_type'), id), null);
};

const reply = (request: ApiRequest): ApiAnswer => {
  const { world, params, body } = request;
  requireBot(world);
  const parent = knownMessage(world, params['message_id'] ?? '');
  if (parent.recalled) throw new ApiRefusal(230011, 'The message was withdrawn.');
  if (parent.batchId !== null) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=batch messages can not be replied to');
  const chat = chatOf(world, parent);
  if (body['reply_in_thread'] === true) throw new ApiRefusal(230071, 'This chat does not support reply in thread.');
  return deliver(request, speakable(world, chat), parent);
};

const deliver = ({ world, body, bodyBytes }: ApiRequest, chat: ChatRecord, parent: StoredMessage | null): ApiAnswer => {
  const uuid = readUuid(body['uuid']);
  takeChatRate(world, chat);
  const content = readContent(world, chat, body['msg_type'], body['content'], bodyBytes);
  const before = uuid === null ? null : sentUnder(world, uuid, content.content);
  if (before !== null) {
    if (world.settings.switches.duplicateUuid === 'refuse-230049') throw new ApiRefusal(230049, 'The message is being sent.');
    return { data: messageShape(world, before, false) };
  }
  const message = addMessage(world, {
    chatId: chat.chatId, from: { kind: 'app', id: world.app.appId }, type: content.type, content: content.content, mentions: content.mentions, atAll: content.atAll, uuid,
    rootId: parent === null ? null : (parent.rootId ?? parent.messageId), parentId: parent?.messageId ?? null, cards: content.card === null ? [] : [content.card],
  });
  if (uuid !== null) world.uuids.set(uuid, { messageId: message.messageId, atMs: message.createdMs, content: content.content });
  return { data: messageShape(world, message, false) };
};

const readUuid = (uuid: unknown): string | null => {
  if (uuid === undefined || uuid === '') return null;
  if (typeof uuid !== 'string' || uuid.length > UUID_LENGTH) throw fieldViolation('uuid', `the length must be at most ${UUID_LENGTH}`);
  return uuid;
};
/** The message this uuid made within the last hour. */
const sentUnder = (world: World, uuid: string, content: string): StoredMessage | null => {
  const known = world.uuids.get(uuid);
  if (known === undefined || world.clock.now() - known.atMs >= UUID_WINDOW_MS) return null;
  if (!world.settings.switches.uuidCoversChangedContent && known.content !== content) return null;
  return world.messages.get(known.messageId) ?? null;
};

export const requireBot = (world: World): void => {
  if (!world.settings.switches.botAbility) throw new ApiRefusal(230006, 'Bot ability is not activated.');
};
/** 5/s to one user; 5/s into one group, shared by all bots in it. */
export const takeChatRate = (world: World, chat: ChatRecord): void => {
  const limit = chat.kind === 'p2p' ? userLimit(chat.members[0] ?? '') : chatLimit(chat.chatId);
  if (world.buckets.take([limit]) !== null) throw new ApiRefusal(230020, 'This operation triggers the frequency limit.');
  if (world.settings.faults.busyRatio > 0 && world.ids.random() < world.settings.faults.busyRatio) throw new ApiRefusal(11232, 'Create message trigger system rate limit.');
};
export const knownMessage = (world: World, messageId: string): StoredMessage => {
  const message = world.messages.get(messageId);
  if (message === undefined) throw new ApiRefusal(99992354, 'The request you send is not a valid {message_id} or not exists, example value is om_…');
  return message;
};
export const chatOf = (world: World, message: StoredMessage): ChatRecord => {
  const chat = world.chats.get(message.chatId);
  if (chat === undefined) throw new ApiRefusal(230002, 'The bot can not be outside the group.');
  return chat;
};

const scopes = ['im:message', 'im:message:send_as_bot', 'im:message:send'];
export const sendRoutes: readonly Route[] = [
  { method: 'POST', path: '/open-apis/im/v1/messages', scopes, run: send },
  { method: 'POST', path: '/open-apis/im/v1/messages/{message_id}/reply', scopes, run: reply },
];
