/**
 * What the public may see of a phone, a certificate, an address (P35; 永安做法: addresses down to the town or street).
 */
import type { Mask } from './column.ts';

/** 13812345678 → 138****5678; 0631-5551234 → 0631-***1234. */
export const maskPhone = (phone: string): string =>
  phone
    .split(/(?=[、,，/;；])/)
    .map((one) => (/\d{7,}/.test(one.replace(/\D/g, '')) ? one.replace(/\d(?=[\d-]{4})/g, (digit, at: number) => (at < one.search(/\d/) + 3 ? digit : '*')) : one.replace(/\d/g, '*')))
    .join('');

/** The last four characters starred; shorter ones wholly. */
export const maskTail = (text: string): string => (text.length <= 4 ? '*'.repeat(text.length) : `${text.slice(0, -4)}****`);

/** 'XX市YY区ZZ街道WW路1号' → 'XX市YY区ZZ街道'; '' when no town can be read. */
export const maskAddress = (address: string): string => /^.*?(?:街道|镇|乡|开发区|高新区|苏木)/.exec(address)?.[0] ?? '';

export const masked = (mask: Mask, text: string): string => {
  switch (mask) {
    case 'open':
      return text;
    case 'hidden':
      return '';
    case 'phone':
      return maskPhone(text);
    case 'tail':
      return maskTail(text);
    case 'town':
      return maskAddress(text);
  }
};
