/**
 * Feishu as a Platform of the chat: what compose.ts builds, and the only door of this room.
 *
 * One idea: both transports end in one receiver. With `transport: 'ws'` we open a long connection and need no public
 * address; with 'http' the web room hands the raw bytes of its route to `handleCallback`. An app has one mode, never both.
 *
 * Promises: `start` proves the credentials and learns who the bot is before anything is received; wrong credentials or
 * missing rights end it with a sentence for the operator, an unreachable platform does not: it is tried again until stopped.
 * `stop` lets what is being answered finish (at most 2.5 s) before the line is cut.
 *
 * Rights the app needs (权限管理): im:message, im:message:send_as_bot, im:message.p2p_msg:readonly,
 * im:message.group_at_msg:readonly, im:message.group_msg (history, files in groups), im:resource, im:chat:readonly,
 * contact:user.base:readonly, im:message.urgent (optional). Events: SUBSCRIBED in read.ts.
 */
import type { Blobs } from '../../application/ports.ts';
import { type Handlers, type Platform, PlatformError, type PlatformMemory } from '../../chat/platform.ts';
import { Refusal } from '../../domain/refusal.ts';
import { createApi } from './api.ts';
import { createClient } from './client.ts';
import { createLink, type Link, type Supervision } from './link.ts';
import type { AdapterLog } from './logging.ts';
import { createPacer, type Limits } from './pacing.ts';
import { openIdOf } from './people.ts';
import { createReceiver, type Receive, type Reply } from './receive.ts';
import { realTiming, type Timing, within } from './timing.ts';
import { type CallbackHeaders, verifyCallback } from './verify.ts';

export type { AdapterLog } from './logging.ts';

export interface FeishuConfig {
  readonly appId: string;
  readonly appSecret: string;
  /** Default: the real platform. No trailing slash. */
  readonly domain?: string;
  readonly transport: 'ws' | 'http';
  /** HTTP only, required there. */
  readonly encryptKey?: string;
  readonly verificationToken?: string;
  /** The organisation events must come from; any when absent. */
  readonly tenantKey?: string;
}
export interface FeishuDeps {
  readonly blobs: Pick<Blobs, 'stream'>;
  readonly memory: PlatformMemory;
  readonly log: AdapterLog;
  readonly timing?: Timing;
  readonly limits?: Limits;
  readonly supervision?: Supervision;
  /** Time limit of one call. */
  readonly callMs?: number;
}
export interface CallbackAnswer {
  readonly status: 200 | 400 | 401 | 413 | 500 | 503;
  /** JSON, to be sent as application/json. */
  readonly body: string;
}
export interface Feishu extends Platform {
  /** The web room's route: header names in lower case, the body's bytes as they came, at most 1 MB. */
  handleCallback(headers: CallbackHeaders, rawBody: Uint8Array): Promise<CallbackAnswer>;
}

const FEISHU_DOMAIN = 'https://open.feishu.cn';
const DRAIN_MS = 2500;
const LONGEST_RETRY_MS = 30_000;

/** Everything that is wrong with a configuration, in sentences for the operator. */
export const configMistakes = ({ appId, appSecret, domain, transport, encryptKey, verificationToken }: FeishuConfig): readonly string[] => [
  ...(/^cli_[0-9a-fA-F]{16}$/.test(appId) ? [] : ['FEISHU_APP_ID 应为 cli_ 加 16 位十六进制数（开放平台 → 凭证与基础信息）']),
  ...(appSecret === '' ? ['FEISHU_APP_SECRET 为空'] : []),
  ...(domain === undefined || (/^https?:\/\/[^/]+(\/.*)?$/.test(domain) && !domain.endsWith('/')) ? [] : ['FEISHU_DOMAIN 应为 https://open.feishu.cn 这样的网址，末尾不带斜杠']),
  ...(transport === 'http' && (encryptKey ?? '') === '' ? ['使用回调时须填写 FEISHU_ENCRYPT_KEY（事件与回调 → 加密策略）'] : []),
  ...(transport === 'http' && (verificationToken ?? '') === '' ? ['使用回调时须填写 FEISHU_VERIFICATION_TOKEN（事件与回调 → 加密策略）'] : []),
];

const answer = (status: CallbackAnswer['status'], body: Reply | { readonly challenge: string } = {}): CallbackAnswer => ({ status, body: JSON.stringify(body) });

/** @throws Refusal listing every mistake of the configuration */
export const feishu = (config: FeishuConfig, deps: FeishuDeps): Feishu => {
  const mistakes = configMistakes(config);
  if (mistakes.length > 0) throw new Refusal('feishu.misconfigured', `飞书配置有误：${mistakes.join('；')}`, { next: '请按 .env.example 修改后重新启动' });
  const { log, timing = realTiming, blobs, memory } = deps;
  const credentials = { appId: config.appId, appSecret: config.appSecret, domain: config.domain ?? FEISHU_DOMAIN };
  const api = createApi(credentials, { log, pacer: createPacer(timing, deps.limits), ...(deps.callMs === undefined ? {} : { callMs: deps.callMs }) });

  let tenant = config.tenantKey ?? null;
  const client = createClient({ api, appId: config.appId, blobs, memory, timing, log, tenant: () => tenant });

  let receive: Receive | null = null;
  let link: Link | null = null;
  let stopped = false;
  let trouble = 'not started';
  const answering = new Set<Promise<unknown>>();

  const tracked: (inner: Receive) => Receive = (inner) => (envelope) => {
    const work = inner(envelope);
    const settled = work.then(() => undefined, () => undefined);
    answering.add(settled);
    void settled.then(() => answering.delete(settled));
    return work;
  };

  const connect = async (handlers: Handlers): Promise<void> => {
    const bot = await client.bot();
    if (stopped) return;
    receive = tracked(createReceiver({
      appId: config.appId, tenantKey: config.tenantKey ?? null, handlers, botOpenId: bot.openId, timing, log,
      openIdOf: (unionId) => openIdOf(api, unionId),
      rememberChat: ({ user, chat }) => client.rememberChat(user, chat),
      clicked: client.clicked,
      onTenant: (key) => {
        tenant ??= key;
      },
    }));
    trouble = '';
    if (config.transport === 'http') return;
    link = createLink({ credentials, http: api.http, receive, timing, log, ...(deps.supervision === undefined ? {} : { supervision: deps.supervision }) });
    link.start();
  };

  const connectLater = async (handlers: Handlers): Promise<void> => {
    for (let waitMs = 1000; ; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      await timing.sleep(waitMs);
      if (stopped) return;
      try {
        await connect(handlers);
        return;
      } catch (error) {
        trouble = error instanceof PlatformError ? error.message : 'unexpected error';
        log.warn({ event: 'feishu.start.retry', detail: trouble }, 'Feishu is not reachable yet');
      }
    }
  };

  return {
    id: 'feishu',

    start: async (handlers) => {
      stopped = false;
      try {
        await connect(handlers);
      } catch (error) {
        if (!(error instanceof PlatformError)) throw error;
        if (error.kind !== 'retry' && error.kind !== 'rate') {
          throw new Refusal('feishu.refused', `飞书拒绝了本应用（${error.detail}）`, { next: '请核对 FEISHU_APP_ID 和 FEISHU_APP_SECRET，并在开发者后台检查应用权限、机器人能力、IP 白名单，以及应用版本是否已发布' });
        }
        trouble = error.message;
        log.warn({ event: 'feishu.start.retry', detail: trouble }, 'Feishu is not reachable yet');
        void connectLater(handlers);
      }
    },

    stop: async () => {
      stopped = true;
      receive = null;
      await within(timing, DRAIN_MS, Promise.all(answering), null);
      link?.stop();
      link = null;
      trouble = 'stopped';
    },

    health: () => {
      if (trouble !== '') return { ok: false, detail: trouble };
      return link?.status() ?? { ok: true, detail: 'HTTP callbacks' };
    },

    send: client.send,
    updateCard: client.updateCard,
    fetchFile: (file, limit) => client.fetchFile(file.token, limit),
    user: client.user,
    group: client.group,
    urge: client.urge,

    handleCallback: async (headers, rawBody) => {
      if (config.transport !== 'http') return answer(503);
      const secrets = { appId: config.appId, encryptKey: config.encryptKey ?? '', verificationToken: config.verificationToken ?? '', tenantKey: config.tenantKey ?? null };
      const verdict = verifyCallback(secrets, headers, rawBody, timing.now());
      switch (verdict.kind) {
        case 'refused':
          log.warn({ event: 'feishu.callback.refused', why: verdict.why, bytes: rawBody.length }, 'a callback was refused');
          return answer(verdict.status);
        case 'challenge':
          return answer(200, { challenge: verdict.challenge });
        case 'event':
          if (receive === null) return answer(503);
          try {
            return answer(200, await receive(verdict.envelope));
          } catch (error) {
            log.error({ event: 'feishu.event.failed', error: error instanceof Error ? error.name : 'unknown' }, 'an event could not be claimed; the platform will deliver it again');
            return answer(500);
          }
      }
    },
  };
};
