/**
 * Words of a message: line breaks kept, addresses clickable, mentions of members marked.
 */
import type { JSX } from 'preact';
import { safeHref } from '../markdown/inline.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export const Words = ({ text, names, me }: { readonly text: string; readonly names: readonly string[]; readonly me: string }): JSX.Element => {
  const mentions = [...names, '所有人', '_all'].filter((name) => name !== '').sort((a, b) => b.length - a.length).map(escaped).join('|');
  const parts = text.split(new RegExp(`(@(?:${mentions})|https?://[^\\s<>"'，。；、！？（）《》]+)`, 'g'));
  return (
    <>
      {parts.map((part, at) => {
        if (at % 2 === 0) return part;
        if (part.startsWith('@')) return <span key={at} class={part === `@${me}` || part === '@所有人' ? 'mention at-me' : 'mention'}>{part}</span>;
        const href = safeHref(part);
        return href === null ? part : <a key={at} href={href} target="_blank" rel="noopener noreferrer">{part}</a>;
      })}
    </>
  );
};
