/** The help card: what is due first, then what this person may do, by topic; a topic or a verb alone in full. */
import { rolesFor } from '../../domain/people/permissions.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import type { Person } from '../../domain/people/unit.ts';
import { plain } from '../markdown.ts';
import type { Help, HelpRow } from '../help.ts';
import type { Button, Card } from '../platform.ts';

/** So many lines can be taken in at a glance; beyond, verbs stand together by topic. */
const GLANCE = 12;

const line = ({ usage, help }: HelpRow): string => `• **${plain(usage)}**\u3000${plain(help)}`;
const titleFor = (person: Person | null): string => (person === null ? '帮助' : `帮助 · ${person.name}（${person.roles.map((role) => ROLE_NAMES[role]).join('、')}）`);
const MINE: Button = { id: 'mine.show', label: '我的待办', style: 'primary' };
const NOTE = '编号可只写数字（7 = 今年第 7 号）；全角半角、9.16、百分之五都认识。群里请@我；群里的办理会先请您确认。';

export const helpCard = (person: Person | null, { due, topics }: Help, dueCount: number): Card => {
  const rest = topics.flatMap(({ rows }) => rows).filter((row) => !due.includes(row));
  const isShort = rest.length <= GLANCE;
  const others = isShort ? rest.map(line) : topics.map(({ title, rows }) => `**${title}**\u3000${rows.map(({ verb }) => plain(verb)).join(' · ')}`);
  const buttons: readonly Button[] = isShort ? [] : topics.map(({ title }) => ({ id: 'help.topic', label: title, value: { topic: title } }));
  return {
    title: titleFor(person),
    tone: 'info',
    summary: dueCount === 0 ? '您能做的事' : `待办 ${String(dueCount)} 项`,
    body: [...(due.length === 0 ? [] : [`**现在该做的（待办 ${String(dueCount)}）**`, ...due.map(line), '**还可以**']), ...others].join('\n'),
    ...(person === null ? {} : { actions: [MINE, ...buttons] }),
    note: isShort ? NOTE : `要看写法，点主题，或发送「帮助 主题」「帮助 命令」。${NOTE}`,
  };
};

const who = ({ for: whom }: HelpRow): string => {
  switch (whom) {
    case 'everybody': return '所有人';
    case 'bound': return '已绑定的人';
    default: return rolesFor(whom).map((role) => ROLE_NAMES[role]).join('、');
  }
};
const inFull = (row: HelpRow): readonly string[] => {
  const also = row.aliases.filter((alias) => /\p{Script=Han}/u.test(alias));
  return [line(row), `\u3000${[...(also.length === 0 ? [] : [`也可以写：${also.map(plain).join('、')}`]), `谁可以：${who(row)}`].join('；')}`];
};

export const helpAboutCard = (person: Person | null, { title, rows }: { readonly title: string; readonly rows: readonly HelpRow[] }): Card => ({
  title: `帮助 · ${title}`,
  tone: 'info',
  summary: `${title}：${String(rows.length)} 条`,
  body: rows.flatMap(rows.length <= 3 ? inFull : (row) => [line(row)]).join('\n'),
  ...(person === null ? {} : { actions: [MINE] }),
  note: NOTE,
});
