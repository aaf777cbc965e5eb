/**
 * Events of the platform as the chat's neutral words: a registry of small converters, one per event type.
 *
 * One idea: pure functions over an envelope that has been verified. What we cannot use is `ignored` with a reason for the
 * log, never an error: the platform would only send it again.
 *
 * Promises: the key of an inbound is the same on every redelivery (the message id for messages, the event id otherwise);
 * messages of bots are never read; in a group only what mentions the bot is read, and files. Pictures and films are files without a
 * name of their own: they are called after the moment they were sent.
 *
 * Source: https://open.feishu.cn/document/server-docs/im-v1/message/events/receive and
 * https://open.feishu.cn/document/feishu-cards/card-callback-communication
 */
import type { ActionIn, Address, FileHandle, FileIn, FormValue, PresenceIn, TextIn } from '../../chat/platform.ts';
import { cardRef, readPress } from './buttons.ts';
import { fileToken } from './files.ts';
import { isId } from './ids.ts';
import { asList, asRecord, asText, type JsonRecord, parsedRecord, recordIn, textIn } from './json.ts';
import type { Envelope } from './verify.ts';
import { postResources, postWords, textWords, type Words } from './words.ts';

export interface Known {
  readonly botOpenId: string;
  /** The open_id of who did it, when the event named that person in another way. */
  readonly person: string | null;
}
export type Reading =
  | { readonly kind: 'message'; readonly inbound: TextIn | FileIn | PresenceIn; readonly privateChat: PrivateChat | null }
  | { readonly kind: 'action'; readonly action: ActionIn }
  | { readonly kind: 'ignored'; readonly why: string };
/** Which private chat belongs to whom: needed to read its history later. */
export interface PrivateChat { readonly user: string; readonly chat: string }

const ignored = (why: string): Reading => ({ kind: 'ignored', why });

export const eventType = (envelope: Envelope): string => textIn(envelope['header'], 'event_type') || textIn(envelope['event'], 'type');
export const eventId = (envelope: Envelope): string => textIn(envelope['header'], 'event_id') || textIn(envelope, 'uuid');
export const isCardAction = (envelope: Envelope): boolean => eventType(envelope) === 'card.action.trigger';

/** Who did it, as far as the event says: an open_id, else a union_id to look up. */
export const operatorOf = (envelope: Envelope): { readonly openId: string | null; readonly unionId: string | null } => {
  const event = asRecord(envelope['event']);
  const operator = recordIn(event, 'operator');
  const ids = [recordIn(recordIn(event, 'sender'), 'sender_id'), recordIn(operator, 'operator_id'), operator, recordIn(event, 'operator_id'), recordIn(event, 'user')];
  const found = (name: string): string => ids.map((id) => textIn(id, name)).find((id) => id !== '') ?? '';
  const [openId, unionId] = [found('open_id'), found('union_id')];
  return { openId: isId('person', openId) ? openId : null, unionId: isId('union', unionId) ? unionId : null };
};

/** The platform writes instants in seconds, milliseconds or (card callbacks) microseconds since 1970, as strings or numbers. */
const instant = (...candidates: readonly unknown[]): string => {
  for (const candidate of candidates) {
    const count = Number(candidate);
    if (!(count > 0)) continue;
    const milliseconds = count > 1e14 ? count / 1000 : count > 1e11 ? count : count * 1000;
    const date = new Date(milliseconds);
    if (!Number.isNaN(date.getTime())) return date.toISOString();
  }
  return new Date(0).toISOString();
};
const createdAt = (envelope: Envelope): string => instant(textIn(envelope['header'], 'create_time'), envelope['ts']);

interface Scene { readonly envelope: Envelope; readonly event: JsonRecord; readonly known: Known; readonly person: string }
type Converter = (scene: Scene) => Reading;

/** 「照片20260310-170000.jpg」, Chinese wall-clock time. The phone sends photos as JPEG; whoever opens one looks at its bytes. */
const pictureName = (kind: 'image' | 'media', at: string, n: number): string => {
  const local = new Date(Date.parse(at) + 8 * 3600_000).toISOString().replaceAll(/[-:]/g, '');
  return `${kind === 'image' ? '照片' : '录像'}${local.slice(0, 8)}-${local.slice(9, 15)}${n === 0 ? '' : `-${String(n + 1)}`}.${kind === 'image' ? 'jpg' : 'mp4'}`;
};
/** The one file of a message that is a file, picture or film. */
const fileOf = (type: string, key: string, at: string, content: JsonRecord): FileHandle | null => {
  const token = fileToken(key, textIn(content, type === 'image' ? 'image_key' : 'file_key'));
  if (token === null) return null;
  const named = textIn(content, 'file_name');
  return { name: named !== '' ? named : type === 'file' ? '未命名' : pictureName(type === 'image' ? 'image' : 'media', at, 0), bytes: null, token };
};
const filesOfPost = (said: JsonRecord, key: string, at: string): readonly FileHandle[] =>
  postResources(said).flatMap(({ key: resource, kind }, n) => {
    const token = fileToken(key, resource);
    return token === null ? [] : [{ name: pictureName(kind, at, n), bytes: null, token }];
  });

const message: Converter = ({ event, known, person, envelope }) => {
  if (textIn(event['sender'], 'sender_type') !== 'user') return ignored('not from a person');
  const said = asRecord(event['message']);
  const [key, chatId] = [textIn(said, 'message_id'), textIn(said, 'chat_id')];
  if (!isId('message', key) || !isId('chat', chatId)) return ignored('without ids');
  const direct = textIn(said, 'chat_type') === 'p2p';
  const chat: Address = direct ? { kind: 'person', user: person } : { kind: 'group', chat: chatId };
  const base = { platform: 'feishu', key, at: instant(said['create_time'], textIn(envelope['header'], 'create_time')), from: { platform: 'feishu', id: person }, chat } as const;
  const privateChat = direct ? { user: person, chat: chatId } : null;
  const spoken = ({ text, mentions, toBot }: Words, files: readonly FileHandle[] = []): Reading =>
    direct || toBot ? { kind: 'message', inbound: { ...base, kind: 'text', text, mentions, ...(files.length === 0 ? {} : { files }) }, privateChat } : ignored('not meant for the bot');

  const type = textIn(said, 'message_type');
  if (type === 'text') return spoken(textWords(said, known.botOpenId));
  if (type === 'post') return spoken(postWords(said, known.botOpenId), filesOfPost(said, key, base.at));
  if (type !== 'file' && type !== 'image' && type !== 'media') return ignored(`message type ${type.slice(0, 20)}`);
  if (type !== 'file' && !direct) return ignored('a picture for the group');
  const file = fileOf(type, key, base.at, parsedRecord(asText(said['content'])) ?? {});
  return file === null ? ignored('file without a key') : { kind: 'message', inbound: { ...base, kind: 'file', file }, privateChat };
};

const presence = (kind: 'joined-group' | 'left-group'): Converter => ({ envelope, event, person }) => {
  const chat = textIn(event, 'chat_id');
  if (!isId('chat', chat)) return ignored('without ids');
  const inbound: PresenceIn = { kind, platform: 'feishu', key: eventId(envelope), at: createdAt(envelope), from: { platform: 'feishu', id: person }, chat: { kind: 'group', chat } };
  return { kind: 'message', inbound, privateChat: null };
};

/** The first opening is told by two events, and by one of them again on every visit: one key per chat, nothing after the first message. */
const opened: Converter = ({ envelope, event, person }) => {
  const chat = textIn(event, 'chat_id');
  if (!isId('chat', chat)) return ignored('without ids');
  if (textIn(event, 'last_message_id') !== '') return ignored('opened again');
  const inbound: PresenceIn = { kind: 'opened-chat', platform: 'feishu', key: `opened-${chat}`, at: createdAt(envelope), from: { platform: 'feishu', id: person }, chat: { kind: 'person', user: person } };
  return { kind: 'message', inbound, privateChat: { user: person, chat } };
};

/** An entry of the bot's menu is a command somebody did not have to type: its key is the command. */
const menu: Converter = ({ envelope, event, person }) => ({
  kind: 'message',
  inbound: { kind: 'text', platform: 'feishu', key: eventId(envelope), at: createdAt(envelope), from: { platform: 'feishu', id: person }, chat: { kind: 'person', user: person }, text: textIn(event, 'event_key'), mentions: [] },
  privateChat: null,
});

const DATE = /^(\d{4}-\d{2}-\d{2}) [+-]\d{4}$/;
/** Dates lose their zone (the form asked for a day, not an instant); what was left empty is absent, however it was sent. */
const formValue = (value: unknown): FormValue | null => {
  if (typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value === 'string') return value === '' ? null : (DATE.exec(value)?.[1] ?? value);
  const chosen = asList(value).filter((option): option is string => typeof option === 'string' && option !== '');
  return chosen.length === 0 ? null : chosen;
};
const formOf = (action: JsonRecord): Readonly<Record<string, FormValue>> =>
  Object.fromEntries(
    Object.entries(recordIn(action, 'form_value')).flatMap(([name, value]) => {
      const kept = formValue(value);
      return kept === null ? [] : [[name, kept]];
    }),
  );

const action: Converter = ({ envelope, event, person }) => {
  const pressed = asRecord(event['action']);
  const context = asRecord(event['context']);
  const [messageId, chatId] = [textIn(context, 'open_message_id'), textIn(context, 'open_chat_id')];
  const press = readPress(pressed);
  if (press === null || !isId('message', messageId)) return ignored('not a card of ours');
  const chat: Address = press.place === 'person' || !isId('chat', chatId) ? { kind: 'person', user: person } : { kind: 'group', chat: chatId };
  return {
    kind: 'action',
    action: {
      kind: 'action', platform: 'feishu', key: eventId(envelope), at: createdAt(envelope), from: { platform: 'feishu', id: person }, chat,
      card: cardRef(press.place, messageId), action: press.act, value: press.value, form: formOf(pressed),
    },
  };
};

const CONVERTERS: Readonly<Record<string, Converter>> = {
  'im.message.receive_v1': message,
  'card.action.trigger': action,
  'im.chat.member.bot.added_v1': presence('joined-group'),
  'im.chat.member.bot.deleted_v1': presence('left-group'),
  'im.chat.access_event.bot_p2p_chat_entered_v1': opened,
  p2p_chat_create: opened,
  'application.bot.menu_v6': menu,
};
/** What the app has to subscribe to; anything else is acknowledged and ignored. */
export const SUBSCRIBED: readonly string[] = Object.keys(CONVERTERS);

export const read = (envelope: Envelope, known: Known): Reading => {
  const type = eventType(envelope);
  const convert = Object.hasOwn(CONVERTERS, type) ? CONVERTERS[type] : undefined;
  if (convert === undefined) return ignored(`event ${type.slice(0, 60)}`);
  if (eventId(envelope) === '') return ignored('without an event id');
  const person = operatorOf(envelope).openId ?? known.person;
  return person === null ? ignored('nobody named') : convert({ envelope, event: asRecord(envelope['event']), known, person });
};
