/**
 * The permission table in both directions: who may may, everybody else is refused by name with whom to ask.
 */
import { demand, MATRIX, may, rolesFor } from '../../../src/domain/people/permissions.ts';
import type { Operation } from '../../../src/domain/people/permissions.ts';
import { ROLES } from '../../../src/domain/people/roles.ts';
import type { Role } from '../../../src/domain/people/roles.ts';
import type { Person } from '../../../src/domain/people/unit.ts';
import { personId } from '../../../src/domain/ids.ts';
import { PRESET_IDS } from '../../../src/domain/rules/rule-set.ts';
import { presetNamed, PRESETS } from '../../../src/domain/rules/presets.ts';

const person = (roles: readonly Role[], over: Partial<Person> = {}): Person => ({
  id: personId('U1-P001') ?? ('' as never), account: { platform: 'feishu', id: 'ou_1' }, name: '王某', section: '教育科', roles, certificate: null, inCharge: [], ...over,
});
const OPERATIONS = Object.keys(MATRIX) as Operation[];

describe('岗位权限', () => {
  test.each(OPERATIONS.flatMap((operation) => ROLES.map((role) => [operation, role] as const)))('%s by %s', (operation, role) => {
    const isListed = rolesFor(operation).includes(role);
    expect(may(person([role]), operation, '教育科')).toBe(isListed);
    if (!isListed) {
      expect(() => { demand(person([role]), operation, '教育科'); }).toThrow(expect.objectContaining({ code: 'people.not-permitted', next: expect.stringContaining('请由') }));
    }
  });

  test('own section means own section', () => {
    expect(may(person(['section-head']), 'roster.confirm', '综合科')).toBe(false);
    expect(may(person(['section-head']), 'roster.confirm', '教育科')).toBe(true);
    expect(may(person(['deputy'], { section: '局领导', inCharge: ['教育科'] }), 'substitution.approve', '教育科')).toBe(true);
    expect(may(person(['deputy'], { section: '局领导', inCharge: ['教育科'] }), 'substitution.approve', '综合科')).toBe(false);
    expect(may(person(['deputy'], { section: '局领导' }), 'substitution.approve', '综合科')).toBe(true);
  });

  test('the administrator has no business right: he binds people and helps with the looks of sheets', () => {
    const rights = OPERATIONS.filter((operation) => may(person(['administrator']), operation));
    // People, the calendar and the looks of sheets are technical matters.
    expect(rights.toSorted()).toEqual(['calendar.change', 'people.bind', 'template.set']);
  });
});

describe('五套预设', () => {
  test.each([
    ['fuzhou-gx', { ratio: { num: 5, den: 100 }, cap: null, mode: 'redraw', stages: 'together', leader: 'any', start: 'inspectionEnd' }],
    ['nantong-tz', { ratio: null, cap: 2, mode: 'appoint', stages: 'together', leader: 'any', start: 'inspectionEnd' }],
    ['weihai-lg', { ratio: null, cap: 2, mode: 'appoint', stages: 'objectsThenInspectors', leader: 'initiatingSection', start: 'inspectionEnd' }],
    ['xiping', { ratio: null, cap: null, mode: 'appoint', stages: 'together', leader: 'any', start: 'taskEnd' }],
    ['baofeng', { ratio: null, cap: 1, mode: 'appoint', stages: 'together', leader: 'any', start: 'resultProduced' }],
  ] as const)('%s says what its document says', (id, said) => {
    const { ratio, objectCap, substitution, draw, team, publish } = PRESETS[id];
    expect({ ratio: ratio.min.value, cap: objectCap.maxPerYear.value, mode: substitution.mode.value, stages: draw.stages.value, leader: team.leaderFrom.value, start: publish.start.value }).toEqual(said);
    expect(publish.days.value).toBe(20);
    expect(team.minCertified.value).toBe(2);
  });

  test('every value names its clause or says 预设缺省', () => {
    const clauses = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null) return [];
      if ('clause' in value && typeof value.clause === 'string') return [value.clause];
      return Object.values(value).flatMap(clauses);
    };
    for (const id of PRESET_IDS) for (const clause of clauses(PRESETS[id])) expect(clause.startsWith('预设缺省') || clause.startsWith(PRESETS[id].basis)).toBe(true);
  });

  test('a preset is found by part of its name', () => {
    expect(presetNamed('威海')).toBe('weihai-lg');
    expect(presetNamed('采用宝丰')).toBe('baofeng');
    expect(presetNamed('')).toBeNull();
    expect(presetNamed('某地')).toBeNull();
  });
});
