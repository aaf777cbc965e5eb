/**
 * A form in a card: holds what is filled in until it is submitted.
 *
 * Like the real client it checks required fields itself: nothing is sent, the empty fields are marked and the first one
 * gets the focus. A replaced card starts a new form (the card's key changes with its version).
 */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { FormContext, useCard } from './context.ts';
import type { FormScope } from './context.ts';
import type { Inside } from './layout.tsx';
import { initialValues, missing, sendable } from './form-state.ts';
import type { Value, Values } from './form-state.ts';
import type { FormElement } from './model.ts';

export const Form = ({ element, at, inside }: { readonly element: FormElement; readonly at: string; readonly inside: Inside }): JSX.Element => {
  const card = useCard();
  const [values, setValues] = useState<Values>(() => initialValues(element));
  const [invalid, setInvalid] = useState<ReadonlySet<string>>(new Set());
  const [round, setRound] = useState(0);
  const root = useRef<HTMLFormElement>(null);

  const scope = useMemo<FormScope>(() => ({
    values,
    invalid,
    set: (name: string, value: Value) => {
      setValues((before) => ({ ...before, [name]: value }));
      setInvalid((before) => new Set([...before].filter((other) => other !== name)));
    },
    submit: (button, place) => {
      const empty = missing(element, values);
      setInvalid(new Set(empty));
      const first = empty[0];
      if (first === undefined) void card.press(place, { form: sendable(element, values), confirm: button.confirm });
      else root.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(first)}"]`)?.focus();
    },
    reset: () => {
      setValues(initialValues(element));
      setInvalid(new Set());
      setRound((before) => before + 1);
    },
  }), [values, invalid, element, card]);

  return (
    <FormContext.Provider value={scope}>
      <form class="card-form" ref={root} noValidate onSubmit={(event) => { event.preventDefault(); }} aria-label="卡片表单">
        <div key={round}>{inside(element, at)}</div>
        {invalid.size > 0 && <p class="form-hint" role="alert">还有 {invalid.size} 项必填内容未填写，已用红框标出</p>}
      </form>
    </FormContext.Provider>
  );
};
