/**
 * The seed: HMAC of the ceremony's transcript under a one-time code that was committed before anybody typed.
 *
 * c[0] is the secret, c[i] = SHA-256(c[i-1]); the plan publishes the top c[length], round r reveals c[length-r]. The code
 * is unknown to the contributors, their texts are unknown when the code is committed: neither side alone can steer.
 * The transcript pins the plan, so a seed belongs to one frozen list and no other.
 */
import { createHash, createHmac } from 'node:crypto';

import { canonical, sha256Hex } from '../canonical.ts';
import type { Json } from '../canonical.ts';

export const ENGINE = 'ssj-draw/v1';

export interface TranscriptContribution {
  /** Role and salted id, never a name. */
  readonly by: string;
  readonly seq: number;
  readonly text: string;
}

export interface SeedInput {
  /** Canonical JSON of the plan, as shown to the group. */
  readonly planBytes: Uint8Array;
  /** 1 for the draw itself; substitution rounds count on. */
  readonly round: number;
  readonly contributions: readonly TranscriptContribution[];
  /** The revealed code of this round, 64 hex. */
  readonly otp: string;
  /** The public value, when the plan asks for one. */
  readonly beacon?: Json;
  /** From round 2: SHA-256 of the log event that caused the round. */
  readonly prev?: string | null;
}

const sha256 = (data: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(data).digest());
const toHex = (data: Uint8Array): string => Buffer.from(data).toString('hex');
const HEX_CODE = /^[0-9a-f]{64}$/;

/** The canonical transcript whose digest is keyed; printed in the appendix so that it can be recomputed by hand. */
export const transcriptOf = ({ planBytes, round, contributions, beacon = null, prev = null }: Omit<SeedInput, 'otp'>): string =>
  canonical({ v: ENGINE, plan: sha256Hex(planBytes), round, contributions: contributions.map(({ by, seq, text }) => ({ by, seq, text })), beacon, prev });

/** @returns the seed, 64 hex */
export const seedOf = (input: SeedInput): string => {
  if (!HEX_CODE.test(input.otp)) throw new TypeError('a one-time code is 64 lower-case hex characters');
  return createHmac('sha256', Buffer.from(input.otp, 'hex')).update(`${ENGINE}/seed\0${sha256Hex(transcriptOf(input))}`).digest('hex');
};

export interface OtpChain {
  /** c[length], published in the plan. */
  readonly top: string;
  readonly length: number;
  /** The code of a round: 1 ≤ round ≤ length. */
  readonly code: (round: number) => string;
}

/** @param secret 32 bytes of cryptographic randomness */
export const otpChain = (secret: Uint8Array, length: number): OtpChain => {
  if (secret.length !== 32) throw new RangeError('the secret of a code chain has 32 bytes');
  if (!Number.isSafeInteger(length) || length < 1 || length > 1000) throw new RangeError('a code chain has 1 to 1000 codes');
  const codes = [toHex(secret)];
  let current = secret;
  for (let i = 1; i <= length; i += 1) {
    current = sha256(current);
    codes.push(toHex(current));
  }
  const at = (index: number): string => {
    const code = codes[index];
    if (code === undefined) throw new RangeError(`round must be 1 to ${String(length)}`);
    return code;
  };
  return { top: at(length), length, code: (round) => (round >= 1 ? at(length - round) : at(-1)) };
};

/** Whether a revealed code opens the commitment: hashing it `round` times gives the top. */
export const opens = (otp: string, round: number, top: string): boolean => {
  if (!HEX_CODE.test(otp) || !Number.isSafeInteger(round) || round < 1 || round > 1000) return false;
  let current: Uint8Array = new Uint8Array(Buffer.from(otp, 'hex'));
  for (let i = 0; i < round; i += 1) current = sha256(current);
  return toHex(current) === top;
};
