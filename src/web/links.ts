/**
 * Addresses that cannot be guessed: `<id>.<proof>`, the proof being an HMAC of page and id under a key of our own.
 *
 * Nothing is stored: a link stays valid as long as the root key is known, and what its page shows (and until when) is for the page to
 * decide. What is printed on paper stays good under a retired key as well; nothing else does, for a key may have been retired because
 * somebody else has it. 16 bytes of proof are far beyond guessing over a network (RFC 2104 §5 asks for at least half the hash or 80 bits).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkedPage, Links } from '../application/ports.ts';

const PROOF_BYTES = 16;
/** 检查通知书 carries its check code. */
const ON_PAPER: readonly LinkedPage[] = ['check'];
const TOKEN = /^([A-Za-z0-9-]{1,40})\.([\w-]{22})$/;

/** @param publicUrl where the office reaches this service, without a slash at the end @param retired earlier keys: what was printed with them stays good */
export const linksOf = (key: Uint8Array, publicUrl: string, retired: readonly Uint8Array[] = []): Links => {
  const proof = (page: LinkedPage, id: string, under = key): Buffer => createHmac('sha256', under).update(`${page}\0${id}`).digest().subarray(0, PROOF_BYTES);
  return {
    to: (page, id) => `${publicUrl}/${page}/${id}.${proof(page, id).toString('base64url')}`,
    idOf: (page, token) => {
      const [, id, given] = TOKEN.exec(token) ?? [];
      if (id === undefined || given === undefined) return null;
      return (ON_PAPER.includes(page) ? [key, ...retired] : [key]).some((each) => timingSafeEqual(proof(page, id, each), Buffer.from(given, 'base64url'))) ? id : null;
    },
  };
};
