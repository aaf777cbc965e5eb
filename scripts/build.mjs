/**
 * Builds what `npm start` runs: src → dist by tsc, and the sandbox's chat page by esbuild.
 *
 * `--if-stale` does nothing when dist is newer than every source, so that a start costs no compile. The new dist is made
 * aside and moved into place when it is complete: a failed build leaves the old one as it was.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const fresh = join(root, `node_modules/.cache/yaohao-dist-${process.pid}`);
const stamp = join(dist, '.built');
const page = join(root, 'src/sandbox/page');
const require = createRequire(import.meta.url);

const filesUnder = (folder) =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const sources = () => [...filesUnder(join(root, 'src')), join(root, 'package-lock.json'), join(root, 'tsconfig.json'), join(root, 'tsconfig.build.json'), fileURLToPath(import.meta.url)];

/** Names as well as times: a deleted source makes dist stale too. */
const listing = () => sources().map((file) => relative(root, file)).sort().join('\n');
const isFresh = () => {
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== listing()) return false;
  const built = statSync(stamp).mtimeMs;
  return sources().every((file) => statSync(file).mtimeMs <= built);
};

const compile = () => {
  const done = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', fresh], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.status === 0) return;
  rmSync(fresh, { recursive: true, force: true });
  process.exit(done.status ?? 1);
};

/** Data beside the code (fonts, column tables, pictures) keeps its place relative to it. */
const copyData = () => {
  const code = new Set(['.ts', '.tsx']);
  for (const file of filesUnder(join(root, 'src'))) {
    if (code.has(extname(file)) || file.startsWith(`${page}/`)) continue;
    const target = join(fresh, relative(join(root, 'src'), file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
};

/** The chat page brings its own bundler settings. */
const bundlePage = async () => {
  const builder = join(page, 'build.mjs');
  if (!existsSync(builder)) return;
  const { buildPage } = await import(pathToFileURL(builder));
  await buildPage({ outDir: join(fresh, 'sandbox/page') });
};

if (process.argv.includes('--if-stale') && isFresh()) process.exit(0);
console.log('yaohao: building (about 15 s, only after a change) …');
const listed = listing();
compile();
copyData();
await bundlePage();
writeFileSync(join(fresh, '.built'), listed);
rmSync(dist, { recursive: true, force: true });
renameSync(fresh, dist);
