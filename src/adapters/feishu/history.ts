/**
 * Has this message arrived already? A look into the chat's own history before something is sent a second time.
 *
 * One idea: the platform refuses a repeated `uuid` for one hour only. After a longer outage the chat itself is the only
 * witness: what our bot has said there since the first try is compared with what is about to be said. Cards carry a mark
 * derived from the uuid; texts and files are compared by what they say.
 *
 * Promises: false alarms need an identical text or file name since the first try, and that is the same message, because
 * the outbox sends to one address in order. Where the platform hides what is in a card, the first one since then under the
 * same title is ours for the same reason.
 *
 * Source: https://open.feishu.cn/document/server-docs/im-v1/message/list
 */
import { createHash } from 'node:crypto';
import type { Api } from './api.ts';
import { asList, asText, type JsonRecord, parsedRecord, recordIn, textIn } from './json.ts';

/** Letter first, letters and digits, at most 20: an element_id of the card. */
export const markOf = (uuid: string): string => `y${createHash('sha256').update(uuid).digest('hex').slice(0, 19)}`;

export interface Wanted {
  readonly chat: string;
  readonly type: 'text' | 'file' | 'interactive';
  /** The content as it would be sent; of a file its `file_name`, of a card its `title`. */
  readonly content: string;
  readonly mark: string;
  readonly sinceMs: number;
}

/** Clocks of two organisations; messages are recognised by content, so looking too far back does no harm. */
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

const isSame = (found: JsonRecord, wanted: Wanted): boolean => {
  const content = textIn(found['body'], 'content');
  const ours = parsedRecord(wanted.content) ?? {};
  const theirs = parsedRecord(content) ?? {};
  switch (wanted.type) {
    case 'text':
      return comparableText(textIn(theirs, 'text'), asList(found['mentions'])) === comparableText(textIn(ours, 'text'), []);
    case 'file':
      return textIn(theirs, 'file_name') === textIn(ours, 'file_name');
    case 'interactive': {
      if (content.includes(wanted.mark)) return true;
      if (/element_id|"schema\\*":\\*"2\.0/.test(content)) return false;
      const title = textIn(theirs, 'title');
      return (title === '' || title === textIn(ours, 'title')) && Number(textIn(found, 'create_time')) >= wanted.sinceMs;
    }
  }
};

/** The id of the message if it is in the chat already. */
export const findSent = async (api: Api, appId: string, wanted: Wanted): Promise<string | null> => {
  const start = String(Math.floor((wanted.sinceMs - CLOCK_SLACK_MS) / 1000));
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
      const byUs = item.sender?.sender_type === 'app' && item.sender.id === appId;
      if (byUs && item.msg_type === wanted.type && isSame({ ...item }, wanted)) return asText(item.message_id);
    }
    pageToken = answer.data?.page_token;
    if (answer.data?.has_more !== true || pageToken === undefined || pageToken === '') return null;
  }
  return null;
};
