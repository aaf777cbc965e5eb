/**
 * Has this message arrived already? A look into the chat's own history before something is sent a second time.
 *
 * One idea: the platform refuses a repeated `uuid` for one hour only. After a longer outage the chat itself is the only
 * witness. Candidates are what our bot said there after the last message known to have arrived; among them ours is
 * recognised by its words, its file name, or the mark a card carries.
 *
 * Promises: what was acknowledged before is never taken for the message in question, however alike. Where the platform
 * hides what is in a card, the first candidate under the same title is the one: nothing else can stand there, because one
 * receiver's messages go out one after the other.
 *
 * Source: https://open.feishu.cn/document/server-docs/im-v1/message/list
 */
import { createHash } from 'node:crypto';
import type { Api } from './api.ts';
import { asList, type JsonRecord, parsedRecord, recordIn, textIn } from './json.ts';

/** Letter first, letters and digits, at most 20: an element_id of the card. */
export const markOf = (uuid: string): string => `y${createHash('sha256').update(uuid).digest('hex').slice(0, 19)}`;

export interface Wanted {
  readonly chat: string;
  readonly type: 'text' | 'file' | 'interactive';
  /** The content as it would be sent; of a file its `file_name`, of a card its `title`. */
  readonly content: string;
  readonly mark: string;
  readonly sinceMs: number;
  /** The last message of ours known to be in the chat. */
  readonly after: string | null;
}

/** Clocks of two organisations; looking too far back does no harm. */
const CLOCK_SLACK_MS = 5 * 60_000;
const PAGE = 50;
const MOST_PAGES = 200;

/** Mentions as the history writes them (`@_user_1` and a list) and as we send them (`<at user_id=…>`), in one form. */
const comparableText = (text: string, mentions: readonly unknown[]): string => {
  const named = new Map(mentions.map((mention) => [textIn(mention, 'key'), textIn(mention, 'id') || textIn(recordIn(mention, 'id'), 'open_id')]));
  return text
    .replace(/<at user_id="([^"]*)">[^<]*<\/at>/g, (_, user: string) => `@{${user}}`)
    .replace(/@_user_\d+/g, (key) => `@{${named.get(key) ?? ''}}`)
    .replace(/\s+/g, ' ')
    .trim();
};

const isReadable = (content: string): boolean => /element_id|"schema\\*":\\*"2\.0/.test(content);

/** 'sure': recognised by what it says; 'maybe': the platform does not show what it says. */
const likeness = (found: JsonRecord, wanted: Wanted): 'sure' | 'maybe' | 'no' => {
  const content = textIn(found['body'], 'content');
  const ours = parsedRecord(wanted.content) ?? {};
  const theirs = parsedRecord(content) ?? {};
  switch (wanted.type) {
    case 'text':
      return comparableText(textIn(theirs, 'text'), asList(found['mentions'])) === comparableText(textIn(ours, 'text'), []) ? 'sure' : 'no';
    case 'file':
      return textIn(theirs, 'file_name') === textIn(ours, 'file_name') ? 'sure' : 'no';
    case 'interactive': {
      if (content.includes(wanted.mark)) return 'sure';
      const title = textIn(theirs, 'title');
      const isOlder = Number(textIn(found, 'create_time')) < wanted.sinceMs && wanted.after === null;
      return isReadable(content) || isOlder || (title !== '' && title !== textIn(ours, 'title')) ? 'no' : 'maybe';
    }
  }
};

/** The id of the message if it is in the chat already. */
export const findSent = async (api: Api, appId: string, wanted: Wanted): Promise<string | null> => {
  const start = String(Math.floor((wanted.sinceMs - CLOCK_SLACK_MS) / 1000));
  let sure: string | null = null;
  let maybe: string | null = null;
  let pageToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await api.call(null, (client) =>
      client.im.v1.message.list({
        params: {
          container_id_type: 'chat', container_id: wanted.chat, start_time: start, sort_type: 'ByCreateTimeAsc', page_size: PAGE,
          card_msg_content_type: 'raw_card_content', ...(pageToken === undefined ? {} : { page_token: pageToken }),
        },
      }),
    );
    for (const item of answer.data?.items ?? []) {
      const { message_id: id = '', sender, msg_type: type } = item;
      if (id === wanted.after) [sure, maybe] = [null, null];
      else if (sender?.sender_type === 'app' && sender.id === appId && type === wanted.type) {
        const like = likeness({ ...item }, wanted);
        if (like === 'sure') sure ??= id;
        if (like === 'maybe') maybe ??= id;
      }
    }
    pageToken = answer.data?.page_token;
    if (answer.data?.has_more !== true || pageToken === undefined || pageToken === '') break;
  }
  return sure ?? maybe;
};
