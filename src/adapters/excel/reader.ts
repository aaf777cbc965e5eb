/**
 * Reads the staff's workbooks and .csv files, each in a child process of its own.
 *
 * The service never parses a stranger's bytes: a file that eats memory or time takes its child with it and becomes a refusal.
 * At most two are read at once; the others wait their turn.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Sheet, SheetCell, SheetReader, SheetRow } from '../../application/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { childArguments, createTurns } from './child-process.ts';
import { DEFAULT_LIMITS } from './read/limits.ts';
import type { ReadLimits } from './read/limits.ts';
import { sniff } from './read/sniff.ts';
import { unpackCell } from './read/wire.ts';
import type { TableLine, WireCell, WireLine } from './read/wire.ts';

const AT_ONCE = 2;

const tooHard = (name: string): Refusal =>
  new Refusal('import.too-hard', `“${name}”太大或太复杂，读了一半读不动了，什么也没有导入`, { next: '请新建工作簿，只粘贴名录的文字（选择性粘贴—数值），或分成几个文件分别导入' });

/** Gives `say` every line of the child; resolves at its orderly end. */
const readInChild = (name: string, data: Uint8Array, limits: ReadLimits, say: (line: TableLine) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...childArguments('./read/child', [`--max-old-space-size=${limits.heapMb}`]), name, JSON.stringify(limits)], { env: {}, stdio: ['pipe', 'pipe', 'ignore'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), limits.timeoutMs);
    let outcome: Refusal | 'done' | null = null;
    const lines = createInterface({ input: child.stdout, crlfDelay: Infinity });
    lines.on('line', (text) => {
      const line = JSON.parse(text) as WireLine;
      if (line[0] === 'done') outcome = 'done';
      else if (line[0] === 'refused') outcome = new Refusal(line[1], line[2], { next: line[3] });
      else say(line);
    });
    // A child that refuses early closes its input while we still write: that is not our error.
    child.stdin.on('error', () => undefined);
    child.stdin.end(data);
    child.on('error', () => {
      clearTimeout(timer);
      reject(tooHard(name));
    });
    lines.on('close', () => {
      clearTimeout(timer);
      if (outcome === 'done') resolve();
      else reject(outcome ?? tooHard(name));
    });
  });

/** Lists repeat themselves (sections, states, streets): equal short texts share one cell. */
const SHARED_CHARS = 24;
const SHARED_MAX = 50_000;
const createSharing = (): ((cell: WireCell) => SheetCell) => {
  const shared = new Map<string, SheetCell>();
  return (cell) => {
    if (typeof cell !== 'string' || cell.length > SHARED_CHARS) return unpackCell(cell);
    const known = shared.get(cell);
    if (known !== undefined) return known;
    const made = unpackCell(cell);
    if (shared.size < SHARED_MAX) shared.set(cell, made);
    return made;
  };
};

/** Sheets from the lines of a child. */
export const sheetCollector = (): { readonly take: (line: TableLine) => void; readonly sheets: readonly Sheet[] } => {
  const unpacked = createSharing();
  const sheets: { name: string; hidden: boolean; rows: SheetRow[]; merges: string[] }[] = [];
  return {
    sheets,
    take: (line) => {
      const last = sheets.at(-1);
      switch (line[0]) {
        case 'sheet':
          sheets.push({ name: line[1], hidden: line[2], rows: [], merges: [] });
          return;
        case 'row':
          last?.rows.push({ number: line[1], cells: line[2].map(unpacked) });
          return;
        case 'merge':
          last?.merges.push(line[1]);
          return;
      }
    },
  };
};

const collect = async (name: string, data: Uint8Array, limits: ReadLimits): Promise<readonly Sheet[]> => {
  const { take, sheets } = sheetCollector();
  await readInChild(name, data, limits, take);
  return sheets;
};

/** @param limits see DEFAULT_LIMITS; tests and big deployments give their own */
export const createSheetReader = (limits: ReadLimits = DEFAULT_LIMITS): SheetReader => {
  const inTurn = createTurns(AT_ONCE);
  return {
    read: async (name, data) => {
      sniff(name, data, limits);
      return inTurn(() => collect(name, data, limits));
    },
  };
};
