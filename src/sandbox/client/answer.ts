/**
 * What the app's answer to a card callback means on the clicker's screen: a toast, a new card, or the client's error code.
 *
 * Codes: https://open.feishu.cn/document/feishu-cards/handle-card-callbacks
 */
import { checkCard } from '../card/check.ts';
import type { ClickResult } from '../control-api.ts';
import type { CardJson } from '../control-types.ts';
import type { Outcome } from '../delivery/attempt.ts';
import { isLost } from '../delivery/attempt.ts';
import { surroundings } from '../open-api/content.ts';
import { isObject, parseJson, stringAt } from '../world/json.ts';
import type { World } from '../world/world.ts';

export type Reading =
  | { readonly kind: 'accepted'; readonly toast: NonNullable<ClickResult['toast']> | null; readonly card: CardJson | null }
  | { readonly kind: 'error'; readonly code: number; readonly text: string };

const error = (code: number, text: string): Reading => ({ kind: 'error', code, text: `${text}（${code}）` });
const TOASTS = ['info', 'success', 'error', 'warning'] as const;

export const readAnswer = (world: World, outcome: Outcome): Reading => {
  switch (outcome.kind) {
    case 'nobody': return error(200340, '应用未配置回调，请稍后重试');
    case 'timeout': return error(200341, '应用响应超时，请稍后重试');
    case 'unreachable': return outcome.reason === 'dns' ? error(200343, '找不到应用的地址') : error(200342, '无法连接应用');
    case 'refused': return error(200671, `应用返回了错误（${outcome.status}）`);
    case 'answered': return isLost(outcome) ? error(200672, '应用没有处理这个操作') : readBody(world, outcome.body, outcome.via === 'websocket');
  }
};

/** An ack without data is a handler that returned nothing: accepted. An empty HTTP body is not. */
const readBody = (world: World, text: string, mayBeEmpty: boolean): Reading => {
  const malformed = error(200672, '应用的返回格式不正确');
  const body = text === '' && mayBeEmpty ? {} : parseJson(text);
  if (!isObject(body)) return malformed;
  const toast = body['toast'];
  const type = TOASTS.find((one) => one === (stringAt(toast, 'type') ?? 'info'));
  if (toast !== undefined && (!isObject(toast) || type === undefined || typeof toast['content'] !== 'string')) return malformed;
  const shown = type === undefined || toast === undefined ? null : { type, content: stringAt(toast, 'content') ?? '' };
  const card = body['card'];
  if (card === undefined) return { kind: 'accepted', toast: shown, card: null };
  if (!isObject(card) || (card['type'] !== 'raw' && card['type'] !== 'template')) return malformed;
  const data = card['data'];
  const isRefused = card['type'] === 'template' || !isObject(data) || world.settings.switches.rawCardInAnswer === 'refuse-200673' || checkCard(data, surroundings(world)).length > 0;
  return isRefused ? error(200673, '应用返回的卡片不正确') : { kind: 'accepted', toast: shown, card: data };
};
