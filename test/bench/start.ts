/**
 * Cold start and rest: from the command to the line that says it can serve, and the memory of every process when idle.
 * Peer: a bare Koa server in the same Node, started and measured the same way.
 */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { ensureBuilt, processTree, startService, temporaryFolder } from '../support/built-service.ts';
import { against, measure } from './measure.ts';
import type { Bench, Measure } from './measure.ts';

const ROUNDS = 5;
const IDLE_MS = 5000;
const BARE = "import Koa from 'koa'; const app = new Koa(); app.use((ctx) => { ctx.body = 'ok'; }); app.listen(0, '127.0.0.1', () => console.log('ready'));";

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const startBare = async (): Promise<{ readonly milliseconds: number; readonly rssMb: number }> => {
  const began = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '-e', BARE], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ready) => child.stdout.once('data', ready));
  const milliseconds = performance.now() - began;
  await pause(500);
  const rssMb = processTree(child.pid ?? 0)[0]?.rssMb ?? 0;
  child.kill('SIGKILL');
  return { milliseconds, rssMb };
};

export const bench: Bench = async () => {
  ensureBuilt();
  const bare = [];
  for (let round = 0; round < ROUNDS; round += 1) bare.push(await startBare());
  const bareStart = median(bare.map(({ milliseconds }) => milliseconds));
  const bareRss = median(bare.map(({ rssMb }) => rssMb));
  const data = temporaryFolder();
  const settings = { PORT: '0', SANDBOX_PORT: '0', DATA_DIR: data.path };
  const times: number[] = [];
  const memory: Measure[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const began = performance.now();
      const service = await startService(settings);
      times.push(performance.now() - began);
      if (round === ROUNDS) {
        await pause(IDLE_MS);
        for (const { command, rssMb } of processTree(service.pid)) memory.push(against(`idle RSS ${command.includes('engine') ? 'engine' : 'service'}`, rssMb, 'MB', 'bare Koa', bareRss));
      }
      await service.end();
    }
  } finally {
    data.remove();
  }
  const [first = Number.NaN, ...later] = times;
  const total = memory.reduce((sum, each) => sum + each.value, 0);
  return [against('first start to ready', first, 'ms', 'bare Koa', bareStart), against('later start to ready', median(later), 'ms', 'bare Koa', bareStart), ...memory, measure('idle RSS together', total, 'MB')];
};
