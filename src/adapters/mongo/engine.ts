/**
 * The embedded engine, supervised: started as a child process on a data directory, restarted when it dies, stopped in order.
 *
 * The address stays the same over restarts (a symbolic link to the engine's socket), so the driver reconnects by itself.
 * There is no TCP port and no password: the socket sits in a directory only this user can enter.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, rmdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Refusal } from '../../domain/refusal.ts';
import { cannotRun, prepareEngine } from './engine-support.ts';

export interface EngineHealth {
  readonly state: 'running' | 'restarting' | 'stopped';
  readonly restarts: number;
  readonly pid: number | null;
}
export interface Engine {
  /** Path of the stable socket; ends in .sock, the only ending the driver takes. */
  readonly socket: string;
  health(): EngineHealth;
  /** Closes the engine in order; resolves when its process has ended. */
  stop(): Promise<void>;
}
export interface EngineOptions {
  readonly dataDir: string;
  /** Told when the engine died or could not be restarted. */
  readonly notice?: (text: string) => void;
  /** How long a directory in use may stay so: the engine of a killed service needs a moment to close. */
  readonly inUseMs?: number;
}

const START_MS = 120_000;
const STOP_MS = 30_000;
const IN_USE_MS = 10_000;
const RETRY_MS = 200;
const MAX_BACKOFF_MS = 10_000;
/** A run this long counts as healthy: the back-off starts anew. */
const HEALTHY_MS = 60_000;
/** Socket paths hold 107 bytes on Linux, 103 on macOS, and the engine adds 40 of its own. */
const MAX_TMP_PATH = 40;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A short private directory for the sockets of one data directory. @throws Refusal when somebody else made it */
const socketFolder = async (dataDir: string): Promise<string> => {
  const base = tmpdir().length > MAX_TMP_PATH ? '/tmp' : tmpdir();
  const { uid } = userInfo();
  const folder = join(base, `yaohao-${String(uid)}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(folder);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) throw new Refusal('storage.socket-folder', `目录 ${folder} 属于其他用户或权限过宽`, { next: '请删除该目录后重新启动' });
  return folder;
};

/** Node's arguments for the child: compiled beside us in production, TypeScript through tsx in development and tests. */
const childArguments = (): readonly string[] => {
  const self = fileURLToPath(import.meta.url);
  const isSource = self.endsWith('.ts');
  const loader = isSource ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  return [...loader, fileURLToPath(new URL(isSource ? './engine-child.ts' : './engine-child.js', import.meta.url))];
};

const failure = (error: string, dataDir: string): Error => {
  if (error.includes('DBPathInUse')) return new Refusal('storage.in-use', `数据目录 ${dataDir} 正被另一个运行中的程序使用`, { next: '请先停止那个程序,或用 DATA_DIR 另选一个目录' });
  if (/GLIBC_|shared object|native binding/.test(error)) return cannotRun(error);
  return new Error(`the embedded engine did not start: ${error}`);
};

interface Start {
  readonly child: ChildProcess;
  /** Settles when the engine serves or has failed to. */
  readonly ready: Promise<void>;
}

const startChild = (command: readonly string[], env: NodeJS.ProcessEnv, dataDir: string): Start => {
  const child = spawn(process.execPath, command, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined); // a child that died needs no farewell
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`the embedded engine did not start in ${String(START_MS / 1000)} s`));
    }, START_MS);
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      if (error === null) resolve();
      else reject(error);
    };
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.startsWith('{')) return; // the engine's own words
      const said = JSON.parse(line) as { readonly ready?: true; readonly error?: string };
      if (said.ready === true) settle(null);
      if (said.error !== undefined) settle(failure(said.error, dataDir));
    });
    child.on('error', settle);
    child.on('exit', (code, signal) => {
      settle(new Error(`the embedded engine ended at its start (${signal ?? String(code)})`));
    });
  });
  return { child, ready };
};

/** Where the engine of a data directory is, or would be, reached. */
export const engineSocket = async (dataDir: string): Promise<string> => join(await socketFolder(await engineFolder(dataDir)), 'db.sock');

/** The engine's own part of the data directory, made for this user alone. */
const engineFolder = async (dataDir: string): Promise<string> => {
  const made = join(dataDir, 'mongo');
  await mkdir(made, { recursive: true, mode: 0o700 });
  await chmod(made, 0o700);
  return realpath(made);
};

/**
 * Starts the engine and keeps it alive until `stop`.
 * @throws Refusal when it cannot run on this machine or the directory is in use
 */
export const startEngine = async ({ dataDir: wanted, notice = () => undefined, inUseMs = IN_USE_MS }: EngineOptions): Promise<Engine> => {
  const files = await prepareEngine(wanted);
  const dataDir = await engineFolder(wanted);
  const folder = await socketFolder(dataDir);
  const socket = join(folder, 'db.sock');
  // Options of this process (a debugger, a test runner) are not the engine's; its temporary files go beside the socket.
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const env = { ...inherited, TMPDIR: folder, TSX_DISABLE_CACHE: '1', ...(files.addon === null ? {} : { NAPI_RS_NATIVE_LIBRARY_PATH: files.addon }) };
  const command = [...childArguments(), dataDir, socket, files.main];

  let state: EngineHealth['state'] = 'restarting';
  let restarts = 0;
  let failures = 0;
  let child: ChildProcess | null = null;
  /** The restart in progress, awaited by stop. */
  let restarting: Promise<void> = Promise.resolve();
  const isStopped = (): boolean => state === 'stopped';

  const start = async (): Promise<void> => {
    await socketFolder(dataDir); // an engine that stopped a moment ago has cleared it away
    const begun = startChild(command, env, dataDir);
    child = begun.child;
    await begun.ready;
    const startedAt = performance.now();
    if (!isStopped()) state = 'running';
    begun.child.once('exit', (code, signal) => {
      if (isStopped()) return;
      state = 'restarting';
      if (performance.now() - startedAt > HEALTHY_MS) failures = 0;
      notice(`the embedded engine died (${signal ?? String(code)}) and is started again`);
      restarting = restart();
    });
  };
  const restart = async (): Promise<void> => {
    while (!isStopped()) {
      await pause(Math.min(MAX_BACKOFF_MS, 100 * 2 ** failures));
      failures++;
      if (isStopped()) return;
      try {
        await start();
        restarts++;
        return;
      } catch (error) {
        notice(`the embedded engine could not be started again: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  const firstStart = async (waitedMs: number): Promise<void> => {
    try {
      await start();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'storage.in-use' || waitedMs >= inUseMs) throw error;
      await pause(RETRY_MS);
      await firstStart(waitedMs + RETRY_MS);
    }
  };
  await firstStart(0);

  return {
    socket,
    health: () => ({ state, restarts, pid: child?.pid ?? null }),
    stop: async () => {
      state = 'stopped';
      await restarting;
      const last = child;
      if (last === null || last.exitCode !== null || last.signalCode !== null) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => last.kill('SIGKILL'), STOP_MS);
        last.once('exit', () => {
          clearTimeout(timer);
          resolve();
        });
        last.stdin?.end();
      });
      await rmdir(folder).catch(() => undefined); // not empty: somebody else has started an engine there
    },
  };
};
