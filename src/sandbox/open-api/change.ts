/**
 * Changing what was sent: patch a card, edit a text, recall, and the delayed update with a callback's token.
 *
 * https://open.feishu.cn/document/server-docs/im-v1/message-card/patch · …/message/update · …/message/delete · …/delay-update-message-card
 */
import { CARD_LIMIT_BYTES, saysUpdateMulti } from '../card/check.ts';
import type { CardJson } from '../control-types.ts';
import { patchLimit } from '../world/buckets.ts';
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { isObject, objectIn, stringAt } from '../world/json.ts';
import { CARD_LIFE_MS, changeMessage, replaceCard } from '../world/messages.ts';
import type { StoredMessage } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { acceptCard, readContent } from './content.ts';
import type { ApiAnswer, ApiRequest, Route } from './request.ts';
import { chatOf, knownMessage, requireBot } from './send.ts';

const MAX_EDITS = 20;
const RECALL_WINDOW_MS = 24 * 3600_000;
const TOKEN_LIFE_MS = 30 * 60_000;
const TOKEN_USES = 2;

const ownMessage = (world: World, id: string): StoredMessage => {
  requireBot(world);
  const message = knownMessage(world, id);
  if (message.from.kind !== 'app') throw new ApiRefusal(230012, 'The operator is NOT the sender of the message.');
  if (!chatOf(world, message).bot) throw new ApiRefusal(230002, 'The bot can not be outside the group.');
  return message;
};
const takePatchRate = (world: World, message: StoredMessage): void => {
  if (world.buckets.take([patchLimit(message.messageId)]) !== null) throw new ApiRefusal(230020, 'This operation triggers the frequency limit.');
};
const notShared = (): ApiRefusal => new ApiRefusal(230099, 'Failed to create card content, ext=ErrCode: 300302; ErrPath: ROOT -> config; ErrMsg: update_multi must be true before and after; ErrorValue: ;');
/** @throws unless the card may replace the one shown */
const checkReplacement = (world: World, message: StoredMessage, card: CardJson): void => {
  acceptCard(world, card);
  const old = message.cards.at(-1);
  if (old === undefined) throw new ApiRefusal(230001, 'This message is NOT a card.');
  if (!saysUpdateMulti(old) || !saysUpdateMulti(card)) throw notShared();
};

const patch = ({ world, params, body, bodyBytes }: ApiRequest): ApiAnswer => {
  const message = ownMessage(world, params['message_id'] ?? '');
  if (message.recalled) throw new ApiRefusal(230011, 'The message was withdrawn.');
  if (message.batchId !== null || message.type !== 'interactive') throw new ApiRefusal(230001, 'This message is NOT a card.');
  if (world.clock.now() - message.createdMs > CARD_LIFE_MS) throw new ApiRefusal(230031, 'The message has been sent for more than 14 days and can not be modified.');
  takePatchRate(world, message);
  if (typeof body['content'] !== 'string') throw fieldViolation('content', 'must be a string of JSON');
  if (bodyBytes > CARD_LIMIT_BYTES) throw new ApiRefusal(230025, 'The length of the message content reaches its limit.');
  const card = objectIn(body['content']);
  if (card === null) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=content is not a string in json format');
  checkReplacement(world, message, card);
  replaceCard(world, message, card);
  return { data: {} };
};

const edit = ({ world, params, body, bodyBytes }: ApiRequest): ApiAnswer => {
  const message = ownMessage(world, params['message_id'] ?? '');
  if (message.recalled) throw new ApiRefusal(230011, 'The message was withdrawn.');
  const type = body['msg_type'];
  if ((type !== 'text' && type !== 'post') || type !== message.type) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=only text and post can be edited');
  if (message.edits >= MAX_EDITS) throw new ApiRefusal(230001, 'The message has reached the number of times it can be edited.');
  takePatchRate(world, message);
  const { content, mentions } = readContent(world, chatOf(world, message), type, body['content'], bodyBytes);
  const changed = changeMessage(world, message, { content, mentions, edits: message.edits + 1 });
  return { data: { message_id: changed.messageId, msg_type: changed.type, update_time: String(changed.updatedMs), updated: true, chat_id: changed.chatId } };
};

const recall = ({ world, params }: ApiRequest): ApiAnswer => {
  requireBot(world);
  const message = knownMessage(world, params['message_id'] ?? '');
  if (message.from.kind !== 'app') throw new ApiRefusal(230026, 'No permission to recall this message.');
  if (message.recalled) throw new ApiRefusal(230110, 'The message has been deleted.');
  if (world.clock.now() - message.createdMs > RECALL_WINDOW_MS) throw new ApiRefusal(230009, 'The message can not be recalled after the time limit.');
  changeMessage(world, message, { recalled: true });
  return { data: {} };
};

const delayedUpdate = ({ world, body }: ApiRequest): ApiAnswer => {
  const value = stringAt(body, 'token') ?? '';
  const token = world.updateTokens.get(value);
  const message = token === undefined ? undefined : world.messages.get(token.messageId);
  if (token === undefined || message === undefined) throw new ApiRefusal(300020, 'card token is invalid');
  if (!token.answered) throw new ApiRefusal(300020, 'card token can not be used before the callback has been answered');
  if (world.clock.now() - token.issuedMs > TOKEN_LIFE_MS) throw new ApiRefusal(300030, 'card token has expired');
  if (token.uses >= TOKEN_USES) throw new ApiRefusal(300040, 'card token has been used up');
  if (message.recalled) throw new ApiRefusal(230011, 'The message was withdrawn.');
  const card = body['card'];
  if (!isObject(card)) throw new ApiRefusal(11311, 'card must be an object');
  checkReplacement(world, message, card);
  world.updateTokens.set(value, { ...token, uses: token.uses + 1 });
  replaceCard(world, message, card);
  return { whole: { code: 0, msg: 'success' } };
};

const change = ['im:message', 'im:message:send_as_bot', 'im:message:update'];
export const changeRoutes: readonly Route[] = [
  { method: 'PATCH', path: '/open-apis/im/v1/messages/{message_id}', scopes: change, run: patch },
  { method: 'PUT', path: '/open-apis/im/v1/messages/{message_id}', scopes: change, run: edit },
  { method: 'DELETE', path: '/open-apis/im/v1/messages/{message_id}', scopes: ['im:message', 'im:message:send_as_bot', 'im:message:recall'], run: recall },
  { method: 'POST', path: '/open-apis/interactive/v1/card/update', scopes: [], run: delayedUpdate },
];
