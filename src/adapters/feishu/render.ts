/**
 * A neutral card as Feishu's card JSON 2.0.
 *
 * One idea: texts are plain_text wherever the platform offers it, so nothing in them can become markup; only `body` is
 * markdown, already escaped by who built it. Forms and tables stand at the root, as the platform demands.
 *
 * Promises: every neutral card renders to a valid card of at most 30 KB and 200 elements (see fit.ts for what is cut);
 * every card may be updated (`update_multi` written out); the first element carries the sender's mark, by which the
 * card is found again in the chat's history.
 *
 * Source: https://open.feishu.cn/document/feishu-cards/card-json-v2-structure
 */
import type { Button, Card, Chart, Field } from '../../chat/platform.ts';
import { type Place, type Press, pressName, pressValue } from './buttons.ts';
import { asList, isRecord } from './json.ts';
import { CARD_BUDGET_BYTES, cutText, fit, wireBytes } from './fit.ts';

export interface RenderOptions {
  /** In which kind of chat the card stands. */
  readonly place: Place;
  /** Letter first, letters and digits, ≤ 20. */
  readonly mark?: string;
  /** False where the platform refuses behaviours on a form's submit button; its name then carries everything. */
  readonly submitBehaviors?: boolean;
}
type Element = Readonly<Record<string, unknown>>;
export interface CardJson {
  readonly schema: '2.0';
  readonly config: Element;
  readonly header: Element;
  readonly body: { readonly direction: 'vertical'; readonly vertical_spacing: 'medium'; readonly elements: readonly Element[] };
}

const TEMPLATES = { info: 'blue', ok: 'green', warn: 'orange', danger: 'red', muted: 'grey' } as const satisfies Record<Card['tone'], string>;
const BUTTON_TYPES = { primary: 'primary_filled', default: 'default', danger: 'danger' } as const satisfies Record<NonNullable<Button['style']>, string>;

const BUTTON_CHARACTERS = 100;
const INPUT_CHARACTERS = 1000;
const TABLE_COLUMNS = 50;
/** More than this nobody reads in a chat; the whole list is in the file. */
const TABLE_ROWS = 50;
const PAGE_ROWS = 10;
const MOST_ELEMENTS = 200;

const plain = (content: string): Element => ({ tag: 'plain_text', content });
const line = (content: string, look: Element = {}): Element => ({ tag: 'div', text: { ...plain(content), ...look } });

const button = (shown: Button, place: Place, extra: Element): Element => {
  const press: Press = { act: shown.id, place, value: shown.value ?? {} };
  return {
    tag: 'button',
    text: plain(cutText(shown.label, BUTTON_CHARACTERS - 1)),
    type: BUTTON_TYPES[shown.style ?? 'default'],
    ...(shown.confirm === undefined ? {} : { confirm: { title: plain('请确认'), text: plain(shown.confirm) } }),
    ...(shown.disabled === true ? { disabled: true } : {}),
    behaviors: [{ type: 'callback', value: pressValue(press) }],
    ...extra,
  };
};

const submit = (shown: Button, { place, submitBehaviors }: RenderOptions): Element => {
  const extra = { name: pressName({ act: shown.id, place, value: shown.value ?? {} }), form_action_type: 'submit' };
  const { behaviors, ...bare } = button(shown, place, extra);
  return submitBehaviors === false ? bare : { ...bare, behaviors };
};

/** Things that belong together stand closer than the rest of the card. */
const together = (elements: readonly Element[]): Element => ({
  tag: 'column_set', flex_mode: 'none', columns: [{ tag: 'column', width: 'weighted', weight: 1, vertical_spacing: '4px', elements }],
});

/** Where there is but one field, nobody has to be told which one must be filled in. */
const labelled = (fields: readonly Field[]): readonly Field[] =>
  fields.map((field) => (fields.length > 1 && field.required === true ? { ...field, label: `${field.label}（必填）` } : field));
/** 「采用的规则」 of 「采用的规则（可多选）」: what an empty chooser asks for. */
const topicOf = (field: Field): string => field.label.replace(/（[^）]*）/g, '');

const chooser = (field: Field & { readonly type: 'select' | 'multiselect' }, base: Element): Element[] => {
  const seen = new Set<string>();
  const options = field.options.filter(({ value }) => value !== '' && !seen.has(value) && seen.add(value));
  const label = line(field.label);
  if (options.length === 0) return [together([label, line('暂无可选项', { text_color: 'grey' })])];
  const initial = (field.initial ?? '').split(',').filter((value) => seen.has(value));
  const shared = {
    ...base, width: 'fill', placeholder: plain(field.hint ?? `请选择${topicOf(field)}`),
    options: options.map(({ value, text }) => ({ text: plain(text), value })),
  };
  const [first] = initial;
  if (field.type === 'select') return [together([label, { tag: 'select_static', ...shared, ...(first === undefined ? {} : { initial_option: first }) }])];
  return [together([label, { tag: 'multi_select_static', ...shared, ...(first === undefined ? {} : { selected_values: initial }) }])];
};

const isDay = (text: string): boolean => {
  const instant = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(instant) && new Date(instant).toISOString().startsWith(text);
};

const fieldElements = (field: Field): Element[] => {
  const base: Element = { name: field.name, required: field.required === true };
  switch (field.type) {
    case 'text':
    case 'textarea':
      return [{
        tag: 'input', ...base, label: plain(field.label), label_position: 'top', width: 'fill', max_length: INPUT_CHARACTERS, placeholder: plain(field.hint ?? '请填写'),
        ...(field.type === 'textarea' ? { input_type: 'multiline_text', rows: 4 } : { input_type: 'text' }),
        ...(field.initial === undefined ? {} : { default_value: Array.from(field.initial).slice(0, INPUT_CHARACTERS).join('') }),
      }];
    case 'date':
      return [together([line(field.label), {
        tag: 'date_picker', ...base, width: 'fill', placeholder: plain(field.hint ?? `请选择${topicOf(field)}`),
        ...(isDay(field.initial ?? '') ? { initial_date: field.initial } : {}),
      }])];
    case 'select':
    case 'multiselect':
      return chooser(field, base);
  }
};

/** A grey label and its value side by side, as on a paper form. */
const fact = ({ label, value }: NonNullable<Card['fields']>[number]): Element => ({
  tag: 'column_set', flex_mode: 'none', horizontal_spacing: '12px',
  columns: [
    { tag: 'column', width: 'weighted', weight: 1, elements: [line(label === '' ? '—' : label, { text_color: 'grey' })] },
    { tag: 'column', width: 'weighted', weight: 3, elements: [line(value === '' ? '—' : value)] },
  ],
});

const tableElement = ({ columns, rows }: NonNullable<Card['table']>): Element => {
  const shown = columns.slice(0, TABLE_COLUMNS);
  return {
    tag: 'table', page_size: PAGE_ROWS, row_height: 'auto', freeze_first_column: shown.length > 3,
    header_style: { text_align: 'left', background_style: 'grey', bold: true, lines: 1 },
    columns: shown.map((title, index) => ({ name: `c${index}`, display_name: title, data_type: 'text', width: 'auto' })),
    rows: rows.map((row) => Object.fromEntries(shown.map((_, index) => [`c${index}`, row[index] ?? '']))),
  };
};

/** Longest label of a bar; the whole name stands in the table or the file. */
const LABEL_CHARACTERS = 14;

/** https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/chart: a VChart specification. */
const chartElement = ({ title, series: [value, beside], bars }: Chart): Element => {
  const rounded = (figure: number): number => Math.round(figure * 10) / 10;
  return {
    tag: 'chart', aspect_ratio: bars.length > 8 ? '1:1' : '4:3', color_theme: 'brand', preview: true, height: 'auto',
    chart_spec: {
      type: 'bar', direction: 'horizontal', title: { visible: true, text: title },
      data: {
        values: bars.flatMap((bar) => {
          const label = cutText(bar.label, LABEL_CHARACTERS);
          return [{ label, kind: value, figure: rounded(bar.value) }, ...(bar.beside === undefined || beside === undefined ? [] : [{ label, kind: beside, figure: rounded(bar.beside) }])];
        }),
      },
      xField: 'figure', yField: beside === undefined ? 'label' : ['label', 'kind'], seriesField: 'kind',
      legends: { visible: beside !== undefined, orient: 'bottom' }, label: { visible: true },
    },
  };
};

const actionRow = (actions: readonly Button[], place: Place): Element => ({
  tag: 'column_set', flex_mode: 'flow', horizontal_spacing: '8px',
  columns: actions.map((shown) => ({ tag: 'column', width: 'auto', elements: [button(shown, place, {})] })),
});

/** What is most likely meant to be pressed comes first: a form only in case of trouble stands below the main button. */
const controls = ({ form, actions = [] }: Card, options: RenderOptions): readonly Element[] => {
  const shownForm: readonly Element[] = form === undefined ? [] : [{
    tag: 'form', name: 'form', vertical_spacing: 'medium',
    elements: [...labelled(form.fields).flatMap(fieldElements), submit(form.submit, options)],
  }];
  const row: readonly Element[] = actions.length === 0 ? [] : [actionRow(actions, options.place)];
  const isMainBelow = form !== undefined && form.submit.style !== 'primary' && actions.some(({ style }) => style === 'primary');
  return isMainBelow ? [...row, ...shownForm] : [...shownForm, ...row];
};

const draw = (card: Card, options: RenderOptions): CardJson => {
  const elements: Element[] = [
    ...(card.body === undefined || card.body === '' ? [] : [{ tag: 'markdown', content: card.body }]),
    ...(card.fields === undefined || card.fields.length === 0 ? [] : [together(card.fields.map(fact))]),
    ...(card.table === undefined || card.table.columns.length === 0 ? [] : [tableElement(card.table)]),
    ...(card.charts ?? []).filter(({ bars }) => bars.length > 0).map(chartElement),
    ...(card.rows ?? []).map(({ text, actions }) => together([line(text), actionRow(actions, options.place)])),
    ...controls(card, options),
    ...(card.note === undefined || card.note === '' ? [] : [line(card.note, { text_size: 'notation', text_color: 'grey' })]),
  ];
  const [first = line(card.summary), ...rest] = elements;
  return {
    schema: '2.0',
    config: { update_multi: true, enable_forward: false, width_mode: card.table === undefined ? 'default' : 'fill', summary: { content: card.summary } },
    header: { title: plain(card.title), template: TEMPLATES[card.tone] },
    body: { direction: 'vertical', vertical_spacing: 'medium', elements: [{ ...first, ...(options.mark === undefined ? {} : { element_id: options.mark }) }, ...rest] },
  };
};

const elementCount = (elements: readonly unknown[]): number =>
  elements.reduce<number>((sum, element) => {
    if (!isRecord(element) || element['tag'] === undefined) return sum;
    return sum + 1 + elementCount(asList(element['elements'])) + elementCount(asList(element['columns']));
  }, 0);

/** @throws PlatformError 'too-large' when buttons and form alone exceed the platform's limits */
export const render = (card: Card, options: RenderOptions): CardJson => {
  const fits = (candidate: Card): boolean => {
    if ((candidate.table?.rows.length ?? 0) > TABLE_ROWS) return false;
    const drawn = draw(candidate, options);
    return wireBytes(drawn) <= CARD_BUDGET_BYTES && elementCount(drawn.body.elements) <= MOST_ELEMENTS;
  };
  return draw(fit(card, fits), options);
};
