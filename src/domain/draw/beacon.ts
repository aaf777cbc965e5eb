/**
 * The drand beacons a plan may name, pinned by chain hash and public key (https://drand.love/developer): with these, one
 * round is verified offline for ever, even when no server answers any more.
 */
import type { Instant } from '../values.ts';
import type { BeaconName } from './public-value.ts';

export interface Beacon {
  /** Identifies the network; part of every answer of its servers. */
  readonly chainHash: string;
  readonly publicKey: string;
  /** Unix seconds of round 1. */
  readonly genesis: number;
  readonly periodSeconds: number;
  readonly signatureBytes: number;
  /** Chained beacons sign the signature of the round before as well; 0 where they do not. */
  readonly previousBytes: number;
}

export const BEACONS: Readonly<Record<BeaconName, Beacon>> = {
  quicknet: {
    chainHash: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
    publicKey: '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
    genesis: 1_692_803_367, periodSeconds: 3, signatureBytes: 48, previousBytes: 0,
  },
  default: {
    chainHash: '8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce',
    publicKey: '868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31',
    genesis: 1_595_431_050, periodSeconds: 30, signatureBytes: 96, previousBytes: 96,
  },
};

/** When a round comes into being. */
export const roundTime = (name: BeaconName, round: number): Instant => {
  const { genesis, periodSeconds } = BEACONS[name];
  return new Date((genesis + (round - 1) * periodSeconds) * 1000).toISOString();
};

/** The first round that comes into being later than an instant. */
export const roundAfter = (name: BeaconName, instant: Instant): number => {
  const { genesis, periodSeconds } = BEACONS[name];
  return Math.max(1, Math.floor((Date.parse(instant) / 1000 - genesis) / periodSeconds) + 2);
};
