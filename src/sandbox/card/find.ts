/**
 * Finding what somebody wants to press in the card as displayed: by element_id, name, label, or the action inside the callback value.
 */
import type { CardJson, JsonObject, JsonValue } from '../control-types.ts';
import { isList, isObject, listAt, stringAt } from '../world/json.ts';
import { INTERACTIVE } from './grammar.ts';

export interface Component {
  readonly tag: string;
  readonly element: JsonObject;
  /** The form around it. */
  readonly form: JsonObject | null;
}

/** Every component one can operate, in reading order. */
export const componentsOf = (card: CardJson): readonly Component[] => {
  const found: Component[] = [];
  const walk = (elements: readonly JsonValue[], form: JsonObject | null): void => {
    for (const element of elements) {
      const tag = stringAt(element, 'tag');
      if (!isObject(element) || tag === null) continue;
      if (INTERACTIVE.has(tag) || (tag === 'interactive_container' && element['behaviors'] !== undefined)) found.push({ tag, element, form });
      walk(listAt(element, 'elements'), tag === 'form' ? element : form);
      walk(listAt(element, 'columns'), form);
    }
  };
  walk(listAt(card['body'], 'elements'), null);
  return found;
};

const labelOf = ({ element }: Component): string | null => stringAt(element['text'], 'content') ?? stringAt(element['label'], 'content') ?? stringAt(element['placeholder'], 'content');
const valuesOf = ({ element }: Component): readonly string[] =>
  listAt(element, 'behaviors').flatMap((behavior) => {
    const value = isObject(behavior) ? behavior['value'] : null;
    return isObject(value) ? Object.values(value).filter((one) => typeof one === 'string') : [];
  });
const WAYS: readonly ((component: Component, wanted: string) => boolean)[] = [
  ({ element }, wanted) => element['element_id'] === wanted,
  ({ element }, wanted) => element['name'] === wanted,
  (component, wanted) => labelOf(component) === wanted,
  (component, wanted) => valuesOf(component).includes(wanted),
];

/** What a JSON Pointer such as `/body/elements/3` names: how a mouse says which of two equal labels it means. */
const atPointer = (card: CardJson, pointer: string): JsonValue | undefined =>
  pointer.split('/').slice(1).reduce<JsonValue | undefined>((at, step) => (isList(at) ? at[Number(step)] : isObject(at) ? at[step] : undefined), card);

/** @returns the one component meant, or why there is none */
export const findComponent = (card: CardJson, wanted: string): Component | string => {
  const all = componentsOf(card);
  if (wanted.startsWith('/')) {
    const element = atPointer(card, wanted);
    return all.find((component) => component.element === element) ?? '卡片已更新，请按最新的内容操作';
  }
  for (const fits of WAYS) {
    const found = all.filter((component) => fits(component, wanted));
    const [only] = found;
    if (found.length > 1) return `卡片上有 ${found.length} 处“${wanted}”，请用元素编号指明`;
    if (only !== undefined) return only;
  }
  const offered = all.map((component) => labelOf(component) ?? stringAt(component.element, 'name') ?? component.tag).join('、');
  return `卡片上没有“${wanted}”${offered === '' ? '，也没有可以点的' : `，可以点的有：${offered}`}`;
};

/** Components whose values a form sends. */
export const fieldsOf = (card: CardJson, form: JsonObject): readonly Component[] => componentsOf(card).filter((component) => component.form === form && component.tag !== 'button');
