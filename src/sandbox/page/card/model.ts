/**
 * Card JSON 2.0 as the page reads it.
 *
 * The sandbox has validated every card before it is stored, so these types describe only what the renderer uses;
 * `asCard` is the edge where JSON is believed. Source: the platform's document “卡片 JSON 2.0 结构”.
 */
export interface PlainText { readonly tag?: 'plain_text' | 'lark_md' | 'markdown'; readonly content?: string; readonly text_size?: string; readonly text_color?: string; readonly text_align?: string; readonly lines?: number }

interface Base { readonly element_id?: string; readonly margin?: string }
interface Stack {
  readonly elements?: readonly CardElement[];
  readonly direction?: 'vertical' | 'horizontal';
  readonly padding?: string;
  readonly horizontal_spacing?: string;
  readonly vertical_spacing?: string;
  readonly horizontal_align?: string;
  readonly vertical_align?: string;
  readonly background_style?: string;
}
export interface Confirm { readonly title?: PlainText; readonly text?: PlainText }
export type Behaviour =
  | { readonly type: 'callback'; readonly value?: unknown }
  | { readonly type: 'open_url'; readonly default_url?: string; readonly pc_url?: string };
export interface Option { readonly text?: PlainText; readonly value: string }

interface Interactive extends Base {
  readonly name?: string;
  readonly required?: boolean;
  readonly disabled?: boolean;
  readonly placeholder?: PlainText;
  readonly width?: string;
  readonly behaviors?: readonly Behaviour[];
  readonly confirm?: Confirm;
}

export interface MarkdownElement extends Base { readonly tag: 'markdown'; readonly content?: string; readonly text_size?: string; readonly text_align?: string }
export interface DivElement extends Base { readonly tag: 'div'; readonly text?: PlainText; readonly fields?: readonly { readonly is_short?: boolean; readonly text?: PlainText }[] }
export interface ImgElement extends Base { readonly tag: 'img'; readonly img_key: string; readonly alt?: PlainText; readonly title?: PlainText; readonly corner_radius?: string; readonly preview?: boolean; readonly scale_type?: string }
export interface PersonElement extends Base { readonly tag: 'person'; readonly user_id: string; readonly size?: string; readonly show_avatar?: boolean; readonly show_name?: boolean }
export interface PersonListElement extends Base { readonly tag: 'person_list'; readonly persons?: readonly { readonly id: string }[]; readonly size?: string; readonly show_avatar?: boolean; readonly show_name?: boolean; readonly lines?: number }
export interface Column extends Stack, Base { readonly tag: 'column'; readonly width?: string; readonly weight?: number }
export interface ColumnSetElement extends Base { readonly tag: 'column_set'; readonly columns?: readonly Column[]; readonly flex_mode?: string; readonly horizontal_spacing?: string; readonly horizontal_align?: string; readonly background_style?: string }
export interface CollapsibleElement extends Stack, Base { readonly tag: 'collapsible_panel'; readonly expanded?: boolean; readonly header?: { readonly title?: PlainText; readonly background_color?: string; readonly icon_position?: string }; readonly border?: { readonly color?: string; readonly corner_radius?: string }; readonly background_color?: string }
export interface ContainerElement extends Stack, Base { readonly tag: 'interactive_container'; readonly behaviors?: readonly Behaviour[]; readonly has_border?: boolean; readonly border_color?: string; readonly corner_radius?: string; readonly disabled?: boolean; readonly confirm?: Confirm }
export interface FormElement extends Stack, Base { readonly tag: 'form'; readonly name: string }
export interface ButtonElement extends Interactive { readonly tag: 'button'; readonly text?: PlainText; readonly type?: string; readonly size?: string; readonly form_action_type?: 'submit' | 'reset'; readonly hover_tips?: PlainText; readonly disabled_tips?: PlainText }
export interface InputElement extends Interactive { readonly tag: 'input'; readonly label?: PlainText; readonly label_position?: 'top' | 'left'; readonly input_type?: 'text' | 'multiline_text' | 'password'; readonly default_value?: string; readonly rows?: number; readonly max_length?: number }
export interface SelectElement extends Interactive { readonly tag: 'select_static' | 'select_person'; readonly options?: readonly Option[]; readonly initial_option?: string; readonly initial_index?: number }
export interface MultiSelectElement extends Interactive { readonly tag: 'multi_select_static' | 'multi_select_person'; readonly options?: readonly Option[]; readonly selected_values?: readonly string[] }
export interface PickerElement extends Interactive { readonly tag: 'date_picker' | 'picker_time' | 'picker_datetime'; readonly initial_date?: string; readonly initial_time?: string; readonly initial_datetime?: string }
export interface OverflowElement extends Interactive { readonly tag: 'overflow'; readonly options?: readonly Option[] }
export interface CheckerElement extends Interactive { readonly tag: 'checker'; readonly checked?: boolean; readonly text?: PlainText }
export interface TableColumn { readonly name: string; readonly display_name?: string; readonly data_type?: string; readonly width?: string; readonly horizontal_align?: string; readonly format?: { readonly precision?: number; readonly symbol?: string; readonly separator?: boolean }; readonly date_format?: string }
export interface TableElement extends Base { readonly tag: 'table'; readonly columns?: readonly TableColumn[]; readonly rows?: readonly Readonly<Record<string, unknown>>[]; readonly page_size?: number; readonly row_height?: string; readonly freeze_first_column?: boolean; readonly header_style?: { readonly text_align?: string; readonly background_style?: string; readonly bold?: boolean } }
export interface ChartElement extends Base { readonly tag: 'chart'; readonly chart_spec?: unknown; readonly aspect_ratio?: string }
export interface RuleElement extends Base { readonly tag: 'hr' }

export type ChoiceElement = SelectElement | MultiSelectElement;
export type FieldElement = InputElement | ChoiceElement | PickerElement | CheckerElement;
export type CardElement =
  | MarkdownElement | DivElement | RuleElement | ImgElement | PersonElement | PersonListElement | TableElement | ChartElement | ColumnSetElement
  | CollapsibleElement | ContainerElement | FormElement | ButtonElement | OverflowElement | FieldElement;

export interface CardHeader { readonly title?: PlainText; readonly subtitle?: PlainText; readonly template?: string; readonly icon?: { readonly token?: string }; readonly text_tag_list?: readonly { readonly text?: PlainText; readonly color?: string }[] }
export interface Card {
  readonly schema: '2.0';
  readonly config?: { readonly width_mode?: string; readonly summary?: { readonly content?: string }; readonly style?: { readonly text_size?: Readonly<Record<string, { readonly default?: string; readonly pc?: string }>> } };
  readonly header?: CardHeader;
  readonly body?: Stack;
}

/** The stored JSON as a card, or null when it is none. */
export const asCard = (json: unknown): Card | null => {
  if (typeof json !== 'object' || json === null) return null;
  return 'schema' in json && json.schema === '2.0' ? (json as Card) : null;
};

/** Elements directly inside an element, for walking a card. */
export const childrenOf = (element: CardElement): readonly CardElement[] => {
  switch (element.tag) {
    case 'form': case 'collapsible_panel': case 'interactive_container': return element.elements ?? [];
    case 'column_set': return (element.columns ?? []).flatMap((column) => column.elements ?? []);
    default: return [];
  }
};
