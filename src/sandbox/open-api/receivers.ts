/**
 * Who a message goes to: receive_id_type and receive_id become a chat the bot may speak in, or the documented refusal.
 */
import { ApiRefusal, fieldViolation } from '../world/errors.ts';
import { ID_SHAPE } from '../world/ids.ts';
import type { ChatRecord, PersonRecord } from '../world/records.ts';
import { tell } from '../world/world.ts';
import type { World } from '../world/world.ts';

export const ID_TYPES = ['open_id', 'union_id', 'user_id', 'email', 'chat_id'] as const;
export type ReceiveIdType = (typeof ID_TYPES)[number];

export const receiverOf = (world: World, type: string | null, id: string): ChatRecord => {
  if (type === null || !isReceiveIdType(type)) throw fieldViolation('receive_id_type', `must be one of ${ID_TYPES.join(' ')}`);
  if (type !== 'chat_id') return privateChat(world, reachable(findPerson(world, type, id)));
  const chat = ID_SHAPE.chat.test(id) ? world.chats.get(id) : undefined;
  if (chat === undefined) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=invalid receive_id');
  return speakable(world, chat);
};
const isReceiveIdType = (type: string): type is ReceiveIdType => (ID_TYPES as readonly string[]).includes(type);

/** @throws unless the bot may speak in the chat now */
export const speakable = (world: World, chat: ChatRecord): ChatRecord => {
  if (chat.dissolved) throw new ApiRefusal(232009, 'Your request specifies a chat which has already been dissolved.');
  if (!chat.bot) throw new ApiRefusal(230002, 'The bot can not be outside the group.');
  if (chat.muted) throw new ApiRefusal(230035, 'No permission to send messages to this chat: it is muted.');
  if (chat.kind === 'p2p') reachable(world.people.get(chat.members[0] ?? ''));
  return chat;
};

const fits = (type: Exclude<ReceiveIdType, 'chat_id'>, id: string): boolean => {
  switch (type) {
    case 'open_id': return ID_SHAPE.open.test(id);
    case 'union_id': return ID_SHAPE.union.test(id);
    case 'user_id': return ID_SHAPE.user.test(id);
    case 'email': return /^[^@\s]+@[^@\s]+$/.test(id);
  }
};
const findPerson = (world: World, type: Exclude<ReceiveIdType, 'chat_id'>, id: string): PersonRecord => {
  if (!fits(type, id)) throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=invalid receive_id');
  if (type === 'user_id') requireScope(world, 'contact:user.employee_id:readonly');
  for (const person of world.people.all()) {
    if ((type === 'open_id' && person.openId === id) || (type === 'union_id' && person.unionId === id)) return person;
    if ((type === 'user_id' && person.userId === id) || (type === 'email' && person.email === id)) return person;
    if (type === 'open_id' && person.otherAppOpenId === id) throw new ApiRefusal(99992361, 'open_id cross app: the open_id belongs to another app.');
  }
  if (type === 'open_id') throw new ApiRefusal(99992351, 'The request you send is not a valid {open_id} or not exists, example value is ou_…');
  throw new ApiRefusal(230001, 'Your request contains an invalid request parameter, ext=invalid receive_id');
};
const reachable = (person: PersonRecord | undefined): PersonRecord => {
  if (person === undefined) throw new ApiRefusal(230034, 'The receive_id is invalid.');
  if (person.external) throw new ApiRefusal(230038, 'Cross tenant p2p chat operate forbid.');
  if (person.resigned) throw new ApiRefusal(230029, 'User has resigned.');
  if (!person.visible) throw new ApiRefusal(230013, 'Bot has NO availability to this user.');
  if (person.stoppedBot) throw new ApiRefusal(230053, 'The user has stopped the bot from sending messages.');
  return person;
};

export const privateChatId = (world: World, person: PersonRecord): string => world.ids.stable('oc_', `p2p ${person.openId}`);
/** The one private chat of a person with the bot; made when first needed. */
export const privateChat = (world: World, person: PersonRecord): ChatRecord => {
  const chatId = privateChatId(world, person);
  const known = world.chats.get(chatId);
  if (known !== undefined) return known;
  const chat: ChatRecord = { chatId, kind: 'p2p', name: person.name, description: '', owner: '', members: [person.openId], bot: true, muted: false, dissolved: false, atAllAllowed: false };
  world.chats.put(chat);
  tell(world, { type: 'world' });
  return chat;
};

export const hasScope = (world: World, scope: string): boolean => {
  const { scopes } = world.settings.switches;
  return scopes.includes(scope) || scopes.includes(`${scope}:readonly`);
};
export const requireScope = (world: World, ...anyOf: readonly string[]): void => {
  if (anyOf.length === 0 || anyOf.some((scope) => world.settings.switches.scopes.includes(scope))) return;
  throw new ApiRefusal(99991672, `Access denied. One of the following scopes is required: [${anyOf.join(', ')}].`, {
    extra: { permission_violations: anyOf.map((subject) => ({ type: 'action_scope_required', subject })) },
  });
};
