/**
 * Names from the outside become records: a person by open_id or name, a chat by chat_id or name, the private chat of a person.
 */
import type { Where } from '../control-api.ts';
import { privateChat } from '../open-api/receivers.ts';
import { ControlError } from '../world/errors.ts';
import type { ChatRecord, PersonRecord, StoredMessage } from '../world/records.ts';
import type { World } from '../world/world.ts';

export const personOf = (world: World, who: string): PersonRecord => {
  const direct = world.people.get(who);
  if (direct !== undefined) return direct;
  const named = [...world.people.all()].filter((person) => person.name === who);
  const [only] = named;
  if (only === undefined) throw new ControlError(`没有“${who}”这个人`, 404);
  if (named.length > 1) throw new ControlError(`有 ${named.length} 位“${who}”，请用 open_id 指明`);
  return only;
};
export const groupOf = (world: World, which: string): ChatRecord => {
  const direct = world.chats.get(which);
  if (direct !== undefined) return direct;
  const named = [...world.chats.all()].filter((chat) => chat.kind === 'group' && chat.name === which);
  const [only] = named;
  if (only === undefined) throw new ControlError(`没有“${which}”这个群`, 404);
  if (named.length > 1) throw new ControlError(`有 ${named.length} 个群叫“${which}”，请用 chat_id 指明`);
  return only;
};
export const messageOf = (world: World, messageId: string): StoredMessage => {
  const message = world.messages.get(messageId);
  if (message === undefined) throw new ControlError('没有这条消息', 404);
  return message;
};

/** @throws 403 unless the person is in the chat */
export const present = (world: World, { as, chat, private: isPrivate }: Where): { readonly person: PersonRecord; readonly chat: ChatRecord } => {
  const person = personOf(world, as);
  if ((chat === undefined) === (isPrivate !== true)) throw new ControlError('请指明一个群（chat），或与机器人的单聊（private: true）');
  if (person.resigned) throw new ControlError(`${person.name}已离职，不能再使用`, 403);
  if (chat === undefined) {
    if (person.external) throw new ControlError(`${person.name}是外部人员，不能与本单位的机器人单聊`, 403);
    return { person, chat: privateChat(world, person) };
  }
  const found = groupOf(world, chat);
  if (!found.members.includes(person.openId)) throw new ControlError(`${person.name}不在“${found.name}”里`, 403);
  return { person, chat: found };
};
