/**
 * The table component: columns with types, rows a page at a time.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDate } from '../chat/time.ts';
import { Markdown } from '../markdown/view.tsx';
import { LeftIcon, RightIcon } from '../tools/icons.tsx';
import { useCard } from './context.ts';
import { hue, measure, textAlign } from './look.ts';
import { PersonChip } from './people.tsx';
import type { TableColumn, TableElement } from './model.ts';

const DEFAULT_PAGE_ROWS = 5;

const numberText = (value: number, format: TableColumn['format']): string => {
  const precision = format?.precision;
  const digits = new Intl.NumberFormat('zh-CN', { useGrouping: format?.separator ?? false, ...(precision === undefined ? {} : { minimumFractionDigits: precision, maximumFractionDigits: precision }) }).format(value);
  return `${format?.symbol ?? ''}${digits}`;
};

const idsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : typeof value === 'string' ? [value] : []);
const tagsOf = (value: unknown): readonly { readonly text: string; readonly color: string }[] =>
  (Array.isArray(value) ? value : []).flatMap((tag: unknown) => {
    if (typeof tag !== 'object' || tag === null || !('text' in tag)) return [];
    return [{ text: String(tag.text), color: 'color' in tag ? String(tag.color) : 'neutral' }];
  });
/** Room for the longest text of a column on one line, up to what two lines can hold: a narrow column stays narrow. */
const MOST_EMS = 8.5;
const EM_PX = 14;
/** A column's name is written smaller than what stands below it; a long one takes two lines. */
const HEAD_SIZE = 0.9;
const MOST_HEAD_EMS = 6;
const CELL_PADDING_PX = 22;
const emsOf = (text: string): number => Array.from(text).reduce((sum, character) => sum + (character.charCodeAt(0) < 0x2000 ? 0.6 : 1), 0);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');

const Cell = ({ column, value }: { readonly column: TableColumn; readonly value: unknown }): JSX.Element => {
  const card = useCard();
  switch (column.data_type) {
    case 'number': return <>{typeof value === 'number' ? numberText(value, column.format) : textOf(value)}</>;
    case 'options': return <span class="tags">{tagsOf(value).map((tag, at) => <span key={at} class="text-tag" data-hue={hue(tag.color)}>{tag.text}</span>)}</span>;
    case 'persons': return <span class="persons">{idsOf(value).map((id) => <PersonChip key={id} openId={id} />)}</span>;
    case 'date': return <>{typeof value === 'number' ? formatDate(value, column.date_format) : textOf(value)}</>;
    case 'markdown': case 'lark_md': return <div class="md"><Markdown source={textOf(value)} nameOf={card.nameOf} /></div>;
    default: return <>{textOf(value)}</>;
  }
};

export const Table = ({ element }: { readonly element: TableElement }): JSX.Element => {
  const [page, setPage] = useState(0);
  const columns = element.columns ?? [];
  const rows = element.rows ?? [];
  const pageRows = element.page_size ?? DEFAULT_PAGE_ROWS;
  const pages = Math.max(1, Math.ceil(rows.length / pageRows));
  const shown = Math.min(page, pages - 1);
  const roomOf = (column: TableColumn): string => {
    const longest = Math.max(Math.min(emsOf(column.display_name ?? ''), MOST_HEAD_EMS) * HEAD_SIZE, ...rows.map((row) => emsOf(textOf(row[column.name]))));
    return `${Math.ceil(Math.min(longest, MOST_EMS) * EM_PX + CELL_PADDING_PX).toFixed(0)}px`;
  };
  const alignOf = (column: TableColumn): 'left' | 'center' | 'right' => textAlign(column.horizontal_align) ?? (column.data_type === 'number' ? 'right' : 'left');
  return (
    <div class="table-box">
      <div class="table-scroll" tabIndex={0} role="region" aria-label="表格，可左右滚动">
        <table class="table" data-height={element.row_height ?? 'low'} data-frozen={element.freeze_first_column ?? false}>
          <thead data-back={element.header_style?.background_style ?? 'grey'}>
            <tr>{columns.map((column) => <th key={column.name} scope="col" style={{ textAlign: alignOf(column), minWidth: roomOf(column), ...(measure(column.width) === undefined ? {} : { width: measure(column.width) ?? '' }) }}>{column.display_name ?? column.name}</th>)}</tr>
          </thead>
          <tbody>
            {rows.slice(shown * pageRows, (shown + 1) * pageRows).map((row, index) => (
              <tr key={index}>{columns.map((column) => <td key={column.name} data-type={column.data_type ?? 'text'} style={{ textAlign: alignOf(column) }}><Cell column={column} value={row[column.name]} /></td>)}</tr>
            ))}
            {rows.length === 0 && <tr><td class="table-empty" colSpan={Math.max(1, columns.length)}>暂无数据</td></tr>}
          </tbody>
        </table>
      </div>
      {pages > 1 && (
        <div class="pager">
          <span>共 {rows.length} 行</span>
          <button type="button" class="icon-button" aria-label="上一页" disabled={shown === 0} onClick={() => { setPage(shown - 1); }}><LeftIcon /></button>
          <span aria-live="polite">{shown + 1} / {pages}</span>
          <button type="button" class="icon-button" aria-label="下一页" disabled={shown === pages - 1} onClick={() => { setPage(shown + 1); }}><RightIcon /></button>
        </div>
      )}
    </div>
  );
};
