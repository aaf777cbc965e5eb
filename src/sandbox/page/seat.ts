/**
 * One person's view of the world: their chats, what is in them, what they have not read.
 *
 * A chat is read again whenever an event names it; several events in a row cost one reading (`busy`/`stale`).
 * The open chat counts as read while it is on the screen.
 */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Chat, ClickResult, MessageView, State } from '../control-api.ts';
import { api, ApiError } from './api.ts';
import type { World } from './world.ts';

export interface Toast { readonly id: number; readonly type: 'info' | 'success' | 'error' | 'warning'; readonly content: string }
export interface Urgent { readonly chatId: string; readonly messageId: string }

export interface SeatView {
  readonly chats: readonly Chat[];
  readonly messages: Readonly<Record<string, readonly MessageView[]>>;
  readonly toasts: readonly Toast[];
  readonly urgent: Urgent | null;
  readonly toast: (type: Toast['type'], content: string) => void;
  readonly dismissUrgent: () => void;
  readonly reload: (chatId: string) => void;
  /** After a click: shows what only the result tells. */
  readonly tell: (result: ClickResult) => void;
}

const TOAST_MS = 4500;
const toneOf = (type: string): Toast['type'] => (type === 'success' || type === 'error' || type === 'warning' ? type : 'info');

export const chatsOf = (state: State, me: string): readonly Chat[] => state.chats.filter((chat) => chat.members.includes(me));

/** Messages this person has not seen: others' words without their reading mark. */
export const unreadOf = (messages: readonly MessageView[] | undefined, me: string): { readonly count: number; readonly mentions: boolean } => {
  const unread = (messages ?? []).filter((message) => message.from.openId !== me && message.body.kind !== 'recalled' && !message.readBy.includes(me));
  return { count: unread.length, mentions: unread.some((message) => message.mentionsMe) };
};

export const useSeat = (world: World, state: State, me: string, open: string | null): SeatView => {
  const [messages, setMessages] = useState<Readonly<Record<string, readonly MessageView[]>>>({});
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [urgent, setUrgent] = useState<Urgent | null>(null);
  const busy = useRef(new Map<string, 'reading' | 'stale'>());
  const openNow = useRef(open);
  openNow.current = open;
  const chats = chatsOf(state, me);
  const chatKeys = chats.map((chat) => chat.chatId).join(' ');

  const reload = useCallback((chatId: string): void => {
    if (busy.current.has(chatId)) {
      busy.current.set(chatId, 'stale');
      return;
    }
    busy.current.set(chatId, 'reading');
    const finish = (): void => {
      const again = busy.current.get(chatId) === 'stale';
      busy.current.delete(chatId);
      if (again) reload(chatId);
    };
    const read = openNow.current === chatId && document.visibilityState === 'visible';
    api.chat({ as: me, chat: chatId, ...(read ? { read } : {}) }).then(
      (view) => {
        setMessages((before) => ({ ...before, [chatId]: view.messages }));
        finish();
      },
      (error: unknown) => {
        if (error instanceof ApiError && error.status === 403) setMessages(({ [chatId]: _left, ...rest }) => rest);
        finish();
      },
    );
  }, [me]);

  const toast = useCallback((type: Toast['type'], content: string): void => {
    const id = performance.now() + Math.random();
    setToasts((before) => [...before.filter((other) => other.content !== content), { id, type, content }].slice(-3));
    window.setTimeout(() => { setToasts((before) => before.filter((other) => other.id !== id)); }, TOAST_MS);
  }, []);

  useEffect(() => { for (const chatId of chatKeys.split(' ')) if (chatId !== '') reload(chatId); }, [chatKeys, reload]);
  useEffect(() => { if (open !== null) reload(open); }, [open, reload]);
  useEffect(() => {
    const onVisible = (): void => { if (openNow.current !== null) reload(openNow.current); };
    document.addEventListener('visibilitychange', onVisible);
    return () => { document.removeEventListener('visibilitychange', onVisible); };
  }, [reload]);

  useEffect(() => world.listen((event) => {
    switch (event.type) {
      case 'message': if (chatKeys.includes(event.chatId)) reload(event.chatId); return;
      case 'toast': if (event.openId === me) toast(toneOf(event.toast.type), event.toast.content); return;
      case 'urgent': if (event.to.includes(me)) setUrgent({ chatId: event.chatId, messageId: event.messageId }); return;
      case 'again': for (const chatId of chatKeys.split(' ')) reload(chatId); return;
      case 'world': return;
    }
  }), [world.listen, chatKeys, me, reload, toast]);

  const tell = useCallback((result: ClickResult): void => {
    if (result.error !== null) toast('error', result.error.text);
  }, [toast]);

  return { chats, messages, toasts, urgent, toast, reload, tell, dismissUrgent: () => { setUrgent(null); } };
};
