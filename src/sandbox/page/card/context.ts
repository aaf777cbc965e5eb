/**
 * What a card's components need from around them: names of people, and how to press.
 *
 * `at` is the component's place in the card as a JSON Pointer; it is also how the sandbox is told what was pressed,
 * because labels may repeat.
 */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { FormInput } from '../../control-api.ts';
import type { ButtonElement, Confirm } from './model.ts';
import type { Value, Values } from './form-state.ts';

export interface CardScope {
  /** Members of the chat, for mentions and for choosing a person. */
  readonly members: readonly { readonly openId: string; readonly name: string }[];
  readonly nameOf: (openId: string) => string | null;
  /** False once the card is too old: it is shown but does not answer. */
  readonly pressable: boolean;
  /** Where a press is under way; null when none is. */
  readonly pressing: string | null;
  readonly press: (at: string, what: { readonly form?: Values; readonly input?: FormInput; readonly confirm?: Confirm | undefined }) => Promise<void>;
  /** Beijing's day today in the sandbox, `2026-03-10`. */
  readonly today: () => string;
  /** Text sizes the card named itself. */
  readonly sizes: Readonly<Record<string, { readonly default?: string; readonly pc?: string }>>;
}

export interface FormScope {
  readonly values: Values;
  readonly invalid: ReadonlySet<string>;
  readonly set: (name: string, value: Value) => void;
  readonly submit: (button: ButtonElement, at: string) => void;
  readonly reset: () => void;
}

const nowhere = (): never => {
  throw new Error('a card component was rendered outside a card');
};
export const CardContext = createContext<CardScope>({ members: [], nameOf: () => null, pressable: false, pressing: null, press: nowhere, today: nowhere, sizes: {} });
export const FormContext = createContext<FormScope | null>(null);
export const useCard = (): CardScope => useContext(CardContext);
export const useForm = (): FormScope | null => useContext(FormContext);
