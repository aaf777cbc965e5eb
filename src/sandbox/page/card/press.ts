/**
 * What a press means: a callback goes to the app, an address opens, a component with neither does nothing.
 * Source: the platform's document “卡片回传交互”.
 */
import { safeHref } from '../markdown/inline.ts';
import type { Behaviour } from './model.ts';

interface Behaving { readonly behaviors?: readonly Behaviour[] }

export const callsBack = (element: Behaving): boolean => (element.behaviors ?? []).some((behaviour) => behaviour.type === 'callback');

/** The address a press opens; null when none, or none that is safe. */
export const addressOf = (element: Behaving): string | null => {
  for (const behaviour of element.behaviors ?? []) if (behaviour.type === 'open_url') return safeHref(behaviour.pc_url ?? behaviour.default_url ?? '');
  return null;
};

export const followOf = (element: Behaving, send: () => void): void => {
  const address = addressOf(element);
  if (address !== null) window.open(address, '_blank', 'noopener,noreferrer');
  if (callsBack(element)) send();
};
