/**
 * Which value of the rules is meant, and what is typed for it: 「公示期限」「上限」 → a path, 「15」「不限」「递补」 → a value.
 *
 * Only reads; whether a value may be so is decided by the rules behind wishRules. Nothing is guessed among several.
 */
import { FIXED_KEYS, FIXED_RULES } from '../../domain/rules/fixed.ts';
import type { RulePath, RuleSet, RuleValue } from '../../domain/rules/rule-set.ts';
import { RULE_PATHS, SHAPES, shapeOf } from '../../domain/rules/shapes.ts';
import { ratioOf, wholeNumber } from './numbers.ts';
import { listOf } from './people.ts';

export type MeantRule = { readonly kind: 'value'; readonly path: RulePath } | { readonly kind: 'fixed'; readonly key: keyof RuleSet['clauses'] } | { readonly kind: 'several'; readonly labels: readonly string[] } | { readonly kind: 'none' };

const keyOf = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '');

interface Entry { readonly names: readonly string[]; readonly label: string; readonly meant: MeantRule }
const ENTRIES: readonly Entry[] = [
  ...RULE_PATHS.map((path): Entry => ({ names: [path, SHAPES[path].label, ...SHAPES[path].aliases].map(keyOf), label: SHAPES[path].label, meant: { kind: 'value', path } })),
  ...FIXED_KEYS.map((key): Entry => ({ names: [FIXED_RULES[key].label, ...FIXED_RULES[key].aliases].map(keyOf), label: FIXED_RULES[key].label, meant: { kind: 'fixed', key } })),
];

/** By its name or another word for it; by a part of its name when only one has it. */
export const ruleNamed = (text: string): MeantRule => {
  const wanted = keyOf(text);
  if (wanted === '') return { kind: 'none' };
  const exact = ENTRIES.find(({ names }) => names.includes(wanted));
  if (exact !== undefined) return exact.meant;
  const found = ENTRIES.filter(({ names }) => names.some((name) => name.includes(wanted)));
  const [only, ...more] = found;
  if (only === undefined) return { kind: 'none' };
  return more.length === 0 ? only.meant : { kind: 'several', labels: found.map(({ label }) => label) };
};

const YES = /^(?:是|须|需|要|必须|须确认|启用|开|开启|允许|可以|有|yes|true|on|1)$/i;
const NO = /^(?:否|不|不须|不需|不要|不用|关|关闭|不允许|禁止|不得|无|没有|no|false|off|0)$/i;
const NONE = /^(?:不限|不限制|无|没有|未规定|不规定|none)$/i;
const UNIT = /(?:个)?(?:工作日|分钟|次|人|名|天|日).*$/;

/** The one of several options that is meant: by its key, its words, or a part of them. */
const optionNamed = (options: Readonly<Record<string, string>>, typed: string): string | null => {
  const word = keyOf(typed);
  const entries = Object.entries(options);
  const exact = entries.find(([key, text]) => keyOf(key) === word || keyOf(text) === word);
  if (exact !== undefined) return exact[0];
  const found = entries.filter(([, text]) => word !== '' && (keyOf(text).includes(word) || word.includes(keyOf(text))));
  return found.length === 1 ? (found[0]?.[0] ?? null) : null;
};

/** @returns undefined when the words are no value of this kind at all */
export const ruleValueOf = (path: RulePath, typed: string): RuleValue | undefined => {
  const shape = shapeOf(path);
  const text = typed.normalize('NFKC').trim();
  switch (shape.kind) {
    case 'switch': {
      if (text === shape.yes || YES.test(text)) return true;
      return text === shape.no || NO.test(text) ? false : undefined;
    }
    case 'count': return shape.none !== null && (text === shape.none || NONE.test(text)) ? null : (wholeNumber(text.replace(UNIT, '')) ?? undefined);
    case 'ratio': return text === shape.none || NONE.test(text) ? null : (ratioOf(text) ?? undefined);
    case 'choice': return optionNamed(Object.fromEntries(Object.entries(shape.options).map(([key, option]) => [key, option.text])), text) ?? undefined;
    case 'several': {
      if (text === shape.none || NONE.test(text)) return [];
      const named = listOf(text).map((word) => optionNamed(shape.options, word));
      return named.length > 0 && named.every((each) => each !== null) ? [...new Set(named)] : undefined;
    }
    // A year that was typed stands for every year: 〔2026〕 would be wrong in January.
    case 'words': return text === shape.none || NONE.test(text) ? '' : text.replace(/〔20\d\d〕/, '〔{年}〕');
    case 'days': {
      if (text === '不提醒' || NONE.test(text)) return [];
      const numbers = listOf(text).map((word) => wholeNumber(word.replace(UNIT, '')));
      return numbers.length > 0 && numbers.every((each) => each !== null) ? [...new Set(numbers)].sort((a, b) => b - a) : undefined;
    }
  }
};
