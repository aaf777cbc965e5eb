/**
 * The parts of an .xlsx, opened with mistrust: the central directory is judged before a byte is unpacked.
 *
 * Promises: no part is read past its declared size, no two parts share a name, no name leaves the archive,
 * nothing with macros or a password is opened. (ECMA-376 part 2; sizes are enforced by yauzl while inflating.)
 */
import type { Readable } from 'node:stream';
import { fromBuffer, open } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { Refusal } from '../../../domain/refusal.ts';
import { megabytes } from './limits.ts';
import type { ReadLimits } from './limits.ts';

export interface Parts {
  has(path: string): boolean;
  /** Paths of all parts, lower case. */
  names(): readonly string[];
  /** Unpacked text of a part, in chunks that never cut a character. */
  text(path: string): Promise<AsyncIterable<string>>;
  close(): void;
}

const damaged = (name: string): Refusal =>
  new Refusal('import.damaged', `“${name}”已损坏，或者不是 Excel 工作簿`, { next: '请在 Excel 或 WPS 中打开确认，另存为 .xlsx 后再发一次' });

const bomb = (name: string, what: string): Refusal =>
  new Refusal('import.bomb', `“${name}”${what}，不像正常的名录`, { next: '请把名录复制到新建的工作簿（或系统模板）里保存后再发' });

/** A repetitive sheet packs 100:1; only nonsense packs tighter at this size. */
const RATIO_FROM_BYTES = 64 * 1024 * 1024;
const RATIO_MAX = 400;

const judgeEntry = (name: string, entry: Entry, seen: ReadonlyMap<string, Entry>, limits: ReadLimits): void => {
  const path = entry.fileName;
  if (seen.has(path.toLowerCase())) throw bomb(name, '里有重名的部件');
  if (path.startsWith('/') || path.includes('\\') || path.split('/').includes('..')) throw bomb(name, '里有越界的路径');
  if (seen.size >= limits.entries) throw bomb(name, `里的部件超过 ${limits.entries} 个`);
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw new Refusal('import.encrypted', `“${name}”有密码，读不出来`, { next: '请去掉密码后再发一次' });
  if (/vbaProject\.bin$/i.test(path)) throw new Refusal('import.macros', `“${name}”带有宏`, { next: '请另存为“Excel 工作簿（*.xlsx）”，会自动去掉宏，再发一次' });
  if (entry.uncompressedSize > limits.entryBytes) throw bomb(name, `解开后单个部件有 ${megabytes(entry.uncompressedSize)}`);
  if (entry.uncompressedSize > RATIO_FROM_BYTES && entry.uncompressedSize > RATIO_MAX * Math.max(1, entry.compressedSize)) throw bomb(name, '压缩比异常');
};

/** Bytes, or the path of a file that holds them. */
export type FileSource = Uint8Array | string;

const openZip = (name: string, source: FileSource): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false, validateEntrySizes: true } as const;
    const opened = (error: Error | null, zip: ZipFile): void => {
      if (error === null) resolve(zip);
      else reject(damaged(name));
    };
    if (typeof source === 'string') open(source, options, opened);
    else fromBuffer(Buffer.from(source.buffer, source.byteOffset, source.byteLength), options, opened);
  });

const listEntries = (name: string, zip: ZipFile, limits: ReadLimits): Promise<ReadonlyMap<string, Entry>> =>
  new Promise((resolve, reject) => {
    const seen = new Map<string, Entry>();
    let total = 0;
    zip.on('entry', (entry: Entry) => {
      try {
        judgeEntry(name, entry, seen, limits);
        total += entry.uncompressedSize;
        if (total > limits.totalBytes) throw bomb(name, `解开后超过 ${megabytes(limits.totalBytes)}`);
      } catch (refusal) {
        reject(refusal instanceof Error ? refusal : damaged(name));
        return;
      }
      seen.set(entry.fileName.toLowerCase(), entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(seen));
    zip.on('error', (error: Error) => reject(/relative path|absolute path|invalid characters/.test(error.message) ? bomb(name, '里有越界的路径') : damaged(name)));
    zip.readEntry();
  });

const openPart = (name: string, zip: ZipFile, entry: Entry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error === null) resolve(stream);
      else reject(damaged(name));
    });
  });

async function* decoded(name: string, stream: Readable): AsyncIterable<string> {
  // A streaming decoder keeps the first bytes of a cut character for the next chunk.
  const decoder = new TextDecoder('utf-8');
  try {
    for await (const chunk of stream) yield decoder.decode(chunk as Uint8Array, { stream: true });
  } catch {
    throw damaged(name);
  }
  yield decoder.decode();
}

/** @throws Refusal when the file is not a workbook, is damaged, protected or hostile */
export const openParts = async (name: string, source: FileSource, limits: ReadLimits): Promise<Parts> => {
  const zip = await openZip(name, source);
  const entries = await listEntries(name, zip, limits);
  const find = (path: string): Entry | undefined => entries.get(path.replace(/^\//, '').toLowerCase());
  if (/\.numbers$/i.test(name) || find('Index/Document.iwa') !== undefined) {
    zip.close();
    throw new Refusal('import.wrong-type', `“${name}”是苹果 Numbers 表格，读不出来`, { next: '请在 Numbers 中点“文件—导出为—Excel”，把导出的 .xlsx 发来' });
  }
  if (find('[Content_Types].xml') === undefined) {
    const what = find('content.xml') !== undefined ? '是 OpenDocument（.ods）文件' : '是压缩包，不是 Excel 工作簿';
    throw new Refusal('import.not-a-workbook', `“${name}”${what}`, { next: '请解压后发里面的 .xlsx，或在 Excel、WPS 中另存为 .xlsx' });
  }
  if (find('word/document.xml') !== undefined) throw new Refusal('import.wrong-type', `“${name}”是 Word 文档，不是表格`, { next: '请把表格复制到 Excel 里，存为 .xlsx 再发' });
  return {
    has: (path) => find(path) !== undefined,
    names: () => [...entries.keys()],
    text: async (path) => {
      const entry = find(path);
      if (entry === undefined) throw damaged(name);
      return decoded(name, await openPart(name, zip, entry));
    },
    close: () => zip.close(),
  };
};
