/**
 * Containers of a card: stacks, columns, folding panels and clickable boxes.
 *
 * `inside` renders what a container holds; it is handed in, so that containers and elements need not import each other.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useState, useId } from 'preact/hooks';
import { DownIcon } from '../tools/icons.tsx';
import { useCard } from './context.ts';
import { colour, flexAlign, measure, radius, space } from './look.ts';
import { followOf } from './press.ts';
import type { CardElement, CollapsibleElement, Column, ColumnSetElement, ContainerElement } from './model.ts';
import { Text } from './text.tsx';

export interface Stacked {
  readonly elements?: readonly CardElement[];
  readonly direction?: 'vertical' | 'horizontal';
  readonly padding?: string;
  readonly horizontal_spacing?: string;
  readonly vertical_spacing?: string;
  readonly horizontal_align?: string;
  readonly vertical_align?: string;
}
/** Renders the elements of a container that stands at `at`. */
export type Inside = (stack: Stacked, at: string) => JSX.Element;
type Style = Record<string, string | number>;

const given = (entries: Readonly<Record<string, string | number | null | undefined>>): Style =>
  Object.fromEntries(Object.entries(entries).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, value]])));

export const Stack = ({ stack, children }: { readonly stack: Stacked; readonly children: ComponentChildren }): JSX.Element => {
  const isRow = stack.direction === 'horizontal';
  const style = given({
    padding: space(stack.padding),
    rowGap: space(stack.vertical_spacing),
    columnGap: space(stack.horizontal_spacing),
    alignItems: isRow ? flexAlign(stack.vertical_align) : flexAlign(stack.horizontal_align),
    justifyContent: isRow ? flexAlign(stack.horizontal_align) : flexAlign(stack.vertical_align),
  });
  return (
    <div class={isRow ? 'stack row' : 'stack'} style={style}>{children}</div>
  );
};

const columnStyle = (column: Column): Style => {
  const fixed = measure(column.width);
  const share = column.width === 'weighted' ? { flex: `${String(column.weight ?? 1)} 1 0` } : { flex: '0 1 auto' };
  return { ...(fixed === undefined ? share : { flex: `0 0 ${fixed}` }), ...given({ background: colour(column.background_style), justifyContent: flexAlign(column.vertical_align) }) };
};

export const ColumnSet = ({ element, at, inside }: { readonly element: ColumnSetElement; readonly at: string; readonly inside: Inside }): JSX.Element => (
  <div class="columns" data-flex={element.flex_mode ?? 'none'} style={given({ columnGap: space(element.horizontal_spacing), background: colour(element.background_style), justifyContent: flexAlign(element.horizontal_align) })}>
    {(element.columns ?? []).map((column, index) => (
      <div key={index} class={colour(column.background_style) === null ? 'column' : 'column tinted'} style={columnStyle(column)}>
        {inside(column, `${at}/columns/${String(index)}`)}
      </div>
    ))}
  </div>
);

export const Collapsible = ({ element, at, inside }: { readonly element: CollapsibleElement; readonly at: string; readonly inside: Inside }): JSX.Element => {
  const [isOpen, setOpen] = useState(element.expanded ?? false);
  const body = useId();
  const edge = element.border === undefined ? {} : given({ borderColor: (element.border.color ?? 'grey') === 'grey' ? 'var(--line)' : (colour(`${element.border.color ?? ''}-200`) ?? colour(element.border.color)), borderStyle: 'solid', borderWidth: '1px', borderRadius: radius(element.border.corner_radius) });
  return (
    <div class="panel" style={{ ...edge, ...given({ background: colour(element.background_color) }) }}>
      <button type="button" class="panel-head" aria-expanded={isOpen} aria-controls={body} onClick={() => { setOpen(!isOpen); }} style={given({ background: colour(element.header?.background_color) })}>
        <Text text={element.header?.title} />
        <span class={isOpen ? 'panel-arrow open' : 'panel-arrow'}><DownIcon /></span>
      </button>
      <div id={body} hidden={!isOpen} class="panel-body">{inside(element, at)}</div>
    </div>
  );
};

export const Container = ({ element, at, inside }: { readonly element: ContainerElement; readonly at: string; readonly inside: Inside }): JSX.Element => {
  const card = useCard();
  const isOff = element.disabled === true || !card.pressable;
  const act = (): void => { if (!isOff) followOf(element, () => void card.press(at, { confirm: element.confirm })); };
  const style = given({ background: colour(element.background_style), borderRadius: radius(element.corner_radius), ...(element.has_border === true ? { border: `1px solid ${colour(element.border_color) ?? 'var(--line)'}` } : {}) });
  return (
    <div class="container" role="button" tabIndex={isOff ? -1 : 0} aria-disabled={isOff} style={style} onClick={act} onKeyDown={(event) => { if (event.key === 'Enter' && event.target === event.currentTarget) act(); }}>
      {inside(element, at)}
    </div>
  );
};
