/**
 * The battery on fixed seeds: the engine's draw passes, each of fifteen flawed samplers is found out. (`npm run stats` uses fresh seeds.)
 */
import { plannedRules } from '../../src/domain/draw/strata.ts';
import { selectTargets } from '../../src/domain/draw/select.ts';
import { keyOf, ticketOf } from '../../src/domain/draw/ticket.ts';
import { target } from '../support/draw-lists.ts';
import { DRAWS_OF, engine, MUTANTS } from './samplers.ts';
import { DRAWS, failures, judge } from './statistics.ts';

jest.setTimeout(180_000);

test('forty thousand draws of the engine show no trace of unfairness', () => {
  expect(failures(judge(engine('ci')))).toEqual([]);
});

test.each(Object.entries(MUTANTS))('found out: %s', (name, mutant) => {
  expect(failures(judge(mutant('ci'), DRAWS_OF[name] ?? DRAWS))).not.toEqual([]);
});

test('all twenty sets of three out of six come equally often', () => {
  const six = ['1', '01', '企', 'A', 'AA', 'a'].map((id) => target(id));
  const rules = plannedRules({ strata: [{ name: '全部', where: [], num: 1, den: 2 }] });
  const counts = new Map<string, number>();
  const RUNS = 40_000;
  for (let n = 0; n < RUNS; n += 1) {
    const set = selectTargets(six, rules, n.toString(16).padStart(64, '0')).selected.map(({ code }) => code).sort().join();
    counts.set(set, (counts.get(set) ?? 0) + 1);
  }
  expect(counts.size).toBe(20);
  expect([...counts.values()].reduce((sum, count) => sum + (count - RUNS / 20) ** 2 / (RUNS / 20), 0)).toBeLessThan(75.7);
});

test('the first byte of a quarter million tickets is uniform', () => {
  const key = keyOf('0'.repeat(64), 'objects');
  const counts = new Array<number>(256).fill(0);
  const RUNS = 250_000;
  for (let n = 0; n < RUNS; n += 1) { const byte = parseInt(ticketOf(key, `E${String(n)}`).slice(0, 2), 16); counts[byte] = (counts[byte] ?? 0) + 1; }
  expect(counts.reduce((sum, count) => sum + (count - RUNS / 256) ** 2 / (RUNS / 256), 0)).toBeLessThan(402.7);
});

test('one changed character of a contribution gives an unrelated draw: the overlap is that of chance', () => {
  const [mine, other] = [engine('text 3691'), engine('text 3692')];
  const RUNS = 4000;
  let shared = 0;
  for (let n = 0; n < RUNS; n += 1) { const first = new Set(mine(n)); shared += other(n).filter((row) => first.has(row)).length; }
  // Hypergeometric: mean 1 per draw, variance 8·(1/8)·(7/8)·(56/63).
  expect(Math.abs(shared - RUNS) / Math.sqrt(RUNS * (7 / 8) * (56 / 63))).toBeLessThan(5);
});
