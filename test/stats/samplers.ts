/**
 * The engine's draw, and fifteen ways to get it wrong that people have actually shipped. The battery must tell them apart.
 */
import { createHash } from 'node:crypto';

import { selectTargets } from '../../src/domain/draw/select.ts';
import { plannedRules } from '../../src/domain/draw/strata.ts';
import { target } from '../support/draw-lists.ts';
import { ROWS, SIZE } from './statistics.ts';
import type { Sampler } from './statistics.ts';

const rows = Array.from({ length: ROWS }, (_, i) => i);
const lines = rows.map((i) => target(`9137100${String(i).padStart(3, '0')}`));
const rowOf = new Map(lines.map(({ id }, i) => [id as string, i]));
const rules = plannedRules({ strata: [{ name: '全部', where: [], num: SIZE, den: ROWS }] });

/** @param label keeps the seeds of two runs apart */
export const engine = (label: string): Sampler => (draw) => {
  const seed = createHash('sha256').update(`${label}/${String(draw)}`).digest('hex');
  return selectTargets(lines, rules, seed).selected.map(({ code }) => rowOf.get(code) ?? -1);
};

type Below = (n: number) => number;
/** xoshiro128**: the mutants' flaws shall be their own, not their generator's. */
const generator = (label: string): (() => number) => {
  const bytes = createHash('sha256').update(label).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => bytes.readInt32LE(at)) as [number, number, number, number];
  return () => {
    const twice = Math.imul(b, 5);
    const result = Math.imul((twice << 7) | (twice >>> 25), 9);
    const t = b << 9;
    c ^= a; d ^= b; b ^= c; a ^= d; c ^= t;
    d = (d << 11) | (d >>> 21);
    return (result >>> 0) / 4294967296;
  };
};
const belowOf = (random: () => number): Below => (n) => Math.floor(random() * n);

const firstShuffled = (below: Below, size = ROWS): number[] => {
  const pool = rows.slice(0, size);
  for (let i = 0; i < SIZE; i += 1) {
    const j = i + below(size - i);
    [pool[i], pool[j]] = [pool[j] ?? 0, pool[i] ?? 0];
  }
  return pool.slice(0, SIZE);
};
const distinct = (next: () => number): number[] => {
  const taken = new Set<number>();
  while (taken.size < SIZE) taken.add(next());
  return [...taken];
};
const byKey = (keys: readonly number[]): number[] => [...rows].sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0)).slice(0, SIZE);
const digestByte = (draw: number, id: string): number => createHash('sha256').update(`${String(draw)}/${id}`).digest()[0] ?? 0;

export const MUTANTS: Readonly<Record<string, (label: string) => Sampler>> = {
  'sort with a random comparison': (label) => { const random = generator(label); return () => [...rows].sort(() => random() - 0.5).slice(0, SIZE); },
  'shuffle that swaps with anybody': (label) => {
    const below = belowOf(generator(label));
    return () => { const pool = [...rows]; rows.forEach((i) => { const j = below(ROWS); [pool[i], pool[j]] = [pool[j] ?? 0, pool[i] ?? 0]; }); return pool.slice(0, SIZE); };
  },
  'off by one: nobody stays in place': (label) => {
    const below = belowOf(generator(label));
    return () => { const pool = [...rows]; for (let i = 0; i < SIZE; i += 1) { const j = i + 1 + below(ROWS - i - 1); [pool[i], pool[j]] = [pool[j] ?? 0, pool[i] ?? 0]; } return pool.slice(0, SIZE); };
  },
  'the last row is never drawn': (label) => { const below = belowOf(generator(label)); return () => firstShuffled(below, ROWS - 1); },
  'a byte modulo the rest': (label) => { const below = belowOf(generator(label)); return () => firstShuffled((n) => below(256) % n); },
  'tickets of one byte, ties by roster': () => (draw) => byKey(rows.map((row) => digestByte(draw, String(row)))),
  'every k-th without a shuffle': (label) => { const below = belowOf(generator(label)); return () => { const start = below(ROWS / SIZE); return firstShuffled(below).map((_, i) => start + i * (ROWS / SIZE)); }; },
  'one random number for every pick': (label) => { const random = generator(label); return () => { const once = random(); return firstShuffled((n) => Math.floor(once * n)); }; },
  'the next row when taken': (label) => {
    const below = belowOf(generator(label));
    return () => { const taken = new Set<number>(); while (taken.size < SIZE) { let row = below(ROWS); while (taken.has(row)) row = (row + 1) % ROWS; taken.add(row); } return [...taken]; };
  },
  'descent of an unbalanced tree': (label) => {
    const below = belowOf(generator(label));
    const leaves = [[0, 20], [20, 14], [34, 12], [46, 10], [56, 8]] as const;
    return () => distinct(() => { const [from, size] = leaves[below(leaves.length)] ?? [0, 1]; return from + below(size); });
  },
  'a seed of sixteen bits': (label) => { const below = belowOf(generator(label)); return () => firstShuffled(belowOf(generator(String(below(65_536))))); },
  'low bits of a linear congruence': (label) => {
    const below = belowOf(generator(label));
    return () => { let state = below(2 ** 31); return distinct(() => { state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff; return state & (ROWS - 1); }); };
  },
  'ticket of a truncated code': () => (draw) => byKey(rows.map((row) => digestByte(draw, String(Math.floor(row / 4))) * 4 + (row % 4))),
  'right set in roster order': (label) => { const below = belowOf(generator(label)); return () => firstShuffled(below).sort((a, b) => a - b); },
  'two per cent more weight on even rows': (label) => { const random = generator(label); return () => byKey(rows.map((row) => -Math.log(1 - random()) / (row % 2 === 0 ? 1.02 : 1))); },
};

/** The subtle one needs more draws; the others die at the standard number. */
export const DRAWS_OF: Readonly<Record<string, number>> = { 'two per cent more weight on even rows': 120_000 };
