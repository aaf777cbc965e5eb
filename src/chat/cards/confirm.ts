/**
 * The confirm card: in a group nothing is decided on one sentence (写操作在群里一律回确认卡).
 *
 * It carries the line as typed; who presses it runs that line in his own name, and only who typed it may press.
 */
import { clipped, plain } from '../markdown.ts';
import type { Card } from '../platform.ts';
import type { Ask, Verb } from '../verb.ts';

export const CONFIRM_ACTION = 'line.confirm';

export const confirmSubject = (platform: string, key: string): string => `confirm/${platform}/${key}`;

/** As typed, but certificate numbers are starred: the card stands in a group. */
const MOST_CHARACTERS = 600;
const linesOf = (text: string): string => text.split('\n').map(plain).join('\n');

/** Beside a name that is being bound a number can only be his certificate's. */
const BARE_CERTIFICATE = /^(?=.*\d)[\w\u4E00-\u9FFF()\u3014\u3015-]{5,}$/u;
const starred = (line: string): string => {
  const named = line.replace(/((?:执法)?证号?[=\uFF1D])\S+/g, '$1****');
  return /^绑定(?:\s|$)/.test(named) ? named.split(/([\s,、;]+)/).map((word) => (BARE_CERTIFICATE.test(word.normalize('NFKC')) ? '****' : word)).join('') : named;
};
const shownLine = (line: string, mentions: Ask['mentions']): string => starred(mentions.reduce((text, { user, name }) => text.replaceAll(`@{${user}}`, `@${name}`), line));

export const confirmCard = (ask: Ask, verb: Verb): Card => {
  const line = [verb.verb, ask.command.rest].filter((part) => part !== '').join(' ');
  const shown = shownLine(line, ask.mentions);
  return {
    title: `请确认：${verb.verb}`,
    tone: 'info',
    summary: `${ask.person?.name ?? ''} 请确认：${clipped(shown, 60)}`,
    body: `${plain(ask.person?.name ?? '您')} 要办理：\n${linesOf(clipped(shown, MOST_CHARACTERS))}`,
    actions: [{
      id: CONFIRM_ACTION, label: '确认办理', style: 'primary',
      value: { line, by: ask.account.id, subject: confirmSubject(ask.platform, ask.inbound.key), mentions: JSON.stringify(ask.mentions.map(({ user, name }) => [user, name])) },
    }],
    note: `${verb.help}。只有发出命令的人可以确认；不办理则无需操作。`,
  };
};

export const confirmedCard = (line: string, mentions: Ask['mentions'], outcome: string): Card => ({
  title: '已办理',
  tone: 'ok',
  summary: clipped(outcome.split('\n')[0] ?? '', 60),
  // An outcome of several lines says of each what became of it; the request would only be there twice.
  body: [...(outcome.includes('\n') ? [] : [linesOf(clipped(shownLine(line, mentions), MOST_CHARACTERS))]), linesOf(outcome)].join('\n'),
});

/** The mentions a confirm card carried along. */
export const mentionsIn = (text: string | undefined): Ask['mentions'] => {
  if (text === undefined || text === '') return [];
  const pairs: unknown = JSON.parse(text);
  if (!Array.isArray(pairs)) return [];
  return pairs.flatMap((pair: unknown) => (Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'string' ? [{ user: pair[0], name: pair[1] }] : []));
};
