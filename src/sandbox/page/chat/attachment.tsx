/**
 * Files, pictures and rich posts in a message.
 */
import type { JSX } from 'preact';
import type { JsonObject, JsonValue } from '../../control-api.ts';
import { fileUrl } from '../api.ts';
import { safeHref } from '../markdown/inline.ts';
import { DownloadIcon } from '../tools/icons.tsx';

const KINDS: Readonly<Record<string, { readonly hue: string; readonly label: string }>> = {
  xlsx: { hue: 'green', label: 'XLS' }, xls: { hue: 'green', label: 'XLS' }, csv: { hue: 'green', label: 'CSV' }, docx: { hue: 'blue', label: 'DOC' }, doc: { hue: 'blue', label: 'DOC' },
  pdf: { hue: 'red', label: 'PDF' }, zip: { hue: 'orange', label: 'ZIP' }, json: { hue: 'violet', label: 'JSON' }, txt: { hue: 'grey', label: 'TXT' }, png: { hue: 'purple', label: 'PNG' }, jpg: { hue: 'purple', label: 'JPG' },
};

export const bytesText = (bytes: number): string => {
  if (bytes < 1024) return `${String(bytes)} 字节`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
};

export const FileBox = ({ fileKey, name, bytes }: { readonly fileKey: string; readonly name: string; readonly bytes: number }): JSX.Element => {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  const kind = KINDS[extension] ?? { hue: 'grey', label: extension.slice(0, 4).toUpperCase() || '文件' };
  return (
    <a class="file" href={fileUrl(fileKey)} download={name} aria-label={`下载文件 ${name}，${bytesText(bytes)}`}>
      <span class="file-mark" data-hue={kind.hue} aria-hidden="true">{kind.label}</span>
      <span class="file-words"><span class="file-name">{name}</span><span class="file-size">{bytesText(bytes)}</span></span>
      <DownloadIcon />
    </a>
  );
};

export const Picture = ({ imageKey }: { readonly imageKey: string }): JSX.Element => <a href={fileUrl(imageKey)} target="_blank" rel="noopener noreferrer"><img class="picture" src={fileUrl(imageKey)} alt="图片" loading="lazy" /></a>;

const words = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

const Piece = ({ piece }: { readonly piece: JsonObject }): JSX.Element => {
  switch (piece['tag']) {
    case 'a': {
      const href = safeHref(words(piece['href']));
      return href === null ? <>{words(piece['text'])}</> : <a href={href} target="_blank" rel="noopener noreferrer">{words(piece['text'])}</a>;
    }
    case 'at': return <span class="mention">@{words(piece['user_name']) || words(piece['user_id'])}</span>;
    case 'img': return <Picture imageKey={words(piece['image_key'])} />;
    case 'hr': return <hr />;
    default: return <>{words(piece['text'])}</>;
  }
};

export const Post = ({ title, lines }: { readonly title: string; readonly lines: readonly (readonly JsonObject[])[] }): JSX.Element => (
  <div class="post">
    {title !== '' && <strong class="post-title">{title}</strong>}
    {lines.map((line, at) => <p key={at}>{line.map((piece, index) => <Piece key={index} piece={piece} />)}</p>)}
  </div>
);
