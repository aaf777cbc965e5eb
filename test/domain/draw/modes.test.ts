/**
 * The other ways to draw: fixed budgets, many small cells, departments together, weights, bounds, reserves, supplements.
 */
import fc from 'fast-check';

import { apportioned } from '../../../src/domain/draw/apportion.ts';
import { drawFrom, freeze, otpChain, planOf } from '../../../src/domain/draw/draw.ts';
import type { DrawRequest, DrawResult, TargetLine } from '../../../src/domain/draw/types.ts';
import { canonical } from '../../../src/domain/canonical.ts';
import type { Json } from '../../../src/domain/canonical.ts';
import { plannedRules } from '../../../src/domain/draw/strata.ts';
import { selectTargets } from '../../../src/domain/draw/select.ts';
import { stepsOf, uniformBelow } from '../../../src/domain/draw/systematic.ts';
import { whyTarget } from '../../../src/domain/draw/why.ts';
import { numbers, request, target } from '../../support/draw-lists.ts';

const seed = (n: number): string => n.toString(16).padStart(64, '0');
const rules = (over: Partial<DrawRequest>): ReturnType<typeof plannedRules> => plannedRules({ ...request(), ...over });
const select = (targets: readonly TargetLine[], over: Partial<DrawRequest>, n = 1): ReturnType<typeof selectTargets> => selectTargets(targets, rules(over), seed(n));
const many = (n: number, over: (i: number) => Partial<TargetLine> = () => ({})): readonly TargetLine[] => Array.from({ length: n }, (_, i) => target(`E${String(i).padStart(4, '0')}`, over(i)));
const codes = ({ selected }: Pick<DrawResult, 'selected'>): readonly string[] => selected.map(({ code }) => code);
const all = (name: string, num: number, den: number): DrawRequest['strata'] => [{ name, where: [], num, den }];

describe('ranges', () => {
  const lines = [target('91370800A', { scale: '12', region: '城区' }), target('91371000B', { scale: '200', region: '城区' }), target('92371000C', { scale: '小型', region: '郊区' })];
  const drawn = (where: DrawRequest['strata'][number]['where']): readonly string[] => [...codes(select(lines, { strata: [{ name: '范围', where, num: 1, den: 1 }] }))].sort();
  test('labels, beginnings of codes and integers can be asked for, all together', () => {
    expect(drawn([{ field: 'id', prefix: '91' }])).toEqual(['91370800A', '91371000B']);
    expect(drawn([{ field: 'scale', from: 10, to: 100 }])).toEqual(['91370800A']);
    expect(drawn([{ field: 'region', anyOf: ['城区'] }, { field: 'id', prefix: '91371' }])).toEqual(['91371000B']);
  });
  test('a range upside down is refused', () => { expect(() => drawn([{ field: 'scale', from: 5, to: 1 }])).toThrow(/不成立/); });
});

describe('a fixed budget', () => {
  test('is apportioned by largest remainders and sums exactly', () => {
    const shares = [{ name: '餐饮', num: 1, den: 20, base: 430 }, { name: '培训', num: 1, den: 20, base: 310 }, { name: '其他', num: 1, den: 20, base: 260 }];
    expect([...apportioned(10, shares, 'k')]).toEqual([['餐饮', 4], ['培训', 3], ['其他', 3]]);
    fc.assert(fc.property(fc.integer({ min: 0, max: 500 }), fc.array(fc.record({ num: fc.integer({ min: 0, max: 9 }), den: fc.integer({ min: 1, max: 9 }), base: fc.integer({ min: 0, max: 400 }) }), { minLength: 1, maxLength: 6 }), (total, parts) => {
      const named = parts.map((part, i) => ({ ...part, name: `S${String(i)}` }));
      const sizes = apportioned(total, named, 'key');
      const weight = named.reduce((sum, { num, den, base }) => sum + (num / den) * base, 0);
      const sum = [...sizes.values()].reduce((a, b) => a + b, 0);
      expect(sum).toBe(weight === 0 ? 0 : total);
      named.forEach(({ name, num, den, base }) => { if (weight > 0) expect(Math.abs((sizes.get(name) ?? 0) - (total * (num / den) * base) / weight)).toBeLessThan(1 + 1e-9); });
    }), { seed: 3, numRuns: 300 });
  });
  test('a tie is decided by ticket, not by the order in which the plan names the strata', () => {
    const tied = ['甲', '乙', '丙'].map((name) => ({ name, num: 1, den: 2, base: 10 }));
    const winners = Array.from({ length: 60 }, (_, n) => [...apportioned(4, tied, seed(n))].find(([, size]) => size === 2)?.[0]);
    expect(new Set(winners)).toEqual(new Set(['甲', '乙', '丙']));
    expect(apportioned(4, [...tied].reverse(), seed(5)).get('甲')).toBe(apportioned(4, tied, seed(5)).get('甲'));
    expect([...apportioned(4, tied, null).values()]).toEqual([1, 1, 1]);
  });
  test('draws exactly the total', () => {
    const strata = [{ name: '甲', where: [{ field: 'region' as const, anyOf: ['甲'] }], num: 1, den: 10 }, { name: '其余', where: [], num: 1, den: 20 }];
    expect(codes(select(many(300, (i) => ({ region: i % 3 === 0 ? '甲' : '乙' })), { strata, mode: 'budget', budget: 17 }))).toHaveLength(17);
  });
});

describe('many small cells', () => {
  const below = numbers(11);
  const lines = many(930, () => ({ industry: `行业${String(below(20))}`, region: `地区${String(below(10))}` }));
  const over = { strata: all('全部', 3, 100), mode: 'systematic' as const, cells: ['industry', 'region'] as const };
  const count = (list: readonly { readonly industry: string; readonly region: string }[], key: (line: { readonly industry: string; readonly region: string }) => string): Map<string, number> => {
    const counts = new Map<string, number>();
    list.forEach((line) => counts.set(key(line), (counts.get(key(line)) ?? 0) + 1));
    return counts;
  };
  test('exactly the size of the ratio, every industry and every cell at its expectation rounded down or up', () => {
    const byCode = new Map(lines.map((line) => [line.id as string, line]));
    for (let n = 0; n < 60; n += 1) {
      const drawn = codes(select(lines, over, n)).flatMap((code) => byCode.get(code) ?? []);
      expect(drawn).toHaveLength(28);
      for (const key of [(line: TargetLine) => line.industry, (line: TargetLine) => `${line.industry}/${line.region}`]) {
        const [have, taken] = [count(lines, (line) => key(line as TargetLine)), count(drawn, (line) => key(line as TargetLine))];
        for (const [cell, size] of have) {
          const expected = (28 * size) / 930;
          expect([Math.floor(expected), Math.ceil(expected)]).toContain(taken.get(cell) ?? 0);
        }
      }
    }
  });
  test('everybody has the same chance', () => {
    const few = many(30, (i) => ({ industry: `行业${String(i % 7)}` }));
    const hits = new Map<string, number>();
    const RUNS = 3000;
    for (let n = 0; n < RUNS; n += 1) codes(select(few, { strata: all('全部', 1, 5), mode: 'systematic', cells: ['industry'] }, n)).forEach((code) => hits.set(code, (hits.get(code) ?? 0) + 1));
    const [expected, deviation] = [RUNS / 5, Math.sqrt((RUNS / 5) * (4 / 5))];
    for (const { id } of few) expect(Math.abs((hits.get(id) ?? 0) - expected) / deviation).toBeLessThan(5);
  });
  test('steps take exactly n of N from every start, and the start is uniform without modulo bias', () => {
    for (const [n, total] of [[1, 7], [3, 7], [7, 7], [0, 7], [28, 930]] as const) for (let start = 0; start < total; start += 1) expect(stepsOf(n, total, start)).toHaveLength(n);
    const starts = Array.from({ length: 3000 }, (_, n) => uniformBelow(seed(n), '全部', 3));
    for (const value of [0, 1, 2]) expect(Math.abs(starts.filter((one) => one === value).length - 1000)).toBeLessThan(130);
  });
});

describe('departments together', () => {
  const lines = many(200, (i) => ({ industry: i < 100 ? '餐饮' : '培训' }));
  const over = { mode: 'joint' as const, strata: [{ name: '市监', where: [], num: 5, den: 100 }, { name: '消防', where: [], num: 5, den: 100 }, { name: '教育', where: [{ field: 'industry' as const, anyOf: ['培训'] }], num: 5, den: 100 }] };
  test('two departments with the same range and ratio visit the very same enterprises: 5 % in all, not 9.75 %', () => {
    const { selected, strata } = select(lines, over);
    expect(strata.map(({ drawn }) => drawn)).toEqual([10, 10, 5]);
    expect(selected.filter(({ stratum }) => stratum.startsWith('市监、消防'))).toHaveLength(10);
    expect(new Set(codes({ selected })).size).toBe(selected.length);
    expect(selected.length).toBeLessThanOrEqual(15);
  });
  test('each department has drawn the lowest tickets of its own range', () => {
    const { selected } = select(lines, over);
    const education = select(lines, { ...over, strata: over.strata.slice(2) });
    expect(selected.filter(({ stratum }) => stratum.includes('教育')).map(({ code }) => code)).toEqual(codes(education));
  });
});

describe('weights', () => {
  test('the chances of four enterprises with weights 1, 1, 2, 4 are those of exact enumeration', () => {
    const lines = ['1', '1', '2', '4'].map((scale, i) => target(`W${String(i)}`, { scale }));
    const strata = [{ name: '全部', where: [], num: 1, den: 2, weights: [{ where: [{ field: 'scale' as const, anyOf: ['2'] }], weight: 2 }, { where: [{ field: 'scale' as const, anyOf: ['4'] }], weight: 4 }] }];
    const RUNS = 20_000;
    const hits = [0, 0, 0, 0];
    for (let n = 0; n < RUNS; n += 1) codes(select(lines, { strata }, n)).forEach((code) => { hits[Number(code.slice(1))] = (hits[Number(code.slice(1))] ?? 0) + 1; });
    // Enumerated: successive draws with probability proportional to weight.
    const weights = [1, 1, 2, 4];
    const exact = weights.map((own, i) => own / 8 + weights.reduce((sum, first, j) => (j === i ? sum : sum + (first / 8) * (own / (8 - first))), 0));
    expect(exact.map((p) => p.toFixed(4))).toEqual(['0.3095', '0.3095', '0.5714', '0.8095']);
    exact.forEach((p, i) => { expect(Math.abs((hits[i] ?? 0) - RUNS * p) / Math.sqrt(RUNS * p * (1 - p))).toBeLessThan(4.5); });
  });
});

describe('bounds, bases, reserves and supplements', () => {
  test('a smallest and a largest number win over the ratio', () => {
    expect(select(many(100), { strata: [{ name: '普通', where: [], num: 1, den: 100, min: 5 }] }).strata[0]?.drawn).toBe(5);
    expect(select(many(100), { strata: [{ name: '普通', where: [], num: 1, den: 2, max: 20 }] }).strata[0]?.drawn).toBe(20);
  });
  test('the ratio may be taken of those who can be drawn instead of everybody', () => {
    const lines = many(100, (i) => (i < 50 ? { excluded: 'yearly-cap' } : {}));
    expect(select(lines, { strata: all('普通', 1, 10) }).strata[0]?.drawn).toBe(10);
    expect(select(lines, { strata: [{ name: '普通', where: [], num: 1, den: 10, base: 'eligible' }] }).strata[0]?.drawn).toBe(5);
  });
  test('the reserve is the next in ticket order', () => {
    const { selected, reserve } = select(many(50), { strata: [{ name: '普通', where: [], num: 1, den: 10, reserve: 3 }] });
    const eight = select(many(50), { strata: [{ name: '普通', where: [], num: 8, den: 50 }] });
    expect([...codes({ selected }), ...codes({ selected: reserve ?? [] })]).toEqual(codes(eight));
  });
  test('a supplementary draw takes from what was not drawn before, with a base of its own', () => {
    const lines = many(40);
    const first = codes(select(lines, { strata: all('普通', 1, 4) }));
    const second = select(lines, { strata: all('普通', 1, 10), alreadyDrawn: first as DrawRequest['alreadyDrawn'] & readonly [] }, 2);
    expect(second.strata[0]).toMatchObject({ onRoster: 30, drawn: 3 });
    expect(codes(second).some((code) => first.includes(code))).toBe(false);
  });
  test('what a mode needs and lacks is said', () => {
    expect(() => rules({ mode: 'budget' })).toThrow(/总户数/);
    expect(() => rules({ mode: 'systematic' })).toThrow(/标签/);
    expect(() => rules({ strata: [{ name: '普通', where: [], num: 1, den: 2, weights: [{ where: [], weight: 11 }] }] })).toThrow(/权重/);
    expect(() => rules({ strata: [{ name: '普通', where: [], num: 1, den: 2, min: 5, max: 2 }] })).toThrow(/不成立/);
  });
});

test('every mode goes through plan and recomputation, and why explains it', () => {
  const modes: readonly Partial<DrawRequest>[] = [
    { mode: 'budget', budget: 6 },
    { mode: 'systematic', cells: ['industry', 'region'], strata: all('全部', 1, 5) },
    { mode: 'joint', strata: [{ name: '市监', where: [], num: 1, den: 10 }, { name: '消防', where: [{ field: 'id', prefix: 'E00' }], num: 1, den: 5 }] },
  ];
  for (const over of modes) {
    const wanted = request(over);
    const frozen = freeze(wanted);
    const chain = otpChain(new Uint8Array(32).fill(7), 4);
    const { plan } = planOf(wanted, frozen, { otpTop: chain.top, otpLength: 4, witness: '监督员#1', closeBefore: '2026-09-08T01:40:00.000Z', logSize: 0 });
    const input = { plan: JSON.parse(canonical(plan)) as Json, targets: frozen.targets, inspectors: frozen.inspectors, recusals: frozen.recusals, seed: seed(1) };
    const result = drawFrom(input);
    expect(result.selected.length).toBeGreaterThan(0);
    expect(result.strata.map(({ drawn }) => drawn)).toEqual(plan.sizes.map(({ n }) => n));
    for (const { code } of result.selected) expect(whyTarget(input, code).kind).toBe('drawn');
    const lost = wanted.targets.find(({ id, excluded }) => excluded === null && !result.selected.some(({ code }) => code === id));
    if (lost !== undefined) expect(whyTarget(input, lost.id).kind).toBe('not-drawn');
  }
});
