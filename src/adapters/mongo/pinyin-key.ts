/**
 * The key by which names are sorted: pinyin without tones, syllable by syllable, numbers by value.
 *
 * The embedded engine knows no Chinese collation and a million names cannot be sorted at every question, so the key is made
 * once, when a row is written, and stored beside it. Names of people begin with a surname and are read as such (单 is shàn).
 */
import { pinyin } from 'pinyin-pro';
import type { RosterKind } from '../../domain/events.ts';
import { folded, naturalKey } from '../../domain/roster/search.ts';

/** Long enough to tell names apart, short enough for an index. */
const MOST_SIGNS = 64;
const NAME_SIGNS = 24;

export const pinyinKey = (roster: RosterKind, name: string): string => {
  const syllables = pinyin(folded(name).slice(0, NAME_SIGNS), { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true, ...(roster === 'inspectors' ? { surname: 'head' as const } : {}) });
  return naturalKey(syllables.join(' ').toLowerCase()).slice(0, MOST_SIGNS);
};

/** Item lists are read by number, people and objects by name. */
export const sortKey = (roster: RosterKind, code: string, name: string): string => (roster === 'items' ? naturalKey(code) : pinyinKey(roster, name));
