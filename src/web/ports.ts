/** What the web front door needs from outside, in its own words. */

export interface WebLog {
  readonly info: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly warn: (fields: Readonly<Record<string, unknown>>, message: string) => void;
  readonly error: (fields: Readonly<Record<string, unknown>>, message: string) => void;
}

/** The state of one part the service cannot work without; `detail` is for operators, without contents. */
export interface Health {
  readonly ok: boolean;
  readonly detail: string;
}
/** Asked at each /health; must answer about now, not about the past. */
export type HealthChecks = Readonly<Record<string, () => Health | Promise<Health>>>;

/** A number for /metrics, read when it is asked for. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly read: () => number | Promise<number>;
}

/** What a platform's HTTP callback gets back; `body` is JSON already. */
export interface CallbackAnswer {
  readonly status: number;
  readonly body: string;
}
/** Verifies and handles one callback; never throws for what the sender did wrong. */
export type HandleCallback = (headers: Readonly<Record<string, string | string[] | undefined>>, rawBody: Uint8Array) => Promise<CallbackAnswer>;
