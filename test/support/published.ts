/** Public values for tests: a lottery issue, closes of a day, and published rounds of drand. */
import { planPublic } from '../../src/domain/draw/public-wish.ts';
import type { PublicWish } from '../../src/domain/draw/public-wish.ts';
import type { PublicKind, PublicValue } from '../../src/domain/draw/public-value.ts';
import type { Awaited } from './ceremonies.ts';

const awaited = (kind: PublicKind, wish: PublicWish, closeBefore: string, value: PublicValue): Awaited => {
  const plan = planPublic(kind, wish, closeBefore);
  if (plan.kind === 'none') throw new Error('nothing is awaited');
  return { plan, value };
};

/** Drawn on Tuesday, 8 September 2026, 21:15 in Shanghai. */
export const LOTTERY = awaited('lottery', { source: '双色球', issue: '2026104', date: '2026-09-08' }, '2026-09-08T03:00:00.000Z', { kind: 'lottery', source: '双色球', issue: '2026104', value: '01,05,12,18,22,31+07' });
export const INDEX = awaited('index', { source: '', issue: '', date: '2026-09-08' }, '2026-09-08T03:00:00.000Z', { kind: 'index', source: '上证指数、深证成指、沪深300', issue: '2026-09-08', value: '3245.67+10123.45+3890.12' });

/** Round 1000 of quicknet, as published (23 August 2023). */
export const QUICKNET_1000 = {
  round: 1000,
  randomness: 'fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd',
  signature: 'b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39',
} as const;
export const BEFORE_QUICKNET_1000 = '2023-08-23T14:00:00.000Z';
export const QUICKNET = awaited('drand', { source: 'quicknet', issue: '1000', date: '' }, BEFORE_QUICKNET_1000, { kind: 'drand', source: 'quicknet', round: 1000, signature: QUICKNET_1000.signature, value: QUICKNET_1000.randomness });

/** Round 1 of the default chain, as published (22 July 2020). */
export const DEFAULT_1 = {
  round: 1,
  randomness: '101297f1ca7dc44ef6088d94ad5fb7ba03455dc33d53ddb412bbc4564ed986ec',
  signature: '8d61d9100567de44682506aea1a7a6fa6e5491cd27a0a0ed349ef6910ac5ac20ff7bc3e09d7c046566c9f7f3c6f3b10104990e7cb424998203d8f7de586fb7fa5f60045417a432684f85093b06ca91c769f0e7ca19268375e659c2a2352b4655',
  previous_signature: '176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a',
} as const;
export const BEFORE_DEFAULT_1 = '2020-07-22T13:00:00.000Z';
export const DEFAULT_CHAIN = awaited('drand', { source: 'default', issue: '1', date: '' }, BEFORE_DEFAULT_1, { kind: 'drand', source: 'default', round: 1, signature: DEFAULT_1.signature, previous: DEFAULT_1.previous_signature, value: DEFAULT_1.randomness });
