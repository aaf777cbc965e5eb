/**
 * The verifier page as an auditor uses it: opened from disk in a real browser, without network, files chosen, verdict read.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';

import { launchBrowser } from '../support/browser.ts';
import { bundleBytes, publicBundle, publicLines, readBundle } from '../../src/domain/draw/bundle.ts';
import { signerOf } from '../support/ceremonies.ts';

const GOLDEN = join(process.cwd(), 'test/domain/draw/golden/together');
const lists = ['roster', 'inspectors', 'recusals'].map((name) => join(GOLDEN, `${name}.jsonl`));

jest.setTimeout(120_000);

describe('the page opened from disk', () => {
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    page.on('request', (request) => { asked.push(request.url()); });
    await page.goto(pathToFileURL(join(process.cwd(), 'verifiers/page/verify.html')).href);
  });
  afterAll(() => browser.close());

  const report = async (bundle: string, code = '', files = lists): Promise<string> => {
    await page.setInputFiles('#bundle', bundle);
    await page.setInputFiles('#lists', files);
    await page.fill('#key', signerOf(3).key);
    await page.fill('#code', code);
    await page.click('#run');
    await page.waitForSelector('#report.good, #report.bad', { timeout: 60_000 });
    return (await page.textContent('#report')) ?? '';
  };

  test('confirms a published bundle and explains one enterprise', async () => {
    const text = await report(join(GOLDEN, 'bundle.json'), 'E000');
    expect(text).toContain('检查组 7 个，逐岗重排一致');
    expect(text).toMatch(/企业E000（层：普通）未抽中/);
    expect(text).toMatch(/复核通过$/);
  });

  test('refuses a bundle with one changed character', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'verifier-page-'));
    try {
      const changed = join(folder, 'bundle.json');
      writeFileSync(changed, readFileSync(join(GOLDEN, 'bundle.json'), 'utf8').replace('3691', '3692'));
      expect(await report(changed)).toMatch(/✗[\s\S]*复核不通过$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('confirms a public edition as far as it is shown, says what it could not check, and explains one enterprise all the same', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'verifier-page-'));
    try {
      const tree = join(process.cwd(), 'test/domain/draw/golden/tree');
      writeFileSync(join(folder, 'bundle.json'), bundleBytes(publicBundle(readBundle(new Uint8Array(readFileSync(join(tree, 'bundle.json')))))));
      const files = ['roster', 'inspectors', 'recusals', 'teams'].map((name) => {
        const whole = new Uint8Array(readFileSync(join(tree, `${name}.jsonl`)));
        writeFileSync(join(folder, `${name}.jsonl`), name === 'roster' ? whole : publicLines(whole, () => false));
        return join(folder, `${name}.jsonl`);
      });
      const text = await report(join(folder, 'bundle.json'), 'E000', files);
      expect(text).toContain('抽取日志 5 条，本任务 3 条均在其中');
      expect(text).toMatch(/– 第 1 次抽取：人员名单有不公开的行[\s\S]*企业E000（层：普通）未抽中[\s\S]*sha256sum[\s\S]*复核通过（\d 项未能核对，见上）$/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('asked nobody for anything', () => { expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]); });
});
