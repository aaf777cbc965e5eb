/**
 * Bytes in the simulated cloud, whoever uploaded them: a record and, in memory or beside the state file, the bytes.
 */
import type { StoredFile } from './records.ts';
import type { World } from './world.ts';

export const storeFile = (world: World, file: Omit<StoredFile, 'key' | 'bytes'>, bytes: Uint8Array): StoredFile => {
  const stored: StoredFile = { ...file, key: world.ids.next(file.kind === 'file' ? 'file_v3_' : 'img_v3_'), bytes: bytes.length };
  world.memory.putBytes(stored.key, bytes);
  world.files.put(stored);
  return stored;
};
const MAGIC: readonly (readonly [string, string])[] = [['89504e470d0a1a0a', 'image/png'], ['ffd8ff', 'image/jpeg'], ['47494638', 'image/gif'], ['424d', 'image/bmp'], ['52494646', 'image/webp'], ['49492a00', 'image/tiff']];
/** The type of a picture by its first bytes, whatever it is called; null when it is none. */
export const pictureType = (bytes: Uint8Array): string | null => {
  const head = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  return MAGIC.find(([magic]) => head.startsWith(magic))?.[1] ?? null;
};
/** application/octet-stream unless the name says more. */
export const typeByName = (name: string): string => TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
const TYPES: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', xls: 'application/vnd.ms-excel', csv: 'text/csv; charset=utf-8', pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', zip: 'application/zip', json: 'application/json', txt: 'text/plain; charset=utf-8',
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', mp4: 'video/mp4',
};
