/**
 * A box to tick, with its text.
 */
import type { JSX } from 'preact';
import { useField } from './field.ts';
import type { CheckerElement } from './model.ts';
import { Text } from './text.tsx';

export const Checker = ({ element, at }: { readonly element: CheckerElement; readonly at: string }): JSX.Element => {
  const field = useField(element, at);
  return (
    <label class="checker">
      <input type="checkbox" checked={field.value === true} disabled={field.isOff} data-field={field.name} aria-invalid={field.isInvalid} onChange={(event) => { field.commit(event.currentTarget.checked); }} />
      <Text text={element.text} />
    </label>
  );
};
