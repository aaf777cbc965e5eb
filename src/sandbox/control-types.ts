/**
 * Plain shapes shared by the control API and the simulated platform: JSON, cards, faults and switches.
 *
 * Faults are bad days (network, load, duplicates): a good app survives them. Switches are what an app is allowed to do, and behaviour
 * that the platform's documentation leaves open (facts marked unverified): a good app works with either setting.
 */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject { readonly [key: string]: JsonValue }
/** Card JSON 2.0: { schema, config, header, body: { elements } }. */
export type CardJson = JsonObject;

export interface OutsidePerson {
  readonly name: string;
  /** Belongs to another tenant: an outsider in the group. */
  readonly external: boolean;
}

/** A rule for answers of the open API. The first rule that matches and is not used up applies. */
export interface ApiFault {
  /** 'GET', 'POST' …; absent = any. */
  readonly method?: string;
  /** Prefix of the path, e.g. '/open-apis/im/v1/messages'; absent = any under /open-apis. */
  readonly path?: string;
  /** How many requests it hits; null = until removed. */
  readonly times: number | null;
  /** Hits only this share of the requests it matches, at random, 0…1; absent = every one. */
  readonly share?: number;
  readonly effect:
    /** A platform-side error without side effect; e.g. status 500 code 2200, status 400 code 11232. */
    | { readonly kind: 'refuse'; readonly status: number; readonly code: number; readonly msg?: string }
    | { readonly kind: 'rate-limit'; readonly resetSeconds: number }
    | { readonly kind: 'delay'; readonly ms: number }
    /** Never answers; the socket stays open. */
    | { readonly kind: 'hang' }
    /** The connection breaks before the request is looked at, or after its work is done (the answer is lost). */
    | { readonly kind: 'drop-before' }
    | { readonly kind: 'drop-after' }
    /** A body that is not JSON, as a proxy in between would send. */
    | { readonly kind: 'garbage'; readonly status: number };
}
export interface Faults {
  readonly api: readonly ApiFault[];
  /** Share of sends answered 11232 (platform under pressure), 0…1. */
  readonly busyRatio: number;
  /** Discovery of the long connection: HTTP 500, an answer code (514, 1000040350, 1 …), or slow; for the next `times`. */
  readonly endpoint: { readonly times: number; readonly status?: number; readonly code?: number; readonly delayMs?: number } | null;
  /** The next n upgrades are refused with HTTP 403. */
  readonly refuseUpgrades: number;
  /** Pings are not answered. */
  readonly withholdPongs: boolean;
  /** The next n events are sent together with the 101, before the first ping (the SDK loses them). */
  readonly glueToUpgrade: number;
  /** The next n fragmented events miss one fragment. */
  readonly dropFragments: number;
  readonly connectionLimit: number;
  /** Every acknowledged event is delivered again this many times. */
  readonly duplicates: number;
  /** Events are held back; setting it to false again lets them go in reverse order. */
  readonly holdEvents: boolean;
  /** The shape of HTTP callbacks: JSON with blanks and newlines, TCP chunks that split a character, a query string on the URL, a charset in the Content-Type. */
  readonly callbackStyle: readonly ('spaced' | 'chunked' | 'query' | 'charset')[];
}
export interface Switches {
  // ---- what the app may do
  readonly botAbility: boolean;
  /** Granted scopes; a call that needs a missing one is refused with 99991672 naming it. */
  readonly scopes: readonly string[];
  readonly ipAllowed: boolean;
  readonly urgentAllowed: boolean;
  /** False: no limit of calls holds, neither the app's nor one receiver's; for measuring what comes before them. */
  readonly rateLimits: boolean;
  /** Default page size of lists, small so that un-paged code fails. */
  readonly defaultPageSize: number;
  /** Seconds a tenant token lives, at most 7200. */
  readonly tokenSeconds: number;
  /** Payload bytes above which a long-connection event is split. */
  readonly fragmentBytes: number;
  /** What discovery and every pong tell the client, in seconds; ReconnectCount -1 = endless. */
  readonly clientConfig: { readonly PingInterval: number; readonly ReconnectCount: number; readonly ReconnectInterval: number; readonly ReconnectNonce: number };
  /** Milliseconds the app has for an ack or an answer; 3000 on the platform. */
  readonly answerBudgetMs: number;
  // ---- what the documentation leaves open
  /** A used uuid within the hour: the first message again with code 0, or 230049. */
  readonly duplicateUuid: 'original' | 'refuse-230049';
  /** Whether the same uuid with other content still counts as the same. */
  readonly uuidCoversChangedContent: boolean;
  /** A submit button with `behaviors`: its value arrives, is dropped, or the card is refused. */
  readonly formButtonBehaviors: 'deliver' | 'drop' | 'refuse';
  /** A raw 2.0 card in a callback answer: applied, or the user sees 200673. */
  readonly rawCardInAnswer: 'apply' | 'refuse-200673';
  readonly cardFrameType: 'event' | 'card';
  readonly invalidTokenStatus: 400 | 200;
  readonly redeliveryTimestamp: 'fresh' | 'original';
  readonly maxTables: 5 | 3;
  readonly emptyFormFields: 'missing' | 'empty';
  readonly wsRedelivery: boolean;
  readonly operatorIds: 'open_id' | 'union_id';
  /** What get and list return for a card: its JSON, or the platform's plain rendering (title and lines of text). */
  readonly historyCardContent: 'raw' | 'degraded';
  /** A card patched while a click on it is unanswered: stays, or the clicker's client falls back to the card before until the next version. */
  readonly earlyPatch: 'keep' | 'revert-for-clicker';
}
