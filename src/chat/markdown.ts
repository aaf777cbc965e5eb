/**
 * What people typed enters a card's markdown only through `plain()`: it is shown as it was typed and can neither mention
 * (an `<at id=all>` in a form would call everybody), link, colour nor break out of its line.
 *
 * Characters with a meaning become HTML entities, which both platforms' markdown prints as themselves
 * (https://open.feishu.cn/document/feishu-cards/card-json-v2-components/content-components/rich-text).
 */
const MEANINGFUL = /[*~<>[\]()#:_`&|\\!$]/g;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
/** Only at the start of a line do these make a list, a rule or a quotation. */
const LINE_START = /^([-+=]|\d+\.)/;

const entity = (text: string): string => [...text].map((char) => `&#${String(char.codePointAt(0) ?? 32)};`).join('');

/** User text for one line of markdown: nothing in it has a meaning any more. */
export const plain = (text: string): string =>
  text
    .replace(UNSEEN, ' ')
    .trim()
    .replace(MEANINGFUL, entity)
    .replace(LINE_START, (mark) => (mark.endsWith('.') ? `${mark.slice(0, -1)}${entity('.')}` : entity(mark)));

/** At most `limit` characters, the cut shown. */
export const clipped = (text: string, limit: number): string => {
  const chars = [...text];
  return chars.length <= limit ? text : `${chars.slice(0, limit - 1).join('')}…`;
};
