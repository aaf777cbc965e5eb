/**
 * The long connection: events come to us over a WebSocket that we open, so the office needs no public address.
 *
 * One idea: the SDK's client is good at staying connected and silent when it is not; so it is supervised. Exactly one
 * client lives at a time; when it has given up, has not come up, or has heard nothing for three pings, it is closed by force
 * and a new one takes over. What was missed meanwhile is delivered again by the platform.
 *
 * Promises: an event is acknowledged when `receive` resolves, refused (and so redelivered) when it throws; card callbacks
 * that come as frames of type `card` are not lost (the SDK drops them without an answer).
 *
 * Source: @larksuiteoapi/node-sdk 1.74 (WSClient), https://open.feishu.cn/document/server-docs/event-subscription-guide/long-connection
 */
import { EventDispatcher, type HttpInstance, LoggerLevel, WSClient } from '@larksuiteoapi/node-sdk';
import type { Credentials } from './api.ts';
import { asList, asRecord, isRecord, parsedRecord, textIn } from './json.ts';
import { type AdapterLog, sdkLogger } from './logging.ts';
import type { Receive } from './receive.ts';
import type { Timing } from './timing.ts';

export interface Link {
  start(): void;
  stop(): void;
  status(): { readonly ok: boolean; readonly detail: string };
}
export interface LinkDeps {
  readonly credentials: Credentials;
  readonly http: HttpInstance;
  readonly receive: Receive;
  readonly timing: Timing;
  readonly log: AdapterLog;
  readonly supervision?: Supervision;
}
export interface Supervision {
  readonly checkMs: number;
  /** A client that is not connected by then is replaced. */
  readonly connectMs: number;
  /** A client that has given up is replaced after this, twice as long every further time. */
  readonly restartMs: number;
  readonly longestRestartMs: number;
  /** No answer to a ping by then: the socket is dead. */
  readonly pongSeconds: number;
}

const SUPERVISION: Supervision = { checkMs: 5000, connectMs: 60_000, restartMs: 2000, longestRestartMs: 60_000, pongSeconds: 10 };
const HANDSHAKE_MS = 15_000;
const DEFAULT_PING_SECONDS = 120;
const SILENT_PINGS = 3;

/** The SDK's dispatcher flattens envelopes and answers unknown types with a sentence; ours gets them as they came. */
class EnvelopeDispatcher extends EventDispatcher {
  readonly #receive: Receive;
  constructor(receive: Receive, logger: ReturnType<typeof sdkLogger>) {
    super({ logger, loggerLevel: LoggerLevel.warn });
    this.#receive = receive;
  }
  override async invoke(envelope: unknown): Promise<unknown> {
    return this.#receive(asRecord(envelope));
  }
}

/** Puts a function of ours around a private method of the SDK's client. @throws Error when the SDK no longer has it */
const around = (client: WSClient, method: string, wrap: (frame: unknown) => unknown): void => {
  const original: unknown = Reflect.get(client, method);
  if (typeof original !== 'function') throw new Error(`the SDK's WSClient has no ${method}: check link.ts against its version`);
  Reflect.set(client, method, (frame: unknown): unknown => Reflect.apply(original, client, [wrap(frame)]) as unknown);
};

const headersOf = (frame: unknown): readonly unknown[] => asList(asRecord(frame)['headers']);
/** A frame of type `card` carries the same envelope as one of type `event`. */
export const asEventFrame = (frame: unknown): unknown =>
  isRecord(frame)
    ? Object.assign(Object.create(Object.getPrototypeOf(frame) as object | null) as object, frame, {
        headers: headersOf(frame).map((header) => (textIn(header, 'key') === 'type' && textIn(header, 'value') === 'card' ? { key: 'type', value: 'event' } : header)),
      })
    : frame;

const pingSeconds = (frame: unknown): number | null => {
  const { payload } = asRecord(frame);
  const interval = payload instanceof Uint8Array ? parsedRecord(Buffer.from(payload).toString('utf8'))?.['PingInterval'] : undefined;
  return typeof interval === 'number' && interval > 0 ? interval : null;
};

export const createLink = ({ credentials, http, receive, timing, log, supervision = SUPERVISION }: LinkDeps): Link => {
  const logger = sdkLogger(log, [credentials.appSecret]);
  let client: WSClient | null = null;
  let stopWatching: (() => void) | null = null;
  let [startedAt, heardAt, restartAt] = [0, 0, 0];
  let everySeconds = DEFAULT_PING_SECONDS;
  let restarts = 0;

  const open = (): void => {
    const fresh = new WSClient({
      ...credentials, httpInstance: http, logger, loggerLevel: LoggerLevel.warn, handshakeTimeoutMs: HANDSHAKE_MS, wsConfig: { pingTimeout: supervision.pongSeconds },
      onReady: () => {
        restarts = 0;
        log.info({ event: 'feishu.link.ready' }, 'long connection is up');
      },
      onReconnecting: () => log.warn({ event: 'feishu.link.lost' }, 'long connection lost, reconnecting'),
      onReconnected: () => log.info({ event: 'feishu.link.ready' }, 'long connection is up again'),
      onError: () => log.error({ event: 'feishu.link.failed' }, 'long connection refused; check the app id, its secret and the subscription mode 「使用长连接接收」'),
    });
    around(fresh, 'handleEventData', (frame) => {
      heardAt = timing.monotonic();
      return asEventFrame(frame);
    });
    around(fresh, 'handleControlData', (frame) => {
      heardAt = timing.monotonic();
      everySeconds = pingSeconds(frame) ?? everySeconds;
      return frame;
    });
    client = fresh;
    [startedAt, heardAt, restartAt] = [timing.monotonic(), timing.monotonic(), 0];
    void fresh.start({ eventDispatcher: new EnvelopeDispatcher(receive, logger) });
  };

  const close = (): void => {
    client?.close({ force: true });
    client = null;
  };

  const restart = (why: string): void => {
    log.warn({ event: 'feishu.link.restart', why }, 'long connection is set up anew');
    close();
    open();
  };

  const check = (): void => {
    if (client === null) return;
    const now = timing.monotonic();
    switch (client.getConnectionStatus().state) {
      case 'connected':
        if (now - heardAt > SILENT_PINGS * everySeconds * 1000) restart('silent');
        return;
      case 'connecting':
      case 'reconnecting':
        if (now - Math.max(startedAt, heardAt) > supervision.connectMs) restart('does not come up');
        return;
      case 'idle':
      case 'failed':
        if (restartAt === 0) {
          restartAt = now + Math.min(supervision.longestRestartMs, supervision.restartMs * 2 ** restarts);
          restarts += 1;
          return;
        }
        if (now >= restartAt) restart('given up');
    }
  };

  return {
    start: () => {
      if (client !== null) throw new Error('the long connection is open already');
      open();
      stopWatching = timing.every(supervision.checkMs, check);
    },
    stop: () => {
      stopWatching?.();
      stopWatching = null;
      close();
    },
    status: () => {
      const state = client?.getConnectionStatus().state ?? 'stopped';
      return { ok: state === 'connected', detail: `long connection ${state}` };
    },
  };
};
