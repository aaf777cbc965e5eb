/**
 * Groups and their members, https://open.feishu.cn/document/server-docs/group/chat/intro.
 */
import type { JsonObject } from '../control-types.ts';
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { isStrings, stringAt } from '../world/json.ts';
import type { ChatRecord } from '../world/records.ts';
import { tell } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { tenantOf } from './message-shape.ts';
import { paginate } from './request.ts';
import type { ApiAnswer, ApiRequest, Route } from './request.ts';
import { requireBot } from './send.ts';

const knownChat = (world: World, chatId: string | undefined): ChatRecord => {
  requireBot(world);
  const chat = world.chats.get(chatId ?? '');
  if (chat === undefined) throw new ApiRefusal(232006, 'Your request specifies a chat_id which is invalid.');
  if (chat.dissolved) throw new ApiRefusal(232009, 'Your request specifies a chat which has already been dissolved.');
  return chat;
};
const inside = (world: World, chatId: string | undefined): ChatRecord => {
  const chat = knownChat(world, chatId);
  if (!chat.bot) throw new ApiRefusal(232011, 'Operator can NOT be out of the chat.');
  return chat;
};
export const isExternal = (world: World, chat: ChatRecord): boolean => chat.members.some((openId) => world.people.get(openId)?.external === true);

const chatShape = (world: World, chat: ChatRecord): JsonObject => ({
  avatar: '', name: chat.kind === 'p2p' ? '' : chat.name, description: chat.description, ...(chat.kind === 'p2p' ? {} : { owner_id: chat.owner, owner_id_type: 'open_id' }),
  chat_mode: chat.kind, chat_type: 'private', chat_tag: 'inner', chat_status: 'normal', external: isExternal(world, chat), tenant_key: world.tenantKey,
  user_count: String(chat.members.length), bot_count: chat.bot ? '1' : '0',
});

const get = ({ world, params }: ApiRequest): ApiAnswer => ({ data: chatShape(world, inside(world, params['chat_id'])) });

const list = (request: ApiRequest): ApiAnswer => {
  const { world } = request;
  requireBot(world);
  const mine = [...world.chats.all()].filter((chat) => chat.kind === 'group' && chat.bot && !chat.dissolved);
  const page = paginate(request, mine, 100);
  return {
    data: {
      items: page.items.map((chat) => ({ chat_id: chat.chatId, avatar: '', name: chat.name, description: chat.description, owner_id: chat.owner, owner_id_type: 'open_id', external: isExternal(world, chat), tenant_key: world.tenantKey, chat_status: 'normal' })),
      page_token: page.pageToken, has_more: page.hasMore,
    },
  };
};

const UUID_WINDOW_MS = 10 * 3600_000;
const create = ({ world, query, body }: ApiRequest): ApiAnswer => {
  requireBot(world);
  const uuid = query.get('uuid');
  const before = uuid === null ? undefined : world.createdChats.get(uuid);
  const made = before === undefined || world.clock.now() - before.atMs >= UUID_WINDOW_MS ? undefined : world.chats.get(before.chatId);
  if (made !== undefined) return { data: { chat_id: made.chatId, ...chatShape(world, made) } };
  const ids = body['user_id_list'] ?? [];
  if (!isStrings(ids) || ids.length > 50) throw fieldViolation('user_id_list', 'must have at most 50 ids');
  const owner = stringAt(body, 'owner_id');
  for (const id of owner === null ? ids : [owner, ...ids]) if (world.people.get(id)?.visible !== true) throw new ApiRefusal(232043, 'Your request contains unavailable ids.');
  const chat: ChatRecord = {
    chatId: world.ids.next('oc_'), kind: 'group', name: stringAt(body, 'name') ?? '(No Topic)', description: stringAt(body, 'description') ?? '', owner: owner ?? world.app.botOpenId,
    members: [...new Set(owner === null ? ids : [owner, ...ids])], bot: true, muted: false, dissolved: false, atAllAllowed: true,
  };
  world.chats.put(chat);
  if (uuid !== null) world.createdChats.set(uuid, { chatId: chat.chatId, atMs: world.clock.now() });
  tell(world, { type: 'world' });
  return { data: { chat_id: chat.chatId, ...chatShape(world, chat) } };
};

const members = (request: ApiRequest): ApiAnswer => {
  const { world, params, query } = request;
  const chat = inside(world, params['chat_id']);
  if ((query.get('member_id_type') ?? 'open_id') !== 'open_id') throw fieldViolation('member_id_type', 'the sandbox answers open_id');
  const page = paginate(request, chat.members, 100);
  const items = page.items.map((openId) => ({ member_id_type: 'open_id', member_id: openId, name: world.people.get(openId)?.name ?? '', tenant_key: tenantOf(world, openId) }));
  return { data: { items, page_token: page.pageToken, has_more: page.hasMore, member_total: chat.members.length } };
};
const isInChat = ({ world, params }: ApiRequest): ApiAnswer => ({ data: { is_in_chat: knownChat(world, params['chat_id']).bot } });

const addMembers = ({ world, params, body }: ApiRequest): ApiAnswer => {
  const chat = inside(world, params['chat_id']);
  const ids = body['id_list'];
  if (!isStrings(ids) || ids.length === 0 || ids.length > 50) throw fieldViolation('id_list', 'must have 1..50 ids');
  const unknown = ids.filter((id) => world.people.get(id) === undefined);
  const invisible = ids.filter((id) => world.people.get(id)?.visible === false);
  const fine = ids.filter((id) => !unknown.includes(id) && !invisible.includes(id));
  world.chats.put({ ...chat, members: [...new Set([...chat.members, ...fine])] });
  tell(world, { type: 'world' });
  return { data: { invalid_id_list: invisible, not_existed_id_list: unknown, pending_approval_id_list: [] } };
};

const reading = ['im:chat', 'im:chat:readonly', 'im:chat:read'];
const membersReading = ['im:chat', 'im:chat:readonly', 'im:chat.members:read', 'im:chat.group_info:readonly'];
export const chatRoutes: readonly Route[] = [
  { method: 'GET', path: '/open-apis/im/v1/chats', scopes: reading, run: list },
  { method: 'POST', path: '/open-apis/im/v1/chats', scopes: ['im:chat', 'im:chat:create'], run: create },
  { method: 'GET', path: '/open-apis/im/v1/chats/{chat_id}', scopes: reading, run: get },
  { method: 'GET', path: '/open-apis/im/v1/chats/{chat_id}/members', scopes: membersReading, run: members },
  { method: 'POST', path: '/open-apis/im/v1/chats/{chat_id}/members', scopes: ['im:chat', 'im:chat.members:write_only'], run: addMembers },
  { method: 'GET', path: '/open-apis/im/v1/chats/{chat_id}/members/is_in_chat', scopes: membersReading, run: isInChat },
];
