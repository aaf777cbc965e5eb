/** RFC 6962 trees: the roots published with the certificate-transparency reference, and every size against the RFC's own recursion. */
import { createHash } from 'node:crypto';

import { blocksOf, hexOf, leafHash, listRoot, treeRoot } from '../../../src/domain/draw/merkle.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
const PUBLISHED = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** The definition of RFC 6962 §2.1, word for word. */
const defined = (data: readonly Uint8Array[]): Buffer => {
  const sha = (...parts: Uint8Array[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (data.length === 0) return sha();
  const [only] = data;
  if (data.length === 1 && only !== undefined) return sha(Uint8Array.of(0), only);
  let k = 1;
  while (k * 2 < data.length) k *= 2;
  return sha(Uint8Array.of(1), defined(data.slice(0, k)), defined(data.slice(k)));
};

test('trees of 0 to 8 leaves have the published roots', () => {
  PUBLISHED.forEach((root, size) => { expect(hexOf(treeRoot(leaves.slice(0, size).map(leafHash)))).toBe(root); });
});
test('every size from 0 to 130 agrees with the definition of the RFC', () => {
  const data = Array.from({ length: 130 }, (_, i) => new TextEncoder().encode(`line ${String(i)}\n`));
  for (let size = 0; size <= data.length; size += 1) expect(hexOf(treeRoot(data.slice(0, size).map(leafHash)))).toBe(defined(data.slice(0, size)).toString('hex'));
});
test.each([0, 1, 2, 1023, 1024, 1025, 2048, 2049])('a list of %i lines is cut into blocks of 1 024 without losing a byte', (rows) => {
  const bytes = new TextEncoder().encode(Array.from({ length: rows }, (_, i) => `{"id":"${String(i)}"}\n`).join(''));
  const blocks = [...blocksOf(bytes, 1024)];
  expect(blocks).toHaveLength(Math.ceil(rows / 1024));
  expect(Buffer.concat(blocks).equals(Buffer.from(bytes))).toBe(true);
  expect(listRoot(bytes, 1024)).toBe(defined(blocks).toString('hex'));
});
test('a list whose last line has no newline is refused', () => {
  expect(() => listRoot(new TextEncoder().encode('{"id":"1"}'), 1024)).toThrow(TypeError);
});
