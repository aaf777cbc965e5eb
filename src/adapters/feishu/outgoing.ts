/**
 * Neutral messages as what travels: a text with its mentions, a file with its bytes, a card; and what the chat's history
 * will show of them.
 *
 * https://open.feishu.cn/document/server-docs/im-v1/message-content-description/create_json
 */
import type { Blobs } from '../../application/ports.ts';
import { type Card, type Outgoing, PlatformError } from '../../chat/platform.ts';
import { type Digest, digest } from '../../domain/ids.ts';
import { safeName } from './files.ts';
import { isId } from './ids.ts';

export type Parcel =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'file'; readonly id: string; readonly name: string; readonly bytes: () => AsyncIterable<Uint8Array> }
  | { readonly type: 'interactive'; readonly card: Card };

/** The platform takes 150 KB of request; what is longer travels as a file. */
const TEXT_LIMIT_BYTES = 120 * 1024;
/** Programs of an office recognise UTF-8 by it. */
const BYTE_ORDER_MARK = '\ufeff';

/** In text messages only tags are special: they keep their look and lose their meaning. */
export const escapeText = (text: string): string => text.replace(/<(?=[a-z/])/gi, '＜');

const textContent = (text: string, mention: readonly string[]): string => {
  const named = mention.filter((user) => isId('person', user)).map((user) => `<at user_id="${user}"></at> `);
  return JSON.stringify({ text: `${named.join('')}${escapeText(text)}` });
};

const blobDigest = (raw: string): Digest => {
  const known = digest(raw);
  if (known === null) throw new PlatformError('permanent', 'not a digest');
  return known;
};

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  await Promise.resolve();
  yield bytes;
}

export const pack = (message: Outgoing, blobs: Pick<Blobs, 'stream'>): Parcel => {
  switch (message.kind) {
    case 'card':
      return { type: 'interactive', card: message.card };
    case 'file': {
      const sha256 = blobDigest(message.blob);
      return { type: 'file', id: `${sha256}/${message.name}`, name: safeName(message.name), bytes: () => blobs.stream(sha256) };
    }
    case 'text': {
      const bytes = Buffer.from(`${BYTE_ORDER_MARK}${message.text}`, 'utf8');
      if (bytes.length > TEXT_LIMIT_BYTES) return { type: 'file', id: message.text, name: '消息全文.txt', bytes: () => once(bytes) };
      return { type: 'text', content: textContent(message.text, message.mention ?? []) };
    }
  }
};

/** What the history would show of it. */
export const trace = (parcel: Parcel): { readonly type: Parcel['type']; readonly content: string } => {
  switch (parcel.type) {
    case 'text':
      return parcel;
    case 'file':
      return { type: 'file', content: JSON.stringify({ file_name: parcel.name }) };
    case 'interactive':
      return { type: 'interactive', content: JSON.stringify({ title: parcel.card.title }) };
  }
};
