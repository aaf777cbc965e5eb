/**
 * The whole main job in a real browser on the chat page, by mouse and keyboard, against the real service: what a newcomer
 * does on his first day. A picture of every station goes to test-output/main-job/.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ExcelJS from 'exceljs';
import type { Browser } from 'playwright-core';
import { launchBrowser, newPage, screenshot } from '../support/browser.ts';
import { openConversation } from '../support/conversation.ts';
import type { Conversation } from '../support/conversation.ts';
import { mainJobByHand, STATIONS } from '../support/main-job-by-hand.ts';

const LIMIT_MS = 180_000;
/** On a busy machine a step may take its time; nothing here waits longer than it must. */
const PATIENCE_MS = 30_000;

let folder: string;
let browser: Browser;
let talk: Conversation;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'main-job-page-'));
  const built = spawnSync(process.execPath, [resolve('src/sandbox/page/build.mjs'), folder], { encoding: 'utf8' });
  expect(built.status).toBe(0);
  browser = await launchBrowser();
  talk = await openConversation({ pageDir: folder });
}, LIMIT_MS);
afterAll(async () => {
  await talk.close();
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

/** Cells of the first sheet that hold the code of a target. */
const codeCells = async (path: string): Promise<readonly ExcelJS.Cell[]> => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(new Uint8Array(readFileSync(path)).buffer);
  const cells: ExcelJS.Cell[] = [];
  book.worksheets[0]?.eachRow((row) => { row.eachCell((cell) => { if (/^91371000MA3C/.test(cell.text)) cells.push(cell); }); });
  return cells;
};

test('a newcomer runs the main job on the page, from the administrator code to the result sheet', async () => {
  const { page, problems } = await newPage(browser, { width: 1440, height: 960 });
  page.setDefaultTimeout(PATIENCE_MS);
  const passed: string[] = [];
  const { task, sheet } = await mainJobByHand({
    page, pageUrl: talk.sandbox.pageUrl, code: talk.service().administratorCode ?? '',
    at: async (station) => {
      passed.push(station);
      await screenshot(page, `main-job/${String(passed.length).padStart(2, '0')}-${station}`);
    },
  });
  expect(task).toMatch(/^T\d{4}-001$/);
  expect([...passed].sort()).toEqual([...STATIONS].sort());
  expect(sheet.suggestedFilename()).toContain('抽取结果表');
  const codes = await codeCells(await sheet.path());
  // 3 key targets, and 10 % of the 43 ordinary ones on the roster, rounded up.
  expect(codes).toHaveLength(8);
  expect(codes.map(({ type }) => type)).toEqual(codes.map(() => ExcelJS.ValueType.String));
  expect(problems).toEqual([]);
  await page.context().close();
}, LIMIT_MS);
