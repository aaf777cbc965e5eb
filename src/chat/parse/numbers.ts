/**
 * Numbers the way staff write them: 5、五、百分之五、5%、0.05、两人. Everything becomes integers; a fraction never passes a float.
 */
import type { Ratio } from '../../domain/rules/rule-set.ts';

const DIGITS: Readonly<Record<string, number>> = { 〇: 0, 零: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const TENS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const CHINESE = /^[〇零一二两三四五六七八九十百千]+$/;

const chineseInteger = (text: string): number | null => {
  if (!CHINESE.test(text)) return null;
  const chars = [...text];
  // 二〇二六: digits read out one by one
  if (!chars.some((char) => char in TENS)) return chars.length > 9 ? null : Number(chars.map((char) => String(DIGITS[char])).join(''));
  let sum = 0;
  let pending: number | null = null;
  let lastTen = Number.POSITIVE_INFINITY;
  for (const char of chars) {
    const ten = TENS[char];
    if (ten === undefined) {
      pending = DIGITS[char] ?? 0;
      continue;
    }
    if (ten >= lastTen) return null;
    sum += (pending ?? (sum === 0 ? 1 : 0)) * ten;
    pending = null;
    lastTen = ten;
  }
  return sum + (pending ?? 0);
};

/** A count: '5', '五', '十二'; null when it is none. */
export const wholeNumber = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) : chineseInteger(text));

/** A count with the words around it: '2', '2人', '每组两人', '两名'. */
export const countOf = (text: string): number | null => wholeNumber(text.normalize('NFKC').trim().replace(/^每组/, '').replace(/[人名户个位]$/, ''));

const DECIMAL = /^(\d{1,6})(?:\.(\d{1,6}))?$/;

/** digits × 10^−places, in thousandths or hundredths of a whole: 12.5 per 100 → 125/1000. */
const scaled = (text: string, base: number): Ratio | null => {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const decimals = (match[2] ?? '').replace(/0+$/, '');
  return { num: Number(`${match[1] ?? ''}${decimals}`), den: base * 10 ** decimals.length };
};

const chineseScaled = (text: string, base: number): Ratio | null => {
  const [whole = '', decimals = ''] = text.split('点');
  const units = chineseInteger(whole);
  if (units === null) return null;
  if (decimals === '') return { num: units, den: base };
  const tail = [...decimals].map((char) => DIGITS[char]);
  return tail.includes(undefined) ? null : scaled(`${String(units)}.${tail.join('')}`, base);
};

const readRatio = (text: string): Ratio | null => {
  if (/^(全部|全查|全覆盖|所有|all)$/i.test(text)) return { num: 1, den: 1 };
  const worded = /^(百|千)分之(.+)$/.exec(text);
  if (worded !== null) {
    const base = worded[1] === '百' ? 100 : 1000;
    return scaled(worded[2] ?? '', base) ?? chineseScaled(worded[2] ?? '', base);
  }
  if (text.endsWith('%')) return scaled(text.slice(0, -1).trim(), 100);
  if (text.endsWith('‰')) return scaled(text.slice(0, -1).trim(), 1000);
  const fraction = /^(\d{1,9})\/(\d{1,9})$/.exec(text);
  if (fraction !== null) return { num: Number(fraction[1]), den: Number(fraction[2]) };
  return text.includes('.') ? scaled(text, 1) : null;
};

/**
 * A ratio: '5%', '百分之五', '千分之二', '0.05', '5/100', '全部'.
 * @returns an integer fraction with 0 < num ≤ den, or null; a bare '5' is none, because five of what?
 */
export const ratioOf = (text: string): Ratio | null => {
  const ratio = readRatio(text.normalize('NFKC').replace(/\s+/g, ''));
  return ratio !== null && ratio.num > 0 && ratio.den > 0 && ratio.num <= ratio.den ? ratio : null;
};
