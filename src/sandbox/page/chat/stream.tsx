/**
 * The messages of a chat, oldest above. Stays at the end while one is reading there; otherwise says that there is more.
 */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { MessageView } from '../../control-api.ts';
import { DownIcon } from '../tools/icons.tsx';
import { Message } from './message.tsx';
import type { Scene } from './message.tsx';
import { dayLine, dayOf } from './time.ts';

const NEAR_END_PX = 80;
const FOLLOWING_MS = 5 * 60_000;
/** Older messages are drawn only when asked for: a long chat stays quick. */
const DRAWN_AT_FIRST = 120;

const isFollowing = (message: MessageView, before: MessageView | undefined): boolean =>
  before !== undefined && before.from.openId === message.from.openId && before.body.kind !== 'recalled' && message.replyTo === null
  && message.body.kind !== 'card' && before.body.kind !== 'card' && Date.parse(message.at) - Date.parse(before.at) < FOLLOWING_MS && dayOf(Date.parse(message.at)) === dayOf(Date.parse(before.at));

interface Props { readonly messages: readonly MessageView[] | undefined; readonly scene: Scene; readonly nowMs: number; readonly emptyHint: string }

export const Stream = ({ messages, scene, nowMs, emptyHint }: Props): JSX.Element => {
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const [hasMore, setMore] = useState(false);
  const [drawn, setDrawn] = useState(DRAWN_AT_FIRST);
  const last = messages?.at(-1);
  const hidden = Math.max(0, (messages?.length ?? 0) - drawn);
  const fromEnd = useRef<number | null>(null);

  const toEnd = (smooth: boolean): void => { box.current?.scrollTo({ top: box.current.scrollHeight, behavior: smooth ? 'smooth' : 'instant' }); };

  useLayoutEffect(() => {
    if (isAtEnd.current || last?.from.openId === scene.me.openId) toEnd(false);
    else setMore(true);
  }, [last?.messageId, scene.me.openId]);

  const showEarlier = (): void => {
    fromEnd.current = box.current === null ? null : box.current.scrollHeight - box.current.scrollTop;
    setDrawn(drawn + DRAWN_AT_FIRST);
  };
  useLayoutEffect(() => {
    if (box.current !== null && fromEnd.current !== null) box.current.scrollTop = box.current.scrollHeight - fromEnd.current;
    fromEnd.current = null;
  }, [drawn]);

  useEffect(() => {
    if (content.current === null) return;
    const observer = new ResizeObserver(() => { if (isAtEnd.current) toEnd(false); });
    observer.observe(content.current);
    return () => { observer.disconnect(); };
  }, []);

  const onScroll = (): void => {
    if (box.current === null) return;
    isAtEnd.current = box.current.scrollHeight - box.current.scrollTop - box.current.clientHeight < NEAR_END_PX;
    if (isAtEnd.current) setMore(false);
  };

  return (
    <div class="stream-frame">
      <div class="stream" ref={box} onScroll={onScroll} role="log" aria-label="消息" tabIndex={0}>
        <div class="stream-content" ref={content}>
          {messages === undefined && <div class="skeletons" aria-label="正在加载">{[58, 36, 72].map((width) => <span key={width} class="skeleton" style={{ width: `${String(width)}%` }} />)}</div>}
          {messages?.length === 0 && <div class="empty"><p>{emptyHint}</p></div>}
          {hidden > 0 && <button type="button" class="button bare primary earlier" onClick={showEarlier}>显示更早的 {hidden} 条消息</button>}
          {messages?.slice(hidden).map((message, index) => {
            const before = messages[hidden + index - 1];
            const at = Date.parse(message.at);
            const isNewDay = before === undefined || dayOf(Date.parse(before.at)) !== dayOf(at);
            return [
              isNewDay && <div key={`day-${message.messageId}`} class="day-line"><span>{dayLine(at, nowMs)}</span></div>,
              <Message key={message.messageId} message={message} quoted={messages.find((other) => other.messageId === message.replyTo) ?? null} scene={scene} isFollowing={isFollowing(message, before)} />,
            ];
          })}
        </div>
      </div>
      {hasMore && <button type="button" class="more" onClick={() => { toEnd(true); }}>有新消息<DownIcon size={14} /></button>}
    </div>
  );
};
