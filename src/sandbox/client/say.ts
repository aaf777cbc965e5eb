/**
 * What people do in a chat: say something, attach a file, send pictures and films, withdraw it, open the private chat, press the bot's menu.
 */
import type { Where } from '../control-api.ts';
import type { JsonObject } from '../control-types.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { isHeard, menuPressed, messageReceived, messageRecalled, privateChatCreated, privateChatEntered } from '../delivery/envelope.ts';
import { privateChat, privateChatId } from '../open-api/receivers.ts';
import { ControlError } from '../world/errors.ts';
import { pictureType, storeFile, typeByName } from '../world/files.ts';
import { addMessage, changeMessage } from '../world/messages.ts';
import type { NewMessage } from '../world/messages.ts';
import type { ChatRecord, Mention, StoredMessage } from '../world/records.ts';
import { historyOf } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { messageOf, personOf, present } from './who.ts';

const UPLOAD_LIMIT_BYTES = 100 * 1024 * 1024;
const TEXT_LIMIT_BYTES = 150 * 1024;

const post = (world: World, deliveries: Deliveries, chat: ChatRecord, message: NewMessage): StoredMessage => {
  if (chat.dissolved) throw new ControlError('这个群已解散');
  const stored = addMessage(world, message);
  if (isHeard(world, chat, stored)) deliveries.publish(messageReceived(world, chat, stored));
  return stored;
};

/** `@bot`, `@{open_id or name}` and `@all` become placeholders with mentions, as the client sends them. */
const AT = /@bot\b|@all\b|@\{([^}]+)\}/g;
const withMentions = (world: World, text: string): { readonly text: string; readonly mentions: readonly Mention[]; readonly atAll: boolean } => {
  const mentions: Mention[] = [];
  let atAll = false;
  const mention = (openId: string, name: string, bot: boolean): string => {
    const key = `@_user_${mentions.length + 1}`;
    mentions.push({ key, openId, name, bot });
    return key;
  };
  const replaced = text.replaceAll(AT, (whole, who: string | undefined) => {
    if (whole === '@all') { atAll = true; return '@_all'; }
    if (who === undefined || who === world.app.botOpenId || who === world.app.botName) return mention(world.app.botOpenId, world.app.botName, true);
    const person = personOf(world, who);
    return mention(person.openId, person.name, false);
  });
  return { text: replaced, mentions, atAll };
};

export const say = (world: World, deliveries: Deliveries, what: Where & { readonly text: string; readonly replyTo?: string }): { readonly message: string } => {
  const { person, chat } = present(world, what);
  if (what.text === '' || Buffer.byteLength(what.text) > TEXT_LIMIT_BYTES) throw new ControlError('消息不能为空，也不能超过 150 KB');
  const parent = what.replyTo === undefined ? null : messageOf(world, what.replyTo);
  if (parent !== null && parent.chatId !== chat.chatId) throw new ControlError('只能回复同一会话里的消息');
  const { text, mentions, atAll } = withMentions(world, what.text);
  const message = post(world, deliveries, chat, {
    chatId: chat.chatId, from: { kind: 'person', id: person.openId }, type: 'text', content: JSON.stringify({ text }), mentions, atAll,
    parentId: parent?.messageId ?? null, rootId: parent === null ? null : (parent.rootId ?? parent.messageId),
  });
  return { message: message.messageId };
};

const storePicture = (world: World, bytes: Uint8Array): string => {
  const contentType = pictureType(bytes);
  if (contentType === null) throw new ControlError('这不是图片');
  return storeFile(world, { kind: 'image', name: 'image', contentType, byApp: false }, bytes).key;
};
/** A film's cover, which the client makes from its first frame: here one grey point. */
const COVER = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');

/** What the platform makes of an attachment: a picture loses its name, a film gets a cover and a length. */
const attachment = (world: World, { name, bytes, kind }: { readonly name: string; readonly bytes: Uint8Array; readonly kind: string }): { readonly key: string; readonly content: JsonObject } => {
  if (kind === 'image') {
    const key = storePicture(world, bytes);
    return { key, content: { image_key: key } };
  }
  const { key } = storeFile(world, { kind: 'file', name, contentType: typeByName(name), byApp: false }, bytes);
  return { key, content: { file_key: key, file_name: name, ...(kind === 'media' ? { image_key: storePicture(world, COVER), duration: 3000 } : {}) } };
};

export const upload = (world: World, deliveries: Deliveries, what: Where & { readonly name: string; readonly bytes: Uint8Array; readonly kind?: string }): { readonly message: string; readonly fileKey: string } => {
  const { person, chat } = present(world, what);
  const { name, bytes, kind = 'file' } = what;
  if (!['file', 'image', 'media'].includes(kind)) throw new ControlError('附件只有 file、image、media 三种');
  if (name === '') throw new ControlError('文件没有名称');
  if (bytes.length === 0) throw new ControlError('文件是空的，客户端不发送空文件');
  if (bytes.length > UPLOAD_LIMIT_BYTES) throw new ControlError('文件超过 100 MB', 413);
  const { key, content } = attachment(world, { name, bytes, kind });
  const message = post(world, deliveries, chat, { chatId: chat.chatId, from: { kind: 'person', id: person.openId }, type: kind, content: JSON.stringify(content) });
  return { message: message.messageId, fileKey: key };
};

/** A received post has no locale around it, and its mentions stand as elements. */
export const postPictures = (world: World, deliveries: Deliveries, what: Where & { readonly text: string; readonly pictures: readonly string[] }): { readonly message: string; readonly imageKeys: readonly string[] } => {
  const { person, chat } = present(world, what);
  if (what.pictures.length === 0) throw new ControlError('没有图片，请直接发文字');
  const { text, mentions, atAll } = withMentions(world, what.text);
  const imageKeys = what.pictures.map((picture) => storePicture(world, Buffer.from(picture, 'base64')));
  const words = text.split(/(@_user_\d+|@_all)/).filter((piece) => piece !== '').map((piece): JsonObject => (piece.startsWith('@_') ? { tag: 'at', user_id: piece } : { tag: 'text', text: piece, style: [] }));
  const content = [...(words.length === 0 ? [] : [words]), ...imageKeys.map((key) => [{ tag: 'img', image_key: key, width: 300, height: 200 }])];
  const message = post(world, deliveries, chat, { chatId: chat.chatId, from: { kind: 'person', id: person.openId }, type: 'post', content: JSON.stringify({ title: '', content }), mentions, atAll });
  return { message: message.messageId, imageKeys };
};

export const recall = (world: World, deliveries: Deliveries, what: { readonly as: string; readonly message: string }): void => {
  const person = personOf(world, what.as);
  const message = messageOf(world, what.message);
  if (message.from.id !== person.openId) throw new ControlError('只能撤回自己的消息', 403);
  if (message.recalled) throw new ControlError('这条消息已撤回');
  const recalled = changeMessage(world, message, { recalled: true });
  const chat = world.chats.get(message.chatId);
  if (chat?.bot === true) deliveries.publish(messageRecalled(world, recalled));
};

export const openPrivateChat = (world: World, deliveries: Deliveries, who: string): { readonly chat: string } => {
  const person = personOf(world, who);
  if (person.external) throw new ControlError(`${person.name}是外部人员，不能与本单位的机器人单聊`, 403);
  const isFirst = world.chats.get(privateChatId(world, person)) === undefined;
  const chat = privateChat(world, person);
  if (isFirst) deliveries.publish(privateChatCreated(world, chat, person));
  const last = world.messages.get(historyOf(world, chat.chatId).at(-1) ?? '') ?? null;
  deliveries.publish(privateChatEntered(world, chat, person, last));
  return { chat: chat.chatId };
};

export const pressMenu = (world: World, deliveries: Deliveries, what: { readonly as: string; readonly key: string }): void => {
  if (what.key === '' || what.key.length > 30) throw new ControlError('菜单编号为 1–30 个字符');
  deliveries.publish(menuPressed(world, personOf(world, what.as), what.key));
};

/** Another app's bot speaks: it uses up the group's own limit and is not heard. */
export const speakForeign = (world: World, deliveries: Deliveries, chat: ChatRecord): void => {
  post(world, deliveries, chat, {
    chatId: chat.chatId, from: { kind: 'other-app', id: world.ids.stable('cli_', 'another app', 16) }, type: 'text', content: JSON.stringify({ text: '（另一个机器人的消息）' }),
  });
};
