/**
 * The bureau's main job as its people do it in the chat: each step says or clicks what a clerk would and waits for what he would see.
 */
import type { MessageView } from '../../src/sandbox/control-api.ts';
import { GROUP, isCard, saying, textOf } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { INSPECTORS, inspectorsBook, itemsBook, targetsBook } from './workbooks.ts';

const PEOPLE = [
  '@{王敏} 综合科 经办人', '@{李建国} 综合科 科室负责人', '@{赵红} 教育科 科室负责人', '@{陈志远} 局领导 分管负责人', '@{周正} 局领导 主要负责人', '@{孙岩} 驻局纪检 监督员',
];

/** From the one-time code to a bound group and bound people. */
export const setUp = async (talk: Conversation, rules = '南通通州'): Promise<void> => {
  const code = talk.service().administratorCode ?? '';
  await talk.ask('何涛', `绑定 管理员 ${code} 何涛`, { fits: (text) => text.includes('您已是系统管理员') });
  await talk.ask('何涛', `单位 新建 临海区教育和卫生健康局 规则=${rules} 科室=综合科,教育科,卫健科`, { fits: (text) => text.includes('已建立单位') });
  await talk.ask('何涛', '绑定 本群', { chat: GROUP, fits: (text) => text.includes('已绑定本群') });
  const inspectors = INSPECTORS.map(([name, section, certificate]) => `@{${name}} ${section} 执法检查人员 执法证=${certificate}`);
  const since = talk.say('何涛', `绑定 ${[...PEOPLE, ...inspectors].join('\n')}`, GROUP);
  const asked = await talk.until('the confirmation', '何涛', saying('确认办理'), { chat: GROUP, since });
  await talk.click('何涛', asked, '确认办理');
  await talk.until('the people bound', '何涛', saying('已绑定 14 人', '✓ 陈志远（局领导）分管负责人'), { chat: GROUP, since });
};

/** One file dropped in private: preview, then written. */
export const importBook = async (talk: Conversation, who: string, name: string, bytes: Uint8Array): Promise<MessageView> => {
  const since = talk.upload(who, name, bytes);
  const preview = await talk.until(`the preview of ${name}`, who, (message) => isCard(message) && saying('导入预检')(message), { since });
  const button = /写入 \d+ 条/.exec(textOf(preview))?.[0] ?? '写入';
  await talk.click(who, preview, button);
  return talk.until(`${name} written`, who, saying(/已写入|写入完成|第 ?\d+ ?版/), { since });
};

export const importAll = async (talk: Conversation): Promise<void> => {
  await importBook(talk, '王敏', '随机抽查事项清单.xlsx', await itemsBook());
  await importBook(talk, '王敏', '检查对象名录.xlsx', await targetsBook());
  await importBook(talk, '王敏', '执法检查人员名录.xlsx', await inspectorsBook());
};

const shortDate = (offsetDays: number): string => {
  const date = new Date(Date.now() + offsetDays * 86_400_000);
  return `${String(date.getFullYear())}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
};

/** @returns the task's number, T2026-001 */
export const newTask = async (talk: Conversation): Promise<string> => {
  const made = await talk.ask('王敏', `任务 新建 校外培训机构联合抽查 发起=教育科 配合=综合科 事项=A03 比例=10% 重点=全部 每组=2 期限=${shortDate(1)}至${shortDate(30)} 来源=上级交办`, { fits: (text) => /T\d{4}-\d{3}/.test(text) });
  return /T\d{4}-\d{3}/.exec(textOf(made))?.[0] ?? '';
};

export const confirmRosters = async (talk: Conversation, task: string): Promise<void> => {
  for (const who of ['赵红', '李建国']) await talk.ask(who, `确认名录 ${task}`, { fits: (text) => text.includes('已确认') });
  await talk.until('every tick in the group', '赵红', (message) => isCard(message) && saying('两库更新确认', task)(message) && !textOf(message).includes('☐'), { chat: GROUP });
};

/** One ceremony in the group, all on one evolving card: opened, witnessed, attested, locked. */
export const ceremony = async (talk: Conversation, task: string, serial = 'QR71234567'): Promise<MessageView> => {
  const since = talk.say('赵红', `抽取 ${task} @{孙岩}`, GROUP);
  const inGroup = (what: string, who: string, ...parts: readonly (string | RegExp)[]): Promise<MessageView> =>
    talk.until(what, who, (message) => isCard(message) && saying(...parts)(message), { chat: GROUP, since });
  const asked = await inGroup('a confirmation or the commitment', '赵红', /确认办理|公开抽取/);
  if (textOf(asked).includes('确认办理')) await talk.click('赵红', asked, '确认办理');
  await talk.click('孙岩', await inGroup('the commitment', '孙岩', '公开抽取', '第 2 步 见证', '提交'), '提交', { text: serial });
  await talk.click('孙岩', await inGroup('the result', '孙岩', '公开抽取', '我见证，结果与显示一致'), '我见证，结果与显示一致');
  await talk.click('赵红', await inGroup('the witnessed result', '赵红', '公开抽取', '已确认结果一致'), '锁定');
  return inGroup('the lock', '赵红', '公开抽取', '已锁定');
};

/** A click that the chat answers with anything but success is an error. */
const press = async (talk: Conversation, who: string, card: MessageView, button: string, form?: Readonly<Record<string, string>>): Promise<void> => {
  const { toast, error } = await talk.click(who, card, button, form);
  if (error !== null || (toast !== null && toast.type !== 'success' && toast.type !== 'info')) throw new Error(`${who} 点击「${button}」: ${error?.text ?? toast?.content ?? ''}`);
};

/** Assignments wait in private chats: one inspector asks to be replaced, the deputy picks another, everybody else accepts. */
export const acceptAndSubstitute = async (talk: Conversation, task: string): Promise<{ readonly inspection: string; readonly old: string; readonly picked: string }> => {
  const isAssignment = (message: MessageView): boolean => isCard(message) && saying(task, '接受')(message);
  const [who, card] = await Promise.any(INSPECTORS.map(async ([name]) => [name, await talk.until('an assignment', name, isAssignment)] as const));
  const inspection = /T\d{4}-\d{3}-\d{2}/.exec(textOf(card))?.[0] ?? '';
  const asked = talk.say(who, `更换 ${inspection} 工作 参加全省业务培训，无法到场`);
  await talk.until('the request noted', who, saying(/申请|提交/), { since: asked });
  const approval = await talk.until('the request for approval', '陈志远', (message) => isCard(message) && saying('更换', inspection)(message));
  const [option = '', picked = ''] = /^(\S+)（.+?）本年 \d+ 次$/m.exec(textOf(approval)) ?? [];
  await press(talk, '陈志远', approval, '同意并选派', { pick: option });
  await talk.until('the substitute to be told', picked, saying(inspection));
  for (const [name] of INSPECTORS) {
    for (const assignment of talk.messages(name).filter(isAssignment)) await press(talk, name, assignment, '接受');
  }
  return { inspection, old: who, picked };
};
