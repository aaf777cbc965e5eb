/**
 * The content of a message by its type: a string of JSON with the fields of the type, mentions resolved, keys owned by the app, cards checked.
 *
 * https://open.feishu.cn/document/server-docs/im-v1/message-content-description/create_json
 */
import { checkCard, refusalOf } from '../card/check.ts';
import type { Surroundings } from '../card/judge.ts';
import type { CardJson, JsonObject } from '../control-types.ts';
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { isList, isObject, listAt, objectIn, stringAt } from '../world/json.ts';
import type { ChatRecord, Mention } from '../world/records.ts';
import type { World } from '../world/world.ts';

const TEXT_LIMIT_BYTES = 150 * 1024;
const RICH_LIMIT_BYTES = 30 * 1024;

export interface Content {
  readonly type: string;
  /** As stored: mentions are placeholders. */
  readonly content: string;
  readonly mentions: readonly Mention[];
  readonly atAll: boolean;
  readonly card: CardJson | null;
}
type Read = Omit<Content, 'type'>;
const bare = (content: JsonObject): Read => ({ content: JSON.stringify(content), mentions: [], atAll: false, card: null });
const wrong = (what: string): ApiRefusal => new ApiRefusal(230001, `Your request contains an invalid request parameter, ext=${what}`);

/** @param chat null for batch messages, whose receivers are many */
export const readContent = (world: World, chat: ChatRecord | null, type: unknown, raw: unknown, bodyBytes: number): Content => {
  if (typeof type !== 'string') throw fieldViolation('msg_type', 'is required');
  if (typeof raw !== 'string') throw fieldViolation('content', 'must be a string of JSON');
  if (bodyBytes > (type === 'text' ? TEXT_LIMIT_BYTES : RICH_LIMIT_BYTES)) throw new ApiRefusal(230025, 'The length of the message content reaches its limit.');
  const content = objectIn(raw);
  if (content === null) throw wrong('content is not a string in json format');
  return { type, ...readByType(world, chat, type, content, raw) };
};

const readByType = (world: World, chat: ChatRecord | null, type: string, content: JsonObject, raw: string): Read => {
  switch (type) {
    case 'text': return readText(world, chat, content);
    case 'post': return readPost(world, chat, content);
    case 'image': return ownKey(world, content, 'image_key', 'image');
    case 'file': case 'audio': case 'media': return ownKey(world, content, 'file_key', 'file');
    case 'interactive': return readCard(world, content, raw);
    case 'share_user': {
      if (!personNamed(world, stringAt(content, 'user_id') ?? '')) throw wrong('invalid user_id');
      return bare(content);
    }
    case 'share_chat': {
      const shared = world.chats.get(stringAt(content, 'chat_id') ?? '');
      if (shared === undefined) throw wrong('invalid chat_id');
      if (shared.kind === 'p2p') throw new ApiRefusal(230015, 'P2P chat can not be shared.');
      return bare(content);
    }
    case 'sticker': throw wrong('invalid sticker file_key');
    case 'system':
      if (chat?.kind !== 'p2p') throw wrong('system messages go to p2p chats only');
      return bare(content);
    default: throw wrong('invalid msg_type');
  }
};

const personNamed = (world: World, openId: string): string | null => (openId === world.app.botOpenId ? world.app.botName : (world.people.get(openId)?.name ?? null));
const checkAtAll = (chat: ChatRecord | null): void => {
  if (chat?.kind === 'group' && !chat.atAllAllowed) throw new ApiRefusal(230027, 'Lack of necessary permissions, ext=the group does not allow to @ all');
};

const AT = /<at user_id="([^"]*)">(?:[^<]*)<\/at>/g;
const readText = (world: World, chat: ChatRecord | null, content: JsonObject): Read => {
  const text = content['text'];
  if (typeof text !== 'string' || text === '') throw wrong('text is required');
  const mentions: Mention[] = [];
  const replaced = text.replaceAll(AT, (_whole, id: string) => {
    if (id === 'all') return '@_all';
    const name = personNamed(world, id);
    if (name === null) return '';
    const key = `@_user_${mentions.length + 1}`;
    mentions.push({ key, openId: id, name, bot: id === world.app.botOpenId });
    return key;
  });
  const atAll = text.includes('<at user_id="all">');
  if (atAll) checkAtAll(chat);
  return { content: JSON.stringify({ text: replaced }), mentions, atAll, card: null };
};

const POST_TAGS: Readonly<Record<string, readonly string[]>> = {
  text: ['text'], a: ['text', 'href'], at: ['user_id'], img: ['image_key'], media: ['file_key'], emotion: ['emoji_type'], hr: [], code_block: ['text'], md: ['text'],
};
const readPost = (world: World, chat: ChatRecord | null, content: JsonObject): Read => {
  const locales = Object.entries(content);
  if (locales.length === 0) throw wrong('post needs a locale');
  const mentions: Mention[] = [];
  let atAll = false;
  for (const [locale, post] of locales) {
    if (!/^[a-z]{2}_[a-z]{2}$/i.test(locale) || !isObject(post) || !isList(post['content'])) throw wrong(`post ${locale} needs content`);
    for (const line of post['content']) for (const node of isList(line) ? line : [null]) {
      const needs = isObject(node) ? POST_TAGS[stringAt(node, 'tag') ?? ''] : undefined;
      if (needs === undefined || needs.some((key) => stringAt(node, key) === null)) throw wrong('invalid node in post');
      const id = stringAt(node, 'tag') === 'at' ? stringAt(node, 'user_id') : null;
      if (id === 'all') { checkAtAll(chat); atAll = true; }
      const name = id === null || id === 'all' ? null : personNamed(world, id);
      if (id !== null && id !== 'all' && name === null) throw wrong('invalid user_id in post');
      if (id !== null && name !== null) mentions.push({ key: `@_user_${mentions.length + 1}`, openId: id, name, bot: id === world.app.botOpenId });
      const image = stringAt(node, 'tag') === 'img' ? stringAt(node, 'image_key') : null;
      if (image !== null && world.files.get(image)?.byApp !== true) throw new ApiRefusal(230017, 'Bot is NOT the owner of the resource.');
    }
  }
  const [, first] = locales[0] ?? [];
  return { content: JSON.stringify({ title: stringAt(first, 'title') ?? '', content: listAt(first, 'content') }), mentions, atAll, card: null };
};

const ownKey = (world: World, content: JsonObject, field: 'image_key' | 'file_key', kind: 'image' | 'file'): Read => {
  const key = stringAt(content, field);
  if (key === null || key === '') throw wrong(`${field} is required`);
  const stored = world.files.get(key);
  if (stored?.byApp !== true) throw new ApiRefusal(230017, 'Bot is NOT the owner of the resource.');
  if (stored.kind !== kind) throw new ApiRefusal(230055, 'The type of file upload does not match the type of message being sent.');
  return bare(kind === 'file' ? { file_key: key, file_name: stored.name } : { image_key: key });
};

const readCard = (world: World, card: JsonObject, raw: string): Read => {
  if (card['type'] === 'template' || card['type'] === 'card') {
    throw new ApiRefusal(230099, 'Failed to create card content, ext=ErrCode: 200380; ErrPath: ROOT; ErrMsg: template is not visible to app or does not exist; ErrorValue: ;');
  }
  acceptCard(world, card);
  return { content: raw, mentions: [], atAll: false, card };
};

export const surroundings = (world: World): Surroundings => ({
  isUser: (openId) => personNamed(world, openId) !== null,
  isImage: (key) => world.files.get(key)?.kind === 'image',
  maxTables: world.settings.switches.maxTables,
  formButtonBehaviors: world.settings.switches.formButtonBehaviors,
});
/** @throws 230099 or 230025 unless the card is one the platform takes */
export const acceptCard = (world: World, card: unknown): void => {
  const refusal = refusalOf(checkCard(card, surroundings(world)));
  if (refusal !== null) throw refusal;
};
