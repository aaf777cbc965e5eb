/**
 * The messaging port: what yaohao needs from an office chat, in the chat's own neutral words.
 *
 * Everything here is plain data, because it waits in the inbox and the outbox and survives a restart: addresses, file
 * tokens and cards, never closures. Each platform adapter (feishu, dingtalk) translates in both directions.
 */
import type { Account } from '../domain/values.ts';

export type PlatformId = Account['platform'];

/** Where a message goes or came from. */
export type Address = { readonly kind: 'group'; readonly chat: string } | { readonly kind: 'person'; readonly user: string };

/** A file in the chat; `token` is the adapter's own, JSON-safe, and may expire. */
export interface FileHandle {
  readonly name: string;
  readonly bytes: number | null;
  readonly token: string;
}

interface InboundBase {
  readonly platform: PlatformId;
  /** The platform's id of this delivery: the same on redelivery. */
  readonly key: string;
  /** When it was said, by the platform's clock. */
  readonly at: string;
  /** Proven by the platform's transport checks. */
  readonly from: Account;
  readonly chat: Address;
}
/**
 * `mentions`: users named by @ in the text, without the bot; each stands in the text as `@{user}`. `files`: pictures that stand in
 * the same message, in their order; the text may then be empty.
 */
export interface TextIn extends InboundBase {
  readonly kind: 'text';
  readonly text: string;
  readonly mentions: readonly { readonly user: string; readonly name: string }[];
  readonly files?: readonly FileHandle[];
}
export interface FileIn extends InboundBase { readonly kind: 'file'; readonly file: FileHandle }
/** The bot was added to or removed from a group, or somebody opened the private chat for the first time. */
export interface PresenceIn extends InboundBase { readonly kind: 'joined-group' | 'left-group' | 'opened-chat' }
export interface ActionIn extends InboundBase {
  readonly kind: 'action';
  /** The adapter's reference of the clicked card. */
  readonly card: CardRef;
  /** Button id of the card, e.g. 'task.lock'. */
  readonly action: string;
  readonly value: Readonly<Record<string, string>>;
  readonly form: Readonly<Record<string, FormValue>>;
}
export type Inbound = TextIn | FileIn | PresenceIn | ActionIn;
export type FormValue = string | number | boolean | readonly string[];

/** Opaque; stored as it is, given back for updates. */
export type CardRef = string & { readonly __brand: 'CardRef' };

export type Outgoing =
  | { readonly kind: 'text'; readonly text: string; readonly mention?: readonly string[] }
  /** `blob`: digest of the content-addressed bytes to send. */
  | { readonly kind: 'file'; readonly name: string; readonly blob: string }
  | { readonly kind: 'card'; readonly card: Card };

export interface SendOptions {
  /** Idempotency key, ≤ 50 characters of [0-9a-zA-Z_-]; the same on every try. */
  readonly uuid: string;
  /** True when earlier tries are older than the platform's protection: look into the chat's history before sending. */
  readonly reconcile: boolean;
  /** When the first try was made (UTC instant), for the look into the history. */
  readonly firstTriedAt: string | null;
}
export interface Sent { readonly message: string; readonly card: CardRef | null }

/** What the clicker sees at once, within 1.5 s; the card itself is replaced afterwards through the outbox. */
export interface ActionReply { readonly tone: 'ok' | 'info' | 'warn' | 'error'; readonly text: string }
/** Platform budgets are 2–3 s; we answer well inside. */
export const ACTION_BUDGET_MS = 1500;

export interface Handlers {
  /** Resolves when the message is durably claimed; the adapter acknowledges the platform only then. */
  onMessage(message: TextIn | FileIn | PresenceIn): Promise<void>;
  onAction(action: ActionIn): Promise<ActionReply>;
}

/** Small facts an adapter must still know after a restart, e.g. which private chat belongs to whom; plain strings, never secrets. */
export interface PlatformMemory {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
}

export interface UserProfile { readonly account: Account; readonly name: string; readonly active: boolean; readonly departments: readonly string[] }
export interface GroupProfile { readonly chat: string; readonly name: string; readonly outsiders: boolean }

export interface Platform {
  readonly id: PlatformId;
  start(handlers: Handlers): Promise<void>;
  stop(): Promise<void>;
  health(): { readonly ok: boolean; readonly detail: string };
  send(to: Address, message: Outgoing, options: SendOptions): Promise<Sent>;
  updateCard(ref: CardRef, card: Card): Promise<void>;
  /** The bytes of a file from the chat, at most `limit` bytes. @throws PlatformError 'too-large' beyond it */
  fetchFile(file: FileHandle, limit: number): Promise<Uint8Array>;
  user(id: string): Promise<UserProfile | null>;
  group(chat: string): Promise<GroupProfile | null>;
  /** Escalates a message already sent (加急 / DING); degrades silently where the platform has nothing stronger. */
  urge(message: string, users: readonly string[]): Promise<void>;
}

export type PlatformErrorKind =
  | 'retry' | 'rate' | 'auth' // try again: later, after `waitMs`, with fresh credentials
  | 'unreachable' // this person or group cannot be reached any more
  | 'stale' // the message to be changed is too old or gone: send a new one
  | 'content' // refused for what it says: send a neutral line instead
  | 'too-large'
  | 'permanent';

export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly kind: PlatformErrorKind;
  readonly waitMs: number | null;
  /** The platform's own code and trace id, for logs; never contents. */
  readonly detail: string;
  constructor(kind: PlatformErrorKind, detail: string, waitMs: number | null = null) {
    super(`${kind}: ${detail}`);
    this.kind = kind;
    this.waitMs = waitMs;
    this.detail = detail;
  }
}

// ---------------------------------------------------------------- the card

/** Texts of a card are plain text; only `body` is markdown, and what users typed enters it through `plain()` of chat/markdown.ts. */
export interface Card {
  readonly title: string;
  readonly tone: 'info' | 'ok' | 'warn' | 'danger' | 'muted';
  /** What the chat list and the notification show. */
  readonly summary: string;
  readonly body?: string;
  readonly fields?: readonly { readonly label: string; readonly value: string }[];
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
  /** Bars beside each other, for what is looked at rather than read. */
  readonly charts?: readonly Chart[];
  /** Things to decide about one by one: what it is, and the buttons for it beneath. */
  readonly rows?: readonly { readonly text: string; readonly actions: readonly Button[] }[];
  readonly form?: { readonly fields: readonly Field[]; readonly submit: Button };
  readonly actions?: readonly Button[];
  readonly note?: string;
}
/** One row of bars a line: what is, and what it is compared with. */
export interface Chart {
  readonly title: string;
  /** What the bars are called: of the value, and of what stands beside it. */
  readonly series: readonly [string, string?];
  readonly bars: readonly { readonly label: string; readonly value: number; readonly beside?: number }[];
}
export interface Button {
  /** Verb of chat/actions.ts. */
  readonly id: string;
  readonly label: string;
  readonly style?: 'primary' | 'default' | 'danger';
  readonly value?: Readonly<Record<string, string>>;
  /** Asked before the click is sent. */
  readonly confirm?: string;
  readonly disabled?: boolean;
}
export type Field = { readonly name: string; readonly label: string; readonly required?: boolean; readonly initial?: string; readonly hint?: string } & (
  | { readonly type: 'text' | 'textarea' | 'date' }
  | { readonly type: 'select' | 'multiselect'; readonly options: readonly { readonly value: string; readonly text: string }[] }
);
