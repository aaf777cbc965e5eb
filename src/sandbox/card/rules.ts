/**
 * Small judges of property values in card JSON 2.0: each says nothing, or what is wrong.
 */
import { isList, isObject } from '../world/json.ts';

/** @returns null when the value is acceptable */
export type Rule = (value: unknown) => string | null;
const when = (isFine: boolean, complaint: string): string | null => (isFine ? null : complaint);

export const bool: Rule = (value) => when(typeof value === 'boolean', 'must be true or false');
export const text: Rule = (value) => when(typeof value === 'string', 'must be a string');
export const filled: Rule = (value) => when(typeof value === 'string' && value !== '', 'must be a non-empty string');
export const object: Rule = (value) => when(isObject(value), 'must be an object');
export const list: Rule = (value) => when(isList(value), 'must be an array');
export const anything: Rule = () => null;
export const whole = (min: number, max: number): Rule => (value) =>
  when(typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max, `must be a whole number ${min}..${max}`);
export const oneOf = (...words: readonly string[]): Rule => (value) => when(typeof value === 'string' && words.includes(value), `must be one of ${words.join(' ')}`);
const shaped = (pattern: RegExp, what: string): Rule => (value) => when(typeof value === 'string' && pattern.test(value), `must be ${what}`);
export const either = (...rules: readonly Rule[]): Rule => (value) => {
  const complaints = rules.map((rule) => rule(value));
  return complaints.includes(null) ? null : complaints.join(' or ');
};

const PX = String.raw`\d{1,4}px`;
export const spacing = either(oneOf('small', 'medium', 'large', 'extra_large'), shaped(new RegExp(`^${PX}$`), 'Npx'));
export const padding = shaped(/^\d{1,2}px( \d{1,2}px){0,3}$/, '0px..99px, one to four of them');
export const margin = shaped(/^-?\d{1,2}px( -?\d{1,2}px){0,3}$/, '-99px..99px, one to four of them');
export const pixels = shaped(new RegExp(`^${PX}$`), 'Npx');
export const width = either(oneOf('auto', 'fill', 'default'), pixels);
export const horizontal = oneOf('left', 'center', 'right');
export const vertical = oneOf('top', 'center', 'bottom');
export const direction = oneOf('vertical', 'horizontal');
export const textSize = shaped(/^[a-z][a-z0-9_-]{0,39}$/, 'a text size');
export const colour = shaped(/^(rgba?\([\d., %]+\)|[a-z][a-z0-9_-]*)$/, 'a colour');
export const webAddress = shaped(/^(https?|lark|feishu):\/\/\S+$/, 'an address');

const TEXT_KEYS = new Set(['tag', 'content', 'i18n_content', 'element_id', 'text_size', 'text_color', 'text_align', 'lines', 'icon', 'margin']);
const textOf = (...tags: readonly string[]): Rule => (value) => {
  if (!isObject(value)) return 'must be a text object';
  if (typeof value['tag'] !== 'string' || !tags.includes(value['tag'])) return `tag must be one of ${tags.join(' ')}`;
  if (typeof value['content'] !== 'string') return 'content must be a string';
  const unknown = Object.keys(value).find((key) => !TEXT_KEYS.has(key));
  return unknown === undefined ? null : `unknown property ${unknown}`;
};
export const plainText = textOf('plain_text');
export const someText = textOf('plain_text', 'lark_md');
export const panelTitle = textOf('plain_text', 'markdown', 'lark_md');

export const icon: Rule = (value) => {
  if (!isObject(value)) return 'must be an icon object';
  const [needs, allowed] = value['tag'] === 'standard_icon' ? ['token', ['tag', 'token', 'color', 'size']] as const : ['img_key', ['tag', 'img_key', 'size']] as const;
  if (value['tag'] !== 'standard_icon' && value['tag'] !== 'custom_icon') return 'tag must be standard_icon or custom_icon';
  if (typeof value[needs] !== 'string') return `${needs} required`;
  const unknown = Object.keys(value).find((key) => !(allowed as readonly string[]).includes(key));
  return unknown === undefined ? null : `unknown property ${unknown}`;
};
export const confirm: Rule = (value) => {
  if (!isObject(value)) return 'must be an object';
  const unknown = Object.keys(value).find((key) => key !== 'title' && key !== 'text');
  if (unknown !== undefined) return `unknown property ${unknown}`;
  return plainText(value['title']) ?? (value['text'] === undefined ? null : plainText(value['text']));
};
const ADDRESSES = new Set(['type', 'default_url', 'pc_url', 'ios_url', 'android_url']);
export const behaviors: Rule = (value) => {
  if (!isList(value)) return 'must be an array';
  for (const one of value) {
    if (!isObject(one)) return 'behavior must be an object';
    switch (one['type']) {
      case 'callback': {
        if (!isObject(one['value']) && typeof one['value'] !== 'string') return 'callback value required';
        if (Object.keys(one).some((key) => key !== 'type' && key !== 'value')) return 'unknown property in callback behavior';
        break;
      }
      case 'open_url': {
        const wrong = webAddress(one['default_url']);
        if (wrong !== null) return `default_url ${wrong}`;
        if (Object.keys(one).some((key) => !ADDRESSES.has(key))) return 'unknown property in open_url behavior';
        break;
      }
      default: return `behavior ${JSON.stringify(one['type'])}`;
    }
  }
  return null;
};

const isDay = (day: string): boolean => !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
const isTime = (time: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(time);
export const day: Rule = (value) => when(typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isDay(value), 'must be a day yyyy-MM-dd');
export const time: Rule = (value) => when(typeof value === 'string' && isTime(value), 'must be a time HH:mm');
export const dayAndTime: Rule = (value) => {
  const [date = '', clock = '', more] = typeof value === 'string' ? value.split(' ') : [];
  return when(more === undefined && day(date) === null && isTime(clock), 'must be yyyy-MM-dd HH:mm');
};
