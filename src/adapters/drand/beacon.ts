/**
 * Signatures of drand, verified offline under the pinned keys (BLS12-381, https://docs.drand.love/docs/specification).
 *
 * quicknet signs SHA-256(round) on G1, the default chain SHA-256(previous signature ‖ round) on G2; the round is a big-endian
 * 64-bit number. What cannot even be read as a point is simply not genuine.
 */
import { createHash } from 'node:crypto';
import { bls12_381 as bls } from '@noble/curves/bls12-381.js';
import { BEACONS } from '../../domain/draw/beacon.ts';
import type { BeaconCheck } from '../../domain/draw/public.ts';

const ON_G1 = 'BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_';
const ON_G2 = 'BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_';
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));

const messageOf = (round: number, previous: string): Uint8Array => {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(round));
  return new Uint8Array(createHash('sha256').update(bytes(previous)).update(number).digest());
};

export const checkBeacon: BeaconCheck = ({ source, round, signature, previous = '' }) => {
  const key = bytes(BEACONS[source].publicKey);
  try {
    if (source === 'quicknet') return bls.shortSignatures.verify(bytes(signature), bls.shortSignatures.hash(messageOf(round, ''), ON_G1), key);
    return bls.longSignatures.verify(bytes(signature), bls.longSignatures.hash(messageOf(round, previous), ON_G2), key);
  } catch {
    return false;
  }
};
