/** 删除不了: nothing is deleted, and what to do instead, to tap or to type. */
import { may, rolesFor } from '../../domain/people/permissions.ts';
import { ROLE_NAMES } from '../../domain/people/roles.ts';
import type { Person } from '../../domain/people/unit.ts';
import type { Way } from '../lawful-ways.ts';
import { plain } from '../markdown.ts';
import type { Button, Card } from '../platform.ts';

const who = ({ by }: Way, person: Person | null): string => (by === null || (person !== null && may(person, by)) ? '' : `（由${rolesFor(by).map((role) => ROLE_NAMES[role]).join('、')}办理）`);

const STEPS = 4;

export const neverDeletedCard = (thing: string, because: string | null, ways: readonly Way[], person: Person | null): Card => ({
  title: `不能删除 · ${thing}`,
  tone: 'info',
  summary: `${thing}不能删除，可以${ways[0]?.verb ?? '更正'}`,
  body: [
    `这里什么都不删除：记下的都留痕，谁也不能抹掉。${because === null ? '' : `${plain(because)}。`}记错了、情况变了，这样办：`,
    ...ways.map((way) => `• **${plain(way.verb)}** ${plain(way.what)}${who(way, person)}\n\u3000${plain(way.typed)}`),
  ].join('\n'),
  actions: [...new Set(ways.map(({ verb }) => verb))].slice(0, STEPS).map((verb, index): Button => ({ id: 'way.explain', label: `怎么${verb}`, value: { verb }, ...(index === 0 ? { style: 'primary' } : {}) })),
  note: '依据：全程留痕。改过、撤过、作废过的，原来的记录都查得到。',
});
