/**
 * Everything the adapter does TO the platform: send, replace, upload, download, look up, urge.
 *
 * One idea: a send may be tried any number of times. Inside the platform's hour the `uuid` keeps it single; after that, or
 * where a repeated try could differ from the first (a file uploaded anew gets another key), the chat's history is asked.
 *
 * Source: https://open.feishu.cn/document/server-docs/im-v1/message/create
 */
import type { Blobs } from '../../application/ports.ts';
import { type Address, type Card, type CardRef, type GroupProfile, type Outgoing, PlatformError, type PlatformMemory, type SendOptions, type Sent, type UserProfile } from '../../chat/platform.ts';
import type { Api } from './api.ts';
import { cardRef, readCardRef } from './buttons.ts';
import { codeOf } from './errors.ts';
import { download, upload } from './files.ts';
import { findSent, markOf } from './history.ts';
import { checkedId, isId } from './ids.ts';
import { asRecord, asText, textIn } from './json.ts';
import { createLanes } from './lanes.ts';
import type { AdapterLog } from './logging.ts';
import { pack, type Parcel, trace } from './outgoing.ts';
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

const isUuid = (uuid: string): boolean => /^[0-9A-Za-z_-]{1,50}$/.test(uuid);
const detailOf = (error: unknown): string => (error instanceof PlatformError ? error.detail : '');

export const createClient = ({ api, appId, blobs, memory, timing, log, tenant }: ClientDeps) => {
  const lanes = createLanes(memory);
  const keys = new Map<string, { readonly key: string; readonly until: number }>();
  let submitBehaviors = true;

  const keptKey = (id: string): string | null => {
    const kept = keys.get(id);
    return kept !== undefined && kept.until > timing.now() ? kept.key : null;
  };
  const uploaded = async ({ id, name, bytes }: Parcel & { readonly type: 'file' }): Promise<string> => {
    const kept = keptKey(id);
    if (kept !== null) return kept;
    const key = await upload(api, name, bytes());
    for (const [old, { until }] of keys) if (until <= timing.now() || keys.size > KEPT_KEYS) keys.delete(old);
    keys.set(id, { key, until: timing.now() + KEY_REUSE_MS });
    return key;
  };

  const lookBack = async (to: Address, parcel: Parcel, { uuid, firstTriedAt }: SendOptions): Promise<string | null> => {
    const chat = await lanes.chatOf(to);
    if (chat === null) {
      log.warn({ event: 'feishu.history.unknown-chat' }, 'private chat not known yet: sending without a look into its history');
      return null;
    }
    const last = await lanes.last(to);
    const sinceMs = firstTriedAt === null ? timing.now() - DAY_MS : Date.parse(firstTriedAt);
    try {
      return await findSent(api, appId, { ...trace(parcel), chat: checkedId('chat', chat), mark: markOf(uuid), sinceMs, after: last?.message ?? null });
    } catch (error) {
      if (!NO_RIGHT.includes(codeOf(error))) throw error;
      log.warn({ event: 'feishu.history.no-right', detail: detailOf(error) }, 'the app may not read the chat: sending without a look into its history');
      return null;
    }
  };

  const create = async (to: Address, type: Parcel['type'], content: string, uuid: string): Promise<string> => {
    const [receiveId, idType] = to.kind === 'group' ? ([checkedId('chat', to.chat), 'chat_id'] as const) : ([checkedId('person', to.user), 'open_id'] as const);
    const answer = await api.call({ kind: 'receiver', id: receiveId }, (client) =>
      client.im.v1.message.create({ params: { receive_id_type: idType }, data: { receive_id: receiveId, msg_type: type, content, uuid } }),
    );
    const message = asText(answer.data?.message_id);
    if (!isId('message', message)) throw new PlatformError('retry', 'sent, but the answer names no message');
    const chat = answer.data?.chat_id;
    await lanes.sent(to, { uuid, message }, isId('chat', chat) ? chat : null);
    return message;
  };

  /** Where the platform does not want behaviours on a submit button, the card goes without, now and from now on. */
  const withOrWithoutBehaviors = async <T>(card: Card, put: (behaviors: boolean) => Promise<T>): Promise<T> => {
    try {
      return await put(submitBehaviors);
    } catch (error) {
      if (codeOf(error) !== CARD_REFUSED || card.form === undefined || !submitBehaviors) throw error;
      const done = await put(false);
      submitBehaviors = false;
      return done;
    }
  };

  const deliver = async (to: Address, parcel: Parcel, uuid: string): Promise<string> => {
    switch (parcel.type) {
      case 'text':
        return create(to, 'text', parcel.content, uuid);
      case 'file':
        return create(to, 'file', JSON.stringify({ file_key: await uploaded(parcel) }), uuid);
      case 'interactive':
        return withOrWithoutBehaviors(parcel.card, (behaviors) =>
          create(to, 'interactive', JSON.stringify(render(parcel.card, { place: to.kind, mark: markOf(uuid), submitBehaviors: behaviors })), uuid),
        );
    }
  };

  /** The message's id when an earlier try is known, or seen in the chat, to have arrived. */
  const arrived = async (to: Address, parcel: Parcel, options: SendOptions): Promise<string | null> => {
    if (options.firstTriedAt === null && !options.reconcile) return null;
    const last = await lanes.last(to);
    if (last?.uuid === options.uuid) return last.message;
    const differsNow = parcel.type === 'file' && keptKey(parcel.id) === null;
    return options.reconcile || differsNow ? lookBack(to, parcel, options) : null;
  };

  const patches = createPatches<{ readonly ref: CardRef; readonly card: Card }>(timing, async (message, { ref, card }) => {
    const place = readCardRef(ref)?.place ?? 'group';
    await withOrWithoutBehaviors(card, (behaviors) =>
      api.call({ kind: 'message', id: message }, (client) =>
        client.im.v1.message.patch({ path: { message_id: message }, data: { content: JSON.stringify(render(card, { place, submitBehaviors: behaviors })) } }),
      ),
    );
  });

  return {
    rememberChat: lanes.remember,
    clicked: patches.clicked,

    send: async (to: Address, message: Outgoing, options: SendOptions): Promise<Sent> => {
      if (!isUuid(options.uuid)) throw new PlatformError('permanent', 'uuid must be 1 to 50 of [0-9a-zA-Z_-]');
      const parcel = pack(message, blobs);
      const sent = (id: string): Sent => ({ message: id, card: parcel.type === 'interactive' ? cardRef(to.kind, id) : null });
      const before = await arrived(to, parcel, options);
      if (before !== null) return sent(before);
      try {
        return sent(await deliver(to, parcel, options.uuid));
      } catch (error) {
        if (codeOf(error) !== STILL_SENDING) throw error;
        const found = await lookBack(to, parcel, options);
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
          log.info({ event: 'feishu.urge.not-possible', detail: detailOf(error) }, 'urging is not possible here');
        }
      }
    },

    /** Who the app is in the chats; also the proof that its credentials work. */
    bot: async (): Promise<{ readonly openId: string; readonly name: string }> => {
      const answer = asRecord(await api.call(null, (client) => client.request<unknown>({ method: 'GET', url: '/open-apis/bot/v3/info' })));
      const openId = textIn(answer['bot'], 'open_id');
      if (!isId('person', openId)) throw new PlatformError('auth', 'the app has no bot: enable the bot ability and publish a version');
      return { openId, name: textIn(answer['bot'], 'app_name') };
    },
  };
};
