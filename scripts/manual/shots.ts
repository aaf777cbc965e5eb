/** The pictures of the staff manual, taken while the main job is done by hand on the chat page. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser, newPage } from '../../test/support/browser.ts';
import { atThePage } from '../../test/support/at-the-page.ts';
import { openConversation } from '../../test/support/conversation.ts';
import { mainJobByHand } from '../../test/support/main-job-by-hand.ts';
import type { Station } from '../../test/support/main-job-by-hand.ts';
import { importsByHand } from './imports.ts';
import { smallPng } from './small-png.ts';

interface Shot { readonly name: string; /** The newest card with this title, or the whole page at this size. */ readonly of: RegExp | { readonly width: number; readonly height: number } }
const SHOTS: Readonly<Partial<Record<Station, Shot>>> = {
  who: { name: '选择身份', of: { width: 1280, height: 800 } },
  unit: { name: '建立单位', of: /第 2 步 建立单位/ },
  'people-asked': { name: '绑定人员', of: /请确认：绑定/ },
  preview: { name: '导入预检', of: /导入预检 · 检查对象名录库/ },
  'task-form': { name: '新建任务', of: /新建抽查任务/ },
  'rosters-confirmed': { name: '两库确认', of: /两库更新确认/ },
  witnessing: { name: '请监督员见证', of: { width: 1480, height: 860 } },
  drawn: { name: '公开抽取', of: { width: 1480, height: 1240 } },
  assignment: { name: '任务单', of: /任务单 · .*-01/ },
  'substitution-form': { name: '申请更换', of: /申请更换/ },
  approval: { name: '审批更换', of: /更换申请/ },
  recheck: { name: '复核', of: /^复核/ },
};

const RULES: Shot = { name: '规则', of: /^规则 · / };
const RULE_CHANGE: Shot = { name: '规则修改', of: /规则修改待批准/ };

/** A value of the rules proposed and approved, and the rules as they are then, with 54号 over them. */
const rulesByHand = async (page: Page, take: (shot: Shot) => Promise<void>): Promise<void> => {
  const here = atThePage(page);
  await here.become('王敏');
  await here.seat('王敏').inPrivate();
  await here.seat('王敏').say('规则 修改 公示期限=15 依据=本局实施细则（2026）第七条');
  await here.seat('王敏').seen(/已提出第 1 号/);
  await here.become('周正');
  const zhou = here.seat('周正');
  await zhou.inPrivate();
  await zhou.card('规则修改待批准').waitFor();
  await take(RULE_CHANGE);
  await zhou.press('规则修改待批准', '同意');
  await zhou.card(/已处理/).waitFor();
  await zhou.say('规则 叠加 54号');
  await zhou.seen(/已叠加/);
  await zhou.say('规则');
  await zhou.card(/^规则 · /).waitFor();
  await take(RULES);
};

/** High enough that no card is cut off. */
const TALL = { width: 1280, height: 1500 };
const AIR_PX = 10;

const picture = async (page: Page, { of }: Shot): Promise<Buffer> => {
  await page.evaluate('document.fonts.ready');
  if (!(of instanceof RegExp)) {
    await page.setViewportSize(of);
    await page.evaluate("for (const stream of document.querySelectorAll('.stream')) stream.scrollTop = stream.scrollHeight");
    const whole = await page.screenshot();
    await page.setViewportSize(TALL);
    return whole;
  }
  const shown = page.getByRole('article', { name: of }).last();
  // At once: a card may be replaced by its next state at any moment.
  await shown.evaluate((node) => { node.scrollIntoView({ block: 'nearest' }); });
  // The mouse away, so that nothing looks pressed.
  await page.mouse.move(0, 0);
  const box = await shown.boundingBox();
  if (box === null) throw new Error(`the card ${String(of)} is not on the screen`);
  return page.screenshot({ clip: { x: box.x - AIR_PX, y: box.y - 1, width: box.width + 2 * AIR_PX, height: box.height + AIR_PX } });
};

export const takeShots = async (folder: string): Promise<readonly string[]> => {
  mkdirSync(folder, { recursive: true });
  const [browser, talk] = await Promise.all([launchBrowser(), openConversation({ kind: 'process', pageDir: resolve(import.meta.dirname, '../../dist/sandbox/page') })]);
  const taken: string[] = [];
  try {
    const { page } = await newPage(browser, TALL);
    const { page: eyes } = await newPage(browser);
    // What flashes up after a press would hide what the picture is about.
    await page.addInitScript("addEventListener('DOMContentLoaded', () => { document.head.append(Object.assign(document.createElement('style'), { textContent: '.toasts { opacity: 0 }' })); })");
    const take = async (shot: Shot): Promise<void> => {
      writeFileSync(join(folder, `${shot.name}.png`), await smallPng(eyes, await picture(page, shot)));
      taken.push(shot.name);
    };
    await mainJobByHand({
      page, pageUrl: talk.sandbox.pageUrl, code: talk.service().administratorCode ?? '',
      at: async (station) => {
        const shot = SHOTS[station];
        if (shot !== undefined) await take(shot);
      },
    });
    await rulesByHand(page, take);
    await importsByHand(page, take);
  } finally {
    await browser.close();
    await talk.close();
  }
  return taken;
};
