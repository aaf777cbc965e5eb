/**
 * Text that no office program takes for a formula (CSV and formula injection): a leading = + - @ tab or line break gets an apostrophe.
 *
 * Cells are written as text with the text format besides; the apostrophe also protects whoever saves the sheet as .csv later.
 */
const TRIGGER = /^[=+\-@\t\r\n]./s;
/** What XML cannot hold. */
const CONTROL = /(?![\t\n\r])\p{Cc}|[\uFFFE\uFFFF]/gu;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
/** What one cell of a workbook holds. */
const CELL_CHARS = 32_767;

export const neutral = (text: string): string => {
  const clean = text.replace(CONTROL, '').replace(LONE_SURROGATE, '\uFFFD');
  return (TRIGGER.test(clean) ? `'${clean}` : clean).slice(0, CELL_CHARS);
};

/** Width in half-width characters: Chinese counts two. */
export const displayWidth = (text: string): number => [...text].reduce((width, character) => width + ((character.codePointAt(0) ?? 0) > 0x2e7f ? 2 : 1), 0);
