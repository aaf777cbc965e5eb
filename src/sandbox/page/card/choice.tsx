/**
 * Choosing one or several from a list, of options or of people.
 *
 * A select-only combobox: arrows move, Enter or space takes, typing jumps to what begins so, Escape closes. A list of
 * several stays open until it is left. People: an empty list offers everybody in the chat (the platform's document “人员选择”).
 */
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Avatar } from '../people/avatar.tsx';
import { CheckIcon, DownIcon } from '../tools/icons.tsx';
import { Popup } from '../tools/popup.tsx';
import { useCard } from './context.ts';
import { useField } from './field.ts';
import { measure } from './look.ts';
import type { ChoiceElement } from './model.ts';

interface Offer { readonly value: string; readonly label: string; readonly isPerson: boolean }

const useOffers = (element: ChoiceElement): readonly Offer[] => {
  const card = useCard();
  switch (element.tag) {
    case 'select_static': case 'multi_select_static': return (element.options ?? []).map((option) => ({ value: option.value, label: option.text?.content ?? option.value, isPerson: false }));
    case 'select_person': case 'multi_select_person': {
      const named = (element.options ?? []).flatMap(({ value }) => {
        const name = card.nameOf(value);
        return name === null ? [] : [{ value, label: name, isPerson: true }];
      });
      return named.length > 0 ? named : card.members.map(({ openId, name }) => ({ value: openId, label: name, isPerson: true }));
    }
  }
};

export const Choice = ({ element, at }: { readonly element: ChoiceElement; readonly at: string }): JSX.Element => {
  const field = useField(element, at);
  const offers = useOffers(element);
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const anchor = useRef<HTMLButtonElement>(null);
  const list = useId();
  const isMany = element.tag === 'multi_select_static' || element.tag === 'multi_select_person';
  const chosen: readonly string[] = typeof field.value === 'string' ? [field.value].filter((value) => value !== '') : typeof field.value === 'boolean' ? [] : field.value;
  const placeholder = element.placeholder?.content ?? '请选择';

  const open = (): void => {
    if (field.isOff) return;
    setActive(Math.max(0, offers.findIndex((offer) => chosen.includes(offer.value))));
    setOpen(true);
  };
  const close = (): void => {
    setOpen(false);
    if (isMany && isOpen) field.commit(chosen);
  };
  const take = (value: string): void => {
    if (isMany) field.keep(chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value]);
    else {
      setOpen(false);
      field.commit(value);
    }
  };
  const move = (step: number): void => { setActive((before) => Math.min(offers.length - 1, Math.max(0, before + step))); };

  const onKey = (event: KeyboardEvent): void => {
    const isTake = event.key === 'Enter' || event.key === ' ';
    if (!isOpen) {
      if (!isTake && event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      open();
      return;
    }
    const current = offers[active];
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Home') setActive(0);
    else if (event.key === 'End') setActive(offers.length - 1);
    else if (isTake && current !== undefined) take(current.value);
    else if (event.key === 'Tab') { close(); return; }
    else if (event.key.length === 1) setActive((before) => Math.max(offers.findIndex((offer) => offer.label.startsWith(event.key)), 0) || before);
    else return;
    event.preventDefault();
  };

  const width = element.width === 'fill' ? '100%' : measure(element.width);
  const labelOf = (value: string): string => offers.find((offer) => offer.value === value)?.label ?? value;
  return (
    <>
      <button
        ref={anchor} type="button" class="select" role="combobox" aria-expanded={isOpen} aria-controls={list} aria-haspopup="listbox" aria-label={placeholder} aria-invalid={field.isInvalid} aria-required={element.required ?? false}
        aria-activedescendant={isOpen ? `${list}-${String(active)}` : undefined} data-field={field.name} disabled={field.isOff} style={width === undefined ? {} : { width }}
        onClick={() => { if (isOpen) close(); else open(); }} onKeyDown={onKey}
      >
        <span class="select-value">
          {chosen.length === 0 && <span class="placeholder">{placeholder}</span>}
          {chosen.map((value) => isMany ? <span class="chip" key={value}>{labelOf(value)}</span> : <span key={value}>{labelOf(value)}</span>)}
        </span>
        <DownIcon />
      </button>
      {isOpen && (
        <Popup anchor={anchor} onClose={close} isAsWide>
          <div id={list} class="options" role="listbox" aria-multiselectable={isMany} aria-label={placeholder}>
            {offers.length === 0 && <p class="options-empty">没有可选项</p>}
            {offers.map((offer, index) => (
              <div
                key={offer.value} id={`${list}-${String(index)}`} role="option" aria-selected={chosen.includes(offer.value)} class={index === active ? 'option active' : 'option'}
                ref={(node) => { if (index === active) node?.scrollIntoView({ block: 'nearest' }); }} onPointerMove={() => { setActive(index); }} onClick={() => { take(offer.value); }}
              >
                {offer.isPerson && <Avatar name={offer.label} size={22} />}
                <span class="option-text">{offer.label}</span>
                {chosen.includes(offer.value) && <CheckIcon />}
              </div>
            ))}
          </div>
        </Popup>
      )}
    </>
  );
};
