/**
 * What a client makes of a component's input: checks it locally and words it as the callback does.
 *
 * Dates and times leave with the zone behind (`2026-03-16 +0800`), selects with the option's value, persons with open_ids.
 * https://open.feishu.cn/document/feishu-cards/card-callback-communication
 */
import { fieldsOf } from '../card/find.ts';
import type { Component } from '../card/find.ts';
import { day, dayAndTime, time } from '../card/rules.ts';
import type { FormInput } from '../control-api.ts';
import type { CardJson, JsonObject, JsonValue } from '../control-types.ts';
import { ControlError } from '../world/errors.ts';
import { isObject, listAt, stringAt, stringsAt } from '../world/json.ts';
import type { ChatRecord } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { personOf } from './who.ts';

const ZONE = '+0800';
const DEFAULT_LENGTH = 1000;
export interface Setting { readonly world: World; readonly chat: ChatRecord }

const wrong = (component: Component, what: string): ControlError => {
  const name = stringAt(component.element['label'], 'content') ?? stringAt(component.element['placeholder'], 'content') ?? stringAt(component.element, 'name') ?? component.tag;
  return new ControlError(`“${name}”${what}`);
};
const one = (component: Component, input: FormInput): string => {
  if (typeof input !== 'string') throw wrong(component, '只能填一个值');
  return input;
};
const many = (input: FormInput): readonly string[] => (typeof input === 'string' ? (input === '' ? [] : [input]) : typeof input === 'boolean' ? [] : input);

/** The option's value, for its value or its text. */
const option = (component: Component, chosen: string): string => {
  for (const offered of listAt(component.element, 'options')) {
    const value = stringAt(offered, 'value');
    const text = isObject(offered) ? stringAt(offered['text'], 'content') : null;
    if (value !== null && (value === chosen || text === chosen)) return value;
  }
  throw wrong(component, `没有“${chosen}”这个选项`);
};
/** An empty list of options offers every member of the chat. */
const person = ({ world, chat }: Setting, component: Component, chosen: string): string => {
  const { openId, name } = personOf(world, chosen);
  const offered = listAt(component.element, 'options').map((entry) => stringAt(entry, 'value'));
  if (offered.length === 0 ? !chat.members.includes(openId) : !offered.includes(openId)) throw wrong(component, `里没有${name}`);
  return openId;
};
const zoned = (component: Component, input: string, isRight: (value: unknown) => string | null, shape: string): string => {
  if (isRight(input) !== null) throw wrong(component, `应为 ${shape}`);
  return `${input} ${ZONE}`;
};

/** @returns null when nothing was entered */
export const valueOf = (setting: Setting, component: Component, input: FormInput): JsonValue => {
  switch (component.tag) {
    case 'checker': {
      if (typeof input !== 'boolean') throw wrong(component, '只能勾选或不勾选');
      return input;
    }
    case 'multi_select_static': return many(input).length === 0 ? null : many(input).map((chosen) => option(component, chosen));
    case 'multi_select_person': return many(input).length === 0 ? null : many(input).map((chosen) => person(setting, component, chosen));
  }
  const text = one(component, input);
  if (text === '') return null;
  switch (component.tag) {
    case 'input': {
      const limit = typeof component.element['max_length'] === 'number' ? component.element['max_length'] : DEFAULT_LENGTH;
      if ([...text].length > limit) throw wrong(component, `最多 ${limit} 个字`);
      if (component.element['input_type'] !== 'multiline_text' && text.includes('\n')) throw wrong(component, '只能填一行');
      return text;
    }
    case 'select_static': case 'overflow': return option(component, text);
    case 'select_person': return person(setting, component, text);
    case 'date_picker': return zoned(component, text, day, '日期，如 2026-03-16');
    case 'picker_time': return zoned(component, text, time, '时间，如 09:30');
    case 'picker_datetime': return zoned(component, text, dayAndTime, '日期和时间，如 2026-03-16 09:30');
    default: throw wrong(component, '不能填写');
  }
};

/** What the component holds before anybody touches it. */
const initialOf = ({ tag, element }: Component): FormInput => {
  switch (tag) {
    case 'checker': return element['checked'] === true;
    case 'multi_select_static': case 'multi_select_person': return stringsAt(element, 'selected_values');
    case 'select_static': {
      const index = element['initial_index'];
      // Counted from 1 by the platform; 0 chooses nothing.
      const byIndex = typeof index === 'number' && index > 0 ? stringAt(listAt(element, 'options')[index - 1], 'value') : null;
      return stringAt(element, 'initial_option') ?? byIndex ?? '';
    }
    case 'select_person': return stringAt(element, 'initial_option') ?? '';
    case 'date_picker': return stringAt(element, 'initial_date') ?? '';
    case 'picker_time': return stringAt(element, 'initial_time') ?? '';
    case 'picker_datetime': return stringAt(element, 'initial_datetime') ?? '';
    default: return stringAt(element, 'default_value') ?? '';
  }
};

/** form_value of a form as filled in. @throws what the client would hold against it; nothing is sent then */
export const formValue = (setting: Setting, card: CardJson, form: JsonObject, filled: Readonly<Record<string, FormInput>>): JsonObject => {
  const fields = fieldsOf(card, form);
  const unknown = Object.keys(filled).find((name) => !fields.some((field) => field.element['name'] === name));
  if (unknown !== undefined) throw new ControlError(`表单里没有“${unknown}”这一项，有：${fields.map((field) => stringAt(field.element, 'name') ?? field.tag).join('、')}`);
  const result: Record<string, JsonValue> = {};
  for (const field of fields) {
    const name = stringAt(field.element, 'name');
    if (name === null) continue;
    const entered = filled[name];
    if (entered !== undefined && field.element['disabled'] === true) throw wrong(field, '不可修改');
    const value = valueOf(setting, field, entered ?? initialOf(field));
    if (value === null && field.element['required'] === true) throw wrong(field, '为必填项');
    if (value !== null) result[name] = value;
    else if (setting.world.settings.switches.emptyFormFields === 'empty') result[name] = field.tag.startsWith('multi_') ? [] : '';
  }
  return result;
};
