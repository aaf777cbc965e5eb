/**
 * The words of a message as its author meant them: placeholders resolved, the bot's own mention gone, posts flattened.
 *
 * One idea: `@{id}` in the result can only come from a real mention. Whoever types those characters by hand gets a blank
 * in between, so nobody can be named without having been mentioned.
 *
 * Source: https://open.feishu.cn/document/server-docs/im-v1/message-content-description/message_content
 */
import { isId } from './ids.ts';
import { asList, asText, type JsonRecord, parsedRecord, recordIn, textIn } from './json.ts';

export interface Words {
  readonly text: string;
  readonly mentions: readonly { readonly user: string; readonly name: string }[];
  /** The bot was mentioned: in a group, the message is meant for it. */
  readonly toBot: boolean;
}

const BLANKS = /[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g;
const INVISIBLE = /[\u200b-\u200f\u2060\ufeff]/g;
const tidy = (text: string): string => text.replace(INVISIBLE, '').replace(BLANKS, ' ').replace(/\r\n?/g, '\n').trim();

const createSpeaker = (message: JsonRecord, botOpenId: string) => {
  const listed = new Map(asList(message['mentions']).map((mention) => [textIn(mention, 'key'), { user: textIn(recordIn(mention, 'id'), 'open_id'), name: textIn(mention, 'name') }]));
  const named = new Map<string, string>();
  let toBot = false;

  const mention = (user: string, name: string): string => {
    if (user === botOpenId) {
      toBot = true;
      return '';
    }
    if (!isId('person', user)) return `@${name}`;
    named.set(user, name);
    return `@{${user}}`;
  };
  const placeholder = (key: string): string => {
    if (key === '@_all' || key === 'all') return '@所有人';
    const who = listed.get(key);
    return who === undefined ? '' : mention(who.user, who.name);
  };
  return {
    plain: (typed: string): string => typed.replaceAll('@{', '@ {').replace(/@_user_\d+|@_all\b/g, placeholder),
    at: (element: unknown): string => {
      const key = textIn(element, 'user_id');
      return isId('person', key) ? mention(key, textIn(element, 'user_name')) : placeholder(key);
    },
    words: (text: string): Words => ({ text: tidy(text), mentions: [...named].map(([user, name]) => ({ user, name })), toBot }),
  };
};

export const textWords = (message: JsonRecord, botOpenId: string): Words => {
  const speaker = createSpeaker(message, botOpenId);
  const content = parsedRecord(asText(message['content'])) ?? {};
  return speaker.words(speaker.plain(textIn(content, 'text')));
};

/** Received posts come without the locale wrapper; a sent one that is quoted back has it. */
const postIn = (message: JsonRecord): JsonRecord => {
  const content = parsedRecord(asText(message['content'])) ?? {};
  return Array.isArray(content['content']) ? content : recordIn(content, 'zh_cn');
};

/** The pictures and films that stand in a post, in their order, each once. */
export const postResources = (message: JsonRecord): readonly { readonly key: string; readonly kind: 'image' | 'media' }[] => {
  const found = new Map<string, 'image' | 'media'>();
  for (const element of asList(postIn(message)['content']).flatMap(asList)) {
    const tag = textIn(element, 'tag');
    if (tag === 'img') found.set(textIn(element, 'image_key'), 'image');
    if (tag === 'media') found.set(textIn(element, 'file_key'), 'media');
  }
  return [...found].map(([key, kind]) => ({ key, kind }));
};

export const postWords = (message: JsonRecord, botOpenId: string): Words => {
  const speaker = createSpeaker(message, botOpenId);
  const post = postIn(message);
  const piece = (element: unknown): string => (textIn(element, 'tag') === 'at' ? speaker.at(element) : speaker.plain(textIn(element, 'text')));
  const lines = asList(post['content']).map((line) => asList(line).map(piece).join(''));
  return speaker.words([speaker.plain(textIn(post, 'title')), ...lines].filter((line) => line.trim() !== '').join('\n'));
};
