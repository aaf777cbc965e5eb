/** What was said is no command: the three nearest, and the way to the whole list. */
import { plain } from '../markdown.ts';
import type { Card } from '../platform.ts';

export const unknownCard = (said: string, nearest: readonly { readonly usage: string; readonly help: string }[]): Card => ({
  title: '没有听懂',
  tone: 'muted',
  summary: '没有听懂，请看最相近的命令',
  body: [`没有「${plain(said.slice(0, 40))}」这个命令。您是不是要：`, ...nearest.map(({ usage, help }) => `• **${plain(usage)}**\u3000${plain(help)}`)].join('\n'),
  note: '发送「帮助」查看能做的事。',
});
