/**
 * Tenant tokens: issued for app id and secret, checked on every call.
 *
 * The same token is given again while half an hour or more remains; then a new one, and both work until their own end.
 * https://open.feishu.cn/document/server-docs/authentication-management/access-token/tenant_access_token_internal
 */
import type { JsonObject } from '../control-types.ts';
import { ApiRefusal } from '../world/errors.ts';
import { stringAt } from '../world/json.ts';
import type { World } from '../world/world.ts';

const RENEW_BELOW_MS = 30 * 60_000;

/** The whole answer; failures are HTTP 200 with a code. */
export const issueToken = (world: World, body: JsonObject): JsonObject => {
  world.tokens.requests += 1;
  const appId = stringAt(body, 'app_id');
  const secret = stringAt(body, 'app_secret');
  if (appId === null || secret === null || !/^cli_[0-9a-fA-F]{16}$/.test(appId)) return { code: 10003, data: {}, msg: 'invalid param' };
  if (appId !== world.app.appId) return { code: 10014, data: {}, msg: 'app id not exists' };
  if (secret !== world.app.appSecret) return { code: 10015, data: {}, msg: 'app secret invalid' };
  const nowMs = world.clock.now();
  const young = world.tokens.list.find((token) => token.expiresMs - nowMs >= RENEW_BELOW_MS);
  const token = young ?? { value: world.ids.next('t-'), expiresMs: nowMs + world.settings.switches.tokenSeconds * 1000 };
  if (young === undefined) world.tokens.list = [...world.tokens.list.filter((one) => one.expiresMs > nowMs), token];
  return { code: 0, msg: 'ok', tenant_access_token: token.value, expire: Math.floor((token.expiresMs - nowMs) / 1000) };
};

/** @throws the gateway's refusal of a missing, foreign or expired token */
export const checkToken = (world: World, authorization: string | undefined): void => {
  const status = world.settings.switches.invalidTokenStatus;
  const bearer = /^Bearer (.*)$/.exec(authorization ?? '')?.[1];
  if (bearer === undefined) throw new ApiRefusal(99991661, 'Missing access token for authorization. Please make a request with token attached.');
  if (bearer.startsWith('eyJ')) throw new ApiRefusal(99991668, 'Invalid access token for authorization. Please make a request with token attached.');
  if (!/^[tu]-/.test(bearer)) throw new ApiRefusal(99991671, 'Invalid access token, the token must start with "t-" or "u-".');
  const known = world.tokens.list.some((token) => token.value === bearer && token.expiresMs > world.clock.now());
  if (!known) throw new ApiRefusal(99991663, 'Invalid access token for authorization. Please make a request with token attached.', { status });
};
