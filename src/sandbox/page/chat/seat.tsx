/**
 * One person at the screen: their chats on the left, the open chat on the right, their toasts on top.
 */
import type { JSX } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { MessageView, State, Where } from '../../control-api.ts';
import { api, sentenceOf } from '../api.ts';
import type { Press } from '../card/card.tsx';
import { Avatar } from '../people/avatar.tsx';
import { useSeat } from '../seat.ts';
import { BellIcon, LeftIcon, SwapIcon } from '../tools/icons.tsx';
import { Toasts } from '../tools/toast.tsx';
import type { World } from '../world.ts';
import { Composer } from './composer.tsx';
import type { Mentionable } from './mentions.ts';
import type { Scene } from './message.tsx';
import { Sidebar, titleOf } from './sidebar.tsx';
import { Stream } from './stream.tsx';
import { dayOf } from './time.ts';

interface Props {
  readonly world: World;
  readonly state: State;
  readonly me: string;
  readonly open: string | null;
  readonly onOpen: (chatId: string | null) => void;
  readonly onSwitch: () => void;
}

export const Seat = ({ world, state, me, open, onOpen, onSwitch }: Props): JSX.Element => {
  const seat = useSeat(world, state, me, open);
  const [replyTo, setReplyTo] = useState<MessageView | null>(null);
  const [uploading, setUploading] = useState(0);
  const [dragging, setDragging] = useState(false);
  const person = state.people.find((one) => one.openId === me);
  const chat = seat.chats.find((one) => one.chatId === open) ?? null;
  const nowMs = world.now();
  const { toast, tell, reload } = seat;

  const fail = useCallback((error: unknown): void => { toast('error', sentenceOf(error)); }, [toast]);
  const nameOf = useCallback((openId: string): string | null => (openId === state.bot.openId ? state.bot.name : (state.people.find((one) => one.openId === openId)?.name ?? null)), [state.people, state.bot]);

  const openPrivate = (): void => {
    api.open(me).then(({ chat: chatId }) => { world.refresh(); onOpen(chatId); }, fail);
  };

  const members = useMemo(() => (chat?.members ?? []).flatMap((openId) => {
    const name = nameOf(openId);
    return name === null || openId === state.bot.openId ? [] : [{ openId, name }];
  }), [chat, nameOf, state.bot.openId]);

  const onPress = useCallback(async (message: string, press: Press): Promise<void> => {
    await api.click({ as: me, message, button: press.at, ...(press.form === undefined ? {} : { form: press.form }), ...(press.input === undefined ? {} : { input: press.input }) }).then(tell, fail);
    if (open !== null) reload(open);
  }, [me, open, tell, fail, reload]);

  const where = useMemo<Where | null>(() => (chat === null ? null : { as: me, chat: chat.chatId }), [chat, me]);

  const scene = useMemo<Scene | null>(() => (person === undefined || chat === null ? null : {
    me: { openId: me, name: person.name }, members, nameOf, onPress, mentionNames: [...members.map((member) => member.name), state.bot.name], isPrivate: chat.kind === 'p2p',
    today: () => dayOf(world.now()),
    onReply: setReplyTo,
    onRecall: (message) => { api.recall({ as: me, message: message.messageId }).catch(fail); },
  }), [person, chat, me, members, nameOf, onPress, world, state.bot.name, fail]);

  const onSend = async (text: string): Promise<boolean> => {
    if (where === null) return false;
    try {
      await api.say({ ...where, text, ...(replyTo === null ? {} : { replyTo: replyTo.messageId }) });
    } catch (error) {
      fail(error);
      return false;
    }
    setReplyTo(null);
    reload(where.chat ?? '');
    return true;
  };
  const onFiles = (files: readonly File[]): void => {
    if (where === null) return;
    for (const file of files) {
      setUploading((count) => count + 1);
      void api.upload(where, file).catch(fail).finally(() => { setUploading((count) => count - 1); });
    }
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setDragging(false);
    onFiles([...(event.dataTransfer?.files ?? [])]);
  };

  if (person === undefined) return <section class="seat"><div class="empty"><p>找不到这个人，可能已被移除</p><button type="button" class="button" onClick={onSwitch}>重新选择身份</button></div></section>;

  const mentionables: readonly Mentionable[] = chat === null ? [] : [
    ...(chat.bot ? [{ token: '@bot', name: state.bot.name, kind: 'bot' as const }] : []),
    ...members.filter((member) => member.openId !== me).map((member) => ({ token: `@{${member.openId}}`, name: member.name, kind: 'person' as const })),
    ...(chat.kind === 'group' ? [{ token: '@all', name: '所有人', kind: 'all' as const }] : []),
  ];
  const title = chat === null ? '' : titleOf(chat, state.bot.name);
  const others = chat?.kind === 'group' ? `${String(members.length)} 人${chat.bot ? ' · 机器人已在群里' : ' · 机器人不在群里'}` : '机器人 · 单独对话';

  return (
    <section class="seat" data-view={chat === null ? 'list' : 'chat'} data-seat={person.name} aria-label={`${person.name}的视角`}>
      <div class="seat-grid">
        <div class="seat-side">
          <button type="button" class="me" onClick={onSwitch} title="切换身份" aria-label={`当前身份 ${person.name}，点此切换`}>
            <Avatar name={person.name} size={34} /><span class="me-words"><strong>{person.name}</strong><small>{person.external ? '外部单位' : person.jobTitle || '工作人员'}</small></span><SwapIcon />
          </button>
          <Sidebar me={me} chats={seat.chats} messages={seat.messages} open={open} botName={state.bot.name} nowMs={nowMs} onOpen={(id) => { setReplyTo(null); onOpen(id); }} onOpenPrivate={openPrivate} />
        </div>
        <div class="seat-chat" onDragOver={(event) => { event.preventDefault(); setDragging(chat !== null); }} onDragLeave={(event) => { if (event.target === event.currentTarget) setDragging(false); }} onDrop={onDrop}>
          {chat === null || scene === null
            ? <div class="empty"><p>从左边选择一个会话</p></div>
            : (
              <>
                <header class="chat-header">
                  <button type="button" class="icon-button back" aria-label="返回会话列表" onClick={() => { onOpen(null); }}><LeftIcon size={20} /></button>
                  <Avatar name={title} kind={chat.kind === 'p2p' ? 'bot' : 'group'} size={36} />
                  <div class="chat-header-words"><h1>{title}{chat.external && <span class="outside-tag">外部群</span>}</h1><p>{others}</p></div>
                  <span class="viewpoint">{person.name}的视角</span>
                </header>
                {seat.urgent !== null && (
                  <div class="urgent" role="alert"><BellIcon /><span>你收到一条加急消息</span>
                    <button type="button" class="button" onClick={() => { if (seat.urgent !== null) onOpen(seat.urgent.chatId); seat.dismissUrgent(); }}>查看</button>
                  </div>
                )}
                {chat.external && <p class="outside-note">群内有外部成员，请勿发送不宜公开的内容</p>}
                <Stream key={chat.chatId} messages={seat.messages[chat.chatId]} scene={scene} nowMs={nowMs} emptyHint={chat.bot ? '还没有消息。发送“帮助”看看机器人能做什么' : '还没有消息'} />
                <Composer key={`composer-${chat.chatId}`} placeholder={chat.kind === 'p2p' ? `发消息给${title}` : `发消息到 ${title}`} people={mentionables} replyTo={replyTo} uploading={uploading} onCancelReply={() => { setReplyTo(null); }} onSend={onSend} onFiles={onFiles} />
              </>
            )}
          {dragging && <div class="drop-here"><span>松开鼠标，把文件发到这里</span></div>}
        </div>
      </div>
      <Toasts toasts={seat.toasts} />
    </section>
  );
};
