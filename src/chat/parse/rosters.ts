/** Which of the three rosters somebody means. */
import type { RosterKind } from '../../domain/events.ts';

const ROSTER_WORDS: readonly (readonly [RosterKind, RegExp])[] = [
  ['items', /事项|清单|item/i],
  ['inspectors', /人员|执法|检查员|inspector/i],
  ['targets', /对象|企业|主体|机构|object|target/i],
];
/** Anywhere in what was said: 「企业名录模板」. */
export const rosterNamed = (text: string): RosterKind | null => ROSTER_WORDS.find(([, pattern]) => pattern.test(text))?.[0] ?? null;

/** A word that names a roster and nothing else; null for the name of a row. */
export const rosterWord = (word: string): RosterKind | null =>
  /^(?:检查)?对象|object|target/i.test(word) ? 'targets' : /^(?:执法|检查)?人员|inspector/i.test(word) ? 'inspectors' : /^(?:抽查)?事项|清单|item/i.test(word) ? 'items' : null;
