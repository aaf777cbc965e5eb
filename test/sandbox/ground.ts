/**
 * What sandbox tests stand on: a sandbox of their own, the unmodified official SDK pointed at it, and short words for common calls.
 */
import * as lark from '@larksuiteoapi/node-sdk';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { stringAt } from '../../src/sandbox/world/json.ts';
import type { JsonObject, JsonValue } from '../../src/sandbox/control-types.ts';

export const QUIET = { error: () => undefined, warn: () => undefined, info: () => undefined, debug: () => undefined, trace: () => undefined };
export const GROUP = '双随机工作群';

const stops: (() => void | Promise<void>)[] = [];
/** Stops everything a test started, newest first. */
export const stopAll = async (): Promise<void> => {
  for (const stop of stops.splice(0).reverse()) await stop();
};
export const later = (stop: () => void | Promise<void>): void => void stops.push(stop);

export const sandboxWith = async (options: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ seed: 'test', clock: 'virtual', ...options });
  later(() => sandbox.stop());
  return sandbox;
};
export const clientOf = (sandbox: Sandbox, overrides: { readonly appSecret?: string; readonly appId?: string } = {}): lark.Client =>
  new lark.Client({
    appId: overrides.appId ?? sandbox.app.appId, appSecret: overrides.appSecret ?? sandbox.app.appSecret, domain: sandbox.openApiUrl, cache: new lark.DefaultCache(),
    loggerLevel: lark.LoggerLevel.error, logger: QUIET,
  });

export interface Reply { readonly status: number; readonly headers: Headers; readonly text: string; readonly json: { readonly code: number; readonly msg: string; readonly data: JsonObject; readonly error?: JsonObject } & JsonObject }
export interface Caller { (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>; readonly token: string }

/** Plain HTTP with a valid token, for requests the SDK would never make. */
export const callerOf = async (sandbox: Sandbox): Promise<Caller> => {
  const token = await tokenOf(sandbox);
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
    const response = await fetch(sandbox.openApiUrl + path, {
      method, headers: { authorization: `Bearer ${token}`, ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: text.startsWith('{') ? JSON.parse(text) : {} };
  };
  return Object.assign(call, { token });
};
export const tokenOf = async (sandbox: Sandbox): Promise<string> => {
  const response = await fetch(`${sandbox.openApiUrl}/open-apis/auth/v3/tenant_access_token/internal`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ app_id: sandbox.app.appId, app_secret: sandbox.app.appSecret }),
  });
  const body: { readonly tenant_access_token: string } = await response.json();
  return body.tenant_access_token;
};

/** A string in the data of an answer; '' when it is not there. */
export const dataOf = (reply: Reply, key: string): string => stringAt(reply.json.data, key) ?? '';

export const openIdOf = (sandbox: Sandbox, name: string): string => sandbox.control.state().people.find((person) => person.name === name)?.openId ?? '';
export const chatIdOf = (sandbox: Sandbox, name = GROUP): string => sandbox.control.state().chats.find((chat) => chat.name === name)?.chatId ?? '';
export const textTo = (receiver: string, text = '你好', more: JsonObject = {}): JsonObject => ({ receive_id: receiver, msg_type: 'text', content: JSON.stringify({ text }), ...more });
export const cardTo = (receiver: string, card: unknown, more: JsonObject = {}): JsonObject => ({ receive_id: receiver, msg_type: 'interactive', content: JSON.stringify(card), ...more });
export const SEND_CHAT = '/open-apis/im/v1/messages?receive_id_type=chat_id';
export const SEND_OPEN = '/open-apis/im/v1/messages?receive_id_type=open_id';

/** A small valid card; `elements` replace its body. */
export const cardOf = (elements: readonly JsonValue[] = [{ tag: 'markdown', content: '正文' }], config: JsonObject = { update_multi: true }): JsonObject => ({
  schema: '2.0', config, header: { title: { tag: 'plain_text', content: '标题' } }, body: { elements },
});
export const buttonOf = (label: string, value: JsonObject | null, more: JsonObject = {}): JsonObject => ({
  tag: 'button', text: { tag: 'plain_text', content: label }, ...(value === null ? {} : { behaviors: [{ type: 'callback', value }] }), ...more,
});

export type Handlers = Record<string, (data: Record<string, unknown>) => Promise<unknown>>;
/** A long connection of the SDK, open and pinged. */
export const connect = async (sandbox: Sandbox, handlers: Handlers, wsConfig: { readonly pingTimeout?: number } = {}): Promise<lark.WSClient> => {
  const before = sandbox.control.connections().filter((connection) => connection.ready).length;
  const client = new lark.WSClient({
    appId: sandbox.app.appId, appSecret: sandbox.app.appSecret, domain: sandbox.openApiUrl, loggerLevel: lark.LoggerLevel.error, logger: QUIET, wsConfig,
  });
  later(() => client.close({ force: true }));
  await client.start({ eventDispatcher: new lark.EventDispatcher({ loggerLevel: lark.LoggerLevel.error, logger: QUIET }).register(handlers) });
  await until(() => sandbox.control.connections().filter((connection) => connection.ready).length > before);
  return client;
};
/** Looks again at every turn of the event loop; the test's own timeout ends it. */
export const until = async (isTrue: () => boolean): Promise<void> => {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
};
