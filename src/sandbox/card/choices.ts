/**
 * Rules of the components a person operates: buttons, inputs, selects, pickers.
 */
import type { JsonObject } from '../control-types.ts';
import { isObject, isStrings, listAt, stringAt } from '../world/json.ts';
import type { Judge } from './judge.ts';
import { CODE, checkUser, complain } from './judge.ts';
import { someText } from './rules.ts';

/** What a form collects while its children are checked. */
export interface FormSeen { hasSubmit: boolean }

export const checkButton = (judge: Judge, path: string, button: JsonObject, form: FormSeen | null): void => {
  const label = isObject(button['text']) ? button['text']['content'] : undefined;
  if (label === undefined && button['icon'] === undefined) complain(judge, CODE.parse, path, 'text or icon required');
  if (typeof label === 'string' && [...label].length > 100) complain(judge, CODE.parse, path, 'text over 100 characters', label);
  const action = button['form_action_type'];
  if (action === undefined) return;
  if (form === null) return complain(judge, CODE.parse, path, 'form_action_type outside form', JSON.stringify(action));
  if (action === 'submit') form.hasSubmit = true;
  if (button['behaviors'] !== undefined && judge.formButtonBehaviors === 'refuse') complain(judge, CODE.parse, path, 'unknown property, property: behaviors');
};

export const checkOptions = (judge: Judge, path: string, select: JsonObject): void => {
  const isPerson = stringAt(select, 'tag')?.endsWith('select_person') === true;
  const values: string[] = [];
  for (const option of listAt(select, 'options')) {
    const value = stringAt(option, 'value');
    if (value === null || value === '' || !isObject(option)) return complain(judge, CODE.parse, path, 'option value required');
    if (isPerson && !/^ou_/.test(value)) complain(judge, CODE.parse, path, 'option value must be an open_id', value);
    const wrong = isPerson && option['text'] === undefined ? null : someText(option['text']);
    if (wrong !== null) complain(judge, CODE.parse, path, `option text ${wrong}`, value);
    const unknown = Object.keys(option).find((key) => !['text', 'value', 'icon', 'multi_url'].includes(key));
    if (unknown !== undefined) complain(judge, CODE.parse, path, `unknown property, property: ${unknown}`, unknown);
    values.push(value);
  }
  if (new Set(values).size !== values.length) complain(judge, CODE.parse, path, 'duplicate option value');
  if (!isPerson && select['options'] === undefined) complain(judge, CODE.parse, path, 'options required');
  const initial = select['initial_option'];
  if (typeof initial === 'string' && !values.includes(initial)) complain(judge, CODE.parse, path, 'initial_option not in options', initial);
  const index = select['initial_index'];
  if (typeof index === 'number' && index > values.length) complain(judge, CODE.parse, path, 'initial_index beyond options', String(index));
  const selected = select['selected_values'];
  if (selected === undefined) return;
  if (!isStrings(selected)) return complain(judge, CODE.parse, path, 'selected_values must be strings');
  if (isPerson && values.length === 0) return selected.forEach((openId) => checkUser(judge, path, openId));
  for (const one of selected) if (!values.includes(one)) complain(judge, CODE.parse, path, 'selected value not in options', one);
};

const INITIAL = { date_picker: 'initial_date', picker_time: 'initial_time', picker_datetime: 'initial_datetime' } as const;
export const checkPicker = (judge: Judge, path: string, picker: JsonObject, tag: keyof typeof INITIAL): void => {
  if (picker['placeholder'] === undefined && picker[INITIAL[tag]] === undefined) complain(judge, CODE.parse, path, 'placeholder required when there is no initial value');
};

export const checkOverflow = (judge: Judge, path: string, overflow: JsonObject): void => {
  const options = listAt(overflow, 'options');
  if (options.length === 0) complain(judge, CODE.parse, path, 'options required');
  for (const option of options) if (!isObject(option) || someText(option['text']) !== null) complain(judge, CODE.parse, path, 'option text required');
};
