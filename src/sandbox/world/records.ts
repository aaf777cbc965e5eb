/**
 * What the sandbox remembers, as immutable records in keyed sets: changing something means putting a new record under its key.
 *
 * Every put goes to the state file when there is one (state-file.ts), so a sandbox that is killed comes back with its chats.
 */
import type { Attempt, CardJson, JsonObject } from '../control-api.ts';

export interface PersonRecord {
  readonly openId: string;
  readonly unionId: string;
  readonly userId: string;
  /** The same person as seen by another app: open_ids differ per app. */
  readonly otherAppOpenId: string;
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
  readonly jobTitle: string;
  readonly departments: readonly string[];
  readonly external: boolean;
  readonly resigned: boolean;
  /** Inside the app's visible range. */
  readonly visible: boolean;
  readonly stoppedBot: boolean;
}
export interface ChatRecord {
  readonly chatId: string;
  readonly kind: 'group' | 'p2p';
  readonly name: string;
  readonly description: string;
  readonly owner: string;
  /** open_ids; in a p2p chat the one person. */
  readonly members: readonly string[];
  readonly bot: boolean;
  readonly muted: boolean;
  readonly dissolved: boolean;
  readonly atAllAllowed: boolean;
}
export interface Mention {
  readonly key: string;
  readonly openId: string;
  readonly name: string;
  readonly bot: boolean;
}
export interface StoredMessage {
  readonly messageId: string;
  readonly chatId: string;
  readonly from: { readonly kind: 'app' | 'person' | 'other-app'; readonly id: string };
  readonly type: string;
  /** As on the wire: a JSON string with `@_user_N` placeholders. Cards: the JSON as sent last. */
  readonly content: string;
  readonly mentions: readonly Mention[];
  readonly atAll: boolean;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly recalled: boolean;
  readonly edits: number;
  readonly uuid: string | null;
  readonly rootId: string | null;
  readonly parentId: string | null;
  readonly cards: readonly CardJson[];
  readonly urgentTo: readonly string[];
  readonly readBy: readonly { readonly openId: string; readonly atMs: number }[];
  /** Set for messages of a batch: they cannot be replied to, patched or made urgent. */
  readonly batchId: string | null;
}
export interface StoredFile {
  readonly key: string;
  readonly kind: 'file' | 'image';
  readonly name: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly byApp: boolean;
}
export interface DeliveryRecord {
  readonly event: string;
  readonly type: string;
  readonly message: string | null;
  readonly envelope: JsonObject;
  readonly state: 'waiting' | 'delivered' | 'gave-up' | 'lost-by-client';
  readonly attempts: readonly Attempt[];
  readonly nextMs: number | null;
  /** Header timestamp of the first attempt, for the switch that repeats it. */
  readonly firstSeconds: number;
}
export interface BatchRecord {
  readonly batchId: string;
  readonly messages: readonly string[];
  readonly recalled: boolean;
}
export interface Kinds {
  readonly people: PersonRecord;
  readonly chats: ChatRecord;
  readonly messages: StoredMessage;
  readonly files: StoredFile;
  readonly deliveries: DeliveryRecord;
  readonly batches: BatchRecord;
}
export type Kind = keyof Kinds;
export const KEY_OF: { readonly [K in Kind]: (record: Kinds[K]) => string } = {
  people: (record) => record.openId,
  chats: (record) => record.chatId,
  messages: (record) => record.messageId,
  files: (record) => record.key,
  deliveries: (record) => record.event,
  batches: (record) => record.batchId,
};

export interface Records<T> {
  get(key: string): T | undefined;
  put(record: T): void;
  all(): Iterable<T>;
}
export const createRecords = <T>(keyOf: (record: T) => string, onPut: (record: T) => void): Records<T> => {
  const map = new Map<string, T>();
  return {
    get: (key) => map.get(key),
    put: (record) => {
      map.set(keyOf(record), record);
      onPut(record);
    },
    all: () => map.values(),
  };
};
