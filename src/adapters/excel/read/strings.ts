/**
 * The shared strings of a workbook, four million of them if need be.
 *
 * Kept as UTF-8 bytes in large pieces with an index of ends, decoded when a cell asks: a quarter of the memory of as many
 * JavaScript strings. Phonetic hints (rPh) are not part of the text.
 */
import { Refusal } from '../../../domain/refusal.ts';
import type { ReadLimits } from './limits.ts';
import { parseXml } from './xml.ts';

export interface SharedStrings {
  /** The string, or '' when the file points at one that is not there. */
  get(index: number): string;
}

const PIECE_BYTES = 4 * 1024 * 1024;

/** `_x000D_` is how a workbook writes a character that XML cannot hold. */
export const unescapeText = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

interface StringStore extends SharedStrings {
  push(text: string): void;
}

const createStore = (file: string, limits: ReadLimits): StringStore => {
  const pieces: Buffer[] = [];
  let piece = Buffer.alloc(0);
  let used = 0;
  let places = new Float64Array(4_096);
  let count = 0;
  return {
    push: (text) => {
      if (count >= limits.strings) throw new Refusal('import.too-many-strings', `“${file}”里的文字超过 ${limits.strings} 条`, { next: '请按科室、镇街分成几个文件分别导入' });
      const bytes = Buffer.byteLength(text);
      if (used + bytes > piece.length) {
        piece = Buffer.allocUnsafe(Math.max(PIECE_BYTES, bytes));
        pieces.push(piece);
        used = 0;
      }
      if ((count + 1) * 2 > places.length) {
        const larger = new Float64Array(places.length * 2);
        larger.set(places);
        places = larger;
      }
      piece.write(text, used);
      // Piece and offset in one number (exact below 2^53), length in the next.
      places[count * 2] = (pieces.length - 1) * 2 ** 32 + used;
      places[count * 2 + 1] = bytes;
      used += bytes;
      count += 1;
    },
    get: (index) => {
      const place = places[index * 2];
      const bytes = places[index * 2 + 1];
      if (index < 0 || index >= count || place === undefined || bytes === undefined) return '';
      const offset = place % 2 ** 32;
      return pieces[Math.floor(place / 2 ** 32)]?.toString('utf8', offset, offset + bytes) ?? '';
    },
  };
};

export const readStrings = async (file: string, chunks: AsyncIterable<string>, limits: ReadLimits): Promise<SharedStrings> => {
  const store = createStore(file, limits);
  let text = '';
  let inText = false;
  let inPhonetic = false;
  await parseXml(file, chunks, {
    open: (tag) => {
      if (tag === 'si') text = '';
      if (tag === 'rPh') inPhonetic = true;
      inText = tag === 't' && !inPhonetic;
    },
    text: (more) => {
      if (!inText) return;
      text += more;
      if (text.length > limits.cellChars) throw new Refusal('import.long-text', `“${file}”里有一个单元格超过 ${limits.cellChars} 个字`, { next: '请缩短后再发；Excel 自己也只允许这么长' });
    },
    close: (tag) => {
      if (tag === 't') inText = false;
      if (tag === 'rPh') inPhonetic = false;
      if (tag === 'si') store.push(unescapeText(text));
    },
  });
  return store;
};

export const NO_STRINGS: SharedStrings = { get: () => '' };
