/**
 * Components of card JSON 2.0: which properties each tag may carry and what they may hold. Unknown properties are errors in 2.0.
 *
 * Source: https://open.feishu.cn/document/feishu-cards/card-json-v2-structure and the pages of the components.
 */
import {
  anything, behaviors, bool, colour, confirm, day, dayAndTime, direction, either, filled, horizontal, icon, list, margin, object, oneOf, padding, panelTitle,
  pixels, plainText, someText, spacing, text, textSize, time, vertical, whole, width,
} from './rules.ts';
import type { Rule } from './rules.ts';

export type Properties = Readonly<Record<string, Rule>>;

/** What every element may carry. */
export const COMMON: Properties = { tag: text, element_id: anything, margin };

const inner: Properties = {
  elements: list, direction, horizontal_spacing: spacing, vertical_spacing: spacing, horizontal_align: horizontal, vertical_align: vertical, padding,
};
const field: Properties = { name: filled, required: bool, width, disabled: bool, behaviors, confirm, placeholder: plainText };
const choice: Properties = { ...field, type: oneOf('default', 'text'), options: list };
const COLOURS = ['blue', 'wathet', 'turquoise', 'green', 'yellow', 'orange', 'red', 'carmine', 'violet', 'purple', 'indigo'] as const;

export const headerColour = oneOf(...COLOURS, 'grey', 'default');
export const tagColour = oneOf(...COLOURS, 'neutral', 'lime');

export const COMPONENTS: Readonly<Record<string, Properties>> = {
  markdown: { content: text, text_size: textSize, text_align: horizontal, icon },
  div: { text: someText, fields: list, icon, width },
  hr: {},
  img: { img_key: filled, alt: plainText, title: someText, scale_type: oneOf('crop_center', 'crop_top', 'fit_horizontal'), size: text, corner_radius: text, transparent: bool, preview: bool },
  person: { user_id: filled, size: oneOf('extra_small', 'small', 'medium', 'large'), show_avatar: bool, show_name: bool, style: oneOf('normal', 'capsule') },
  person_list: {
    persons: list, show_name: bool, show_avatar: bool, size: oneOf('extra_small', 'small', 'medium', 'large'), lines: whole(1, 99), drop_invalid_user_id: bool, icon, ud_icon: icon,
  },
  table: {
    columns: list, rows: list, page_size: whole(1, 10), row_height: either(oneOf('low', 'middle', 'high', 'auto'), pixels), row_max_height: pixels,
    freeze_first_column: bool, header_style: object,
  },
  chart: { chart_spec: object, aspect_ratio: text, color_theme: text, height: text, preview: bool },
  column_set: {
    columns: list, flex_mode: oneOf('none', 'stretch', 'flow', 'bisect', 'trisect'), horizontal_spacing: spacing, horizontal_align: horizontal, background_style: colour, action: object,
  },
  column: { ...inner, width: either(oneOf('auto', 'weighted'), pixels), weight: whole(1, 5), background_style: colour, action: object },
  collapsible_panel: { ...inner, header: object, expanded: bool, background_color: colour, border: object },
  interactive_container: {
    ...inner, behaviors, width, height: either(oneOf('auto'), pixels), background_style: colour, has_border: bool, border_color: colour, corner_radius: text,
    disabled: bool, disabled_tips: plainText, hover_tips: plainText, confirm,
  },
  form: { ...inner, name: filled },
  button: {
    text: plainText, type: oneOf('default', 'primary', 'danger', 'text', 'primary_text', 'danger_text', 'primary_filled', 'danger_filled', 'laser'),
    size: oneOf('tiny', 'small', 'medium', 'large'), width, behaviors, icon, hover_tips: plainText, disabled: bool, disabled_tips: plainText, confirm, name: filled,
    required: bool, form_action_type: oneOf('submit', 'reset'),
  },
  input: {
    ...field, default_value: text, label: plainText, label_position: oneOf('top', 'left'), input_type: oneOf('text', 'multiline_text', 'password'),
    rows: whole(1, 99), auto_resize: bool, max_rows: whole(1, 99), max_length: whole(1, 1000), show_icon: bool, disabled_tips: plainText, value: anything,
  },
  select_static: { ...choice, initial_option: text, initial_index: whole(0, 10_000) },
  multi_select_static: { ...choice, selected_values: list },
  select_person: { ...choice, initial_option: text },
  multi_select_person: { ...choice, selected_values: list },
  date_picker: { ...field, initial_date: day, value: anything },
  picker_time: { ...field, initial_time: time, value: anything },
  picker_datetime: { ...field, initial_datetime: dayAndTime, value: anything },
  overflow: { options: list, behaviors, confirm, width, value: anything },
  checker: {
    name: filled, checked: bool, text: someText, overall_checkable: bool, button_area: object, checked_style: object, disabled: bool, disabled_tips: plainText,
    hover_tips: plainText, behaviors, confirm, padding,
  },
};

export const CARD: Properties = { schema: text, config: object, card_link: object, header: object, body: object };
export const CONFIG: Properties = {
  streaming_mode: bool, streaming_config: object, summary: object, locales: list, enable_forward: bool, update_multi: bool,
  width_mode: oneOf('default', 'compact', 'fill'), use_custom_translation: bool, enable_forward_interaction: bool, style: object,
};
export const HEADER: Properties = { title: someText, subtitle: someText, text_tag_list: list, i18n_text_tag_list: object, template: headerColour, icon, padding };
export const PANEL_HEADER: Properties = {
  title: panelTitle, background_color: colour, width: either(width, oneOf('auto_when_fold')), vertical_align: vertical, padding, position: oneOf('top', 'bottom'), icon,
  icon_position: oneOf('left', 'right', 'follow_text'), icon_expanded_angle: whole(-180, 180),
};
export const COLUMN_OF_TABLE: Properties = {
  name: filled, display_name: text, data_type: oneOf('text', 'lark_md', 'markdown', 'number', 'options', 'persons', 'date'), width: anything,
  horizontal_align: horizontal, vertical_align: vertical, format: object, date_format: text,
};

/** Components a person can operate; inside a form each needs a unique name. */
export const INTERACTIVE: ReadonlySet<string> = new Set([
  'button', 'input', 'select_static', 'multi_select_static', 'select_person', 'multi_select_person', 'date_picker', 'picker_time', 'picker_datetime', 'overflow', 'checker',
]);
export const isNamed = (tag: string): boolean => INTERACTIVE.has(tag) && tag !== 'overflow';
export const CONTAINERS: ReadonlySet<string> = new Set(['column_set', 'form', 'collapsible_panel', 'interactive_container']);
