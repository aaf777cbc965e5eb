/**
 * One message in the stream: who, when, what; reply and recall on the side.
 */
import type { JSX } from 'preact';
import type { MessageView } from '../../control-api.ts';
import { Card } from '../card/card.tsx';
import type { Press } from '../card/card.tsx';
import { asCard } from '../card/model.ts';
import { Avatar } from '../people/avatar.tsx';
import { BellIcon, ReplyIcon, UndoIcon } from '../tools/icons.tsx';
import { FileBox, Picture, Post } from './attachment.tsx';
import { Words } from './text.tsx';
import { clockOf } from './time.ts';

export interface Scene {
  readonly me: { readonly openId: string; readonly name: string };
  readonly members: readonly { readonly openId: string; readonly name: string }[];
  readonly nameOf: (openId: string) => string | null;
  /** Names that an @ may be followed by: members and the bot. */
  readonly mentionNames: readonly string[];
  readonly today: () => string;
  readonly isPrivate: boolean;
  readonly onPress: (message: string, press: Press) => Promise<void>;
  readonly onReply: (message: MessageView) => void;
  readonly onRecall: (message: MessageView) => void;
}

/** A message in a few words, for the list and for quotes. */
export const summaryOf = (message: MessageView): string => {
  const { body } = message;
  switch (body.kind) {
    case 'text': return body.text.replace(/\s+/g, ' ');
    case 'post': return body.title === '' ? '[富文本]' : body.title;
    case 'card': return asCard(body.card)?.config?.summary?.content ?? '[卡片]';
    case 'file': return `[文件] ${body.name}`;
    case 'image': return '[图片]';
    case 'recalled': return '消息已撤回';
    case 'other': return '[消息]';
  }
};

const Body = ({ message, scene }: { readonly message: MessageView; readonly scene: Scene }): JSX.Element => {
  const { body } = message;
  switch (body.kind) {
    case 'text': return <div class="bubble"><Words text={body.text} names={scene.mentionNames} me={scene.me.name} /></div>;
    case 'post': return <div class="bubble"><Post title={body.title} lines={body.lines} /></div>;
    case 'card': return <Card key={body.version} json={body.card} pressable={body.pressable} members={scene.members} nameOf={scene.nameOf} today={scene.today} onPress={(press) => scene.onPress(message.messageId, press)} />;
    case 'file': return <FileBox fileKey={body.fileKey} name={body.name} bytes={body.bytes} />;
    case 'image': return <Picture imageKey={body.imageKey} />;
    case 'other': return <div class="bubble faint">暂不支持显示的消息（{body.type}）</div>;
    case 'recalled': return <div class="bubble faint">消息已撤回</div>;
  }
};

interface Props { readonly message: MessageView; readonly quoted: MessageView | null; readonly scene: Scene; readonly isFollowing: boolean }

export const Message = ({ message, quoted, scene, isFollowing }: Props): JSX.Element => {
  const isMine = message.from.openId === scene.me.openId;
  const others = scene.members.filter((member) => member.openId !== message.from.openId).length;
  const read = message.readBy.filter((id) => id !== message.from.openId).length;
  const at = Date.parse(message.at);
  if (message.body.kind === 'recalled') return <p class="recalled">{isMine ? '你' : message.from.name}撤回了一条消息</p>;
  return (
    <div class={['message', isMine ? 'mine' : '', isFollowing ? 'following' : '', message.mentionsMe ? 'to-me' : ''].join(' ').trim()} data-message={message.messageId} role="group" aria-label={`${message.from.name} ${clockOf(at)}`}>
      {isFollowing ? <time class="gutter" dateTime={message.at}>{clockOf(at)}</time> : <Avatar name={message.from.name} kind={message.from.kind === 'person' ? 'person' : 'bot'} />}
      <div class="message-main">
        {!isFollowing && (
          <div class="message-head">
            <span class="message-name">{message.from.name}</span>
            {message.from.kind !== 'person' && <span class="bot-tag">机器人</span>}
            <time dateTime={message.at}>{clockOf(at)}</time>
          </div>
        )}
        {quoted !== null && <div class="quoted">回复 {quoted.from.name}：{summaryOf(quoted)}</div>}
        <div class="message-row">
          <Body message={message} scene={scene} />
          <div class="message-tools">
            <button type="button" class="icon-button" aria-label="回复" title="回复" onClick={() => { scene.onReply(message); }}><ReplyIcon /></button>
            {isMine && <button type="button" class="icon-button" aria-label="撤回" title="撤回" onClick={() => { scene.onRecall(message); }}><UndoIcon /></button>}
          </div>
        </div>
        <div class="message-foot">
          {message.urgentTo.length > 0 && <span class="urgent-mark"><BellIcon size={12} />已加急 {message.urgentTo.length} 人</span>}
          {message.edited && message.body.kind !== 'card' && <span>已编辑</span>}
          {isMine && !scene.isPrivate && <span>{read === 0 ? '未读' : read >= others ? '全部已读' : `${String(read)} 人已读`}</span>}
        </div>
      </div>
    </div>
  );
};
