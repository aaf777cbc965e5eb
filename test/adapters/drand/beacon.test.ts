/**
 * Signatures of drand: what was published is genuine, under the pinned keys and without a network; nothing else is.
 */
import { checkBeacon } from '../../../src/adapters/drand/beacon.ts';
import { BEACONS, roundAfter, roundTime } from '../../../src/domain/draw/beacon.ts';
import { DEFAULT_CHAIN, QUICKNET } from '../../support/published.ts';
import type { PublicValue } from '../../../src/domain/draw/public-value.ts';

type Drand = Extract<PublicValue, { readonly kind: 'drand' }>;
const beaconOf = ({ value }: { readonly value: PublicValue }): Drand => {
  if (value.kind !== 'drand') throw new Error('no beacon');
  return value;
};
const [quicknet, chained] = [beaconOf(QUICKNET), beaconOf(DEFAULT_CHAIN)];
const spoiled = (hex: string): string => `${hex.slice(0, 20)}${hex.charAt(20) === '0' ? '1' : '0'}${hex.slice(21)}`;

test('the published rounds are genuine: quicknet 1000, and the very first of the default chain', () => {
  expect(checkBeacon(quicknet)).toBe(true);
  expect(checkBeacon(chained)).toBe(true);
});
test('another round, another signature, another predecessor, another network: not genuine', () => {
  const wrong: readonly Drand[] = [
    { ...quicknet, round: 1001 }, { ...quicknet, signature: spoiled(quicknet.signature) }, { ...quicknet, signature: chained.signature }, { ...quicknet, signature: '00' },
    { ...chained, round: 2 }, { ...chained, previous: spoiled(chained.previous ?? '') }, { ...chained, signature: spoiled(chained.signature) }, { ...chained, source: 'quicknet' },
  ];
  expect(wrong.map(checkBeacon)).toEqual(wrong.map(() => false));
});
test('a round has its instant, and the round after an instant is later than it', () => {
  expect(roundTime('quicknet', 1000)).toBe('2023-08-23T15:59:24.000Z');
  expect(roundTime('default', 1)).toBe('2020-07-22T15:17:30.000Z');
  for (const name of ['quicknet', 'default'] as const) {
    for (const at of ['2026-09-08T01:30:00.000Z', '2026-09-08T01:30:01.000Z', roundTime(name, 5_000_000)]) {
      const round = roundAfter(name, at);
      expect(roundTime(name, round) > at).toBe(true);
      expect(roundTime(name, round - 1) > at).toBe(false);
    }
    expect(BEACONS[name].chainHash).toMatch(/^[0-9a-f]{64}$/);
  }
});
