/**
 * The draw as the ceremony uses it: freeze, plan, seed, result; and what must never change the outcome.
 */
import fc from 'fast-check';

import { canonical } from '../../../src/domain/canonical.ts';
import type { Json } from '../../../src/domain/canonical.ts';
import { drawFrom, freeze, otpChain, planOf, seedOf, shortCode } from '../../../src/domain/draw/draw.ts';
import type { DrawRequest, DrawResult } from '../../../src/domain/draw/types.ts';
import { ticketsOf, whyTarget } from '../../../src/domain/draw/why.ts';
import type { InspectorCode, TargetCode } from '../../../src/domain/ids.ts';
import { Refusal } from '../../../src/domain/refusal.ts';
import { inspector, recusal, request, target } from '../../support/draw-lists.ts';

const chain = otpChain(new Uint8Array(32).fill(7), 8);
const details = { otpTop: chain.top, otpLength: 8, witness: '监督员#3fa0c1d2', closeBefore: '2026-09-08T01:40:00.000Z', logSize: 0 };

const ceremony = (wanted: DrawRequest, text = '3859'): { input: Parameters<typeof drawFrom>[0]; result: DrawResult } => {
  const frozen = freeze(wanted);
  expect(frozen.feasibility).toEqual({ ok: true });
  const { plan, bytes } = planOf(wanted, frozen, details);
  const seed = seedOf({ planBytes: bytes, round: 1, contributions: [{ by: details.witness, seq: 1, text }], otp: chain.code(1) });
  const input = { plan: JSON.parse(canonical(plan)) as Json, targets: frozen.targets, inspectors: frozen.inspectors, recusals: frozen.recusals, seed };
  return { input, result: drawFrom(input) };
};
const seeded = (input: Parameters<typeof drawFrom>[0], n: number): DrawResult => drawFrom({ ...input, seed: n.toString(16).padStart(64, '0') });
const codes = (result: DrawResult): readonly string[] => result.selected.map(({ code }) => code);

describe('a public draw', () => {
  test('key enterprises are all drawn, of the ordinary ones ten per cent of the roster, excluded ones counted in the base', () => {
    const { result } = ceremony(request());
    expect(result.strata).toEqual([
      { name: '重点', onRoster: 3, excluded: 0, eligible: 3, wanted: 3, drawn: 3, shortfall: 0 },
      { name: '普通', onRoster: 40, excluded: 2, eligible: 38, wanted: 4, drawn: 4, shortfall: 0 },
    ]);
    expect(result.selected.map(({ no, rank }) => [no, rank])).toEqual([[1, 1], [2, 2], [3, 3], [4, 1], [5, 2], [6, 3], [7, 4]]);
    expect(codes(result)).not.toContain('E005');
    expect(result.teams).toHaveLength(7);
  });
  test('the published seed reproduces the published list, byte for byte', () => {
    const { input, result } = ceremony(request());
    expect(canonical(drawFrom(input))).toBe(canonical(result));
  });
  test('every team has two certified people, its leader from the initiating section, nobody who is away or recused', () => {
    const { input } = ceremony(request());
    for (let n = 0; n < 60; n += 1) {
      const { teams, selected } = seeded(input, n);
      teams?.forEach(({ members }, at) => {
        expect(new Set(members.map((one) => one.inspector)).size).toBe(2);
        expect(members.map((one) => one.leader)).toEqual([true, false]);
        expect(members[0]?.section).toBe('监管一科');
        expect(members.map((one) => one.inspector)).not.toContain('ZF03');
        if (selected[at]?.code === 'K1') expect(members.map((one) => one.inspector)).not.toContain('ZF04');
      });
    }
  });
  test('another text of the witness gives another draw', () => {
    expect(ceremony(request(), '3859').result.seed).not.toBe(ceremony(request(), '3860').result.seed);
  });
  test('the order of the lists does not matter', () => {
    const wanted = request();
    fc.assert(fc.property(fc.shuffledSubarray([...wanted.targets], { minLength: 43 }), fc.shuffledSubarray([...wanted.inspectors], { minLength: 6 }), (targets, inspectors) => {
      expect(canonical(ceremony({ ...wanted, targets, inspectors }).result)).toBe(canonical(ceremony(wanted).result));
    }), { numRuns: 20, seed: 1 });
  });
  test('one more target never reorders the others', () => {
    const objects = request({ stage: 'objects', strata: [{ name: '全部', where: [], num: 1, den: 1 }] });
    const more = { ...objects, targets: [...objects.targets, target('新企业')] };
    const [few, many] = [objects, more].map((wanted) => codes(seeded(ceremony(wanted).input, 9)));
    expect(many?.filter((code) => code !== '新企业')).toEqual(few);
  });
  test('a target that lost can leave the list and nothing else changes; drawing one more appends exactly one', () => {
    const wanted = request({ stage: 'objects', strata: [{ name: '全部', where: [], num: 5, den: 43 }] });
    const drawn = codes(seeded(ceremony(wanted).input, 3));
    expect(drawn).toHaveLength(5);
    const loser = wanted.targets.find(({ id, excluded }) => excluded === null && !drawn.includes(id));
    const fewer = { ...wanted, strata: [{ name: '全部', where: [], num: 5, den: 42 }], targets: wanted.targets.filter((line) => line !== loser) };
    expect(codes(seeded(ceremony(fewer).input, 3))).toEqual(drawn);
    const one = { ...wanted, strata: [{ name: '全部', where: [], num: 6, den: 43 }] };
    expect(codes(seeded(ceremony(one).input, 3)).slice(0, 5)).toEqual(drawn);
  });
  test('a list split into strata and merged by ticket is the undivided order', () => {
    const all = request({ stage: 'objects', strata: [{ name: '全部', where: [], num: 1, den: 1 }] });
    const split = request({ stage: 'objects' , strata: [{ name: '重点', where: [{ field: 'key', anyOf: ['是'] }], num: 1, den: 1 }, { name: '普通', where: [], num: 1, den: 1 }] });
    const merged = [...seeded(ceremony(split).input, 4).selected].sort((a, b) => (a.ticket < b.ticket ? -1 : 1)).map(({ code }) => code);
    expect(merged).toEqual(codes(seeded(ceremony(all).input, 4)));
  });
});

describe('sizes', () => {
  test.each([[37, 1, 20, 2], [46, 1, 20, 3], [10, 1, 20, 1], [0, 1, 20, 0], [1, 1, 20, 1], [64, 1, 1, 64], [1023, 5, 100, 52], [1024, 5, 100, 52], [1025, 5, 100, 52], [10, 0, 1, 0]])(
    '%i on the roster at %i/%i draw %i', (rows, num, den, n) => {
      const wanted = request({ stage: 'objects', strata: [{ name: '普通', where: [], num, den }], targets: Array.from({ length: rows }, (_, i) => target(`E${String(i)}`)) });
      expect(ceremony(wanted).result.selected).toHaveLength(n);
    });
  test('what the exclusions leave short is shown, not moved elsewhere', () => {
    const targets = [target('A'), target('B', { excluded: 'yearly-cap' }), target('C', { excluded: 'other-lawful' }), target('D', { key: true })];
    const { result } = ceremony(request({ stage: 'objects', targets, strata: [{ name: '重点', where: [{ field: 'key', anyOf: ['true'] }], num: 1, den: 2 }, { name: '普通', where: [], num: 1, den: 1 }] }));
    expect(result.strata[1]).toMatchObject({ wanted: 3, drawn: 1, shortfall: 2 });
    expect(codes(result)).toEqual(['D', 'A']);
  });
  test('"1" and "01", a prefix of another code, and codes of 1 to 200 bytes are different enterprises', () => {
    const ids = ['1', '01', '91370800', '91370800MA', 'E'.repeat(200), '个体-杭州-甲', '😀', '\uFFEE'];
    const { result } = ceremony(request({ stage: 'objects', targets: ids.map((id) => target(id)), strata: [{ name: '全部', where: [], num: 1, den: 1 }] }));
    expect([...codes(result)].sort()).toEqual([...ids].sort());
    expect(new Set(result.selected.map(({ ticket }) => ticket)).size).toBe(ids.length);
  });
});

describe('what is refused', () => {
  test('a list that was changed after the commitment: the root no longer matches', () => {
    const { input } = ceremony(request());
    const changed = new TextDecoder().decode(input.targets).replace('企业E001', '企业E00x');
    expect(() => drawFrom({ ...input, targets: new TextEncoder().encode(changed) })).toThrow(/指纹不一致/);
    const dropped = new TextDecoder().decode(input.targets).split('\n').slice(1).join('\n');
    expect(() => drawFrom({ ...input, targets: new TextEncoder().encode(dropped) })).toThrow(/指纹不一致/);
  });
  test('the same code twice, a decomposed character, a control character, an empty code', () => {
    for (const targets of [[target('A'), target('A')], [target('e\u0301')], [target('A', { name: '企\u0007业' })], [target('')], [target('E'.repeat(201))]]) {
      expect(() => freeze(request({ targets }))).toThrow(Refusal);
    }
  });
  test('a ratio that is no fraction, two strata of one name, a team of one', () => {
    expect(() => freeze(request({ strata: [{ name: '普通', where: [], num: 3, den: 2 }] }))).toThrow(/抽取比例/);
    expect(() => freeze(request({ strata: [{ name: '普通', where: [], num: 1, den: 2 }, { name: '普通', where: [], num: 1, den: 2 }] }))).toThrow(/两次/);
    expect(() => freeze(request({ team: { size: 1, minCertified: 1, leaderSection: null } }))).toThrow(/不合法/);
  });
});

describe('both stages', () => {
  test('targets are drawn and locked first, then a second ceremony draws the people for exactly those', () => {
    const first = ceremony(request({ stage: 'objects' })).result;
    expect(first.teams).toBeNull();
    const second = ceremony(request({ stage: 'inspectors', attempt: 2, previousPlan: first.planHash, lockedTargets: codes(first) as TargetCode[] })).result;
    expect(codes(second)).toEqual(codes(first));
    expect(second.teams).toHaveLength(7);
  });
  test('a locked target that is not on the list is refused', () => {
    expect(() => freeze(request({ stage: 'inspectors', lockedTargets: ['X9' as TargetCode] }))).toThrow(/已锁定的对象/);
  });
});

describe('before the commitment', () => {
  test('one enterprise for which no team can be formed is named, with reasons and remedies', () => {
    const recusals = ['ZF01', 'ZF02'].map((who) => recusal(who, 'E011'));
    const { feasibility } = freeze(request({ recusals }));
    expect(feasibility).toMatchObject({ ok: false, sentence: expect.stringContaining('企业E011') });
    expect(feasibility).toMatchObject({ remedies: expect.arrayContaining([expect.objectContaining({ kind: 'borrow', to: 1, text: expect.stringContaining('借调 1 名') })]) });
  });
  test('the bureau of two inspectors: the team is fixed and the card says so; one away and nothing can be drawn', () => {
    const two = [inspector('ZF01'), inspector('ZF02')];
    const wanted = request({ inspectors: two, recusals: [], team: { size: 2, minCertified: 2, leaderSection: null } });
    expect(freeze(wanted).notices.join()).toContain('仅 2 人，人员随机不成立');
    const { result } = ceremony(wanted);
    for (const team of result.teams ?? []) expect(team.members.map(({ inspector: code }) => code).sort()).toEqual(['ZF01', 'ZF02']);
    const gone = freeze({ ...wanted, inspectors: [inspector('ZF01'), inspector('ZF02', { away: 'leave' })] });
    expect(gone.feasibility).toMatchObject({ ok: false, sentence: expect.stringContaining('检查期间请假 1 人') });
  });
});

describe('why', () => {
  test('a drawn, a losing, an excluded and an unknown enterprise each get their explanation', () => {
    const { input, result } = ceremony(request());
    const winner = result.selected[3];
    expect(whyTarget(input, winner?.code ?? ('' as TargetCode))).toMatchObject({ kind: 'drawn', ticket: winner?.ticket, rank: 1, eligible: 38, drawn: 4, cutOff: result.selected[6]?.ticket });
    const loser = request().targets.find(({ id, excluded, key }) => excluded === null && !key && !codes(result).includes(id));
    const why = whyTarget(input, loser?.id ?? ('' as TargetCode));
    expect(why).toMatchObject({ kind: 'not-drawn' });
    if (why.kind === 'not-drawn') expect(why.ticket > why.cutOff).toBe(true);
    expect(whyTarget(input, 'E005' as TargetCode)).toMatchObject({ kind: 'excluded', exclusion: 'yearly-cap' });
    expect(whyTarget(input, 'X' as TargetCode)).toEqual({ kind: 'unknown' });
  });
  test('the appendix lists everybody of the scope once: drawn, not drawn, excluded', () => {
    const { input, result } = ceremony(request());
    const rows = ticketsOf(input);
    expect(rows).toHaveLength(43);
    expect(rows.filter(({ outcome }) => outcome === 'drawn').map(({ line }) => line.id)).toEqual(codes(result));
    expect(rows.filter(({ ticket }) => ticket === '').map(({ line, outcome }) => [line.id, outcome])).toEqual([['E005', 'yearly-cap'], ['E006', 'not-in-business']]);
  });
  test('a short code for comparing by eye', () => {
    expect(shortCode('a62739f84aac3c26')).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(shortCode('00000000000000')).toBe('0000-0000');
    expect(shortCode('ffffffffff')).toBe('ZZZZ-ZZZZ');
  });
});

test('a person with fewer visits this year is chosen before a busier colleague', () => {
  const people = [inspector('ZF01'), inspector('ZF02', { load: 5 }), inspector('ZF03', { load: 5 }), inspector('ZF04')];
  const { result } = ceremony(request({ inspectors: people, recusals: [], targets: [target('A')], strata: [{ name: '全部', where: [], num: 1, den: 1 }], team: { size: 2, minCertified: 2, leaderSection: null } }));
  const drawn: InspectorCode[] = (result.teams ?? []).flatMap(({ members }) => members.map((one) => one.inspector));
  expect([...drawn].sort()).toEqual(['ZF01', 'ZF04']);
});
