/**
 * The envelope (封存件): the secret of a draw under an opening code, made at the commitment, so that a draw whose operator falls
 * silent after the close is finished by others – and gives the one result that was already determined.
 *
 * The supervisors hold the envelope, the main leader holds the code on paper: neither can open it alone, and whoever opens it
 * later changes nothing, because the transcript is closed. sealed = secret XOR HMAC-SHA256(code, plan hash): a pad used once,
 * as no two plans have one hash; a wrong code is told by the chain top that the plan pins. Plain SHA-256 tools suffice.
 */
import { createHmac } from 'node:crypto';

import type { Json } from '../canonical.ts';
import { otpChain } from './seed.ts';

export const ENVELOPE_VERSION = 'ssj-envelope/v1';

/** The file that supervisors keep; complete with the frozen lists where these are small enough. */
export interface Envelope {
  readonly v: typeof ENVELOPE_VERSION;
  readonly task: string;
  readonly attempt: number;
  readonly planHash: string;
  /** Which edition of the opening code opens it. */
  readonly custody: number;
  /** 64 hex. */
  readonly sealed: string;
  readonly plan: Json;
  /** JSON Lines; null where they are too large for a message and travel with the bundle. */
  readonly lists: { readonly roster: string; readonly inspectors: string; readonly recusals: string } | null;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LETTERS = 20;

/**
 * 100 bits for people to copy by hand: 「7K2Q-M9XA-…」, five groups of four.
 * @param secret at least 13 random bytes
 */
export const openingCode = (secret: Uint8Array): string => {
  let bits = 0n;
  for (const byte of secret.subarray(0, 13)) bits = (bits << 8n) | BigInt(byte);
  const letters = Array.from({ length: CODE_LETTERS }, (_, i) => CROCKFORD[Number((bits >> BigInt(99 - 5 * i)) & 31n)] ?? '');
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
};

/** What somebody typed, as it is keyed: letters that look alike are taken for the digit. */
export const normalCode = (typed: string): string => typed.normalize('NFKC').toUpperCase().replaceAll(/[^0-9A-Z]/g, '').replaceAll(/[IL]/g, '1').replaceAll('O', '0');

const pad = (code: string, planHash: string): Uint8Array => new Uint8Array(createHmac('sha256', normalCode(code)).update(`${ENVELOPE_VERSION}\0${planHash}`).digest());

/** @returns 64 hex */
export const seal = (secret: Uint8Array, code: string, planHash: string): string => {
  const stream = pad(code, planHash);
  return Buffer.from(secret.map((byte, i) => byte ^ (stream[i] ?? 0))).toString('hex');
};

/** @returns the secret, null when the code is not the right one */
export const openSealed = (sealed: string, code: string, planHash: string, otp: { readonly top: string; readonly length: number }): Uint8Array | null => {
  const stream = pad(code, planHash);
  const secret = new Uint8Array(Buffer.from(sealed, 'hex')).map((byte, i) => byte ^ (stream[i] ?? 0));
  return secret.length === 32 && otpChain(secret, otp.length).top === otp.top ? secret : null;
};
