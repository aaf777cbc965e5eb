/**
 * The built service as a child process, as a user starts it: for the demo's kind of tests, for crashes and for benchmarks.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '../..');
const START_LIMIT_MS = 60_000;

export const temporaryFolder = (): { readonly path: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'yaohao-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
};

/** A port nobody listens on now. */
export const freePort = async (): Promise<number> =>
  new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Makes dist/ when a source is newer. */
export const ensureBuilt = (): void => {
  const done = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`the build failed: ${done.stdout}${done.stderr}`);
};

export interface RunningService {
  readonly url: string;
  readonly chatPage: string | null;
  readonly administratorCode: string | null;
  readonly pid: number;
  readonly child: ChildProcess;
  /** What it wrote to standard error so far: the structured log. */
  readonly log: () => string;
  /** Ends it and waits for its end; the exit code, or null when a signal ended it. */
  readonly end: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Starts dist/main.js; resolves when it says that it can serve. @throws Error with its log when it does not */
export const startService = async (settings: Readonly<Record<string, string>>): Promise<RunningService> => {
  const child = spawn(process.execPath, [join(root, 'dist/main.js')], { cwd: settings['DATA_DIR'] ?? root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
  const ended = new Promise<number | null>((resolveEnd) => child.once('exit', resolveEnd));
  await new Promise<void>((ready, failed) => {
    const limit = setTimeout(() => failed(new Error(`not ready in time\n${log}`)), START_LIMIT_MS);
    void ended.then((code) => failed(new Error(`ended with ${String(code)}\n${log}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      if (!line.startsWith('yaohao ready ')) return;
      clearTimeout(limit);
      ready();
    });
  });
  const said = (pattern: RegExp): string | null => lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined) ?? null;
  return {
    url: said(/^yaohao ready (\S+)/) ?? '',
    chatPage: said(/^聊天页面.* (http\S+)/),
    administratorCode: said(/^管理员代码 (\S+)/),
    pid: child.pid ?? 0,
    child,
    log: () => log,
    end: async (signal = 'SIGTERM') => {
      child.kill(signal);
      return ended;
    },
  };
};

/** A process and everything it started, from /proc. */
export const processTree = (pid: number): readonly { readonly pid: number; readonly command: string; readonly rssMb: number }[] => {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It ended while we were looking.
    }
  }
  const belongs = (one: number): boolean => one === pid || (parents.has(one) && parents.get(one) !== 0 && belongs(parents.get(one) ?? 0));
  return [...parents.keys()].filter(belongs).map((one) => ({
    pid: one,
    command: readFileSync(`/proc/${String(one)}/cmdline`, 'utf8').replaceAll('\0', ' ').trim(),
    rssMb: Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(one)}/status`, 'utf8'))?.[1] ?? 0) / 1024,
  }));
};
