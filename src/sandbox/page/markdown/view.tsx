/**
 * Markdown nodes → elements. The only place where text of cards becomes something to see; it builds nodes, never HTML.
 */
import type { JSX } from 'preact';
import { colour, hue } from '../card/look.ts';
import { dayOf, formatDate, clockOf } from '../chat/time.ts';
import type { Block, Inline } from './model.ts';
import { parseMarkdown } from './parse.ts';

/** Whom an id names; null when unknown in this chat. */
export type NameOf = (openId: string) => string | null;

export const Mention = ({ users, nameOf }: { readonly users: readonly string[] | 'all'; readonly nameOf: NameOf }): JSX.Element => (
  <>{users === 'all' ? <span class="mention">@所有人</span> : users.map((id) => <span class="mention" key={id}>@{nameOf(id) ?? '未知成员'}</span>)}</>
);

const timeText = (epochMs: number, format: string): string => {
  if (format === 'time') return clockOf(epochMs);
  if (format === 'date_num') return dayOf(epochMs);
  return formatDate(epochMs, 'YYYY年MM月DD日');
};

const InlineNode = ({ node, nameOf }: { readonly node: Inline; readonly nameOf: NameOf }): JSX.Element => {
  switch (node.kind) {
    case 'text': return <>{node.text}</>;
    case 'break': return <br />;
    case 'strong': return <strong><Inlines nodes={node.children} nameOf={nameOf} /></strong>;
    case 'em': return <em><Inlines nodes={node.children} nameOf={nameOf} /></em>;
    case 'strike': return <s><Inlines nodes={node.children} nameOf={nameOf} /></s>;
    case 'code': return <code>{node.text}</code>;
    case 'link': return <a href={node.href} target="_blank" rel="noopener noreferrer"><Inlines nodes={node.children} nameOf={nameOf} /></a>;
    case 'font': return <span style={{ color: colour(node.colour) ?? 'inherit' }}><Inlines nodes={node.children} nameOf={nameOf} /></span>;
    case 'at': return <Mention users={node.users} nameOf={nameOf} />;
    case 'tag': return <span class="text-tag" data-hue={hue(node.colour)}><Inlines nodes={node.children} nameOf={nameOf} /></span>;
    case 'number': return <span class="number-tag">{node.text}</span>;
    case 'time': return <time dateTime={new Date(node.epochMs).toISOString()}>{timeText(node.epochMs, node.format)}</time>;
  }
};

export const Inlines = ({ nodes, nameOf }: { readonly nodes: readonly Inline[]; readonly nameOf: NameOf }): JSX.Element => <>{nodes.map((node, at) => <InlineNode key={at} node={node} nameOf={nameOf} />)}</>;

const BlockNode = ({ block, nameOf }: { readonly block: Block; readonly nameOf: NameOf }): JSX.Element => {
  switch (block.kind) {
    case 'paragraph': return <p><Inlines nodes={block.children} nameOf={nameOf} /></p>;
    case 'heading': return <div class={`md-heading md-h${String(block.level)}`} role="heading" aria-level={block.level + 1}><Inlines nodes={block.children} nameOf={nameOf} /></div>;
    case 'quote': return <blockquote><Blocks blocks={block.children} nameOf={nameOf} /></blockquote>;
    case 'code': return <pre tabIndex={0}><code>{block.text}</code></pre>;
    case 'rule': return <hr />;
    case 'list': {
      const items = block.items.map((item, at) => <li key={at}><Blocks blocks={item} nameOf={nameOf} /></li>);
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table': return (
      <div class="md-table" tabIndex={0} role="region" aria-label="表格">
        <table>
          <thead><tr>{block.head.map((cell, column) => <th key={column} scope="col" style={{ textAlign: block.align[column] ?? 'left' }}><Inlines nodes={cell} nameOf={nameOf} /></th>)}</tr></thead>
          <tbody>{block.rows.map((row, at) => <tr key={at}>{row.map((cell, column) => <td key={column} style={{ textAlign: block.align[column] ?? 'left' }}><Inlines nodes={cell} nameOf={nameOf} /></td>)}</tr>)}</tbody>
        </table>
      </div>
    );
  }
};

const Blocks = ({ blocks, nameOf }: { readonly blocks: readonly Block[]; readonly nameOf: NameOf }): JSX.Element => <>{blocks.map((block, at) => <BlockNode key={at} block={block} nameOf={nameOf} />)}</>;

export const Markdown = ({ source, nameOf }: { readonly source: string; readonly nameOf: NameOf }): JSX.Element => <Blocks blocks={parseMarkdown(source)} nameOf={nameOf} />;
