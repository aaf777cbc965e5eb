/**
 * Files on their way in and out of the chat.
 *
 * One idea: bytes flow, they do not pile up: outgoing ones go through a named temporary file (the platform refuses uploads
 * without a file name, and the SDK takes it from a read stream), incoming ones are counted while they arrive and dropped
 * at the limit.
 *
 * Limits of the platform: 30 MB up, 100 MB down. https://open.feishu.cn/document/server-docs/im-v1/file/create
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PlatformError } from '../../chat/platform.ts';
import type { Api } from './api.ts';
import { checkedId, isId } from './ids.ts';
import { asRecord, textIn } from './json.ts';

export const UPLOAD_LIMIT_BYTES = 30 * 1024 * 1024;

/** Opaque to everybody else; a file or picture is reached through the message it came in. */
export const fileToken = (message: string, key: string): string | null => (isId('message', message) && (isId('file', key) || isId('image', key)) ? `${message}/${key}` : null);

/** A picture is asked for as 'image'; documents, sound and films are asked for as 'file'. https://open.feishu.cn/document/server-docs/im-v1/message/get-2 */
const readToken = (token: string): { readonly path: { readonly message_id: string; readonly file_key: string }; readonly type: 'file' | 'image' } => {
  const [message = '', key = ''] = token.split('/');
  const type = isId('image', key) ? 'image' : 'file';
  return { path: { message_id: checkedId('message', message), file_key: checkedId(type, key) }, type };
};

const FILE_TYPES = { pdf: 'pdf', doc: 'doc', docx: 'doc', ppt: 'ppt', pptx: 'ppt', mp4: 'mp4' } as const;
type FileType = (typeof FILE_TYPES)[keyof typeof FILE_TYPES] | 'stream';
/** Workbooks go as plain streams: the type decides about previews only, and 'xls' is for the old format. */
const typeOf = (name: string): FileType => {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  return Object.entries(FILE_TYPES).find(([known]) => known === extension)?.[1] ?? 'stream';
};

/** A name that is a name everywhere: no folders, no control characters, not endless. */
export const safeName = (name: string): string => {
  const clean = Array.from(name, (character) => (character < ' ' || '\u007f\\/:*?"<>|'.includes(character) ? '_' : character)).join('').trim();
  const [stem, extension] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/s.exec(clean)?.slice(1) ?? [];
  return `${Array.from(stem ?? '').slice(0, 80).join('') || '文件'}${extension ?? ''}`;
};

/** Passes bytes on up to a limit. @throws PlatformError 'too-large' beyond it */
async function* upTo(limitBytes: number, source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > limitBytes) throw new PlatformError('too-large', `more than ${limitBytes} bytes`);
    yield chunk;
  }
}

/** @returns the platform's key of the uploaded file */
export const upload = async (api: Api, name: string, bytes: AsyncIterable<Uint8Array>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'yaohao-'));
  try {
    const shown = safeName(name);
    const path = join(folder, `upload${/\.[A-Za-z0-9]+$/.exec(shown)?.[0] ?? '.bin'}`);
    await pipeline(upTo(UPLOAD_LIMIT_BYTES, bytes), createWriteStream(path));
    const answer = await api.call(null, async (client) => {
      const file = createReadStream(path);
      try {
        // The SDK returns the inner data here, and null for a refusal that came with HTTP 200.
        return await client.im.v1.file.create({ data: { file_type: typeOf(shown), file_name: shown, file } });
      } finally {
        file.destroy();
      }
    });
    return checkedId('file', textIn(answer, 'file_key'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** @throws PlatformError 'too-large' beyond the limit, as soon as it is passed */
export const download = async (api: Api, token: string, limitBytes: number): Promise<Uint8Array> => {
  const { path, type } = readToken(token);
  const answer = await api.call(null, (client) => client.im.v1.messageResource.get({ path, params: { type } }));
  const stream = answer.getReadableStream();
  try {
    const announced = Number(asRecord(answer.headers)['content-length']);
    if (announced > limitBytes) throw new PlatformError('too-large', `more than ${limitBytes} bytes`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of upTo(limitBytes, stream)) chunks.push(chunk);
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof PlatformError) throw error;
    throw new PlatformError('retry', 'download broke off');
  } finally {
    stream.destroy();
  }
};
