/**
 * One element of a card, by its tag. The switch is the list of what this page can show.
 */
import type { JSX } from 'preact';
import { fileUrl } from '../api.ts';
import { Button, Overflow } from './button.tsx';
import { BarChart } from './chart.tsx';
import { Checker } from './checker.tsx';
import { Choice } from './choice.tsx';
import { DateField } from './date.tsx';
import { Form } from './form.tsx';
import { Input } from './input.tsx';
import { Collapsible, ColumnSet, Container, Stack } from './layout.tsx';
import type { Stacked } from './layout.tsx';
import { radius, space } from './look.ts';
import type { CardElement, ImgElement } from './model.ts';
import { Person, PersonList } from './people.tsx';
import { Table } from './table.tsx';
import { Div, MarkdownBlock } from './text.tsx';

export const inside = (stack: Stacked, at: string): JSX.Element => (
  <Stack stack={stack}>{(stack.elements ?? []).map((element, index) => <Element key={index} element={element} at={`${at}/elements/${String(index)}`} />)}</Stack>
);

const Image = ({ element }: { readonly element: ImgElement }): JSX.Element => (
  <img class="card-image" src={fileUrl(element.img_key)} alt={element.alt?.content ?? element.title?.content ?? '图片'} loading="lazy" style={{ borderRadius: radius(element.corner_radius) ?? '6px' }} />
);

const body = (element: CardElement, at: string): JSX.Element => {
  switch (element.tag) {
    case 'markdown': return <MarkdownBlock element={element} />;
    case 'div': return <Div element={element} />;
    case 'hr': return <hr />;
    case 'img': return <Image element={element} />;
    case 'person': return <Person element={element} />;
    case 'person_list': return <PersonList element={element} />;
    case 'table': return <Table element={element} />;
    case 'chart': return <BarChart element={element} />;
    case 'column_set': return <ColumnSet element={element} at={at} inside={inside} />;
    case 'collapsible_panel': return <Collapsible element={element} at={at} inside={inside} />;
    case 'interactive_container': return <Container element={element} at={at} inside={inside} />;
    case 'form': return <Form element={element} at={at} inside={inside} />;
    case 'button': return <Button element={element} at={at} />;
    case 'overflow': return <Overflow element={element} at={at} />;
    case 'input': return <Input element={element} at={at} />;
    case 'select_static': case 'select_person': case 'multi_select_static': case 'multi_select_person': return <Choice element={element} at={at} />;
    case 'date_picker': case 'picker_time': case 'picker_datetime': return <DateField element={element} at={at} />;
    case 'checker': return <Checker element={element} at={at} />;
  }
};

const KNOWN: Readonly<Record<CardElement['tag'], true>> = {
  markdown: true, div: true, hr: true, img: true, person: true, person_list: true, table: true, chart: true, column_set: true, collapsible_panel: true, interactive_container: true, form: true, button: true,
  overflow: true, input: true, select_static: true, select_person: true, multi_select_static: true, multi_select_person: true, date_picker: true, picker_time: true, picker_datetime: true, checker: true,
};

export const Element = ({ element, at }: { readonly element: CardElement; readonly at: string }): JSX.Element => {
  if (!Object.hasOwn(KNOWN, element.tag)) return <p class="unsupported">这个客户端还不能显示组件 {element.tag}</p>;
  const margin = space(element.margin);
  const place = 'width' in element && element.width === 'fill' ? 'element fill' : 'element';
  return <div class={place} data-at={at} style={margin === undefined ? {} : { margin }}>{body(element, at)}</div>;
};
