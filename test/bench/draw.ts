/**
 * The draw on long lists: time and peak memory of each step, each in a process of its own, beside a straightforward sampler
 * (one createHash per id, full sort) and unverifiable ones, measured in the same run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { against, measure } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const ROUNDS = 2;
const MOST_FOR_CEREMONY = 1_000_000;

interface Step { readonly ms: number; readonly cpuMs: number; readonly check: number; readonly rssMb: number }

const PYTHON = 'import random,sys,time,resource\nn=int(sys.argv[1])\nids=range(n)\nt=time.process_time()\nrandom.sample(ids,n//20)\nprint((time.process_time()-t)*1000, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss/1024)';
/** Samplers that cannot be verified; measured in the same run so that the price of being verifiable is seen. */
const python = (rows: number): readonly Measure[] => {
  const { status, stdout } = spawnSync('python3', ['-c', PYTHON, String(rows)]);
  const [ms = 0, rss = 0] = stdout.toString().split(' ').map(Number);
  return status === 0 ? [measure('Python random.sample (cannot be verified)', ms, 'ms CPU'), measure('Python random.sample, peak RSS', rss, 'MB')] : [];
};

/** What a ceremony does with a whole list, step by step, each in a process of its own. */
const CEREMONY: readonly (readonly [string, string])[] = [['freeze', 'snapshot, root and plan'], ['draw', 'draw from the frozen bytes'], ['bundle', 'bundle, sealed'], ['recheck', "the engine's own check"], ['verify', 'independent verifier']];

export const bench: Bench = ({ rows: asked }) => {
  const rows = asked ?? 1_000_000;
  const folder = mkdtempSync(join(tmpdir(), 'draw-bench-'));
  const script = join(folder, 'steps.mjs');
  buildSync({ entryPoints: [join(process.cwd(), 'test/support/draw-steps.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile: script, logLevel: 'error' });
  const child = (step: string, more: readonly string[] = []): Step => {
    const { stdout, stderr, status } = spawnSync(process.execPath, [...more, script, step, String(rows), folder], { maxBuffer: 1 << 26, env: { ...process.env, NODE_PATH: join(process.cwd(), 'node_modules') } });
    if (status !== 0) throw new Error(stderr.toString());
    return JSON.parse(stdout.toString()) as Step;
  };
  /** The cheapest of some rounds, by processor time: a machine that is busy with other things shall not look like slow code. */
  const best = (step: string): Step => {
    const all = Array.from({ length: ROUNDS }, () => child(step));
    return { ...all.reduce((a, b) => (b.cpuMs < a.cpuMs ? b : a)), rssMb: Math.max(...all.map(({ rssMb }) => rssMb)) };
  };
  try {
    const measures: Measure[] = [];
    const [tickets, mixed, root, naive] = [best('tickets'), best('mixed'), best('root'), child('naive', ['--max-old-space-size=6144'])];
    if (naive.check !== tickets.check) throw new Error('the fast way and the plain way disagree');
    measures.push(against('tickets + selection', tickets.cpuMs, 'ms CPU', 'createHash per id, full sort', naive.cpuMs), measure('createHash ÷ tickets + selection', naive.cpuMs / tickets.cpuMs, 'times'));
    measures.push(against('tickets + selection, peak RSS', tickets.rssMb, 'MB', 'createHash per id, full sort', naive.rssMb));
    measures.push(against('mixed lengths 18/15/12', mixed.cpuMs, 'ms CPU', 'all of 18', tickets.cpuMs), measure('mixed lengths, peak RSS', mixed.rssMb, 'MB'));
    measures.push(measure('roster root', root.cpuMs, 'ms CPU'), measure('roster root, peak RSS', root.rssMb, 'MB'));
    const teams = best('teams');
    measures.push(measure('teams: 3 000 visits × 300 people', teams.cpuMs, 'ms CPU'), measure('teams, peak RSS', teams.rssMb, 'MB'));
    for (const [step, name] of rows <= MOST_FOR_CEREMONY ? CEREMONY : []) {
      const { cpuMs, rssMb } = child(step);
      measures.push(measure(name, cpuMs, 'ms CPU'), measure(`${name}, peak RSS`, rssMb, 'MB'));
    }
    for (const [step, name] of [['lodash', 'lodash sampleSize'], ['pure-rand', 'pure-rand partial shuffle']] as const) {
      const { cpuMs, rssMb } = child(step);
      measures.push(measure(`${name} (cannot be verified)`, cpuMs, 'ms CPU'), measure(`${name}, peak RSS`, rssMb, 'MB'));
    }
    return Promise.resolve([...measures, ...python(rows)]);
  } finally {
    rmSync(folder, { recursive: true });
  }
};
