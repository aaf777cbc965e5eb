/**
 * The shared strings of a workbook, four million of them if need be.
 *
 * Kept as UTF-8 bytes, one after the other over large pieces, with a list of where each ends; decoded when a cell asks:
 * a quarter of the memory of as many JavaScript strings. Phonetic hints (rPh) are not part of the text.
 */
import { Refusal } from '../../../domain/refusal.ts';
import { megabytes } from './limits.ts';
import type { ReadLimits } from './limits.ts';
import { parseXml } from './xml.ts';

export interface SharedStrings {
  /** The string, or '' when the file points at one that is not there. */
  get(index: number): string;
}

const PIECE_BYTES = 4 * 1024 * 1024;
/** Ends kept together: growing never copies what is there. */
const BLOCK = 65_536;

/** `_x000D_` is how a workbook writes a character that XML cannot hold. */
export const unescapeText = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;

interface StringStore extends SharedStrings {
  push(text: string): void;
}

const createStore = (file: string, limits: ReadLimits): StringStore => {
  const pieces: Buffer[] = [];
  const ends: Uint32Array[] = [];
  let total = 0;
  let count = 0;
  const tooMany = (what: string): Refusal => new Refusal('import.too-many-strings', `“${file}”里的文字超过 ${what}`, { next: '请按科室、镇街分成几个文件分别导入' });
  const endOf = (index: number): number => (index < 0 ? 0 : (ends[Math.floor(index / BLOCK)]?.[index % BLOCK] ?? 0));
  const pieceAt = (at: number): Buffer => {
    const number = Math.floor(at / PIECE_BYTES);
    return pieces[number] ?? (pieces[number] = Buffer.allocUnsafe(PIECE_BYTES));
  };
  /** A text that does not fit into what is left of a piece goes on in the next. */
  const append = (bytes: Uint8Array): void => {
    for (let done = 0; done < bytes.length; ) {
      const at = (total + done) % PIECE_BYTES;
      const part = bytes.subarray(done, done + PIECE_BYTES - at);
      pieceAt(total + done).set(part, at);
      done += part.length;
    }
  };
  const textOf = (from: number, to: number): string => {
    const at = from % PIECE_BYTES;
    const first = pieceAt(from);
    if (at + to - from <= PIECE_BYTES) return first.toString('utf8', at, at + to - from);
    return Buffer.concat([first.subarray(at), pieceAt(to).subarray(0, to % PIECE_BYTES)]).toString('utf8');
  };
  return {
    push: (text) => {
      if (count >= limits.strings) throw tooMany(`${limits.strings} 条`);
      const at = total % PIECE_BYTES;
      // No character takes more than three bytes a unit.
      const fits = at + text.length * 3 <= PIECE_BYTES;
      const bytes = fits ? pieceAt(total).write(text, at) : Buffer.byteLength(text);
      if (!fits) append(Buffer.from(text));
      total += bytes;
      if (total > limits.stringBytes) throw tooMany(megabytes(limits.stringBytes));
      const block = (ends[Math.floor(count / BLOCK)] ??= new Uint32Array(BLOCK));
      block[count % BLOCK] = total;
      count += 1;
    },
    get: (index) => (index >= 0 && index < count ? textOf(endOf(index - 1), endOf(index)) : ''),
  };
};

/** Longer ones, and those with entities or runs, go the slow way. */
const USUAL_STRING = /<si><t(?: xml:space="preserve")?>([^<&]{1,2000})<\/t><\/si>/y;

export const readStrings = async (file: string, chunks: AsyncIterable<string>, limits: ReadLimits): Promise<SharedStrings> => {
  const store = createStore(file, limits);
  let text = '';
  let inText = false;
  let inPhonetic = false;
  await parseXml(file, chunks, {
    usual: { parent: 'sst', pattern: USUAL_STRING, take: ([, plain = '']) => store.push(unescapeText(plain)) },
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
