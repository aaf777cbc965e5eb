/**
 * Text of a card: plain_text keeps its line breaks and nothing else, lark_md and markdown go through the parser.
 */
import type { JSX } from 'preact';
import { Markdown } from '../markdown/view.tsx';
import { useCard } from './context.ts';
import { colour, textAlign, textSizePx } from './look.ts';
import type { DivElement, MarkdownElement, PlainText } from './model.ts';

type Style = Record<string, string | number>;

const clamp = (lines: number | undefined): Style => (lines !== undefined && lines > 0 ? { display: '-webkit-box', WebkitBoxOrient: 'vertical', WebkitLineClamp: lines, overflow: 'hidden' } : {});

const styleOf = (size: number | null, align: 'left' | 'center' | 'right' | undefined): Style => ({ ...(size === null ? {} : { fontSize: `${String(size)}px` }), ...(align === undefined ? {} : { textAlign: align }) });

export const Text = ({ text }: { readonly text: PlainText | undefined }): JSX.Element | null => {
  const card = useCard();
  if (text?.content === undefined || text.content === '') return null;
  const style = { ...styleOf(textSizePx(text.text_size, card.sizes), textAlign(text.text_align)), ...clamp(text.lines) };
  if (text.tag === 'lark_md' || text.tag === 'markdown') return <div class="md" style={style}><Markdown source={text.content} nameOf={card.nameOf} /></div>;
  const tint = colour(text.text_color);
  return <div class="plain" style={tint === null ? style : { ...style, color: tint }}>{text.content}</div>;
};

export const MarkdownBlock = ({ element }: { readonly element: MarkdownElement }): JSX.Element => {
  const card = useCard();
  const small = element.text_size === 'notation';
  return (
    <div class={small ? 'md note' : 'md'} style={styleOf(textSizePx(element.text_size, card.sizes), textAlign(element.text_align))}>
      <Markdown source={element.content ?? ''} nameOf={card.nameOf} />
    </div>
  );
};

export const Div = ({ element }: { readonly element: DivElement }): JSX.Element => (
  <>
    <Text text={element.text} />
    {element.fields !== undefined && (
      <div class="fields">
        {element.fields.map((field, at) => <div key={at} class={field.is_short === true ? 'field short' : 'field'}><Text text={field.text} /></div>)}
      </div>
    )}
  </>
);
