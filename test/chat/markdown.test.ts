/** What people typed appears on a card as they typed it, and does nothing. */
import fc from 'fast-check';
import { clipped, plain } from '../../src/chat/markdown.ts';

/** What a reader sees of entities. */
const shown = (markdown: string): string => markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe('user text in markdown', () => {
  test('is shown as typed, in one line', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(shown(plain(text))).toBe(text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim());
    }));
  });
  test('leaves no character with a meaning', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('<', '>', '*', '_', '`', '[', ']', '(', ')', '#', '|', '\n', '~', 'a', '-', '1', '.', '&', '\u202e') }), (text) => {
      expect(plain(text).replace(/&#\d+;/g, '')).not.toMatch(/[*~<>[\]()#:_`&|\\\n\u202e]/);
      expect(plain(text)).not.toMatch(/^(?:[-+=]|\d+\.)/);
    }));
  });
  test('a call to everybody is only text', () => {
    expect(plain('<at id=all></at>')).toBe('&#60;at id=all&#62;&#60;/at&#62;');
  });
  test('what is too long is cut between characters, and shows it', () => {
    expect(clipped('双随机一公开', 4)).toBe('双随机…');
    expect(clipped('𠮷𠮷𠮷', 2)).toBe('𠮷…');
    expect(clipped('双随机', 3)).toBe('双随机');
  });
});
