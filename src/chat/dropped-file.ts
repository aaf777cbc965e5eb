/** Files that came with a message: which, and the bytes of one, or what to do when it cannot be had. */
import { Refusal } from '../domain/refusal.ts';
import { PlatformError } from './platform.ts';
import type { FileHandle } from './platform.ts';
import type { Ask } from './verb.ts';

/** What a platform hands over in one file; a million rows take some sixty. The reader has its own guards inside. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;

/** The files of what was said: the file dropped, or the pictures that stand in the text; none for a click. */
export const attached = ({ inbound }: Pick<Ask, 'inbound'>): readonly FileHandle[] => {
  switch (inbound.kind) {
    case 'file': return [inbound.file];
    case 'text': return inbound.files ?? [];
    case 'action': case 'joined-group': case 'left-group': case 'opened-chat': return [];
  }
};

/** The bytes of a dropped file. @throws Refusal when it is too large or gone */
export const fetched = async (ask: Ask, file: FileHandle): Promise<Uint8Array> => {
  const tooLarge = (): Refusal => new Refusal('import.too-large', `文件「${file.name}」超过 ${String(MAX_FILE_BYTES / 1024 / 1024)} MB`, { next: '名单请删去图片和无关工作表，或按科室分成几份；照片请压缩后再发' });
  if (file.bytes !== null && file.bytes > MAX_FILE_BYTES) throw tooLarge();
  const platform = ask.deps.platforms.get(ask.platform);
  if (platform === undefined) throw new TypeError(`no such platform: ${ask.platform}`);
  try {
    return await platform.fetchFile(file, MAX_FILE_BYTES);
  } catch (error) {
    if (error instanceof PlatformError && error.kind === 'too-large') throw tooLarge();
    if (error instanceof PlatformError && (error.kind === 'stale' || error.kind === 'permanent')) throw new Refusal('import.gone', `文件「${file.name}」已取不到`, { next: '请重新发送一次' });
    throw error;
  }
};
