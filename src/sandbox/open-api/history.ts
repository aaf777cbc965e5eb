/**
 * Looking at messages: one, a chat's history, who has read, and marking one urgent.
 *
 * https://open.feishu.cn/document/server-docs/im-v1/message/get · …/list · …/read_users · …/buzz-messages/urgent_app
 */
import type { JsonObject } from '../control-types.ts';
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { ID_SHAPE } from '../world/ids.ts';
import { isStrings } from '../world/json.ts';
import type { StoredMessage } from '../world/records.ts';
import { historyOf, tell } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { messageShape, tenantOf } from './message-shape.ts';
import { paginate } from './request.ts';
import type { ApiAnswer, ApiRequest, Route } from './request.ts';
import { chatOf, knownMessage, requireBot } from './send.ts';

const READ_USERS_MS = 7 * 24 * 3600_000;
const MAX_URGENT = 200;

const visibleMessage = (world: World, id: string): StoredMessage => {
  requireBot(world);
  const message = knownMessage(world, id);
  if (!chatOf(world, message).bot) throw new ApiRefusal(230002, 'The bot can not be outside the group.');
  return message;
};
const sentByBot = (world: World, id: string): StoredMessage => {
  const message = visibleMessage(world, id);
  if (message.from.kind !== 'app') throw new ApiRefusal(230012, 'The operator is NOT the sender of the message.');
  if (message.recalled) throw new ApiRefusal(230011, 'The message was withdrawn.');
  return message;
};
const pageShape = (page: { readonly items: readonly JsonObject[]; readonly hasMore: boolean; readonly pageToken: string }): JsonObject => ({
  items: page.items, has_more: page.hasMore, page_token: page.pageToken,
});

const get = ({ world, params }: ApiRequest): ApiAnswer => ({ data: { items: [messageShape(world, visibleMessage(world, params['message_id'] ?? ''), true)] } });

const seconds = (query: URLSearchParams, name: string, otherwise: number): number => {
  const asked = query.get(name);
  if (asked === null || asked === '') return otherwise;
  if (!/^\d{10}$/.test(asked)) throw fieldViolation(name, 'must be a timestamp in seconds');
  return Number(asked);
};
const list = (request: ApiRequest): ApiAnswer => {
  const { world, query } = request;
  requireBot(world);
  if (query.get('container_id_type') !== 'chat') throw fieldViolation('container_id_type', 'must be chat');
  const chatId = query.get('container_id') ?? '';
  const chat = ID_SHAPE.chat.test(chatId) ? world.chats.get(chatId) : undefined;
  if (chat === undefined) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=invalid container_id');
  if (!chat.bot) throw new ApiRefusal(230002, 'The bot can not be outside the group.');
  const [from, to] = [seconds(query, 'start_time', 0), seconds(query, 'end_time', Infinity)];
  const order = query.get('sort_type') ?? 'ByCreateTimeAsc';
  if (order !== 'ByCreateTimeAsc' && order !== 'ByCreateTimeDesc') throw fieldViolation('sort_type', 'must be ByCreateTimeAsc or ByCreateTimeDesc');
  const found = historyOf(world, chatId).flatMap((id) => world.messages.get(id) ?? []).filter(({ createdMs }) => createdMs >= from * 1000 && createdMs < (to + 1) * 1000);
  const ordered = order === 'ByCreateTimeAsc' ? found : found.toReversed();
  const page = paginate(request, ordered, 50);
  return { data: pageShape({ ...page, items: page.items.map((message) => messageShape(world, message, true)) }) };
};

const readUsers = (request: ApiRequest): ApiAnswer => {
  const { world, params, query } = request;
  const message = sentByBot(world, params['message_id'] ?? '');
  if (query.get('user_id_type') === null) throw fieldViolation('user_id_type', 'is required');
  if (world.clock.now() - message.createdMs > READ_USERS_MS) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=the message was sent more than 7 days ago');
  const page = paginate(request, message.readBy, 100);
  return { data: pageShape({ ...page, items: page.items.map(({ openId, atMs }) => ({ user_id_type: 'open_id', user_id: openId, timestamp: String(atMs), tenant_key: tenantOf(world, openId) })) }) };
};

const urge = ({ world, params, query, body }: ApiRequest): ApiAnswer => {
  const message = sentByBot(world, params['message_id'] ?? '');
  if (!world.settings.switches.urgentAllowed) throw new ApiRefusal(230052, 'The group does not allow urgent messages.');
  if (query.get('user_id_type') !== 'open_id') throw fieldViolation('user_id_type', 'must be open_id');
  const ids = body['user_id_list'];
  if (!isStrings(ids) || ids.length === 0 || ids.length > MAX_URGENT) throw fieldViolation('user_id_list', `must have 1..${MAX_URGENT} ids`);
  if (message.batchId !== null) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=batch messages can not be urgent');
  const { members } = chatOf(world, message);
  const valid = ids.filter((id) => members.includes(id) && world.people.get(id)?.resigned === false);
  if (valid.length === 0) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=all user ids are invalid');
  for (const id of valid) if (unreadUrgent(world, id) >= MAX_URGENT) throw new ApiRefusal(230023, 'The number of unread urgent messages of the user reaches its limit.');
  world.messages.put({ ...message, urgentTo: [...new Set([...message.urgentTo, ...valid])] });
  tell(world, { type: 'urgent', chatId: message.chatId, messageId: message.messageId, to: valid });
  return { data: { invalid_user_id_list: ids.filter((id) => !valid.includes(id)) } };
};
const unreadUrgent = (world: World, openId: string): number => {
  let count = 0;
  for (const { urgentTo, readBy } of world.messages.all()) if (urgentTo.includes(openId) && !readBy.some((reader) => reader.openId === openId)) count += 1;
  return count;
};
const noQuota = ({ world, params }: ApiRequest): ApiAnswer => {
  sentByBot(world, params['message_id'] ?? '');
  throw new ApiRefusal(230024, 'Reach the upper limit of urgent message quota.');
};

const reading = ['im:message', 'im:message:readonly', 'im:message:send_as_bot'];
const urgent = ['im:message.urgent', 'im:message.urgent:app_send'];
export const historyRoutes: readonly Route[] = [
  { method: 'GET', path: '/open-apis/im/v1/messages', scopes: ['im:message', 'im:message:readonly', 'im:message.group_msg'], run: list },
  { method: 'GET', path: '/open-apis/im/v1/messages/{message_id}', scopes: reading, run: get },
  { method: 'GET', path: '/open-apis/im/v1/messages/{message_id}/read_users', scopes: reading, run: readUsers },
  { method: 'PATCH', path: '/open-apis/im/v1/messages/{message_id}/urgent_app', scopes: urgent, run: urge },
  { method: 'PATCH', path: '/open-apis/im/v1/messages/{message_id}/urgent_sms', scopes: ['im:message.urgent:sms'], run: noQuota },
  { method: 'PATCH', path: '/open-apis/im/v1/messages/{message_id}/urgent_phone', scopes: ['im:message.urgent:phone'], run: noQuota },
];
