/**
 * Independent ways to check a draw: whatever the engine publishes is confirmed by each of them, whatever is changed is refused.
 */
import { createHash, sign as signWith, createPrivateKey } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { canonical } from '../../src/domain/canonical.ts';
import type { Json } from '../../src/domain/canonical.ts';
import { bundleBytes, publicBundle, publicLines, readBundle } from '../../src/domain/draw/bundle.ts';
import { draftsOf, play, resealed, signerOf } from '../support/ceremonies.ts';
import { request } from '../support/draw-lists.ts';
import { tampered } from '../support/tamper.ts';
import { ALL, INDEPENDENT, pageScript, pageVerifier } from '../support/verifiers.ts';
import type { Case } from '../support/verifiers.ts';

const GOLDEN = join(process.cwd(), 'test/domain/draw/golden');
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const { key } = signerOf(3);
const golden = (name: string): Case => ({
  bundle: new Uint8Array(readFileSync(join(GOLDEN, name, 'bundle.json'))), key,
  lists: ['roster', 'inspectors', 'recusals', 'teams'].map((list) => join(GOLDEN, name, `${list}.jsonl`)).filter(existsSync).map((path) => new Uint8Array(readFileSync(path))),
});
const names = readdirSync(GOLDEN);
const small = play([{ request: () => request({ targets: request().targets.slice(41), recusals: [] }), ending: 'substituted' }]);
const honest: Case = { bundle: small.bundle, lists: small.lists, key };

test.each(ALL)('%s confirms a published bundle of every way to draw, for ever', (_, judge) => {
  expect(names.length).toBeGreaterThanOrEqual(11);
  judge(names.map(golden)).forEach(({ ok, lines }, i) => { expect([names[i], ok, lines.at(ok ? 0 : -1)]).toEqual([names[i], true, expect.stringContaining('事件')]); });
});

test.each(ALL)('%s refuses every changed, removed or added value of a bundle', (_, judge) => {
  const cases = tampered(JSON.parse(decode(small.bundle)) as Json).map((value) => ({ ...honest, bundle: encode(canonical(value)) }));
  expect(cases.length).toBeGreaterThan(400);
  expect(judge([honest])[0]?.ok).toBe(true);
  expect(judge(cases).filter(({ ok }) => ok)).toEqual([]);
});

test.each(ALL)('%s refuses another spelling of the same bundle', (_, judge) => {
  const text = decode(small.bundle);
  const sig = /"sig":"([^"]+)"/.exec(text)?.[1] ?? '';
  const spellings = [` ${text}`, `${text}\n`, `\uFEFF${text}`, text.replace('"seq":0', '"seq":0.0'), text.replace('"seq":0', '"seq":0,"seq":0'), text.replace('"seq":0', '"seq":0e0'), text.replace('"seq":1', '"seq":true'),
    text.replace(sig, sig.replace(/=+$/, '')), text.replace(sig, sig.replace(/.==$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}==`)), text.replace('监督员', '\\u76d1督员'), text.replace('"by":"', '"by":"\\ud800')];
  expect(judge(spellings.map((spelling) => ({ ...honest, bundle: encode(spelling) }))).filter(({ ok }) => ok)).toEqual([]);
});

test.each(ALL)('%s refuses every changed, dropped, doubled or swapped line of a list', (_, judge) => {
  const cases = small.lists.flatMap((list, which) => {
    const lines = decode(list).split('\n').slice(0, -1);
    return lines.flatMap((line, i) => [[line.replace('"name":"', '"name":"甲')], [line.replace('"section":"', '"section":"甲')], [line.replace(/"salt":"./, '"salt":"z')], [], [line, line], [lines[i + 1] ?? 'x', line]].map((other) => [...lines.slice(0, i), ...other, ...lines.slice(i + 1)]))
      .filter((changed) => changed.join() !== lines.join())
      .map((changed): Case => ({ ...honest, lists: small.lists.map((one, at) => (at === which ? encode(changed.map((row) => `${row}\n`).join('')) : one)) }));
  });
  expect(cases.length).toBeGreaterThan(20);
  const passed = judge(cases).filter(({ ok, lines }) => ok && !lines.some((line) => line.includes('不公开的行')));
  expect(passed).toEqual([]);
});

test.each(ALL)('%s refuses what even the holder of the key may not change: results, sizes, seeds, teams, candidates', (_, judge) => {
  const drafts = draftsOf(small);
  expect(judge([{ ...honest, bundle: resealed(small, drafts) }])[0]?.ok).toBe(true);
  const cases = drafts.flatMap(({ type, body }, index) => (type !== 'result' ? [] : tampered(body).map((other): Case => ({
    ...honest, bundle: resealed(small, [...drafts.slice(0, index), { ...drafts[index], type, at: drafts[index]?.at ?? '', body: other }, ...drafts.slice(index + 1)]),
  }))));
  expect(cases.length).toBeGreaterThan(60);
  // Another root of the teams' list pins a list nobody has: said in the report.
  expect(judge(cases).filter(({ ok, lines }) => ok && !lines.some((line) => line.includes('不公开的行')))).toEqual([]);
});

test.each(ALL)('%s refuses a whole ceremony made anew when key or plan are pinned', (_, judge) => {
  const other = play([{ request: () => request({ attempt: 1, strata: [{ name: '普通', where: [], num: 1, den: 3 }] }), ending: 'locked' }]);
  const forged = resealed(other, draftsOf(other), signerOf(4));
  const [byKey, byPlan, unpinned] = judge([{ bundle: forged, lists: other.lists, key }, { bundle: forged, lists: other.lists, plan: small.planHashes[0] ?? '' }, { bundle: forged, lists: other.lists }]);
  expect([byKey?.ok, byPlan?.ok]).toEqual([false, false]);
  expect(unpinned?.lines.join()).toContain('无法排除整包重做');
});

describe('the public edition', () => {
  const [targets = new Uint8Array(), ...named] = small.lists;
  const lists = [targets, ...named.map((list) => publicLines(list, () => false))];
  const bundle = bundleBytes(publicBundle(readBundle(small.bundle)));
  test.each(ALL)('%s confirms it and says what could not be checked', (_, judge) => {
    const [verdict] = judge([{ bundle, lists, key }]);
    expect(verdict?.ok).toBe(true);
    expect(verdict?.lines.join()).toMatch(/不公开/);
  });
});

test.each(INDEPENDENT)('%s explains one enterprise: drawn, not drawn, excluded, unknown', (_, judge) => {
  const codes = ['K1', 'E000', 'E005', 'X'];
  const lists = golden('together').lists;
  const [drawn, lost, excluded, unknown] = judge(codes.map((code) => ({ ...golden('together'), lists, code }))).map(({ lines }) => lines.join('\n'));
  expect(drawn).toMatch(/抽中[\s\S]*票号\s+[0-9a-f]{64}/);
  expect(lost).toMatch(/未抽中[\s\S]*分界线\s+[0-9a-f]{64}/);
  expect(excluded).toContain('排除');
  expect(unknown).toContain('不在冻结的名单中');
});

describe('the page', () => {
  test('needs nothing from outside: no address, no import, no request', () => {
    const html = readFileSync(join(process.cwd(), 'verifiers/page/verify.html'), 'utf8');
    expect(html).not.toMatch(/https?:|src=|href=|import\s*\(|fetch|XMLHttpRequest|innerHTML|eval\(/);
    expect(pageScript()).not.toMatch(/document|window|crypto\.subtle/);
  });
  test('hashes and signatures of its own agree with the published functions', () => {
    const verifier = pageVerifier();
    for (let length = 0; length < 260; length += 1) {
      const text = 'a'.repeat(length);
      expect(verifier.sha256Hex(text)).toBe(createHash('sha256').update(text).digest('hex'));
      if (length % 9 === 0 || (length > 108 && length < 130)) expect(verifier.sha512(text)).toBe(createHash('sha512').update(text).digest('hex'));
    }
    const spki = Buffer.from(key, 'base64');
    const privateKey = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 3)]), format: 'der', type: 'pkcs8' });
    for (let n = 0; n < 12; n += 1) {
      const message = Buffer.from(`message ${String(n)}`);
      const sig = signWith(null, message, privateKey);
      expect(verifier.ed25519(spki, message, sig)).toBe(true);
      const spoiled = Buffer.from(sig);
      spoiled[n * 5] = (spoiled[n * 5] ?? 0) ^ 1;
      expect(verifier.ed25519(spki, message, spoiled)).toBe(false);
    }
  });
});
