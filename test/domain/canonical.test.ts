/**
 * Canonical JSON: the sorting and string examples of RFC 8785, as far as our narrower subset goes; what lies outside is refused.
 */
import fc from 'fast-check';

import { canonical, digestOf, sha256Hex } from '../../src/domain/canonical.ts';

describe('RFC 8785', () => {
  test('members are sorted by UTF-16 code units (section 3.2.3)', () => {
    const input = { '\u20ac': 'Euro Sign', '\r': 'Carriage Return', '\ufb33': 'Hebrew Letter Dalet With Dagesh', '1': 'One', '\ud83d\ude00': 'Emoji: Grinning Face', '\u0080': 'Control', '\u00f6': 'Latin Small Letter O With Diaeresis' };
    const order = ['Carriage Return', 'One', 'Control', 'Latin Small Letter O With Diaeresis', 'Euro Sign', 'Emoji: Grinning Face', 'Hebrew Letter Dalet With Dagesh'];
    expect([...canonical(input).matchAll(/:"([^"]*)"/g)].map((match) => match[1])).toEqual(order);
  });
  test('strings and literals of section 3.2.2', () => {
    expect(canonical({ string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/', literals: [null, true, false] })).toBe('{"literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
  });
  test.each([
    ['arrays', '[ 56, { "d": true, "10": null, "1": [ ] } ]', '[56,{"1":[],"10":null,"d":true}]'],
    ['french', '{ "peach": "This sorting order", "péché": "is wrong according to French", "pêche": "but canonicalization MUST", "sin": "ignore locale" }', '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}'],
    ['structures', '{ "1": {"f": {"f": "hi","F": 5} ,"\\n": 56}, "10": { }, "": "empty", "a": { }, "111": [ {"e": "yes","E": "no" } ], "A": { } }', '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}'],
    ['unicode', '{ "Unnormalized Unicode":"A\\u030a" }', '{"Unnormalized Unicode":"A\u030a"}'],
    ['weird', '{ "\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\u000a": "Newline", "1": "One", "\\u0080": "Control\\u007f", "\\ud83d\\ude02": "Smiley", "\\u00f6": "o", "\\ufb33": "Dalet", "</script>": "Browser Challenge" }', '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"o","€":"Euro Sign","😂":"Smiley","\ufb33":"Dalet"}'],
  ])('the pair "%s"', (_, input, output) => {
    expect(canonical(JSON.parse(input))).toBe(output);
  });
});

test.each([[0.5], [NaN], [Infinity], [2 ** 53], [undefined], ['\ud800'], ['x\udc00'], [{ a: undefined }], [() => 1], [Symbol('x')]])('%p has no place in a digest', (value) => {
  expect(() => canonical(value)).toThrow(TypeError);
});
test('minus zero is zero', () => { expect(canonical(-0)).toBe('0'); });
test('writing, parsing and writing again changes nothing, and the order of members never matters', () => {
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null))), (value) => {
    const text = canonical(value);
    expect(canonical(JSON.parse(text))).toBe(text);
    expect(canonical(Object.fromEntries(Object.entries(value).reverse()))).toBe(text);
    expect(digestOf(value)).toBe(sha256Hex(text));
  }), { seed: 7, numRuns: 200 });
});
