/**
 * What a button carries to its callback: the verb, its values, and in which kind of chat the card stands.
 *
 * One idea: the same data travels twice. An ordinary button returns its `value`; a form's submit button may come back with
 * nothing but its `name` (the platform's documents disagree), so the name spells out the same. The kind of chat travels
 * along because a callback names a chat but not whether it is a group.
 *
 * Nothing here is trusted for who may do what: that is decided by the operator, whom the platform names.
 */
import type { CardRef } from '../../chat/platform.ts';
import { asRecord, asText, type JsonRecord, parsedRecord, textIn } from './json.ts';
import { isId } from './ids.ts';

export type Place = 'group' | 'person';
export interface Press {
  readonly act: string;
  readonly place: Place;
  readonly value: Readonly<Record<string, string>>;
}

const LETTER: Readonly<Record<Place, string>> = { group: 'g', person: 'p' };
const placeOf = (letter: string): Place => (letter === 'p' ? 'person' : 'group');

export const pressValue = ({ act, place, value }: Press): JsonRecord => ({ act, place: LETTER[place], value });

const escaped = (part: string): string => encodeURIComponent(part).replaceAll('~', '%7E');
export const pressName = ({ act, place, value }: Press): string =>
  [escaped(act), LETTER[place], ...Object.entries(value).map(([key, text]) => `${escaped(key)}=${escaped(text)}`)].join('~');

const strings = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(asRecord(value)).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])));

const fromName = (name: string): Press | null => {
  const [act, letter, ...pairs] = name.split('~');
  if (act === undefined || act === '' || (letter !== 'g' && letter !== 'p')) return null;
  try {
    const entries = pairs.map((pair) => pair.split('=').map(decodeURIComponent));
    return { act: decodeURIComponent(act), place: placeOf(letter), value: Object.fromEntries(entries.map(([key = '', text = '']) => [key, text])) };
  } catch {
    return null;
  }
};

/** The press a callback's `action` stands for; null for cards that are not ours. */
export const readPress = (action: JsonRecord): Press | null => {
  const raw = action['value'];
  const value = typeof raw === 'string' ? (parsedRecord(raw) ?? {}) : asRecord(raw);
  const act = asText(value['act']);
  if (act !== '') return { act, place: placeOf(textIn(value, 'place')), value: strings(value['value']) };
  return fromName(textIn(action, 'name'));
};

// ---------------------------------------------------------------- references of cards

/** The adapter alone brands references. */
export const cardRef = (place: Place, message: string): CardRef => `${LETTER[place]}:${message}` as CardRef;

export const readCardRef = (ref: CardRef): { readonly place: Place; readonly message: string } | null => {
  const message = ref.slice(2);
  return /^[gp]:/.test(ref) && isId('message', message) ? { place: placeOf(ref.slice(0, 1)), message } : null;
};
