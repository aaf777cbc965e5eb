/**
 * What a person has filled into a card's form, before it is sent.
 *
 * A form starts from the card's own initial values; `missing` is the client's local check that holds a submit back.
 * Values are plain here (`2026-03-16`, open_ids, option values); the sandbox writes them as the platform does. Pure.
 * Source: the platform's documents “卡片 JSON 2.0 结构”, “卡片回传交互”.
 */
import { childrenOf } from './model.ts';
import type { CardElement, FieldElement, FormElement } from './model.ts';

export type Value = string | readonly string[] | boolean;
export type Values = Readonly<Record<string, Value>>;

const isField = (element: CardElement): element is FieldElement => {
  switch (element.tag) {
    case 'input': case 'select_static': case 'select_person': case 'multi_select_static': case 'multi_select_person':
    case 'date_picker': case 'picker_time': case 'picker_datetime': case 'checker': return true;
    default: return false;
  }
};

/** Every field of a form, however deep in columns and panels. */
export const fieldsOf = (form: FormElement): readonly FieldElement[] => {
  const walk = (element: CardElement): readonly FieldElement[] => (isField(element) ? [element] : childrenOf(element).flatMap(walk));
  return (form.elements ?? []).flatMap(walk);
};

export const initialOf = (field: FieldElement): Value => {
  switch (field.tag) {
    case 'input': return field.default_value ?? '';
    case 'select_static': case 'select_person': return field.initial_option ?? (field.initial_index !== undefined && field.initial_index > 0 ? (field.options?.[field.initial_index - 1]?.value ?? '') : '');
    case 'multi_select_static': case 'multi_select_person': return field.selected_values ?? [];
    case 'date_picker': return field.initial_date ?? '';
    case 'picker_time': return field.initial_time ?? '';
    case 'picker_datetime': return field.initial_datetime ?? '';
    case 'checker': return field.checked ?? false;
  }
};

export const initialValues = (form: FormElement): Values =>
  Object.fromEntries(fieldsOf(form).flatMap((field) => (field.name === undefined ? [] : [[field.name, initialOf(field)]])));

const isEmpty = (value: Value | undefined): boolean => value === undefined || value === false || (typeof value === 'string' ? value.trim() === '' : value !== true && value.length === 0);

/** What a submit sends: disabled fields stay behind, nobody can have changed them. */
export const sendable = (form: FormElement, values: Values): Values => {
  const disabled = new Set(fieldsOf(form).flatMap((field) => (field.disabled === true && field.name !== undefined ? [field.name] : [])));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !disabled.has(name)));
};

/** Names of required fields that are still empty, in reading order. */
export const missing = (form: FormElement, values: Values): readonly string[] =>
  fieldsOf(form).flatMap((field) => (field.required === true && field.name !== undefined && isEmpty(values[field.name]) ? [field.name] : []));
