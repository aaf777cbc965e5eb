/**
 * Somebody at the chat page: what a person does there with mouse and keyboard, and nothing that a person cannot.
 *
 * Everything is found as people find it – by what is written on it – and every wait is for something to be seen.
 */
import type { Download, Locator, Page } from 'playwright-core';

export interface AtThePage {
  readonly page: Page;
  /** Opens the first screen and chooses who one is. */
  readonly arrive: (url: string, name: string) => Promise<void>;
  /** Goes back to the first screen and chooses somebody else. */
  readonly become: (name: string) => Promise<void>;
  /** Puts a second person's view beside the first. */
  readonly sitBeside: (name: string) => Promise<void>;
  readonly alone: () => Promise<void>;
  /** One person's half of the screen. */
  readonly seat: (name: string) => Seat;
}

export interface Seat {
  readonly inPrivate: () => Promise<void>;
  readonly inGroup: (name: string) => Promise<void>;
  /** Types and sends; `@{王敏}` is taken from the list that @ opens, a line break is Shift+Enter. */
  readonly say: (text: string) => Promise<void>;
  /** Drags files from the desktop into the chat. */
  readonly drop: (files: readonly { readonly name: string; readonly bytes: Uint8Array }[]) => Promise<void>;
  /** The newest card whose title fits. */
  readonly card: (title: string | RegExp) => Locator;
  readonly seen: (text: string | RegExp) => Promise<void>;
  /** Presses a button of the newest card that fits, and answers the question it asks. */
  readonly press: (title: string | RegExp, button: string | RegExp, answer?: '确定') => Promise<void>;
  /** Chooses from the list under a field. */
  readonly choose: (card: Locator, field: string, ...options: readonly (string | RegExp)[]) => Promise<void>;
  readonly fill: (card: Locator, field: string, text: string) => Promise<void>;
  /** Waits for a file in the chat. */
  readonly file: (name: string | RegExp) => Promise<void>;
  readonly download: (name: string | RegExp) => Promise<Download>;
}

const MENTION = /(@\{[^}]+\}|\n)/;

const seatOf = (page: Page, name: string): Seat => {
  const root = page.locator(`[data-seat="${name}"]`);
  const box = root.getByLabel('输入消息');
  const card: Seat['card'] = (title) => root.getByRole('article', { name: title }).last();

  const typePart = async (part: string): Promise<void> => {
    if (part === '\n') return page.keyboard.press('Shift+Enter');
    const whom = /^@\{(.+)\}$/.exec(part)?.[1];
    if (whom === undefined) return page.keyboard.insertText(part);
    await page.keyboard.type(`@${whom}`);
    await root.getByRole('listbox', { name: '提及成员' }).getByRole('option', { name: whom }).waitFor();
    await page.keyboard.press('Enter');
  };

  return {
    card,
    inPrivate: async () => { await root.locator('.chat-row', { hasText: '双随机' }).filter({ hasNotText: '群' }).first().click(); await root.getByText('机器人 · 单独对话').waitFor(); },
    inGroup: async (group) => { await root.getByRole('button', { name: new RegExp(`^${group}`) }).click(); await root.getByRole('heading', { name: group }).waitFor(); },
    say: async (text) => {
      await box.click();
      for (const part of text.split(MENTION).filter((each) => each !== '')) await typePart(part);
      await page.keyboard.press('Enter');
    },
    drop: async (files) => {
      const carried = await page.evaluateHandle((given) => {
        const transfer = new DataTransfer();
        for (const { name: fileName, base64 } of given) transfer.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], fileName));
        return transfer;
      }, files.map(({ name: fileName, bytes }) => ({ name: fileName, base64: Buffer.from(bytes).toString('base64') })));
      const chat = root.locator('.seat-chat');
      await chat.dispatchEvent('dragover', { dataTransfer: carried });
      await chat.dispatchEvent('drop', { dataTransfer: carried });
    },
    seen: (text) => root.locator('.seat-chat').getByText(text).last().waitFor(),
    press: async (title, button, answer) => {
      await card(title).getByRole('button', { name: button }).first().click();
      if (answer !== undefined) await page.getByRole('dialog').getByRole('button', { name: answer }).click();
    },
    choose: async (where, field, ...options) => {
      await where.locator(`[data-field="${field}"]`).click();
      for (const option of options) await page.getByRole('listbox').getByRole('option', { name: option }).first().click();
      if (await page.getByRole('listbox').count() > 0) await page.keyboard.press('Escape');
    },
    fill: (where, field, text) => where.locator(`[data-field="${field}"]`).fill(text),
    file: (called) => root.getByRole('link', { name: called }).last().waitFor(),
    download: async (file) => {
      const [download] = await Promise.all([page.waitForEvent('download'), root.getByRole('link', { name: file }).last().click()]);
      return download;
    },
  };
};

export const atThePage = (page: Page): AtThePage => {
  const pick = async (name: string, where: Page | Locator = page): Promise<void> => {
    await where.getByLabel('查找人员').fill(name);
    await where.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  };
  return {
    page,
    seat: (name) => seatOf(page, name),
    arrive: async (url, name) => {
      await page.goto(url);
      await pick(name);
    },
    become: async (name) => {
      await page.getByRole('button', { name: /当前身份/ }).first().click();
      await pick(name);
    },
    sitBeside: async (name) => {
      await page.getByRole('button', { name: '并排' }).click();
      await pick(name, page.getByRole('region', { name: '选择并排查看的人' }));
    },
    alone: () => page.getByRole('button', { name: '退出并排' }).click(),
  };
};
