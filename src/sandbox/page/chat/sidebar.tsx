/**
 * The list of chats of one person: newest on top, what is unread, who was mentioned.
 */
import type { JSX } from 'preact';
import type { Chat, MessageView } from '../../control-api.ts';
import { Avatar } from '../people/avatar.tsx';
import { unreadOf } from '../seat.ts';
import { summaryOf } from './message.tsx';
import { shortWhen } from './time.ts';

export const titleOf = (chat: Chat, botName: string): string => (chat.kind === 'p2p' ? botName : chat.name);

interface Props {
  readonly me: string;
  readonly chats: readonly Chat[];
  readonly messages: Readonly<Record<string, readonly MessageView[]>>;
  readonly open: string | null;
  readonly botName: string;
  readonly nowMs: number;
  readonly onOpen: (chatId: string) => void;
  readonly onOpenPrivate: () => void;
}

const lastOf = (messages: readonly MessageView[] | undefined): MessageView | undefined => messages?.at(-1);

export const Sidebar = ({ me, chats, messages, open, botName, nowMs, onOpen, onOpenPrivate }: Props): JSX.Element => {
  const latest = (chat: Chat): string => lastOf(messages[chat.chatId])?.at ?? '';
  const sorted = [...chats].sort((a, b) => latest(b).localeCompare(latest(a)));
  const hasPrivate = chats.some((chat) => chat.kind === 'p2p');
  return (
    <nav class="sidebar" aria-label="会话">
      <ul>
        {sorted.map((chat) => {
          const last = lastOf(messages[chat.chatId]);
          const unread = unreadOf(messages[chat.chatId], me);
          const title = titleOf(chat, botName);
          const isOpen = chat.chatId === open;
          return (
            <li key={chat.chatId}>
              <button type="button" class={isOpen ? 'chat-row open' : 'chat-row'} aria-current={isOpen} data-chat={chat.chatId} title={title} aria-label={`${title}${unread.count > 0 ? `，${String(unread.count)} 条未读` : ''}`} onClick={() => { if (chat.kind === 'p2p') onOpenPrivate(); else onOpen(chat.chatId); }}>
                <span class="avatar-badge">
                  <Avatar name={title} kind={chat.kind === 'p2p' ? 'bot' : 'group'} size={40} />
                  {unread.count > 0 && <span class="badge">{unread.count > 99 ? '99+' : unread.count}</span>}
                </span>
                <span class="chat-words">
                  <span class="chat-top"><span class="chat-title">{title}</span>{chat.external && <span class="outside-tag">外部</span>}<time>{last === undefined ? '' : shortWhen(Date.parse(last.at), nowMs)}</time></span>
                  <span class="chat-last">{unread.mentions && <em>[有人@我] </em>}{last === undefined ? '暂无消息' : `${last.from.openId === me || chat.kind === 'p2p' ? '' : `${last.from.name}：`}${summaryOf(last)}`}</span>
                </span>
              </button>
            </li>
          );
        })}
        {!hasPrivate && (
          <li>
            <button type="button" class="chat-row" data-chat="private" title={botName} onClick={onOpenPrivate}>
              <Avatar name={botName} kind="bot" size={40} />
              <span class="chat-words"><span class="chat-top"><span class="chat-title">{botName}</span></span><span class="chat-last">与机器人单独对话</span></span>
            </button>
          </li>
        )}
      </ul>
    </nav>
  );
};
