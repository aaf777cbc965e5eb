/**
 * The walk through a card's elements: places where a component may stand, and what each component demands of itself.
 */
import type { JsonObject, JsonValue } from '../control-types.ts';
import { isList, isObject, listAt, stringAt } from '../world/json.ts';
import { checkButton, checkOptions, checkOverflow, checkPicker } from './choices.ts';
import type { FormSeen } from './choices.ts';
import { COMMON, COMPONENTS, CONTAINERS, isNamed, PANEL_HEADER } from './grammar.ts';
import type { Judge } from './judge.ts';
import { checkImage, checkMarkdown, checkProperties, checkText, checkUser, CODE, complain } from './judge.ts';
import { checkTable } from './table.ts';

const MAX_NESTING = 5;
const ELEMENT_ID = /^[A-Za-z][A-Za-z0-9_]{0,19}$/;
/** `nesting` counts the containers around. */
interface Place { readonly parent: string; readonly nesting: number; readonly form: FormSeen | null }
export const ROOT: Place = { parent: 'body', nesting: 0, form: null };

export const checkElements = (judge: Judge, path: string, elements: unknown, place: Place): void => {
  if (!isList(elements)) return complain(judge, CODE.parse, path, 'must be an array');
  elements.forEach((element, index) => checkElement(judge, `${path} -> [${index}](tag: ${stringAt(element, 'tag') ?? ''})`, element, place));
};

const checkElement = (judge: Judge, path: string, element: JsonValue, place: Place): void => {
  judge.elements += 1;
  const tag = stringAt(element, 'tag');
  if (!isObject(element) || tag === null) return complain(judge, CODE.parse, path, 'tag required');
  if (tag === 'action' || tag === 'note') return complain(judge, CODE.oldTag, path, `cards of schema V2 no longer support this capability; unsupported tag ${tag}`, tag);
  const properties = COMPONENTS[tag];
  if (properties === undefined) return complain(judge, CODE.parse, path, `unknown tag ${tag}`, tag);
  checkProperties(judge, path, element, COMMON, properties);
  checkIdentity(judge, path, element, tag, place);
  const nesting = place.nesting + (CONTAINERS.has(tag) ? 1 : 0);
  if (nesting > MAX_NESTING) return complain(judge, CODE.limit, path, `nested deeper than ${MAX_NESTING} containers`);
  checkPlace(judge, path, tag, place);
  checkItself(judge, path, element, tag, place, { parent: tag, nesting, form: place.form });
};

const checkIdentity = (judge: Judge, path: string, element: JsonObject, tag: string, place: Place): void => {
  const id = element['element_id'];
  if (id !== undefined) {
    if (typeof id !== 'string' || !ELEMENT_ID.test(id)) complain(judge, CODE.elementId, path, 'element_id must be a letter, then letters, digits, _; at most 20', JSON.stringify(id));
    else if (judge.elementIds.has(id)) complain(judge, CODE.elementId, path, 'duplicate element_id', id);
    else judge.elementIds.add(id);
  }
  if (!isNamed(tag)) return;
  const name = element['name'];
  if (name === undefined && place.form !== null) complain(judge, CODE.formName, path, 'the name of a form component is empty');
  if (typeof name !== 'string') return;
  if (judge.names.has(name)) complain(judge, CODE.parse, path, `duplicate name ${name}`, name);
  judge.names.add(name);
};

const checkPlace = (judge: Judge, path: string, tag: string, place: Place): void => {
  if ((tag === 'form' || tag === 'table') && place.parent !== 'body') complain(judge, CODE.parse, path, `${tag} is only allowed at the root of body`, tag);
  if ((tag === 'column') !== (place.parent === 'column_set')) complain(judge, CODE.parse, path, 'column stands in column_set, and nothing else does', tag);
};

const checkItself = (judge: Judge, path: string, element: JsonObject, tag: string, place: Place, inside: Place): void => {
  switch (tag) {
    case 'markdown':
      if (element['content'] === undefined) complain(judge, CODE.parse, path, 'content required');
      return checkMarkdown(judge, path, element['content']);
    case 'div': {
      if (element['text'] === undefined && element['fields'] === undefined) complain(judge, CODE.parse, path, 'text or fields required');
      checkText(judge, path, element['text']);
      for (const field of listAt(element, 'fields')) {
        if (!isObject(field) || !isObject(field['text'])) complain(judge, CODE.parse, path, 'field text required');
        else checkText(judge, path, field['text']);
      }
      return;
    }
    case 'img':
      if (element['img_key'] === undefined) complain(judge, CODE.parse, path, 'img_key required');
      return checkImage(judge, path, element['img_key']);
    case 'person': return checkUser(judge, path, element['user_id']);
    case 'person_list':
      if (!isList(element['persons'])) return complain(judge, CODE.parse, path, 'persons required');
      if (element['drop_invalid_user_id'] !== true) for (const person of listAt(element, 'persons')) checkUser(judge, path, isObject(person) ? person['id'] : null);
      return;
    case 'table':
      judge.tables += 1;
      return checkTable(judge, path, element);
    case 'column_set': return checkElements(judge, path, element['columns'], inside);
    case 'column': return checkElements(judge, path, element['elements'] ?? [], inside);
    case 'collapsible_panel': {
      const header = element['header'];
      if (isObject(header)) checkProperties(judge, `${path} -> header`, header, PANEL_HEADER);
      if (!isObject(header) || header['title'] === undefined) complain(judge, CODE.parse, path, 'header with title required');
      return checkElements(judge, path, element['elements'] ?? [], inside);
    }
    case 'interactive_container': return checkElements(judge, path, element['elements'], inside);
    case 'form': return checkForm(judge, path, element, inside);
    case 'button': return checkButton(judge, path, element, place.form);
    case 'select_static': case 'multi_select_static': case 'select_person': case 'multi_select_person': return checkOptions(judge, path, element);
    case 'date_picker': case 'picker_time': case 'picker_datetime': return checkPicker(judge, path, element, tag);
    case 'overflow': return checkOverflow(judge, path, element);
    case 'checker': return checkText(judge, path, element['text']);
  }
};

const checkForm = (judge: Judge, path: string, form: JsonObject, inside: Place): void => {
  const name = form['name'];
  if (typeof name !== 'string' || name === '') complain(judge, CODE.formName, path, 'the name of the form is empty');
  else if (judge.names.has(`form ${JSON.stringify(name)}`)) complain(judge, CODE.parse, path, `duplicate form name ${name}`, name);
  judge.names.add(`form ${JSON.stringify(name)}`);
  const seen: FormSeen = { hasSubmit: false };
  checkElements(judge, path, form['elements'], { ...inside, form: seen });
  if (!seen.hasSubmit) complain(judge, CODE.parse, path, 'form has no submit button');
};
