/**
 * Tickets (票号): the keyed hash that decides everything (`ssj-draw/v1`, 十行之第一行).
 *
 * ticket(K, id) = SHA-256(K ‖ id), K = 64 hex characters derived from the seed, id in UTF-8; the smallest tickets win.
 * Anybody checks one enterprise with `printf '%s%s' K id | sha256sum`; a ticket depends on nothing but K and its own id,
 * so the order of the list does not matter and one more target never reorders the others.
 */
import { hash } from 'node:crypto';

const hex = (data: string): string => hash('sha256', data, 'hex');

/** What a key is for; one seed gives unrelated keys per label. Substitution round r has 'sub/<r>'. */
export type KeyLabel = 'objects' | 'strata' | 'inspectors' | `sub/${number}`;

/**
 * @param seed 64 hex
 * @returns 64 hex characters, exactly one block of SHA-256
 */
export const keyOf = (seed: string, label: KeyLabel): string => hex(`ssj-draw/v1/key\0${label}\0${seed}`);

/** @returns 64 hex; hex digits order as their bytes do, so tickets compare as strings */
export const ticketOf = (key: string, id: string): string => hex(key + id);

/**
 * Order by UTF-8 bytes, which is order by code points: JavaScript's own `<` differs only where a surrogate meets U+E000–U+FFFF.
 */
export const byUtf8 = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above U+FFFF: lift them over the rest of the plane.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
};

export interface Ticketed { readonly id: string; readonly ticket: string }

/** Smaller ticket first; a tie, which nobody will ever see, goes to the smaller id. */
export const byTicket = (a: Ticketed, b: Ticketed): number => (a.ticket < b.ticket ? -1 : a.ticket > b.ticket ? 1 : byUtf8(a.id, b.id));

