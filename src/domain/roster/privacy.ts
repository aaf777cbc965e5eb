/**
 * Personal data in free text: found by shape and check digit before anything is published (P35).
 *
 * A credit code or a ticket is not mistaken for an identity card: those have a birthday and a check digit of their own.
 */
import { maskPhone } from './mask.ts';

export type PersonalKind = 'mobile' | 'identity-card';
export const PERSONAL_NAMES: Readonly<Record<PersonalKind, string>> = { mobile: '手机号', 'identity-card': '身份证号' };

export interface PersonalFind {
  readonly kind: PersonalKind;
  readonly text: string;
}

const MOBILE = /(?<![0-9A-Za-z])(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?![0-9A-Za-z])/g;
const IDENTITY_CARD = /(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])/g;
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/** GB 11643: the 18th character for the first 17. */
const isIdentityCard = (text: string): boolean =>
  CHECKS.charAt(WEIGHTS.reduce((sum, weight, at) => sum + weight * Number(text.charAt(at)), 0) % 11) === text.charAt(17).toUpperCase();

/** Everything personal in a text: identity cards first, then mobile numbers. */
export const personalIn = (text: string): readonly PersonalFind[] => {
  const narrow = text.normalize('NFKC');
  const cards = [...narrow.matchAll(IDENTITY_CARD)].filter(([found]) => isIdentityCard(found)).map(([card]): PersonalFind => ({ kind: 'identity-card', text: card }));
  const mobiles = [...narrow.matchAll(MOBILE)].map(([mobile]): PersonalFind => ({ kind: 'mobile', text: mobile }));
  return [...cards, ...mobiles];
};

/** The text with phones and identity cards starred, as it was where there are none: for words that have to stay in a published sheet. */
export const withoutPersonal = (text: string): string => {
  const found = personalIn(text);
  return found.length === 0 ? text : found.reduce((rest, { kind, text: number }) => rest.replaceAll(number, kind === 'mobile' ? maskPhone(number.replace(/[- +]/g, '').slice(-11)) : `${number.slice(0, 2)}${'*'.repeat(13)}${number.slice(-3)}`), text.normalize('NFKC'));
};
