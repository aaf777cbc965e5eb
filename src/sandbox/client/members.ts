/**
 * Changes of groups and people: new groups, who is in them, who has left the bureau.
 */
import type { MemberChange, PersonChange } from '../control-api.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { botMembership, userAdded } from '../delivery/envelope.ts';
import { isExternal } from '../open-api/chats.ts';
import { ControlError } from '../world/errors.ts';
import type { ChatRecord, PersonRecord } from '../world/records.ts';
import { tell } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { groupOf, personOf } from './who.ts';

export const createGroup = (world: World, deliveries: Deliveries, what: { readonly as: string; readonly name: string; readonly members: readonly string[]; readonly bot: boolean }): { readonly chat: string } => {
  const owner = personOf(world, what.as);
  const members = [owner, ...what.members.map((name) => personOf(world, name))].map((person) => person.openId);
  const chat: ChatRecord = {
    chatId: world.ids.next('oc_'), kind: 'group', name: what.name, description: '', owner: owner.openId, members: [...new Set(members)], bot: what.bot, muted: false, dissolved: false, atAllAllowed: true,
  };
  world.chats.put(chat);
  tell(world, { type: 'world' });
  if (what.bot) deliveries.publish(botMembership(world, chat, owner, true, isExternal(world, chat)));
  return { chat: chat.chatId };
};

export const changeMembers = (world: World, deliveries: Deliveries, what: MemberChange): void => {
  const operator = personOf(world, what.as);
  const chat = groupOf(world, what.chat);
  if (chat.kind === 'p2p') throw new ControlError('单聊没有成员可改');
  const added = (what.add ?? []).map((name) => personOf(world, name)).filter((person) => !chat.members.includes(person.openId));
  const removed = (what.remove ?? []).map((name) => personOf(world, name).openId);
  const changed: ChatRecord = {
    ...chat, members: [...chat.members, ...added.map((person) => person.openId)].filter((openId) => !removed.includes(openId)),
    bot: what.bot ?? chat.bot, muted: what.muted ?? chat.muted, dissolved: what.dissolved ?? chat.dissolved, atAllAllowed: what.atAllAllowed ?? chat.atAllAllowed,
  };
  world.chats.put(changed);
  tell(world, { type: 'world' });
  if (changed.bot !== chat.bot) deliveries.publish(botMembership(world, changed, operator, changed.bot, isExternal(world, changed)));
  if (changed.bot && added.length > 0) deliveries.publish(userAdded(world, changed, operator, added, isExternal(world, changed)));
};

export const changePerson = (world: World, what: PersonChange): { readonly openId: string } => {
  const known = what.as === undefined ? newcomer(world, what) : personOf(world, what.as);
  const department = what.department === undefined ? null : world.departments.find((one) => one.name === what.department);
  if (department === undefined) throw new ControlError(`没有“${what.department ?? ''}”这个部门`, 404);
  world.people.put({
    ...known, name: what.name ?? known.name, mobile: what.mobile ?? known.mobile, departments: department === null ? known.departments : [department.id],
    external: what.external ?? known.external, resigned: what.resigned ?? known.resigned, visible: what.visible ?? known.visible, stoppedBot: what.stoppedBot ?? known.stoppedBot,
  });
  tell(world, { type: 'world' });
  return { openId: known.openId };
};
const newcomer = (world: World, what: PersonChange): PersonRecord => {
  if (what.name === undefined || what.name === '') throw new ControlError('新来的人要有姓名');
  const openId = world.ids.next('ou_');
  return {
    openId, unionId: world.ids.next('on_'), userId: world.ids.next('', 8), otherAppOpenId: world.ids.next('ou_'), name: what.name, mobile: `+86101${openId.replace(/\D/g, '').slice(0, 8).padEnd(8, '0')}`,
    email: `${openId.slice(3, 11)}@linhai.example`, jobTitle: '', departments: [], external: false, resigned: false, visible: true, stoppedBot: false,
  };
};
