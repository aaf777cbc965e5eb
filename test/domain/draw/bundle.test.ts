/**
 * The proof bundle: a stranger recomputes a draw from it, and nothing in it or in its lists can be changed unnoticed.
 */
import { canonical } from '../../../src/domain/canonical.ts';
import type { Json } from '../../../src/domain/canonical.ts';
import { bundleBytes, publicBundle, publicLines, readBundle } from '../../../src/domain/draw/bundle.ts';
import { verifyBundle } from '../../../src/domain/draw/verify.ts';
import { checkSignature, draftsOf, play, resealed, signerOf } from '../../support/ceremonies.ts';
import { request } from '../../support/draw-lists.ts';
import { tampered } from '../../support/tamper.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const simple = play([{ request: () => request(), ending: 'substituted' }]);
const verify = (bundle: Uint8Array, lists: readonly Uint8Array[] = simple.lists, pinnedKey = simple.key): ReturnType<typeof verifyBundle> => verifyBundle({ bundle, lists, checkSignature, pinnedKey });

describe('an honest bundle', () => {
  test('is confirmed: chain, signature, lists, seed, targets, teams and the substitution', () => {
    expect(verify(simple.bundle)).toMatchObject({ ok: true, fault: '', unchecked: [] });
    expect(verify(simple.bundle).checked.join('\n')).toMatch(/对象 7 户、检查组 7 个重算一致[\s\S]*人员更换 1 次/);
  });
  test('holds both stages, void and declined attempts, all of them counted', () => {
    const both = play([
      { request: () => request({ stage: 'objects' }), ending: 'declined' },
      { request: (_, previousPlan, attempt) => request({ stage: 'objects', attempt, previousPlan }), ending: 'void' },
      { request: (_, previousPlan, attempt) => request({ stage: 'objects', attempt, previousPlan }), ending: 'locked' },
      { request: (before, previousPlan, attempt) => request({ stage: 'inspectors', attempt, previousPlan, lockedTargets: (before.at(-1)?.selected ?? []).map(({ code }) => code) }), ending: 'substituted' },
    ]);
    const report = verify(both.bundle, both.lists);
    expect(report).toMatchObject({ ok: true, fault: '' });
    expect(report.checked).toContain('共 4 次抽取，其中作废或放弃 2 次');
  });
  test('a post filled by lot: the next code opens the same commitment and the lowest ticket takes the post', () => {
    const fuzhou = play([{ request: () => request(), ending: 'redrawn' }]);
    expect(verify(fuzhou.bundle, fuzhou.lists)).toMatchObject({ ok: true, fault: '', unchecked: [] });
    const drafts = draftsOf(fuzhou).map(({ type, at, body }) => ({ type, at, body: type === 'appointed' ? { ...(body as Readonly<Record<string, Json>>), new: ((body as { readonly candidates: readonly string[] }).candidates).find((one) => one !== (body as { readonly new: string }).new) ?? '' } : body }));
    expect(verify(resealed(fuzhou, drafts), fuzhou.lists).fault).toContain('票号最小');
  });
  test('without a pinned key or plan the report says what that leaves open', () => {
    const report = verifyBundle({ bundle: simple.bundle, lists: simple.lists, checkSignature });
    expect(report.unchecked.join()).toContain('无法排除整包重做');
    expect(verifyBundle({ bundle: simple.bundle, lists: simple.lists, checkSignature, pinnedPlan: simple.planHashes[0] ?? '' }).unchecked).toEqual([]);
  });
  test('a bundle written anew with another key is refused when the key or the plan hash is pinned', () => {
    const other = play([{ request: () => request({ strata: [{ name: '普通', where: [], num: 1, den: 5 }] }), ending: 'locked' }]);
    const forged = resealed(other, draftsOf(other), signerOf(4));
    expect(verify(forged, other.lists).fault).toContain('公钥');
    expect(verifyBundle({ bundle: other.bundle, lists: other.lists, checkSignature, pinnedPlan: simple.planHashes[0] ?? '' }).fault).toContain('校验码');
  });
});

describe('tampering', () => {
  const small = play([{ request: () => request({ targets: request().targets.slice(38), recusals: [] }), ending: 'substituted' }]);
  const parsed = JSON.parse(decode(small.bundle)) as Json;
  test('every value changed, removed or added in a bundle is refused', () => {
    const all = tampered(parsed);
    expect(all.length).toBeGreaterThan(600);
    for (const one of all) expect(verify(encode(canonical(one)), small.lists)).toMatchObject({ ok: false });
  });
  test('even by the holder of the log key: every changed value inside the events is refused, or is a name only the signer vouches for', () => {
    const drafts = draftsOf(small);
    expect(verify(resealed(small, drafts), small.lists).ok).toBe(true);
    const vouched = /"(by|at|reason|evidence|salt|id|unit|preset|version|prev|prevDraw|otp|closeAt|exclusions|old|quorum)"/;
    const escaped: string[] = [];
    drafts.forEach((draft, index) => {
      for (const body of tampered(draft.body)) {
        const bytes = resealed(small, [...drafts.slice(0, index), { ...draft, body }, ...drafts.slice(index + 1)]);
        const { ok, unchecked } = verify(bytes, small.lists);
        // Another root of the teams' list pins a list nobody has: the report says so.
        if (ok && !unchecked.some((one) => one.includes('不公开的行'))) escaped.push(`${draft.type} ${difference(draft.body, body)}`);
      }
    });
    expect(escaped.filter((one) => !vouched.test(one))).toEqual([]);
  });
  test('spacing, duplicate members, floats and loose base64 are refused', () => {
    const text = decode(small.bundle);
    const variants = [` ${text}`, `${text}\n`, text.replace('"seq":0', '"seq":0.0'), text.replace('"seq":0', '"seq":0,"seq":0'), text.replace('"seq":0', '"seq":1e0'), `\uFEFF${text}`];
    const sig = /"sig":"([^"]+)"/.exec(text)?.[1] ?? '';
    variants.push(text.replace(sig, sig.replace('==', '')), text.replace(sig, sig.replace(/.==$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}==`)));
    for (const variant of variants) expect(verify(encode(variant), small.lists)).toMatchObject({ ok: false });
  });
  test('every changed, dropped, doubled or swapped line of a list is refused', () => {
    small.lists.forEach((list, which) => {
      const lines = decode(list).split('\n').slice(0, -1);
      lines.forEach((line, i) => {
        for (const other of [[line.replace(/"name":"/, '"name":"甲')], [line.replace(/"section":"/, '"section":"甲')], [], [line, line]]) {
          const changed = [...lines.slice(0, i), ...other, ...lines.slice(i + 1)];
          if (changed.join() === lines.join()) continue;
          const lists = small.lists.map((one, at) => (at === which ? encode(changed.map((row) => `${row}\n`).join('')) : one));
          const { ok, unchecked } = verify(small.bundle, lists);
          expect(ok && unchecked.length === 0).toBe(false);
        }
      });
    });
  });
});

/** Where two bodies first differ, as a path of member names. */
const difference = (a: Json, b: Json): string => {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return '';
  const [x, y] = [a as Readonly<Record<string, Json>>, b as Readonly<Record<string, Json>>];
  const key = [...new Set([...Object.keys(x), ...Object.keys(y)])].find((one) => !(one in x) || !(one in y) || canonical(x[one]) !== canonical(y[one])) ?? '';
  return `"${key}" ${key in x && key in y ? difference(x[key] ?? null, y[key] ?? null) : 'added or removed'}`;
};

describe('the public edition', () => {
  const shown = new Set((simple.results[0]?.teams ?? []).flatMap(({ members }) => members.map(({ inspector }) => inspector as string)));
  const [frozen] = simple.frozen;
  const inspectors = publicLines(frozen?.inspectors ?? new Uint8Array(), (id) => shown.has(id));
  const recusals = publicLines(frozen?.recusals ?? new Uint8Array(), () => false);
  const edition = bundleBytes(publicBundle(readBundle(simple.bundle)));
  test('verifies with lines and events withheld, and says what could not be checked', () => {
    const report = verify(edition, [frozen?.targets ?? new Uint8Array(), inspectors, recusals]);
    expect(report).toMatchObject({ ok: true, fault: '' });
    expect(report.checked.join()).toContain('检查对象逐户重抽一致（7 户）');
    expect(report.unchecked).toHaveLength(2);
  });
  test('names nobody who was not drawn, no pair that must not meet, and nobody on leave', () => {
    const everything = decode(edition) + decode(inspectors) + decode(recusals);
    for (const secret of ['ZF03', '人员ZF03', 'ZF01 E007', 'ZF04 K1', '回避', '请假']) expect(everything).not.toContain(secret);
  });
  test('a line without a salt cannot be withheld: its hash would give it away', () => {
    const plain = encode('{"certified":true,"id":"ZF09"}\n');
    expect(() => publicLines(plain, () => false)).toThrow(/salt/);
  });
});
