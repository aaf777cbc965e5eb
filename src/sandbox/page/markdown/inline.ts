/**
 * Inline Feishu markdown → nodes.
 *
 * One left-to-right pass: at each position the first recogniser that fits takes its span, otherwise one character is
 * text. Unclosed marks stay visible as they were typed. Only http, https and mailto links become links.
 * Pure. Source: the platform's document “富文本（Markdown）组件”.
 */
import type { Inline } from './model.ts';

interface Taken { readonly node: Inline; readonly end: number }
type Recogniser = (source: string, at: number, depth: number) => Taken | null;

const DEEPEST = 8;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: '\u00a0', ast: '*', lowbar: '_', num: '#', lpar: '(', rpar: ')', lsqb: '[', rsqb: ']', colon: ':', grave: '`' };

/** `&#42;` and `&lt;` back to the characters they stand for; unknown entities stay as typed. */
export const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const point = decimal !== undefined ? Number.parseInt(decimal, 10) : Number.parseInt(hex ?? '', 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });

/** The address when it is safe to follow, otherwise null. */
export const safeHref = (address: string): string | null => (/^(?:https?:\/\/[^\s]+|mailto:[^\s]+)$/i.test(address.trim()) ? address.trim() : null);

const attribute = (attributes: string, name: string): string | null => {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:'([^']*)'|"([^"]*)"|([^\\s'">]+))`, 'i').exec(attributes);
  return found === null ? null : (found[1] ?? found[2] ?? found[3] ?? '');
};

const sticky = (pattern: RegExp) => {
  const anchored = new RegExp(pattern.source, 'y' + pattern.flags.replace(/[yg]/g, ''));
  return (source: string, at: number): RegExpExecArray | null => {
    anchored.lastIndex = at;
    return anchored.exec(source);
  };
};

/** A recogniser made of a pattern and what its match means; `null` means: not this after all. */
const on = (pattern: RegExp, meaning: (match: RegExpExecArray, depth: number) => Inline | null): Recogniser => {
  const match = sticky(pattern);
  return (source, at, depth) => {
    const found = match(source, at);
    if (found === null || found[0] === '') return null;
    const node = meaning(found, depth);
    return node === null ? null : { node, end: at + found[0].length };
  };
};

const inner = (text: string | undefined, depth: number): readonly Inline[] => parseInline(text ?? '', depth + 1);
const users = (list: string): readonly string[] => list.split(',').map((id) => id.trim()).filter((id) => id !== '');

const mention = (attributes: string): Inline | null => {
  const one = attribute(attributes, 'id') ?? attribute(attributes, 'user_id');
  const many = attribute(attributes, 'ids');
  if (one === 'all') return { kind: 'at', users: 'all' };
  const named = users(one ?? many ?? '');
  return named.length === 0 ? null : { kind: 'at', users: named };
};

const link = (label: string, address: string, depth: number): Inline => {
  const href = safeHref(decodeEntities(address));
  return href === null ? { kind: 'text', text: decodeEntities(label) } : { kind: 'link', href, children: inner(label, depth) };
};

const RECOGNISERS: readonly Recogniser[] = [
  on(/\\([\\`*_{}[\]()#+\-.!~<>|])/, (m) => ({ kind: 'text', text: m[1] ?? '' })),
  on(/(`+)([\s\S]+?)\1(?!`)/, (m) => ({ kind: 'code', text: decodeEntities(m[2] ?? '') })),
  on(/<br\s*\/?>|\n/i, () => ({ kind: 'break' })),
  on(/<at\s+([^>]*?)\/?>(?:[^<]*<\/at>)?/i, (m) => mention(m[1] ?? '')),
  on(/<person\s+([^>]*?)\/?>(?:[^<]*<\/person>)?/i, (m) => mention(m[1] ?? '')),
  on(/<font\s+([^>]*)>([\s\S]*?)<\/font>/i, (m, depth) => ({ kind: 'font', colour: attribute(m[1] ?? '', 'color') ?? 'default', children: inner(m[2], depth) })),
  on(/<text_tag\b([^>]*)>([\s\S]*?)<\/text_tag>/i, (m, depth) => ({ kind: 'tag', colour: attribute(m[1] ?? '', 'color') ?? 'neutral', children: inner(m[2], depth) })),
  on(/<number_tag\b[^>]*>([^<]*)<\/number_tag>/i, (m) => ({ kind: 'number', text: decodeEntities(m[1] ?? '') })),
  on(/<local_datetime\s+([^>]*?)\/?>(?:[^<]*<\/local_datetime>)?/i, (m) => {
    const epochMs = Number(attribute(m[1] ?? '', 'millisecond'));
    return Number.isFinite(epochMs) ? { kind: 'time', epochMs, format: attribute(m[1] ?? '', 'format_type') ?? 'date_num' } : null;
  }),
  on(/<a\s+([^>]*)>([\s\S]*?)<\/a>/i, (m, depth) => link(m[2] ?? '', attribute(m[1] ?? '', 'href') ?? '', depth)),
  on(/<link\s+([^>]*)>([\s\S]*?)<\/link>/i, (m, depth) => link(m[2] ?? '', attribute(m[1] ?? '', 'url') ?? '', depth)),
  on(/\[([^\]\n]+)\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/, (m, depth) => link(m[1] ?? '', m[2] ?? '', depth)),
  on(/\*\*\*(?=\S)([\s\S]+?)\*\*\*/, (m, depth) => ({ kind: 'strong', children: [{ kind: 'em', children: inner(m[1], depth) }] })),
  on(/\*\*(?=\S)([\s\S]+?)\*\*/, (m, depth) => ({ kind: 'strong', children: inner(m[1], depth) })),
  on(/~~(?=\S)([\s\S]+?)~~/, (m, depth) => ({ kind: 'strike', children: inner(m[1], depth) })),
  on(/\*(?=[^\s*])([^*\n]+?)\*(?!\*)/, (m, depth) => ({ kind: 'em', children: inner(m[1], depth) })),
  on(/https?:\/\/[^\s<>"'，。；、！？（）《》]+/i, (m) => {
    const href = safeHref(m[0]);
    return href === null ? null : { kind: 'link', href, children: [{ kind: 'text', text: m[0] }] };
  }),
];

const STARTS = /[\\`<\n*~[hH]/;

export const parseInline = (source: string, depth = 0): readonly Inline[] => {
  if (depth > DEEPEST) return [{ kind: 'text', text: source }];
  const nodes: Inline[] = [];
  let text = '';
  const flush = (): void => {
    if (text !== '') nodes.push({ kind: 'text', text: decodeEntities(text) });
    text = '';
  };
  let at = 0;
  while (at < source.length) {
    const character = source.charAt(at);
    const taken = STARTS.test(character) ? firstFit(source, at, depth) : null;
    if (taken === null) {
      text += character;
      at += 1;
      continue;
    }
    flush();
    nodes.push(taken.node);
    at = taken.end;
  }
  flush();
  return nodes;
};

const firstFit = (source: string, at: number, depth: number): Taken | null => {
  for (const recognise of RECOGNISERS) {
    const taken = recognise(source, at, depth);
    if (taken !== null) return taken;
  }
  return null;
};
