/**
 * Events and callbacks as the platform words them, https://open.feishu.cn/document/server-docs/event-subscription-guide/event-list.
 */
import type { JsonObject } from '../control-types.ts';
import type { ChatRecord, PersonRecord, StoredMessage } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { tenantOf } from '../open-api/message-shape.ts';
import { hasScope } from '../open-api/receivers.ts';

export interface Event { readonly id: string; readonly type: string; readonly message: string | null; readonly envelope: JsonObject }

/** @param microseconds card callbacks carry their time in microseconds, events in milliseconds */
const v2 = (world: World, type: string, event: JsonObject, message: string | null, microseconds = false): Event => {
  const id = world.ids.next('');
  const header: JsonObject = {
    event_id: id, event_type: type, create_time: String(microseconds ? world.clock.now() * 1000 : world.clock.now()), token: world.app.verificationToken,
    app_id: world.app.appId, tenant_key: world.tenantKey,
  };
  return { id, type, message, envelope: { schema: '2.0', header, event } };
};

const idsOf = (world: World, person: Pick<PersonRecord, 'openId' | 'unionId' | 'userId'>): JsonObject => ({
  open_id: person.openId, union_id: person.unionId, ...(world.settings.switches.scopes.includes('contact:user.employee_id:readonly') ? { user_id: person.userId } : {}),
});

/** Whether the app hears of this message: in groups only when it is mentioned, unless it may read everything; never its own. */
export const isHeard = (world: World, chat: ChatRecord, message: StoredMessage): boolean => {
  if (!chat.bot || message.from.kind === 'app') return false;
  if (chat.kind === 'p2p') return hasScope(world, 'im:message.p2p_msg');
  if (world.settings.switches.scopes.includes('im:message.group_msg')) return true;
  return message.mentions.some((mention) => mention.bot) && hasScope(world, 'im:message.group_at_msg');
};

export const messageReceived = (world: World, chat: ChatRecord, message: StoredMessage): Event => {
  const sender = world.people.get(message.from.id);
  const mentions = message.mentions.map((mention) => {
    const person = world.people.get(mention.openId);
    return {
      key: mention.key, name: mention.name, mentioned_type: mention.bot ? 'bot' : 'user', tenant_key: tenantOf(world, mention.openId),
      id: person === undefined ? { open_id: mention.openId, union_id: world.ids.stable('on_', 'bot'), user_id: '' } : idsOf(world, person),
    };
  });
  return v2(world, 'im.message.receive_v1', {
    sender: sender === undefined
      ? { sender_id: { open_id: message.from.id }, sender_type: 'app', tenant_key: world.tenantKey }
      : { sender_id: idsOf(world, sender), sender_type: 'user', tenant_key: tenantOf(world, sender.openId) },
    message: {
      message_id: message.messageId,
      ...(message.rootId === null ? {} : { root_id: message.rootId, parent_id: message.parentId ?? message.rootId }),
      create_time: String(message.createdMs), update_time: String(message.updatedMs), chat_id: chat.chatId, chat_type: chat.kind, message_type: message.type,
      content: message.content, ...(mentions.length === 0 ? {} : { mentions }),
    },
  }, message.messageId);
};

export const botMembership = (world: World, chat: ChatRecord, operator: PersonRecord, isAdded: boolean, external: boolean): Event =>
  v2(world, isAdded ? 'im.chat.member.bot.added_v1' : 'im.chat.member.bot.deleted_v1', {
    chat_id: chat.chatId, operator_id: idsOf(world, operator), external, operator_tenant_key: tenantOf(world, operator.openId), name: chat.name, i18n_names: { zh_cn: chat.name },
  }, null);

export const userAdded = (world: World, chat: ChatRecord, operator: PersonRecord, users: readonly PersonRecord[], external: boolean): Event =>
  v2(world, 'im.chat.member.user.added_v1', {
    chat_id: chat.chatId, operator_id: idsOf(world, operator), external, operator_tenant_key: tenantOf(world, operator.openId), name: chat.name, i18n_names: { zh_cn: chat.name },
    users: users.map((person) => ({ name: person.name, tenant_key: tenantOf(world, person.openId), user_id: idsOf(world, person) })),
  }, null);

export const privateChatEntered = (world: World, chat: ChatRecord, person: PersonRecord, last: StoredMessage | null): Event =>
  v2(world, 'im.chat.access_event.bot_p2p_chat_entered_v1', {
    chat_id: chat.chatId, operator_id: idsOf(world, person), ...(last === null ? {} : { last_message_id: last.messageId, last_message_create_time: String(last.createdMs) }),
  }, null);

/** Still an event of the first kind: no header, told apart by `uuid`. */
export const privateChatCreated = (world: World, chat: ChatRecord, person: PersonRecord): Event => {
  const id = world.ids.next('');
  const user = { name: person.name, open_id: person.openId };
  return {
    id, type: 'p2p_chat_create', message: null,
    envelope: {
      ts: String(world.clock.now() / 1000), uuid: id, token: world.app.verificationToken, type: 'event_callback',
      event: { type: 'p2p_chat_create', app_id: world.app.appId, chat_id: chat.chatId, operator: { open_id: person.openId }, tenant_key: world.tenantKey, user },
    },
  };
};

export const menuPressed = (world: World, person: PersonRecord, key: string): Event =>
  v2(world, 'application.bot.menu_v6', { operator: { operator_name: person.name, operator_id: idsOf(world, person) }, event_key: key, timestamp: Math.floor(world.clock.now() / 1000) }, null);

export const messageRecalled = (world: World, message: StoredMessage): Event =>
  v2(world, 'im.message.recalled_v1', { message_id: message.messageId, chat_id: message.chatId, recall_time: String(world.clock.now()), recall_type: 'message_owner' }, message.messageId);

export const cardPressed = (world: World, person: PersonRecord, message: StoredMessage, token: string, action: JsonObject): Event => {
  const ids = idsOf(world, person);
  const operator = world.settings.switches.operatorIds === 'open_id' ? ids : { union_id: person.unionId };
  return v2(world, 'card.action.trigger', {
    operator: { tenant_key: tenantOf(world, person.openId), ...operator }, token, action, host: 'im_message',
    context: { open_message_id: message.messageId, open_chat_id: message.chatId },
  }, message.messageId, true);
};
