/**
 * The chat page in a real browser, by mouse and keyboard, against the sandbox and a scripted bot that speaks through the
 * official SDK. Pictures go to test-output/.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { MessageView, State } from '../../src/sandbox/control-api.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { launchBrowser, newPage, screenshot } from '../support/browser.ts';
import type { PageOptions } from '../support/browser.ts';
import { everything, notice, result, substitution } from './sample-cards.ts';
import { startBot } from './scripted-bot.ts';
import type { Bot } from './scripted-bot.ts';

jest.setTimeout(60_000);

const GROUP = '双随机工作群';
const START = '2026-03-10T01:40:00Z';
/** One opaque pixel. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

let folder: string;
let browser: Browser;
let sandbox: Sandbox;
let bot: Bot;
let state: State;
const opened: { readonly page: Page; readonly problems: readonly string[] }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chat-page-'));
  const built = spawnSync(process.execPath, [resolve('src/sandbox/page/build.mjs'), join(folder, 'page')], { encoding: 'utf8' });
  expect(built.stderr.replace(/^npm warn.*$/gm, '').trim()).toBe('');
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  sandbox = await startSandbox({ seed: 'chat page', clock: 'virtual', startAt: START, pageDir: join(folder, 'page') });
  bot = await startBot(sandbox);
  state = sandbox.control.state();
});
afterEach(async () => {
  const problems = opened.flatMap((one) => one.problems);
  for (const { page } of opened.splice(0)) await page.context().close();
  bot.stop();
  await sandbox.stop();
  expect(problems).toEqual([]);
});

const idOf = (name: string): string => state.people.find((person) => person.name === name)?.openId ?? '';
const chatOf = (name: string): string => sandbox.control.state().chats.find((chat) => chat.name === name)?.chatId ?? '';
const privateOf = (name: string): string => sandbox.control.open({ as: name }).chat;
const messagesOf = (name: string, chat: string): readonly MessageView[] => sandbox.control.chat({ as: name, chat }).messages;

const open = async (hash: string, options: PageOptions = {}): Promise<Page> => {
  const one = await newPage(browser, options);
  opened.push(one);
  await one.page.goto(`${sandbox.pageUrl}/${hash}`);
  return one.page;
};
const sit = (name: string, chat: string, options?: PageOptions): Promise<Page> => open(`#as=${idOf(name)}&chat=${chat}`, options);
const seat = (page: Page, name: string): Locator => page.locator(`[data-seat="${name}"]`);
const box = (where: Page | Locator): Locator => where.getByLabel('输入消息');
const seen = (where: Page | Locator, text: string | RegExp): Promise<void> => where.getByText(text).first().waitFor();
const cardNamed = (where: Page | Locator, title: string): Locator => where.getByRole('article', { name: title });

describe('speaking', () => {
  test('a newcomer chooses who to be, mentions the bot by keyboard, and is answered in the group', async () => {
    const page = await open('');
    await page.getByLabel('查找人员').fill('王敏');
    await page.getByRole('button', { name: /王敏/ }).click();
    await seen(page, GROUP);
    await box(page).pressSequentially('@');
    await page.getByRole('listbox', { name: '提及成员' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type('帮助');
    await page.keyboard.press('Enter');
    await seen(page, /我能做这些/);
    expect(bot.heard).toEqual(['@_user_1 帮助']);
    expect(await box(page).inputValue()).toBe('');
    expect(await page.evaluate("document.fonts.check('600 14px \"Noto Sans SC\"', '双随机')")).toBe(true);
    expect(await page.getByRole('link', { name: 'https://example.gov.cn/help' }).getAttribute('rel')).toBe('noopener noreferrer');
    await screenshot(page, 'page-group');
  });

  test('Shift+Enter breaks the line, a colleague is mentioned by id', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    await box(page).pressSequentially('请 @陈');
    await page.getByRole('option', { name: /陈志远/ }).click();
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('到场见证');
    await page.keyboard.press('Enter');
    await seen(page, /到场见证/);
    const [said] = messagesOf('陈志远', chatOf(GROUP));
    expect([said?.body, said?.mentionsMe]).toEqual([{ kind: 'text', text: '请 @陈志远 \n到场见证' }, true]);
  });

  test('what strangers write is shown as they wrote it, never run', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    sandbox.control.say({ as: '陈志远', chat: GROUP, text: '<img src=x onerror="document.title=1"><b>注意</b>' });
    await seen(page, '<img src=x onerror="document.title=1"><b>注意</b>');
    expect(await page.locator('.bubble b, .bubble img').count()).toBe(0);
  });

  test('a message can be answered and taken back', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    sandbox.control.say({ as: '陈志远', chat: GROUP, text: '今天抽取吗' });
    await seen(page, '今天抽取吗');
    await page.locator('.message').hover();
    await page.getByRole('button', { name: '回复' }).click();
    await page.keyboard.type('是的');
    await page.keyboard.press('Enter');
    await seen(page, '回复 陈志远：今天抽取吗');
    await page.locator('.message.mine').hover();
    await page.getByRole('button', { name: '撤回' }).click();
    await seen(page, '你撤回了一条消息');
  });
});

describe('files', () => {
  test('a file goes up by the button, by dropping it and by pasting it, and comes back byte for byte', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    const bytes = Buffer.from('名录,代码\n启明托管中心,91370000MA3C000000\n');
    await page.locator('input[type=file]').setInputFiles({ name: '检查对象名录.xlsx', mimeType: 'application/octet-stream', buffer: bytes });
    const link = page.getByRole('link', { name: /检查对象名录.xlsx/ });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('检查对象名录.xlsx');
    expect(readFileSync(await download.path())).toEqual(bytes);
    const dropped = await page.evaluateHandle("(() => { const carried = new DataTransfer(); carried.items.add(new File(['甲乙'], '人员名录.csv')); return carried; })()");
    await page.locator('.seat-chat').dispatchEvent('dragover', { dataTransfer: dropped });
    await seen(page, '松开鼠标，把文件发到这里');
    await page.locator('.seat-chat').dispatchEvent('drop', { dataTransfer: dropped });
    await page.getByRole('link', { name: /人员名录.csv，6 字节/ }).waitFor();
    await box(page).focus();
    await page.evaluate("(() => { const carried = new DataTransfer(); carried.items.add(new File(['丙'], '截图.png')); document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: carried, bubbles: true })); })()");
    await page.getByRole('link', { name: /截图.png，3 字节/ }).waitFor();
  });

  test('the bot’s result sheet can be downloaded', async () => {
    const path = join(folder, 'sheet.xlsx');
    writeFileSync(path, 'sheet bytes');
    await bot.file(chatOf(GROUP), path, '抽取结果表.xlsx');
    const page = await sit('王敏', chatOf(GROUP));
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /抽取结果表.xlsx/ }).click()]);
    expect(readFileSync(await download.path(), 'utf8')).toBe('sheet bytes');
  });

  test('an empty file is refused with a sentence', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    await page.locator('input[type=file]').setInputFiles({ name: '空.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.alloc(0) });
    await page.getByRole('status').filter({ hasText: '空的' }).waitFor();
  });
});

describe('cards', () => {
  test('a button answers with a toast, and the card that replaces the old one is seen at once', async () => {
    const chat = privateOf('王敏');
    const id = await bot.card(chat, notice(idOf('王敏'), idOf('陈志远'), '待确认'));
    bot.answerWith({ type: 'success', content: '已接受，检查日期 3月16日' });
    const page = await sit('王敏', chat);
    const card = cardNamed(page, '双随机抽查任务通知');
    await card.getByRole('button', { name: /检查事项/ }).click();
    await seen(card, '从业人员健康证明');
    await screenshot(page, 'page-card-notice');
    await card.getByRole('button', { name: '接受任务' }).click();
    await seen(page, '已接受，检查日期 3月16日');
    expect(bot.pressed).toMatchObject([{ operator: idOf('王敏'), action: { tag: 'button', value: { v: 1, act: 'task.accept' } } }]);
    await bot.replace(id, notice(idOf('王敏'), idOf('陈志远'), '已接受'));
    await seen(card, '王敏 于 09:31 接受');
    expect(await card.getByRole('button', { name: '接受任务' }).count()).toBe(0);
  });

  test('a question is asked before a button that wants it; Escape sends nothing', async () => {
    const chat = privateOf('王敏');
    await bot.card(chat, notice(idOf('王敏'), idOf('陈志远'), '待确认'));
    const page = await sit('王敏', chat);
    await page.getByRole('button', { name: '申请更换' }).click();
    await seen(page.getByRole('dialog'), '申请须经分管负责人同意，确定继续吗？');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(bot.pressed).toEqual([]);
    await page.getByRole('button', { name: '申请更换' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '确定' }).click();
    await seen(page, '收到');
    expect(bot.pressed).toMatchObject([{ action: { value: { act: 'task.substitute' } } }]);
  });

  test('a form holds itself back while something is missing, then sends what was chosen by keyboard', async () => {
    const chat = privateOf('王敏');
    await bot.card(chat, substitution(['陈志远', '李娜'].map(idOf)));
    const page = await sit('王敏', chat, { height: 1080 });
    const card = cardNamed(page, '更换检查人员申请');
    await card.getByRole('button', { name: '提交申请' }).click();
    await seen(card, '还有 3 项必填内容未填写，已用红框标出');
    const reason = card.getByRole('combobox', { name: '请选择更换事由' });
    expect(await page.evaluate("document.activeElement?.getAttribute('data-field')")).toBe('reason');
    await screenshot(page, 'page-form-missing');

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await seen(reason, '公务冲突');
    await card.getByRole('combobox', { name: '可多选' }).click();
    await page.getByRole('option', { name: '食品安全' }).click();
    await page.getByRole('option', { name: '消防设施' }).click();
    await screenshot(page, 'page-form');
    await page.keyboard.press('Escape');
    await card.getByRole('combobox', { name: '从候选人中选择' }).click();
    await page.getByRole('option', { name: '李娜' }).click();
    await card.getByRole('button', { name: '打开日历' }).click();
    await page.getByRole('dialog', { name: '选择日期' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await screenshot(page, 'page-calendar');
    await page.keyboard.press('Enter');
    await card.getByLabel('情况说明').fill('参加市局培训\n不能到场');
    await card.getByText('以上内容属实').click();
    await card.getByRole('button', { name: '提交申请' }).click();
    await seen(page, '收到');
    expect(bot.pressed).toMatchObject([{
      operator: idOf('王敏'),
      action: { name: 'submit__1', form_value: { reason: 'DUTY', items: ['I1', 'I3'], mate: idOf('李娜'), from: '2026-03-17 +0800', words: '参加市局培训\n不能到场', truth: true } },
    }]);
  });

  test('clearing a form gives back an empty one', async () => {
    const chat = privateOf('王敏');
    await bot.card(chat, substitution(['陈志远'].map(idOf)));
    const page = await sit('王敏', chat, { height: 1080 });
    await page.getByLabel('情况说明').fill('写错了');
    await page.getByRole('button', { name: '清空重填' }).click();
    expect(await page.getByLabel('情况说明').inputValue()).toBe('');
    expect(bot.pressed).toEqual([]);
  });

  test('a long table is read page by page', async () => {
    await bot.card(chatOf(GROUP), result(['王敏', '陈志远', '李娜'].map(idOf)));
    const page = await sit('王敏', chatOf(GROUP));
    const card = cardNamed(page, '双随机抽取结果');
    await seen(card, '共 12 行');
    expect(await card.locator('tbody tr').count()).toBe(5);
    await screenshot(page, 'page-table');
    await card.getByRole('button', { name: '下一页' }).click();
    await card.getByRole('button', { name: '下一页' }).click();
    await seen(card, '安和护理院');
    expect(await card.getByRole('button', { name: '下一页' }).isDisabled()).toBe(true);
  });

  test('every component is drawn, and each sends what the platform sends', async () => {
    const path = join(folder, 'dot.png');
    writeFileSync(path, PNG);
    const chat = privateOf('王敏');
    await bot.card(chat, everything(idOf('陈志远'), await bot.image(path)));
    const page = await sit('王敏', chat, { height: 1500 });
    const card = cardNamed(page, '全部组件');
    await seen(card, '引用第十二条');
    expect(await card.locator('.unsupported').count()).toBe(0);
    expect(await page.evaluate("(async (picture) => { await picture.decode(); return picture.naturalWidth; })(document.querySelector('article img'))")).toBe(1);
    expect(await card.locator('script, img[onerror]').count()).toBe(0);
    expect(await card.getByText('<script>alert(2)</script>').count()).toBe(1);
    expect(await card.getByRole('link', { name: '坏链接' }).count()).toBe(0);
    await screenshot(page, 'page-components');

    const settled = async (presses: number): Promise<void> => {
      await page.locator('article[aria-busy=true]').waitFor({ state: 'detached' });
      expect(bot.pressed.length).toBe(presses);
    };
    const press = async (act: () => Promise<void>): Promise<void> => {
      const before = bot.pressed.length;
      const sent = page.waitForResponse((response) => response.url().endsWith('/control/click'));
      await act();
      await sent;
      await settled(before + 1);
    };
    await press(async () => { await card.getByRole('combobox', { name: '单独的选择' }).click(); await page.getByRole('option', { name: '乙' }).click(); });
    await press(async () => { await card.getByRole('combobox', { name: '单独的多选' }).click(); await page.getByRole('option', { name: '甲' }).click(); await page.getByRole('option', { name: '乙' }).click(); await page.keyboard.press('Escape'); });
    await press(async () => { await card.getByLabel('单独的日期').fill('2026-04-01'); await page.keyboard.press('Enter'); });
    await press(async () => { await card.getByLabel('单独的输入').fill('一句话'); await page.keyboard.press('Enter'); });
    await press(async () => { await card.getByText('单独的勾选').click(); });
    await press(async () => { await card.getByRole('button', { name: '更多操作' }).click(); await page.getByRole('menuitem', { name: '作废' }).click(); });
    await press(async () => { await card.getByText('可以点的一块').click(); });
    await press(async () => { await card.getByRole('button', { name: '同名' }).last().click(); });
    expect(bot.pressed.map(({ action }) => [action['option'] ?? action['options'] ?? action['input_value'] ?? action['checked'], action['value']])).toMatchObject([
      ['B', { act: 'pick.one' }], [['A', 'B'], { act: 'pick.many' }], ['2026-04-01 +0800', { act: 'pick.day' }], ['一句话', { act: 'write' }], [true, { act: 'tick' }], ['void', { act: 'more' }],
      [undefined, { act: 'box' }], [undefined, { act: 'twin.right' }],
    ]);
    await card.getByRole('button', { name: '不可用' }).click({ force: true });
    await card.getByRole('button', { name: '没有行为' }).click();
    await settled(8);
  });

  test('nobody answers a press: the person is told the platform’s own sentence', async () => {
    const chat = privateOf('王敏');
    await bot.card(chat, notice(idOf('王敏'), idOf('陈志远'), '待确认'));
    const page = await sit('王敏', chat);
    await seen(page, '接受任务');
    bot.stop();
    await seen(page, '机器人暂时不在线，消息会在它上线后送达');
    await page.getByRole('button', { name: '接受任务' }).click();
    await page.locator('.toast[data-type=error]').filter({ hasText: '20034' }).waitFor();
  });
});

describe('looking', () => {
  test('two people side by side see the same group, each from their own side', async () => {
    await bot.card(chatOf(GROUP), result(['王敏', '陈志远', '李娜'].map(idOf)));
    const page = await sit('王敏', chatOf(GROUP), { width: 1480, height: 900 });
    await page.getByRole('button', { name: '并排' }).click();
    await page.getByRole('region', { name: '选择并排查看的人' }).getByRole('button', { name: /孙岩/ }).click();
    const [left, right] = [seat(page, '王敏'), seat(page, '孙岩')];
    await box(left).fill('请监督员看一下结果');
    await page.keyboard.press('Enter');
    await seen(right.locator('.bubble'), '请监督员看一下结果');
    await box(right).fill('已核对，没有异议');
    await page.keyboard.press('Enter');
    await seen(left.locator('.bubble'), '已核对，没有异议');
    await screenshot(page, 'page-side-by-side');
  });

  test('what is unread is counted, and reading it clears the count', async () => {
    const page = await sit('王敏', privateOf('王敏'));
    sandbox.control.say({ as: '陈志远', chat: GROUP, text: '第一句' });
    sandbox.control.say({ as: '陈志远', chat: GROUP, text: '@{王敏} 第二句' });
    const row = page.getByRole('button', { name: `${GROUP}，2 条未读` });
    await row.waitFor();
    await seen(row, '[有人@我]');
    await row.click();
    await page.getByRole('button', { name: GROUP, exact: true }).waitFor();
  });

  test('an urgent message is announced to the one it is for, whatever chat is open', async () => {
    const page = await sit('李娜', privateOf('李娜'));
    await seen(page, '还没有消息。发送“帮助”看看机器人能做什么');
    const message = await bot.text(chatOf(GROUP), '请今天 18:00 前接受任务');
    await bot.urge(message, [idOf('李娜')]);
    await seen(page.getByRole('alert'), '你收到一条加急消息');
    await page.getByRole('alert').getByRole('button', { name: '查看' }).click();
    await seen(page.locator('.bubble'), '请今天 18:00 前接受任务');
    await seen(page, '已加急 1 人');
  });

  test('a long chat shows its end first, the rest when asked for', async () => {
    for (let n = 1; n <= 130; n += 1) sandbox.control.say({ as: '陈志远', chat: GROUP, text: `第${String(n)}句` });
    const page = await sit('王敏', chatOf(GROUP));
    await seen(page.locator('.bubble'), '第130句');
    expect(await page.locator('.message').count()).toBe(120);
    await page.getByRole('button', { name: '显示更早的 10 条消息' }).click();
    await seen(page.locator('.bubble'), '第1句');
    expect(await page.locator('.message').count()).toBe(130);
  });

  test('a person opens the private chat with the bot; an outsider cannot', async () => {
    const page = await sit('李娜', chatOf(GROUP));
    await page.locator('[data-chat=private]').click();
    await seen(page, '机器人 · 单独对话');
    const outside = await sit('钱进', chatOf('公示联络群'));
    await seen(outside, '群内有外部成员，请勿发送不宜公开的内容');
    await outside.locator('[data-chat=private]').click();
    await outside.locator('.toast[data-type=error]').filter({ hasText: '外部人员' }).waitFor();
  });

  test('on a telephone one sees the list, then the chat, and nothing sticks out', async () => {
    await bot.card(chatOf(GROUP), result(['王敏', '陈志远'].map(idOf)));
    const page = await open(`#as=${idOf('王敏')}`, { width: 390, height: 844, touch: true });
    await page.getByRole('button', { name: new RegExp(GROUP) }).tap();
    await seen(page, '共 12 行');
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await screenshot(page, 'page-telephone');
    await page.getByRole('button', { name: '返回会话列表' }).tap();
    await page.getByRole('button', { name: new RegExp(GROUP) }).waitFor();
  });

  test('the whole path from the first key to a sent message needs no mouse', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    await box(page).waitFor();
    const reached: string[] = [];
    for (let step = 0; step < 20 && !reached.includes('输入消息'); step += 1) {
      await page.keyboard.press('Tab');
      reached.push(String(await page.evaluate("document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''")));
    }
    expect(reached).toContain('输入消息');
    expect(await page.evaluate("[...document.querySelectorAll('button')].filter((node) => (node.textContent ?? '').trim() === '' && node.getAttribute('aria-label') === null).length")).toBe(0);
    await page.keyboard.type('键盘也行');
    await page.keyboard.press('Enter');
    await seen(page.locator('.bubble'), '键盘也行');
  });
});

describe('the world around', () => {
  test('time is moved ahead from the page', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    await page.getByRole('button', { name: /3月10日 星期二/ }).click();
    await page.getByRole('button', { name: '+1 天' }).click();
    await page.getByRole('button', { name: /3月11日 星期三/ }).waitFor();
    expect(sandbox.control.state().now).toBe('2026-03-11T01:40:00.000Z');
  });

  test('faults are made and taken back in the drawer', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    await page.getByRole('button', { name: '开发者' }).click();
    await page.getByRole('button', { name: /接口报错 5 次/ }).click();
    await page.getByRole('button', { name: /恢复正常（1 项故障）/ }).waitFor();
    await screenshot(page, 'page-drawer');
    expect(sandbox.control.faults({}).api).toHaveLength(1);
    await page.getByRole('button', { name: /恢复正常/ }).click();
    await seen(page, '现在一切正常');
    expect(sandbox.control.faults({}).api).toHaveLength(0);
    await page.getByRole('button', { name: /断开长连接/ }).click();
    await seen(page, '已切断 1 条长连接');
  });

  test('the sandbox goes away and comes back: the page says so and finds its way', async () => {
    const page = await sit('王敏', chatOf(GROUP));
    await box(page).fill('还没发出去的话');
    const port = Number(new URL(sandbox.pageUrl).port);
    bot.stop();
    await sandbox.stop();
    await seen(page, '与沙箱的连接断开了，正在重新连接…');
    await page.keyboard.press('Enter');
    await seen(page, '连接不上沙箱，请确认服务仍在运行，稍后会自动重连');
    expect(await box(page).inputValue()).toBe('还没发出去的话');
    sandbox = await startSandbox({ seed: 'chat page', clock: 'virtual', startAt: START, pageDir: join(folder, 'page'), port });
    bot = await startBot(sandbox);
    await page.locator('.banner').waitFor({ state: 'detached' });
    await box(page).press('Enter');
    await seen(page.locator('.bubble'), '还没发出去的话');
  });
});
