/** 命令一览 of the staff manual, written from the table of commands itself. */
import { TOPICS } from '../../src/chat/commands.ts';
import type { Verb } from '../../src/chat/verb.ts';
import { rolesFor } from '../../src/domain/people/permissions.ts';
import { ROLE_NAMES } from '../../src/domain/people/roles.ts';

const whoMay = ({ for: who }: Verb): string => {
  switch (who) {
    case 'everybody': return '所有人';
    case 'bound': return '已绑定的人';
    default: return rolesFor(who).map((role) => ROLE_NAMES[role]).join('、');
  }
};
const WHERE: Readonly<Record<Verb['answers'], string>> = { publicly: '群里、私聊', here: '工作群、私聊', privately: '私聊' };

const isChinese = (alias: string): boolean => /\p{Script=Han}/u.test(alias);
const row = (verb: Verb): string => {
  const also = [...verb.aliases.filter(isChinese), ...verb.aliases.filter((alias) => !isChinese(alias) && /^[a-z]/.test(alias))];
  return `| ${verb.usage} | ${verb.help} | ${also.join('、')} | ${whoMay(verb)} | ${WHERE[verb.answers]} |`;
};

export const commandsPage = (): string => [
  '# 命令一览',
  '',
  '按钮能办的事，打字都能办。群里先 @机器人，再写命令；私聊直接写。',
  '',
  '- 编号可以只写数字：`7` 就是今年第 7 号任务，`7-2` 就是它的第 2 户。',
  '- 全角、半角都行，键=值 之间用空格或逗号都行；只发编号就看任务；`9.16`、`9月16日`、`2026-09-16` 是同一天；`5%`、`百分之五` 是同一个比例。',
  '- 会改变结果的命令，在群里发出后先出确认卡，本人点「确认办理」才算数。',
  '- 写错了不要紧，机器人会列出最相近的几个命令。',
  ...TOPICS.flatMap(({ title, verbs }) => ['', `## ${title}`, '', '| 这样写 | 作用 | 也可以说 | 谁可以 | 在哪里 |', '|---|---|---|---|---|', ...verbs.map(row)]),
  '',
  '[回到目录](README.md)',
  '',
].join('\n');
