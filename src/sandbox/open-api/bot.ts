/**
 * The bot itself, and batch messages: the old APIs, which answer errors with HTTP 200.
 *
 * https://open.feishu.cn/document/client-docs/bot-v3/obtain-bot-info · https://open.feishu.cn/document/server-docs/im-v1/batch_message/send-messages-in-batches
 */
import type { JsonObject } from '../control-types.ts';
import { ApiRefusal } from '../world/errors.ts';
import { isObject, isStrings } from '../world/json.ts';
import { addMessage, changeMessage } from '../world/messages.ts';
import type { BatchRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { readContent } from './content.ts';
import { privateChat } from './receivers.ts';
import type { ApiAnswer, ApiRequest, Route } from './request.ts';
import { requireBot } from './send.ts';

const info = ({ world }: ApiRequest): ApiAnswer => {
  requireBot(world);
  return { whole: { code: 0, msg: 'ok', bot: { activate_status: 2, app_name: world.app.botName, avatar_url: '', ip_white_list: [], open_id: world.app.botOpenId } } };
};

const MAX_IDS = 200;
const idsOf = (body: JsonObject, field: string): readonly string[] => {
  const ids = body[field] ?? [];
  if (!isStrings(ids) || ids.length > MAX_IDS) throw new ApiRefusal(10003, `invalid param: ${field}`);
  return ids;
};
const batchSend = ({ world, body, bodyBytes }: ApiRequest): ApiAnswer => {
  requireBot(world);
  const [openIds, userIds, unionIds, departments] = ['open_ids', 'user_ids', 'union_ids', 'department_ids'].map((field) => idsOf(body, field));
  const content = body['msg_type'] === 'interactive' ? body['card'] : body['content'];
  if (!isObject(content)) throw new ApiRefusal(10003, 'invalid param: content must be an object');
  const read = readContent(world, null, body['msg_type'], JSON.stringify(content), bodyBytes);
  const everybody = [...world.people.all()].filter((person) => !person.external && !person.resigned && person.visible && !person.stoppedBot);
  const chosen = everybody.filter((person) => openIds?.includes(person.openId) === true || userIds?.includes(person.userId) === true || unionIds?.includes(person.unionId) === true
    || person.departments.some((id) => departments?.includes(id) === true));
  const batchId = world.ids.next('bm-');
  const messages = chosen.map((person) => addMessage(world, {
    chatId: privateChat(world, person).chatId, from: { kind: 'app', id: world.app.appId }, type: read.type, content: read.content, mentions: read.mentions, batchId,
    cards: read.card === null ? [] : [read.card],
  }).messageId);
  world.batches.put({ batchId, messages, recalled: false });
  const invalid = (ids: readonly string[] | undefined, isFine: (id: string) => boolean): readonly string[] => (ids ?? []).filter((id) => !isFine(id));
  return {
    whole: {
      code: 0, msg: 'ok',
      data: {
        message_id: batchId,
        invalid_department_ids: invalid(departments, (id) => world.departments.some((one) => one.id === id)),
        invalid_open_ids: invalid(openIds, (id) => everybody.some((one) => one.openId === id)),
        invalid_user_ids: invalid(userIds, (id) => everybody.some((one) => one.userId === id)),
      },
    },
  };
};
const batchOf = (world: World, id: string | undefined): BatchRecord => {
  const batch = world.batches.get(id ?? '');
  if (batch === undefined) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=invalid batch_message_id');
  return batch;
};
const progress = ({ world, params }: ApiRequest): ApiAnswer => {
  const batch = batchOf(world, params['batch_message_id']);
  const read = batch.messages.filter((id) => (world.messages.get(id)?.readBy.length ?? 0) > 0).length;
  return {
    data: {
      batch_message_send_progress: { valid_user_ids_count: batch.messages.length, success_user_ids_count: batch.messages.length, read_user_ids_count: read },
      batch_message_recall_progress: { recall: batch.recalled, recall_count: batch.recalled ? batch.messages.length : 0 },
    },
  };
};
const recallBatch = ({ world, params }: ApiRequest): ApiAnswer => {
  const batch = batchOf(world, params['batch_message_id']);
  for (const message of batch.messages.flatMap((id) => world.messages.get(id) ?? [])) changeMessage(world, message, { recalled: true });
  world.batches.put({ ...batch, recalled: true });
  return { data: {} };
};

const scopes = ['im:message:send_multi_users', 'im:message:send_multi_depts', 'im:message'];
export const botRoutes: readonly Route[] = [
  { method: 'GET', path: '/open-apis/bot/v3/info', scopes: [], isOld: true, run: info },
  { method: 'POST', path: '/open-apis/message/v4/batch_send/', scopes, isOld: true, run: batchSend },
  { method: 'GET', path: '/open-apis/im/v1/batch_messages/{batch_message_id}/get_progress', scopes, run: progress },
  { method: 'DELETE', path: '/open-apis/im/v1/batch_messages/{batch_message_id}', scopes, run: recallBatch },
];
