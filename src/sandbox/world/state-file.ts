/**
 * Memory across restarts: one JSON line per changed record, the last line of a key wins; uploaded bytes lie in a folder beside it.
 *
 * Lines are appended before the change is answered, so a killed process loses nothing it acknowledged; a torn last line is ignored.
 * The file is rewritten on opening, which drops what was overwritten.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kind, Kinds } from './records.ts';
import { KEY_OF } from './records.ts';
import { objectIn } from './json.ts';

export type Line = { readonly [K in Kind]: { readonly kind: K; readonly record: Kinds[K] } }[Kind];
export interface Memory {
  /** What was remembered, in the order of first appearance. */
  readonly lines: readonly Line[];
  readonly idCount: number;
  readonly clockMs: number | null;
  append(line: Line, idCount: number, clockMs: number): void;
  putBytes(key: string, bytes: Uint8Array): void;
  getBytes(key: string): Uint8Array | undefined;
}

export const forgetful = (): Memory => {
  const files = new Map<string, Uint8Array>();
  return { lines: [], idCount: 0, clockMs: null, append: () => undefined, putBytes: (key, bytes) => void files.set(key, bytes), getBytes: (key) => files.get(key) };
};

interface Stored { readonly seed?: string; readonly kind?: Kind; readonly record?: Kinds[Kind]; readonly ids?: number; readonly at?: number }

/** @throws when the file belongs to a sandbox with another seed: its ids would not fit */
export const openMemory = (file: string, seed: string): Memory => {
  const folder = `${file}.files`;
  mkdirSync(dirname(file), { recursive: true });
  mkdirSync(folder, { recursive: true });
  const kept = new Map<string, Line>();
  let idCount = 0;
  let clockMs: number | null = null;
  for (const text of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    const line = objectIn(text) as Stored | null;
    if (line?.seed !== undefined && line.seed !== seed) throw new Error(`sandbox state file belongs to seed "${line.seed}", not "${seed}"`);
    idCount = Math.max(idCount, line?.ids ?? 0);
    clockMs = line?.at ?? clockMs;
    if (line?.kind === undefined || line.record === undefined) continue;
    const entry = { kind: line.kind, record: line.record } as Line;
    kept.set(`${entry.kind} ${keyOf(entry)}`, entry);
  }
  const lines = [...kept.values()];
  const textOf = (line: Line): string => JSON.stringify({ ...line, ids: idCount, at: clockMs ?? 0 });
  writeFileSync(`${file}.new`, [JSON.stringify({ seed }), ...lines.map(textOf), ''].join('\n'));
  renameSync(`${file}.new`, file);
  return {
    lines,
    idCount,
    clockMs,
    append: (line, ids, at) => appendFileSync(file, `${JSON.stringify({ ...line, ids, at })}\n`),
    putBytes: (key, bytes) => writeFileSync(join(folder, key), bytes),
    getBytes: (key) => (existsSync(join(folder, key)) ? readFileSync(join(folder, key)) : undefined),
  };
};

const keyOf = (line: Line): string => {
  switch (line.kind) {
    case 'people': return KEY_OF.people(line.record);
    case 'chats': return KEY_OF.chats(line.record);
    case 'messages': return KEY_OF.messages(line.record);
    case 'files': return KEY_OF.files(line.record);
    case 'deliveries': return KEY_OF.deliveries(line.record);
    case 'batches': return KEY_OF.batches(line.record);
  }
};
