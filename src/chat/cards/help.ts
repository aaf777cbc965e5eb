/** The help card: what is due first, then everything this person may do. */
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import type { Person } from '../../domain/people/unit.ts';
import { plain } from '../markdown.ts';
import type { HelpRow } from '../help.ts';
import type { Card } from '../platform.ts';

const line = ({ usage, help }: HelpRow): string => `• **${plain(usage)}**\u3000${plain(help)}`;

export const helpCard = (person: Person | null, rows: readonly HelpRow[], dueCount: number): Card => {
  const due = rows.filter(({ isDue }) => isDue);
  const rest = rows.filter(({ isDue }) => !isDue);
  return {
    title: person === null ? '帮助' : `帮助 · ${person.name}（${person.roles.map((role) => ROLE_NAMES[role]).join('、')}）`,
    tone: 'info',
    summary: dueCount === 0 ? '您能做的事' : `待办 ${String(dueCount)} 项`,
    body: [
      ...(due.length === 0 ? [] : [`**现在该做的（待办 ${String(dueCount)}）**`, ...due.map(line), '**还可以**']),
      ...rest.map(line),
    ].join('\n'),
    ...(person === null ? {} : { actions: [{ id: 'mine.show', label: '我的待办', style: 'primary' as const }] }),
    note: '编号可只写数字（7 = 今年第 7 号）；全角半角、9.16、百分之五都认识。群里请@我；群里的办理会先请您确认。',
  };
};
