/**
 * The process that reads a stranger's file and nothing else: bytes in on standard input, lines out on standard output.
 *
 * It has a small heap, no environment and no network code; when it dies of a file, only the file is lost.
 * First argument: the file's name; second: the limits as JSON.
 */
import { Refusal } from '../../../domain/refusal.ts';
import { readFile } from './file.ts';
import type { ReadLimits } from './limits.ts';
import { packCell } from './wire.ts';
import type { WireLine } from './wire.ts';

const BATCH_CHARS = 64 * 1024;

const readAll = async (): Promise<Uint8Array> => {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

const run = async (name: string, limits: ReadLimits): Promise<void> => {
  let batch = '';
  let full = false;
  process.stdout.on('drain', () => {
    full = false;
  });
  const flush = (): void => {
    if (batch !== '') full = !process.stdout.write(batch);
    batch = '';
  };
  const say = (line: WireLine): void => {
    batch += `${JSON.stringify(line)}\n`;
    if (batch.length > BATCH_CHARS) flush();
  };
  try {
    await readFile(name, await readAll(), limits, {
      sheet: (sheet, hidden) => say(['sheet', sheet, hidden]),
      row: (row) => say(['row', row.number, row.cells.map(packCell)]),
      merge: (ref) => say(['merge', ref]),
      drained: () => (full ? new Promise((resolve) => process.stdout.once('drain', resolve)) : Promise.resolve()),
    });
    say(['done']);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(['refused', error.code, error.message, error.next]);
  }
  flush();
};

const [, , name, limits] = process.argv;
if (name !== undefined && limits !== undefined) await run(name, JSON.parse(limits) as ReadLimits);
