/**
 * A list that nobody may know before the day: every command there is, said by people who are not entitled to it, and every page
 * with an address of its own. No answer, refusal, candidate or file names a drawn object.
 */
import { checkPage } from '../../src/application/queries/check-page.ts';
import { screenOf } from '../../src/application/queries/screen.ts';
import { VERBS } from '../../src/chat/commands.ts';
import type { SheetWriter } from '../../src/application/ports.ts';
import type { TaskId } from '../../src/domain/ids.ts';
import { openBureau } from '../support/bureau.ts';
import { dispatchedTask } from '../support/ceremony.ts';
import { openOffice, wordsOf } from '../support/chat-office.ts';
import type { Office } from '../support/chat-office.ts';

interface Hidden { readonly office: Office; readonly task: TaskId; readonly names: readonly string[]; readonly codes: readonly string[]; readonly outsider: string }
/** Sheets as text, their lists included: what is in a file can be read. */
const legible: SheetWriter['fill'] = async function* ({ fields, lists }) {
  yield new TextEncoder().encode(JSON.stringify(fields));
  for (const rows of Object.values(lists)) for await (const row of rows) yield new TextEncoder().encode(JSON.stringify(row));
};

const hidden = async (): Promise<Hidden> => {
  const whole = await openBureau();
  const bureau = { ...whole, deps: { ...whole.deps, sheetWriter: { ...whole.deps.sheetWriter, fill: legible } } };
  const task = await dispatchedTask(bureau, { noNotice: true });
  const office = await openOffice({ bureau });
  const visits = (await bureau.deps.states.find('inspection', { task })).map(({ state }) => state);
  return {
    office, task,
    names: visits.map(({ target }) => target?.name ?? ''),
    codes: visits.map(({ target }) => target?.code ?? ''),
    outsider: ['张伟', '刘洋', '黄丽', '马超', '赵强', '李娜'].find((name) => visits.some(({ posts }) => posts.every((post) => post.name !== name))) ?? '',
  };
};

/** Everything somebody was given: words and what is in the files. */
const given = async (office: Office, before: number): Promise<string> => {
  const sent = office.platform.sent.slice(before);
  const files = await Promise.all(sent.map(async ({ message }) => (message.kind === 'file' ? new TextDecoder().decode(await office.bureau.deps.blobs.get(message.blob as never)) : '')));
  return [...sent.map((each) => wordsOf(each, office.platform)), ...files].join('\n');
};

/** As the table shows it, about task 1; the verbs that change the bureau itself are no way to look. */
const LINES = VERBS.filter(({ verb }) => !/^(?:解绑|绑定|科室 新增|单位 新建)/.test(verb)).map(({ usage }) => (usage.split('；')[0] ?? usage).replace(/\bT?7-([12])\b/g, '1-$1').replace(/(?<=\s)7(?=\s|$)/g, '1'));

test('the administrator says every command: no name, no code of the rosters, whatever he asks', async () => {
  const { office, names, codes } = await hidden();
  const before = office.platform.sent.length;
  for (const line of [...LINES, '导出 对象', '导出 结果 1', '导出 方案 1', '导出 确认书 1', '日志 1-1', '任务单 1-1', '接受 QT-001', '删除 QT-001', '培训机构QT-001', '帮助 培训机构', '为什么 1 QT-001']) {
    const from = office.platform.sent.length;
    await office.say('何涛', line);
    const read = await given(office, from);
    // What he typed himself may come back to him.
    const told = [...names, ...codes].filter((word) => !line.includes(word) && read.includes(word));
    expect([line, told]).toEqual([line, []]);
  }
  expect(office.platform.sent.length).toBeGreaterThan(before + LINES.length / 2);
});

test('who inspects one visit reads nothing of the list: not in 我的, 日志, 导出, 任务, 期限 nor in a refusal', async () => {
  const { office, outsider, names } = await hidden();
  for (const line of ['我的', '任务 1', '任务单', '任务单 1-1', '日志 1', '日志 1-1', '导出 结果 1', '导出 方案 1', '期限 1', '结果表 1', '复核 1', '为什么 1 QT-001', '更换 1-1', '结束 1-1', '通知 1-1', '协助 1-1', '大屏 1', '预览 1', '删除 1-1', '我的 1']) {
    const from = office.platform.sent.length;
    await office.say(outsider, line);
    const read = await given(office, from);
    expect([line, names.filter((name) => read.includes(name))]).toEqual([line, []]);
  }
});

test('the pages with an address of their own: the big screen and the check code name nobody before the day', async () => {
  const { office: { bureau: { deps } }, task, names } = await hidden();
  const screen = JSON.stringify(await (await screenOf(deps)(task))?.show());
  const pages = JSON.stringify(await Promise.all((await deps.states.find('inspection', { task })).map(({ id }) => checkPage(deps)(id as never))));
  for (const name of names) expect([name, screen.includes(name), pages.includes(name)]).toEqual([name, false, false]);
  expect(screen).toContain('对象 1');
});

test('the same look finds the names where they may be: with the clerk', async () => {
  const { office, names } = await hidden();
  await office.settle();
  const from = office.platform.sent.length;
  await office.say('王敏', '导出 结果 1');
  const read = await given(office, from);
  expect(names.filter((name) => read.includes(name))).toEqual(names);
});

test('the group hears numbers only', async () => {
  const { office, names } = await hidden();
  for (const line of ['任务 1', '结果表 1', '复核 1', '期限 1', '两库 1']) await office.say('王敏', line, { group: true });
  const read = office.inGroup().map((each) => wordsOf(each, office.platform)).join('\n');
  expect(names.filter((name) => read.includes(name))).toEqual([]);
});
