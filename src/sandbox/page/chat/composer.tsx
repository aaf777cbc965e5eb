/**
 * Where one writes: Enter sends, Shift+Enter breaks the line, @ opens the list of members, files by button, paste or drop.
 */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MessageView } from '../../control-api.ts';
import { Avatar } from '../people/avatar.tsx';
import { AtIcon, ClipIcon, CloseIcon, SendIcon } from '../tools/icons.tsx';
import { asSent, matching, openMention, withMention } from './mentions.ts';
import type { Mentionable } from './mentions.ts';
import { summaryOf } from './message.tsx';

interface Props {
  readonly placeholder: string;
  readonly people: readonly Mentionable[];
  readonly replyTo: MessageView | null;
  readonly uploading: number;
  readonly onCancelReply: () => void;
  /** Resolves true when the message was taken; otherwise the text stays. */
  readonly onSend: (text: string) => Promise<boolean>;
  readonly onFiles: (files: readonly File[]) => void;
}

const MAX_HEIGHT_PX = 180;

export const Composer = ({ placeholder, people, replyTo, uploading, onCancelReply, onSend, onFiles }: Props): JSX.Element => {
  const [text, setText] = useState('');
  const [caret, setCaret] = useState(0);
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState(-1);
  const [sending, setSending] = useState(false);
  const picked = useRef(new Map<string, Mentionable>());
  const area = useRef<HTMLTextAreaElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const caretAfter = useRef<number | null>(null);

  const mention = openMention(text, caret);
  const offers = mention === null || mention.start === dismissed ? [] : matching(people, mention.query);

  useLayoutEffect(() => {
    const node = area.current;
    if (node === null) return;
    node.style.height = 'auto';
    node.style.height = `${String(Math.min(node.scrollHeight, MAX_HEIGHT_PX))}px`;
    if (caretAfter.current !== null) node.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = null;
  }, [text]);
  useLayoutEffect(() => { if (replyTo !== null) area.current?.focus(); }, [replyTo]);

  const write = (next: string, at: number): void => {
    setText(next);
    setCaret(at);
    setActive(0);
  };
  const take = (one: Mentionable): void => {
    if (mention === null) return;
    picked.current.set(one.name, one);
    const after = withMention(text, caret, mention.start, one.name);
    caretAfter.current = after.caret;
    write(after.text, after.caret);
    area.current?.focus();
  };
  const insertAt = (): void => {
    const head = text.slice(0, caret);
    const sign = head === '' || /\s$/.test(head) ? '@' : ' @';
    caretAfter.current = head.length + sign.length;
    setDismissed(-1);
    write(head + sign + text.slice(caret), head.length + sign.length);
    area.current?.focus();
  };
  const send = (): void => {
    if (text.trim() === '' || sending) return;
    setSending(true);
    void onSend(asSent(text.trim(), [...picked.current.values()])).then((taken) => {
      setSending(false);
      if (!taken) return;
      picked.current.clear();
      write('', 0);
      area.current?.focus();
    });
  };

  const onKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const offer = offers[active];
    if (offer !== undefined) {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        setActive((active + (event.key === 'ArrowDown' ? 1 : offers.length - 1)) % offers.length);
        return;
      }
      if (event.key === 'Enter' || event.key === 'Tab') { event.preventDefault(); take(offer); return; }
      if (event.key === 'Escape') { event.preventDefault(); setDismissed(mention?.start ?? -1); return; }
    }
    if (event.key === 'Enter' && !event.shiftKey) { event.preventDefault(); send(); }
    else if (event.key === 'Escape' && replyTo !== null) onCancelReply();
  };
  const onPaste = (event: ClipboardEvent): void => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length === 0) return;
    event.preventDefault();
    onFiles(pasted);
  };
  const onCaret = (): void => { setCaret(area.current?.selectionStart ?? 0); };

  return (
    <div class="composer">
      {replyTo !== null && <div class="replying"><span>回复 {replyTo.from.name}：{summaryOf(replyTo)}</span><button type="button" class="icon-button" aria-label="取消回复" onClick={onCancelReply}><CloseIcon size={14} /></button></div>}
      {uploading > 0 && <div class="replying"><span class="spinner" aria-hidden="true" /><span role="status">正在上传 {uploading} 个文件…</span></div>}
      <div class="composer-box">
        {offers.length > 0 && (
          <div class="mention-list" role="listbox" id="mention-list" aria-label="提及成员">
            {offers.map((offer, index) => (
              <div key={offer.token} role="option" aria-selected={index === active} class={index === active ? 'option active' : 'option'} ref={(node) => { if (index === active) node?.scrollIntoView({ block: 'nearest' }); }} onPointerDown={(event) => { event.preventDefault(); take(offer); }}>
                <Avatar name={offer.name} kind={offer.kind === 'all' ? 'group' : offer.kind} size={24} /><span class="option-text">{offer.name}</span>{offer.kind === 'bot' && <span class="bot-tag">机器人</span>}
              </div>
            ))}
          </div>
        )}
        <textarea
          ref={area} rows={1} value={text} placeholder={placeholder} aria-label="输入消息" aria-autocomplete="list" aria-expanded={offers.length > 0}
          onInput={(event) => { setDismissed(-1); write(event.currentTarget.value, event.currentTarget.selectionStart); }} onKeyDown={onKey} onKeyUp={onCaret} onClick={onCaret} onPaste={onPaste}
        />
        <div class="composer-tools">
          <button type="button" class="icon-button" aria-label="提及成员" title="提及成员 @" onClick={insertAt}><AtIcon /></button>
          <button type="button" class="icon-button" aria-label="上传文件" title="上传文件" onClick={() => { files.current?.click(); }}><ClipIcon /></button>
          <input ref={files} type="file" multiple hidden onChange={(event) => { onFiles([...(event.currentTarget.files ?? [])]); event.currentTarget.value = ''; }} />
          <span class="composer-hint">Enter 发送 · Shift+Enter 换行</span>
          <button type="button" class="send" aria-label="发送" aria-disabled={text.trim() === '' || sending} onClick={send}><SendIcon /></button>
        </div>
      </div>
    </div>
  );
};
