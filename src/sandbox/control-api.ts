/**
 * The sandbox's control API: what people (and tests) do to the simulated platform, apart from what the app does.
 *
 * One idea: every function here exists twice, as a method of `Sandbox.control` in this process and as HTTP + JSON on the page's port.
 * `POST /control/<verb>` takes the argument as its JSON body; `GET /control/<verb>` takes it from the query string. Both answer the
 * method's result as JSON with HTTP 200. A refusal (no such person, not a member, a button that is not there) answers HTTP 400, 403,
 * 404 or 413 with `{ "error": "<sentence in Chinese>" }` and throws `ControlError` in process. Requests with a foreign `Origin`,
 * a `Host` that is not a loopback name, or (POST) neither JSON nor an upload are refused with HTTP 403/415 before anything happens.
 *
 * Naming things: a person is given by open_id (`ou_…`) or by name (`王敏`), a chat by chat_id (`oc_…`) or name (`双随机工作群`), a
 * message by message_id (`om_…`). A private chat with the bot is `private: true` together with `as`. Instants are UTC ISO strings.
 */
import type { ApiFault, CardJson, Faults, JsonObject, JsonValue, OutsidePerson, Switches } from './control-types.ts';

export type { ApiFault, CardJson, Faults, JsonObject, JsonValue, OutsidePerson, Switches };

export interface Control {
  /** GET /control/state. Who and what is there: enough to draw the page's frame. */
  state(): State;
  /** GET /control/chat?chat=…|private=true&as=…&read=true. The chat as that person sees it, oldest first; 403 when not a member. `read` marks it read. */
  chat(where: Where & { readonly read?: boolean }): ChatView;
  /** GET /control/message?message=… One message with all its card versions, for assertions. */
  message(query: { readonly message: string }): MessageRecord;
  /** GET /control/file?key=… (also GET /control/file/<key>, the raw bytes with Content-Type and Content-Disposition, what the page links to). */
  file(query: { readonly key: string }): { readonly name: string; readonly contentType: string; readonly bytes: Uint8Array };

  /** POST /control/say. Text may mention `@bot` and `@{ou_…}` or `@{王敏}`, `@all`; returns once the message exists, not when the app has answered. */
  say(what: Where & { readonly text: string; readonly replyTo?: string }): { readonly message: string };
  /** POST /control/post. A rich message: one line of text (with mentions, may be empty), then the pictures, each base64 in the JSON. */
  post(what: Where & { readonly text: string; readonly pictures: readonly string[] }): { readonly message: string; readonly imageKeys: readonly string[] };
  /**
   * POST /control/upload?as=…&chat=…|private=true&name=…&kind=… with the raw bytes as body (any Content-Type but a form's): ≤ 100 MB, not
   * empty. `kind`: a file message (default), a picture ('image': known by its bytes, loses its name) or a film ('media'); the answer's key
   * is the picture's or the file's.
   */
  upload(what: Where & { readonly name: string; readonly bytes: Uint8Array; readonly kind?: string }): { readonly message: string; readonly fileKey: string };
  /**
   * POST /control/click. Acts like the client: finds the component in the card as displayed NOW, refuses what a client refuses
   * (`error.kind = 'client'`, nothing is sent), builds the callback, waits for the app's answer (3 s), applies toast and card.
   */
  click(what: Click): Promise<ClickResult>;
  /** POST /control/recall. The author withdraws a message. */
  recall(what: { readonly as: string; readonly message: string }): { readonly ok: true };
  /** POST /control/open. Somebody opens the private chat with the bot (bot_p2p_chat_entered_v1; the first time also p2p_chat_create). */
  open(what: { readonly as: string }): { readonly chat: string };
  /** POST /control/menu. Somebody presses an entry of the bot's menu (application.bot.menu_v6). */
  menu(what: { readonly as: string; readonly key: string }): { readonly ok: true };

  /** POST /control/group. A new group; with `bot: true` the bot is added (im.chat.member.bot.added_v1). */
  group(what: { readonly as: string; readonly name: string; readonly members: readonly string[]; readonly bot: boolean }): { readonly chat: string };
  /** POST /control/member. Adds or removes people or the bot, or changes the group's settings. */
  member(what: MemberChange): { readonly ok: true };
  /** POST /control/person. Adds a person, or changes one: resigned, outside the app's visible range, has stopped the bot. */
  person(what: PersonChange): { readonly openId: string };

  /** POST /control/clock. `advanceMs` jumps ahead and fires what falls due on the way, in order; `set` jumps to a later instant. Resolves when the fired deliveries have ended. */
  clock(move: { readonly advanceMs?: number; readonly set?: string }): Promise<{ readonly now: string }>;
  /** POST /control/faults. Merges into the present faults; answers all of them. `{}` just reads. Faults of the network and the platform's bad days. */
  faults(change: Partial<Faults>): Faults;
  /** POST /control/switches. Merges into the present switches; answers all of them. Capabilities of the app, and behaviour the documentation leaves open. */
  switches(change: Partial<Switches>): Switches;
  /** POST /control/disconnect. Drops open long connections: `code` 1000…, 1006 = torn down without a close frame, 'half-open' = silent but open. */
  disconnect(how: { readonly code: number | 'half-open' }): { readonly connections: number };
  /** POST /control/redeliver. Sends an event (default: the newest) once more although it was acknowledged. */
  redeliver(what: { readonly event?: string; readonly message?: string; readonly times?: number }): Promise<{ readonly event: string; readonly attempts: readonly Attempt[] }>;
  /** POST /control/raw. Sends an arbitrary, possibly forged request to the app's callback URL and answers what came back (HTTP mode only). */
  raw(request: RawCallback): Promise<{ readonly status: number; readonly body: string }>;
  /** POST /control/subscribe. HTTP mode: verifies the URL with a challenge (1 s) and uses it; null: long connection. Refused when the challenge fails. */
  subscribe(to: { readonly callbackUrl: string | null }): Promise<{ readonly ok: true }>;
  /** POST /control/revoke. Every token issued so far becomes invalid (99991663), however young. */
  revoke(): { readonly tokens: number };
  /** POST /control/foreign. Another app's bot speaks in the group `times` times: it counts against the group's 5 messages a second. */
  foreign(what: { readonly chat: string; readonly times: number }): { readonly ok: true };
  /** POST /control/settle. Resolves when no delivery and no API request is under way (virtual time that has not come does not count). */
  settle(): Promise<{ readonly ok: true }>;

  /** GET /control/requests?after=n. Calls made by the app, oldest first: what a test asserts instead of the adapter's own log. */
  requests(query?: { readonly after?: number }): readonly ApiCall[];
  /** GET /control/deliveries. Events and callbacks with every attempt. */
  deliveries(): readonly Delivery[];
  /** GET /control/connections. Open long connections. */
  connections(): readonly { readonly id: number; readonly ready: boolean; readonly halfOpen: boolean }[];
  /** GET /control/hygiene?logs=… What must be empty at the end of a good test: unknown endpoints, refusals not listed in `expect`, given-up deliveries, unanswered callbacks, secrets found in `logs`. */
  hygiene(query?: { readonly expect?: readonly number[]; readonly logs?: string }): readonly string[];
  /** GET /control/events: server-sent events, one `PageEvent` each, `id:` = seq, resumes from Last-Event-ID. In process: a listener; returns how to stop. */
  listen(listener: (event: PageEvent) => void): () => void;
}

/** A chat and who acts in it. Exactly one of `chat` and `private: true`. */
export interface Where { readonly as: string; readonly chat?: string; readonly private?: boolean }

export interface State {
  readonly now: string;
  readonly clock: 'real' | 'virtual';
  readonly transport: 'websocket' | 'http';
  /** True when the app can be reached: an open connection that has pinged, or a verified callback URL. */
  readonly appOnline: boolean;
  readonly bot: { readonly openId: string; readonly name: string };
  readonly tenant: string;
  /** Everybody one can be on the page, in the order of the seed; the outsider too. */
  readonly people: readonly Person[];
  readonly departments: readonly { readonly id: string; readonly name: string }[];
  readonly chats: readonly Chat[];
  /** Tenant tokens asked for so far: a storm is visible here. */
  readonly tokenRequests: number;
  /** Newest PageEvent so far. */
  readonly seq: number;
}
export interface Person extends OutsidePerson {
  readonly openId: string;
  readonly departments: readonly string[];
  readonly jobTitle: string;
  readonly resigned: boolean;
  /** The id by which another app knows the same person: useless to this one (99992361). */
  readonly otherAppOpenId: string;
}
export interface Chat {
  readonly chatId: string;
  readonly kind: 'group' | 'p2p';
  /** A private chat carries the person's name. */
  readonly name: string;
  readonly members: readonly string[];
  readonly bot: boolean;
  /** Somebody from another tenant is in it. */
  readonly external: boolean;
}

export interface ChatView { readonly chat: Chat; readonly messages: readonly MessageView[]; readonly seq: number }
export interface MessageView {
  readonly messageId: string;
  readonly chatId: string;
  readonly at: string;
  readonly from: { readonly kind: 'bot' | 'person' | 'other-bot'; readonly openId: string; readonly name: string };
  readonly body: MessageBody;
  readonly replyTo: string | null;
  readonly edited: boolean;
  readonly mentionsMe: boolean;
  /** Somebody pressed 加急 for these people. */
  readonly urgentTo: readonly string[];
  readonly readBy: readonly string[];
}
export type MessageBody =
  /** Text with names in place: `@王敏 请确认`. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'post'; readonly title: string; readonly lines: readonly (readonly JsonObject[])[] }
  /** `card` is the card JSON 2.0 as it is now; `pressable` false after 14 days. `version` counts replacements from 1. */
  | { readonly kind: 'card'; readonly card: CardJson; readonly version: number; readonly pressable: boolean }
  | { readonly kind: 'file'; readonly fileKey: string; readonly name: string; readonly bytes: number }
  | { readonly kind: 'image'; readonly imageKey: string }
  | { readonly kind: 'other'; readonly type: string; readonly content: string }
  | { readonly kind: 'recalled' };
export interface MessageRecord {
  readonly messageId: string;
  readonly chatId: string;
  readonly senderApp: string | null;
  readonly type: string;
  readonly content: string;
  readonly uuid: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly recalled: boolean;
  readonly cardVersions: readonly CardJson[];
  readonly urgentTo: readonly string[];
}

/** `button`: the label, the `action`/`act`/`id` string inside the callback value, the `name`, or the element_id of the component; ambiguous = refused. Or a JSON Pointer into the card (`/body/elements/3`), as the page sends it. */
export interface Click {
  readonly as: string;
  readonly message: string;
  readonly button: string;
  /** Values of the form by component name. Dates `2026-03-16`, times `09:30`, both with a blank between for date-times; people by open_id or name; options by value or text. */
  readonly form?: Readonly<Record<string, FormInput>>;
  /** The value entered or chosen when the component is not a button and stands outside a form. */
  readonly input?: FormInput;
  /** The answer to the card's own confirmation dialog; default true. */
  readonly confirm?: boolean;
}
export type FormInput = string | boolean | readonly string[];
export interface ClickResult {
  readonly toast: { readonly type: 'info' | 'success' | 'error' | 'warning'; readonly content: string } | null;
  /** 'client': refused locally, nothing was sent. 'platform': the client code its user would see (200340, 200341, 200671, 200672, 200673 …). */
  readonly error: { readonly kind: 'client' | 'platform'; readonly code: number | null; readonly text: string } | null;
  readonly cardReplaced: boolean;
  /** An open_url behaviour: where the client would go. */
  readonly openUrl: string | null;
  /** False when nothing was sent to the app (local refusal, reset, link, a button without behaviour). */
  readonly sent: boolean;
}

export interface MemberChange {
  readonly as: string;
  readonly chat: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly bot?: boolean;
  readonly muted?: boolean;
  readonly dissolved?: boolean;
  readonly atAllAllowed?: boolean;
}
/** With `as`: changes somebody; without: adds somebody (`name` needed). */
export interface PersonChange {
  readonly as?: string;
  readonly name?: string;
  readonly mobile?: string;
  readonly department?: string;
  readonly external?: boolean;
  readonly resigned?: boolean;
  readonly visible?: boolean;
  readonly stoppedBot?: boolean;
}

/** One try to hand an event or a callback to the app. `ok` = HTTP 200 / ack code 200 within 3 s. */
export interface Attempt {
  readonly at: string;
  readonly via: 'http' | 'websocket' | 'nobody';
  readonly ok: boolean;
  /** 'HTTP 204', 'ack 500', 'timeout', 'connection refused', 'no connection', 'lost by client' … */
  readonly outcome: string;
}
export interface Delivery {
  readonly event: string;
  readonly type: string;
  readonly message: string | null;
  readonly state: 'waiting' | 'delivered' | 'gave-up' | 'lost-by-client';
  readonly attempts: readonly Attempt[];
  readonly nextAt: string | null;
}
export interface ApiCall {
  readonly n: number;
  readonly at: string;
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  readonly status: number;
  readonly code: number | null;
  readonly msg: string;
  readonly logId: string;
  /** JSON bodies as sent, secrets removed; null for uploads. */
  readonly body: JsonValue | null;
}
/** What `raw` sends. Without `body` the envelope is built, encrypted and signed properly, then spoiled as asked. */
export interface RawCallback {
  readonly envelope?: JsonObject;
  /** Exact bytes instead of an envelope. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly spoil?: readonly ('wrong-signature' | 'unsigned' | 'plaintext' | 'foreign-app' | 'wrong-token' | 'stale' | 'spaced' | 'chunked' | 'query' | 'charset')[];
}
export type PageEvent =
  | { readonly seq: number; readonly type: 'message'; readonly change: 'created' | 'updated' | 'recalled' | 'read'; readonly chatId: string; readonly messageId: string }
  | { readonly seq: number; readonly type: 'toast'; readonly openId: string; readonly messageId: string; readonly toast: { readonly type: string; readonly content: string } }
  | { readonly seq: number; readonly type: 'urgent'; readonly chatId: string; readonly messageId: string; readonly to: readonly string[] }
  | { readonly seq: number; readonly type: 'world' };
