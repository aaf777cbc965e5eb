/**
 * The figures of the fairness report: sums that must come out whatever was drawn, exact small cases, and the promise about
 * false alarms, measured on the product's own lot.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';

import { atLeast, judged } from '../../../src/domain/fairness/chance.ts';
import { objectsTally } from '../../../src/domain/fairness/objects.ts';
import { pairsOf } from '../../../src/domain/fairness/pairs.ts';
import type { DrawnTeam } from '../../../src/domain/fairness/pairs.ts';
import { peopleOf, picksOf, spread } from '../../../src/domain/fairness/people.ts';
import { periodOf } from '../../../src/domain/fairness/period.ts';
import { durationsOf, durationText } from '../../../src/domain/fairness/times.ts';
import { assign, teamProblem, teamsOf } from '../../../src/domain/team/assign.ts';
import type { InspectorLine, TeamRule } from '../../../src/domain/draw/types.ts';
import type { InspectorCode, TargetCode } from '../../../src/domain/ids.ts';

const person = (n: number): InspectorCode => `ZF${String(n).padStart(4, '0')}` as InspectorCode;
const team = (leader: number, ...members: readonly number[]): DrawnTeam => ({ leader: person(leader), members: members.map(person) });
const times = <T>(count: number, one: T): readonly T[] => Array.from({ length: count }, () => one);

/** Teams of one draw: people by their numbers, each team without repetition. */
const aDraw = fc.integer({ min: 2, max: 3 }).chain((size) => fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: size, maxLength: size }), { minLength: 1, maxLength: 12 }))
  .map((teams) => teams.map(([leader = 1, ...members]) => team(leader, ...members)));

/** The product's own draw of people: as many visits as wanted, everybody of one section, all alike. */
const drawnByLot = (seed: string, people: number, visits: number, size: number): readonly DrawnTeam[] => {
  const rule: TeamRule = { size, minCertified: 2, leaderSection: null };
  const lines = Array.from({ length: people }, (_, index): InspectorLine => ({ id: person(index + 1), name: `人${String(index + 1)}`, section: '教育科', certified: true, mayLead: true, specialties: [], away: '', load: 0 }));
  const targets = Array.from({ length: visits }, (_, index) => ({ code: `E${String(index)}` as TargetCode, name: `户${String(index)}`, section: '教育科' }));
  const problem = teamProblem(targets, lines, [], rule);
  const assignment = assign(problem, createHash('sha256').update(seed).digest('hex'));
  if (assignment === null) throw new Error('no assignment');
  return teamsOf(problem, assignment, targets.map((_, index) => index + 1)).map(({ members: [leader, ...rest] }) => ({ leader: leader?.inspector ?? person(0), members: rest.map(({ inspector }) => inspector) }));
};

describe('搭档', () => {
  test('expected meetings add up to the meetings there were, whatever was drawn', () => {
    fc.assert(fc.property(fc.array(aDraw, { minLength: 1, maxLength: 4 }), (draws) => {
      const { figures, compared } = pairsOf(draws);
      fc.pre(compared <= 100);
      const seen = figures.reduce((sum, each) => sum + each.seen, 0);
      expect(seen).toBe(draws.flat().reduce((sum, { members }) => sum + (members.length * (members.length + 1)) / 2, 0));
      expect(figures.reduce((sum, { expected }) => sum + expected, 0)).toBeLessThanOrEqual(seen + 1e-6);
    }), { numRuns: 200 });
  });

  test('the order of draws, of teams and of members changes no figure', () => {
    fc.assert(fc.property(fc.array(aDraw, { minLength: 1, maxLength: 3 }), (draws) => {
      const turned = draws.toReversed().map((teams) => teams.toReversed().map(({ leader, members }) => ({ leader, members: members.toReversed() })));
      const by = (found: ReturnType<typeof pairsOf>): readonly string[] => found.figures.map(({ pair, seen, expected, judgement }) => `${pair.join()} ${String(seen)} ${expected.toFixed(9)} ${judgement}`).toSorted();
      expect(by(pairsOf(turned))).toEqual(by(pairsOf(draws)));
    }), { numRuns: 100 });
  });

  test('two people alone are always together, and that is what is to be expected of them', () => {
    const { figures: [only], judgement } = pairsOf([times(12, team(1, 2))]);
    expect(only).toMatchObject({ seen: 12, judgement: 'too-few' });
    expect(only?.expected).toBeCloseTo(12);
    expect(judgement).toBe('too-few');
  });

  test('who alone may lead meets everybody often, and no pair stands out by it', () => {
    const { figures } = pairsOf([[team(1, 2), team(1, 3), team(1, 4), team(1, 5), team(1, 2), team(1, 3)]]);
    expect(figures.every(({ seen, expected }) => Math.abs(seen - expected) < 0.001)).toBe(true);
  });

  test('the same two in ten teams of ten while eight others mix: remarkable', () => {
    const others = Array.from({ length: 40 }, (_, n) => team(3 + (n % 8), 3 + ((n + 1 + Math.floor(n / 8)) % 8)));
    const { figures: [first], judgement } = pairsOf([[...times(10, team(1, 2)), ...others]]);
    expect(first).toMatchObject({ pair: [person(1), person(2)], seen: 10, judgement: 'remarkable' });
    expect(judgement).toBe('remarkable');
  });

  test('four visits say nothing about anybody', () => {
    expect(pairsOf([[team(1, 2), team(3, 4), team(1, 3), team(2, 4)]]).judgement).toBe('too-few');
  });

  test('an honest lot is suspected in at most a few of 150 years of draws', () => {
    const years = Array.from({ length: 150 }, (_, year) => pairsOf(Array.from({ length: 6 }, (__, draw) => drawnByLot(`${String(year)}/${String(draw)}`, 8, 10, 2))).judgement);
    expect(years.filter((judgement) => judgement === 'remarkable').length).toBeLessThanOrEqual(4);
    expect(years.filter((judgement) => judgement === 'too-few')).toEqual([]);
  });
});

describe('chance', () => {
  test('at least three sixes in five throws', () => {
    expect(atLeast(3, [{ each: 1 / 6, times: 5 }])).toBeCloseTo(276 / 7776, 10);
    expect(atLeast(0, [])).toBe(1);
    expect(atLeast(6, [{ each: 1 / 6, times: 5 }])).toBe(0);
  });

  test('beyond 500 tries it is taken from above and stays a probability', () => {
    const [few, many] = [atLeast(20, [{ each: 0.02, times: 500 }]), atLeast(20, [{ each: 0.02, times: 501 }])];
    expect(many).toBeGreaterThan(few);
    expect(many / few).toBeLessThan(1.4);
    expect(atLeast(60, [{ each: 0.01, times: 1000 }])).toBeGreaterThan(0);
  });

  test('the more figures are looked at together, the more it takes', () => {
    const chances = [{ each: 0.1, times: 10 }];
    expect(judged(5, 10, chances, 1)).toBe('remarkable');
    expect(judged(5, 10, chances, 100)).toBe('ordinary');
    expect(judged(1, 2, chances, 1)).toBe('too-few');
  });
});

describe('人员', () => {
  test('equal shares add up to the posts that were drawn', () => {
    fc.assert(fc.property(fc.array(aDraw, { minLength: 1, maxLength: 4 }), (draws) => {
      const available = Array.from({ length: 9 }, (_, n) => person(n + 1));
      const posts = draws.flat().reduce((sum, { members }) => sum + 1 + members.length, 0);
      const figures = peopleOf(draws.map((teams) => ({ available, teams })), []);
      expect(figures.reduce((sum, { expected }) => sum + expected, 0)).toBeCloseTo(posts, 6);
      expect(figures.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(posts);
      expect(figures.every(({ drawn, neverDrawn }) => (drawn === 0) === (neverDrawn !== null))).toBe(true);
    }), { numRuns: 100 });
  });

  test('never drawn in twelve draws of six among four is worth a look, in one draw it is not', () => {
    const available = [1, 2, 3, 4].map(person);
    const draw = { available, teams: [team(1, 2), team(2, 3), team(3, 1)] };
    const never = (draws: number) => peopleOf(times(draws, draw), []).find(({ inspector }) => inspector === person(4));
    expect(never(12)).toMatchObject({ draws: 12, drawn: 0, expected: 18, neverDrawn: 'remarkable' });
    expect(never(1)?.neverDrawn).toBe('too-few');
  });

  test('loads count who came, not who was drawn; who could not be drawn does not make the least', () => {
    const figures = peopleOf([{ available: [1, 2, 3].map(person), teams: [team(1, 2), team(1, 3)] }], [1, 2, 3, 9].map(person));
    expect(spread(figures)).toEqual({ most: 1, least: 1, mean: 1, people: 3 });
    expect(figures.find(({ inspector }) => inspector === person(9))).toMatchObject({ draws: 0, visits: 1, neverDrawn: null });
    expect(spread([])).toBeNull();
  });
});

describe('选派', () => {
  const pick = (approver: string, n: number, among: number) => ({ approver, pick: person(n), candidates: Array.from({ length: among }, (_, index) => person(index + 1)) });

  test('six of six for the same colleague among five stands out; three of three among two cannot', () => {
    const [first] = picksOf([...times(6, pick('陈', 1, 5))]);
    expect(first).toMatchObject({ approver: '陈', picked: 6, of: 6, judgement: 'remarkable' });
    expect(first?.expected).toBeCloseTo(1.2);
    expect(picksOf(times(3, pick('陈', 1, 2)))[0]).toMatchObject({ judgement: 'too-few' });
  });

  test('only the appointments in which somebody could be chosen count for his share', () => {
    const [first] = picksOf([pick('陈', 3, 3), pick('陈', 1, 2), pick('周', 3, 3)]);
    const figures = picksOf([pick('陈', 3, 3), pick('陈', 1, 2), pick('周', 3, 3)]);
    expect(first?.picked).toBe(1);
    expect(figures.find(({ approver, pick: chosen }) => approver === '陈' && chosen === person(3))).toMatchObject({ of: 1 });
    expect(figures).toHaveLength(3);
  });
});

describe('对象', () => {
  const code = (n: number): TargetCode => `E${String(n)}` as TargetCode;

  test('what chance leaves over comes out over many draws', () => {
    const tally = objectsTally();
    const all = Array.from({ length: 1000 }, (_, n) => code(n));
    for (let draw = 0; draw < 5; draw += 1) {
      const ranked = all.toSorted((a, b) => (createHash('sha256').update(`${String(draw)}${a}`).digest('hex') < createHash('sha256').update(`${String(draw)}${b}`).digest('hex') ? -1 : 1));
      tally.add(all.map((each) => ({ code: each, chance: 0.2 })), ranked.slice(0, 200));
    }
    const { eligible, drawn, never, expectedNever, list } = tally.result(10);
    expect([eligible, drawn + never]).toEqual([1000, 1000]);
    expect(expectedNever).toBeCloseTo(327.68);
    expect(Math.abs(never - expectedNever)).toBeLessThan(45);
    expect(list).toHaveLength(10);
    expect(list[0]).toMatchObject({ draws: 5 });
  });

  test('who could be drawn most often and never was comes first', () => {
    const tally = objectsTally();
    tally.add([{ code: code(1), chance: 0.5 }, { code: code(2), chance: 0.5 }], []);
    tally.add([{ code: code(2), chance: 0.5 }, { code: code(3), chance: 1 }], [code(3)]);
    expect(tally.result(5)).toMatchObject({ eligible: 3, drawn: 1, never: 2, list: [{ code: code(2), draws: 2, left: 0.25 }, { code: code(1), draws: 1 }] });
  });
});

describe('期间与用时', () => {
  test.each([
    ['', '2026-01-01', '2026-12-31'], ['月', '2026-09-01', '2026-09-30'], ['上月', '2026-08-01', '2026-08-31'], ['年', '2026-01-01', '2026-12-31'], ['去年', '2025-01-01', '2025-12-31'], ['2026-09', '2026-09-01', '2026-09-30'],
    ['2024年2月', '2024-02-01', '2024-02-29'], ['９月', '2026-09-01', '2026-09-30'], ['2026Q3', '2026-07-01', '2026-09-30'], ['2026q4', '2026-10-01', '2026-12-31'], ['第二季度', '2026-04-01', '2026-06-30'], ['季度', '2026-07-01', '2026-09-30'], ['2025', '2025-01-01', '2025-12-31'],
  ])('「%s」 means %s to %s', (typed, from, to) => { expect(periodOf(typed, '2026-09-20')).toMatchObject({ from, to }); });

  test.each(['13月', '2026Q5', '上周', '任务7', '1999', '0'])('「%s」 is no period', (typed) => { expect(periodOf(typed, '2026-09-20')).toBeNull(); });

  test('half of the waits took at most the median', () => {
    expect(durationsOf([5000, 1000, 102_000])).toEqual({ count: 3, medianMs: 5000, longestMs: 102_000 });
    expect(durationsOf([])).toBeNull();
    expect([durationText(102_000), durationText(7_500_000), durationText(3 * 86_400_000), durationText(9000)]).toEqual(['1分42秒', '2小时5分', '3天', '9秒']);
  });
});
