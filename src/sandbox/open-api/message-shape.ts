/**
 * A message as the open API returns it, https://open.feishu.cn/document/server-docs/im-v1/message/get.
 */
import type { CardJson, JsonObject, JsonValue } from '../control-types.ts';
import { isObject, listAt, stringAt } from '../world/json.ts';
import type { StoredMessage } from '../world/records.ts';
import type { World } from '../world/world.ts';

export const messageShape = (world: World, message: StoredMessage, isHistory: boolean): JsonObject => ({
  message_id: message.messageId,
  ...(message.rootId === null ? {} : { root_id: message.rootId }),
  ...(message.parentId === null ? {} : { parent_id: message.parentId }),
  msg_type: message.type,
  create_time: String(message.createdMs),
  update_time: String(message.updatedMs),
  deleted: message.recalled,
  updated: message.edits > 0 || message.cards.length > 1,
  chat_id: message.chatId,
  sender: message.from.kind === 'person'
    ? { id: message.from.id, id_type: 'open_id', sender_type: 'user', tenant_key: tenantOf(world, message.from.id) }
    : { id: message.from.id, id_type: 'app_id', sender_type: 'app', tenant_key: world.tenantKey },
  body: { content: message.recalled ? '{"text":"This message was recalled"}' : contentOf(world, message, isHistory) },
  ...(message.mentions.length === 0 ? {} : {
    mentions: message.mentions.map(({ key, openId, name }) => ({ key, id: openId, id_type: 'open_id', name, tenant_key: tenantOf(world, openId) })),
  }),
});

export const tenantOf = (world: World, openId: string): string => (world.people.get(openId)?.external === true ? world.otherTenantKey : world.tenantKey);

const contentOf = (world: World, message: StoredMessage, isHistory: boolean): string => {
  const card = message.cards.at(-1);
  if (card === undefined || !isHistory || world.settings.switches.historyCardContent === 'raw') return message.content;
  return JSON.stringify(degraded(card));
};

/** What the platform's history makes of a card: its title and its texts, nothing to press, nothing to recognise it by. */
const degraded = (card: CardJson): JsonObject => {
  const title = isObject(card['header']) ? (stringAt(card['header']['title'], 'content') ?? '') : '';
  const texts: string[] = [];
  const walk = (value: JsonValue): void => {
    if (isObject(value)) {
      const text = stringAt(value, 'content');
      if (text !== null) texts.push(text);
      for (const inner of ['text', 'fields', 'columns', 'elements']) walk(value[inner] ?? null);
    } else if (Array.isArray(value)) value.forEach(walk);
  };
  listAt(card['body'], 'elements').forEach(walk);
  return { title, elements: texts.map((text) => [{ tag: 'text', text }]) };
};
