/**
 * What a piece of Feishu markdown means, as data.
 *
 * The parser yields only these nodes and the view turns them into elements, so text from strangers can never become
 * markup: there is no node that carries HTML. Source: the platform's document “富文本（Markdown）组件”.
 */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'break' }
  | { readonly kind: 'strong' | 'em' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly kind: 'font'; readonly colour: string; readonly children: readonly Inline[] }
  | { readonly kind: 'at'; readonly users: readonly string[] | 'all' }
  | { readonly kind: 'tag'; readonly colour: string; readonly children: readonly Inline[] }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'time'; readonly epochMs: number; readonly format: string };

export type Align = 'left' | 'center' | 'right';

export type Block =
  | { readonly kind: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly kind: 'list'; readonly ordered: boolean; readonly start: number; readonly items: readonly (readonly Block[])[] }
  | { readonly kind: 'quote'; readonly children: readonly Block[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'table'; readonly align: readonly Align[]; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: 'rule' };
