/**
 * What people type, made comparable: full and half width, spaces, invisible characters.
 *
 * Values keep their meaning and their Chinese punctuation; only keys (for comparing) are cut down to the bone.
 */
const INVISIBLE = /[\u00AD\u200B-\u200F\u2028-\u202E\u2060\uFEFF]/g;
/** Full-width letters, digits and the signs that occur in codes. */
const WIDE = /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\uFF0D\uFF0F\uFF0E\uFF20\uFF06]/g;
const HAN = '\\p{Script=Han}';
const BETWEEN_HAN = new RegExp(`(?<=[${HAN}（）·、，。])\\s+(?=[${HAN}（）·、，。])`, 'gu');

/** The apostrophe our own sheets put before what could be taken for a formula. */
const GUARD = /^'(?=[=+\-@\t\r\n])/;

const narrow = (text: string): string => text.replace(WIDE, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));

/** Chinese characters, plain letters, digits and the usual signs: nothing to make comparable. Most cells are like that. */
const PLAIN = /^[\u4E00-\u9FFF0-9A-Za-z\-_.:，。、：（）《》]*$/;
const PLAIN_NAME = /^[\u4E00-\u9FFF0-9A-Z]*$/;
const PLAIN_CODE = /^[0-9A-Z-]*$/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const wellFormed = (text: string): string => text.replace(LONE_SURROGATE, '\uFFFD');

/** Free text: NFC, no invisible characters, single spaces, half-width letters and digits; lines joined by a space. */
export const tidyText = (text: string): string =>
  PLAIN.test(text) ? text : narrow(wellFormed(text).normalize('NFC').replace(INVISIBLE, '').replace(GUARD, '')).replace(/[\s\u3000]+/gu, ' ').trim();

/** A name: as tidyText, without spaces between Chinese characters, with Chinese brackets. */
export const tidyName = (text: string): string =>
  PLAIN.test(text) ? text : tidyText(text).replace(/\(/g, '（').replace(/\)/g, '）').replace(BETWEEN_HAN, '');

/** A code: upper case, half width, without spaces, quotes and the dashes people type for clarity around digits. */
export const tidyCode = (text: string): string =>
  PLAIN_CODE.test(text) ? text : wellFormed(text).normalize('NFKC').replace(INVISIBLE, '').replace(/[\s'"‘’“”`]/gu, '').replace(/[‐-―−]/g, '-').toUpperCase();

/** A column title as a key: no spaces, stars, marks of obligation, upper case. */
export const titleKey = (text: string): string =>
  PLAIN_NAME.test(text) ? text : text.normalize('NFKC').replace(INVISIBLE, '').replace(/\s/gu, '').replace(/[*★☆※▲●:：]/g, '').replace(/\((必填|必填项|选填|可选|必录)\)/g, '').toUpperCase();

/** A title without its explanations in brackets: 「存续状态（存续/停业）」 → 「存续状态」. */
export const bareTitle = (key: string): string => key.replace(/\([^)]*\)|\[[^\]]*\]|【[^】]*】/g, '');

/** A name as a key for finding the same body under another spelling. */
export const nameKey = (text: string): string =>
  PLAIN_NAME.test(text) ? text : text.normalize('NFKC').replace(INVISIBLE, '').replace(/[\s()·.,、-]/gu, '').toUpperCase();
