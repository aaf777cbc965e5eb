/**
 * Buttons of a card, and the small menu behind "…".
 */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Popup } from '../tools/popup.tsx';
import { useCard, useForm } from './context.ts';
import { measure } from './look.ts';
import type { ButtonElement, OverflowElement } from './model.ts';
import { addressOf, callsBack, followOf } from './press.ts';

const LOOKS: Readonly<Record<string, string>> = {
  primary: 'primary', danger: 'danger', text: 'bare', primary_text: 'bare primary', danger_text: 'bare danger', primary_filled: 'primary-filled', danger_filled: 'danger-filled', laser: 'primary-filled',
};

export const Button = ({ element, at }: { readonly element: ButtonElement; readonly at: string }): JSX.Element => {
  const card = useCard();
  const form = useForm();
  const isOff = element.disabled === true || !card.pressable;
  const isPressing = card.pressing === at;

  const act = (): void => {
    if (isOff || card.pressing !== null) return;
    if (form !== null && element.form_action_type === 'reset') form.reset();
    else if (form !== null && element.form_action_type === 'submit') form.submit(element, at);
    else followOf(element, () => void card.press(at, { confirm: element.confirm }));
  };

  const tips = isOff ? (element.disabled_tips?.content ?? element.hover_tips?.content) : element.hover_tips?.content;
  const width = element.width === 'fill' ? '100%' : measure(element.width);
  return (
    <button
      type="button" class={`button ${LOOKS[element.type ?? 'default'] ?? ''}`} data-size={element.size ?? 'medium'} aria-disabled={isOff} aria-busy={isPressing}
      title={tips} style={width === undefined ? {} : { width }} onClick={act} data-link={addressOf(element) !== null && !callsBack(element)}
    >
      {isPressing && <span class="spinner" aria-hidden="true" />}
      <span class="button-text">{element.text?.content ?? ''}</span>
    </button>
  );
};

export const Overflow = ({ element, at }: { readonly element: OverflowElement; readonly at: string }): JSX.Element => {
  const card = useCard();
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const isOff = element.disabled === true || !card.pressable;
  return (
    <>
      <button ref={anchor} type="button" class="button" aria-label="更多操作" aria-haspopup="menu" aria-expanded={isOpen} aria-disabled={isOff} onClick={() => { if (!isOff) setOpen(!isOpen); }}>···</button>
      {isOpen && (
        <Popup anchor={anchor} onClose={() => { setOpen(false); }}>
          <div role="menu" class="options">
            {(element.options ?? []).map((option) => (
              <button key={option.value} type="button" role="menuitem" class="option" onClick={() => { setOpen(false); void card.press(at, { input: option.value, confirm: element.confirm }); }}>{option.text?.content ?? option.value}</button>
            ))}
          </div>
        </Popup>
      )}
    </>
  );
};
