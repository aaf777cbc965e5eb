/**
 * Short words from the app after a press; they go away by themselves and are read out by screen readers.
 */
import type { JSX } from 'preact';
import type { Toast } from '../seat.ts';
import { CheckIcon, CloseIcon, InfoIcon } from './icons.tsx';

const mark = (type: Toast['type']): JSX.Element => {
  switch (type) {
    case 'success': return <CheckIcon size={14} />;
    case 'error': return <CloseIcon size={14} />;
    case 'info': case 'warning': return <InfoIcon size={14} />;
  }
};

export const Toasts = ({ toasts }: { readonly toasts: readonly Toast[] }): JSX.Element => (
  <div class="toasts" aria-live="polite">{toasts.map((toast) => <div key={toast.id} class="toast" data-type={toast.type} role="status"><span class="toast-mark">{mark(toast.type)}</span>{toast.content}</div>)}</div>
);
