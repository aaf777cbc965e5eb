/**
 * A question before something is sent. The native dialog keeps the focus inside and closes with Escape.
 */
import type { JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export const ConfirmDialog = ({ title, text, onAnswer }: { readonly title: string; readonly text: string; readonly onAnswer: (yes: boolean) => void }): JSX.Element => {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => { dialog.current?.showModal(); }, []);
  return (
    <dialog ref={dialog} class="confirm" aria-labelledby={heading} onCancel={(event) => { event.preventDefault(); onAnswer(false); }} onClick={(event) => { if (event.target === event.currentTarget) onAnswer(false); }}>
      <div class="confirm-box">
        <h2 id={heading}>{title}</h2>
        {text !== '' && <p>{text}</p>}
        <div class="confirm-actions">
          <button type="button" class="button" onClick={() => { onAnswer(false); }}>取消</button>
          <button type="button" class="button primary-filled" autoFocus onClick={() => { onAnswer(true); }}>确定</button>
        </div>
      </div>
    </dialog>
  );
};
