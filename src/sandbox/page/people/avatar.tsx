/**
 * A round mark for a person, the bot or a group: initials on a colour that always belongs to the same name.
 */
import type { JSX } from 'preact';
import { BotMark, GroupMark } from '../tools/icons.tsx';

const TINTS = ['#3b6fd9', '#0f8f86', '#7a57c9', '#c2603a', '#3d8b4b', '#b8487c', '#4f6f8f', '#a07b1c'] as const;

const tintOf = (text: string): string => {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619) >>> 0;
  return TINTS[(hash >>> 7) % TINTS.length] ?? TINTS[0];
};

const initials = (name: string): string => (/^[\x20-\x7f]+$/.test(name) ? name.slice(0, 2).toUpperCase() : [...name].slice(-2).join(''));

export const Avatar = ({ name, kind = 'person', size = 36 }: { readonly name: string; readonly kind?: 'person' | 'bot' | 'group'; readonly size?: number }): JSX.Element => {
  const style = { width: `${String(size)}px`, height: `${String(size)}px`, fontSize: `${String(Math.round(size * 0.36))}px` };
  switch (kind) {
    case 'bot': return <span class="avatar avatar-bot" style={style} aria-hidden="true"><BotMark /></span>;
    case 'group': return <span class="avatar avatar-group" style={style} aria-hidden="true"><GroupMark /></span>;
    case 'person': return <span class="avatar" style={{ ...style, background: tintOf(name) }} aria-hidden="true">{initials(name)}</span>;
  }
};
