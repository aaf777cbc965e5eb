/**
 * Tickets of very many ids: the vector kernel where a length is common, node:crypto for the rest, checked as it runs.
 *
 * A kernel is made per id length, for credit codes, registration numbers and project codes alike; the first id of every
 * kernel call and one per 4 096 is hashed again with node:crypto: a faulty machine stops the draw instead of bending it.
 */
import { hash } from 'node:crypto';

import { kernelModule, LANES, LONGEST_ID } from './kernel.ts';
import { midstateOf } from './midstate.ts';

/** Ids per call; also how many a length must have before a kernel is made for it. */
export const CHUNK = 65_536;
const WORTH_A_KERNEL = 4096;
const CHECKED_EVERY = 4096;

/** Ids as byte ranges of one buffer. */
export interface IdBlock {
  readonly data: Uint8Array;
  readonly starts: Uint32Array;
  readonly lengths: Uint8Array;
  readonly count: number;
}
/** First and second word of each ticket, in the order of the ids. */
export interface Words { readonly high: Uint32Array; readonly low: Uint32Array }

const KEY_BYTES = 64;
const PAGE_BYTES = 65_536;
const ADDRESSES_AT = 64;
const HIGH_AT = ADDRESSES_AT + CHUNK * 4;
const LOW_AT = HIGH_AT + CHUNK * 4;
const DATA_AT = LOW_AT + CHUNK * 4;
/** Loads of four bytes may reach past the last id. */
const SLACK_BYTES = 64;

export interface Ticketer {
  /** @returns views that are valid until the next call */
  readonly run: (block: IdBlock) => Words;
  /** 'vectors' where kernels run, 'plain' where the platform has none. */
  readonly tier: 'vectors' | 'plain';
}

const hasVectors = (): boolean => {
  try {
    return typeof WebAssembly === 'object' && kernelModule(18) instanceof WebAssembly.Module;
  } catch {
    return false;
  }
};

type Kernel = (addresses: number, count: number, midstate: number, high: number, low: number) => void;

/** A fresh ticketer for one key. `tier` is for tests and comparisons. */
export const ticketer = (key: string, tier: Ticketer['tier'] = hasVectors() ? 'vectors' : 'plain'): Ticketer => {
  const midstate = midstateOf(key);
  const high = new Uint32Array(CHUNK);
  const low = new Uint32Array(CHUNK);
  const memory = tier === 'vectors' ? new WebAssembly.Memory({ initial: Math.ceil((DATA_AT + CHUNK * 20 + SLACK_BYTES) / PAGE_BYTES) }) : null;
  const kernels = new Map<number, Kernel>();

  const kernelFor = (length: number): Kernel => {
    const known = kernels.get(length);
    if (known !== undefined || memory === null) return known ?? (() => undefined);
    const { run } = new WebAssembly.Instance(kernelModule(length), { m: { m: memory } }).exports as { readonly run: Kernel };
    kernels.set(length, run);
    return run;
  };

  const vectorRun = ({ data, starts }: IdBlock, places: Uint32Array, count: number, length: number): void => {
    if (memory === null) return;
    new Int32Array(memory.buffer, 0, 8).set(midstate);
    const addresses = new Uint32Array(memory.buffer, ADDRESSES_AT, CHUNK);
    for (let i = 0; i < count; i += 1) addresses[i] = DATA_AT + (starts[places[i] ?? 0] ?? 0);
    const rounded = Math.ceil(count / LANES) * LANES;
    for (let i = count; i < rounded; i += 1) addresses[i] = addresses[count - 1] ?? DATA_AT;
    if (data.length + DATA_AT + SLACK_BYTES > memory.buffer.byteLength) throw new RangeError('the block was not loaded');
    kernelFor(length)(ADDRESSES_AT, rounded, 0, HIGH_AT, LOW_AT);
    const [h, l] = [new Uint32Array(memory.buffer, HIGH_AT, count), new Uint32Array(memory.buffer, LOW_AT, count)];
    for (let i = 0; i < count; i += 1) {
      const place = places[i] ?? 0;
      high[place] = h[i] ?? 0;
      low[place] = l[i] ?? 0;
    }
  };

  const message = Buffer.alloc(KEY_BYTES + 255);
  message.write(key, 'latin1');
  const sureTicket = ({ data, starts, lengths }: IdBlock, place: number): Buffer => {
    const [from, length] = [starts[place] ?? 0, lengths[place] ?? 0];
    message.set(data.subarray(from, from + length), KEY_BYTES);
    return hash('sha256', message.subarray(0, KEY_BYTES + length), 'buffer');
  };
  const plainRun = (block: IdBlock, place: number): void => {
    const ticket = sureTicket(block, place);
    high[place] = ticket.readUInt32BE(0);
    low[place] = ticket.readUInt32BE(4);
  };

  const load = (data: Uint8Array): void => {
    if (memory === null) return;
    const missing = DATA_AT + data.length + SLACK_BYTES - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE_BYTES));
    new Uint8Array(memory.buffer, DATA_AT, data.length).set(data);
  };

  const check = (block: IdBlock, place: number): void => {
    const sure = sureTicket(block, place);
    if (sure.readUInt32BE(0) !== high[place] || sure.readUInt32BE(4) !== low[place]) throw new Error('a ticket kernel disagrees with node:crypto: this machine must not draw');
  };

  const run = (block: IdBlock): Words => {
    const { count, lengths } = block;
    if (count > CHUNK) throw new RangeError(`at most ${String(CHUNK)} ids at once`);
    const byLength = new Uint32Array(256);
    for (let i = 0; i < count; i += 1) byLength[lengths[i] ?? 0] = (byLength[lengths[i] ?? 0] ?? 0) + 1;
    const places = new Uint32Array(count);
    load(block.data);
    byLength.forEach((many, length) => {
      if (many === 0) return;
      let found = 0;
      if (many === count) { for (let i = 0; i < count; i += 1) places[i] = i; found = count; }
      else for (let i = 0; i < count; i += 1) if (lengths[i] === length) { places[found] = i; found += 1; }
      if (memory !== null && length >= 1 && length <= LONGEST_ID && (kernels.has(length) || many >= WORTH_A_KERNEL)) {
        vectorRun(block, places, found, length);
        for (let i = 0; i < found; i += CHECKED_EVERY) check(block, places[i] ?? 0);
      } else for (let i = 0; i < found; i += 1) plainRun(block, places[i] ?? 0);
    });
    return { high: high.subarray(0, count), low: low.subarray(0, count) };
  };
  return { run, tier };
};
