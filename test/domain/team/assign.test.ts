/**
 * Teams: exactly feasible, least maximum load, every rule kept. Judged by an independent maximum-flow (Dinic), not by the engine.
 */
import { canonical } from '../../../src/domain/canonical.ts';
import type { InspectorLine, RecusalLine, TeamRule } from '../../../src/domain/draw/types.ts';
import { assign, balancingLoads, leastMaximum, teamProblem, teamsOf } from '../../../src/domain/team/assign.ts';
import type { TeamProblem } from '../../../src/domain/team/assign.ts';
import { infeasibility } from '../../../src/domain/team/infeasible.ts';
import { candidatesForPost } from '../../../src/domain/team/substitutes.ts';
import type { InspectorCode, TargetCode } from '../../../src/domain/ids.ts';
import type { Visit } from '../../../src/domain/team/candidates.ts';
import { inspector, numbers, recusal } from '../../support/draw-lists.ts';
import { maxFlow } from '../../support/max-flow.ts';

const visits = (n: number, section = (_: number): string => '监管一科'): readonly Visit[] => Array.from({ length: n }, (_, i) => ({ code: `E${String(i)}` as TargetCode, name: `企业${String(i)}`, section: section(i) }));
const seed = (n: number): string => n.toString(16).padStart(64, '0');

/** Most posts that can be filled when everybody's total load stays at or below `level`. */
const judged = ({ slots, people, visits: all, loads, caps }: TeamProblem, level: number): number => {
  const [source, sink] = [0, 1];
  const person = (i: number): number => 2 + i;
  const slot = (j: number): number => 2 + people.length + j;
  const pair = (i: number, v: number): number => 2 + people.length + slots.length + i * all.length + v;
  const edges: [number, number, number][] = [
    ...people.map((_, i): [number, number, number] => [source, person(i), Math.max(0, Math.min(caps[i] ?? 0, level - (loads[i] ?? 0)))]),
    ...people.flatMap((_, i) => all.map((__, v): [number, number, number] => [person(i), pair(i, v), 1])),
    ...slots.flatMap(({ visit, candidates }, j) => candidates.map((i): [number, number, number] => [pair(i, visit), slot(j), 1])),
    ...slots.map((_, j): [number, number, number] => [slot(j), sink, 1]),
  ];
  return maxFlow(2 + people.length + slots.length + people.length * all.length, edges, source, sink);
};

interface Case { readonly problem: TeamProblem; readonly recusals: readonly RecusalLine[] }
const randomCase = (n: number): Case => {
  const below = numbers(n);
  const all = visits(1 + below(7), (i) => (i % 2 === 0 ? '监管一科' : '监管二科'));
  const people: readonly InspectorLine[] = Array.from({ length: 1 + below(8) }, (_, i) => inspector(`P${String(i)}`, {
    section: below(2) === 0 ? '监管一科' : '监管二科', certified: below(5) > 0, mayLead: below(3) > 0, load: below(4),
    away: below(8) === 0 ? 'leave' : '', specialties: below(2) === 0 ? ['消防'] : [],
  }));
  const recusals = people.flatMap(({ id }) => all.filter(() => below(6) === 0).map(({ code }) => recusal(id, code)));
  const size = 2 + below(2);
  const rule: TeamRule = {
    size, minCertified: 2, leaderSection: below(2) === 0 ? '监管一科' : null,
    ...(below(3) === 0 ? { maxPerInspector: 1 + below(4) } : {}), ...(below(4) === 0 ? { specialties: ['消防'] } : {}), ...(below(4) === 0 ? { crossCheck: true } : {}),
  };
  return { problem: teamProblem(all, people, recusals, rule), recusals };
};
const RUNS = 600;

describe('six hundred random bureaus', () => {
  const cases = Array.from({ length: RUNS }, (_, n) => randomCase(n + 1));
  const HIGH = 1000;

  test('teams are formed exactly when an independent maximum flow says they can be, and otherwise the shortage is exact', () => {
    let possible = 0;
    for (const { problem } of cases) {
      const shortage = problem.slots.length - judged(problem, HIGH);
      expect(leastMaximum(problem) !== null).toBe(shortage === 0);
      expect(infeasibility(problem)?.missing ?? 0).toBe(shortage);
      if (shortage === 0) possible += 1;
    }
    expect(possible).toBeGreaterThan(100);
    expect(RUNS - possible).toBeGreaterThan(100);
  });

  test('the heaviest load is the smallest possible, and every rule is kept', () => {
    cases.forEach(({ problem, recusals }, n) => {
      const result = assign(problem, seed(n));
      if (result === null) return;
      expect(judged(problem, result.level)).toBe(problem.slots.length);
      expect(judged(problem, result.level - 1)).toBeLessThan(problem.slots.length);
      const totals = [...problem.loads];
      result.holders.forEach((person) => { totals[person] = (totals[person] ?? 0) + 1; });
      expect(Math.max(...result.holders.map((person) => totals[person] ?? 0))).toBe(result.level);
      for (const { no, members } of teamsOf(problem, result, problem.visits.map((_, i) => i + 1))) {
        const visit = problem.visits[no - 1];
        const lines = members.map(({ inspector: code }) => problem.people.find(({ id }) => id === code));
        expect(new Set(members.map(({ inspector: code }) => code)).size).toBe(problem.rule.size);
        expect(lines.filter((line) => line?.certified === true).length).toBeGreaterThanOrEqual(2);
        expect(lines[0]).toMatchObject({ mayLead: true, certified: true });
        if (problem.rule.leaderSection !== null) expect(lines[0]?.section).toBe(problem.rule.leaderSection);
        if (problem.rule.specialties !== undefined) expect(lines[1]?.specialties).toContain('消防');
        for (const line of lines) {
          expect(line?.away).toBe('');
          expect(recusals.some((pair) => pair.inspector === line?.id && pair.target === visit?.code)).toBe(false);
        }
      }
      if (problem.rule.maxPerInspector != null) {
        const most = problem.people.map((_, i) => result.holders.filter((person) => person === i).length);
        expect(Math.max(...most)).toBeLessThanOrEqual(problem.rule.maxPerInspector);
      }
    });
  });

  test('the order of the roster does not matter', () => {
    cases.slice(0, 150).forEach(({ problem, recusals }, n) => {
      const other = teamProblem(problem.visits, [...problem.people].reverse(), [...recusals].reverse(), problem.rule);
      expect(canonical(assign(other, seed(n)))).toBe(canonical(assign(problem, seed(n))));
    });
  });
});

describe('fairness', () => {
  test('nine equal people, nine visits of two: everybody has exactly two, and over many seeds nobody is favoured for any post', () => {
    const problem = teamProblem(visits(9), Array.from({ length: 9 }, (_, i) => inspector(`P${String(i)}`)), [], { size: 2, minCertified: 2, leaderSection: null });
    const RUNS_OF_SEEDS = 2000;
    const cells = new Map<string, number>();
    for (let n = 0; n < RUNS_OF_SEEDS; n += 1) {
      const holders = assign(problem, seed(n))?.holders ?? [];
      for (let person = 0; person < 9; person += 1) expect(holders.filter((one) => one === person)).toHaveLength(2);
      holders.forEach((person, slot) => { const cell = `${String(slot)}/${String(person)}`; cells.set(cell, (cells.get(cell) ?? 0) + 1); });
    }
    // 162 cells, each binomial(2000, 1/9): 5.5 standard deviations leave one false alarm in 10^5 for all of them together; seeds are fixed.
    const expected = RUNS_OF_SEEDS / 9;
    const deviation = Math.sqrt(expected * (8 / 9));
    expect(cells.size).toBe(162);
    for (const count of cells.values()) expect(Math.abs(count - expected) / deviation).toBeLessThan(5.5);
  });
  test('a newcomer does not catch up a whole year at once', () => {
    const people = [inspector('NEW'), inspector('A', { load: 30 }), inspector('B', { load: 30 }), inspector('C', { load: 30 })];
    expect(balancingLoads(people, 3)).toEqual([19, 30, 30, 30]);
    expect(balancingLoads(people, null)).toEqual([0, 30, 30, 30]);
  });
});

describe('explanations', () => {
  const rule: TeamRule = { size: 2, minCertified: 2, leaderSection: '监管一科', maxPerInspector: 3 };
  test('a cap that is too low: the whole shortage is named, and the smallest cap that would do', () => {
    const problem = teamProblem(visits(10), [inspector('A'), inspector('B'), inspector('C'), inspector('D', { section: '监管二科' })], [], rule);
    const why = infeasibility(problem);
    expect(why?.missing).toBe(8);
    expect(why?.sentence).toContain('共差 8 人次');
    expect(why?.remedies[0]).toEqual({ kind: 'raise-cap', to: 5, text: '将每人上限由 3 户调至 5 户' });
    expect(why?.remedies.map(({ text }) => text)).toContainEqual(expect.stringContaining('借调 3 名'));
  });
  test('the leader can only come from the initiating section: that post is named', () => {
    const problem = teamProblem(visits(1), [inspector('A', { section: '监管二科' }), inspector('B', { section: '监管二科' })], [], { ...rule, maxPerInspector: null });
    expect(infeasibility(problem)?.sentence).toContain('组长（须监管一科人员、须持执法证）×1');
  });
  test('a post with one qualified person is counted as having no randomness', () => {
    const problem = teamProblem(visits(1), [inspector('A'), inspector('B', { section: '监管二科' }), inspector('C', { section: '监管二科' })], [], { ...rule, maxPerInspector: null });
    const result = assign(problem, seed(1));
    expect(result === null ? null : teamsOf(problem, result, [1])[0]).toMatchObject({ singleCandidatePosts: 1, members: [{ inspector: 'A', leader: true }, { leader: false }] });
  });
});

describe('substitutes', () => {
  const inspectors = [inspector('A'), inspector('B'), inspector('C', { load: 2 }), inspector('D', { away: 'leave' }), inspector('E', { certified: false }), inspector('F', { section: '监管二科' }), inspector('G', { load: 1 })];
  const base = { team: { members: ['A', 'B'].map((code, i) => ({ inspector: code as InspectorCode, name: code, section: '监管一科', leader: i === 0 })) }, target: { code: 'E1' as TargetCode, name: '企业E1', section: '监管一科' }, inspectors, recusals: [recusal('G', 'E1')], rules: { size: 2, minCertified: 2, leaderSection: '监管一科' } };
  test('the vacated leader: colleagues of the section, present, certified and without interest; everybody else with the reason', () => {
    const { candidates, excluded } = candidatesForPost({ ...base, post: 0 });
    expect(candidates.map(({ id }) => id)).toEqual(['C']);
    expect(excluded.map(({ inspector: code, reason }) => `${code} ${reason}`)).toEqual([
      'A 已是本组成员', 'B 已是本组成员', 'D 检查期间请假', 'E 未持有效执法证件', 'F 不是发起科室人员，不能担任组长', 'G 回避',
    ]);
  });
  test('a vacated member may come from another section; the least burdened is named first', () => {
    expect(candidatesForPost({ ...base, post: 1 }).candidates.map(({ id }) => id)).toEqual(['F', 'C']);
  });
});
