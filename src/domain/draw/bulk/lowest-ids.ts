/**
 * The lowest tickets of a list of ids, by whichever way is fastest for its length; all ways give the same answer.
 */
import { byTicket, ticketOf } from '../ticket.ts';
import { lowest } from './lowest.ts';
import { CHUNK, ticketer } from './tickets.ts';

export interface Lot { readonly index: number; readonly id: string; readonly ticket: string }

/** Below this one hash call per id and a plain sort are faster than setting up anything. */
const MANY = 20_000;
const LONGEST_BYTES = 200;

/**
 * @param n how many are wanted (count, ≥ 0)
 * @returns the n lowest in ticket order; all of them when there are fewer
 */
export const lowestIds = (key: string, ids: readonly string[], n: number): readonly Lot[] => {
  const lotOf = (index: number): Lot => { const id = ids[index] ?? ''; return { index, id, ticket: ticketOf(key, id) }; };
  if (ids.length < MANY) return ids.map((_, index) => lotOf(index)).sort(byTicket).slice(0, n);
  const numbers = passOver(key, ids, n, false) ?? passOver(key, ids, n, true) ?? new Uint32Array(0);
  return [...numbers].map(lotOf);
};

const passOver = (key: string, ids: readonly string[], n: number, all: boolean): Uint32Array | null => {
  const { run } = ticketer(key);
  const found = lowest(n, ids.length, all);
  const encoder = new TextEncoder();
  const data = new Uint8Array(CHUNK * LONGEST_BYTES);
  const starts = new Uint32Array(CHUNK);
  const lengths = new Uint8Array(CHUNK);
  for (let first = 0; first < ids.length; first += CHUNK) {
    const count = Math.min(CHUNK, ids.length - first);
    let end = 0;
    for (let i = 0; i < count; i += 1) {
      const { written } = encoder.encodeInto(ids[first + i] ?? '', data.subarray(end, end + LONGEST_BYTES));
      starts[i] = end;
      lengths[i] = written;
      end += written;
    }
    found.add(first, run({ data: data.subarray(0, end), starts, lengths, count }), count);
  }
  const numbers = found.finish();
  // Equal in 64 bits: once in 10^7 lists of a million. Whole tickets decide, over everything that was kept.
  return numbers !== null && found.ties().length > 0 ? settled(key, ids, n) : numbers;
};

const settled = (key: string, ids: readonly string[], n: number): Uint32Array =>
  Uint32Array.from(ids.map((id, index) => ({ id, index, ticket: ticketOf(key, id) })).sort(byTicket).slice(0, n), ({ index }) => index);
