/** The big screen in a real browser: waiting, thrown in, drawn before everybody's eyes. */
import type { Browser } from 'playwright-core';
import { contribute, openDraw, witnessDraw } from '../../src/application/draw.ts';
import { attestDraw, lockDraw } from '../../src/application/settle.ts';
import { screenOf } from '../../src/application/queries/screen.ts';
import { createWebApp } from '../../src/web/app.ts';
import { listen } from '../../src/web/listen.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { createScreens } from '../../src/web/screen.ts';
import { launchBrowser, newPage, screenshot } from '../support/browser.ts';
import { openBureau, personOf } from '../support/bureau.ts';
import { confirmAll, newTaskIn } from '../support/ceremony.ts';

let browser: Browser;
beforeAll(async () => { browser = await launchBrowser(); });
afterAll(() => browser.close());
const silent = (): void => undefined;

test('the room watches a draw from waiting to locked, and what somebody types stays text', async () => {
  const bureau = await openBureau();
  const screens = createScreens({ links: bureau.deps.links, screenOf: screenOf(bureau.deps), lookEveryMs: 5 });
  const app = createWebApp({ log: { info: silent, warn: silent, error: silent }, checks: {}, metrics: createMetrics([]), callbacks: {}, chatPage: null, screens, checkPage: async (ctx) => ctx.throw(404), evidencePage: async (ctx) => ctx.throw(404) });
  const open = await listen(app, { host: '127.0.0.1', port: 0 });
  const task = await newTaskIn(bureau);
  await confirmAll(bureau, task);
  const { page, problems } = await newPage(browser, { width: 1920, height: 1080 });
  await page.goto(bureau.deps.links.to('screen', task).replace('http://yaohao.test', `http://127.0.0.1:${String(open.port)}`));
  await page.getByText('等待发起抽取').waitFor();
  await openDraw(bureau.deps)(bureau.by('赵红'), task, (await personOf(bureau, '孙岩')).id);
  await contribute(bureau.deps)(bureau.by('王敏'), task, '今日车牌 鲁K·88');
  await page.getByText('今日车牌 鲁K·88').waitFor();
  await page.getByText('最后由见证人 孙岩 封口').waitFor();
  await screenshot(page, 'screen-open');
  await witnessDraw(bureau.deps)(bureau.by('孙岩'), task, 'QR71234567');
  const screen = await (await screenOf(bureau.deps)(task))?.show();
  await page.getByText(`抽中 ${String(screen?.draw?.rows.length)} 户`).waitFor();
  // One row after the other: the last one comes by itself.
  await page.locator('#table tr').nth(1).waitFor();
  await page.locator('#table tr').nth(screen?.draw?.rows.length ?? 0).waitFor({ timeout: 30_000 });
  expect(await page.locator('#table tr').count()).toBe((screen?.draw?.rows.length ?? 0) + 1);
  await attestDraw(bureau.deps)(bureau.by('孙岩'), task);
  await lockDraw(bureau.deps)(bureau.by('王敏'), task);
  await page.getByText('名单不得更改').waitFor();
  await screenshot(page, 'screen-locked');
  await page.setViewportSize({ width: 1024, height: 600 });
  await screenshot(page, 'screen-small');
  // What somebody typed is shown as he typed it, and never run.
  const other = await newTaskIn(bureau, { name: '<b>另一个任务</b>' });
  await page.goto(bureau.deps.links.to('screen', other).replace('http://yaohao.test', `http://127.0.0.1:${String(open.port)}`));
  await page.getByText('<b>另一个任务</b>').waitFor();
  expect(problems).toEqual([]);
  await page.close();
  screens.close();
  await open.close(100);
}, 60_000);
