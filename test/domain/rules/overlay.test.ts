/**
 * The order of strictness, and the promise of the overlay: 国办发〔2024〕54号 never makes anything looser than the bureau's own rules.
 */
import fc from 'fast-check';

import { rulesInForce } from '../../../src/domain/rules/adopted.ts';
import type { AdoptedRules, RuleChange } from '../../../src/domain/rules/adopted.ts';
import { personId } from '../../../src/domain/ids.ts';
import type { PersonId } from '../../../src/domain/ids.ts';
import { PRESETS } from '../../../src/domain/rules/presets.ts';
import { PRESET_IDS } from '../../../src/domain/rules/rule-set.ts';
import type { RulePath, RuleValue } from '../../../src/domain/rules/rule-set.ts';
import { atLeastAsStrict, isAllowed, RULE_PATHS, ruledAt, shapeOf, valueText } from '../../../src/domain/rules/shapes.ts';

const somebody = personId('U1-P001') ?? ('' as PersonId);

/** Any value a bureau may have set at a path. */
const valueAt = (path: RulePath): fc.Arbitrary<RuleValue> => {
  const shape = shapeOf(path);
  switch (shape.kind) {
    case 'switch': return fc.boolean();
    case 'count': return shape.none === null ? fc.integer({ min: shape.min, max: shape.max }) : fc.option(fc.integer({ min: shape.min, max: shape.max }));
    case 'ratio': return fc.option(fc.tuple(fc.integer({ min: 1, max: 100 }), fc.constantFrom(100, 1000)).map(([num, den]) => ({ num, den })));
    case 'choice': return fc.constantFrom(...Object.keys(shape.options));
    case 'several': return fc.subarray(Object.keys(shape.options));
    case 'words': return fc.constantFrom('', shape.example);
    case 'days': return fc.uniqueArray(fc.integer({ min: 0, max: shape.max })).map((days) => [...days].sort((a, b) => b - a));
  }
};
const change: fc.Arbitrary<RuleChange> = fc.constantFrom(...RULE_PATHS).chain((path) => valueAt(path).map((value) => ({ path, value, basis: '本局细则', by: somebody, approvedBy: somebody, at: '2026-09-08T01:00:00.000Z' })));
const adopted: fc.Arbitrary<AdoptedRules> = fc.record({ preset: fc.constantFrom(...PRESET_IDS), version: fc.constant(3), changes: fc.uniqueArray(change, { selector: ({ path }) => path, maxLength: 8 }) });

test.each(PRESET_IDS)('%s: every value of the preset is one that may be set, and reads as words', (id) => {
  for (const path of RULE_PATHS) {
    const { value, clause } = ruledAt(PRESETS[id], path);
    expect({ path, ok: isAllowed(path, value) }).toEqual({ path, ok: true });
    expect(valueText(path, value)).toMatch(/\p{Script=Han}|%/u);
    expect(clause).toMatch(/预设缺省|细则|意见|方案|西科工/);
  }
});

test('strictness is an order: every value is as strict as itself, and it carries over', () => {
  fc.assert(fc.property(fc.constantFrom(...RULE_PATHS).chain((path) => fc.tuple(fc.constant(path), valueAt(path), valueAt(path), valueAt(path))), ([path, a, b, c]) => {
    expect(isAllowed(path, a)).toBe(true);
    expect(atLeastAsStrict(path, a, a)).toBe(true);
    if (atLeastAsStrict(path, a, b) && atLeastAsStrict(path, b, c)) expect(atLeastAsStrict(path, a, c)).toBe(true);
  }), { numRuns: 2000 });
});

test('whatever preset a bureau adopted and whatever it changed: with the overlay every value is at least as strict as without', () => {
  fc.assert(fc.property(adopted, (rules) => {
    const [without, overlaid] = [rulesInForce(rules), rulesInForce({ ...rules, overlay: true })];
    for (const path of RULE_PATHS) {
      const [before, after] = [ruledAt(without, path), ruledAt(overlaid, path)];
      expect({ path, ok: atLeastAsStrict(path, after.value, before.value) }).toEqual({ path, ok: true });
      // Where it took the place of the bureau's value, that value and its clause stay visible.
      if (after.clause !== before.clause) expect(after.insteadOf).toEqual({ value: before.value, clause: before.clause });
    }
  }), { numRuns: 500 });
});

test('威海 lets uncertified staff assist in a team; under the overlay they may not, and both sources are shown', () => {
  const rule = rulesInForce({ preset: 'weihai-lg', version: 1, overlay: true }).roster.allowUncertifiedMembers;
  expect(rule).toEqual({ value: false, clause: expect.stringContaining('54号'), insteadOf: { value: true, clause: '威海临港细则 第八条' } });
});

test('a change of an earlier version of the program, whose value is none any more, leaves the preset as it is', () => {
  const stale = { path: 'team.colour', value: 'red', basis: '', by: somebody, approvedBy: somebody, at: '' } as unknown as RuleChange;
  expect(rulesInForce({ preset: 'xiping', version: 2, changes: [stale] })).toEqual(PRESETS.xiping);
});
