/**
 * The draw on long lists: time and peak memory of each step, each in a process of its own, beside a straightforward sampler
 * (one createHash per id, full sort) and unverifiable ones, measured in the same run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { against, measure } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const ROUNDS = 3;
const MOST_FOR_CEREMONY = 1_000_000;
const MOST_FOR_NAIVE = 2_000_000;

interface Step { readonly ms: number; readonly cpuMs: number; readonly check: number; readonly rssMb: number }

const PYTHON = 'import random,sys,time\nn=int(sys.argv[1])\nids=range(n)\nt=time.perf_counter()\nrandom.sample(ids,n//20)\nprint((time.perf_counter()-t)*1000)';
/** Peers that are not part of the house; absent ones are left out of the table. */
const peers = (rows: number): readonly Measure[] => {
  const require = createRequire(import.meta.url);
  const found: Measure[] = [];
  const python = spawnSync('python3', ['-c', PYTHON, String(rows)]);
  if (python.status === 0) found.push(measure('Python random.sample (cannot be verified)', Number(python.stdout.toString()), 'ms'));
  const began = (): number => performance.now();
  try {
    const { sampleSize } = require('lodash') as { readonly sampleSize: (from: Uint32Array, n: number) => unknown };
    const ids = Uint32Array.from({ length: rows }, (_, i) => i);
    const start = began();
    sampleSize(ids, Math.ceil(rows / 20));
    found.push(measure('lodash sampleSize (cannot be verified)', began() - start, 'ms'));
  } catch { /* not installed */ }
  return found;
};

interface PureRand { readonly xoroshiro128plus: (seed: number) => { unsafeNext(): number } }
const pureRand = (rows: number): readonly Measure[] => {
  const require = createRequire(import.meta.url);
  try {
    const { xoroshiro128plus } = require('pure-rand') as PureRand;
    const generator = xoroshiro128plus(42);
    const pool = Uint32Array.from({ length: rows }, (_, i) => i);
    const began = performance.now();
    for (let i = 0; i < rows / 20; i += 1) {
      const j = i + Math.floor(((generator.unsafeNext() >>> 0) / 4_294_967_296) * (rows - i));
      [pool[i], pool[j]] = [pool[j] ?? 0, pool[i] ?? 0];
    }
    return [measure('pure-rand partial shuffle (cannot be verified)', performance.now() - began, 'ms')];
  } catch {
    return [];
  }
};

export const bench: Bench = ({ rows: asked }) => {
  const rows = asked ?? 1_000_000;
  const folder = mkdtempSync(join(tmpdir(), 'draw-bench-'));
  const script = join(folder, 'steps.mjs');
  buildSync({ entryPoints: [join(process.cwd(), 'test/support/draw-steps.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile: script, logLevel: 'error' });
  const child = (args: readonly string[]): Step => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--max-old-space-size=6144', ...args], { maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString()) as Step;
  };
  /** The cheapest of some rounds, by processor time: a machine that is busy with other things shall not look like slow code. */
  const best = (step: string, rounds = ROUNDS): Step => {
    const all = Array.from({ length: rounds }, () => child([script, step, String(rows), folder]));
    return { ...all.reduce((a, b) => (b.cpuMs < a.cpuMs ? b : a)), rssMb: Math.max(...all.map(({ rssMb }) => rssMb)) };
  };
  try {
    const measures: Measure[] = [];
    const [tickets, mixed, root] = [best('tickets'), best('mixed'), best('root')];
    const naive = rows <= MOST_FOR_NAIVE ? best('naive', 1) : null;
    if (naive !== null && naive.check !== tickets.check) throw new Error('the fast way and the plain way disagree');
    measures.push(naive === null ? measure('tickets + selection', tickets.cpuMs, 'ms CPU') : against('tickets + selection', tickets.cpuMs, 'ms CPU', 'createHash per id, full sort', naive.cpuMs));
    measures.push(measure('tickets + selection, peak RSS', tickets.rssMb, 'MB'), against('mixed lengths 18/15/12', mixed.cpuMs, 'ms CPU', 'all of 18', tickets.cpuMs), measure('mixed lengths, peak RSS', mixed.rssMb, 'MB'));
    measures.push(measure('roster root', root.cpuMs, 'ms CPU'), measure('roster root, peak RSS', root.rssMb, 'MB'));
    const teams = best('teams');
    measures.push(measure('teams: 3 000 visits × 300 people', teams.cpuMs, 'ms CPU'), measure('teams, peak RSS', teams.rssMb, 'MB'));
    if (rows <= MOST_FOR_CEREMONY) {
      const ceremony = best('ceremony', 1);
      measures.push(measure('snapshot, plan, draw, bundle and own check', ceremony.cpuMs, 'ms CPU'), measure('snapshot … own check, peak RSS', ceremony.rssMb, 'MB'));
      const verified = child([script, 'verify', String(rows), folder]);
      measures.push(measure('independent verifier', verified.cpuMs, 'ms CPU'), measure('independent verifier, peak RSS', verified.rssMb, 'MB'));
    }
    return Promise.resolve([...measures, ...peers(rows), ...pureRand(rows)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
