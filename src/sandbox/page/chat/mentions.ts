/**
 * Writing @somebody in the composer.
 *
 * While typing, the text shows names; what is sent names people by id, because names repeat. Pure.
 */
export interface Mentionable { readonly token: string; readonly name: string; readonly kind: 'person' | 'bot' | 'all' }

/** The `@…` being typed just before the caret: where it starts and what follows the sign. */
export const openMention = (text: string, caret: number): { readonly start: number; readonly query: string } | null => {
  const before = text.slice(0, caret);
  const found = /@([^\s@]{0,12})$/.exec(before);
  if (found === null) return null;
  const start = before.length - found[0].length;
  return /[A-Za-z0-9._-]$/.test(before.slice(0, start)) ? null : { start, query: found[1] ?? '' };
};

export const matching = (people: readonly Mentionable[], query: string): readonly Mentionable[] => people.filter((one) => one.name.toLowerCase().includes(query.toLowerCase()));

/** The text with the name in place of what was typed, and where the caret goes. */
export const withMention = (text: string, caret: number, start: number, name: string): { readonly text: string; readonly caret: number } => {
  const head = `${text.slice(0, start)}@${name} `;
  return { text: head + text.slice(caret).replace(/^ /, ''), caret: head.length };
};

/** `@王敏` → `@{ou_…}` for everybody picked; longer names first, so that 王敏 never eats 王敏敏. */
export const asSent = (text: string, picked: readonly Mentionable[]): string => {
  const byLength = [...picked].sort((a, b) => b.name.length - a.name.length);
  return byLength.reduce((sent, one) => sent.split(`@${one.name}`).join(one.token), text);
};
