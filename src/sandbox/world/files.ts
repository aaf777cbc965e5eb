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
/** application/octet-stream unless the name says more; an image by its first bytes. */
export const typeByName = (name: string): string => TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
const TYPES: Readonly<Record<string, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', xls: 'application/vnd.ms-excel', csv: 'text/csv; charset=utf-8', pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', zip: 'application/zip', json: 'application/json', txt: 'text/plain; charset=utf-8',
  png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg',
};
