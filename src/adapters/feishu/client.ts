/**
 * Everything the adapter does TO the platform: send, replace, upload, download, look up, urge.
 *
 * One idea: a send may be tried any number of times. Inside the platform's hour the `uuid` keeps it single; after that, or
 * where a repeated try could differ from the first (a file uploaded anew gets another key), the chat's history is asked.
 *
 * Source: https://open.feishu.cn/document/server-docs/im-v1/message/create
 */
import type { Blobs } from '../../application/ports.ts';
import { type Digest, digest } from '../../domain/ids.ts';
import { type Address, type Card, type CardRef, type GroupProfile, type Outgoing, PlatformError, type PlatformMemory, type SendOptions, type Sent, type UserProfile } from '../../chat/platform.ts';
import type { Api } from './api.ts';
import { cardRef, readCardRef } from './buttons.ts';
import { codeOf } from './errors.ts';
import { escapeText } from './escape.ts';
import { download, safeName, upload } from './files.ts';
import { findSent, markOf } from './history.ts';
import { checkedId, isId } from './ids.ts';
import { asText, textIn } from './json.ts';
import type { AdapterLog } from './logging.ts';
import { createPatches } from './patches.ts';
import { findGroup, findUser } from './people.ts';
import { render } from './render.ts';
import type { Timing } from './timing.ts';

export interface ClientDeps {
  readonly api: Api;
  readonly appId: string;
  readonly blobs: Pick<Blobs, 'stream'>;
  readonly memory: PlatformMemory;
  readonly timing: Timing;
  readonly log: AdapterLog;
  /** The app's own organisation, as soon as an event has told it. */
  readonly tenant: () => string | null;
}
export type Client = ReturnType<typeof createClient>;

type MessageType = 'text' | 'file' | 'interactive';
interface Content { readonly type: MessageType; readonly content: string }

/** The platform takes 150 KB of request; what is longer travels as a file. */
const TEXT_LIMIT_BYTES = 120 * 1024;
/** How long an uploaded file's key is used again; well inside the hour in which a uuid protects. */
const KEY_REUSE_MS = 50 * 60_000;
const KEPT_KEYS = 500;
const URGENT_USERS = 200;
const DAY_MS = 24 * 3600_000;

const CARD_REFUSED = 230099;
const STILL_SENDING = 230049;
/** The history cannot be read without these rights; then at-least-once is what remains. */
const NO_RIGHT: readonly (number | null)[] = [99991672, 230027];
/** Urging that is not possible leaves an ordinary message, which has been sent already. */
const NO_URGING: readonly (number | null)[] = [99991672, 230023, 230024, 230052, 230098, 230001, 230027];

const blobDigest = (raw: string): Digest => {
  const known = digest(raw);
  if (known === null) throw new PlatformError('permanent', 'not a digest');
  return known;
};

const isUuid = (uuid: string): boolean => /^[0-9A-Za-z_-]{1,50}$/.test(uuid);

const textContent = (text: string, mention: readonly string[]): string => {
  const named = mention.filter((user) => isId('person', user)).map((user) => `<at user_id="${user}"></at> `);
  return JSON.stringify({ text: `${named.join('')}${escapeText(text)}` });
};

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

export const createClient = ({ api, appId, blobs, memory, timing, log, tenant }: ClientDeps) => {
  const keys = new Map<string, { readonly key: string; readonly until: number }>();
  let submitBehaviors = true;

  const chatKey = (user: string): string => `private-chat/${user}`;
  const knownChats = new Map<string, string>();
  /** Remembers which private chat is whose; the platform tells it in passing and never answers it when asked. */
  const rememberChat = async (user: string, chat: string): Promise<void> => {
    if (knownChats.get(user) === chat) return;
    await memory.set(chatKey(user), chat);
    if (knownChats.size > KEPT_KEYS * 10) knownChats.clear();
    knownChats.set(user, chat);
  };

  const keptKey = (id: string): string | null => {
    const kept = keys.get(id);
    return kept !== undefined && kept.until > timing.now() ? kept.key : null;
  };
  const uploaded = async (id: string, name: string, bytes: () => AsyncIterable<Uint8Array>): Promise<string> => {
    const kept = keptKey(id);
    if (kept !== null) return kept;
    const key = await upload(api, name, bytes());
    for (const [old, { until }] of keys) if (until <= timing.now() || keys.size > KEPT_KEYS) keys.delete(old);
    keys.set(id, { key, until: timing.now() + KEY_REUSE_MS });
    return key;
  };

  const asFile = (message: Outgoing): { readonly id: string; readonly name: string; readonly bytes: () => AsyncIterable<Uint8Array> } | null => {
    switch (message.kind) {
      case 'file':
        return { id: `${message.blob}/${message.name}`, name: message.name, bytes: () => blobs.stream(blobDigest(message.blob)) };
      case 'text': {
        const bytes = Buffer.from(message.text, 'utf8');
        if (bytes.length <= TEXT_LIMIT_BYTES) return null;
        return { id: markOf(message.text), name: '消息全文.txt', bytes: () => once(Buffer.concat([Buffer.from('\ufeff'), bytes])) };
      }
      case 'card':
        return null;
    }
  };

  const lookBack = async (to: Address, wanted: Content, options: SendOptions): Promise<string | null> => {
    const chat = to.kind === 'group' ? to.chat : (knownChats.get(to.user) ?? (await memory.get(chatKey(to.user))));
    if (chat === null) {
      log.warn({ event: 'feishu.history.unknown-chat' }, 'private chat not known yet: sending without a look into its history');
      return null;
    }
    const first = options.firstTriedAt === null ? Number.NaN : Date.parse(options.firstTriedAt);
    const sinceMs = Number.isNaN(first) ? timing.now() - DAY_MS : first;
    try {
      return await findSent(api, appId, { chat: checkedId('chat', chat), ...wanted, mark: markOf(options.uuid), sinceMs });
    } catch (error) {
      if (!NO_RIGHT.includes(codeOf(error))) throw error;
      log.warn({ event: 'feishu.history.no-right', detail: error instanceof PlatformError ? error.detail : '' }, 'the app may not read the chat: sending without a look into its history');
      return null;
    }
  };

  const create = async (to: Address, { type, content }: Content, uuid: string): Promise<string> => {
    const [receiveId, idType] = to.kind === 'group' ? ([checkedId('chat', to.chat), 'chat_id'] as const) : ([checkedId('person', to.user), 'open_id'] as const);
    const answer = await api.call({ kind: 'receiver', id: receiveId }, (client) =>
      client.im.v1.message.create({ params: { receive_id_type: idType }, data: { receive_id: receiveId, msg_type: type, content, uuid } }),
    );
    const message = asText(answer.data?.message_id);
    if (!isId('message', message)) throw new PlatformError('retry', 'sent, but the answer names no message');
    const chat = answer.data?.chat_id;
    if (to.kind === 'person' && isId('chat', chat)) await rememberChat(to.user, chat);
    return message;
  };

  const cardContent = (to: Address, card: Card, uuid: string, withBehaviors: boolean): Content => ({
    type: 'interactive', content: JSON.stringify(render(card, { place: to.kind, mark: markOf(uuid), submitBehaviors: withBehaviors })),
  });

  /** Where the platform does not want behaviours on a submit button, the card goes without, now and from now on. */
  const createCard = async (to: Address, card: Card, uuid: string): Promise<string> => {
    try {
      return await create(to, cardContent(to, card, uuid, submitBehaviors), uuid);
    } catch (error) {
      if (codeOf(error) !== CARD_REFUSED || card.form === undefined || !submitBehaviors) throw error;
      const message = await create(to, cardContent(to, card, uuid, false), uuid);
      submitBehaviors = false;
      return message;
    }
  };

  const deliver = async (to: Address, message: Outgoing, file: ReturnType<typeof asFile>, uuid: string): Promise<string> => {
    if (file !== null) return create(to, { type: 'file', content: JSON.stringify({ file_key: await uploaded(file.id, file.name, file.bytes) }) }, uuid);
    switch (message.kind) {
      case 'text':
        return create(to, { type: 'text', content: textContent(message.text, message.mention ?? []) }, uuid);
      case 'card':
        return createCard(to, message.card, uuid);
      case 'file':
        throw new PlatformError('permanent', 'file without bytes');
    }
  };

  /** What the history would show of this message. */
  const trace = (message: Outgoing, file: ReturnType<typeof asFile>): Content => {
    if (file !== null) return { type: 'file', content: JSON.stringify({ file_name: safeName(file.name) }) };
    switch (message.kind) {
      case 'text':
        return { type: 'text', content: textContent(message.text, message.mention ?? []) };
      case 'card':
        return { type: 'interactive', content: JSON.stringify({ title: message.card.title }) };
      case 'file':
        return { type: 'file', content: JSON.stringify({ file_name: safeName(message.name) }) };
    }
  };

  const patches = createPatches<{ readonly ref: CardRef; readonly card: Card }>(timing, async (message, { ref, card }) => {
    const place = readCardRef(ref)?.place ?? 'group';
    const put = (withBehaviors: boolean): Promise<unknown> =>
      api.call({ kind: 'message', id: message }, (client) =>
        client.im.v1.message.patch({ path: { message_id: message }, data: { content: JSON.stringify(render(card, { place, submitBehaviors: withBehaviors })) } }),
      );
    try {
      await put(submitBehaviors);
    } catch (error) {
      if (codeOf(error) !== CARD_REFUSED || card.form === undefined || !submitBehaviors) throw error;
      await put(false);
      submitBehaviors = false;
    }
  });

  return {
    rememberChat,
    clicked: patches.clicked,

    send: async (to: Address, message: Outgoing, options: SendOptions): Promise<Sent> => {
      if (!isUuid(options.uuid)) throw new PlatformError('permanent', 'uuid must be 1 to 50 of [0-9a-zA-Z_-]');
      const file = asFile(message);
      const sent = (id: string): Sent => ({ message: id, card: message.kind === 'card' ? cardRef(to.kind, id) : null });
      const uploadedAnew = file !== null && options.firstTriedAt !== null && keptKey(file.id) === null;
      if (options.reconcile || uploadedAnew) {
        const found = await lookBack(to, trace(message, file), options);
        if (found !== null) return sent(found);
      }
      try {
        return sent(await deliver(to, message, file, options.uuid));
      } catch (error) {
        if (codeOf(error) !== STILL_SENDING) throw error;
        const found = await lookBack(to, trace(message, file), options);
        if (found === null) throw error;
        return sent(found);
      }
    },

    updateCard: async (ref: CardRef, card: Card): Promise<void> => {
      const known = readCardRef(ref);
      if (known === null) throw new PlatformError('stale', 'not a reference of ours');
      await patches.replace(known.message, { ref, card });
    },

    fetchFile: (token: string, limitBytes: number): Promise<Uint8Array> => download(api, token, limitBytes),
    user: (id: string): Promise<UserProfile | null> => findUser(api, id),
    group: (chat: string): Promise<GroupProfile | null> => findGroup(api, chat, tenant()),

    urge: async (message: string, users: readonly string[]): Promise<void> => {
      const id = checkedId('message', message);
      const known = users.filter((user) => isId('person', user));
      for (let start = 0; start < known.length; start += URGENT_USERS) {
        try {
          await api.call(null, (client) =>
            client.im.v1.message.urgentApp({ path: { message_id: id }, params: { user_id_type: 'open_id' }, data: { user_id_list: known.slice(start, start + URGENT_USERS) } }),
          );
        } catch (error) {
          if (!NO_URGING.includes(codeOf(error))) throw error;
          log.info({ event: 'feishu.urge.not-possible', detail: error instanceof PlatformError ? error.detail : '' }, 'urging is not possible here');
        }
      }
    },

    /** Who the app is in the chats; also the proof that its credentials work. */
    bot: async (): Promise<{ readonly openId: string; readonly name: string }> => {
      const answer = await api.call(null, (client) => client.request<unknown>({ method: 'GET', url: '/open-apis/bot/v3/info' }));
      const openId = textIn(Reflect.get(Object(answer), 'bot'), 'open_id');
      if (!isId('person', openId)) throw new PlatformError('auth', 'the app has no bot: enable the bot ability and publish a version');
      return { openId, name: textIn(Reflect.get(Object(answer), 'bot'), 'app_name') };
    },
  };
};
