/**
 * Addresses that cannot be guessed: `<id>.<proof>`, the proof being an HMAC of page and id under a key of our own.
 *
 * Nothing is stored: a link stays valid as long as the root key, or a retired one, is known, and what its page shows (and until when) is for the page to
 * decide. 16 bytes of proof are far beyond guessing over a network (RFC 2104 §5 asks for at least half the hash or 80 bits).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkedPage, Links } from '../application/ports.ts';

const PROOF_BYTES = 16;
const TOKEN = /^([A-Za-z0-9-]{1,40})\.([\w-]{22})$/;

/** @param publicUrl where the office reaches this service, without a slash at the end @param retired earlier keys: addresses made with them, on paper above all, stay good */
export const linksOf = (key: Uint8Array, publicUrl: string, retired: readonly Uint8Array[] = []): Links => {
  const proof = (page: LinkedPage, id: string, under = key): Buffer => createHmac('sha256', under).update(`${page}\0${id}`).digest().subarray(0, PROOF_BYTES);
  return {
    to: (page, id) => `${publicUrl}/${page}/${id}.${proof(page, id).toString('base64url')}`,
    idOf: (page, token) => {
      const [, id, given] = TOKEN.exec(token) ?? [];
      if (id === undefined || given === undefined) return null;
      return [key, ...retired].some((each) => timingSafeEqual(proof(page, id, each), Buffer.from(given, 'base64url'))) ? id : null;
    },
  };
};
