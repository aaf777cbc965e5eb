/**
 * Not the same officer twice running on one target (P23): kept out where the least maximum load allows it, and nowhere else.
 * Judged by an independent maximum-flow; replayed by every verifier.
 */
import type { InspectorLine, TargetLine } from '../../../src/domain/draw/types.ts';
import type { TargetCode } from '../../../src/domain/ids.ts';
import { assign, leastMaximum, teamProblem, teamsOf } from '../../../src/domain/team/assign.ts';
import type { TeamProblem } from '../../../src/domain/team/assign.ts';
import type { Visit } from '../../../src/domain/team/candidates.ts';
import { play } from '../../support/ceremonies.ts';
import { inspector, numbers, recusal, request, target } from '../../support/draw-lists.ts';
import { maxFlow } from '../../support/max-flow.ts';
import { ALL } from '../../support/verifiers.ts';

const seedOf = (n: number): string => n.toString(16).padStart(64, '0');
const code = (i: number): TargetCode => `E${String(i)}` as TargetCode;
const visitsOf = (n: number): readonly Visit[] => Array.from({ length: n }, (_, i) => ({ code: code(i), name: `企业${String(i)}`, section: '监管一科' }));

/** Whether everything can be filled at a level with these pairs ('person visit') kept out. */
const canFill = ({ slots, people, visits, loads, caps }: TeamProblem, level: number, out: ReadonlySet<string>): boolean => {
  const [first, slotAt] = [2, 2 + people.length];
  const pairAt = slotAt + slots.length;
  return maxFlow(pairAt + people.length * visits.length, [
    ...people.map((_, i) => [0, first + i, Math.max(0, Math.min(caps[i] ?? 0, level - (loads[i] ?? 0)))] as const),
    ...people.flatMap((_, i) => visits.map((__, v) => [first + i, pairAt + i * visits.length + v, out.has(`${String(i)} ${String(v)}`) ? 0 : 1] as const)),
    ...slots.flatMap(({ visit, candidates }, j) => candidates.map((i) => [pairAt + i * visits.length + visit, slotAt + j, 1] as const)),
    ...slots.map((_, j) => [slotAt + j, 1, 1] as const),
  ], 0, 1) === slots.length;
};

const randomProblem = (n: number): TeamProblem => {
  const below = numbers(n);
  const all = visitsOf(1 + below(7));
  const people: readonly InspectorLine[] = Array.from({ length: 2 + below(6) }, (_, i) => {
    const last = all.filter(() => below(3) === 0).map((visit) => visit.code);
    return inspector(`P${String(i)}`, { load: below(3), mayLead: below(3) > 0, ...(last.length === 0 ? {} : { last }) });
  });
  const pairs = people.flatMap((person) => all.filter(() => below(9) === 0).map((visit) => recusal(person.id, visit.code)));
  return teamProblem(all, people, pairs, { size: 2, minCertified: 2, leaderSection: null });
};

test('whoever stays on his last target could not be spared: without him somebody is overburdened or a post is empty', () => {
  let [feasible, avoided, kept] = [0, 0, 0];
  for (let n = 1; n <= 500; n += 1) {
    const problem = randomProblem(n);
    const assignment = assign(problem, seedOf(n));
    const least = leastMaximum(problem);
    expect(assignment === null).toBe(least === null);
    if (assignment === null || least === null) continue;
    feasible += 1;
    const onTeam = new Set(assignment.holders.map((person, slot) => `${String(person)} ${String(Math.floor(slot / 2))}`));
    const pairs = problem.people.flatMap(({ last = [] }, i) => last.map((each) => `${String(i)} ${String(problem.visits.findIndex((visit) => visit.code === each))}`));
    const out = new Set(pairs.filter((pair) => !onTeam.has(pair)));
    const again = pairs.filter((pair) => onTeam.has(pair));
    expect(canFill(problem, least.level, out)).toBe(true);
    for (const pair of again) expect(canFill(problem, least.level, new Set([...out, pair]))).toBe(false);
    avoided += out.size;
    kept += again.length;
  }
  expect(Math.min(feasible, avoided, kept)).toBeGreaterThan(100);
});

test('the team says how many of its members could not be spared; a team of new faces says nothing', () => {
  const people = [inspector('A', { last: [code(0)] }), inspector('B'), inspector('C')];
  const problem = teamProblem(visitsOf(1), people, [], { size: 2, minCertified: 2, leaderSection: null });
  const spared = assign(problem, seedOf(1));
  expect(spared === null ? null : teamsOf(problem, spared, [1])[0]).toMatchObject({ members: [{ leader: true }, { leader: false }] });
  expect(spared === null ? null : teamsOf(problem, spared, [1])[0]?.sameAsLast).toBeUndefined();
  const two = teamProblem(visitsOf(1), people.slice(0, 2), [], { size: 2, minCertified: 2, leaderSection: null });
  const fixed = assign(two, seedOf(1));
  expect(fixed === null ? null : teamsOf(two, fixed, [1])[0]).toMatchObject({ sameAsLast: 1, singleCandidatePosts: 0 });
});

test('a list without last visits gives the teams it always gave', () => {
  const problem = (last: readonly TargetCode[]): TeamProblem => teamProblem(visitsOf(6), Array.from({ length: 5 }, (_, i) => inspector(`P${String(i)}`, i === 0 && last.length > 0 ? { last } : {})), [], { size: 2, minCertified: 2, leaderSection: null });
  expect(assign(problem(['ELSEWHERE' as TargetCode]), seedOf(5))).toEqual(assign(problem([]), seedOf(5)));
});

/** Enterprises everybody has been to, with too few people to avoid it all. */
const repeated = (n: number): ReturnType<typeof request> => {
  const below = numbers(n);
  const targets: readonly TargetLine[] = Array.from({ length: 12 }, (_, i) => target(`E${String(i).padStart(2, '0')}`));
  const inspectors = Array.from({ length: 4 + below(3) }, (_, i) => {
    const last = targets.filter(() => below(2) === 0).map(({ id }) => id);
    return inspector(`ZF0${String(i)}`, { load: below(3), section: below(3) === 0 ? '监管二科' : '监管一科', ...(last.length === 0 ? {} : { last }) });
  });
  return request({ targets, inspectors: [...inspectors, inspector('ZF98'), inspector('ZF99')], recusals: [recusal('ZF98', 'E03')], strata: [{ name: '普通', where: [], num: 1, den: 2 }] });
};

test.each(ALL)('%s replays it on any list', (_, judge) => {
  const played = Array.from({ length: 12 }, (__, n) => play([{ request: () => repeated(n), ending: 'locked' }]));
  expect(played.some(({ results }) => results[0]?.teams?.some(({ sameAsLast = 0 }) => sameAsLast > 0) === true)).toBe(true);
  const verdicts = judge(played.map(({ bundle, lists, key }) => ({ bundle, lists, key })));
  expect(verdicts.map(({ ok, lines }) => [ok, ok ? '' : lines.at(-1)])).toEqual(played.map(() => [true, '']));
});
