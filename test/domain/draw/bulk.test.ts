/**
 * The fast ways to make and choose tickets: the same bits as node:crypto, the same choice as sorting everything.
 */
import { createHash } from 'node:crypto';

import { lowestIds } from '../../../src/domain/draw/bulk/lowest-ids.ts';
import { lowest } from '../../../src/domain/draw/bulk/lowest.ts';
import { midstateOf } from '../../../src/domain/draw/bulk/midstate.ts';
import { ticketer } from '../../../src/domain/draw/bulk/tickets.ts';
import { INITIAL_STATE, ROUND_CONSTANTS } from '../../../src/domain/draw/bulk/constants.ts';
import { byTicket, keyOf, ticketOf } from '../../../src/domain/draw/ticket.ts';
import { numbers } from '../../support/draw-lists.ts';

const key = keyOf('1'.repeat(64), 'objects');
const hex = (word: number | undefined): string => (word ?? 0).toString(16).padStart(8, '0');
const packed = (ids: readonly string[]): { data: Uint8Array; starts: Uint32Array; lengths: Uint8Array; count: number } => {
  const lengths = Uint8Array.from(ids, (id) => Buffer.byteLength(id));
  let end = 0;
  const starts = Uint32Array.from(lengths, (length) => { end += length; return end - length; });
  return { data: new TextEncoder().encode(ids.join('')), starts, lengths, count: ids.length };
};
const expectSame = (ids: readonly string[], tier: 'vectors' | 'plain'): void => {
  const { high, low } = ticketer(key, tier).run(packed(ids));
  const wrong = ids.filter((id, i) => `${hex(high[i])}${hex(low[i])}` !== ticketOf(key, id).slice(0, 16));
  expect(wrong).toEqual([]);
};

test('the constants of SHA-256 come from their definition', () => {
  expect(ROUND_CONSTANTS.slice(0, 2).map(hex)).toEqual(['428a2f98', '71374491']);
  expect(hex(ROUND_CONSTANTS[63])).toBe('c67178f2');
  expect(INITIAL_STATE.map(hex)).toEqual(['6a09e667', 'bb67ae85', '3c6ef372', 'a54ff53a', '510e527f', '9b05688c', '1f83d9ab', '5be0cd19']);
  expect(() => midstateOf('short')).toThrow(RangeError);
});
test('this platform has vectors', () => { expect(ticketer(key).tier).toBe('vectors'); });
test.each([1, 2, 3, 4, 5, 8, 15, 18, 31, 32, 47, 53, 54, 55])('a kernel for codes of %i bytes gives the bits of node:crypto', (length) => {
  const below = numbers(length);
  expectSame(Array.from({ length: 4099 }, () => Array.from({ length }, () => String.fromCharCode(32 + below(95))).join('')), 'vectors');
});
test.each(['vectors', 'plain'] as const)('codes of all lengths from 1 to 200 bytes, mixed, Chinese among them (%s)', (tier) => {
  const below = numbers(7);
  const edges = [1, 54, 55, 56, 63, 64, 65, 119, 120, 127, 128, 183, 184, 200];
  expectSame([...edges.map((length) => 'x'.repeat(length)), '个体-杭州-甲', '😀', ...Array.from({ length: 3000 }, () => 'y'.repeat(below(199)) + String(below(10)))], tier);
});
test.each([[20_000, 0], [20_000, 1], [20_001, 1000], [65_536, 3277], [65_537, 3277], [30_000, 29_999], [30_000, 30_000], [30_000, 40_000]])('of %i the lowest %i are those of a full sort', (total, n) => {
  const ids = Array.from({ length: total }, (_, i) => (i % 3 === 0 ? `9137${String(i).padStart(14, '0')}` : i % 3 === 1 ? `REG-${String(i).padStart(11, '0')}` : `项目-${String(i)}`));
  const sorted = ids.map((id) => ({ id, ticket: ticketOf(key, id) })).sort(byTicket).slice(0, n);
  const text = (lots: readonly { readonly id: string; readonly ticket: string }[]): string => lots.map(({ id, ticket }) => `${id} ${ticket}`).join('\n');
  expect(text(lowestIds(key, ids, n)) === text(sorted)).toBe(true);
});
test('a threshold that was too low is noticed, and equal halves of tickets are reported', () => {
  const none = lowest(5, 1_000_000);
  none.add(0, { high: Uint32Array.of(2 ** 32 - 1), low: Uint32Array.of(0) }, 1);
  expect(none.finish()).toBeNull();
  const tied = lowest(2, 4, true);
  tied.add(0, { high: Uint32Array.of(7, 3, 3, 9), low: Uint32Array.of(1, 5, 5, 1) }, 4);
  expect([...(tied.finish() ?? [])]).toEqual([1, 2]);
  expect(tied.ties()).toHaveLength(1);
});
test('a wrong kernel stops the draw', () => {
  // A memory that changes behind the kernel's back: what comes out is no longer the ticket of what went in.
  const ids = Array.from({ length: 5000 }, (_, i) => `9137${String(i).padStart(14, '0')}`);
  const block = packed(ids);
  const original = WebAssembly.Instance;
  class Lying extends original {
    override get exports(): WebAssembly.Exports { return { run: () => undefined }; }
  }
  Object.defineProperty(WebAssembly, 'Instance', { value: Lying, configurable: true });
  try {
    expect(() => ticketer(key, 'vectors').run(block)).toThrow(/must not draw/);
  } finally {
    Object.defineProperty(WebAssembly, 'Instance', { value: original, configurable: true });
  }
  expect(createHash('sha256').update(key + (ids[0] ?? '')).digest('hex')).toBe(ticketOf(key, ids[0] ?? ''));
});
