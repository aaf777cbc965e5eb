/** The promise of the roster's index: whoever has a part is found, and few are looked at who have it not. */
import fc from 'fast-check';
import { continuedBy, LONGEST, postingsOf, windowsOf } from '../../../src/adapters/mongo/grams.ts';
import { intersect, placesOf, unpacked } from '../../../src/adapters/mongo/postings.ts';

const SPARSE = 3;

/** Texts whose parts can be asked for, as the index keeps them. */
const indexed = (texts: readonly string[]) => {
  const dense = new Set<string>();
  const stored = new Map([...postingsOf(texts, (gram) => dense.add(gram), SPARSE)].map(({ of, next, at }) => [`${next === null ? '=' : '+'}${of}`, at]));
  return (part: string): { readonly places: readonly number[]; readonly isExact: boolean } => {
    const { windows, isExact } = windowsOf(part, (gram) => dense.has(gram));
    const [first = unpacked(new Uint8Array()), ...more] = windows.map(({ of, next }) => {
      const at = stored.get(`${next === null ? '=' : '+'}${of}`) ?? new Uint8Array();
      return unpacked(next === null ? at : continuedBy(at, next));
    });
    for (const each of more) intersect(first, each);
    return { places: [...placesOf(first)], isExact };
  };
};
const having = (texts: readonly string[], part: string): readonly number[] => texts.flatMap((text, place) => (text.includes(part) ? [place] : []));

/** Few signs, so that parts repeat and overlap; one of them takes two units. */
const sign = fc.constantFrom('0', '0', '0', '1', 'A', '临', '港', '𠮷', '~');
const text = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(''));

describe('parts of names and codes', () => {
  it('everybody who has the part is found; where the index is sure, nobody else; elsewhere few are left to look at', () => {
    fc.assert(fc.property(fc.array(text, { minLength: 1, maxLength: 60 }), fc.array(sign, { minLength: 1, maxLength: 7 }), fc.nat(), (texts, signs, n) => {
      const find = indexed(texts);
      const own = texts[n % texts.length] ?? '';
      for (const part of [signs.join(''), own, own.slice(1), own.slice(-4), own.slice(2, 5)].filter((each) => each !== '')) {
        const { places, isExact } = find(part);
        const wanted = having(texts, part);
        if (isExact) expect(places).toEqual(wanted);
        else {
          expect(places).toEqual(expect.arrayContaining([...wanted]));
          expect(places.length).toBeLessThanOrEqual(SPARSE);
        }
      }
    }), { numRuns: 300, seed: 20261122 });
  });

  it('every code has 00 and one has 00000: nobody else is looked at', () => {
    const codes = Array.from({ length: 500 }, (_, n) => `9137100${n === 77 ? '00000' : `0MA0${String(n)}`}`);
    expect(indexed(codes)('00000').places).toEqual([77]);
  });

  it('a beginning that all share is the answer, however long it is', () => {
    const same = '威海临港经济技术开发区草庙子镇第一社区卫生服务中心门诊部'.slice(0, LONGEST + 3);
    const texts = Array.from({ length: 40 }, (_, n) => `${same}${String(n)}`);
    const find = indexed(texts);
    expect(find(same.slice(0, LONGEST))).toEqual({ places: having(texts, same.slice(0, LONGEST)), isExact: true });
    expect(find(same).places).toHaveLength(40);
    expect(find(`${same}39`).places).toEqual(expect.arrayContaining([39]));
    expect(find(`${same.slice(0, 5)}9`).places).toEqual([]);
  });
});
