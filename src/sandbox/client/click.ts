/**
 * A click, as the client makes it: on the card as displayed now, refused locally where a client refuses, sent once, applied to the chat.
 */
import { findComponent } from '../card/find.ts';
import type { Component } from '../card/find.ts';
import type { Click, ClickResult } from '../control-api.ts';
import type { JsonObject, JsonValue } from '../control-types.ts';
import type { Deliveries } from '../delivery/deliveries.ts';
import { cardPressed } from '../delivery/envelope.ts';
import { ControlError } from '../world/errors.ts';
import { isObject, listAt, stringAt } from '../world/json.ts';
import { CARD_LIFE_MS, replaceCard } from '../world/messages.ts';
import type { PersonRecord, StoredMessage } from '../world/records.ts';
import { tell } from '../world/world.ts';
import type { World } from '../world/world.ts';
import { readAnswer } from './answer.ts';
import { formValue, valueOf } from './form.ts';
import type { Setting } from './form.ts';
import { shownCard } from './view.ts';
import { messageOf, personOf } from './who.ts';

const TIMEZONE = 'Asia/Shanghai';
/** Components that call back without being told to, outside forms. */
const CALLS_BY_DEFAULT = new Set(['input', 'select_static', 'multi_select_static', 'select_person', 'multi_select_person', 'date_picker', 'picker_time', 'picker_datetime', 'overflow']);

const nothing: ClickResult = { toast: null, error: null, cardReplaced: false, openUrl: null, sent: false };
const local = (text: string): ClickResult => ({ ...nothing, error: { kind: 'client', code: null, text } });

export const click = async (world: World, deliveries: Deliveries, what: Click): Promise<ClickResult> => {
  const person = personOf(world, what.as);
  const message = messageOf(world, what.message);
  const chat = world.chats.get(message.chatId);
  const card = shownCard(world, message, person.openId);
  if (chat === undefined || !chat.members.includes(person.openId)) throw new ControlError(`${person.name}看不到这条消息`, 403);
  if (person.resigned) throw new ControlError(`${person.name}已离职，不能再使用`, 403);
  if (message.recalled) return local('消息已撤回');
  if (card === null) return local('这条消息不是卡片');
  const component = findComponent(card, what.button);
  if (typeof component === 'string') return local(component);
  if (component.element['disabled'] === true) return local(stringAt(component.element['disabled_tips'], 'content') ?? '该按钮当前不可用');
  if (component.element['confirm'] !== undefined && what.confirm === false) return nothing;
  const openUrl = urlOf(component);
  // After 14 days a card still shows, and sends nothing.
  if (world.clock.now() - message.createdMs > CARD_LIFE_MS) return { ...local('卡片已过期'), openUrl };
  try {
    const action = actionOf({ world, chat }, component, what, card);
    return action === null ? { ...nothing, openUrl } : { ...(await send(world, deliveries, person, message, action)), openUrl };
  } catch (error) {
    if (error instanceof ControlError) return local(error.message);
    throw error;
  }
};

const urlOf = ({ element }: Component): string | null => {
  for (const behavior of listAt(element, 'behaviors')) if (stringAt(behavior, 'type') === 'open_url') return stringAt(behavior, 'default_url');
  return null;
};
const callbackOf = ({ element }: Component): { readonly value: JsonValue | undefined } | null => {
  for (const behavior of listAt(element, 'behaviors')) if (isObject(behavior) && behavior['type'] === 'callback') return { value: behavior['value'] };
  return null;
};

/** `action` of the callback; null when the client has nothing to send. */
const actionOf = (setting: Setting, component: Component, what: Click, card: JsonObject): JsonObject | null => {
  const { tag, element, form } = component;
  const callback = callbackOf(component);
  const value = callback?.value === undefined ? {} : { value: callback.value };
  const name = stringAt(element, 'name');
  const named = name === null ? {} : { name };
  if (form !== null) {
    // Inside a form only the submit button calls back.
    if (tag !== 'button' || element['form_action_type'] !== 'submit') return null;
    const values = formValue(setting, card, form, what.form ?? {});
    const kept = setting.world.settings.switches.formButtonBehaviors === 'drop' ? {} : value;
    return { tag, ...kept, ...named, timezone: TIMEZONE, form_value: values };
  }
  if (what.form !== undefined && Object.keys(what.form).length > 0) throw new ControlError('这个按钮不在表单里，没有可填的项');
  if (tag === 'button' || tag === 'interactive_container') return callback === null ? null : { tag, ...value, ...named, timezone: TIMEZONE };
  if (callback === null && !CALLS_BY_DEFAULT.has(tag)) return null;
  const entered = what.input === undefined ? null : valueOf(setting, component, what.input);
  if (entered === null) throw new ControlError('请填写或选择一个值');
  return { tag, ...value, ...named, timezone: TIMEZONE, [inputField(tag)]: entered };
};
const inputField = (tag: string): string => (tag === 'input' ? 'input_value' : tag === 'checker' ? 'checked' : tag.startsWith('multi_') ? 'options' : 'option');

const send = async (world: World, deliveries: Deliveries, person: PersonRecord, message: StoredMessage, action: JsonObject): Promise<ClickResult> => {
  const token = world.ids.next('c-');
  world.updateTokens.set(token, { messageId: message.messageId, issuedMs: world.clock.now(), answered: false, uses: 0 });
  const outcome = await deliveries.ask(cardPressed(world, person, message, token, action));
  world.updateTokens.set(token, { messageId: message.messageId, issuedMs: world.clock.now(), answered: true, uses: 0 });
  const reading = readAnswer(world, outcome);
  if (reading.kind === 'error') return { ...nothing, sent: true, error: { kind: 'platform', code: reading.code, text: reading.text } };
  const latest = messageOf(world, message.messageId);
  if (reading.card !== null && !latest.recalled) replaceCard(world, latest, reading.card);
  else if (latest.cards.length > message.cards.length && world.settings.switches.earlyPatch === 'revert-for-clicker') {
    world.reverted.set(`${message.messageId} ${person.openId}`, { shown: message.cards.length, instead: latest.cards.length });
    tell(world, { type: 'message', change: 'updated', chatId: message.chatId, messageId: message.messageId });
  }
  if (reading.toast !== null) tell(world, { type: 'toast', openId: person.openId, messageId: message.messageId, toast: reading.toast });
  return { ...nothing, sent: true, toast: reading.toast, cardReplaced: reading.card !== null };
};
