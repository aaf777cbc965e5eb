/**
 * The one place where calls of the official SDK start: paced, with a deadline, with a live token, in one error language.
 *
 * One idea: everything the SDK leaves to its caller is added here once – a time limit (it has none), a token cache of our
 * own (its default is shared by all apps of the process), one token request at a time (it makes one per waiting call), one
 * retry with a fresh token when the platform has revoked ours early, and a logger that drops requests instead of printing them.
 *
 * Source: facts of @larksuiteoapi/node-sdk 1.74, https://open.feishu.cn/document/server-docs/authentication-management/access-token
 */
import { type Cache, Client, defaultHttpInstance, type HttpInstance, type HttpRequestOptions, LoggerLevel } from '@larksuiteoapi/node-sdk';
import { PlatformError } from '../../chat/platform.ts';
import { codeOf, TOKEN_CODES, unwrap } from './errors.ts';
import { type AdapterLog, sdkLogger } from './logging.ts';
import type { PaceKey, Pacer } from './pacing.ts';

export interface Credentials {
  readonly appId: string;
  readonly appSecret: string;
  /** Address of the open platform without a trailing slash. */
  readonly domain: string;
}

export interface Api {
  /** @throws PlatformError for everything that is not a success */
  call<T>(key: PaceKey, run: (client: Client) => Promise<T>): Promise<T>;
  readonly http: HttpInstance;
}

const CALL_MS = 30_000;
/** Up to 30 MB on an office line, and still inside the outbox's lease of two minutes. */
const UPLOAD_MS = 90_000;

const isLoopback = (domain: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(domain).hostname);

/** An HTTP client of our own with the habits the SDK expects of its default one (bodies instead of responses), plus time limits. */
export const createHttp = (domain: string, callMs: number = CALL_MS): HttpInstance => {
  const line = defaultHttpInstance.create({ timeout: callMs, ...(isLoopback(domain) ? { proxy: false as const } : {}) });
  const request = async <T, R = T, D = unknown>(options: HttpRequestOptions<D>): Promise<R> => {
    const timeout = options.url?.endsWith('/open-apis/im/v1/files') === true ? Math.max(callMs, UPLOAD_MS) : callMs;
    const response = await line.request<R>({ ...options, timeout: Math.min(options.timeout ?? timeout, timeout) });
    // The SDK asks for headers where it wants to hand out a stream; its type parameter is wrong there.
    return options.$return_headers === true ? ({ data: response.data, headers: response.headers } as R) : response.data;
  };
  return {
    request,
    get: (url, options) => request({ ...options, url, method: 'get' }),
    delete: (url, options) => request({ ...options, url, method: 'delete' }),
    head: (url, options) => request({ ...options, url, method: 'head' }),
    options: (url, options) => request({ ...options, url, method: 'options' }),
    post: (url, data, options) => request({ ...options, url, data, method: 'post' }),
    put: (url, data, options) => request({ ...options, url, data, method: 'put' }),
    patch: (url, data, options) => request({ ...options, url, data, method: 'patch' }),
  };
};

/** The SDK's cache interface over a plain map; forgetting is what the SDK itself cannot do. It tells ends by the machine's clock. */
const createTokenCache = () => {
  const kept = new Map<string, { readonly value: unknown; readonly until: number }>();
  const keyOf = (key: unknown, options?: { readonly namespace?: string }): string => `${options?.namespace ?? ''}/${String(key)}`;
  const cache: Cache = {
    get: (key, options) => {
      const entry = kept.get(keyOf(key, options));
      return Promise.resolve(entry !== undefined && entry.until > Date.now() ? entry.value : undefined);
    },
    set: (key, value: unknown, until, options) => {
      kept.set(keyOf(key, options), { value, until: until ?? Number.POSITIVE_INFINITY });
      return Promise.resolve(true);
    },
  };
  return { cache, forget: (): void => kept.clear() };
};

export interface ApiDeps {
  readonly pacer: Pacer;
  readonly log: AdapterLog;
  readonly callMs?: number;
}

export const createApi = (credentials: Credentials, { pacer, log, callMs }: ApiDeps): Api => {
  const http = createHttp(credentials.domain, callMs);
  const { cache, forget } = createTokenCache();
  const client = new Client({
    ...credentials,
    cache,
    httpInstance: http,
    loggerLevel: LoggerLevel.warn,
    logger: sdkLogger(log, [credentials.appSecret]),
  });

  let asking: Promise<unknown> | null = null;
  /** Callers that find no token wait for the same request. */
  const token = async (): Promise<void> => {
    asking ??= unwrap(async () => ({ token: (await client.tokenManager.getTenantAccessToken()) as unknown })).finally(() => {
      asking = null;
    });
    await asking;
  };

  const attempt = async <T>(key: PaceKey, run: (client: Client) => Promise<T>): Promise<T> => {
    await pacer.pass(key);
    await token();
    try {
      return await unwrap(() => run(client));
    } catch (error) {
      if (error instanceof PlatformError && error.kind === 'rate' && error.waitMs !== null && codeOf(error) === 99991400) pacer.hold(error.waitMs);
      throw error;
    }
  };

  return {
    http,
    call: async (key, run) => {
      try {
        return await attempt(key, run);
      } catch (error) {
        const code = codeOf(error);
        if (code === null || !TOKEN_CODES.has(code)) throw error;
        forget();
        return attempt(key, run);
      }
    },
  };
};
