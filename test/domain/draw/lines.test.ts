/** The frozen lists as bytes: one way to write them, one way to read them. */
import { canonical } from '../../../src/domain/canonical.ts';
import { readInspectors, readTargets, writeInspectors, writeTargets } from '../../../src/domain/draw/lines.ts';
import { byUtf8 } from '../../../src/domain/draw/ticket.ts';
import { inspector, target } from '../../support/draw-lists.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const line = (over: Readonly<Record<string, unknown>>): string => `${canonical({ ...target('A'), ...over })}\n`;

test('lines are ordered by the bytes of their codes, whatever order they came in', () => {
  const ids = ['b', 'a', 'B', '1', '01', '10', '2', '企', '\uFFEE', '😀', '\u{10FFFF}', 'a企', 'a😀'];
  const sorted = [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect(readTargets(writeTargets(ids.map((id) => target(id)))).map(({ id }) => id)).toEqual(sorted);
  for (const a of ids) for (const b of ids) expect(Math.sign(byUtf8(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
});
test('what was written is read back unchanged', () => {
  const lines = [inspector('ZF01', { specialties: ['消防'] }), inspector('ZF02', { away: 'leave' })];
  expect(readInspectors(writeInspectors(lines, null))).toEqual(lines);
});
test('the same key gives the same salts, another key others; codes of the two lists never share a salt', () => {
  const lines = [inspector('ZF01'), inspector('ZF02')];
  const [one, other] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  expect(writeInspectors(lines, one)).toEqual(writeInspectors(lines, one));
  expect(writeInspectors(lines, one)).not.toEqual(writeInspectors(lines, other));
});
test.each([
  ['an unknown member', line({ phone: '138' }), /未知字段 phone/],
  ['a missing member', `${canonical({ id: 'A' })}\n`, /缺少或类型不对/],
  ['an unknown exclusion', line({ excluded: 'friend' }), /excluded/],
  ['white space', line({}).replace(':', ': '), /规范 JSON/],
  ['a doubled member', line({}).replace('{', '{"credit":"B",'), /规范 JSON/],
  ['lines out of order', line({ id: 'B' }) + line({ id: 'A' }), /升序/],
  ['the same line twice', line({}) + line({}), /升序/],
  ['a missing last newline', line({}).trimEnd(), /换行/],
  ['a decomposed character', line({ name: 'e\u0301' }), /NFC/],
])('%s in a list is refused, with the line', (_, text, words) => {
  expect(() => readTargets(bytes(text))).toThrow(words);
});
