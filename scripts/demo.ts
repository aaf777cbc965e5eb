/**
 * npm run demo -- --out DIR: the bureau's main job from the one-time code to an approved substitution, as people do it in
 * the chat, against the built service in a temporary folder. Writes what a bureau would keep and what a visitor wants to see:
 *
 *   抽取结果表.xlsx   bundle.json and its lists   verified.txt   transcript.md   screenshot.png
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { MessageView } from '../src/sandbox/control-api.ts';
import { launchBrowser, newPage } from '../test/support/browser.ts';
import { GROUP, openConversation, textOf } from '../test/support/conversation.ts';
import type { Conversation } from '../test/support/conversation.ts';
import { acceptAndSubstitute, ceremony, confirmRosters, importAll, newTask, setUp } from '../test/support/main-job.ts';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
if (values.out === undefined) {
  process.stderr.write('npm run demo -- --out DIR\n');
  process.exit(2);
}
const out = resolve(values.out);
mkdirSync(out, { recursive: true });

const began = performance.now();
const step = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
  const done = await work();
  process.stdout.write(`${((performance.now() - began) / 1000).toFixed(1).padStart(5)} s  ${what}\n`);
  return done;
};

/** The newest file of that kind in a chat, written to the folder. */
const keepFile = (talk: Conversation, messages: readonly MessageView[], pattern: RegExp, name: string): void => {
  const file = messages.map(({ body }) => body).findLast((body) => body.kind === 'file' && pattern.test(body.name));
  if (file?.kind !== 'file') throw new Error(`the chat has no file like ${String(pattern)}`);
  writeFileSync(join(out, name), talk.sandbox.control.file({ key: file.fileKey }).bytes);
};

/** The lists that came with the bundle, and the verdict of a verifier that knows nothing of the program that drew. */
const recompute = (talk: Conversation, messages: readonly MessageView[]): void => {
  const lists = messages.flatMap(({ body }) => (body.kind === 'file' && body.name.endsWith('.jsonl') ? [body] : []));
  for (const { name, fileKey } of lists) writeFileSync(join(out, name), talk.sandbox.control.file({ key: fileKey }).bytes);
  const verifier = resolve(import.meta.dirname, '../verifiers/node/cli.mjs');
  const done = spawnSync(process.execPath, [verifier, 'verify', 'bundle.json', ...lists.map(({ name }) => name)], { cwd: out, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`the independent verifier does not agree:\n${done.stdout}${done.stderr}`);
  writeFileSync(join(out, 'verified.txt'), done.stdout);
};

const transcriptOf = (title: string, messages: readonly MessageView[]): string => {
  const lines = messages.map((message) => {
    const { at, from, body } = message;
    const text = body.kind === 'file' ? `📎 ${body.name}` : textOf(message).trim();
    return `**${from.name}** ${at.slice(11, 19)}${body.kind === 'card' ? ' [卡片]' : ''}\n\n${text.split('\n').map((line) => `> ${line}`).join('\n')}\n`;
  });
  return `## ${title}\n\n${lines.join('\n')}`;
};

const screenshotOf = async (talk: Conversation): Promise<void> => {
  const browser = await launchBrowser();
  try {
    const { page } = await newPage(browser, { height: 1240 });
    const { people, chats } = talk.sandbox.control.state();
    const who = people.find(({ name }) => name === '赵红')?.openId ?? '';
    const group = chats.find(({ name }) => name === GROUP)?.chatId ?? '';
    await page.goto(`${talk.sandbox.pageUrl}/#as=${who}&chat=${group}`);
    await page.evaluate('document.fonts.ready');
    await page.getByText('已锁定').last().waitFor();
    await page.screenshot({ path: join(out, 'screenshot.png') });
  } finally {
    await browser.close();
  }
};

const talk = await step('service and chat are up', () => openConversation({ transport: 'ws', kind: 'process', pageDir: resolve(import.meta.dirname, '../dist/sandbox/page') }));
try {
  await step('administrator, unit, people and group', () => setUp(talk));
  await step('three lists imported from .xlsx', () => importAll(talk));
  const task = await step('task created', () => newTask(talk));
  await step('lists confirmed by the sections', () => confirmRosters(talk, task));
  await step('drawn in public, witnessed, locked', () => ceremony(talk, task));
  await step('dispatched', () => talk.ask('王敏', `派发 ${task}`, { fits: (text) => text.includes('已派发') }));
  await step('accepted, one substitution approved', () => acceptAndSubstitute(talk, task));
  await step('result sheet and bundle', async () => {
    const isFile = (pattern: RegExp) => (message: MessageView) => message.body.kind === 'file' && pattern.test(message.body.name);
    const since = talk.say('王敏', `结果表 ${task}`);
    await talk.until('the result sheet', '王敏', isFile(/抽取结果表/), { since });
    const asked = talk.say('孙岩', `复核 ${task}`);
    // The bundle comes first, its lists after it in this order; nobody has a recusal here.
    await talk.until('the bundle and its lists', '孙岩', isFile(/inspectors\.jsonl$/), { since: asked });
    keepFile(talk, talk.messages('王敏'), /抽取结果表/, '抽取结果表.xlsx');
    keepFile(talk, talk.messages('孙岩'), /\.json$/, 'bundle.json');
  });
  await step('recomputed by an independent verifier', async () => recompute(talk, talk.messages('孙岩')));
  const people = ['王敏', '孙岩', '陈志远'];
  writeFileSync(join(out, 'transcript.md'), [`# ${task}\n`, transcriptOf(GROUP, talk.messages('王敏', GROUP)), ...people.map((who) => transcriptOf(`${who} 与机器人`, talk.messages(who)))].join('\n'));
  await step('screenshot', () => screenshotOf(talk));
} finally {
  await talk.close();
}
process.stdout.write(`written to ${out}\n`);
process.exit(0);
