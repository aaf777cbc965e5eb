/**
 * The card's head: title, subtitle and tags on the template's colour.
 */
import type { JSX } from 'preact';
import { hue } from './look.ts';
import type { CardHeader } from './model.ts';
import { Text } from './text.tsx';

export const Header = ({ header }: { readonly header: CardHeader | undefined }): JSX.Element | null => {
  if (header === undefined) return null;
  return (
    <header class="card-header" data-hue={hue(header.template)}>
      <div class="card-title" role="heading" aria-level={3}>
        <Text text={header.title} />
        {(header.text_tag_list ?? []).map((tag, at) => <span key={at} class="text-tag" data-hue={hue(tag.color)}>{tag.text?.content ?? ''}</span>)}
      </div>
      {header.subtitle !== undefined && <div class="card-subtitle"><Text text={header.subtitle} /></div>}
    </header>
  );
};
