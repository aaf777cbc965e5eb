/**
 * How a field lives: inside a form it keeps its value there until submit; outside it sends each change at once.
 * Source: the platform's document “卡片 JSON 2.0 结构”.
 */
import { useState } from 'preact/hooks';
import type { FormInput } from '../../control-api.ts';
import { useCard, useForm } from './context.ts';
import { initialOf } from './form-state.ts';
import type { Value } from './form-state.ts';
import type { FieldElement } from './model.ts';
import { callsBack } from './press.ts';

export interface FieldHandle {
  readonly value: Value;
  readonly isOff: boolean;
  readonly isInvalid: boolean;
  /** Where the form looks for the field to focus. */
  readonly name: string;
  /** Shows the value without sending it. */
  readonly keep: (value: Value) => void;
  /** Done: a form keeps it, outside of a form it is sent. */
  readonly commit: (value: FormInput) => void;
}

export const useField = (element: FieldElement, at: string): FieldHandle => {
  const card = useCard();
  const form = useForm();
  const [own, setOwn] = useState<Value>(() => initialOf(element));
  const name = element.name ?? at;
  const keep = (value: Value): void => {
    if (form !== null) form.set(name, value);
    else setOwn(value);
  };
  return {
    name, keep,
    value: form === null ? own : (form.values[name] ?? initialOf(element)),
    isOff: element.disabled === true || !card.pressable || card.pressing !== null,
    isInvalid: form?.invalid.has(name) ?? false,
    commit: (value) => {
      keep(value);
      const isSilent = element.tag === 'checker' && !callsBack(element);
      if (form === null && !isSilent) void card.press(at, { input: value, confirm: element.confirm });
    },
  };
};
