/**
 * Feishu markdown → blocks.
 *
 * A line decides what its block is (fence, rule, heading, table, list, quote, else paragraph); a line break inside a
 * paragraph is a line break on the screen, as in the real client. Pure, total: any text yields some blocks.
 * Source: the platform's document “富文本（Markdown）组件”.
 */
import { parseInline } from './inline.ts';
import type { Align, Block } from './model.ts';

const FENCE = /^\s*```\s*([\w+-]*)\s*$/;
const RULE = /^\s*(?:<hr\s*\/?>|-{3,}|\*{3,})\s*$/i;
const HEADING = /^\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const ITEM = /^(\s*)(?:([-*+])|(\d{1,6})[.)])\s+(.*)$/;
const QUOTE = /^\s{0,3}>\s?(.*)$/;
const DIVIDER = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/;
const DEEPEST = 6;

interface Step { readonly block: Block; readonly next: number }

export const parseMarkdown = (source: string, depth = 0): readonly Block[] => {
  const lines = source.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if ((lines[at] ?? '').trim() === '') {
      at += 1;
      continue;
    }
    const step = blockAt(lines, at, depth);
    blocks.push(step.block);
    at = step.next;
  }
  return blocks;
};

const blockAt = (lines: readonly string[], at: number, depth: number): Step => {
  const line = lines[at] ?? '';
  const fence = FENCE.exec(line);
  if (fence !== null) return fenceAt(lines, at, fence[1] ?? '');
  if (RULE.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  const heading = HEADING.exec(line);
  if (heading !== null) return { block: { kind: 'heading', level: (heading[1] ?? '#').length, children: parseInline(heading[2] ?? '') }, next: at + 1 };
  if (isTableAt(lines, at)) return tableAt(lines, at);
  if (depth < DEEPEST && ITEM.test(line)) return listAt(lines, at, depth);
  if (depth < DEEPEST && QUOTE.test(line)) return quoteAt(lines, at, depth);
  return paragraphAt(lines, at, depth);
};

const fenceAt = (lines: readonly string[], at: number, language: string): Step => {
  let end = at + 1;
  while (end < lines.length && !/^\s*```\s*$/.test(lines[end] ?? '')) end += 1;
  return { block: { kind: 'code', language, text: lines.slice(at + 1, end).join('\n') }, next: end + 1 };
};

const cellsOf = (line: string): readonly string[] =>
  line.trim().replace(/^\|/, '').replace(/(?<!\\)\|$/, '').split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));

const isTableAt = (lines: readonly string[], at: number): boolean => (lines[at] ?? '').includes('|') && (lines[at + 1] ?? '').includes('-') && DIVIDER.test(lines[at + 1] ?? '') && (lines[at + 1] ?? '').includes('|');

const alignOf = (cell: string): Align => {
  if (cell.startsWith(':') && cell.endsWith(':')) return 'center';
  return cell.endsWith(':') ? 'right' : 'left';
};

const tableAt = (lines: readonly string[], at: number): Step => {
  const head = cellsOf(lines[at] ?? '').map((cell) => parseInline(cell));
  const align = cellsOf(lines[at + 1] ?? '').map(alignOf);
  let end = at + 2;
  while (end < lines.length && (lines[end] ?? '').includes('|')) end += 1;
  const rows = lines.slice(at + 2, end).map((line) => {
    const cells = cellsOf(line);
    return head.map((_, column) => parseInline(cells[column] ?? ''));
  });
  return { block: { kind: 'table', align, head, rows }, next: end };
};

/** Items of one list; deeper indented lines belong to the item above them and are parsed as its own blocks. */
const listAt = (lines: readonly string[], at: number, depth: number): Step => {
  const first = ITEM.exec(lines[at] ?? '');
  const indent = (first?.[1] ?? '').length;
  const ordered = first?.[3] !== undefined;
  const items: (readonly Block[])[] = [];
  let next = at;
  while (next < lines.length) {
    const item = ITEM.exec(lines[next] ?? '');
    if (item === null || (item[1] ?? '').length !== indent || (item[3] !== undefined) !== ordered) break;
    const own = [item[4] ?? ''];
    next += 1;
    while (next < lines.length && (lines[next] ?? '').trim() !== '' && indentOf(lines[next] ?? '') > indent) {
      own.push((lines[next] ?? '').slice(indent + 2));
      next += 1;
    }
    items.push(parseMarkdown(own.join('\n'), depth + 1));
  }
  return { block: { kind: 'list', ordered, start: Number(first?.[3] ?? 1), items }, next };
};

const indentOf = (line: string): number => line.length - line.trimStart().length;

const quoteAt = (lines: readonly string[], at: number, depth: number): Step => {
  let end = at;
  const own: string[] = [];
  while (end < lines.length) {
    const quoted = QUOTE.exec(lines[end] ?? '');
    if (quoted === null) break;
    own.push(quoted[1] ?? '');
    end += 1;
  }
  return { block: { kind: 'quote', children: parseMarkdown(own.join('\n'), depth + 1) }, next: end };
};

const paragraphAt = (lines: readonly string[], at: number, depth: number): Step => {
  let end = at + 1;
  while (end < lines.length && (lines[end] ?? '').trim() !== '' && !startsOther(lines, end, depth)) end += 1;
  return { block: { kind: 'paragraph', children: parseInline(lines.slice(at, end).join('\n')) }, next: end };
};

const startsOther = (lines: readonly string[], at: number, depth: number): boolean => {
  const line = lines[at] ?? '';
  return FENCE.test(line) || RULE.test(line) || HEADING.test(line) || isTableAt(lines, at) || (depth < DEEPEST && (ITEM.test(line) || QUOTE.test(line)));
};
